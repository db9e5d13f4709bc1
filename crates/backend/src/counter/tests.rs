#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use ::entity::{account as accounts, audit as trail, dossier as dossiers, dossier_event};
use chrono::TimeDelta;
use domain::account::proofing::Evidence;
use domain::address::Address;
use domain::counter::EMAIL;
use domain::dossier::sections::PLEDGE;
use domain::identity::{IdentityNumber, Sex};
use domain::staff::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::testing::{CARD, NO_FEE, PAPER, begun, chosen, done, filled, lives_here};
use super::*;
use crate::account::provider::link::{Owner, look};
use crate::account::provider::{Claims, VNEID};
use crate::account::testing::{citizen, citizen_with_number, identity_number, log_in_with_factor};
use crate::account::{Citizen, Session, authenticate, proofing, recovery};
use crate::attachment::Uploaded;
use crate::desk::testing::{officer, sheet};
use crate::dossier::testing::{BIRTH, DESK, hand_in_as, pdf};
use crate::dossier::{by_code, chain_is_whole};
use crate::testing::{TestPortal, on_each_database};

const NUMBER: &str = "064190001234";
const OTHER_DESK: &str = "H21.100";
const NETWORK: &str = "198.51.100.7";
const NEW: &str = "trâu đen qua suối chiều";

async fn row(portal: &Portal, code: &str) -> dossiers::Model {
    let found = dossiers::Entity::find().filter(dossiers::Column::Code.eq(code));
    found.one(portal.database.read()).await.unwrap().unwrap()
}

async fn logged_in(portal: &Portal, account_id: Uuid) -> Citizen {
    let token = log_in_with_factor(portal, account_id).await;
    match authenticate(portal, &token).await.unwrap() {
        Session::Active(citizen) => citizen,
        other => panic!("not logged in: {other:?}"),
    }
}

async fn recorded(portal: &Portal, action: &str) -> u64 {
    let entries = trail::Entity::find().filter(trail::Column::Action.eq(action));
    entries.count(portal.database.read()).await.unwrap()
}

async fn a_person_is_made_of_the_card_and_found_again(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    for (scanned, unread) in [
        ("", Unread::Number(Problem::Missing)),
        ("https://motcua.test|||||", Unread::Card(NotACard::NoNumber)),
    ] {
        assert_eq!(begin(&portal, &desk, DESK, scanned).await.unwrap(), Begun::Unread(unread));
    }
    let id = begun(&portal, &desk, CARD).await;
    let visit = open(&portal, &desk, id).await.unwrap().unwrap();
    assert_eq!((visit.person.get(rules::NAME), visit.account), ("Nguyễn Thị Hoa", None));
    let nothing_typed = Answers::default();
    let wrong = choose(&portal, &desk, id, &nothing_typed, BIRTH, false).await.unwrap();
    assert_eq!(wrong, Chosen::Wrong, "nobody chose the commune");
    let mut typed = lives_here();
    typed.set(EMAIL, "hoa@example.vn");
    assert_eq!(choose(&portal, &desk, id, &typed, "0.000000", false).await.unwrap(), Chosen::NoProcedure);
    assert_eq!(choose(&portal, &desk, id, &nothing_typed, BIRTH, false).await.unwrap(), Chosen::Begun);
    assert_eq!(choose(&portal, &desk, id, &nothing_typed, BIRTH, false).await.unwrap(), Chosen::Nothing);

    let id = begun(&portal, &desk, NUMBER).await;
    let visit = open(&portal, &desk, id).await.unwrap().unwrap();
    let account = visit.account.unwrap();
    assert_eq!((account.standing, account.has_way_in), (Standing::Vouched, false));
    assert_eq!(account.mailbox, "", "nobody confirmed it");
    assert_eq!(visit.person.get(rules::BIRTH_DATE), "07/03/1990", "known by the number alone");
    let hoa = logged_in(&portal, account.id).await;
    assert_eq!(proofing::seen(&portal, &hoa).await.unwrap(), [Evidence::Desk]);
    assert_eq!(choose(&portal, &desk, id, &nothing_typed, BIRTH, false).await.unwrap(), Chosen::Begun);
    let of_number = accounts::Entity::find().filter(accounts::Column::Name.eq("Nguyễn Thị Hoa"));
    assert_eq!(of_number.count(portal.database.read()).await.unwrap(), 2, "the officer's, and one of hers");
    assert_eq!(recorded(&portal, "account.create_at_desk").await, 1);
    assert_eq!(recorded(&portal, "counter.begin").await, 2);
    assert_eq!(waiting(&portal, &desk).await.unwrap().len(), 2);
}
on_each_database!(a_person_is_made_of_the_card_and_found_again);

