use super::*;
use crate::account::testing::{self, identity_number};
use crate::account::{Session, authenticate, password_change, recovery};
use crate::testing::{TestPortal, on_each_database};

const PASSWORD: &str = "bò vàng leo núi sớm";

async fn portal_with_account(portal: &TestPortal) {
    let (citizen, _) = testing::citizen(portal, 1).await;
    let hash = password::hash(PASSWORD).await.unwrap();
    testing::set_password(portal, &citizen, hash).await;
}

fn tried<'a>(number: &'a str, password: &'a str) -> Try<'a> {
    Try {
        attempt: None,
        session: None,
        number,
        password,
        return_to: None,
        address: "198.51.100.7",
        language: Language::Vi,
        browser: None,
    }
}

async fn refusal(portal: &Portal, tried: Try<'_>) -> Option<Refusal> {
    match try_password(portal, tried).await.unwrap() {
        Outcome::LoggedIn { .. } | Outcome::Next { .. } | Outcome::Lost => None,
        Outcome::Refused { attempt: token, .. } => attempt(portal, &token).await.unwrap().unwrap().refusal,
    }
}

async fn number_and_password_open_a_session(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    let spaced = format!("{} {} {}", &number.as_str()[..4], &number.as_str()[4..8], &number.as_str()[8..]);
    let (_, old) = testing::citizen(&portal, 2).await;
    let tried = Try { session: Some(&old), return_to: Some("/nop-ho-so/x?y=1"), ..tried(&spaced, PASSWORD) };
    let Outcome::LoggedIn { session, return_to } = try_password(&portal, tried).await.unwrap() else {
        panic!("refused");
    };
    assert_eq!(return_to.as_deref(), Some("/nop-ho-so/x?y=1"));
    assert!(matches!(authenticate(&portal, &session).await.unwrap(), Session::Active(_)));
    assert_eq!(
        authenticate(&portal, &old).await.unwrap(),
        Session::None,
        "the browser's old session is over"
    );
}
on_each_database!(number_and_password_open_a_session);

async fn unknown_numbers_and_wrong_passwords_answer_alike(portal: TestPortal) {
    portal_with_account(&portal).await;
    let (known, unknown) = (identity_number(1), identity_number(9));
    let long = "ế".repeat(129);
    for password in ["bò vàng leo núi", &long] {
        assert_eq!(refusal(&portal, tried(known.as_str(), password)).await, Some(Refusal::Wrong));
        assert_eq!(refusal(&portal, tried(unknown.as_str(), password)).await, Some(Refusal::Wrong));
    }
}
on_each_database!(unknown_numbers_and_wrong_passwords_answer_alike);

async fn what_was_typed_stays_with_the_reason(portal: TestPortal) {
    let first = Try { return_to: Some("/ho-so"), ..tried("06419000000", PASSWORD) };
    let Outcome::Refused { attempt: token, .. } = try_password(&portal, first).await.unwrap() else {
        panic!()
    };
    let kept = attempt(&portal, &token).await.unwrap().unwrap();
    assert_eq!(kept.number, "06419000000");
    assert_eq!(kept.refusal, Some(Refusal::Incomplete { password_missing: false }));
    let number = identity_number(1);
    let second = Try { attempt: Some(&token), ..tried(number.as_str(), "") };
    let Outcome::Refused { attempt: same, .. } = try_password(&portal, second).await.unwrap() else {
        panic!()
    };
    assert_eq!(same, token);
    let kept = attempt(&portal, &token).await.unwrap().unwrap();
    assert_eq!(kept.number, number.as_str());
    assert_eq!(kept.refusal, Some(Refusal::Incomplete { password_missing: true }));
    assert_eq!(kept.return_to.as_deref(), Some("/ho-so"), "one still gets where one wanted to");
    portal_with_account(&portal).await;
    let third = Try { attempt: Some(&token), ..tried(number.as_str(), PASSWORD) };
    let Outcome::LoggedIn { return_to, .. } = try_password(&portal, third).await.unwrap() else { panic!() };
    assert_eq!(return_to.as_deref(), Some("/ho-so"));
    assert_eq!(attempt(&portal, &token).await.unwrap(), None);
}
on_each_database!(what_was_typed_stays_with_the_reason);

