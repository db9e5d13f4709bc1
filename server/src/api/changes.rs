//! What changed since a system last asked.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use backend::access::{self, Cursor, MOST_CHANGES};
use chrono::{DateTime, Datelike, Utc};
use domain::access::Scope;
use serde::Deserialize;

use super::caller::Caller;
use super::problem::{Kind, Problem};
use super::wire::{Change, Changes};
use crate::router::AppState;

/// What is asked for.
#[derive(Deserialize)]
pub struct Page {
    since: Option<DateTime<Utc>>,
    after: Option<String>,
    limit: Option<u64>,
}

/// `GET /api/v1/changes`
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Changes>, Problem> {
    let system = caller.may(Scope::Read)?;
    let Ok(Query(page)) = page else { return Err(Kind::Malformed.into()) };
    let limit = page.limit.unwrap_or(MOST_CHANGES);
    let since = page.since.unwrap_or(DateTime::UNIX_EPOCH);
    // What no database of ours holds it need not be asked for.
    let is_time = (1970..=9999).contains(&since.year());
    if !(1..=MOST_CHANGES).contains(&limit) || !is_time {
        return Err(Kind::Malformed.into());
    }
    let after = match page.after.as_deref() {
        Some(text) => Cursor::parse(text).ok_or(Kind::Malformed)?,
        None => Cursor::since(since),
    };
    let found = access::changes(&state.portal, system, after, limit).await?;
    let changes = found.changes.into_iter().map(|change| Change {
        code: change.code,
        revision: change.revision,
        at: change.at,
        name: change.name,
        status: change.status,
        stage: change.stage,
    });
    Ok(Json(Changes { changes: changes.collect(), next: found.next.to_string(), has_more: found.has_more }))
}
