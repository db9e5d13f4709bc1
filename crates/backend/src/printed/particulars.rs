//! What all forms of a dossier say of it, read before the transaction in which one is given out.

use ::entity::dossier;
use domain::address::Address;
use domain::catalogue::{Duration, Procedure};
use domain::dossier::sections::{DELIVERY, FiledFor, ORGANISATION, filed_for};
use domain::{Answers, Language};
use letters::{Delivery, Limit, Paper, PaperKind, Party};

use crate::{Error, Portal, Result, account, attachment};

/// Where the answers of a dossier are sealed.
const ANSWERS: &str = "dossier.answers";
/// How a dossier came on paper.
const COUNTER: &str = "counter";

/// What all forms of a dossier say of it.
#[derive(Clone, Debug)]
pub struct Particulars {
    pub(super) applicant: Party,
    pub(super) handed_in_by: String,
    pub(super) procedure: String,
    pub(super) papers: Vec<Paper>,
    pub(super) time_limit: Option<Limit>,
    pub(super) delivery: Option<Delivery>,
}

/// Reads what the forms of a dossier say. Not within a transaction.
pub async fn particulars(portal: &Portal, dossier: &dossier::Model) -> Result<Particulars> {
    let answers: Answers = portal.keys.open_value(ANSWERS, &dossier.answers)?;
    let catalogue = portal.catalogue();
    let version =
        catalogue.version(dossier.procedure_version).ok_or(Error::Unreadable("procedure_version"))?;
    let procedure = &version.procedure;
    let limit = &procedure.time_limit;
    let limit =
        if dossier.needs_verification { limit.with_verification.or(limit.ordinary) } else { limit.ordinary };
    let handed_in_by = match filed_for(&answers) {
        Some(FiledFor::Organisation | FiledFor::Other) => {
            account::name_of(portal, portal.database.read(), dossier.account_id).await?
        }
        Some(FiledFor::Myself) | None => None,
    };
    let mut applicant = applicant(portal, dossier, &answers);
    if filed_for(&answers) == Some(FiledFor::Organisation) {
        let organisations = account::organisations_of(portal, dossier.account_id).await?;
        let chosen = answers.get(ORGANISATION);
        if let Some(one) = organisations.into_iter().find(|one| one.id.to_string() == chosen) {
            applicant.name = one.name;
            applicant.address = Some(one.address.display(catalogue.units())).filter(|text| !text.is_empty());
        }
    }
    Ok(Particulars {
        applicant,
        handed_in_by: handed_in_by.unwrap_or_else(|| dossier.owner_name.clone()),
        procedure: procedure.name.get(Language::Vi).to_owned(),
        papers: papers(portal, dossier, procedure).await?,
        time_limit: limit.map(in_words),
        delivery: delivery(&answers),
    })
}

pub(super) fn applicant(portal: &Portal, dossier: &dossier::Model, answers: &Answers) -> Party {
    let path = match filed_for(answers) {
        Some(FiledFor::Other) => "dossier_principal_address",
        // An organisation's is with the account.
        Some(FiledFor::Myself | FiledFor::Organisation) | None => "dossier_owner_address",
    };
    let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    Party {
        name: dossier.owner_name.clone(),
        address: given(&Address::read(answers, path).display(portal.catalogue().units())),
        phone: given(answers.get("dossier_phone")),
        email: given(answers.get("dossier_email")),
    }
}

pub(super) fn delivery(answers: &Answers) -> Option<Delivery> {
    match answers.get(DELIVERY) {
        "online" => Some(Delivery::Online),
        "at_desk" => Some(Delivery::AtDesk),
        "post" => Some(Delivery::Post),
        _ => None,
    }
}

/// The papers in the order of the procedure. What came by the portal are electronic ones, however many files each is of.
async fn papers(portal: &Portal, dossier: &dossier::Model, procedure: &Procedure) -> Result<Vec<Paper>> {
    let files = attachment::of_draft(portal, dossier.draft_id).await?;
    let taken = |id: &str| files.iter().any(|file| file.is_taken() && file.requirement == id);
    let handed_in = procedure.papers.iter().filter(|paper| taken(&paper.id)).map(|paper| {
        let (kind, quantity) = if dossier.channel != COUNTER {
            (PaperKind::Electronic, 1)
        } else if paper.originals > 0 {
            (PaperKind::Original, paper.originals)
        } else {
            (PaperKind::Copy, paper.copies.max(1))
        };
        Paper { name: paper.name.get(Language::Vi).to_owned(), kind, quantity }
    });
    Ok(handed_in.collect())
}

fn in_words(limit: Duration) -> Limit {
    match limit {
        Duration::SameDay { .. } => Limit::SameDay,
        Duration::WorkingDays { half_days } => Limit::WorkingDays { half_days },
        Duration::WorkingHours { hours } => Limit::WorkingHours { hours },
        Duration::CalendarDays { days } => Limit::CalendarDays { days },
    }
}
