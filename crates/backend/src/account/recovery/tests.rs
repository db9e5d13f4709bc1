use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::account::testing::{self, PASSWORD, identity_number};
use crate::account::{Session, authenticate, fresh};
use crate::testing::{TestPortal, on_each_database};

const NETWORK: &str = "198.51.100.7";
const NEW: &str = "trâu đen qua suối chiều";

async fn asked(portal: &TestPortal, seed: u32) -> Vec<String> {
    let before = portal.mails().len();
    let number = identity_number(seed);
    assert_eq!(ask(portal, number.as_str(), Language::Vi, NETWORK).await.unwrap(), None);
    portal.work().await;
    portal.mails()[before..].iter().map(|mail| mail.text.clone()).collect()
}

async fn works(portal: &Portal, token: &str) -> bool {
    link(portal, token).await.unwrap() != Link::Over
}

fn token_in(mail: &str) -> String {
    let link = mail.lines().find(|line| line.contains("/quen-mat-khau/")).unwrap();
    link.rsplit('/').next().unwrap().to_owned()
}

async fn a_mailed_link_sets_a_password_once_and_ends_all_sessions(portal: TestPortal) {
    let (hoa, session) = testing::citizen_with_password(&portal, 1).await;
    let (first, second) = (asked(&portal, 1).await, asked(&portal, 1).await);
    let (token, other) = (token_in(&first[0]), token_in(&second[0]));
    assert_ne!(token, other);
    assert!(works(&portal, &token).await);
    for (new, repeated, problem) in [
        ("ngắn", "ngắn", Problem::PasswordTooShort { min: 10, typed: 4 }),
        (NEW, "trâu", Problem::PasswordsDiffer),
    ] {
        assert_eq!(set_password(&portal, &token, new, repeated).await.unwrap(), Recovered::Unfit);
        assert_eq!(link(&portal, &token).await.unwrap(), Link::Open { problem: Some(problem) });
    }
    assert!(works(&portal, &token).await, "what was refused used nothing up");

    assert!(matches!(set_password(&portal, &token, NEW, NEW).await.unwrap(), Recovered::Set { .. }));
    assert_eq!(authenticate(&portal, &session).await.unwrap(), Session::None);
    assert!(fresh::prove(&portal, &hoa, PASSWORD, "").await.unwrap().is_none());
    for used in [&token, &other] {
        assert!(!works(&portal, used).await);
        assert_eq!(set_password(&portal, used, PASSWORD, PASSWORD).await.unwrap(), Recovered::Over);
    }
    portal.work().await;
    let told = portal.mails();
    assert!(told.last().unwrap().text.contains("mật khẩu đã được đổi"));
}
on_each_database!(a_mailed_link_sets_a_password_once_and_ends_all_sessions);

async fn a_number_without_an_account_gets_the_same_answer_and_no_mail(portal: TestPortal) {
    testing::citizen_with_password(&portal, 1).await;
    assert_eq!(asked(&portal, 9).await.len(), 0);
    assert_eq!(asked(&portal, 1).await.len(), 1);
    for (number, problem) in
        [("", Problem::Missing), ("0641900", Problem::TooFewDigits { needed: 12, typed: 7 })]
    {
        assert_eq!(ask(&portal, number, Language::Vi, NETWORK).await.unwrap(), Some(problem));
    }
}
on_each_database!(a_number_without_an_account_gets_the_same_answer_and_no_mail);

async fn a_mailbox_is_not_flooded_and_a_link_lives_an_hour(portal: TestPortal) {
    testing::citizen_with_password(&portal, 1).await;
    let first = asked(&portal, 1).await;
    for _ in 1..FOR_NUMBER.most {
        assert_eq!(asked(&portal, 1).await.len(), 1);
    }
    assert_eq!(asked(&portal, 1).await.len(), 0, "the same answer, but no mail");
    portal.test_clock.advance(LINK_LIFE);
    let token = token_in(&first[0]);
    assert!(!works(&portal, &token).await);
    assert_eq!(set_password(&portal, &token, NEW, NEW).await.unwrap(), Recovered::Over);
    assert!(!works(&portal, "no such token").await);
}
on_each_database!(a_mailbox_is_not_flooded_and_a_link_lives_an_hour);

async fn of_twenty_that_use_one_link_one_wins(portal: TestPortal) {
    testing::citizen_with_password(&portal, 1).await;
    let token = token_in(&asked(&portal, 1).await[0]);
    let tries = (0..20).map(|_| set_password(&portal, &token, NEW, NEW));
    let done = futures::future::join_all(tries).await;
    let won = done.into_iter().filter(|one| matches!(one, Ok(Recovered::Set { .. }))).count();
    assert_eq!(won, 1);
}
on_each_database!(of_twenty_that_use_one_link_one_wins);

