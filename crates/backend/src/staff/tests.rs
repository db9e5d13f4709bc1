use chrono::{Days, NaiveDate, TimeDelta};
use domain::Language;
use domain::account::session::FRESH;
use domain::dossier::Status;
use domain::dossier::moves::Stage;
use domain::email::Email;
use domain::staff::{Action, Deed, NotDelegated, Target};
use sea_orm::EntityTrait;

use super::absence::Absence;
use super::invitation::{Invitation, Standing};
use super::members::Ended;
use super::testing::{join, officer, officer_of};
use super::*;
use crate::account::factor::{self, authenticator};
use crate::account::fresh::{self, fresh};
use crate::account::testing::{
    PASSWORD, citizen, citizen_with_password, identity_number, log_in, log_in_with_factor,
};
use crate::desk::inbox;
use crate::testing::{TestPortal, on_each_database};

const DESK: &str = "H21.01";
const ELSEWHERE: &str = "H21.15";

fn operator() -> StaffAdministrator {
    StaffAdministrator::operator()
}

fn membership(role: Role) -> Membership {
    Membership { agency: DESK.into(), role }
}

/// What somebody needs to read a dossier of the desk.
fn reading() -> Action<'static> {
    let target = Target { desk: DESK, unit: None, status: Status::Submitted, stage: Stage::Intake };
    Action::OnDossier(Deed::Read, target)
}

async fn invited(portal: &Portal, seed: u32, role: Role) -> String {
    let asked = Invitation {
        membership: membership(role),
        identity_number: identity_number(seed),
        email: Email::parse("moi@example.vn").ok(),
        language: Language::Vi,
    };
    invitation::invite(portal, operator(), asked).await.unwrap().unwrap().token
}

async fn active(portal: &Portal, token: &str) -> Citizen {
    match account::authenticate(portal, token).await.unwrap() {
        Session::Active(citizen) => citizen,
        other => panic!("not logged in: {other:?}"),
    }
}

async fn only_a_second_factor_makes_an_officer(portal: TestPortal) {
    let (hoa, token) = citizen_with_password(&portal, 1).await;
    assert!(matches!(authenticate(&portal, &token).await.unwrap(), Staff::None));
    join(&portal, &hoa, Role::DeskOfficer, DESK).await;
    assert!(matches!(authenticate(&portal, &token).await.unwrap(), Staff::NeedsFactor));
    assert!(works_for_agency(&portal, &hoa).await.unwrap());

    // Setting the first one up shows it.
    let (secret, _) = factor::testing::set_up(&portal, &hoa).await;
    let found = officer_of(&portal, &token).await;
    assert_eq!(found.acting(), [Acting { membership: membership(Role::DeskOfficer), stands_in_for: None }]);
    assert!(found.may(reading()).is_some());

    // A session begun without, as by a code to the phone: a proof with the factor makes it one.
    let other = log_in(&portal, &hoa).await;
    assert!(matches!(authenticate(&portal, &other).await.unwrap(), Staff::NeedsFactor));
    portal.test_clock.advance(FRESH);
    let code = factor::testing::shown(&secret, portal.clock.now());
    let citizen = active(&portal, &other).await;
    let proved = fresh::prove(&portal, &citizen, PASSWORD, &code).await.unwrap().unwrap();
    officer_of(&portal, &proved).await;
    assert!(matches!(authenticate(&portal, "no such token").await.unwrap(), Staff::None));
}
on_each_database!(only_a_second_factor_makes_an_officer);

async fn another_factor_set_up_in_such_a_session_shows_nothing(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    join(&portal, &hoa, Role::DeskOfficer, DESK).await;
    factor::passkey::testing::set_up(&portal, &hoa).await;
    let other = log_in(&portal, &hoa).await;
    let citizen = active(&portal, &other).await;
    factor::testing::set_up(&portal, &citizen).await;
    assert!(matches!(authenticate(&portal, &other).await.unwrap(), Staff::NeedsFactor));
}
on_each_database!(another_factor_set_up_in_such_a_session_shows_nothing);

async fn an_officer_keeps_the_last_second_factor(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    factor::testing::set_up(&portal, &hoa).await;
    join(&portal, &hoa, Role::DeskOfficer, DESK).await;
    let hoa = fresh(&portal, hoa).unwrap();
    assert!(!authenticator::remove(&portal, &hoa).await.unwrap());
    let factors = factor::mine(&portal, &hoa).await.unwrap();
    assert!(factors.authenticator && factors.recovery_codes == 10, "{factors:?}");

    let member = &members::all(&portal, operator()).await.unwrap()[0];
    assert_eq!(members::end(&portal, operator(), member.id).await.unwrap(), Ended::Ended);
    assert!(authenticator::remove(&portal, &hoa).await.unwrap());
    assert!(!factor::mine(&portal, &hoa).await.unwrap().any());
}
on_each_database!(an_officer_keeps_the_last_second_factor);

