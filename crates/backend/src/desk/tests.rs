#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ::entity::{dossier as dossiers, dossier_event, fee_receipt, pause, rating, round};
use chrono::{DateTime, TimeDelta, Utc};
use domain::dossier::Status;
use domain::dossier::axes::{Delivery, Payment};
use domain::dossier::judgement::{Change, Item, Outcome, Reason, Unfit, Verdict};
use domain::dossier::moves::{HandOver, Move, Refusal, Stage};
use domain::staff::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::testing::{accepts, adds, does, moves, officer, says, sheet};
use super::*;
use crate::account::testing::citizen;
use crate::account::{Citizen, data};
use crate::attachment::{self, Opened, Uploaded};
use crate::dossier::testing::{DESK, filed, hand_in_as, pdf, typing};
use crate::dossier::{
    self, Answered, Judged, Made, Mover, Opinion, Saved, Wish, answer, answering, by_code, chain_is_whole,
    judge, make, save_answer,
};
use crate::staff::Officer;
use crate::testing::{TestPortal, on_each_database};

const UNIT: &str = "H21.02";
const OTHER_UNIT: &str = "H21.03";
const PAPER: &str = "birth_notification";

struct People {
    hoa: Citizen,
    desk: Officer,
    specialist: Officer,
    leader: Officer,
}

async fn people(portal: &TestPortal) -> People {
    People {
        hoa: citizen(portal, 1).await.0,
        desk: officer(portal, 11, DESK, Role::DeskOfficer).await,
        specialist: officer(portal, 12, UNIT, Role::Specialist).await,
        leader: officer(portal, 13, UNIT, Role::Leader).await,
    }
}

async fn row(portal: &TestPortal, code: &str) -> dossiers::Model {
    let found = dossiers::Entity::find().filter(dossiers::Column::Code.eq(code));
    found.one(portal.database.read()).await.unwrap().unwrap()
}

async fn events(portal: &TestPortal, code: &str) -> Vec<dossier_event::Model> {
    let id = row(portal, code).await.id;
    dossier_event::Entity::find()
        .filter(dossier_event::Column::DossierId.eq(id))
        .order_by_asc(dossier_event::Column::Number)
        .all(portal.database.read())
        .await
        .unwrap()
}

fn paper() -> Item {
    Item::Paper(PAPER.to_owned())
}

fn refused(reason: Reason) -> Opinion<'static> {
    Opinion::Refuse { item: paper(), reason, words: "Trang 2 bị mờ" }
}

fn start() -> Wish<'static> {
    Wish { unit: UNIT, ..Wish::of(Move::StartProcessing) }
}

/// Asks for one paper.
async fn asks(portal: &TestPortal, desk: &Officer, code: &str) {
    let judged = says(portal, desk, code, &[refused(Reason::Unreadable), Opinion::AcceptRest]).await;
    assert!(matches!(judged, Judged::Kept(_)), "{judged:?}");
    let wish = Wish {
        reason: "Chụp lại cả hai trang giúp chúng tôi.", ..Wish::of(Move::RequestSupplement)
    };
    does(portal, desk, code, &wish).await;
}

/// Replaces it.
async fn answers(portal: &TestPortal, hoa: &Citizen, code: &str, seed: &str) {
    let draft = answering(portal, hoa, code).await.unwrap().unwrap().draft;
    let uploaded = hand_in_as(portal, hoa.into(), draft, "giấy mới.pdf", &pdf(seed)).await;
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    assert_eq!(answer(portal, hoa, code).await.unwrap(), Answered::Sent);
    portal.test_clock.advance(TimeDelta::minutes(15));
}

