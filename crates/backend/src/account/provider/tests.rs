use chrono::TimeDelta;
use domain::Language;
use domain::account::OrganisationKind;
use sea_orm::EntityTrait;

use super::*;
use crate::Portal;
use crate::account::factor::passkey::testing as passkeys;
use crate::account::fresh::fresh;
use crate::account::login::{self, Outcome, Refusal, Step, Try, claim, code};
use crate::account::{Citizen, NewOrganisation, Session, authenticate, otp, person, testing};
use crate::message::Mail;
use crate::testing::{TestPortal, on_each_database};

const NUMBER: &str = "064195002345";
const PASSWORD: &str = "suong som bien ho";
const ADDRESS: &str = "198.51.100.7";
const OWN_PASSWORD: &str = "bò vàng leo núi sớm";

fn tried<'a>(number: &'a str, password: &'a str) -> Try<'a> {
    Try {
        attempt: None,
        session: None,
        number,
        password,
        return_to: None,
        address: ADDRESS,
        language: Language::Vi,
        browser: None,
    }
}

/// The attempt that waits for `step`.
fn next(outcome: Outcome, step: Step) -> String {
    match outcome {
        Outcome::Next { attempt, step: at } if at == step => attempt,
        other => panic!("{other:?}"),
    }
}

async fn last_code(portal: &TestPortal) -> String {
    portal.work().await;
    portal.text_messages().last().unwrap().text.chars().take(6).collect()
}

async fn type_code(portal: &Portal, attempt: &str, typed: &str) -> Outcome {
    let sent = code::Sent { attempt, session: None, code: typed, language: Language::Vi };
    code::try_code(portal, sent).await.unwrap()
}

/// What comes after number, password and code of VNeID.
async fn log_in(portal: &TestPortal) -> Outcome {
    let outcome = login::try_password(portal, tried(NUMBER, PASSWORD)).await.unwrap();
    let attempt = next(outcome, Step::Code);
    type_code(portal, &attempt, &last_code(portal).await).await
}

async fn citizen(portal: &Portal, outcome: Outcome) -> (Citizen, String) {
    let Outcome::LoggedIn { session, .. } = outcome else { panic!("{outcome:?}") };
    match authenticate(portal, &session).await.unwrap() {
        Session::Active(citizen) => (citizen, session),
        other => panic!("{other:?}"),
    }
}

/// Somebody registers the number of the sandbox's first person, with [`OWN_PASSWORD`], and is logged in.
async fn registered(portal: &TestPortal) -> (Citizen, String) {
    let person = person_of_the_sandbox();
    let hash = crate::account::password::hash(OWN_PASSWORD).await.unwrap();
    let transaction = portal.database.write().await.unwrap();
    person::create(portal, &*transaction, &person, Some(hash), Language::Vi).await.unwrap().unwrap();
    transaction.commit().await.unwrap();
    citizen(portal, login::try_password(portal, tried(NUMBER, OWN_PASSWORD)).await.unwrap()).await
}

fn person_of_the_sandbox() -> person::Person {
    person::Person {
        name: "Ksor H'Nhi".into(),
        identity_number: IdentityNumber::parse(NUMBER, 2026).unwrap(),
        birth_date: "1995-06-12".parse().unwrap(),
        sex: Sex::Female,
        phone: "+84905222345".into(),
        email: "nhi@example.vn".into(),
        address: Address::default(),
    }
}

fn claim_sent(attempt: &str) -> claim::Sent<'_> {
    claim::Sent { attempt, session: None, address: ADDRESS, language: Language::Vi }
}

async fn mails(portal: &TestPortal) -> Vec<Mail> {
    portal.work().await;
    portal.mails()
}

