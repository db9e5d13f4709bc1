//! The power goes while files arrive and dossiers are filed. Database, contents and files on their way all lie on a
//! layer that loses what was not synced, so this is the drill of the database too (F4, F6).

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::chance::Chance;
use crate::judge;
use crate::layer::Layer;
use crate::people::{Person, prepare};
use crate::server::{Server, Setting};
use crate::tus::Device;

const PEOPLE: u32 = 4;
const DRAFTS_EACH: usize = 4;

/// Writes and syncs before which the power goes: sometimes nobody has begun, sometimes everybody is done.
const MOST_OPERATIONS: u64 = 5_000;

/// How long everybody sends at most before the power goes.
const LONGEST: Duration = Duration::from_secs(8);

/// What somebody was told, noted outside of the fault.
#[derive(Clone)]
struct Told {
    cookie: String,
    draft: Uuid,
    upload: Uuid,
    file: Bytes,
    /// The largest offset that was answered.
    offset: u64,
    /// The receipt, once filing was answered.
    receipt: Option<String>,
    /// Filing was asked for.
    filing: bool,
}

/// What was counted over all rounds.
#[derive(Default)]
struct Count {
    uploads: usize,
    whole: usize,
    receipts: usize,
}

/// Loses the power `rounds` times.
pub async fn run(setting: &Setting, chance: &Chance, rounds: u64) -> Result<String> {
    let template = setting.folder.join("template");
    let people = prepare(&template, PEOPLE, DRAFTS_EACH).await?;
    let mut count = Count::default();
    for number in 0..rounds {
        let round = round(setting, &chance.branch(), &template, &people, &mut count).await;
        round.with_context(|| format!("round {number}"))?;
        if number % 10 == 9 {
            eprintln!("  {} of {rounds} rounds, {} uploads", number + 1, count.uploads);
        }
    }
    ensure!(count.whole > 0 && count.receipts > 0, "nothing was acknowledged");
    Ok(format!(
        "the power went {rounds} times; of {} uploads begun none reported an offset that was not durable and all ended \
         byte for byte; {} whole files and {} receipts acknowledged before, none lost; integrity_check and \
         foreign_key_check ok each time",
        count.uploads, count.whole, count.receipts
    ))
}

async fn round(
    setting: &Setting,
    chance: &Chance,
    template: &Path,
    people: &[Person],
    count: &mut Count,
) -> Result<()> {
    let mut layer = Layer::of(template, setting.folder.join("mount"))?;
    layer.mount()?;
    let server = Server::start(setting, layer.mountpoint(), &[]).await?;
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut everybody = JoinSet::new();
    for person in people {
        let (chance, told) = (chance.branch(), told.clone());
        let (device, drafts) = (Device::new(setting.port, &person.cookie)?, person.drafts.clone());
        let cookie = person.cookie.clone();
        everybody.spawn(async move {
            for draft in drafts {
                // What fails here fails because the power has gone; what was told before is noted.
                if hand_in(&device, &chance, &cookie, draft, &told).await.is_err() {
                    return;
                }
            }
        });
    }
    layer.lose_power_after(chance.between(1, MOST_OPERATIONS));
    if !layer.power_lost(LONGEST).await {
        layer.lose_power();
    }
    server.kill().await?;
    everybody.join_all().await;
    layer.unmount()?;
    layer.restore(chance);

    layer.mount()?;
    let server = Server::start(setting, layer.mountpoint(), &[]).await?;
    let told = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    for told in &told {
        go_on(setting, told).await.with_context(|| format!("upload {}", told.upload))?;
        count.uploads += 1;
        count.whole += usize::from(told.offset == told.file.len() as u64);
        count.receipts += usize::from(told.receipt.is_some());
    }
    server.stop().await?;
    layer.unmount()?;
    let after = setting.folder.join("after");
    layer.copy_to(&after)?;
    judge::whole(&after).await?;
    let (filed, codes) = judge::dossiers(&after)?;
    ensure!(filed == codes, "{codes} receipt numbers of {filed} dossiers");
    let asked = told.iter().filter(|told| told.filing).count() as u64;
    ensure!(filed == asked, "{filed} dossiers after filing {asked} was asked for");
    std::fs::remove_dir_all(&after)?;
    Ok(())
}

/// Sends a file in pieces, sometimes asking how much has arrived, and then perhaps files the dossier.
async fn hand_in(
    device: &Device,
    chance: &Chance,
    cookie: &str,
    draft: Uuid,
    told: &Mutex<Vec<Told>>,
) -> Result<()> {
    let file = Bytes::from(chance.pdf(usize::try_from(chance.between(2_000, 6_000_000))?));
    let length = file.len() as u64;
    let upload = device.create(draft, length).await?;
    let mut known = Told {
        cookie: cookie.to_owned(),
        draft,
        upload,
        file: file.clone(),
        offset: 0,
        receipt: None,
        filing: false,
    };
    let place = {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.push(known.clone());
        told.len() - 1
    };
    let note = |known: &Told| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = told.get_mut(place) {
            slot.clone_from(known);
        }
    };
    while known.offset < length {
        let piece = if chance.percent(30) { length } else { chance.between(1, 1_500_000) };
        let to = length.min(known.offset + piece);
        let bytes = file.slice(usize::try_from(known.offset)?..usize::try_from(to)?);
        let answer = device.patch(upload, known.offset, bytes).await?;
        known.offset = answer.offset.filter(|_| answer.status.is_success()).context("refused")?;
        note(&known);
        if chance.percent(30) {
            known.offset = device.head(upload).await?.context("gone")?;
            note(&known);
        }
    }
    if chance.percent(70) {
        known.filing = true;
        note(&known);
        known.receipt = Some(device.submit(draft).await?);
        note(&known);
    }
    Ok(())
}

/// After the power is back: what was told is still true, and what was not finished can be.
async fn go_on(setting: &Setting, told: &Told) -> Result<()> {
    let device = Device::new(setting.port, &told.cookie)?;
    let found = device.head(told.upload).await?.context("an upload that was acknowledged is gone")?;
    ensure!(found >= told.offset, "{} bytes were acknowledged, {found} are left", told.offset);
    device.finish(told.upload, &told.file).await?;
    judge::same(&told.file, device.download(told.upload).await?.as_ref())?;
    if let Some(receipt) = &told.receipt {
        ensure!(device.shows(receipt).await?, "an acknowledged receipt is gone");
    }
    if told.filing {
        let again = device.submit(told.draft).await?;
        ensure!(told.receipt.as_ref().is_none_or(|receipt| *receipt == again), "another receipt");
    }
    Ok(())
}
