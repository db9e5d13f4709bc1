//! Submissions through the use case: everything a dossier takes, durable when it is answered.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use backend::account::Citizen;
use backend::dossier::{Submitted, submit, testing};
use backend::testing::TestPortal;
use domain::Language;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

const PEOPLE: u32 = 20;
const DRAFTS_EACH: usize = 40;
const AT_ONCE: usize = 16;

/// Submissions per second, on SQLite, from drafts that lack nothing.
pub async fn per_second() -> Result<f64> {
    let portal = Arc::new(TestPortal::on_sqlite().await);
    let mut drafts = Vec::new();
    for seed in 0..PEOPLE {
        let (citizen, _) = backend::account::testing::citizen(&portal, seed).await;
        for _ in 0..DRAFTS_EACH {
            drafts.push((citizen.clone(), testing::complete(&portal, &citizen).await));
        }
    }
    let count = drafts.len();
    let drafts = Arc::new(Mutex::new(drafts));

    let begin = Instant::now();
    let mut desks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (portal, drafts) = (portal.clone(), drafts.clone());
        desks.spawn(async move {
            loop {
                let next: Option<(Citizen, _)> = drafts.lock().await.pop();
                let Some((citizen, id)) = next else { return anyhow::Ok(()) };
                let submitted = submit(&portal, &citizen, id, Language::Vi).await?;
                ensure!(matches!(submitted, Submitted::Filed(_)), "{submitted:?}");
            }
        });
    }
    while let Some(desk) = desks.join_next().await {
        desk??;
    }
    Ok(count as f64 / begin.elapsed().as_secs_f64())
}
