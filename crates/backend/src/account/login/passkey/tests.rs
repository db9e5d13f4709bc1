use super::*;
use crate::account::factor::passkey::testing::{Device, set_up};
use crate::account::login::second::{self, Refusal, Shown};
use crate::account::login::{Try, try_password};
use crate::account::provider::Providers;
use crate::account::testing::{self, PASSWORD, identity_number};
use crate::account::{Citizen, Session, authenticate};
use crate::testing::{TestPortal, on_each_database};

const ADDRESS: &str = "198.51.100.7";

/// Somebody with a password and a passkey.
async fn somebody(portal: &TestPortal, seed: u32) -> (Citizen, Device) {
    let (citizen, _) = testing::citizen_with_password(portal, seed).await;
    let device = set_up(portal, &citizen).await;
    (citizen, device)
}

async fn begun(portal: &Portal) -> Begun {
    begin(portal, Some("/ho-so"), Language::Vi, ADDRESS).await.unwrap().unwrap()
}

async fn answered(portal: &Portal, attempt: &str, answer: &str) -> Option<Outcome> {
    let sent = Sent { attempt, session: None, answer, address: ADDRESS, language: Language::Vi };
    log_in(portal, sent).await.unwrap()
}

async fn alone(portal: &Portal, device: &Device) -> Option<Outcome> {
    let Begun { attempt, options } = begun(portal).await;
    answered(portal, &attempt, &device.answer_to(&options)).await
}

/// The attempt after the password of `seed`.
async fn after_password(portal: &Portal, seed: u32) -> String {
    let number = identity_number(seed);
    let tried = Try {
        attempt: None,
        session: None,
        number: number.as_str(),
        password: PASSWORD,
        return_to: Some("/ho-so"),
        address: ADDRESS,
        language: Language::Vi,
        browser: None,
    };
    match try_password(portal, tried).await.unwrap() {
        Outcome::Next { attempt, step: Step::SecondFactor } => attempt,
        other => panic!("no second step: {other:?}"),
    }
}

async fn second(portal: &Portal, attempt: &str, answer: &str) -> Outcome {
    let sent = second::Sent { attempt, session: None, shown: Shown::Passkey(answer), language: Language::Vi };
    second::try_factor(portal, sent).await.unwrap()
}

async fn a_passkey_alone_logs_in_once_per_attempt(portal: TestPortal) {
    let (hoa, device) = somebody(&portal, 1).await;
    let (_, old) = testing::citizen(&portal, 2).await;
    let Begun { attempt, options } = begun(&portal).await;
    let asked: serde_json::Value = serde_json::from_str(&options).unwrap();
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked["allowCredentials"], serde_json::json!([]), "whichever there is");
    assert_eq!(authenticate(&portal, &attempt).await.unwrap(), Session::None);
    let answer = device.answer_to(&options);
    let other = begun(&portal).await;
    assert_eq!(answered(&portal, &other.attempt, &answer).await, None, "of another attempt");
    let sent = Sent {
        attempt: &attempt,
        session: Some(&old),
        answer: &answer,
        address: ADDRESS,
        language: Language::Vi,
    };
    let Some(Outcome::LoggedIn { session, return_to }) = log_in(&portal, sent).await.unwrap() else {
        panic!("refused")
    };
    assert_eq!(return_to.as_deref(), Some("/ho-so"));
    let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
    assert_eq!(citizen.account_id(), hoa.account_id());
    assert_eq!(authenticate(&portal, &old).await.unwrap(), Session::None, "in the place of the one before");
    assert_eq!(answered(&portal, &attempt, &answer).await, None, "the attempt is over");
    assert_eq!(answered(&portal, &other.attempt, &answer).await, None);

    assert_eq!(alone(&portal, &Device { unlocked: false, ..device.clone() }).await, None);
    assert_eq!(alone(&portal, &Device::new()).await, None);
    assert_eq!(answered(&portal, "no such attempt", &answer).await, None);
    let elsewhere = begin(&portal, Some("//evil.example"), Language::Vi, ADDRESS).await.unwrap().unwrap();
    let answer = device.answer_to(&elsewhere.options);
    let Some(Outcome::LoggedIn { return_to: None, .. }) =
        answered(&portal, &elsewhere.attempt, &answer).await
    else {
        panic!("led away")
    };
}
on_each_database!(a_passkey_alone_logs_in_once_per_attempt);

async fn what_ran_out_or_was_taken_off_or_disabled_opens_nothing(portal: TestPortal) {
    let (hoa, device) = somebody(&portal, 1).await;
    let late = begun(&portal).await;
    portal.test_clock.advance(chrono::TimeDelta::minutes(6));
    assert_eq!(answered(&portal, &late.attempt, &device.answer_to(&late.options)).await, None);

    let set_disabled = async |at| {
        let transaction = portal.database.write().await.unwrap();
        repo::set_disabled(&*transaction, hoa.account_id(), at).await.unwrap();
        transaction.commit().await.unwrap();
    };
    set_disabled(Some(portal.clock.now())).await;
    assert_eq!(alone(&portal, &device).await, None, "disabled");
    set_disabled(None).await;
    assert!(matches!(alone(&portal, &device).await, Some(Outcome::LoggedIn { .. })));

    let own = passkey::list(&portal, &hoa).await.unwrap();
    let token = testing::log_in(&portal, &hoa).await;
    let Session::Active(hoa) = authenticate(&portal, &token).await.unwrap() else { panic!() };
    let hoa = crate::account::fresh::fresh(&portal, hoa).unwrap();
    passkey::remove(&portal, &hoa, own[0].id).await.unwrap();
    assert_eq!(alone(&portal, &device).await, None, "taken off");
}
on_each_database!(what_ran_out_or_was_taken_off_or_disabled_opens_nothing);