async fn the_desk_lets_in_whose_card_was_seen_and_leaves_a_record(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    factor::testing::set_up(&portal, &hoa).await;
    let vouched = Vouched { officer: "Trần Văn Nam".into(), reason: "mất điện thoại".into() };
    let at_desk = async |number: &IdentityNumber, vouched: &Vouched, drops_factors| {
        recover_at_desk(&portal, Actor::Operator, number, vouched, drops_factors).await.unwrap()
    };
    let nobody = Vouched { officer: " ".into(), ..vouched.clone() };
    assert_eq!(at_desk(&identity_number(1), &nobody, false).await, AtDesk::NotVouched);
    assert_eq!(at_desk(&identity_number(9), &vouched, false).await, AtDesk::NoAccount);

    for drops_factors in [false, true] {
        let AtDesk::Link { token, .. } = at_desk(&identity_number(1), &vouched, drops_factors).await else {
            panic!("no link")
        };
        let made = repo::by_link(portal.database.read(), &hash_link(&portal, &token)).await.unwrap().unwrap();
        let kept: Vouched = portal.keys.open_value(VOUCHED, &made.vouched.unwrap()).unwrap();
        assert_eq!(kept, vouched, "who and why");
        assert!(matches!(set_password(&portal, &token, NEW, NEW).await.unwrap(), Recovered::Set { .. }));
        let factors = factor::mine(&portal, &hoa).await.unwrap();
        assert_eq!(factors.any(), !drops_factors, "a second factor stays unless it was said to be lost");
    }
    portal.work().await;
    let told = portal.mails().iter().filter(|mail| mail.text.contains("tại quầy")).count();
    assert_eq!(told, 2);
}
on_each_database!(the_desk_lets_in_whose_card_was_seen_and_leaves_a_record);

async fn a_squatted_number_is_won_back_at_the_desk(portal: TestPortal) {
    let (stranger, token) = testing::citizen_with_password(&portal, 1).await;
    let mailed = token_in(&asked(&portal, 1).await[0]);
    let vouched =
        Vouched { officer: "Trần Văn Nam".into(), reason: "số bị người khác đăng ký".into() };
    let at_desk = async |number: u32, vouched: &Vouched| {
        win_back_at_desk(&portal, Actor::Operator, &identity_number(number), vouched).await.unwrap()
    };
    let nobody = Vouched { reason: String::new(), ..vouched.clone() };
    assert_eq!(at_desk(1, &nobody).await, WonBack::NotVouched);
    assert_eq!(at_desk(9, &vouched).await, WonBack::NoAccount);
    assert_eq!(at_desk(1, &vouched).await, WonBack::Freed);
    assert_eq!(at_desk(1, &vouched).await, WonBack::NoAccount);

    assert_eq!(authenticate(&portal, &token).await.unwrap(), Session::None);
    assert_eq!(set_password(&portal, &mailed, NEW, NEW).await.unwrap(), Recovered::Over, "no way back in");
    let (rightful, _) = testing::citizen_with_password(&portal, 1).await;
    assert_ne!(rightful.account_id(), stranger.account_id(), "the number is free");
    let kept: Vec<_> = ::entity::recovery::Entity::find()
        .filter(::entity::recovery::Column::Vouched.is_not_null())
        .all(portal.database.read())
        .await
        .unwrap();
    let kept: Vouched = portal.keys.open_value(VOUCHED, kept[0].vouched.as_ref().unwrap()).unwrap();
    assert_eq!(kept, vouched, "who and why");
    portal.work().await;
    assert!(portal.mails().last().unwrap().text.contains("Tài khoản đã đóng"));
}
on_each_database!(a_squatted_number_is_won_back_at_the_desk);

async fn changes_end_the_ways_in_that_were_under_way(portal: TestPortal) {
    let (hoa, _) = testing::citizen_with_password(&portal, 1).await;
    let hoa = fresh::fresh(&portal, hoa).unwrap();
    let mailed = token_in(asked(&portal, 1).await.last().unwrap());
    assert!(works(&portal, &mailed).await);
    assert!(password_change::change(&portal, &hoa, NEW, NEW).await.unwrap().is_some());
    assert!(!works(&portal, &mailed).await, "another password");
    let mailed = token_in(asked(&portal, 1).await.last().unwrap());
    let transaction = portal.database.write().await.unwrap();
    person::change_mailbox(&portal, &*transaction, hoa.account_id(), "khac@example.vn").await.unwrap();
    transaction.commit().await.unwrap();
    assert!(!works(&portal, &mailed).await, "what went to a mailbox that is another's now");
}
on_each_database!(changes_end_the_ways_in_that_were_under_way);
