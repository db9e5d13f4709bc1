//! Notes of officers, which only their agency reads.

use std::collections::BTreeMap;

use ::entity::dossier_note;
use chrono::{DateTime, Utc};
use domain::check::clean_text;
use domain::staff::{Action, Deed};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::repo;
use crate::staff::Officer;
use crate::{Portal, Result, dossier};

const TEXT: &str = "dossier_note.text";

/// Most characters of a note.
pub const MOST_NOTE: usize = 4000;

/// A note on a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// What.
    pub text: String,
}

/// What became of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is kept.
    Kept,
    /// Nothing was written.
    Empty,
    /// More than [`MOST_NOTE`].
    TooLong,
    /// No such dossier, as far as this officer may know.
    Nothing,
}

/// Writes a note on a dossier.
pub async fn write(portal: &Portal, officer: &Officer, code: &str, text: &str) -> Result<Noted> {
    let text = clean_text(text);
    if text.is_empty() {
        return Ok(Noted::Empty);
    }
    if text.chars().count() > MOST_NOTE {
        return Ok(Noted::TooLong);
    }
    let transaction = portal.database.write().await?;
    let Some(row) = dossier::dossier_by_code(&*transaction, code).await? else { return Ok(Noted::Nothing) };
    let Some(acting) = officer.may(Action::OnDossier(Deed::Note, dossier::target(&row)?)) else {
        return Ok(Noted::Nothing);
    };
    let note = dossier_note::ActiveModel {
        id: Set(Uuid::now_v7()),
        dossier_id: Set(row.id),
        author_id: Set(officer.account_id()),
        agency_code: Set(acting.membership.agency.clone()),
        text: Set(portal.keys.seal(TEXT, &text)?),
        written_at: Set(portal.clock.now()),
    };
    repo::insert_note(&*transaction, note).await?;
    transaction.commit().await?;
    Ok(Noted::Kept)
}

/// The notes of the agencies that the officer works for.
pub(super) async fn of_agencies(
    connection: &impl ConnectionTrait,
    officer: &Officer,
    dossier: Uuid,
) -> Result<Vec<dossier_note::Model>> {
    let mut rows = repo::notes(connection, dossier).await?;
    rows.retain(|row| officer.acting().iter().any(|acting| acting.membership.agency == row.agency_code));
    Ok(rows)
}

pub(super) fn open(
    portal: &Portal,
    row: &dossier_note::Model,
    names: &BTreeMap<Uuid, String>,
) -> Result<Note> {
    Ok(Note {
        author: names.get(&row.author_id).cloned().unwrap_or_default(),
        written_at: row.written_at,
        text: portal.keys.open_value(TEXT, &row.text)?,
    })
}