async fn the_first_login_makes_the_account_and_the_next_finds_it(portal: TestPortal) {
    let started = Try { return_to: Some("/ho-so"), ..tried(NUMBER, PASSWORD) };
    let attempt = next(login::try_password(&portal, started).await.unwrap(), Step::Code);
    let shown = code::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!((shown.code.phone.as_str(), shown.refusal), ("•••• ••• 345", None));
    let hash = person::hash_number(&portal, NUMBER);
    let read = portal.database.read();
    let before = crate::account::repo::account_by_number(read, &hash).await.unwrap();
    assert!(before.is_none(), "there is no account before the code was right");
    let outcome = type_code(&portal, &attempt, &last_code(&portal).await).await;
    assert!(
        matches!(&outcome, Outcome::LoggedIn { return_to: Some(path), .. } if path == "/ho-so"),
        "{outcome:?}"
    );
    let (first, _) = citizen(&portal, outcome).await;
    let person = crate::account::person(&portal, &first).await.unwrap();
    assert_eq!((person.name.as_str(), person.email.as_str()), ("Ksor H'Nhi", ""));
    assert_eq!(person.identity_number.as_str(), NUMBER);
    assert_eq!(level(read, first.account_id()).await.unwrap(), Some(2));
    let (again, _) = citizen(&portal, log_in(&portal).await).await;
    assert_eq!(again.account_id(), first.account_id());
    assert_eq!(::entity::identity::Entity::find().all(read).await.unwrap().len(), 1);
}
on_each_database!(the_first_login_makes_the_account_and_the_next_finds_it);

async fn without_the_code_nobody_gets_in(portal: TestPortal) {
    let attempt = next(login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap(), Step::Code);
    let right = last_code(&portal).await;
    let wrong = if right.starts_with('0') { "123456" } else { "012345" };
    let refused = Outcome::Refused { attempt: attempt.clone(), step: Step::Code };
    for (typed, refusal) in [("123", otp::Refusal::Incomplete), (wrong, otp::Refusal::Wrong)] {
        assert_eq!(type_code(&portal, &attempt, typed).await, refused);
        let shown = code::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
        assert_eq!(shown.refusal, Some(refusal));
    }
    for _ in 0..100 {
        assert_eq!(type_code(&portal, &attempt, wrong).await, refused);
    }
    let shown = code::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(shown.refusal, Some(otp::Refusal::Locked));
    assert_eq!(type_code(&portal, &attempt, &right).await, refused, "even the right one");
    assert_eq!(type_code(&portal, "no such attempt", &right).await, Outcome::Lost);
    // One that waits for another step is none for this one.
    let Outcome::Refused { attempt: first, .. } =
        login::try_password(&portal, tried(NUMBER, "")).await.unwrap()
    else {
        panic!("not refused")
    };
    assert_eq!(type_code(&portal, &first, &right).await, Outcome::Lost);
}
on_each_database!(without_the_code_nobody_gets_in);

async fn a_code_is_good_for_its_own_attempt_and_once(portal: TestPortal) {
    let first = next(login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap(), Step::Code);
    let right = last_code(&portal).await;
    let second = next(login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap(), Step::Code);
    let other = type_code(&portal, &second, &right).await;
    assert_eq!(other, Outcome::Refused { attempt: second, step: Step::Code });
    let twenty = (0..20).map(|_| type_code(&portal, &first, &right));
    let outcomes = futures::future::join_all(twenty).await;
    let won = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::LoggedIn { .. })).count();
    assert_eq!(won, 1, "{outcomes:?}");
    let lost = outcomes.iter().filter(|outcome| **outcome == Outcome::Lost).count();
    assert_eq!(lost, 19, "{outcomes:?}");
}
on_each_database!(a_code_is_good_for_its_own_attempt_and_once);