async fn without_own_accounts_no_passkey_counts(portal: TestPortal) {
    let (_, device) = somebody(&portal, 1).await;
    let begun = begun(&portal).await;
    let vneid = portal.providers.vneid.clone();
    let only_vneid = portal.offering(Providers { own: false, vneid, openid: Vec::new() }).await;
    assert!(!offered(&only_vneid));
    assert_eq!(begin(&only_vneid, None, Language::Vi, ADDRESS).await.unwrap(), None);
    let answer = device.answer_to(&begun.options);
    assert_eq!(answered(&only_vneid, &begun.attempt, &answer).await, None, "begun before");
}
on_each_database!(without_own_accounts_no_passkey_counts);

async fn wrong_answers_count_as_wrong_tries_and_a_lock_holds_up_no_passkey(portal: TestPortal) {
    let (_, device) = somebody(&portal, 1).await;
    let number = identity_number(1);
    for _ in 0..10 {
        let admitted =
            crate::account::guessing::admit(&portal, number.as_str(), Uuid::nil(), None).await.unwrap();
        assert!(admitted.is_ok());
        portal.test_clock.advance(chrono::TimeDelta::minutes(20));
    }
    assert!(
        matches!(alone(&portal, &device).await, Some(Outcome::LoggedIn { .. })),
        "the password is locked"
    );

    for _ in 0..super::super::ADDRESS.most {
        let Begun { attempt, .. } = begun(&portal).await;
        assert_eq!(answered(&portal, &attempt, "{}").await, None);
    }
    let Begun { attempt, options } = begun(&portal).await;
    let answer = device.answer_to(&options);
    let sent =
        Sent { attempt: &attempt, session: None, answer: &answer, address: ADDRESS, language: Language::Vi };
    assert!(matches!(log_in(&portal, sent).await, Err(Error::TooMany)));
    let elsewhere = Sent { address: "203.0.113.9", ..sent };
    assert!(matches!(log_in(&portal, elsewhere).await, Ok(Some(Outcome::LoggedIn { .. }))));
}
on_each_database!(wrong_answers_count_as_wrong_tries_and_a_lock_holds_up_no_passkey);

async fn a_passkey_is_the_second_factor_after_its_owners_password(portal: TestPortal) {
    let (hoa, device) = somebody(&portal, 1).await;
    let (_, others) = somebody(&portal, 2).await;
    let attempt = after_password(&portal, 1).await;
    assert_eq!(authenticate(&portal, &attempt).await.unwrap(), Session::None);
    let page = second::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(page.factors.passkeys, 1);
    let options = begin_second(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    let asked: serde_json::Value = serde_json::from_str(&options).unwrap();
    assert_eq!(asked["allowCredentials"].as_array().unwrap().len(), 1, "of the account alone");
    let wrong = second(&portal, &attempt, &others.answer_to(&options)).await;
    assert!(matches!(wrong, Outcome::Refused { step: Step::SecondFactor, .. }), "another's: {wrong:?}");
    let page = second::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(page.refusal, Some(Refusal::Passkey));

    let stranger = after_password(&portal, 2).await;
    let options = begin_second(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    let answer = device.answer_to(&options);
    assert!(matches!(second(&portal, &stranger, &answer).await, Outcome::Refused { .. }), "another attempt");
    let unlocked = Device { unlocked: false, ..device.clone() }.answer_to(&options);
    assert!(matches!(second(&portal, &attempt, &unlocked).await, Outcome::Refused { .. }));
    let options = begin_second(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    let Outcome::LoggedIn { session, return_to } =
        second(&portal, &attempt, &device.answer_to(&options)).await
    else {
        panic!("refused")
    };
    assert_eq!(return_to.as_deref(), Some("/ho-so"));
    let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
    assert_eq!(citizen.account_id(), hoa.account_id());
    assert_eq!(second(&portal, &attempt, &device.answer_to(&options)).await, Outcome::Lost);
    assert_eq!(begin_second(&portal, &attempt, Language::Vi).await.unwrap(), None);

    let attempt = after_password(&portal, 1).await;
    for _ in 0..5 {
        assert!(matches!(second(&portal, &attempt, "{}").await, Outcome::Refused { .. }));
    }
    let options = begin_second(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    let right = second(&portal, &attempt, &device.answer_to(&options)).await;
    assert!(matches!(right, Outcome::Refused { .. }), "too many");
    let page = second::page(&portal, &attempt, Language::Vi).await.unwrap().unwrap();
    assert_eq!(page.refusal, Some(Refusal::Locked));
}
on_each_database!(a_passkey_is_the_second_factor_after_its_owners_password);