async fn an_invitation_lets_one_person_in_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (minh, _) = citizen(&portal, 2).await;
    let token = invited(&portal, 1, Role::Specialist).await;
    portal.work().await;
    let mails = portal.mails();
    assert!(mails[0].text.contains(&format!("/tiep-nhan/moi/{token}")) && mails[0].to == "moi@example.vn");
    assert!(mails[0].text.contains("Trung tâm Phục vụ hành chính công tỉnh Gia Lai"), "{}", mails[0].text);
    let listed = invitation::waiting(&portal, operator()).await.unwrap();
    assert_eq!(listed[0].identity_number, identity_number(1));
    assert_eq!((listed[0].email.as_str(), listed.len()), ("moi@example.vn", 1));

    factor::testing::set_up(&portal, &minh).await;
    let minh_token = log_in_with_factor(&portal, minh.account_id()).await;
    let minh = active(&portal, &minh_token).await;
    for answer in [
        invitation::look(&portal, &minh, &token).await.unwrap(),
        invitation::accept(&portal, &minh, &token).await.unwrap(),
    ] {
        assert_eq!(answer, Standing::NotTheirs);
    }
    assert!(matches!(authenticate(&portal, &minh_token).await.unwrap(), Staff::None));

    let wanted = membership(Role::Specialist);
    assert_eq!(
        invitation::accept(&portal, &hoa, &token).await.unwrap(),
        Standing::NeedsFactor(wanted.clone())
    );
    factor::testing::set_up(&portal, &hoa).await;
    let hoa_token = log_in(&portal, &hoa).await;
    let hoa_again = active(&portal, &hoa_token).await;
    assert_eq!(
        invitation::look(&portal, &hoa_again, &token).await.unwrap(),
        Standing::NeedsFactor(wanted.clone()),
        "a factor that is there is also shown"
    );
    let hoa_token = log_in_with_factor(&portal, hoa.account_id()).await;
    let hoa = active(&portal, &hoa_token).await;
    assert_eq!(invitation::look(&portal, &hoa, &token).await.unwrap(), Standing::Open(wanted.clone()));
    let both = futures::future::join_all([
        invitation::accept(&portal, &hoa, &token),
        invitation::accept(&portal, &hoa, &token),
    ])
    .await;
    let won = both.into_iter().filter(|one| matches!(one, Ok(Standing::Open(_)))).count();
    assert_eq!(won, 1);
    assert_eq!(officer_of(&portal, &hoa_token).await.acting()[0].membership, wanted);
    assert_eq!(invitation::look(&portal, &hoa, &token).await.unwrap(), Standing::Over);
    assert!(invitation::waiting(&portal, operator()).await.unwrap().is_empty());
}
on_each_database!(an_invitation_lets_one_person_in_once);

async fn an_invitation_ends(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let look = async |token: &str| invitation::look(&portal, &hoa, token).await.unwrap();
    let first = invited(&portal, 1, Role::Leader).await;
    let second = invited(&portal, 1, Role::Leader).await;
    assert_eq!(look(&first).await, Standing::Over, "the newest counts");
    assert!(matches!(look(&second).await, Standing::NeedsFactor(_)));
    let listed = invitation::waiting(&portal, operator()).await.unwrap();
    assert!(invitation::take_back(&portal, operator(), listed[0].id).await.unwrap());
    assert!(!invitation::take_back(&portal, operator(), listed[0].id).await.unwrap());
    assert_eq!(look(&second).await, Standing::Over);
    let third = invited(&portal, 1, Role::Leader).await;
    portal.test_clock.advance(invitation::LIFE);
    assert_eq!(look(&third).await, Standing::Over);
    assert!(invitation::waiting(&portal, operator()).await.unwrap().is_empty());
    let nowhere = Invitation {
        membership: Membership { agency: "H99.99".into(), role: Role::Leader },
        identity_number: identity_number(1),
        email: None,
        language: Language::Vi,
    };
    assert_eq!(invitation::invite(&portal, operator(), nowhere).await.unwrap(), None);
}
on_each_database!(an_invitation_ends);

async fn a_membership_that_ends_ends_at_once(portal: TestPortal) {
    let (_, token) = officer(&portal, 1, Role::DeskOfficer, DESK).await;
    let (boss, boss_token) = officer(&portal, 2, Role::Administrator, DESK).await;
    assert!(StaffAdministrator::of(&officer_of(&portal, &token).await).is_none());
    let by = StaffAdministrator::of(&boss).unwrap();
    let listed = members::all(&portal, by).await.unwrap();
    let id = |role| listed.iter().find(|one| one.membership.role == role).unwrap().id;
    let leaving = officer_of(&portal, &token).await;
    let (lan, _) = citizen(&portal, 9).await;
    let code = crate::dossier::testing::filed(&portal, &lan).await;
    let seen = inbox::Seen { code: code.clone(), revision: 1, assignee: None };
    assert_eq!(inbox::work(&portal, &leaving, inbox::Work::Claim, &[seen]).await.unwrap().done, 1);
    assert_eq!(members::end(&portal, by, id(Role::DeskOfficer)).await.unwrap(), Ended::Ended);
    assert_eq!(members::end(&portal, by, id(Role::DeskOfficer)).await.unwrap(), Ended::NotThere);
    assert!(matches!(authenticate(&portal, &token).await.unwrap(), Staff::None));
    let rows = ::entity::dossier::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!(rows[0].assignee_id, None, "what they worked on waits for somebody");

    let last = id(Role::Administrator);
    assert_eq!(members::end(&portal, by, last).await.unwrap(), Ended::LastAdministrator);
    officer_of(&portal, &boss_token).await;
    let (other, _) = officer(&portal, 3, Role::Administrator, ELSEWHERE).await;
    let theirs = members::all(&portal, by).await.unwrap();
    let theirs = theirs.iter().find(|one| one.account_id == other.account_id()).unwrap().id;
    let other = StaffAdministrator::of(&other).unwrap();
    let (first, second) = tokio::join!(members::end(&portal, by, theirs), members::end(&portal, other, last));
    let mut both = [first.unwrap(), second.unwrap()];
    both.sort_by_key(|ended| *ended != Ended::Ended);
    assert_eq!(both, [Ended::Ended, Ended::LastAdministrator], "one stays");
}
on_each_database!(a_membership_that_ends_ends_at_once);