async fn the_attempt_has_a_new_token_after_each_proof(portal: TestPortal) {
    let Outcome::Refused { attempt: planted, .. } =
        login::try_password(&portal, tried(NUMBER, "wrong")).await.unwrap()
    else {
        panic!("not refused")
    };
    let goes_on = Try { attempt: Some(&planted), ..tried(NUMBER, PASSWORD) };
    let attempt = next(login::try_password(&portal, goes_on).await.unwrap(), Step::Code);
    assert_ne!(attempt, planted);
    assert_eq!(type_code(&portal, &planted, &last_code(&portal).await).await, Outcome::Lost);
}
on_each_database!(the_attempt_has_a_new_token_after_each_proof);

async fn wrong_and_unknown_are_answered_alike(portal: TestPortal) {
    let (known, _) = citizen(&portal, log_in(&portal).await).await;
    for (number, password) in [
        (NUMBER, "wrong"),
        (NUMBER, OWN_PASSWORD),
        ("064195009999", PASSWORD),
        // Somebody else's password.
        ("052072003456", PASSWORD),
    ] {
        let Outcome::Refused { attempt, .. } =
            login::try_password(&portal, tried(number, password)).await.unwrap()
        else {
            panic!("not refused")
        };
        let shown = login::attempt(&portal, &attempt).await.unwrap().unwrap();
        assert_eq!(shown.refusal, Some(Refusal::Wrong));
    }
    let transaction = portal.database.write().await.unwrap();
    let now = Some(portal.clock.now());
    crate::account::repo::set_disabled(&*transaction, known.account_id(), now).await.unwrap();
    transaction.commit().await.unwrap();
    let sent_before = portal.text_messages().len();
    let closed = login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap();
    assert!(matches!(closed, Outcome::Refused { .. }), "a closed account is not opened by VNeID");
    portal.work().await;
    assert_eq!(portal.text_messages().len(), sent_before, "and nothing is sent");
}
on_each_database!(wrong_and_unknown_are_answered_alike);

async fn one_person_has_one_account_by_password_and_by_vneid(portal: TestPortal) {
    let (own, _) = registered(&portal).await;
    testing::organisation(&portal, &own).await;
    let attempt = next(log_in(&portal).await, Step::Claim);
    let shown = claim::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(shown.account.mailbox, "n•••@example.vn");
    let wrong = claim::keep(&portal, claim_sent(&attempt), "not the password").await.unwrap();
    assert_eq!(wrong, Outcome::Refused { attempt: attempt.clone(), step: Step::Claim });
    let shown = claim::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(shown.refusal, Some(claim::Refusal::Wrong));
    let outcome = claim::keep(&portal, claim_sent(&attempt), OWN_PASSWORD).await.unwrap();
    let (by_vneid, _) = citizen(&portal, outcome).await;
    assert_eq!(by_vneid.account_id(), own.account_id());
    assert_eq!(crate::account::organisations(&portal, &by_vneid).await.unwrap().len(), 1);
    let (again, _) = citizen(&portal, log_in(&portal).await).await;
    assert_eq!(again.account_id(), own.account_id(), "from now on it is not asked");
    let outcome = login::try_password(&portal, tried(NUMBER, OWN_PASSWORD)).await.unwrap();
    assert_eq!(citizen(&portal, outcome).await.0.account_id(), own.account_id());
    assert!(mails(&portal).await.is_empty());
}
on_each_database!(one_person_has_one_account_by_password_and_by_vneid);

