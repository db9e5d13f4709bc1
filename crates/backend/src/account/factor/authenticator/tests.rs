use super::*;
use crate::account::factor;
use crate::account::factor::testing::{base32, set_up, shown};
use crate::account::fresh::{fresh, prove};
use crate::account::testing::{self, PASSWORD};
use crate::testing::{TestPortal, on_each_database};
use chrono::TimeDelta;

async fn an_app_is_set_up_by_its_first_code(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let hoa = fresh(&portal, hoa).unwrap();
    assert!(enrolment(&portal, &hoa).await.unwrap().is_none());
    assert!(enrol(&portal, &hoa).await.unwrap());
    let first = enrolment(&portal, &hoa).await.unwrap().unwrap();
    assert_eq!(first.secret.len(), 32, "160 bits");
    assert!(first.uri.starts_with("otpauth://totp/D%E1%BB%8Bch"), "{}", first.uri);
    assert!(first.uri.contains(&first.secret));
    assert!(!factor::mine(&portal, &hoa).await.unwrap().any(), "not before its code was typed");
    assert!(!take(&portal, hoa.account_id(), &shown(&first.secret, portal.clock.now())).await.unwrap());

    assert!(!confirm(&portal, &hoa, "").await.unwrap());
    assert!(!confirm(&portal, &hoa, "000000").await.unwrap());
    let told = note::refused(&portal, &hoa, Form::Authenticator).await.unwrap().unwrap();
    assert_eq!(told.refusal, Refusal::Wrong);
    let code = shown(&first.secret, portal.clock.now());
    assert!(confirm(&portal, &hoa, &format!(" {} {}", &code[..3], &code[3..])).await.unwrap());
    let factors = factor::mine(&portal, &hoa).await.unwrap();
    assert!(factors.authenticator && factors.recovery_codes == 10, "{factors:?}");
    assert!(!enrol(&portal, &hoa).await.unwrap(), "one that is set up is not drawn anew");
    assert!(enrolment(&portal, &hoa).await.unwrap().is_none(), "its secret is never shown again");
    let stored = repo::authenticator(portal.database.read(), hoa.account_id()).await.unwrap().unwrap();
    let secret = base32(&first.secret);
    assert!(stored.secret.windows(secret.len()).all(|bytes| bytes != secret), "sealed");
    portal.work().await;
    assert!(portal.mails()[0].text.contains("đã thêm ứng dụng xác thực"));
}
on_each_database!(an_app_is_set_up_by_its_first_code);

async fn codes_are_taken_once_and_one_step_either_side(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let (secret, _) = set_up(&portal, &hoa).await;
    let take = async |code: &str| factor::take_code(&portal, hoa.account_id(), code).await.unwrap();
    let at = |steps: i32| shown(&secret, portal.clock.now() + TimeDelta::seconds(30) * steps);
    assert!(!take(&at(0)).await, "the first code was used up by setting up");
    portal.test_clock.advance(TimeDelta::minutes(5));
    for too_far in [-2, 2] {
        assert!(!take(&at(too_far)).await);
    }
    assert!(take(&at(-1)).await);
    assert!(take(&at(0)).await);
    assert!(!take(&at(0)).await, "once");
    assert!(!take(&at(-1)).await, "and none before it");
    assert!(take(&at(1)).await);
    let (lan, _) = testing::citizen_with_password(&portal, 2).await;
    portal.test_clock.advance(TimeDelta::minutes(5));
    assert!(!factor::take_code(&portal, lan.account_id(), &at(0)).await.unwrap(), "only its owner's");
}
on_each_database!(codes_are_taken_once_and_one_step_either_side);

async fn of_twenty_that_send_one_code_one_wins(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let (secret, codes) = set_up(&portal, &hoa).await;
    portal.test_clock.advance(TimeDelta::minutes(5));
    for code in [shown(&secret, portal.clock.now()), codes[3].clone()] {
        let tries = (0..20).map(|_| factor::take_code(&portal, hoa.account_id(), &code));
        let won = futures::future::join_all(tries).await;
        assert_eq!(won.into_iter().filter(|won| *won.as_ref().unwrap()).count(), 1, "{code}");
    }
}
on_each_database!(of_twenty_that_send_one_code_one_wins);

