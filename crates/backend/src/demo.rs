//! Accounts for showing the portal, made at the start of a demonstration; and dossiers, where one asks for them.

mod course;
mod generate;
mod people;

pub use generate::generate;

use domain::Language;
use domain::account::OrganisationKind;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};
use domain::staff::{Membership, Role};

use crate::account::factor::authenticator;
use crate::account::{self, NewOrganisation, Person, provide};
use crate::{Error, Portal, Result, staff};

/// Identity number of the citizen to log in as: Rơ Châm H'Lan, of Pleiku.
pub const CITIZEN_NUMBER: &str = "064190001234";
/// Password of the citizen.
pub const CITIZEN_PASSWORD: &str = "ca phe thom pho nui";
/// Identity number of the entrepreneur to log in as: Nguyễn Văn Bình, of Quy Nhơn, director of an enterprise.
pub const ENTREPRENEUR_NUMBER: &str = "052085004321";
/// Password of the entrepreneur.
pub const ENTREPRENEUR_PASSWORD: &str = "thuyen buom gio bien";

/// The agency that the officers work for: the province's receiving desk.
pub const AGENCY: &str = "H21.01";
/// The secret of the officers' authenticator app, in Base32, to be typed into an app.
pub const OFFICERS_SECRET: &str = "NVXXIIDDOVQSAZDFNVXSA33GMZUWGZLS";
/// The same as the app reads it.
const SECRET: &[u8; 20] = b"mot cua demo officer";

/// Somebody who works for [`AGENCY`].
#[derive(Clone, Copy, Debug)]
pub struct DemoOfficer {
    /// Identity number to log in with.
    pub number: &'static str,
    /// Password.
    pub password: &'static str,
    /// What they are.
    pub roles: &'static [Role],
    name: &'static str,
    birth_date: &'static str,
    sex: Sex,
    phone: &'static str,
    email: &'static str,
}

/// The officers to log in as.
pub const OFFICERS: [DemoOfficer; 4] = [
    DemoOfficer {
        number: "064188002001",
        password: "hoa dao no som mai",
        roles: &[Role::DeskOfficer],
        name: "Nguyễn Thị Thu Thảo",
        birth_date: "1988-05-19",
        sex: Sex::Female,
        phone: "+84935200101",
        email: "thao.nguyen@example.vn",
    },
    DemoOfficer {
        number: "052084002002",
        password: "ruong bac thang xanh",
        roles: &[Role::Specialist],
        name: "Trần Quốc Đạt",
        birth_date: "1984-09-02",
        sex: Sex::Male,
        phone: "+84935200202",
        email: "dat.tran@example.vn",
    },
    DemoOfficer {
        number: "064181002003",
        password: "song ba chay ve xuoi",
        roles: &[Role::Leader],
        name: "Lê Thị Kim Oanh",
        birth_date: "1981-12-08",
        sex: Sex::Female,
        phone: "+84935200303",
        email: "oanh.le@example.vn",
    },
    DemoOfficer {
        number: "052090002004",
        password: "trang ram tren nui cao",
        roles: &[Role::Administrator, Role::CatalogueEditor],
        name: "Phạm Hoàng Long",
        birth_date: "1990-02-14",
        sex: Sex::Male,
        phone: "+84935200404",
        email: "long.pham@example.vn",
    },
];

impl DemoOfficer {
    fn person(&self) -> Option<Person> {
        Some(Person {
            name: self.name.into(),
            identity_number: IdentityNumber::try_from(self.number.to_owned()).ok()?,
            birth_date: self.birth_date.parse().ok()?,
            sex: self.sex,
            phone: self.phone.into(),
            email: self.email.into(),
            address: address("23575", "15 Phan Bội Châu"),
        })
    }
}

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
    let officers = OFFICERS.iter().map(|officer| (officer.person(), officer.password));
    let citizens = [(citizen(), CITIZEN_PASSWORD), (entrepreneur(), ENTREPRENEUR_PASSWORD)];
    for (person, password) in citizens.into_iter().chain(officers) {
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
    provide(portal, &entrepreneur, ENTREPRENEUR_PASSWORD, Language::Vi, Some(enterprise())).await?;
    for officer in &OFFICERS {
        let person = officer.person().ok_or_else(missing)?;
        account::reopen(portal, &person.identity_number).await?;
        let account_id = provide(portal, &person, officer.password, Language::Vi, None).await?;
        authenticator::provide(portal, account_id, SECRET).await?;
        let memberships = officer.roles.iter().map(|&role| Membership { agency: AGENCY.into(), role });
        staff::members::provide(portal, account_id, &memberships.collect::<Vec<_>>()).await?;
    }
    Ok(())
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

    async fn officers_log_in_with_the_published_secret(portal: TestPortal) {
        use crate::account::factor::testing::shown;
        use crate::account::login::second;
        use crate::staff::{self, Staff};
        prepare(&portal).await.unwrap();
        prepare(&portal).await.unwrap();
        for officer in &OFFICERS {
            let personal = vec![officer.number.into()];
            let problem = password::problem(officer.password, personal, Moment::Sent).await.unwrap();
            assert_eq!(problem, None, "{}", officer.password);
            let tried = login::Try {
                attempt: None,
                session: None,
                number: officer.number,
                password: officer.password,
                return_to: None,
                address: "127.0.0.1",
                language: Language::Vi,
                browser: None,
            };
            let outcome = login::try_password(&portal, tried).await.unwrap();
            let login::Outcome::Next { attempt, .. } = outcome else { panic!("no second step: {outcome:?}") };
            let code = shown(OFFICERS_SECRET, portal.clock.now());
            let sent = second::Sent {
                attempt: &attempt,
                session: None,
                shown: second::Shown::Code(&code),
                language: Language::Vi,
            };
            let outcome = second::try_factor(&portal, sent).await.unwrap();
            let login::Outcome::LoggedIn { session, .. } = outcome else { panic!("refused: {outcome:?}") };
            let Staff::Officer(found) = staff::authenticate(&portal, &session).await.unwrap() else {
                panic!()
            };
            let roles: Vec<_> = found.acting().iter().map(|acting| acting.membership.role).collect();
            assert_eq!(roles, officer.roles);
            assert!(found.acting().iter().all(|acting| acting.membership.agency == AGENCY));
        }
    }
    on_each_database!(officers_log_in_with_the_published_secret);

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
        assert_eq!(close(&portal).await.unwrap(), 6);
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
        assert_eq!(close(&portal).await.unwrap(), 5, "an account with another password is somebody's");
    }
    on_each_database!(nobody_logs_in_with_a_published_password_elsewhere);
}