async fn a_dossier_lives_from_filing_to_its_result(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let seen = sheet(&portal, &desk, &code).await;
    assert_eq!(
        (seen.status, seen.stage, seen.outcome),
        (Status::Submitted, Stage::Intake, Outcome::Unfinished)
    );
    assert_eq!(seen.owner, "Nguyễn Thị Hoa");
    assert_eq!(seen.papers.iter().find(|one| one.requirement.id == PAPER).unwrap().files.len(), 1);
    assert_eq!(moves(&portal, &desk, &code, &Wish::of(Move::Accept)).await, Made::Refused(Refusal::Unjudged));
    asks(&portal, &desk, &code).await;
    let asked = row(&portal, &code).await;
    assert_eq!((asked.queue.as_str(), asked.rounds), ("paused", 1));
    assert_eq!(dossier::due(&asked), None, "the clock stands");

    // Only what was asked for can be changed.
    let on_its_way = answering(&portal, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(on_its_way.requested.request.asked.keys().collect::<Vec<_>>(), [&paper()]);
    assert_eq!(on_its_way.requested.asked_by, desk.name());
    assert_eq!(on_its_way.open, [paper()]);
    assert_eq!(answer(&portal, &hoa, &code).await.unwrap(), Answered::Lacking);
    let typed = typing(&[("child_name", "Nguyễn Minh Khôi")]);
    assert!(matches!(save_answer(&portal, (&hoa).into(), &code, &typed).await.unwrap(), Saved::At(_)));
    let pieces = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes::Bytes::from(pdf("x")))]);
    let other = attachment::upload(
        &portal,
        (&hoa).into(),
        on_its_way.draft,
        "abandoned_child_record",
        "x.pdf",
        "",
        pieces,
    );
    assert_eq!(other.await.unwrap(), Uploaded::Nothing, "nobody asked for that paper");
    answers(&portal, &hoa, &code, "chứng sinh, chụp lại").await;
    assert_eq!(answer(&portal, &hoa, &code).await.unwrap(), Answered::Nothing, "once");

    let seen = sheet(&portal, &desk, &code).await;
    assert_eq!((seen.status, seen.answered), (Status::SupplementRequested, true));
    assert_eq!(seen.answers.get("child_name"), "Nguyễn Minh An", "nobody asked for the name");
    assert_eq!(seen.changes.iter().collect::<Vec<_>>(), [(&paper(), &Change::Changed)]);
    assert_eq!(seen.judgement.of(&paper()), None, "judged anew");
    assert_eq!(
        seen.judgement.of(&Item::Answer("child_name".into())),
        Some(&Verdict::Accepted),
        "still holds"
    );
    let papers = seen.papers.iter().find(|one| one.requirement.id == PAPER).unwrap();
    assert_eq!((papers.files.len(), papers.earlier.len()), (1, 1));
    assert_eq!(papers.files[0].name, "giấy mới.pdf");
    let again = row(&portal, &code).await;
    assert_eq!((again.queue.as_str(), again.due_at), ("intake", again.answer_by), "eight hours anew");

    accepts(&portal, &desk, &code).await;
    let taken = row(&portal, &code).await;
    assert_eq!((taken.status.as_str(), taken.queue.as_str()), ("accepted", "desk"));
    // The same day at the close, for what was received before 15:00.
    let close: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    assert_eq!((taken.due_at, taken.result_by), (close, Some("2026-11-23".parse().unwrap())));
    assert!(read(&portal, &specialist, &code).await.unwrap().is_none(), "not theirs yet");
    does(&portal, &desk, &code, &start()).await;
    assert_eq!(row(&portal, &code).await.queue_code, UNIT);
    assert_eq!(
        moves(&portal, &specialist, &code, &Wish::of(Move::Finish)).await,
        Made::Refused(Refusal::NoDocument)
    );
    let result = adds(&portal, &specialist, &code, DocumentKind::Result).await;
    assert!(matches!(open_result(&portal, &hoa, &code, result).await.unwrap(), Opened::Nothing), "not yet");
    does(&portal, &specialist, &code, &Wish::of(Move::Finish)).await;
    let done = row(&portal, &code).await;
    assert_eq!((done.queue.as_str(), done.queue_code.as_str()), ("handover", DESK));
    assert_eq!((done.due_at, done.delivery.as_str()), (close, Delivery::Ready.as_str()));
    assert!(done.finished_at.is_some());
    // She chose to fetch it at the desk, so looking at it there does not hand it over.
    assert!(matches!(open_result(&portal, &hoa, &code, result).await.unwrap(), Opened::File(_)));
    assert_eq!(
        moves(&portal, &desk, &code, &Wish::of(Move::HandOver)).await,
        Made::Refused(Refusal::NoProof)
    );
    does(&portal, &desk, &code, &Wish { hand_over: Some(HandOver::Signed), ..Wish::of(Move::HandOver) })
        .await;
    let end = row(&portal, &code).await;
    assert_eq!(
        (end.status.as_str(), end.queue.as_str(), end.delivery.as_str()),
        ("returned", "closed", "delivered")
    );
    assert!(end.closed_at.is_some());

    let happened = events(&portal, &code).await;
    assert!(chain_is_whole(&happened));
    let names: Vec<_> = happened.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "submit",
            "request_supplement",
            "answer_supplement",
            "accept",
            "start_processing",
            "finish",
            "hand_over"
        ]
    );
    assert_eq!(end.revision, 7);
    assert!(happened[1].detail.is_some() && happened[3].detail.is_none());
    let rounds = round::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!(rounds.len(), 2);
    let told = by_code(&portal, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(told.events.len(), 7);
    portal.work().await;
    let subjects: Vec<String> = portal.mails().iter().map(|mail| mail.subject.clone()).collect();
    assert_eq!(subjects.len(), 7, "one of each: {subjects:?}");
    let asked = &portal.mails()[1].text;
    for words in ["Giấy chứng sinh", "Trang 2 bị mờ", "Chụp lại cả hai trang", desk.name(), "/ho-so/"]
    {
        assert!(asked.contains(words), "{words} in {asked}");
    }
    let messages = portal.text_messages();
    assert_eq!(messages.len(), 3, "supplement, acceptance, result: {messages:?}");
    assert!(messages.iter().all(|message| message.text.is_ascii()));
}
on_each_database!(a_dossier_lives_from_filing_to_its_result);

