//! Server functions of the store of papers: who, parse, call, redirect.

use std::collections::BTreeMap;

use backend::attachment::kept::{self, Keeping, KeptPaper, Reused};
use backend::dossier::{self, Found};
use chrono::NaiveDate;
use domain::Text;
use domain::attachment::kept::{Fit, Standing, expiry};
use domain::dossier::paper::{Need, needed_papers};
use domain::dossier::submission::StepId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attachment::papers::card_path;
use crate::dossier::model::Shown;
use crate::dossier::session;
use crate::error::AppError;
use crate::i18n::use_language;
use crate::request::{self, portal};
use crate::routes;

/// A kept paper as pages show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub name: Text,
    /// Code of the dossier it was handed in with.
    pub dossier: String,
    /// What that dossier was about, as long as the catalogue knows it.
    pub procedure: Option<Text>,
    /// Day on which it was handed in.
    pub handed_in_on: NaiveDate,
    /// The last day on which it is good, where there is one.
    pub expires_on: Option<NaiveDate>,
    /// How it stands today.
    pub standing: Standing,
    /// Its files: id, name and size in bytes.
    pub files: Vec<(Uuid, String, u64)>,
}

fn entry(portal: &backend::Portal, paper: KeptPaper) -> Entry {
    let procedure = portal.catalogue().procedure(&paper.procedure_code).map(|one| one.procedure.name.clone());
    Entry {
        id: paper.id,
        name: paper.name,
        dossier: paper.dossier_code,
        procedure,
        handed_in_on: paper.handed_in_on,
        expires_on: paper.expires_on,
        standing: paper.standing,
        files: paper.files.into_iter().map(|file| (file.id, file.name, file.size)).collect(),
    }
}

/// What somebody keeps.
#[server(input = GetUrl, endpoint = "kept/list")]
pub async fn load_kept() -> Result<Shown<Vec<Entry>>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let kept = kept::list(&portal, &citizen).await?;
    Ok(Shown::Page(kept.into_iter().map(|paper| entry(&portal, paper)).collect()))
}

/// One kept paper, and the day in Viet Nam.
#[server(input = GetUrl, endpoint = "kept/paper")]
pub async fn load_kept_paper(
    /// The paper, if the address names one.
    id: Option<Uuid>,
) -> Result<Shown<(Entry, NaiveDate)>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let Some(id) = id else { return Ok(Shown::Nothing) };
    let found = kept::find(&portal, &citizen, id).await?;
    Ok(found.map_or(Shown::Nothing, |paper| Shown::Page((entry(&portal, paper), portal.clock.today()))))
}

/// Changes the last day of a kept paper.
#[server(endpoint = "kept/expiry")]
pub async fn change_expiry(
    /// The paper.
    id: Uuid,
    /// The day as typed.
    #[server(default)]
    expires: String,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let again = routes::kept_paper(language, id) + "?han=" + &routes::query_value(&shortened(&expires));
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &again));
        return Ok(());
    };
    let Ok(expires_on) = expiry(&expires, portal.clock.today()) else {
        request::redirect(&again);
        return Ok(());
    };
    if !kept::set_expiry(&portal, &citizen, id, expires_on).await? {
        return Err(AppError::NotFound);
    }
    request::redirect(&(routes::kept(language) + "?da-doi"));
    Ok(())
}

/// Keeps a paper no longer.
#[server(endpoint = "kept/drop")]
pub async fn drop_kept(
    /// The paper.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &routes::drop_kept(language, id)));
        return Ok(());
    };
    // Deleting twice is no mistake: it is gone either way.
    kept::delete(&portal, &citizen, id).await?;
    request::redirect(&(routes::kept(language) + "?da-xoa"));
    Ok(())
}

/// The papers of a dossier that can be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeepPage {
    /// Code of the dossier.
    pub code: String,
    /// What it was about.
    pub procedure: Text,
    /// Its papers.
    pub papers: Vec<Keepable>,
    /// The day in Viet Nam.
    pub today: NaiveDate,
}

/// A paper of a dossier that can be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keepable {
    /// Its id in the procedure.
    pub requirement: String,
    /// What it is.
    pub name: Text,
    /// Names of its files.
    pub files: Vec<String>,
    /// Whether it is kept already.
    pub is_kept: bool,
}

/// What can be kept of a dossier.
#[server(input = GetUrl, endpoint = "kept/keepable")]
pub async fn load_keepable(
    /// Its code.
    code: String,
) -> Result<Shown<KeepPage>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let Some(found) = dossier::by_code(&portal, &citizen, &code).await? else { return Ok(Shown::Nothing) };
    let papers = kept::handed_in(&portal, &citizen, &found).await?;
    let papers = papers.into_iter().map(|paper| Keepable {
        requirement: paper.requirement,
        name: paper.name,
        files: paper.files,
        is_kept: paper.is_kept,
    });
    Ok(Shown::Page(KeepPage {
        code,
        procedure: found.entry.version.procedure.name.clone(),
        papers: papers.collect(),
        today: portal.clock.today(),
    }))
}

