//! What must be true of a data folder when nobody uses it.

use std::path::Path;

use anyhow::{Result, ensure};
use backend::attachment::{clean_up, open_store};
use backend::testing::TestPortal;
use bytes::Bytes;
use chrono::TimeDelta;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A connection to the database of a data folder that only reads.
pub fn database(data: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(data.join("motcua.db"), OpenFlags::SQLITE_OPEN_READ_WRITE)?)
}

/// The database is whole, and every paper has a content that is what its name says. How many papers there are.
pub async fn whole(data: &Path) -> Result<usize> {
    let papers = {
        let database = database(data)?;
        let integrity: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(integrity == "ok", "integrity_check: {integrity}");
        let broken: usize = database.prepare("PRAGMA foreign_key_check")?.query_map([], |_| Ok(()))?.count();
        ensure!(broken == 0, "{broken} rows point nowhere");
        let mut papers = database.prepare("SELECT blob, size FROM paper WHERE blob IS NOT NULL")?;
        let papers = papers.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        papers.collect::<Result<Vec<_>, _>>()?
    };
    let store = open_store(&format!("file://{}", data.join("files").display()))?;
    for (blob, size) in &papers {
        let mut content = store.open(blob).await?;
        let mut digest = Sha256::new();
        let mut length = 0;
        while let Some(piece) = futures::TryStreamExt::try_next(&mut content).await? {
            length += piece.len() as i64;
            digest.update(&piece);
        }
        let found = digest.finalize();
        let found = found.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        ensure!(found == *blob && length == *size, "the content of a paper is not what it was");
    }
    Ok(papers.len())
}

/// Runs what removes things that ran out, two days ahead, and says which files are left that no paper has.
pub async fn orphans(data: &Path) -> Result<Vec<String>> {
    let portal = TestPortal::later(data, TimeDelta::days(2)).await;
    clean_up(&portal).await?;
    drop(portal);
    let kept = {
        let database = database(data)?;
        let mut kept = database.prepare("SELECT DISTINCT blob FROM paper WHERE blob IS NOT NULL")?;
        kept.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?
    };
    let mut left = Vec::new();
    let mut folders = vec![data.join("files"), data.join("incoming")];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !kept.iter().any(|blob| path.file_name().is_some_and(|name| name == blob.as_str())) {
                left.push(path.display().to_string());
            }
        }
    }
    Ok(left)
}

/// That what is handed out is what was sent.
pub fn same(sent: &[u8], handed_out: Option<&Bytes>) -> Result<()> {
    let handed_out = handed_out.map(|bytes| sha256(bytes));
    ensure!(handed_out.as_deref() == Some(&*sha256(sent)), "what is handed out is not what was sent");
    Ok(())
}

/// The papers of a draft that were not refused.
pub fn papers(data: &Path, draft: Uuid) -> Result<Vec<Uuid>> {
    let database = database(data)?;
    let mut papers = database.prepare("SELECT id FROM paper WHERE draft_id = ?1 AND refusal IS NULL")?;
    let papers = papers.query_map([draft], |row| row.get::<_, Uuid>(0))?;
    Ok(papers.collect::<Result<_, _>>()?)
}

/// How many dossiers there are, and how many receipt numbers.
pub fn dossiers(data: &Path) -> Result<(u64, u64)> {
    let counts = "SELECT count(*), count(DISTINCT code) FROM dossier";
    let count = |row: &rusqlite::Row<'_>, column| row.get(column).map(i64::unsigned_abs);
    Ok(database(data)?.query_row(counts, [], |row| Ok((count(row, 0)?, count(row, 1)?)))?)
}