async fn guessing_is_stopped(portal: TestPortal) {
    portal_with_account(&portal).await;
    for number in [identity_number(1), identity_number(9)] {
        let (wrong, right) = (tried(number.as_str(), "wrong wrong"), tried(number.as_str(), PASSWORD));
        let mut answers = Vec::new();
        for minute in 0..60 {
            let elsewhere = format!("198.51.100.{minute}");
            answers.push(refusal(&portal, Try { address: &elsewhere, ..wrong }).await.unwrap());
            portal.test_clock.advance(TimeDelta::minutes(1));
        }
        let judged = answers.iter().filter(|answer| **answer == Refusal::Wrong).count();
        assert_eq!(judged, 9, "of the tenth it is said that it locked");
        assert!(matches!(answers[5..], [Refusal::Wrong, Refusal::TooMany { .. }, ..]), "{answers:?}");
        let [.., Refusal::Locked { again_at }] = answers[..] else { panic!("{answers:?}") };
        assert_eq!(refusal(&portal, right).await, Some(Refusal::Locked { again_at }), "even the right one");
        assert_eq!(refusal(&portal, tried(identity_number(2).as_str(), "x")).await, Some(Refusal::Wrong));
        portal.test_clock.advance(again_at - portal.clock.now());
        let is_known = number == identity_number(1);
        assert_eq!(refusal(&portal, right).await, (!is_known).then_some(Refusal::Wrong), "a day is enough");
    }
}
on_each_database!(guessing_is_stopped);

async fn a_hundred_at_one_moment_are_five(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    let addresses: Vec<_> = (0..40).map(|at| format!("203.0.113.{at}")).collect();
    let tries = addresses
        .iter()
        .map(|address| refusal(&portal, Try { address, ..tried(number.as_str(), "wrong wrong") }));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Some(Refusal::Wrong)).count(), 5, "{answers:?}");
}
on_each_database!(a_hundred_at_one_moment_are_five);

/// Locks the account of `identity_number(1)`.
async fn lock(portal: &TestPortal) {
    let number = identity_number(1);
    for _ in 0..60 {
        let answer = refusal(portal, tried(number.as_str(), "wrong wrong")).await;
        if matches!(answer, Some(Refusal::Locked { .. })) {
            return;
        }
        portal.test_clock.advance(TimeDelta::minutes(1));
    }
    panic!("not locked");
}

