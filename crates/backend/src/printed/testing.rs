//! Forms for tests, given out without the desk.
#![allow(clippy::expect_used, reason = "a test that cannot begin has failed")]

use ::entity::{dossier, dossier_event};
use chrono::{DateTime, TimeDelta, Utc};
use domain::dossier::moves::{Move, Stage};
use domain::dossier::{DossierCode, Status};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{Says, issue, particulars, repo};
use crate::Portal;

/// The officer of the tests.
pub const OFFICER: &str = "Trần Văn Minh";

/// Accepts the dossier with this code and gives its receipt out; returns the receipt's id.
pub async fn receipt(portal: &Portal, code: &str) -> Uuid {
    let dossier = moved(portal, code, Move::Accept, Status::Accepted, Stage::Desk).await;
    given(portal, &dossier, Says::Receipt).await
}

/// What the QR code of a form holds behind `?s=`, and its typed code.
pub async fn marks(portal: &Portal, id: Uuid) -> (String, String) {
    let row = repo::by_id(portal.database.read(), id).await.expect("the database answers").expect("a form");
    let letter: letters::Letter = portal.keys.open_value(super::LETTER, &row.letter).expect("a letter");
    let link = letter.proof.expect("a proof").link;
    (link.split_once("?s=").expect("a seal").1.to_owned(), row.typed_code)
}

/// Gives a form out for the last event of a dossier.
pub async fn given(portal: &Portal, dossier: &dossier::Model, says: Says) -> Uuid {
    let particulars = particulars(portal, dossier).await.expect("particulars");
    let transaction = portal.database.write().await.expect("a transaction");
    let id = issue(portal, &*transaction, dossier, dossier.revision, &particulars, OFFICER, says).await;
    transaction.commit().await.expect("commit");
    id.expect("issue").expect("the circular has the form")
}

/// Moves the dossier with this code, as the desk would; returns it as it stands then, due in two days.
pub async fn moved(portal: &Portal, code: &str, name: Move, status: Status, stage: Stage) -> dossier::Model {
    let code = DossierCode::parse(code).expect("a code").to_string();
    let now: DateTime<Utc> = portal.clock.now();
    let transaction = portal.database.write().await.expect("a transaction");
    let found = repo::dossier_by_code(&*transaction, &code).await.expect("the database answers");
    let found = found.expect("a dossier");
    let last = repo::events(&*transaction, found.id).await.expect("events").pop().expect("an event");
    let event = dossier_event::Model {
        number: last.number + 1,
        at: now,
        status: status.as_str().to_owned(),
        actor_kind: "officer".to_owned(),
        name: name.as_str().to_owned(),
        stage: stage.as_str().to_owned(),
        agency_code: found.agency_code.clone(),
        previous_hash: last.hash.clone(),
        ..last
    };
    let revision = event.number;
    let event = dossier_event::ActiveModel::from(event).reset_all();
    dossier_event::Entity::insert(event).exec_without_returning(&*transaction).await.expect("an event");
    let received_at = found.received_at.or(Some(now));
    let mut row = found.into_active_model();
    row.status = Set(status.as_str().to_owned());
    row.stage = Set(stage.as_str().to_owned());
    row.revision = Set(revision);
    row.received_at = Set(received_at);
    row.due_at = Set(now + TimeDelta::days(2));
    row.amount_vnd = Set(8000);
    let row = row.update(&*transaction).await.expect("a dossier");
    transaction.commit().await.expect("commit");
    row
}
