//! The virus scan. The contents themselves are the list of what is to be done: each that was handed in waits until the
//! scanner says what it thinks of it, however long the scanner is away; also what came before there was one. So nothing
//! is enqueued that could be forgotten or given up.

use chrono::TimeDelta;
use domain::attachment::Scan;
use futures::future::join_all;

use super::clamd::{Clamd, LONGEST_SCAN, Verdict};
use super::repo;
use crate::{Error, Portal, Result, dossier};

/// Contents that one process has scanned at the same time, so that a large one does not hold up the others.
const AT_ONCE: usize = 4;

/// The pause before a content is tried again: 15 s, 30 s, … at most five minutes.
fn pause(attempts: i32) -> TimeDelta {
    let doublings = attempts.clamp(0, 5).unsigned_abs();
    TimeDelta::seconds(Ord::min(15_i64 << doublings, 300))
}

/// Scans contents as they come, until `stop` resolves. Looks once a second for those of other instances.
pub async fn work(portal: &Portal, stop: impl Future<Output = ()>) {
    // Nothing to do is no reason to end: whoever ends by itself is taken to have failed.
    let Some(clamd) = &portal.scanner else { return stop.await };
    let workers = join_all((0..AT_ONCE).map(|_| scan_for_ever(portal, clamd)));
    tokio::select! {
        () = stop => {}
        _ = workers => {}
    }
}

async fn scan_for_ever(portal: &Portal, clamd: &Clamd) {
    loop {
        let idle = match scan_next(portal, clamd).await {
            Ok(scanned) => !scanned,
            Err(error) => {
                tracing::error!(%error, "cannot reach what is to be scanned");
                true
            }
        };
        if idle {
            tokio::select! {
                () = portal.arrivals().notified() => {}
                () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
            }
        }
    }
}

/// Has the next content scanned that waits for it; says whether there was one.
pub(crate) async fn scan_next(portal: &Portal, clamd: &Clamd) -> Result<bool> {
    let now = portal.clock.now();
    let Some(blob) = repo::next_to_scan(portal.database.read(), now).await? else { return Ok(false) };
    // Nobody else takes it while it may still be scanned. A process that is killed in the middle leaves it to the others
    // after that.
    let claim = TimeDelta::from_std(LONGEST_SCAN).map_err(|_| Error::Unreadable("blob.scan_at"))?;
    let transaction = portal.database.write().await?;
    let claimed = repo::claim_scan(&*transaction, &blob, now + claim).await?;
    transaction.commit().await?;
    if !claimed {
        return Ok(true);
    }
    let verdict = match portal.blobs.open(&blob.sha256).await {
        Ok(content) => clamd.scan(&blob.sha256, content).await,
        Err(error) => Err(error),
    };
    match verdict {
        Ok(Verdict::Clean) => note(portal, &blob.sha256, Scan::Clean, None).await?,
        Ok(Verdict::Found(found)) => note(portal, &blob.sha256, Scan::Infected, Some(found)).await?,
        Ok(Verdict::TooLarge) => note(portal, &blob.sha256, Scan::Unscannable, None).await?,
        Err(error) => {
            let attempts = blob.scan_attempts + 1;
            let again_at = portal.clock.now() + pause(blob.scan_attempts);
            let transaction = portal.database.write().await?;
            repo::put_off_scan(&*transaction, &blob.sha256, attempts, again_at).await?;
            transaction.commit().await?;
            tracing::warn!(content = blob.sha256, attempts, %again_at, %error, "not scanned for viruses; it waits");
        }
    }
    Ok(true)
}

/// Notes what the scanner said. Files of open drafts that nobody may open become refusals; of a dossier it is an event.
async fn note(portal: &Portal, sha256: &str, scan: Scan, found: Option<String>) -> Result<()> {
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    // First the content, as whoever hands it in at this moment: either their file is among those below, or they read what
    // is noted here.
    if !repo::finish_scan(&*transaction, sha256, scan, found.clone(), now).await? {
        return Ok(());
    }
    if let Some(problem) = scan.problem() {
        tracing::warn!(content = sha256, scan = scan.as_str(), found, "a content is withheld");
        let refusal = serde_json::to_string(&problem).map_err(|_| Error::Unreadable("paper.refusal"))?;
        for draft in repo::drafts_with(&*transaction, sha256).await? {
            if dossier::note_refusal(&*transaction, draft).await? {
                repo::refuse_papers(&*transaction, draft, sha256, &refusal).await?;
            } else {
                dossier::note_withheld(portal, &*transaction, draft, scan).await?;
            }
        }
    }
    transaction.commit().await?;
    Ok(())
}