async fn recovery_codes_stand_in_once_each(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let (_, codes) = set_up(&portal, &hoa).await;
    assert_eq!(codes.len(), 10);
    let take = async |code: &str| factor::take_code(&portal, hoa.account_id(), code).await.unwrap();
    assert!(take(&codes[0].to_lowercase()).await);
    assert!(!take(&codes[0]).await, "once");
    assert!(!take("0AAAA-AAAAA").await);
    assert!(!take("nonsense").await);
    assert_eq!(factor::mine(&portal, &hoa).await.unwrap().recovery_codes, 9);
    for row in repo::unused_codes(portal.database.read(), hoa.account_id()).await.unwrap() {
        assert!(row.hash.starts_with("$argon2id$"), "as passwords are");
    }
    portal.work().await;
    assert!(portal.mails().iter().any(|mail| mail.text.contains("một mã khôi phục đã được dùng")));

    let fresh_hoa = fresh(&portal, hoa.clone()).unwrap();
    assert!(recovery_codes::renew(&portal, &fresh_hoa).await.unwrap());
    assert!(!take(&codes[1]).await, "the old ones are over");
    let new = note::new_codes(&portal, &hoa).await.unwrap().unwrap();
    assert!(take(&new[1]).await);
    portal.test_clock.advance(TimeDelta::minutes(10));
    assert_eq!(note::new_codes(&portal, &hoa).await.unwrap(), None, "shown once");
}
on_each_database!(recovery_codes_stand_in_once_each);

async fn removing_the_app_needs_it_and_takes_its_codes_along(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let (secret, codes) = set_up(&portal, &hoa).await;
    portal.test_clock.advance(domain::account::session::FRESH);
    let (code, now) = (shown(&secret, portal.clock.now()), portal.clock.now());
    assert!(prove(&portal, &hoa, PASSWORD, "").await.unwrap().is_none(), "the password is not enough");
    assert!(prove(&portal, &hoa, "bò vàng", &code).await.unwrap().is_none(), "nor the code");
    let token = prove(&portal, &hoa, PASSWORD, &code).await.unwrap().unwrap();
    assert_eq!(portal.clock.now(), now);
    let crate::account::Session::Active(hoa) = crate::account::authenticate(&portal, &token).await.unwrap()
    else {
        panic!("not logged in")
    };
    let hoa = fresh(&portal, hoa).unwrap();
    remove(&portal, &hoa).await.unwrap();
    remove(&portal, &hoa).await.unwrap();
    let factors = factor::mine(&portal, &hoa).await.unwrap();
    assert_eq!(factors, factor::Factors::default());
    assert!(!factor::take_code(&portal, hoa.account_id(), &codes[0]).await.unwrap());
    assert!(!recovery_codes::renew(&portal, &hoa).await.unwrap(), "there is nothing that they stand in for");
    portal.work().await;
    let told = portal.mails().iter().filter(|mail| mail.text.contains("đã bỏ ứng dụng")).count();
    assert_eq!(told, 1);
}
on_each_database!(removing_the_app_needs_it_and_takes_its_codes_along);

async fn a_secret_is_drawn_anew_until_it_is_confirmed(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let hoa = fresh(&portal, hoa).unwrap();
    let mut secrets = Vec::new();
    for _ in 0..2 {
        assert!(enrol(&portal, &hoa).await.unwrap());
        secrets.push(enrolment(&portal, &hoa).await.unwrap().unwrap().secret);
    }
    assert_ne!(secrets[0], secrets[1]);
    let now = portal.clock.now();
    assert!(!confirm(&portal, &hoa, &shown(&secrets[0], now)).await.unwrap());
    assert!(confirm(&portal, &hoa, &shown(&secrets[1], now)).await.unwrap());
}
on_each_database!(a_secret_is_drawn_anew_until_it_is_confirmed);