async fn one_person_with_all_ways_in_has_one_account_and_one_history(portal: TestPortal) {
    let (own, _) = registered(&portal).await;
    testing::organisation(&portal, &own).await;
    let household = NewOrganisation {
        kind: OrganisationKind::HouseholdBusiness,
        name: "Hộ kinh doanh Ksor H'Nhi".into(),
        tax_code: Some("8123456789".into()),
        address: Address { province: "52".into(), commune: "23563".into(), detail: "làng Ốp".into() },
        position: "Chủ hộ".into(),
    };
    let transaction = portal.database.write().await.unwrap();
    let listed = person::list_organisation(&portal, &*transaction, own.account_id(), household).await;
    assert!(listed.unwrap().is_some());
    transaction.commit().await.unwrap();
    let device = passkeys::set_up(&portal, &fresh(&portal, own.clone()).unwrap()).await;
    let draft = crate::dossier::testing::draft(&portal, &own).await;

    let attempt = next(log_in(&portal).await, Step::Claim);
    let outcome = claim::keep(&portal, claim_sent(&attempt), OWN_PASSWORD).await.unwrap();
    let (by_vneid, _) = citizen(&portal, outcome).await;
    let begun = login::passkey::begin(&portal, None, Language::Vi, ADDRESS).await.unwrap().unwrap();
    let answer = device.answer_to(&begun.options);
    let sent = login::passkey::Sent {
        attempt: &begun.attempt,
        session: None,
        answer: &answer,
        address: ADDRESS,
        language: Language::Vi,
    };
    let outcome = login::passkey::log_in(&portal, sent).await.unwrap().unwrap();
    let (by_passkey, _) = citizen(&portal, outcome).await;
    let (once_more, _) = citizen(&portal, log_in(&portal).await).await;

    for way_in in [&by_vneid, &by_passkey, &once_more] {
        assert_eq!(way_in.account_id(), own.account_id());
        assert_eq!(crate::account::organisations(&portal, way_in).await.unwrap().len(), 2);
        let history = crate::dossier::list(&portal, way_in).await.unwrap();
        assert_eq!(history.drafts.iter().map(|draft| draft.id).collect::<Vec<_>>(), [draft]);
    }
    let accounts = ::entity::account::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!(accounts.len(), 1);
}
on_each_database!(one_person_with_all_ways_in_has_one_account_and_one_history);

async fn a_number_that_a_stranger_registered_is_won_back(portal: TestPortal) {
    let (stranger, their_session) = registered(&portal).await;
    let started = login::try_password(&portal, tried(NUMBER, OWN_PASSWORD)).await.unwrap();
    let attempt = next(log_in(&portal).await, Step::Claim);
    let outcome = claim::win_back(&portal, claim_sent(&attempt)).await.unwrap();
    let (rightful, _) = citizen(&portal, outcome).await;
    assert_ne!(rightful.account_id(), stranger.account_id(), "nothing of the stranger's is theirs");
    assert_eq!(authenticate(&portal, &their_session).await.unwrap(), Session::None);
    let Outcome::LoggedIn { session, .. } = started else { panic!("{started:?}") };
    assert_eq!(authenticate(&portal, &session).await.unwrap(), Session::None, "all sessions are over");
    let outcome = login::try_password(&portal, tried(NUMBER, OWN_PASSWORD)).await.unwrap();
    assert!(matches!(outcome, Outcome::Refused { .. }), "the stranger's password is worth nothing");
    let mails = mails(&portal).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "nhi@example.vn");
    assert!(mails[0].subject.contains("đã đóng"), "{}", mails[0].subject);
    let trail = ::entity::audit::Entity::find().all(portal.database.read()).await.unwrap();
    let won_back: Vec<_> = trail.iter().filter(|entry| entry.action == "account.won_back").collect();
    assert_eq!(won_back.len(), 1);
    assert_eq!(won_back[0].subject_id, Some(stranger.account_id().to_string()));
    let again = claim::win_back(&portal, claim_sent(&attempt)).await.unwrap();
    assert_eq!(again, Outcome::Lost, "once");
    let (next_time, _) = citizen(&portal, log_in(&portal).await).await;
    assert_eq!(next_time.account_id(), rightful.account_id());
}
on_each_database!(a_number_that_a_stranger_registered_is_won_back);