/// Most papers whose answers an address carries back.
const MOST_CARRIED: usize = 50;

/// Keeps the papers of a dossier that were ticked. Those whose last day cannot be taken are asked for again.
#[server(endpoint = "kept/keep")]
pub async fn keep_papers(
    /// Code of the dossier.
    code: String,
    /// The papers that were ticked, by their ids in the procedure.
    #[server(default)]
    keep: BTreeMap<String, String>,
    /// The last days as typed.
    #[server(default)]
    expires: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let page = routes::keep_papers(language, &code);
    // The page again, as far as it is not done.
    let again = |keep: &BTreeMap<String, String>, why: &str| {
        let ticked = keep.keys().take(MOST_CARRIED).map(|paper| ("giu", paper, ""));
        let days = expires.iter().filter(|(_, typed)| !typed.is_empty());
        let days = days.take(MOST_CARRIED).map(|(paper, typed)| ("han", paper, typed.as_str()));
        ticked.chain(days).fold(format!("{page}?{why}"), |mut address, (what, paper, typed)| {
            let (paper, typed) = (shortened(paper), shortened(typed));
            address += &format!("&{what}.{}={}", routes::query_value(&paper), routes::query_value(&typed));
            address
        })
    };
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &again(&keep, "")));
        return Ok(());
    };
    if keep.is_empty() {
        request::redirect(&again(&keep, "kiem-tra"));
        return Ok(());
    }
    let Some(found) = dossier::by_code(&portal, &citizen, &code).await? else {
        return Err(AppError::NotFound);
    };
    let (mut wanted, mut wrong) = (Vec::new(), BTreeMap::new());
    for paper in keep.keys() {
        match expiry(expires.get(paper).map_or("", String::as_str), portal.clock.today()) {
            Ok(expires_on) => wanted.push((paper.clone(), expires_on)),
            Err(_) => {
                wrong.insert(paper.clone(), String::new());
            }
        }
    }
    let to = match kept::keep(&portal, &citizen, &found, &wanted).await? {
        Keeping::TooMany => again(&keep, "day"),
        Keeping::Kept(_) if wrong.is_empty() => routes::kept(language) + "?da-giu",
        Keeping::Kept(_) => again(&wrong, ""),
    };
    request::redirect(&to);
    Ok(())
}

/// What was typed, as much of it as a day or the id of a paper can take.
fn shortened(typed: &str) -> String {
    typed.chars().take(60).collect()
}

/// What is kept, for a paper of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The draft.
    pub draft: Uuid,
    /// What is being filed.
    pub procedure: Text,
    /// Id of the paper in the procedure.
    pub requirement: String,
    /// The paper that is asked for.
    pub name: Text,
    /// What is kept, the best first: how well it fits, and whether it is handed in there already.
    pub offers: Vec<(Entry, Fit, bool)>,
}

/// What is kept, for a paper of a draft.
#[server(input = GetUrl, endpoint = "kept/choice")]
pub async fn load_choice(
    /// The draft.
    draft: String,
    /// Id of the paper in the procedure.
    paper: String,
) -> Result<Shown<Choice>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let Ok(id) = draft.parse() else { return Ok(Shown::Nothing) };
    let draft = match dossier::find(&portal, &citizen, id).await? {
        Found::Open(draft) => draft,
        Found::Filed(code) => return Ok(Shown::Filed(code)),
        Found::Nothing => return Ok(Shown::Nothing),
    };
    let asked = needed_papers(draft.procedure(), &draft.answers)
        .into_iter()
        .find(|needed| needed.paper.id == paper && needed.is_uploaded() && needed.need != Need::NotNeeded);
    let Some(asked) = asked else { return Ok(Shown::Nothing) };
    let offers = kept::offers(&portal, &citizen, &draft, &paper, &asked.paper.name.vi).await?;
    Ok(Shown::Page(Choice {
        draft: id,
        procedure: draft.procedure().name.clone(),
        requirement: paper,
        name: asked.paper.name,
        offers: offers
            .into_iter()
            .map(|offer| (entry(&portal, offer.kept), offer.fit, offer.is_there))
            .collect(),
    }))
}

/// Hands in a kept paper again.
#[server(endpoint = "kept/reuse")]
pub async fn reuse_kept(
    /// The draft.
    draft: Uuid,
    /// Id of the paper in the procedure.
    paper: String,
    /// The kept paper.
    kept: Uuid,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let id = draft.to_string();
    let choice = routes::choose_kept(language, &id, &paper);
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &choice));
        return Ok(());
    };
    let card = || {
        let step = routes::filing(language, &id, StepId::Papers.slug());
        format!("{step}#f-{}", routes::query_value(&card_path(&paper)))
    };
    let to = match kept::reuse(&portal, &citizen, draft, &paper, kept).await? {
        // Why it was refused is said on its card.
        Reused::HandedIn | Reused::Refused => card(),
        // The page says what became of it.
        Reused::Expired | Reused::Nothing => choice,
        Reused::NotBefore(_) => return Err(AppError::TooManyAttempts),
    };
    request::redirect(&to);
    Ok(())
}
