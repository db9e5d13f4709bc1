//! Uploads that are put together of others, which arrived beside each other.

use std::collections::HashSet;

use ::entity::upload;
use domain::attachment::not_too_large;
use uuid::Uuid;

use super::resumable::{Resumable, find, look, new_row, received};
use super::{Sent, refuse, repo, takes};
use crate::dossier::Writer;
use crate::{Portal, Result};

/// What became of the wish to put uploads together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// They are one file, which was judged.
    Upload(Resumable),
    /// One of them has not arrived whole.
    Unfinished,
    /// Together they are larger than any file may be; the refusal is kept, so that the page shows it.
    TooLarge,
    /// No open draft of this account, or one of them was not begun for this, or has been put together already.
    Nothing,
}

/// Makes of `partials`, which were begun by [`super::begin_partial`], one file for the paper `requirement` of a draft. Doing so
/// again makes none beside it.
pub async fn join(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    requirement: &str,
    name: &str,
    declared: &str,
    partials: &[Uuid],
) -> Result<Joined> {
    if !takes(portal, writer, draft, requirement).await? {
        return Ok(Joined::Nothing);
    }
    let sent = Sent { writer, draft, requirement, name, declared };
    let joins = partials.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ");
    let before = repo::upload_that_joins(portal.database.read(), writer.account_id(), &joins).await?;
    let id = match before {
        Some(row) if row.draft_id == draft && row.requirement == requirement => row.id,
        Some(_) => return Ok(Joined::Nothing),
        None => match put_together(portal, sent, partials, joins).await? {
            Ok(id) => id,
            Err(refused) => return Ok(refused),
        },
    };
    Ok(look(portal, writer, id).await?.map_or(Joined::Nothing, Joined::Upload))
}

/// Notes an upload that has what arrived of `partials`; its id.
async fn put_together(
    portal: &Portal,
    sent: Sent<'_>,
    partials: &[Uuid],
    joins: String,
) -> Result<std::result::Result<Uuid, Joined>> {
    let mut rows: Vec<upload::Model> = Vec::new();
    for id in partials {
        let Some((row, parts)) = find(portal, sent.writer, *id).await? else {
            return Ok(Err(Joined::Nothing));
        };
        let belongs = row.is_partial && row.draft_id == sent.draft && row.requirement == sent.requirement;
        if !belongs || row.finished_at.is_some() {
            return Ok(Err(Joined::Nothing));
        }
        if received(&parts) < row.length.unsigned_abs() {
            return Ok(Err(Joined::Unfinished));
        }
        rows.push(row);
    }
    if rows.iter().map(|row| row.id).collect::<HashSet<_>>().len() < rows.len() {
        return Ok(Err(Joined::Nothing));
    }
    let length = rows.iter().map(|row| row.length.unsigned_abs()).sum();
    if let Err(problem) = not_too_large(length, portal.settings.max_file_mb) {
        refuse(portal, Uuid::now_v7(), sent, problem).await?;
        return Ok(Err(Joined::TooLarge));
    }

    let now = portal.clock.now();
    let whole = upload::Model { joins: Some(joins.clone()), ..new_row(sent, length, now) };
    let transaction = portal.database.write().await?;
    if !repo::insert_upload(&*transaction, whole.clone()).await? {
        drop(transaction);
        // Somebody did so at the same moment.
        let other = repo::upload_that_joins(portal.database.read(), sent.writer.account_id(), &joins).await?;
        return Ok(other.map(|row| row.id).ok_or(Joined::Nothing));
    }
    let mut begin = 0;
    for row in &rows {
        if !repo::give_parts(&*transaction, row.id, whole.id, begin, now).await? {
            return Ok(Err(Joined::Nothing));
        }
        begin += row.length;
    }
    transaction.commit().await?;
    Ok(Ok(whole.id))
}
