//! The line breaks at random points of a file of 20 MB; the client goes on by itself.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use domain::attachment::MAX_FILE_BYTES;
use uuid::Uuid;

use crate::chance::Chance;
use crate::client::{Client, Kind};
use crate::judge;
use crate::people::{Person, prepare};
use crate::proxy::{Cut, End, Passed, Proxy};
use crate::server::{Server, Setting};
use crate::tus::Device;

/// Files sent on one data folder, so that the disk is not filled.
const LOT: u64 = 10;

/// The most that may be sent twice after a cut, in bytes.
const MOST_AGAIN: u64 = 1024 * 1024;

/// Sends `rounds` files, the line breaking once in most and up to four times in some.
pub async fn run(
    setting: &Setting,
    chance: &Chance,
    rounds: u64,
    kind: Kind,
    python: &Path,
) -> Result<String> {
    let mut client = Client::start(kind, setting, python)?;
    let (mut cuts, mut most_again) = (0, 0);
    for lot in 0..rounds.div_ceil(LOT) {
        let data = setting.folder.join("data");
        let count = LOT.min(rounds - lot * LOT);
        let people = prepare(&data, 1, usize::try_from(count)?).await?;
        let person = people.first().context("nobody")?;
        let server = Server::start(setting, &data, &[]).await?;
        let proxy = Proxy::open(setting.port + 1, setting.port).await?;
        for draft in &person.drafts {
            let (made, again) = upload(setting, chance, &mut client, kind, &proxy, person, *draft).await?;
            cuts += made;
            most_again = most_again.max(again);
        }
        drop(proxy);
        server.stop().await?;
        ensure!(judge::whole(&data).await? as u64 == count, "one paper for each file");
        let orphans = judge::orphans(&data).await?;
        ensure!(orphans.is_empty(), "left behind: {orphans:?}");
        std::fs::remove_dir_all(&data)?;
        eprintln!("  {} of {rounds} files, {cuts} cuts", lot * LOT + count);
    }
    ensure!(cuts >= rounds, "only {cuts} cuts");
    Ok(format!(
        "{kind:?}: {rounds} of {rounds} files of 20 MB arrived byte for byte over {cuts} cuts, at most {most_again} bytes \
         sent twice after one, no file left behind"
    ))
}

/// Sends one file; how often the line broke, and the most that was sent twice after a break.
async fn upload(
    setting: &Setting,
    chance: &Chance,
    client: &mut Client,
    kind: Kind,
    proxy: &Proxy,
    person: &Person,
    draft: Uuid,
) -> Result<(u64, u64)> {
    let file = Bytes::from(chance.pdf(usize::try_from(MAX_FILE_BYTES)?));
    let path = setting.folder.join("giấy chứng sinh.pdf");
    std::fs::write(&path, &file)?;
    let cuts = if chance.percent(75) { 1 } else { chance.between(2, 5) };
    let mut left = MAX_FILE_BYTES;
    let plan: Vec<Cut> = (0..cuts)
        .map(|_| {
            let after = chance.between(0, left);
            left -= after;
            Cut { after, end: End::any(chance) }
        })
        .collect();
    proxy.break_at(plan);
    client.send(proxy.port, &person.cookie, draft, &path).await?;
    let papers = judge::papers(&setting.folder.join("data"), draft)?;
    ensure!(papers.len() == 1, "{} papers of one file", papers.len());
    let device = Device::new(setting.port, &person.cookie)?;
    judge::same(&file, device.download(papers[0]).await?.as_ref())?;
    let again = sent_again(&proxy.passed(), kind);
    ensure!(again <= MOST_AGAIN, "{again} bytes were sent twice after a cut: {:?}", proxy.passed());
    Ok((proxy.cuts(), again))
}

/// The most that was sent twice after a break. What a browser repeats by itself when a connection is reset, the page
/// knows nothing of: there only what the page asks for counts, and it asks how much has arrived before.
fn sent_again(passed: &[Passed], kind: Kind) -> u64 {
    let (mut reached, mut most, mut looked) = (0, 0, true);
    for request in passed {
        match (request.method.as_str(), request.offset) {
            ("PATCH", Some(offset)) => {
                if kind != Kind::Browser || looked {
                    most = most.max(u64::saturating_sub(reached, offset));
                    reached = reached.max(offset + request.body);
                }
                looked = false;
            }
            ("HEAD", _) => looked = true,
            _ => {}
        }
    }
    most
}