async fn who_read_it_is_seen_by_its_owner(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let file = sheet(&portal, &desk, &code).await.papers[0].files[0].id;
    assert!(matches!(open_paper(&portal, &desk, &code, file).await.unwrap(), Opened::File(_)));
    let stored = data::stored(&portal, &hoa).await.unwrap();
    let trail: Vec<_> =
        stored.trail.iter().map(|entry| (entry.action.as_str(), entry.actor.as_str())).collect();
    assert_eq!(trail, [("dossier.open_file", "officer"), ("dossier.read", "officer")]);
    let colleague = officer(&portal, 20, DESK, Role::DeskOfficer).await;
    assert_eq!(sheet(&portal, &colleague, &code).await.others, [desk.name()]);
}
on_each_database!(who_read_it_is_seen_by_its_owner);

async fn another_agency_sees_nothing(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let file = sheet(&portal, &desk, &code).await.papers[0].files[0].id;
    for (seed, role) in [(30, Role::DeskOfficer), (31, Role::Leader), (32, Role::Administrator)] {
        let stranger = officer(&portal, seed, "H21.15", role).await;
        assert!(read(&portal, &stranger, &code).await.unwrap().is_none());
        let made = make(&portal, Mover::Officer(&stranger, 1), &code, &Wish::of(Move::Accept)).await.unwrap();
        assert_eq!(made, Made::Nothing);
        let judged = judge(&portal, &stranger, &code, 0, &[Opinion::AcceptRest]).await.unwrap();
        assert_eq!(judged, Judged::Nothing);
        assert_eq!(write(&portal, &stranger, &code, "x").await.unwrap(), Noted::Nothing);
        assert_eq!(take_cash(&portal, &stranger, &code, 1000, "").await.unwrap(), Fee::Nothing);
        assert_eq!(give_word(&portal, &stranger, &code).await.unwrap(), Word::Nothing);
        assert!(matches!(open_paper(&portal, &stranger, &code, file).await.unwrap(), Opened::Nothing));
    }
    let (lan, _) = citizen(&portal, 2).await;
    let made = make(&portal, Mover::Applicant(&lan), &code, &Wish::of(Move::Withdraw)).await.unwrap();
    assert_eq!(made, Made::Nothing);
    assert!(answering(&portal, &lan, &code).await.unwrap().is_none());
}
on_each_database!(another_agency_sees_nothing);