async fn an_account_that_somebody_registered_is_asked_about(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let id = begun(&portal, &desk, identity_number(1).as_str()).await;
    let visit = open(&portal, &desk, id).await.unwrap().unwrap();
    assert_eq!(visit.account.unwrap().standing, Standing::Registered);
    assert_eq!(visit.person.get(rules::NAME), "", "nothing of it is shown that a stranger may have typed");
    let mut typed = lives_here();
    typed.set(rules::NAME, "Nguyễn Thị Hoa");
    typed.set(rules::BIRTH_DATE, "07/03/1990");
    assert_eq!(choose(&portal, &desk, id, &typed, BIRTH, false).await.unwrap(), Chosen::Unconfirmed);
    assert_eq!(choose(&portal, &desk, id, &typed, BIRTH, true).await.unwrap(), Chosen::Begun);
    assert!(proofing::seen(&portal, &hoa).await.unwrap().contains(&Evidence::Desk));
    portal.work().await;
    assert!(portal.mails()[0].text.contains("đã xem thẻ căn cước"), "{}", portal.mails()[0].text);
}
on_each_database!(an_account_that_somebody_registered_is_asked_about);

async fn what_comes_on_paper_is_filed_paid_and_taken_at_once(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let id = chosen(&portal, &desk, CARD).await;
    let fee = TakenFee { amount_vnd: Some(8_000), now: true, number: "" };
    assert_eq!(file(&portal, &desk, id, fee).await.unwrap(), Filed::Lacking);
    filled(&portal, &desk, id).await;
    let (writer, draft) = writer(&portal, &desk, id).await.unwrap().unwrap();
    let scan = hand_in_as(&portal, writer, draft, "trang 1.pdf", &pdf("trang 1")).await;
    let Uploaded::Kept(scan) = scan else { panic!("{scan:?}") };
    let second = hand_in_as(&portal, writer, draft, "lệch.pdf", &pdf("lệch")).await;
    let Uploaded::Kept(second) = second else { panic!("{second:?}") };
    assert!(remove_scan(&portal, &desk, id, second.id).await.unwrap());
    assert_eq!(
        file(&portal, &desk, id, TakenFee { amount_vnd: Some(0), ..fee }).await.unwrap(),
        Filed::NoAmount
    );
    let (code, slip) = done(&portal, &desk, id, fee).await;
    let filed = row(&portal, &code).await;
    assert_eq!((filed.channel.as_str(), filed.status.as_str()), ("counter", "accepted"));
    assert_eq!((filed.payment.as_str(), filed.amount_vnd), ("paid", 8_000));
    let seen = sheet(&portal, &desk, &code).await;
    assert_eq!(seen.owner, "Nguyễn Thị Hoa");
    assert_eq!(seen.receipts.len(), 1);
    let papers = seen.papers.iter().find(|one| one.requirement.id == PAPER).unwrap();
    assert_eq!(papers.files.iter().map(|file| file.id).collect::<Vec<_>>(), [scan.id]);
    let events = dossier_event::Entity::find()
        .filter(dossier_event::Column::DossierId.eq(filed.id))
        .order_by_asc(dossier_event::Column::Number)
        .all(portal.database.read())
        .await
        .unwrap();
    assert!(chain_is_whole(&events));
    assert_eq!((events[0].name.as_str(), events[0].actor_id), ("submit", Some(desk.account_id())));
    portal.work().await;
    assert_eq!(portal.mails(), [], "there is no mailbox");

    let again = file(&portal, &desk, id, fee).await.unwrap();
    let Filed::Done { code: same, receipt, slip: Some(newer), .. } = again else { panic!("{again:?}") };
    assert_eq!((same.as_str(), receipt), (code.as_str(), None), "nothing is done twice");
    assert_ne!(newer, slip, "but nobody can read the code again");
    let visit = open(&portal, &desk, id).await.unwrap().unwrap();
    assert!(matches!(visit.state, State::Filed(filed) if filed == code));
    assert!(waiting(&portal, &desk).await.unwrap().is_empty());
}
on_each_database!(what_comes_on_paper_is_filed_paid_and_taken_at_once);

