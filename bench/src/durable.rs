//! Commits of a bare SQLite with the durability of the portal.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use rusqlite::Connection;

/// One-row commits per second to a new database in `folder`, with WAL and `synchronous=FULL`.
pub fn commits_per_second(folder: &Path, commits: u32) -> Result<f64> {
    let connection = Connection::open(folder.join("bare.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute("CREATE TABLE IF NOT EXISTS fact (id INTEGER PRIMARY KEY, said TEXT NOT NULL)", ())?;
    let mut insert = connection.prepare("INSERT INTO fact (said) VALUES (?1)")?;
    let begin = Instant::now();
    for number in 0..commits {
        insert.execute([format!("Hồ sơ số {number} đã được nộp.")])?;
    }
    Ok(f64::from(commits) / begin.elapsed().as_secs_f64())
}
