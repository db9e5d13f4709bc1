//! What ran out is removed: drafts nobody went on with, and files nobody needs.

use std::time::Duration;

use super::draft::delete_expired;
use crate::{Portal, Result, attachment};

/// How often it is looked for.
const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Removes once an hour what ran out. Never returns.
pub async fn tidy(portal: Portal) {
    loop {
        match remove(&portal).await {
            Ok((0, 0)) => {}
            Ok((drafts, contents)) => tracing::info!(drafts, contents, "removed what ran out"),
            Err(error) => tracing::warn!(%error, "cannot remove what ran out; tried again in an hour"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn remove(portal: &Portal) -> Result<(usize, usize)> {
    Ok((delete_expired(portal).await?, attachment::clean_up(portal).await?))
}
