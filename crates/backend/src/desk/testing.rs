//! Officers and dossiers on their way, for tests.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

use chrono::TimeDelta;
use domain::dossier::moves::Move;
use domain::staff::{Membership, Role};
use futures::stream;
use uuid::Uuid;

use super::{Added, DocumentKind, Sheet, add, read};
use crate::Portal;
use crate::account::testing::citizen;
use crate::dossier::testing::pdf;
use crate::dossier::{Judged, Made, Mover, Opinion, Wish, judge, make};
use crate::staff::{Acting, Officer};
use crate::testing::TestPortal;

/// An officer with one role, with an account of their own.
pub async fn officer(portal: &Portal, seed: u32, agency: &str, role: Role) -> Officer {
    let (account, _) = citizen(portal, seed).await;
    let membership = Membership { agency: agency.to_owned(), role };
    let acting = vec![Acting { membership, stands_in_for: None }];
    Officer::new(account.account_id(), account.name().to_owned(), acting)
}

/// What the officer sees of a dossier.
pub async fn sheet(portal: &Portal, officer: &Officer, code: &str) -> Sheet {
    read(portal, officer, code).await.expect("read").expect("the officer may read it")
}

/// Makes a move at what the officer sees now.
pub async fn moves(portal: &Portal, officer: &Officer, code: &str, wish: &Wish<'_>) -> Made {
    let revision = sheet(portal, officer, code).await.revision;
    make(portal, Mover::Officer(officer, revision), code, wish).await.expect("moved")
}

/// The same, which must succeed; a quarter of an hour passes.
pub async fn does(portal: &TestPortal, officer: &Officer, code: &str, wish: &Wish<'_>) {
    let made = moves(portal, officer, code, wish).await;
    assert!(matches!(made, Made::Moved { .. }), "{:?}: {made:?}", wish.name);
    portal.test_clock.advance(TimeDelta::minutes(15));
}

/// Says something of a dossier, at what the officer sees now.
pub async fn says(portal: &Portal, officer: &Officer, code: &str, opinions: &[Opinion<'_>]) -> Judged {
    let revision = sheet(portal, officer, code).await.judgement_revision;
    judge(portal, officer, code, revision, opinions).await.expect("judged")
}

/// Accepts everything and takes the dossier.
pub async fn accepts(portal: &TestPortal, officer: &Officer, code: &str) {
    let judged = says(portal, officer, code, &[Opinion::AcceptRest]).await;
    assert!(matches!(judged, Judged::Kept(_)), "{judged:?}");
    does(portal, officer, code, &Wish::of(Move::Accept)).await;
}

/// Adds a document.
pub async fn adds(portal: &Portal, officer: &Officer, code: &str, kind: DocumentKind) -> Uuid {
    let bytes = pdf(&format!("{} {}", kind.as_str(), Uuid::now_v7()));
    let pieces =
        bytes.chunks(7).map(|piece| Ok::<_, std::convert::Infallible>(bytes::Bytes::copy_from_slice(piece)));
    let pieces: Vec<_> = pieces.collect();
    match add(portal, officer, code, kind, "kết quả.pdf", "", stream::iter(pieces)).await.expect("added")
    {
        Added::Kept(id) => id,
        other => panic!("not added: {other:?}"),
    }
}
