//! People with drafts, made in a data folder before the server starts on it.

use std::path::Path;

use anyhow::Result;
use backend::account::testing::citizen;
use backend::dossier::testing::{ANSWERS, draft, fill};
use backend::testing::TestPortal;
use uuid::Uuid;

/// The paper that each draft lacks.
pub const PAPER: &str = "birth_notification";

/// Somebody who is logged in.
pub struct Person {
    /// What their browser sends.
    pub cookie: String,
    /// Birth registrations that lack nothing but their paper.
    pub drafts: Vec<Uuid>,
}

/// Makes so many people with so many drafts each in a data folder, which may be empty.
pub async fn prepare(folder: &Path, people: u32, drafts: usize) -> Result<Vec<Person>> {
    std::fs::create_dir_all(folder)?;
    let portal = TestPortal::beside(folder).await;
    let mut prepared = Vec::new();
    for seed in 0..people {
        let (citizen, token) = citizen(&portal, seed).await;
        let mut person = Person { cookie: format!("motcua={token}"), drafts: Vec::new() };
        for _ in 0..drafts {
            let id = draft(&portal, &citizen).await;
            fill(&portal, &citizen, id, &ANSWERS).await;
            person.drafts.push(id);
        }
        prepared.push(person);
    }
    Ok(prepared)
}