async fn an_account_that_vneid_knows_is_not_won_back(portal: TestPortal) {
    let (own, _) = registered(&portal).await;
    let first = next(log_in(&portal).await, Step::Claim);
    let second = next(log_in(&portal).await, Step::Claim);
    claim::keep(&portal, claim_sent(&first), OWN_PASSWORD).await.unwrap();
    // The other browser still shows the question.
    assert_eq!(claim::page(&portal, &second, Language::Vi).await.unwrap(), None);
    let outcome = claim::win_back(&portal, claim_sent(&second)).await.unwrap();
    assert_eq!(citizen(&portal, outcome).await.0.account_id(), own.account_id());
    assert!(mails(&portal).await.is_empty());
}
on_each_database!(an_account_that_vneid_knows_is_not_won_back);

async fn the_old_password_is_guessed_no_more_often_there_than_elsewhere(portal: TestPortal) {
    registered(&portal).await;
    let attempt = next(log_in(&portal).await, Step::Claim);
    for _ in 0..10 {
        claim::keep(&portal, claim_sent(&attempt), "not the password").await.unwrap();
    }
    let eleventh = claim::keep(&portal, claim_sent(&attempt), OWN_PASSWORD).await.unwrap();
    assert!(matches!(eleventh, Outcome::Refused { .. }));
    let shown = claim::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert!(matches!(shown.refusal, Some(claim::Refusal::TooMany { .. })));
}
on_each_database!(the_old_password_is_guessed_no_more_often_there_than_elsewhere);

async fn a_phone_gets_so_many_codes(portal: TestPortal) {
    for _ in 0..6 {
        next(login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap(), Step::Code);
    }
    let seventh = login::try_password(&portal, tried(NUMBER, PASSWORD)).await.unwrap();
    let Outcome::Refused { attempt, .. } = seventh else { panic!("{seventh:?}") };
    let shown = login::attempt(&portal, &attempt).await.unwrap().unwrap();
    let again_at = portal.clock.now() + TimeDelta::hours(1);
    assert_eq!(shown.refusal, Some(Refusal::TooManyCodes { again_at }));
    portal.work().await;
    assert_eq!(portal.text_messages().len(), 6);
}
on_each_database!(a_phone_gets_so_many_codes);

async fn without_own_accounts_nobody_registers_and_no_password_counts(portal: TestPortal) {
    use crate::account::registration;
    use domain::Answers;
    use domain::account::registration::Step as RegistrationStep;
    registered(&portal).await;
    let vneid = portal.providers.vneid.clone();
    let only_vneid = portal.offering(Providers { own: false, vneid, openid: Vec::new() }).await;
    let own = login::try_password(&only_vneid, tried(NUMBER, OWN_PASSWORD)).await.unwrap();
    assert!(matches!(own, Outcome::Refused { .. }));
    let step = RegistrationStep::Kind;
    let nothing = Answers::default();
    let begun = registration::answer(&only_vneid, None, Language::Vi, step, &nothing, "", ADDRESS).await;
    assert_eq!(begun.unwrap().next, RegistrationStep::Provider, "its page says that it is closed");
    let rows = ::entity::registration::Entity::find().all(portal.database.read()).await.unwrap();
    assert!(rows.is_empty());
    let by_vneid = login::try_password(&only_vneid, tried(NUMBER, PASSWORD)).await.unwrap();
    next(by_vneid, Step::Code);
}
on_each_database!(without_own_accounts_nobody_registers_and_no_password_counts);

async fn whom_vneid_vouches_for_can_set_a_password(portal: TestPortal) {
    let (person, _) = citizen(&portal, log_in(&portal).await).await;
    let person = crate::account::fresh::fresh(&portal, person).unwrap();
    let changed = crate::account::password_change::change(&portal, &person, OWN_PASSWORD, OWN_PASSWORD).await;
    assert!(changed.unwrap().is_some());
    let outcome = login::try_password(&portal, tried(NUMBER, OWN_PASSWORD)).await.unwrap();
    assert_eq!(citizen(&portal, outcome).await.0.account_id(), person.account_id());
}
on_each_database!(whom_vneid_vouches_for_can_set_a_password);