async fn of_two_officers_one_wins_and_the_other_sees_what_changed(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let other = officer(&portal, 20, DESK, Role::DeskOfficer).await;
    let code = filed(&portal, &hoa).await;
    says(&portal, &desk, &code, &[Opinion::AcceptRest]).await;
    let revision = sheet(&portal, &desk, &code).await.revision;
    let refusal = Wish { reason: "Nộp sai nơi", ..Wish::of(Move::Refuse) };
    let accepting = Wish::of(Move::Accept);
    let (one, two) = tokio::join!(
        make(&portal, Mover::Officer(&desk, revision), &code, &accepting),
        make(&portal, Mover::Officer(&other, revision), &code, &refusal),
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    let lost = match (&one, &two) {
        (Made::Moved { .. }, lost) | (lost, Made::Moved { .. }) => lost,
        both => panic!("{both:?}"),
    };
    let Made::Changed(meanwhile) = lost else { panic!("{lost:?}") };
    assert_eq!(meanwhile.len(), 1);
    assert!(matches!(meanwhile[0].name, Some(Move::Accept | Move::Refuse)));
    assert_eq!(events(&portal, &code).await.len(), 2);

    let code = filed(&portal, &hoa).await;
    let seen = sheet(&portal, &desk, &code).await.judgement_revision;
    let opinions = [[Opinion::AcceptRest], [refused(Reason::Expired)]];
    let (one, two) = tokio::join!(
        judge(&portal, &desk, &code, seen, &opinions[0]),
        judge(&portal, &other, &code, seen, &opinions[1]),
    );
    let outcomes = [one.unwrap(), two.unwrap()];
    assert!(outcomes.contains(&Judged::Kept(1)) && outcomes.contains(&Judged::Changed), "{outcomes:?}");
}
on_each_database!(of_two_officers_one_wins_and_the_other_sees_what_changed);

async fn a_verdict_fits_its_item(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let name = || Item::Answer("child_name".to_owned());
    let refuse = |item, reason, words| Opinion::Refuse { item, reason, words };
    for (opinion, expected) in [
        (refuse(name(), Reason::Unreadable, ""), Judged::Unfit(Unfit::OtherKind)),
        (refuse(paper(), Reason::Other, " "), Judged::Unfit(Unfit::NoWords)),
        (Opinion::Accept(Item::Answer("no_such".into())), Judged::NoItem),
        (refuse(name(), Reason::Unclear, ""), Judged::Kept(1)),
        (Opinion::Forget(name()), Judged::Kept(2)),
    ] {
        assert_eq!(
            says(&portal, &desk, &code, std::slice::from_ref(&opinion)).await,
            expected,
            "{opinion:?}"
        );
    }
    assert_eq!(
        judge(&portal, &specialist, &code, 2, &[Opinion::AcceptRest]).await.unwrap(),
        Judged::Nothing,
        "the unit has nothing to do with it yet"
    );
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    assert_eq!(says(&portal, &desk, &code, &[Opinion::Forget(name())]).await, Judged::NotTheirs);
}
on_each_database!(a_verdict_fits_its_item);

async fn a_second_round_needs_the_word_of_a_leader(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let leader = officer(&portal, 21, DESK, Role::Leader).await;
    let code = filed(&portal, &hoa).await;
    asks(&portal, &desk, &code).await;
    answers(&portal, &hoa, &code, "hai").await;
    says(&portal, &desk, &code, &[refused(Reason::NotCertified)]).await;
    let again = Wish::of(Move::RequestSupplement);
    assert_eq!(moves(&portal, &desk, &code, &again).await, Made::Refused(Refusal::LeaderMustAgree));
    let lacks = async || {
        let offers = sheet(&portal, &desk, &code).await.offers;
        offers.iter().find(|offer| offer.rule.name == Move::RequestSupplement).unwrap().lacks_word
    };
    assert!(lacks().await);
    assert_eq!(give_word(&portal, &desk, &code).await.unwrap(), Word::NotTheirs);
    assert_eq!(give_word(&portal, &leader, &code).await.unwrap(), Word::Given);
    assert!(!lacks().await);
    does(&portal, &desk, &code, &again).await;
    assert_eq!(row(&portal, &code).await.rounds, 2);
    answers(&portal, &hoa, &code, "ba").await;
    says(&portal, &desk, &code, &[refused(Reason::Expired)]).await;
    assert_eq!(
        moves(&portal, &desk, &code, &again).await,
        Made::Refused(Refusal::LeaderMustAgree),
        "a word counts once"
    );
    assert!(chain_is_whole(&events(&portal, &code).await));
}
on_each_database!(a_second_round_needs_the_word_of_a_leader);

async fn what_is_right_as_it_is_can_be_explained(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let name = Item::Answer("child_name".to_owned());
    let refusal = Opinion::Refuse { item: name.clone(), reason: Reason::Unclear, words: "" };
    says(&portal, &desk, &code, &[refusal, Opinion::AcceptRest]).await;
    does(&portal, &desk, &code, &Wish::of(Move::RequestSupplement)).await;
    let save = async |typed: &[(&str, &str)]| {
        save_answer(&portal, (&hoa).into(), &code, &typing(typed)).await.unwrap();
        answering(&portal, &hoa, &code).await.unwrap().unwrap()
    };
    let wrong = save(&[("child_name", "A1")]).await;
    assert!(wrong.open.is_empty() && !wrong.is_complete() && wrong.problems[0].path == "child_name");
    let explained =
        save(&[("child_name", "Nguyễn Minh An"), ("explain.0", "Đúng như giấy chứng sinh")]).await;
    assert!(explained.is_complete(), "{:?}", explained.problems);
    assert_eq!(answer(&portal, &hoa, &code).await.unwrap(), Answered::Sent);
    let seen = sheet(&portal, &desk, &code).await;
    assert_eq!(seen.judgement.of(&name), None, "somebody looks again");
    assert_eq!(seen.events.last().unwrap().words.text, "Đúng như giấy chứng sinh");
    assert!(seen.changes.is_empty());
}
on_each_database!(what_is_right_as_it_is_can_be_explained);

async fn a_refusal_tells_why_and_ends_it(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    let refuse = |reason| Wish { reason, ..Wish::of(Move::Refuse) };
    assert_eq!(moves(&portal, &desk, &code, &refuse(" . ")).await, Made::Refused(Refusal::NoReason));
    does(&portal, &desk, &code, &refuse("Trẻ đã được đăng ký khai sinh ở nơi khác.")).await;
    assert_eq!(moves(&portal, &desk, &code, &refuse("nữa")).await, Made::Refused(Refusal::NotFromHere));
    portal.work().await;
    assert!(portal.mails().last().unwrap().text.contains("đã được đăng ký khai sinh ở nơi khác"));
    assert!(chain_is_whole(&events(&portal, &code).await));
    let told = by_code(&portal, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(told.entry.status, Status::Refused);
}
on_each_database!(a_refusal_tells_why_and_ends_it);

async fn the_citizen_withdraws_also_while_something_is_asked(portal: TestPortal) {
    let People { hoa, desk, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    asks(&portal, &desk, &code).await;
    let draft = answering(&portal, &hoa, &code).await.unwrap().unwrap().draft;
    hand_in_as(&portal, (&hoa).into(), draft, "giấy mới.pdf", &pdf("mới")).await;
    assert!(
        dossier::list(&portal, &hoa).await.unwrap().drafts.is_empty(),
        "an answer is no draft of one's own"
    );
    assert!(!dossier::delete(&portal, &hoa, draft).await.unwrap());
    let made = make(&portal, Mover::Applicant(&hoa), &code, &Wish::of(Move::Withdraw)).await.unwrap();
    assert!(matches!(made, Made::Moved { status: Status::Withdrawn, .. }), "{made:?}");
    assert!(answering(&portal, &hoa, &code).await.unwrap().is_none());
    let pauses = pause::Entity::find().all(portal.database.read()).await.unwrap();
    assert!(pauses.iter().all(|pause| pause.ends_at.is_some()));
    let made = make(&portal, Mover::Applicant(&hoa), &code, &Wish::of(Move::Withdraw)).await.unwrap();
    assert_eq!(made, Made::Refused(Refusal::NotFromHere));
}
on_each_database!(the_citizen_withdraws_also_while_something_is_asked);

async fn with_the_unit_it_is_stopped_transferred_and_extended_by_its_leader(portal: TestPortal) {
    let People { hoa, desk, specialist, leader } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &code).await;
    assert_eq!(
        moves(&portal, &desk, &code, &Wish { unit: "H21.15", ..start() }).await,
        Made::Refused(Refusal::NoUnit),
        "the desk of a commune is no unit"
    );
    does(&portal, &desk, &code, &start()).await;
    // A day off: it is due on the next working day.
    let tomorrow = "2026-11-24".parse().ok();
    let extend = Wish { reason: "Máy chủ hỏng", until: tomorrow, ..Wish::of(Move::Extend) };
    assert_eq!(moves(&portal, &specialist, &code, &extend).await, Made::Refused(Refusal::NotTheirs));
    let late = Wish { until: "2026-11-20".parse().ok(), ..extend };
    assert_eq!(moves(&portal, &leader, &code, &late).await, Made::Refused(Refusal::NotLater));
    does(&portal, &leader, &code, &extend).await;
    let extended = row(&portal, &code).await;
    assert_eq!(extended.due_at, "2026-11-25T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(moves(&portal, &leader, &code, &extend).await, Made::Refused(Refusal::ExtendedBefore));

    let transfer =
        Wish { reason: "Không thuộc thẩm quyền", unit: OTHER_UNIT, ..Wish::of(Move::Transfer) };
    does(&portal, &leader, &code, &transfer).await;
    assert_eq!(row(&portal, &code).await.queue_code, OTHER_UNIT);
    assert!(read(&portal, &leader, &code).await.unwrap().is_none(), "another unit has it now");
    let other = officer(&portal, 22, OTHER_UNIT, Role::Leader).await;
    let stop = Wish { reason: "Vợ chồng có tranh chấp", ..Wish::of(Move::Stop) };
    does(&portal, &other, &code, &stop).await;
    assert_eq!(row(&portal, &code).await.status, "stopped");
    assert!(chain_is_whole(&events(&portal, &code).await));
    portal.work().await;
    let mails = portal.mails();
    assert!(
        mails.iter().any(|mail| mail.subject.contains("Xin lỗi") && mail.text.contains("25/11/2026 17:00"))
    );

    // Too late for an apology.
    let code = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    portal.test_clock.advance(TimeDelta::days(3));
    let extend = Wish { until: "2026-12-01".parse().ok(), ..extend };
    assert_eq!(moves(&portal, &leader, &code, &extend).await, Made::Refused(Refusal::TooLate));
}
on_each_database!(with_the_unit_it_is_stopped_transferred_and_extended_by_its_leader);

async fn a_pause_moves_the_end(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    let before = row(&portal, &code).await.due_at;
    // 09:30; it is answered two working hours later.
    says(&portal, &specialist, &code, &[refused(Reason::Unreadable)]).await;
    let judged = says(&portal, &specialist, &code, &[Opinion::AcceptRest]).await;
    assert!(matches!(judged, Judged::Kept(_)));
    moves(&portal, &specialist, &code, &Wish::of(Move::RequestSupplement)).await;
    assert_eq!(sheet(&portal, &specialist, &code).await.course.due, None);
    portal.test_clock.advance(TimeDelta::hours(2));
    answers(&portal, &hoa, &code, "chụp lại").await;
    let after = row(&portal, &code).await;
    assert_eq!((after.status.as_str(), after.queue.as_str()), ("processing", "unit"));
    // Two hours of work more, which the next working day has: Tuesday is a day off.
    assert_eq!(before, "2026-11-23T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(after.due_at, "2026-11-25T02:30:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(after.result_by, "2026-11-25".parse().ok());
}
on_each_database!(a_pause_moves_the_end);

async fn what_is_asked_to_be_paid_is_paid_at_the_desk(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    assert_eq!(row(&portal, &code).await.payment, Payment::NotDue.as_str(), "it is free");
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    let ask = |amount_vnd| Wish {
        reason: "Lệ phí đăng ký quá hạn",
        amount_vnd,
        until: "2026-12-23".parse().ok(),
        ..Wish::of(Move::RequestPayment)
    };
    assert_eq!(moves(&portal, &specialist, &code, &ask(0)).await, Made::Refused(Refusal::NoAmount));
    does(&portal, &specialist, &code, &ask(5000)).await;
    let asked = row(&portal, &code).await;
    assert_eq!((asked.payment.as_str(), asked.amount_vnd, asked.queue.as_str()), ("due", 5000, "paused"));
    assert_eq!(
        moves(&portal, &desk, &code, &Wish::of(Move::ConfirmPayment)).await,
        Made::Refused(Refusal::Unpaid)
    );
    assert_eq!(take_cash(&portal, &specialist, &code, 5000, "").await.unwrap(), Fee::NotTheirs);
    assert_eq!(take_cash(&portal, &desk, &code, 4000, "").await.unwrap(), Fee::OtherAmount);
    assert_eq!(take_cash(&portal, &desk, &code, 5000, "BL 7").await.unwrap(), Fee::Taken("BL 7".into()));
    assert_eq!(take_cash(&portal, &desk, &code, 5000, "BL 8").await.unwrap(), Fee::NotDue, "once");
    let paid = row(&portal, &code).await;
    assert_eq!((paid.payment.as_str(), paid.status.as_str()), ("paid", "processing"), "it goes on by itself");
    let seen = sheet(&portal, &desk, &code).await;
    assert_eq!(seen.receipts[0].number, "BL 7");
    portal.work().await;
    let mails = portal.mails();
    let asked = mails.iter().find(|mail| mail.subject.contains("cần nộp tiền")).unwrap();
    assert!(asked.text.contains("5.000") && asked.text.contains("23/12/2026"), "{}", asked.text);

    let code = filed(&portal, &hoa).await;
    assert_eq!(take_cash(&portal, &desk, &code, 8000, "BL 7").await.unwrap(), Fee::NumberTaken);
    let Fee::Taken(number) = take_cash(&portal, &desk, &code, 8000, "").await.unwrap() else { panic!() };
    assert_eq!(number, "BL-H21.01-261123-0001");
    let receipts = fee_receipt::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!(receipts.len(), 2);
    let refuse = Wish { reason: "Nộp sai nơi", ..Wish::of(Move::Refuse) };
    assert_eq!(moves(&portal, &desk, &code, &refuse).await, Made::Refused(Refusal::RefundUndecided));
    does(&portal, &desk, &code, &Wish { refund: Some(true), ..refuse }).await;
    assert_eq!(row(&portal, &code).await.payment, "refund_due");

    let code = filed(&portal, &hoa).await;
    assert_eq!(waive(&portal, &desk, &code, "").await.unwrap(), Fee::NoReason);
    assert_eq!(waive(&portal, &desk, &code, "Hộ nghèo").await.unwrap(), Fee::Waived);
    assert!(chain_is_whole(&events(&portal, &code).await));
}
on_each_database!(what_is_asked_to_be_paid_is_paid_at_the_desk);

async fn a_result_that_is_received_online_is_handed_over_by_downloading_it(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let draft = dossier::testing::complete(&portal, &hoa).await;
    dossier::testing::fill(&portal, &hoa, draft, &[("dossier_delivery", "online")]).await;
    let dossier::Submitted::Filed(code) =
        dossier::submit(&portal, &hoa, draft, domain::Language::En).await.unwrap()
    else {
        panic!()
    };
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    let result = adds(&portal, &specialist, &code, DocumentKind::Result).await;
    does(&portal, &specialist, &code, &Wish::of(Move::Finish)).await;
    let (lan, _) = citizen(&portal, 2).await;
    assert!(matches!(open_result(&portal, &lan, &code, result).await.unwrap(), Opened::Nothing));
    assert!(matches!(open_result(&portal, &hoa, &code, result).await.unwrap(), Opened::File(_)));
    let end = row(&portal, &code).await;
    assert_eq!((end.status.as_str(), end.delivery.as_str()), ("returned", "delivered"));
    assert!(matches!(open_result(&portal, &hoa, &code, result).await.unwrap(), Opened::File(_)), "again");
    let removed = attachment::clean_up(&portal).await.unwrap();
    portal.test_clock.advance(TimeDelta::days(2));
    assert_eq!((removed, attachment::clean_up(&portal).await.unwrap()), (0, 0), "the result is in use");
    portal.work().await;
    assert!(portal.mails().last().unwrap().subject.contains("handed over"));

    assert!(dossier::rate(&portal, &hoa, &code, 5, "Nhanh").await.unwrap());
    assert!(dossier::rate(&portal, &hoa, &code, 4, "").await.unwrap(), "one may think again");
    assert!(!dossier::rate(&portal, &hoa, &code, 6, "").await.unwrap());
    assert!(!dossier::rate(&portal, &lan, &code, 1, "").await.unwrap());
    let rated = rating::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!((rated.len(), rated[0].stars), (1, 4));
}
on_each_database!(a_result_that_is_received_online_is_handed_over_by_downloading_it);

async fn notes_stay_with_their_agency(portal: TestPortal) {
    let People { hoa, desk, specialist, .. } = people(&portal).await;
    let code = filed(&portal, &hoa).await;
    assert_eq!(write(&portal, &desk, &code, " ").await.unwrap(), Noted::Empty);
    assert_eq!(write(&portal, &desk, &code, "Đã gọi điện").await.unwrap(), Noted::Kept);
    accepts(&portal, &desk, &code).await;
    does(&portal, &desk, &code, &start()).await;
    assert_eq!(write(&portal, &specialist, &code, "Chờ hộ tịch").await.unwrap(), Noted::Kept);
    let notes = async |officer: &Officer| {
        let notes = sheet(&portal, officer, &code).await.notes;
        notes.into_iter().map(|note| note.text).collect::<Vec<_>>()
    };
    assert_eq!(notes(&desk).await, ["Đã gọi điện"]);
    assert_eq!(notes(&specialist).await, ["Chờ hộ tịch"]);
}
on_each_database!(notes_stay_with_their_agency);