async fn what_is_incomplete_is_not_filed_and_says_why(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let id = chosen(&portal, &desk, CARD).await;
    let State::Draft(draft) = open(&portal, &desk, id).await.unwrap().unwrap().state else { panic!() };
    let paths: Vec<String> =
        lacks(&draft).into_iter().flat_map(|lack| lack.problems).map(|found| found.path).collect();
    for lacking in ["child_name", "paper.birth_notification", PLEDGE] {
        assert!(paths.iter().any(|path| path == lacking), "{lacking} in {paths:?}");
    }
    for known in ["dossier_email", "dossier_owner_name", "dossier_phone", "dossier_desk"] {
        assert!(paths.iter().all(|path| path != known), "{known} in {paths:?}");
    }
    filled(&portal, &desk, id).await;
    assert!(keep_seen(&portal, &desk, id, &BTreeSet::from(["no_such_paper".into()])).await.unwrap());
    assert_eq!(file(&portal, &desk, id, NO_FEE).await.unwrap(), Filed::Lacking, "nobody saw the paper");
    let visit = open(&portal, &desk, id).await.unwrap().unwrap();
    assert!(visit.seen.is_empty());
}
on_each_database!(what_is_incomplete_is_not_filed_and_says_why);

async fn officers_see_the_visits_of_their_own_desk(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let id = chosen(&portal, &desk, CARD).await;
    filled(&portal, &desk, id).await;
    let colleague = officer(&portal, 12, DESK, Role::DeskOfficer).await;
    assert!(open(&portal, &colleague, id).await.unwrap().is_some());
    let strangers = [
        officer(&portal, 13, OTHER_DESK, Role::DeskOfficer).await,
        officer(&portal, 14, DESK, Role::Leader).await,
        officer(&portal, 15, DESK, Role::Administrator).await,
    ];
    for stranger in &strangers {
        assert!(open(&portal, stranger, id).await.unwrap().is_none());
        assert!(writer(&portal, stranger, id).await.unwrap().is_none());
        assert!(waiting(&portal, stranger).await.unwrap().is_empty());
        assert_eq!(file(&portal, stranger, id, NO_FEE).await.unwrap(), Filed::Nothing);
        assert!(!keep_seen(&portal, stranger, id, &BTreeSet::new()).await.unwrap());
        assert_eq!(begin_again(&portal, stranger, id).await.unwrap(), None);
        assert_eq!(begin(&portal, stranger, DESK, CARD).await.unwrap(), Begun::NotTheirs);
    }
    let (code, _) = done(&portal, &desk, id, NO_FEE).await;
    for stranger in &strangers {
        assert_eq!(new_slip(&portal, stranger, &code).await.unwrap(), None);
    }
    let another = begin_again(&portal, &desk, id).await.unwrap().unwrap();
    let visit = open(&portal, &desk, another).await.unwrap().unwrap();
    assert_eq!(visit.person.get(rules::NAME), "Nguyễn Thị Hoa");
}
on_each_database!(officers_see_the_visits_of_their_own_desk);

