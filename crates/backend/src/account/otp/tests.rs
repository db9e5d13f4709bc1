use std::collections::HashSet;

use futures::future::join_all;
use sea_orm::EntityTrait;

use super::*;
use crate::testing::{TestPortal, on_each_database};

const ADDRESS: &str = "198.51.100.7";

fn phone_number() -> Phone {
    Phone::parse("0905123456").unwrap()
}

async fn asked(portal: &TestPortal) -> Asker {
    let asker = Asker { purpose: Purpose::Login, id: Uuid::now_v7() };
    let transaction = portal.database.write().await.unwrap();
    begin(portal, &*transaction, asker, None, &phone_number(), Language::Vi).await.unwrap();
    transaction.commit().await.unwrap();
    asker
}

async fn typed(portal: &Portal, asker: Asker, code: &str) -> Verdict {
    let transaction = portal.database.write().await.unwrap();
    let verdict = check(portal, &*transaction, asker, code).await.unwrap();
    transaction.commit().await.unwrap();
    verdict
}

async fn last_code(portal: &TestPortal) -> String {
    portal.work().await;
    portal.text_messages().last().unwrap().text.chars().take(6).collect()
}

fn another(code: &str) -> String {
    if code.starts_with('0') { "123456".into() } else { "012345".into() }
}

async fn is_good_once_for_what_asked_for_it(portal: TestPortal) {
    let other = asked(&portal).await;
    let asker = asked(&portal).await;
    let code = last_code(&portal).await;
    assert_ne!(typed(&portal, other, &code).await, Verdict::Right, "another attempt has another code");
    let elsewhere = Asker { purpose: Purpose::Recovery, ..asker };
    assert_eq!(typed(&portal, elsewhere, &code).await, Verdict::Gone, "and it is good for nothing else");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(typed(&portal, asker, &spaced).await, Verdict::Right);
    assert_eq!(typed(&portal, asker, &code).await, Verdict::Gone);
    assert_eq!(state(&portal, asker).await.unwrap(), None);
}
on_each_database!(is_good_once_for_what_asked_for_it);

async fn works_at_any_second_of_its_five_minutes_and_not_after(portal: TestPortal) {
    for (after, verdict) in [(299, Verdict::Right), (300, Verdict::Expired)] {
        let asker = asked(&portal).await;
        let code = last_code(&portal).await;
        portal.test_clock.advance(TimeDelta::seconds(after));
        assert_eq!(typed(&portal, asker, &code).await, verdict, "after {after} s");
    }
}
on_each_database!(works_at_any_second_of_its_five_minutes_and_not_after);

async fn a_hundred_wrong_codes_are_stopped(portal: TestPortal) {
    let asker = asked(&portal).await;
    let code = last_code(&portal).await;
    for incomplete in ["", "12345", "1234567", "sáu số"] {
        assert_eq!(typed(&portal, asker, incomplete).await, Verdict::Incomplete);
    }
    let wrong = another(&code);
    for at in 0..100 {
        let verdict = if at < 5 { Verdict::Wrong } else { Verdict::Locked };
        assert_eq!(typed(&portal, asker, &wrong).await, verdict, "try {at}");
    }
    assert_eq!(typed(&portal, asker, &code).await, Verdict::Locked, "even the right one");
    portal.test_clock.advance(TimeDelta::minutes(6));
    assert_eq!(resend(&portal, asker, Language::Vi, ADDRESS).await.unwrap(), Resent::Gone);
}
on_each_database!(a_hundred_wrong_codes_are_stopped);

async fn of_twenty_uses_at_once_one_wins(portal: TestPortal) {
    let asker = asked(&portal).await;
    let code = last_code(&portal).await;
    let second = portal.second().await;
    let portals: Vec<&Portal> = (0..20).map(|at| if at % 2 == 0 { &portal } else { &second }).collect();
    let verdicts = join_all(portals.into_iter().map(|portal| typed(portal, asker, &code))).await;
    let right = verdicts.iter().filter(|verdict| **verdict == Verdict::Right).count();
    assert_eq!(right, 1, "{verdicts:?}");
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Right | Verdict::Gone)));
}
on_each_database!(of_twenty_uses_at_once_one_wins);

