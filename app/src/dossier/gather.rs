//! Puts together what the pages show, and what was typed into what is kept. Server only.

mod papers;
mod reading;
mod step;

use backend::Portal;
use backend::account::Citizen;
use backend::dossier::{self, Found};
use domain::account::proofing::ways_to;
use domain::catalogue::{PaperKind, PaperNeed, Procedure};
use domain::dossier::submission;
use domain::fee::{self, Price};
use uuid::Uuid;

pub(crate) use papers::{papers as wanted_papers, questions, withheld};
pub use reading::{dossier, receipt};
pub use step::step;

use super::model::*;
use crate::error::AppError;

/// The page before a draft is begun.
pub async fn start(portal: &Portal, citizen: Option<&Citizen>, code: &str) -> Result<Shown<Start>, AppError> {
    let catalogue = portal.catalogue();
    let Some(version) = catalogue.procedure(code) else { return Ok(Shown::Nothing) };
    let procedure = &version.procedure;
    let instead = (!submission::can_be_filed_online(procedure))
        .then(|| procedure.at_desk.clone().unwrap_or_else(|| procedure.agency.clone()));
    if instead.is_none() && citizen.is_none() {
        return Ok(Shown::LoggedOut);
    }
    let drafts = match citizen {
        Some(citizen) => dossier::list(portal, citizen).await?.drafts,
        None => Vec::new(),
    };
    let too_many = drafts.len() as u64 >= dossier::MOST_OPEN;
    let lacks = match citizen {
        Some(citizen) if instead.is_none() => {
            let seen = backend::account::proofing::seen(portal, citizen).await?;
            ways_to(procedure.least_proofing, &seen)
        }
        _ => Vec::new(),
    };
    let drafts = drafts.into_iter().filter(|draft| draft.version.procedure.code == procedure.code);
    Ok(Shown::Page(Start {
        code: procedure.code.clone(),
        procedure: procedure.name.clone(),
        instead,
        drafts: drafts.map(draft_entry).collect(),
        papers: procedure
            .papers
            .iter()
            .filter(|paper| paper.kind == PaperKind::Submit && paper.needed == PaperNeed::Always)
            .map(|paper| paper.name.clone())
            .collect(),
        too_many,
        lacks: lacks.into_iter().map(|way| way.as_str().to_owned()).collect(),
    }))
}

fn draft_entry(draft: dossier::DraftEntry) -> DraftEntry {
    DraftEntry {
        id: draft.id,
        procedure: draft.version.procedure.name.clone(),
        updated_at: draft.updated_at,
        expires_at: draft.expires_at,
    }
}

fn dossier_entry(dossier: &dossier::DossierEntry) -> DossierEntry {
    DossierEntry {
        code: dossier.code.clone(),
        procedure: dossier.version.procedure.name.clone(),
        status: dossier.status,
        submitted_at: dossier.submitted_at,
        answer_by: dossier.answer_by,
        result_by: dossier.result_by,
    }
}

/// The first step of a draft at which something is missing.
pub async fn go_on(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<Shown<String>, AppError> {
    Ok(match dossier::find(portal, citizen, id).await? {
        Found::Open(draft) => Shown::Page(draft.filing().first_lacking().slug().to_owned()),
        Found::Filed(code) => Shown::Filed(code),
        Found::Nothing => Shown::Nothing,
    })
}

fn price(procedure: &Procedure) -> Fee {
    match fee::price(&procedure.fee_online) {
        Price::Free => Fee::Free,
        Price::Amount(amount) => Fee::Amount(amount),
        Price::Unknown => Fee::Unknown,
    }
}

/// "Hồ sơ của tôi".
pub async fn mine(portal: &Portal, citizen: &Citizen) -> Result<Shown<Mine>, AppError> {
    let listed = dossier::list(portal, citizen).await?;
    Ok(Shown::Page(Mine {
        drafts: listed.drafts.into_iter().map(draft_entry).collect(),
        dossiers: listed.dossiers.iter().map(dossier_entry).collect(),
        has_older: listed.has_older,
    }))
}
