//! Drafts for tests.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

use domain::Language;
use futures::stream;
use uuid::Uuid;

use super::{Begun, Change, Saved, Submitted, Writer, begin, save, submit};
use crate::Portal;
use crate::account::Citizen;
use crate::attachment::{self, Uploaded};

/// The birth registration.
pub const BIRTH: &str = "1.001193";

/// The desk of the tests' dossiers.
pub const DESK: &str = "H21.01";

/// What a complete birth registration asks beside what the account holds.
pub const ANSWERS: [(&str, &str); 26] = [
    ("dossier_desk", DESK),
    ("dossier_for", "self"),
    ("requester_id_type", "citizen_card"),
    ("requester_relation", "mother"),
    ("child_name", "Nguyễn Minh An"),
    ("child_birth_date", "12/11/2026"),
    ("child_sex", "male"),
    ("child_ethnicity", "Kinh"),
    ("child_nationality", "Việt Nam"),
    ("child_birth_place", "Bệnh viện Đa khoa tỉnh Gia Lai"),
    ("child_hometown.province", "52"),
    ("child_hometown.commune", "23563"),
    ("mother_known", "yes"),
    ("mother_name", "Nguyễn Thị Hoa"),
    ("mother_birth", "1990"),
    ("mother_ethnicity", "Kinh"),
    ("mother_nationality", "Việt Nam"),
    ("mother_address", "Phường Diên Hồng, tỉnh Gia Lai"),
    ("mother_id_type", "passport"),
    ("mother_id_paper_number", "C1234567"),
    ("father_known", "no"),
    ("wants_copies", "no"),
    ("dossier_delivery", "at_desk"),
    ("paper.abandoned_child_record", "no"),
    ("paper.surrogacy_confirmation", "no"),
    ("paper.authorisation", "no"),
];

/// A change that types these answers.
pub fn typing(answers: &[(&str, &str)]) -> Change {
    let typed = answers.iter().map(|(path, typed)| ((*path).to_owned(), (*typed).to_owned())).collect();
    Change { typed, ..Change::default() }
}

/// Begins a birth registration.
pub async fn draft(portal: &Portal, citizen: &Citizen) -> Uuid {
    match begin(portal, citizen, BIRTH).await.expect("begin") {
        Begun::Draft(id) => id,
        other => panic!("not begun: {other:?}"),
    }
}

/// Types into a draft.
pub async fn fill(portal: &Portal, citizen: &Citizen, draft: Uuid, answers: &[(&str, &str)]) {
    let saved = save(portal, citizen.into(), draft, &typing(answers)).await.expect("save");
    assert!(matches!(saved, Saved::At(_)), "{saved:?}");
}

/// A PDF that nobody else has.
pub fn pdf(seed: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {seed}\ntrailer<</Root 1 0 R>>\n%%EOF\n").into_bytes()
}

/// Hands in a file.
pub async fn hand_in(portal: &Portal, citizen: &Citizen, draft: Uuid, name: &str, bytes: &[u8]) -> Uploaded {
    hand_in_as(portal, citizen.into(), draft, name, bytes).await
}

/// Hands in a file as somebody who may write into drafts.
pub async fn hand_in_as(portal: &Portal, writer: Writer, draft: Uuid, name: &str, bytes: &[u8]) -> Uploaded {
    let pieces: Vec<Result<bytes::Bytes, std::convert::Infallible>> =
        bytes.chunks(7).map(|piece| Ok(bytes::Bytes::copy_from_slice(piece))).collect();
    attachment::upload(portal, writer, draft, "birth_notification", name, "", stream::iter(pieces))
        .await
        .expect("upload")
}

/// A birth registration that lacks nothing.
pub async fn complete(portal: &Portal, citizen: &Citizen) -> Uuid {
    let id = draft(portal, citizen).await;
    fill(portal, citizen, id, &ANSWERS).await;
    fill(portal, citizen, id, &[("dossier_pledge", "yes")]).await;
    let uploaded = hand_in(portal, citizen, id, "giấy chứng sinh.pdf", &pdf("chứng sinh")).await;
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    id
}

/// Files a complete birth registration; returns its code.
pub async fn filed(portal: &Portal, citizen: &Citizen) -> String {
    let draft = complete(portal, citizen).await;
    match submit(portal, citizen, draft, Language::Vi).await.expect("submit") {
        Submitted::Filed(code) => code,
        other => panic!("not filed: {other:?}"),
    }
}