async fn is_sent_again_after_a_minute_with_the_same_end(portal: TestPortal) {
    let asker = asked(&portal).await;
    let code = last_code(&portal).await;
    assert_eq!(typed(&portal, asker, &another(&code)).await, Verdict::Wrong);
    let first = state(&portal, asker).await.unwrap().unwrap();
    assert_eq!(first.phone, "•••• ••• 456");
    assert_eq!(first.tries_left, 4);
    portal.test_clock.advance(TimeDelta::seconds(59));
    let too_early = resend(&portal, asker, Language::Vi, ADDRESS).await.unwrap();
    assert_eq!(too_early, Resent::Until(first.sent_at + PAUSE));
    portal.test_clock.advance(TimeDelta::seconds(1));
    let twice = join_all([(), ()].map(|()| resend(&portal, asker, Language::Vi, ADDRESS))).await;
    let sent = twice.iter().filter(|resent| matches!(resent, Ok(Resent::Sent))).count();
    assert_eq!(sent, 1, "of two presses at once one sends");
    assert_eq!(last_code(&portal).await, code, "whichever message comes first is right");
    assert_eq!(portal.text_messages().len(), 2);
    let again = state(&portal, asker).await.unwrap().unwrap();
    assert_eq!((again.expires_at, again.tries_left), (first.expires_at, 4));
    portal.test_clock.advance(TimeDelta::minutes(5));
    assert_eq!(resend(&portal, asker, Language::Vi, ADDRESS).await.unwrap(), Resent::Sent);
    assert_ne!(last_code(&portal).await, code, "an expired code is not revived");
    let renewed = state(&portal, asker).await.unwrap().unwrap();
    assert_eq!((renewed.expires_at, renewed.tries_left), (portal.clock.now() + LIFE, 4));
}
on_each_database!(is_sent_again_after_a_minute_with_the_same_end);

async fn a_message_that_would_come_too_late_is_not_sent(portal: TestPortal) {
    asked(&portal).await;
    portal.test_clock.advance(LIFE);
    portal.work().await;
    assert_eq!(portal.text_messages(), []);
}
on_each_database!(a_message_that_would_come_too_late_is_not_sent);

async fn a_phone_is_not_flooded(portal: TestPortal) {
    for _ in 0..6 {
        assert_eq!(
            count(&portal, Purpose::Login, &phone_number(), ADDRESS).await.unwrap(),
            Allowance::Allowed
        );
    }
    let refused = count(&portal, Purpose::Login, &phone_number(), ADDRESS).await.unwrap();
    assert_eq!(refused, Allowance::Until(portal.clock.now() + TimeDelta::hours(1)));
    let elsewhere = count(&portal, Purpose::ConfirmPhone, &phone_number(), ADDRESS).await.unwrap();
    assert_eq!(elsewhere, Allowance::Allowed, "who asks for one thing keeps nobody from another");
    let other = Phone::parse("0914654321").unwrap();
    assert_eq!(count(&portal, Purpose::Login, &other, ADDRESS).await.unwrap(), Allowance::Allowed);
}
on_each_database!(a_phone_is_not_flooded);

async fn neither_the_code_nor_the_phone_lies_open(portal: TestPortal) {
    let mut codes = HashSet::new();
    for _ in 0..20 {
        asked(&portal).await;
        codes.insert(last_code(&portal).await);
    }
    assert!(codes.len() > 15, "each challenge has a secret of its own: {codes:?}");
    let rows = otp_challenge::Entity::find().all(portal.database.read()).await.unwrap();
    for row in rows {
        assert!(row.phone.windows(9).all(|part| part != b"905123456"));
        assert!(portal.keys.open_bytes(SECRET, &row.secret).unwrap().len() == 20 && row.secret.len() > 40);
    }
}
on_each_database!(neither_the_code_nor_the_phone_lies_open);

#[test]
fn messages_are_one_message_on_every_phone_and_say_what_for() {
    for (language, sets_password, words) in [
        (Language::Vi, false, "la ma dung cho"),
        (Language::Vi, true, "DAT LAI MAT KHAU"),
        (Language::En, false, "is your code"),
        (Language::En, true, "RESETS YOUR PASSWORD"),
    ] {
        let url = "https://dichvucong.thanhphohochiminh.gov.vn";
        let text = text("Thành phố Hồ Chí Minh", url, "012345", sets_password, language);
        assert!(text.is_ascii() && text.len() <= 160, "{} {text}", text.len());
        assert!(text.starts_with("012345 ") && text.ends_with(" #012345") && text.contains(words), "{text}");
    }
    let local = super::text("Gia Lai", "http://localhost:3000", "1", false, Language::Vi);
    assert!(local.contains("\n@localhost #"), "{local}");
}
