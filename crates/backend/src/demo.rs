//! Accounts for showing the portal, made at the start of a demonstration.

use domain::Language;
use domain::account::OrganisationKind;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};

use crate::account::{NewOrganisation, Person, provide};
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

/// Makes the demonstration's accounts unless they are there.
pub async fn prepare(portal: &Portal) -> Result<()> {
    let missing = || Error::Unreadable("demo");
    let citizen = citizen().ok_or_else(missing)?;
    let entrepreneur = entrepreneur().ok_or_else(missing)?;
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
            };
            let outcome = login::try_password(&portal, tried).await.unwrap();
            let login::Outcome::LoggedIn { session, .. } = outcome else { panic!("refused") };
            let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
            assert_eq!(organisations(&portal, &citizen).await.unwrap().len(), listed);
        }
    }
    on_each_database!(both_can_log_in_however_often_it_starts);
}