fn link_of(mail: &crate::message::Mail) -> String {
    let (_, rest) = mail.text.split_once("/dang-nhap/mo-khoa/").unwrap();
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

async fn the_owner_lifts_a_lock_by_mail_once(portal: TestPortal) {
    portal_with_account(&portal).await;
    lock(&portal).await;
    let number = identity_number(1);
    let right = tried(number.as_str(), PASSWORD);
    assert!(matches!(refusal(&portal, right).await, Some(Refusal::Locked { .. })));
    portal.work().await;
    let [mail] = &portal.mails()[..] else { panic!("one mail for one lock: {:?}", portal.mails().len()) };
    assert_eq!(mail.to, "hoa@example.vn");
    let token = link_of(mail);
    assert!(!guessing::may_unlock(&portal, "0".repeat(64).as_str()).await.unwrap());
    assert_eq!(guessing::unlock(&portal, &"0".repeat(64)).await.unwrap(), None);
    assert!(guessing::may_unlock(&portal, &token).await.unwrap(), "looking changes nothing");
    let browser = guessing::unlock(&portal, &token).await.unwrap().unwrap();
    assert!(!guessing::may_unlock(&portal, &token).await.unwrap());
    assert_eq!(guessing::unlock(&portal, &token).await.unwrap(), None, "once");
    assert_eq!(refusal(&portal, right).await, None);
    lock(&portal).await;
    let there = Try { browser: Some(&browser), ..right };
    assert_eq!(refusal(&portal, there).await, None, "where it was lifted nobody is held up again");
    portal.work().await;
    assert_eq!(portal.mails().len(), 2);
    portal.test_clock.advance(domain::account::guessing::LOCK);
    assert!(!guessing::may_unlock(&portal, &link_of(&portal.mails()[1])).await.unwrap(), "over by itself");
}
on_each_database!(the_owner_lifts_a_lock_by_mail_once);

async fn strangers_lock_out_neither_sessions_nor_known_browsers(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    let right = tried(number.as_str(), PASSWORD);
    let Outcome::LoggedIn { session, .. } = try_password(&portal, right).await.unwrap() else { panic!() };
    let others = testing::citizen(&portal, 2).await.1;
    let known = guessing::with_person(None, &guessing::browser_of(&portal, &session));
    let shared = guessing::with_person(Some(&known), &guessing::browser_of(&portal, &others));
    let strange = guessing::browser_of(&portal, &others);
    portal.test_clock.advance(TimeDelta::minutes(30));
    authenticate(&portal, &session).await.unwrap();
    lock(&portal).await;
    assert!(matches!(authenticate(&portal, &session).await.unwrap(), Session::Active(_)));
    for browser in [&known, &shared] {
        assert_eq!(refusal(&portal, Try { browser: Some(browser), ..right }).await, None);
    }
    for browser in [strange.as_str(), "", "...", session.as_str()] {
        let answer = refusal(&portal, Try { browser: Some(browser), ..right }).await;
        assert!(matches!(answer, Some(Refusal::Locked { .. })), "{browser}: {answer:?}");
    }
    for _ in 0..5 {
        let wrong = Try { browser: Some(&known), ..tried(number.as_str(), "wrong wrong") };
        assert_eq!(refusal(&portal, wrong).await, Some(Refusal::Wrong));
    }
    let answer = refusal(&portal, Try { browser: Some(&known), ..right }).await;
    assert!(matches!(answer, Some(Refusal::TooMany { .. })), "there it is counted too: {answer:?}");
    portal.test_clock.advance(guessing::BROWSER_KNOWN);
    lock(&portal).await;
    let answer = refusal(&portal, Try { browser: Some(&known), ..right }).await;
    assert!(matches!(answer, Some(Refusal::Locked { .. })), "not for ever: {answer:?}");
}
on_each_database!(strangers_lock_out_neither_sessions_nor_known_browsers);

async fn a_new_password_makes_all_browsers_strange(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    let right = tried(number.as_str(), PASSWORD);
    let Outcome::LoggedIn { session, .. } = try_password(&portal, right).await.unwrap() else { panic!() };
    let known = guessing::with_person(None, &guessing::browser_of(&portal, &session));
    let there = Try { browser: Some(&known), ..right };
    lock(&portal).await;
    assert_eq!(refusal(&portal, there).await, None);
    let Session::Active(hoa) = authenticate(&portal, &session).await.unwrap() else { panic!() };
    let hash = password::hash(PASSWORD).await.unwrap();
    let transaction = portal.database.write().await.unwrap();
    password_change::set(&portal, &*transaction, hoa.account_id(), hash).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(matches!(refusal(&portal, there).await, Some(Refusal::Locked { .. })));
}
on_each_database!(a_new_password_makes_all_browsers_strange);

async fn an_office_behind_one_address_is_not_locked_out(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    for _ in 0..ADDRESS.most + 10 {
        assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None);
    }
}
on_each_database!(an_office_behind_one_address_is_not_locked_out);

async fn when_many_addresses_guess_each_has_fewer_tries(portal: TestPortal) {
    limit::count_times(&portal, OVERALL, "", OVERALL.most + 1).await.unwrap();
    for seed in 100..110 {
        let number = identity_number(seed);
        assert_eq!(refusal(&portal, tried(number.as_str(), "wrong")).await, Some(Refusal::Wrong));
    }
    portal_with_account(&portal).await;
    let number = identity_number(1);
    let right = tried(number.as_str(), PASSWORD);
    assert!(matches!(refusal(&portal, right).await, Some(Refusal::TooMany { .. })));
    assert_eq!(refusal(&portal, Try { address: "203.0.113.9", ..right }).await, None);
}
on_each_database!(when_many_addresses_guess_each_has_fewer_tries);

