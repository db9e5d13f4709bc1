//! The inbox of officers where there are as many dossiers as a province has in two years.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use backend::Portal;
use backend::desk::inbox::{
    Assignee, Channel, Filter, Format, MOST_EXPORTED, View, Words, counts, export, list, search, testing,
};
use backend::staff::Officer;
use backend::testing::TestPortal;
use chrono::Days;
use domain::staff::Role;
use futures::TryStreamExt;

use crate::process::Process;
use crate::report::Line;

/// Milliseconds within which 95 of 100 answers are there.
const GOAL: f64 = 150.0;
/// Megabytes that an export may take of memory.
const GROWTH: f64 = 48.0;
/// How often each thing is asked.
const TIMES: usize = 40;
/// The largest desk of the generated dossiers, and a department behind it.
const DESK: &str = "H21.01";
const UNIT: &str = "H21.02";

/// Measures on a database of SQLite in `folder`, and on that of PostgreSQL at `postgres`; both are filled up to `dossiers`
/// first, and stay.
pub async fn measure(folder: &Path, postgres: Option<&str>, dossiers: u64) -> Result<Vec<Line>> {
    std::fs::create_dir_all(folder)?;
    let mut lines = Vec::new();
    let sqlite = format!("sqlite://{}/motcua.db", folder.display());
    for (name, url) in [("SQLite", Some(sqlite.as_str())), ("PostgreSQL", postgres)] {
        let Some(url) = url else { continue };
        let portal = TestPortal::staying(url, folder).await;
        let there = testing::count(&portal).await;
        if there < dossiers {
            let begin = Instant::now();
            backend::demo::generate(&portal, dossiers - there, 1, |so_far| eprintln!("{name}: {so_far}"))
                .await?;
            eprintln!("{name}: {} dossiers in {:.0} s", dossiers - there, begin.elapsed().as_secs_f64());
        }
        TestPortal::analyse(&portal).await;
        lines.extend(of(&portal, name).await?);
    }
    Ok(lines)
}

async fn of(portal: &Portal, name: &str) -> Result<Vec<Line>> {
    let some = testing::some(portal, DESK, 400).await;
    let (_, _, rare) = some.last().context("the desk has no dossiers")?;
    let me = testing::assignee(portal, DESK).await;
    let officer = testing::officer(
        me,
        &[(DESK, Role::DeskOfficer), (DESK, Role::Leader), (UNIT, Role::Specialist), (UNIT, Role::Leader)],
    );
    let mut lines = Vec::new();
    let line = |what: &str, time: f64| Line::time(&format!("{name}, {what}"), time, GOAL);

    let mut times = Vec::new();
    for _ in 0..TIMES {
        times.push(timed(counts(portal, &officer)).await?.1);
    }
    lines.push(line("counts of all views", slow(&mut times)));
    let today = portal.clock.today();
    let filters = [
        ("", Filter::default()),
        (", by procedure", Filter { procedure: Some(rare.clone()), ..Filter::default() }),
        (", by officer", Filter { assignee: Assignee::Officer(me), ..Filter::default() }),
        (", at the counter", Filter { channel: Some(Channel::Counter), ..Filter::default() }),
        (
            ", of one day",
            Filter {
                from: today.checked_sub_days(Days::new(200)),
                to: today.checked_sub_days(Days::new(200)),
                ..Filter::default()
            },
        ),
    ];
    for view in View::ALL {
        for (what, filter) in &filters {
            let mut times = Vec::new();
            for _ in 0..TIMES {
                let (page, time) = timed(list(portal, &officer, view, filter, None)).await?;
                times.push(time);
                if let Some(next) = page.next {
                    times.push(timed(list(portal, &officer, view, filter, Some(next))).await?.1);
                }
            }
            lines.push(line(&format!("{view:?}{what}"), slow(&mut times)));
        }
    }
    lines.extend(searches(portal, &officer, &some, name).await?);
    lines.push(exported(portal, &officer, name).await?);
    Ok(lines)
}

/// Each kind of what officers type.
async fn searches(
    portal: &Portal,
    officer: &Officer,
    some: &[(String, String, String)],
    name: &str,
) -> Result<Vec<Line>> {
    let first_and_last = |owner: &str| {
        let words: Vec<&str> = owner.split(' ').collect();
        format!("{} {}", words.first().unwrap_or(&""), words.last().unwrap_or(&""))
    };
    let kinds: [(&str, Vec<String>); 7] = [
        ("code", some.iter().map(|(code, ..)| code.to_lowercase()).collect()),
        ("identity number", (0..TIMES).map(|at| format!("05219000{at:04}")).collect()),
        ("phone", (0..TIMES).map(|at| format!("0905 12{at:04}")).collect()),
        ("name", some.iter().map(|(_, owner, _)| domain::fold::fold(owner)).collect()),
        (
            "given name",
            some.iter().filter_map(|(_, owner, _)| owner.rsplit(' ').next().map(str::to_owned)).collect(),
        ),
        ("first and last word", some.iter().map(|(_, owner, _)| first_and_last(owner)).collect()),
        ("name that nobody has", (0..TIMES).map(|at| format!("Nguyễn Xyz{at}")).collect()),
    ];
    let mut lines = Vec::new();
    for (kind, typed) in kinds {
        let mut times = Vec::new();
        for words in typed.iter().take(TIMES * 2) {
            times.push(timed(search(portal, officer, words)).await?.1);
        }
        lines.push(Line::time(&format!("{name}, search by {kind}"), slow(&mut times), GOAL));
    }
    Ok(lines)
}

/// How much more memory this process has while it writes the longest file.
async fn exported(portal: &Portal, officer: &Officer, name: &str) -> Result<Line> {
    let words = Words {
        header: vec!["code".into(), "owner".into()],
        cells: std::sync::Arc::new(|row| vec![row.code.clone(), row.owner.clone()]),
    };
    let own = Process(std::process::id());
    let (mut most, mut rows) = (0.0_f64, 0);
    for format in [Format::Csv, Format::Xlsx] {
        let before = own.begin_peak()?;
        let mut pieces = export(portal, officer, View::Closed, &Filter::default(), format, words.clone())?;
        while let Some(piece) = pieces.try_next().await? {
            if format == Format::Csv {
                rows += piece.iter().filter(|byte| **byte == b'\n').count();
            }
        }
        most = most.max(own.peak()? - before);
    }
    let what = format!("{name}, growth by exporting {} of {MOST_EXPORTED} rows", rows.saturating_sub(1));
    Ok(Line::memory(&what, most, 0.0, GROWTH))
}

async fn timed<T>(asked: impl Future<Output = backend::Result<T>>) -> Result<(T, f64)> {
    let begin = Instant::now();
    let answer = asked.await?;
    Ok((answer, begin.elapsed().as_secs_f64() * 1000.0))
}

/// The time within which 95 of 100 were there.
fn slow(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 95 / 100).copied().unwrap_or(f64::INFINITY)
}
