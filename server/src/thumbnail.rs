//! Small pictures of the photos that were handed in, for the rows of pages. They are made when they are asked for:
//! browsers keep them.

use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use backend::account::Session;
use backend::attachment::{self, Download, Opened};
use bytes::BytesMut;
use domain::attachment::MAX_FILE_BYTES;
use futures::TryStreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use uuid::Uuid;

use crate::error_page::status_of;
use crate::router::AppState;
use crate::upload::session;

/// How many are made at the same moment. The largest picture takes some hundred megabytes of memory while it is decoded.
static UNDER_WAY: Semaphore = Semaphore::const_new(1);

/// How long one waits for one's turn. A row is whole without its picture.
const LONGEST_TURN: Duration = Duration::from_secs(10);

/// Hands out a small picture of a photo to whoever may open the photo.
pub async fn small(State(state): State<AppState>, Path(paper): Path<Uuid>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let failed = |error: backend::Error| status_of(error.into()).into_response();
    let citizen = match session(&state, &parts).await {
        Ok(Session::Active(citizen)) => citizen,
        Ok(Session::Lapsed(_) | Session::None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return failed(error),
    };
    let turn = match timeout(LONGEST_TURN, UNDER_WAY.acquire()).await {
        Ok(Ok(turn)) => turn,
        _ => return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "10")]).into_response(),
    };
    let found = match attachment::download(&state.portal, &citizen, paper).await {
        Ok(Opened::File(found)) if found.paper.has_thumbnail() && found.paper.size <= MAX_FILE_BYTES => found,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return failed(error),
    };
    match made(found, turn).await {
        Some(picture) => (
            [
                (CONTENT_TYPE, "image/jpeg"),
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                // A paper never changes under its id.
                (CACHE_CONTROL, "private, max-age=86400, immutable"),
            ],
            picture,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The small picture; none of a broken photo, or one that takes too much memory.
async fn made(mut found: Download, turn: SemaphorePermit<'static>) -> Option<Vec<u8>> {
    let mut bytes = BytesMut::with_capacity(usize::try_from(found.paper.size).ok()?);
    loop {
        match found.content.try_next().await {
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => break,
            Err(error) => {
                tracing::error!(%error, paper = %found.paper.id, "a file could not be read for its small picture");
                return None;
            }
        }
    }
    let made = tokio::task::spawn_blocking(move || {
        let made = photo::thumbnail(&bytes);
        // Only now is its memory free for the next.
        drop((bytes, turn));
        made
    });
    match made.await {
        Ok(made) => made.ok(),
        // A decoder that gives up on a strange photo ends nothing else.
        Err(error) => {
            tracing::warn!(%error, paper = %found.paper.id, "a photo could not be decoded");
            None
        }
    }
}
