//! Answers are lost after the portal has done what was asked; everything happens once all the same.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use uuid::Uuid;

use crate::chance::Chance;
use crate::client::{Client, Kind};
use crate::judge;
use crate::people::{Person, prepare};
use crate::proxy::Proxy;
use crate::server::{Server, Setting};
use crate::tus::Device;

/// Requests whose answers are lost, in turns: what completes an upload, and what begins it.
const LOST: [&str; 2] = ["PATCH ", "POST /files/"];

/// Hands in a paper and files the dossier, `rounds` times, losing the answers to what commits.
pub async fn run(
    setting: &Setting,
    chance: &Chance,
    rounds: u64,
    kind: Kind,
    python: &Path,
) -> Result<String> {
    let data = setting.folder.join("data");
    let people = prepare(&data, 1, usize::try_from(rounds)?).await?;
    let person = people.first().context("nobody")?;
    let server = Server::start(setting, &data, &[]).await?;
    let proxy = Proxy::open(setting.port + 1, setting.port).await?;
    let mut client = Client::start(kind, setting, python)?;
    let mut lost = 0;
    // tuspy does not try again to begin.
    let swallowed = LOST.into_iter().take(if kind == Kind::Py { 1 } else { 2 }).cycle();
    for (draft, swallow) in person.drafts.iter().zip(swallowed) {
        lost += round(setting, chance, &mut client, &proxy, person, *draft, swallow).await?;
    }
    drop(proxy);
    // Mails go out beside; each is a file of the outbox.
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while mails(&data)? < rounds && std::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.stop().await?;
    ensure!(mails(&data)? == rounds, "{} mails for {rounds} dossiers", mails(&data)?);
    let papers = judge::whole(&data).await? as u64;
    ensure!(papers == rounds, "{papers} papers");
    let (dossiers, codes) = judge::dossiers(&data)?;
    ensure!(dossiers == rounds && codes == rounds, "{codes} receipt numbers of {dossiers} dossiers");
    let orphans = judge::orphans(&data).await?;
    ensure!(orphans.is_empty(), "left behind: {orphans:?}");
    Ok(format!(
        "{kind:?}: {lost} answers lost after the commit; {rounds} papers, dossiers, mails and receipt numbers, one each"
    ))
}

async fn round(
    setting: &Setting,
    chance: &Chance,
    client: &mut Client,
    proxy: &Proxy,
    person: &Person,
    draft: Uuid,
    swallow: &str,
) -> Result<u64> {
    let file = Bytes::from(chance.pdf(usize::try_from(chance.between(1_000, 3_000_000))?));
    let path = setting.folder.join("giấy chứng sinh.pdf");
    std::fs::write(&path, &file)?;
    proxy.swallow(swallow);
    client.send(proxy.port, &person.cookie, draft, &path).await?;
    let first = proxy.swallowed();
    ensure!(first == 1, "the answer to {swallow}was not lost");
    let papers = judge::papers(&setting.folder.join("data"), draft)?;
    ensure!(papers.len() == 1, "{} papers of one file", papers.len());
    let direct = Device::new(setting.port, &person.cookie)?;
    judge::same(&file, direct.download(papers[0]).await?.as_ref())?;

    proxy.swallow("POST /api/dossier/submit");
    let broken = Device::new(proxy.port, &person.cookie)?;
    ensure!(
        broken.submit(draft).await.is_err() && proxy.swallowed() == 1,
        "the answer to filing was not lost"
    );
    let receipt = broken.submit(draft).await?;
    ensure!(receipt == direct.submit(draft).await?, "filing again gave another receipt");
    ensure!(direct.shows(&receipt).await?, "the receipt is not there");
    Ok(first + 1)
}

fn mails(data: &Path) -> Result<u64> {
    let entries = std::fs::read_dir(data.join("outbox"))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().ends_with(".json")));
    Ok(names.collect::<Result<Vec<_>>>()?.into_iter().filter(|is_message| *is_message).count() as u64)
}
