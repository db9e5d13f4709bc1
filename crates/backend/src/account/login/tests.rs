use super::*;
use crate::account::testing::{self, identity_number};
use crate::account::{Session, authenticate};
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
    let number = identity_number(1);
    for _ in 0..10 {
        assert_eq!(refusal(&portal, tried(number.as_str(), "wrong wrong")).await, Some(Refusal::Wrong));
    }
    let again_at = portal.clock.now() + TimeDelta::minutes(15);
    let right = tried(number.as_str(), PASSWORD);
    assert_eq!(refusal(&portal, right).await, Some(Refusal::TooMany { again_at }), "even the right one");
    let elsewhere = Try { address: "203.0.113.9", ..right };
    assert_eq!(refusal(&portal, elsewhere).await, None, "a stranger locks nobody out");
    portal.test_clock.advance(TimeDelta::minutes(15));
    assert_eq!(refusal(&portal, right).await, None);
}
on_each_database!(guessing_is_stopped);

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