async fn an_address_that_tries_many_numbers_is_stopped(portal: TestPortal) {
    portal_with_account(&portal).await;
    for seed in 100..200 {
        let number = identity_number(seed);
        assert_eq!(refusal(&portal, tried(number.as_str(), "wrong")).await, Some(Refusal::Wrong));
    }
    let number = identity_number(1);
    let right = tried(number.as_str(), PASSWORD);
    assert!(matches!(refusal(&portal, right).await, Some(Refusal::TooMany { .. })));
}
on_each_database!(an_address_that_tries_many_numbers_is_stopped);

async fn an_address_keeps_so_many_attempts(portal: TestPortal) {
    let number = identity_number(1);
    let empty = tried(number.as_str(), "");
    let Outcome::Refused { attempt: own, .. } = try_password(&portal, empty).await.unwrap() else { panic!() };
    for _ in 1..KEPT.most {
        try_password(&portal, empty).await.unwrap();
    }
    assert!(matches!(try_password(&portal, empty).await, Err(Error::TooMany)));
    let known = Try { attempt: Some(&own), ..empty };
    assert!(try_password(&portal, known).await.is_ok(), "one that is kept is gone on with");
    let elsewhere = Try { address: "203.0.113.9", ..empty };
    assert!(try_password(&portal, elsewhere).await.is_ok());
    portal_with_account(&portal).await;
    assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None, "nobody is locked out");
}
on_each_database!(an_address_keeps_so_many_attempts);

async fn old_hashes_are_renewed(portal: TestPortal) {
    let (citizen, _) = testing::citizen(&portal, 1).await;
    let weak = password::weak_hash(PASSWORD);
    testing::set_password(&portal, &citizen, weak.clone()).await;
    let number = identity_number(1);
    assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None);
    let read = portal.database.read();
    let row = repo::credential(read, citizen.account_id(), person::PASSWORD).await.unwrap().unwrap();
    assert_ne!(row.secret, weak);
    assert_eq!(refusal(&portal, tried(number.as_str(), PASSWORD)).await, None);
}
on_each_database!(old_hashes_are_renewed);

#[test]
fn only_local_addresses_are_gone_to() {
    for local in ["/", "/ho-so", "/nop-ho-so/a/b?c=d#e", "/en/dang-nhap"] {
        assert_eq!(local_path(local), Some(local));
    }
    for other in [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "https://evil.example",
        "https:evil",
        "javascript:x",
        "/\t/evil",
        "/a\r\nb",
        "ho-so",
    ] {
        assert_eq!(local_path(other), None, "{other}");
    }
}

async fn whoever_recovers_is_not_kept_out_by_who_guessed(portal: TestPortal) {
    portal_with_account(&portal).await;
    let number = identity_number(1);
    lock(&portal).await;
    let asked = recovery::ask(&portal, number.as_str(), Language::Vi, "198.51.100.7").await.unwrap();
    assert_eq!(asked, None);
    portal.work().await;
    let mail = portal.mails().last().unwrap().text.clone();
    let (_, rest) = mail.split_once("/quen-mat-khau/").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let new = "trâu đen qua suối chiều";
    let set = recovery::set_password(&portal, &token, new, new).await.unwrap();
    let recovery::Recovered::Set { browser } = set else { panic!("{set:?}") };
    let right = tried(number.as_str(), new);
    assert_eq!(refusal(&portal, right).await, None, "what was guessed before counts no more");
    lock(&portal).await;
    assert_eq!(refusal(&portal, Try { browser: Some(&browser), ..right }).await, None, "and here never");
}
on_each_database!(whoever_recovers_is_not_kept_out_by_who_guessed);
