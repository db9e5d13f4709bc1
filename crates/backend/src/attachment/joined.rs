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
    let joined = || repo::upload_that_joins(portal.database.read(), writer.account_id(), &joins);
    let mut found = joined().await?;
    if found.is_none() {
        let refused = put_together(portal, sent, partials, &joins).await?;
        // Also where it was refused: somebody may have put them together at the same moment.
        found = joined().await?;
        if let (None, Some(refused)) = (&found, refused) {
            return Ok(refused);
        }
    }
    let fits = found.filter(|row| row.draft_id == draft && row.requirement == requirement);
    let Some(row) = fits else { return Ok(Joined::Nothing) };
    Ok(look(portal, writer, row.id).await?.map_or(Joined::Nothing, Joined::Upload))
}

/// Notes an upload that has what arrived of `partials`; says why, if that cannot be.
async fn put_together(
    portal: &Portal,
    sent: Sent<'_>,
    partials: &[Uuid],
    joins: &str,
) -> Result<Option<Joined>> {
    let mut rows: Vec<upload::Model> = Vec::new();
    for id in partials {
        let Some((row, parts)) = find(portal, sent.writer, *id).await? else {
            return Ok(Some(Joined::Nothing));
        };
        let belongs = row.is_partial && row.draft_id == sent.draft && row.requirement == sent.requirement;
        if !belongs || row.finished_at.is_some() {
            return Ok(Some(Joined::Nothing));
        }
        if received(&parts) < row.length.unsigned_abs() {
            return Ok(Some(Joined::Unfinished));
        }
        rows.push(row);
    }
    if rows.iter().map(|row| row.id).collect::<HashSet<_>>().len() < rows.len() {
        return Ok(Some(Joined::Nothing));
    }
    let length = rows.iter().map(|row| row.length.unsigned_abs()).sum();
    if let Err(problem) = not_too_large(length, portal.settings.max_file_mb) {
        refuse(portal, Uuid::now_v7(), sent, problem).await?;
        return Ok(Some(Joined::TooLarge));
    }

    let now = portal.clock.now();
    let whole = upload::Model { joins: Some(joins.to_owned()), ..new_row(sent, length, now) };
    let transaction = portal.database.write().await?;
    if !repo::insert_upload(&*transaction, whole.clone()).await? {
        return Ok(None);
    }
    let mut begin = 0;
    for row in &rows {
        if !repo::give_parts(&*transaction, row.id, whole.id, begin, now).await? {
            return Ok(Some(Joined::Nothing));
        }
        begin += row.length;
    }
    transaction.commit().await?;
    Ok(None)
}