fn day(portal: &Portal, later: u64) -> NaiveDate {
    portal.clock.today() + Days::new(later)
}

async fn somebody_stands_in_for_the_time_that_was_said(portal: TestPortal) {
    let (hoa, _) = officer(&portal, 1, Role::Leader, DESK).await;
    let (minh, _) = officer(&portal, 2, Role::DeskOfficer, DESK).await;
    let (far, _) = officer(&portal, 3, Role::DeskOfficer, ELSEWHERE).await;
    let absence = |to: &Officer, from, until| Absence {
        membership: membership(Role::Leader),
        to: to.account_id(),
        from: day(&portal, from),
        until: day(&portal, until),
    };
    let refused = async |absence| absence::delegate(&portal, &hoa, &absence).await.unwrap();
    assert_eq!(refused(absence(&far, 1, 2)).await, Err(NotDelegated::Stranger));
    assert_eq!(refused(absence(&hoa, 1, 2)).await, Err(NotDelegated::Oneself));
    assert_eq!(refused(absence(&minh, 2, 1)).await, Err(NotDelegated::Over));
    assert_eq!(refused(absence(&minh, 1, 90)).await, Err(NotDelegated::TooLong));
    let other = Absence { membership: membership(Role::Specialist), ..absence(&minh, 1, 2) };
    assert_eq!(refused(other).await, Err(NotDelegated::NotOnesOwn));
    let colleagues = absence::colleagues(&portal, &hoa).await.unwrap();
    assert_eq!(colleagues.iter().map(|one| one.account_id).collect::<Vec<_>>(), [minh.account_id()]);

    assert_eq!(absence::delegate(&portal, &hoa, &absence(&minh, 1, 2)).await.unwrap(), Ok(()));
    // Each in a session of its own: none lasts for days.
    let now = async || {
        let token = log_in_with_factor(&portal, minh.account_id()).await;
        officer_of(&portal, &token).await
    };
    assert_eq!(now().await.acting().len(), 1, "not before");
    // The clock of tests begins at nine in the morning.
    portal.test_clock.advance(TimeDelta::minutes(15 * 60 - 1));
    assert_eq!(now().await.acting().len(), 1);
    portal.test_clock.advance(TimeDelta::minutes(1));
    let acting = now().await;
    let stands_in = Acting { membership: membership(Role::Leader), stands_in_for: Some(hoa.account_id()) };
    assert_eq!(acting.acting()[1], stands_in);
    assert_eq!(names(&portal, &acting, &[hoa.account_id()]).await.unwrap().len(), 1);
    let listed = absence::list(&portal, &acting).await.unwrap();
    assert!(!listed[0].is_own && absence::list(&portal, &hoa).await.unwrap()[0].is_own);
    assert_eq!((listed[0].from, listed[0].until), (day(&portal, 0), day(&portal, 1)));
    portal.test_clock.advance(TimeDelta::hours(47) + TimeDelta::minutes(59));
    assert_eq!(now().await.acting().len(), 2);
    portal.test_clock.advance(TimeDelta::minutes(1));
    assert_eq!(now().await.acting().len(), 1, "not after");

    assert_eq!(absence::delegate(&portal, &hoa, &absence(&minh, 0, 5)).await.unwrap(), Ok(()));
    assert_eq!(now().await.acting().len(), 2);
    let id = absence::list(&portal, &hoa).await.unwrap()[0].id;
    assert!(!absence::take_back(&portal, &minh, id).await.unwrap(), "who gave it takes it back");
    assert!(absence::take_back(&portal, &hoa, id).await.unwrap());
    assert_eq!(now().await.acting().len(), 1);

    // It goes with the membership of which it was given.
    assert_eq!(absence::delegate(&portal, &hoa, &absence(&minh, 0, 5)).await.unwrap(), Ok(()));
    let listed = members::all(&portal, operator()).await.unwrap();
    let leader = listed.iter().find(|one| one.membership.role == Role::Leader).unwrap();
    members::end(&portal, operator(), leader.id).await.unwrap();
    assert_eq!(now().await.acting().len(), 1);
}
on_each_database!(somebody_stands_in_for_the_time_that_was_said);
