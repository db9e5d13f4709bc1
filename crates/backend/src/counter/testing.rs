//! Visits for tests.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

use std::collections::BTreeSet;

use domain::Answers;
use domain::counter::{ADDRESS, PHONE};
use domain::dossier::sections::PLEDGE;
use uuid::Uuid;

use super::{Begun, Chosen, Filed, Slip, TakenFee, begin, choose, file, keep_seen, writer};
use crate::Portal;
use crate::dossier::testing::{ANSWERS, BIRTH, DESK, typing};
use crate::dossier::{Saved, save};
use crate::staff::Officer;

/// What a scanner types from the card of Nguyễn Thị Hoa.
pub const CARD: &str =
    "064190001234||Nguyễn Thị Hoa|07031990|Nữ|Tổ 3, Phường Diên Hồng, Pleiku, Gia Lai|15082021";

/// The paper that a birth registration needs.
pub const PAPER: &str = "birth_notification";

/// Begins a visit.
pub async fn begun(portal: &Portal, officer: &Officer, scanned: &str) -> Uuid {
    match begin(portal, officer, DESK, scanned).await.expect("begin") {
        Begun::Visit(id) => id,
        other => panic!("not begun: {other:?}"),
    }
}

/// What a card does not say.
pub fn lives_here() -> Answers {
    let mut typed = Answers::default();
    typed.set([ADDRESS, ".province"].concat(), "52");
    typed.set([ADDRESS, ".commune"].concat(), "23563");
    typed.set(PHONE, "0905 123 456");
    typed
}

/// A visit with a birth registration of whoever has the card.
pub async fn chosen(portal: &Portal, officer: &Officer, scanned: &str) -> Uuid {
    let id = begun(portal, officer, scanned).await;
    let chosen = choose(portal, officer, id, &lives_here(), BIRTH, false).await.expect("choose");
    assert_eq!(chosen, Chosen::Begun);
    id
}

/// Fills in all that it asks, with the paper seen.
pub async fn filled(portal: &Portal, officer: &Officer, id: Uuid) {
    let (writer, draft) = writer(portal, officer, id).await.expect("writer").expect("a draft");
    let mut answers = ANSWERS.to_vec();
    answers.push((PLEDGE, "yes"));
    let saved = save(portal, writer, draft, &typing(&answers)).await.expect("save");
    assert!(matches!(saved, Saved::At(_)), "{saved:?}");
    let seen = BTreeSet::from([PAPER.to_owned()]);
    assert!(keep_seen(portal, officer, id, &seen).await.expect("keep"));
}

/// Files it; returns the dossier's code and the slip.
pub async fn done(portal: &Portal, officer: &Officer, id: Uuid, fee: TakenFee<'_>) -> (String, Slip) {
    match file(portal, officer, id, fee).await.expect("file") {
        Filed::Done { code, is_accepted: true, slip: Some(slip), .. } => (code, slip),
        other => panic!("not done: {other:?}"),
    }
}

/// Nothing is to be paid.
pub const NO_FEE: TakenFee = TakenFee { amount_vnd: None, now: false, number: "" };
