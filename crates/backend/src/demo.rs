//! Accounts for showing the portal, made at the start of a demonstration; and dossiers, where one asks for them.

mod course;
mod generate;
mod people;

pub use generate::generate;

use domain::Language;
use domain::account::OrganisationKind;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};

use crate::account::{self, NewOrganisation, Person, provide};
use crate::{Error, Portal, Result};

/// Identity number of the citizen to log in as: Rơ Châm H'Lan, of Pleiku.
pub const CITIZEN_NUMBER: &str = "064190001234";
/// Password of the citizen.
pub const CITIZEN_PASSWORD: &str = "ca phe thom pho nui";
/// Identity number of the entrepreneur to log in as: Nguyễn Văn Bình, of Quy Nhơn, director of an enterprise.
pub const ENTREPRENEUR_NUMBER: &str = "052085004321";
/// Password of the entrepreneur.
pub const ENTREPRENEUR_PASSWORD: &str = "thuyen buom gio bien";

fn citizen() -> Option<Person> {
    Some(Person {
        name: "Rơ Châm H'Lan".into(),
        identity_number: IdentityNumber::try_from(CITIZEN_NUMBER.to_owned()).ok()?,
        birth_date: "1990-03-07".parse().ok()?,
        sex: Sex::Female,
        phone: "+84905123456".into(),
        email: "hlan@example.vn".into(),
        address: address("23575", "Làng Ốp"),
    })
}

fn entrepreneur() -> Option<Person> {
    Some(Person {
        name: "Nguyễn Văn Bình".into(),
        identity_number: IdentityNumber::try_from(ENTREPRENEUR_NUMBER.to_owned()).ok()?,
        birth_date: "1985-11-20".parse().ok()?,
        sex: Sex::Male,
        phone: "+84914654321".into(),
        email: "binh@example.vn".into(),
        address: address("21583", "12 Lê Lợi"),
    })
}

fn enterprise() -> NewOrganisation {
    NewOrganisation {
        kind: OrganisationKind::Enterprise,
        name: "Công ty TNHH Hải sản Quy Nhơn".into(),
        tax_code: Some("5900189195".into()),
        address: address("21583", "45 Trần Hưng Đạo"),
        position: "Giám đốc".into(),
    }
}

fn address(commune: &str, detail: &str) -> Address {
    Address { province: "52".into(), commune: commune.into(), detail: detail.into() }
}

/// Closes the demonstration's accounts where they were left behind: their passwords are published. Says how many.
pub async fn close(portal: &Portal) -> Result<usize> {
    let mut closed = 0;
    for (person, password) in [(citizen(), CITIZEN_PASSWORD), (entrepreneur(), ENTREPRENEUR_PASSWORD)] {
        let person = person.ok_or(Error::Unreadable("demo"))?;
        closed += usize::from(account::close(portal, &person.identity_number, password).await?);
    }
    if closed > 0 {
        tracing::warn!(
            closed,
            "accounts of an earlier demonstration were closed: their passwords are published"
        );
    }
    Ok(closed)
}

/// Makes the demonstration's accounts unless they are there.
pub async fn prepare(portal: &Portal) -> Result<()> {
    let missing = || Error::Unreadable("demo");
    let citizen = citizen().ok_or_else(missing)?;
    let entrepreneur = entrepreneur().ok_or_else(missing)?;
    for person in [&citizen, &entrepreneur] {
        account::reopen(portal, &person.identity_number).await?;
    }
    provide(portal, &citizen, CITIZEN_PASSWORD, Language::Vi, None).await?;
    provide(portal, &entrepreneur, ENTREPRENEUR_PASSWORD, Language::Vi, Some(enterprise())).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::account::password::{self, Moment};
    use crate::account::{Session, authenticate, login, organisations};
    use crate::testing::{TestPortal, on_each_database};

    async fn both_can_log_in_however_often_it_starts(portal: TestPortal) {
        prepare(&portal).await.unwrap();
        prepare(&portal).await.unwrap();
        for (number, password, listed) in
            [(CITIZEN_NUMBER, CITIZEN_PASSWORD, 0), (ENTREPRENEUR_NUMBER, ENTREPRENEUR_PASSWORD, 1)]
        {
            assert_eq!(
                password::problem(password, vec![number.into()], Moment::Sent).await.unwrap(),
                None,
                "{password}"
            );
            let tried = login::Try {
                attempt: None,
                session: None,
                number,
                password,
                return_to: None,
                address: "127.0.0.1",
                language: Language::Vi,
                browser: None,
            };
            let outcome = login::try_password(&portal, tried).await.unwrap();
            let login::Outcome::LoggedIn { session, .. } = outcome else { panic!("refused") };
            let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
            assert_eq!(organisations(&portal, &citizen).await.unwrap().len(), listed);
        }
    }
    on_each_database!(both_can_log_in_however_often_it_starts);

    async fn nobody_logs_in_with_a_published_password_elsewhere(portal: TestPortal) {
        assert_eq!(close(&portal).await.unwrap(), 0, "nothing to close");
        prepare(&portal).await.unwrap();
        let log_in = async || {
            let tried = login::Try {
                attempt: None,
                session: None,
                number: CITIZEN_NUMBER,
                password: CITIZEN_PASSWORD,
                return_to: None,
                address: "127.0.0.1",
                language: Language::Vi,
                browser: None,
            };
            match login::try_password(&portal, tried).await.unwrap() {
                login::Outcome::LoggedIn { session, .. } => Some(session),
                login::Outcome::Next { .. } | login::Outcome::Refused { .. } | login::Outcome::Lost => None,
            }
        };
        let session = log_in().await.unwrap();
        assert_eq!(close(&portal).await.unwrap(), 2);
        assert_eq!(close(&portal).await.unwrap(), 0, "once is enough");
        assert!(log_in().await.is_none());
        assert_eq!(authenticate(&portal, &session).await.unwrap(), Session::None);
        prepare(&portal).await.unwrap();
        let Session::Active(citizen) = authenticate(&portal, &log_in().await.unwrap()).await.unwrap() else {
            panic!("not logged in")
        };
        account::testing::set_password(
            &portal,
            &citizen,
            password::hash("a password of one's own").await.unwrap(),
        )
        .await;
        assert_eq!(close(&portal).await.unwrap(), 1, "an account with another password is somebody's");
    }
    on_each_database!(nobody_logs_in_with_a_published_password_elsewhere);
}