async fn a_code_is_claimed_once_and_only_by_whose_card_was_seen(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let id = chosen(&portal, &desk, CARD).await;
    filled(&portal, &desk, id).await;
    let (code, slip) = done(&portal, &desk, id, NO_FEE).await;
    let (minh, _) = citizen(&portal, 2).await;
    assert_eq!(claim(&portal, &minh, &slip.code, NETWORK).await.unwrap(), Claimed::Nothing);
    for (typed, number) in [(slip.code.as_str(), "064190000002"), ("0000-0000-0000-0000", NUMBER), ("", "")] {
        let came = claim_without_account(&portal, typed, number, NETWORK).await.unwrap();
        assert_eq!(came, Claimed::Nothing, "{typed} {number}");
    }
    let came = claim_without_account(&portal, &slip.code.to_lowercase(), NUMBER, NETWORK).await.unwrap();
    let Claimed::FirstPassword(token) = came else { panic!("{came:?}") };
    let set = recovery::set_password(&portal, &token, NEW, NEW).await.unwrap();
    assert!(matches!(set, recovery::Recovered::Set { .. }), "{set:?}");
    let again = claim_without_account(&portal, &slip.code, NUMBER, NETWORK).await.unwrap();
    assert_eq!(again, Claimed::LogIn, "the code sets no second password");
    let hoa = logged_in(&portal, row(&portal, &code).await.account_id).await;
    let claimed = claim(&portal, &hoa, &slip.code, NETWORK).await.unwrap();
    assert_eq!(claimed, Claimed::Dossier(code.clone()));
    assert!(by_code(&portal, &hoa, &code).await.unwrap().is_some());
    assert_eq!(claim(&portal, &hoa, &slip.code, NETWORK).await.unwrap(), Claimed::Nothing, "once");
    assert_eq!(new_slip(&portal, &desk, &code).await.unwrap(), None, "what is claimed gets no other");
}
on_each_database!(a_code_is_claimed_once_and_only_by_whose_card_was_seen);

async fn a_code_runs_out_and_another_takes_its_place(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let id = chosen(&portal, &desk, CARD).await;
    filled(&portal, &desk, id).await;
    let (code, first) = done(&portal, &desk, id, NO_FEE).await;
    let second = new_slip(&portal, &desk, &code).await.unwrap().unwrap();
    let came = claim_without_account(&portal, &first.code, NUMBER, NETWORK).await.unwrap();
    assert_eq!(came, Claimed::Nothing);
    portal.test_clock.advance(TimeDelta::days(90));
    let came = claim_without_account(&portal, &second.code, NUMBER, NETWORK).await.unwrap();
    assert_eq!(came, Claimed::Nothing);
}
on_each_database!(a_code_runs_out_and_another_takes_its_place);

async fn who_wins_the_number_back_takes_the_dossier_along(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let (stranger, _) = citizen_with_number(&portal, NUMBER).await;
    let id = begun(&portal, &desk, CARD).await;
    // The officer asked carelessly.
    assert_eq!(choose(&portal, &desk, id, &lives_here(), BIRTH, true).await.unwrap(), Chosen::Begun);
    filled(&portal, &desk, id).await;
    let (code, slip) = done(&portal, &desk, id, NO_FEE).await;
    let number = IdentityNumber::parse(NUMBER, 2026).unwrap();
    assert_eq!(win_back(&portal, &desk, &number, "số bị đăng ký").await.unwrap(), Helped::Freed);
    let (hoa, _) = citizen_with_number(&portal, NUMBER).await;
    assert_ne!(hoa.account_id(), stranger.account_id());
    assert!(by_code(&portal, &hoa, &code).await.unwrap().is_none());
    let claimed = claim(&portal, &hoa, &slip.code, NETWORK).await.unwrap();
    assert_eq!(claimed, Claimed::Dossier(code.clone()));
    assert!(by_code(&portal, &hoa, &code).await.unwrap().is_some());
    assert!(by_code(&portal, &stranger, &code).await.unwrap().is_none());
}
on_each_database!(who_wins_the_number_back_takes_the_dossier_along);

async fn vneid_leads_to_the_account_that_was_made_at_the_counter(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    chosen(&portal, &desk, CARD).await;
    let number = IdentityNumber::parse(NUMBER, 2026).unwrap();
    let made = help::shown(&portal, &desk, &number).await.unwrap().unwrap();
    let claims = Claims {
        issuer: VNEID.into(),
        subject: NUMBER.into(),
        identity_number: number,
        name: "NGUYỄN THỊ HOA".into(),
        birth_date: "1990-03-07".parse().unwrap(),
        sex: Sex::Female,
        phone: "+84905123456".into(),
        address: Address::default(),
        level: 2,
    };
    let owner = look(&portal, portal.database.read(), &claims).await.unwrap();
    assert_eq!(owner, Some(Owner::Person(made.id)), "nobody is asked whose it is");
}
on_each_database!(vneid_leads_to_the_account_that_was_made_at_the_counter);

async fn officers_help_whom_they_see_and_no_colleague(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let leader = officer(&portal, 12, DESK, Role::Leader).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let number = identity_number(1);
    assert_eq!(look_up(&portal, &leader, number.as_str()).await.unwrap(), Sought::NotTheirs);
    assert_eq!(confirm(&portal, &leader, &number).await.unwrap(), Helped::NotTheirs);
    assert_eq!(recover(&portal, &leader, &number, "x", true).await.unwrap(), Helped::NotTheirs);
    let sought = look_up(&portal, &desk, number.as_str()).await.unwrap();
    let Sought::Number(same, Some(account)) = sought else { panic!("{sought:?}") };
    assert_eq!(
        (same, account.id, account.standing),
        (number.clone(), hoa.account_id(), Standing::Registered)
    );
    assert_eq!(recorded(&portal, "account.look_up").await, 1);

    assert_eq!(confirm(&portal, &desk, &number).await.unwrap(), Helped::Confirmed);
    let level = proofing::level_of(&portal, &hoa).await.unwrap();
    assert_eq!(level, domain::catalogue::ProofingLevel::Ial3);
    assert_eq!(recover(&portal, &desk, &number, " ", false).await.unwrap(), Helped::NoReason);
    let recovered = recover(&portal, &desk, &number, "quên mật khẩu", false).await.unwrap();
    assert!(matches!(recovered, Helped::Link { .. }), "{recovered:?}");
    assert_eq!(win_back(&portal, &desk, &identity_number(9), "x").await.unwrap(), Helped::NoAccount);
    portal.work().await;
    assert_eq!(portal.mails().len(), 2, "each is told to the owner");

    let (colleague, _) = citizen(&portal, 3).await;
    crate::staff::testing::join(&portal, &colleague, Role::Administrator, DESK).await;
    let number = identity_number(3);
    for helped in [
        confirm(&portal, &desk, &number).await.unwrap(),
        recover(&portal, &desk, &number, "mất điện thoại", true).await.unwrap(),
        win_back(&portal, &desk, &number, "x").await.unwrap(),
    ] {
        assert_eq!(helped, Helped::OfStaff, "an officer gets into no colleague's account");
    }
}
on_each_database!(officers_help_whom_they_see_and_no_colleague);

async fn visits_without_a_draft_are_forgotten(portal: TestPortal) {
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let (left, kept) = (begun(&portal, &desk, NUMBER).await, chosen(&portal, &desk, CARD).await);
    portal.test_clock.advance(LIFE + TimeDelta::minutes(1));
    assert_eq!(forget_expired(&portal).await.unwrap(), 1);
    assert!(open(&portal, &desk, left).await.unwrap().is_none());
    assert!(open(&portal, &desk, kept).await.unwrap().is_some());
}
on_each_database!(visits_without_a_draft_are_forgotten);
