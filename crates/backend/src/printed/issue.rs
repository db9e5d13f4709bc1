//! Giving a form out, with its seal.

use ::entity::{dossier, printed_form};
use chrono::{DateTime, Datelike, Utc};
use domain::dossier::axes::Payment;
use domain::dossier::moves;
use domain::dossier::printed::{Circular, PrintedForm};
use domain::dossier::seal::{Seal, TypedCode};
use domain::dossier::{DossierCode, Status};
use domain::{Language, crockford, date};
use letters::{
    Apology, Contact, Content, Head, Letter, Point, Proof, Receipt, Refusal, Stage, Stop, SupplementRequest,
};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{LETTER, PAGE, Particulars, SYMBOL, repo};
use crate::{Error, Portal, Result};

/// What a form says that the dossier does not: from whoever made the move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Form 01.
    Receipt,
    /// Form 02.
    SupplementRequest {
        /// Everything that is asked for.
        points: Vec<Point>,
        /// Until when, if there is such a time.
        answer_by: Option<DateTime<Utc>>,
    },
    /// Form 03.
    Refusal {
        /// Why, one reason each.
        reasons: Vec<String>,
        /// By which rule.
        basis: Option<String>,
    },
    /// Form 04. The new end is the dossier's.
    Apology {
        /// The end that was promised.
        due_before: DateTime<Utc>,
        /// Why it cannot be kept.
        reason: String,
    },
    /// Form 05.
    Stop {
        /// Why, one reason each.
        reasons: Vec<String>,
        /// By which rule.
        basis: Option<String>,
        /// What becomes of money that was paid, in words.
        settlement: Option<String>,
        /// Where the dossier was when it was stopped.
        stage: moves::Stage,
    },
}

impl Says {
    /// Which form says it.
    pub fn form(&self) -> PrintedForm {
        match self {
            Self::Receipt => PrintedForm::Receipt,
            Self::SupplementRequest { .. } => PrintedForm::SupplementRequest,
            Self::Refusal { .. } => PrintedForm::Refusal,
            Self::Apology { .. } => PrintedForm::Apology,
            Self::Stop { .. } => PrintedForm::Stop,
        }
    }
}

/// Gives a form out for the event `event_number` of a dossier, in the transaction that makes the move; `dossier` is as it
/// stands after the move, and `officer` the name of whoever signs. Returns the id of the form; `None` where the circular of
/// the dossier has no such form.
///
/// # Errors
///
/// A failure of ours; the transaction is then to be given up.
pub async fn issue(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    event_number: i64,
    particulars: &Particulars,
    officer: &str,
    says: Says,
) -> Result<Option<Uuid>> {
    let now = portal.clock.now();
    let form = says.form();
    let circular = Circular::from_name(&dossier.circular).ok_or(Error::Unreadable("dossier.circular"))?;
    let Some(form_number) = form.number(circular) else { return Ok(None) };
    let (agency_code, agency) = agency(portal, dossier)?;
    let year = date::today(now).year();
    let number = repo::next_number(connection, &agency_code, form.as_str(), year).await?;

    let signer = portal.keys.signer();
    let due = due(dossier);
    let due_named = matches!(says, Says::Receipt | Says::Apology { .. }).then_some(due).flatten();
    let amount_vnd = u64::try_from(dossier.amount_vnd).ok().filter(|amount| *amount > 0);
    let seal = Seal {
        key: signer.number(),
        form,
        circular,
        dossier: DossierCode::parse(&dossier.code).map_err(|_| Error::Unreadable("dossier.code"))?,
        event: u32::try_from(event_number).map_err(|_| Error::Unreadable("dossier_event.number"))?,
        agency: agency_code.clone(),
        issued_at: now,
        status: Status::from_name(&dossier.status).ok_or(Error::Unreadable("dossier.status"))?,
        due: due_named,
        amount_vnd: amount_vnd.filter(|_| form == PrintedForm::Receipt),
    };
    let seal = seal.encode().ok_or(Error::Unreadable("agency.code"))?;
    let signature = signer.sign(&Seal::signed_bytes(&seal));
    let signed = [seal.as_slice(), &signature].concat();
    let typed_code = TypedCode::new(&Sha256::digest(&signed).into()).to_string();

    let letter = Letter {
        head: Head {
            superior: superior(portal, &agency_code),
            agency,
            number: u32::try_from(number).ok(),
            symbol: SYMBOL.to_owned(),
            place: portal.settings.province_name.clone(),
            issued_at: date::local(now),
            dossier_code: Some(dossier.code.clone()),
            form_number: format!("{form_number:02}"),
            circular: circular.as_str().to_owned(),
        },
        proof: Some(Proof {
            link: format!("{}{PAGE}?s={}", portal.settings.public_url, crockford::encode(&signed)),
            typed_code: typed_code.clone(),
            page: format!("{}{PAGE}", host(&portal.settings.public_url)),
        }),
        content: content(portal, dossier, particulars, officer, says, now)?,
    };
    let id = Uuid::now_v7();
    let row = printed_form::Model {
        id,
        dossier_id: dossier.id,
        event_number,
        form: form.as_str().to_owned(),
        circular: circular.as_str().to_owned(),
        agency_code,
        year,
        number,
        issued_at: now,
        signing_key: i32::from(signer.number()),
        seal: crockford::encode(&seal),
        signature: crockford::encode(&signature),
        typed_code,
        letter: portal.keys.seal(LETTER, &letter)?,
    };
    repo::insert(connection, row).await?;
    Ok(Some(id))
}

fn content(
    portal: &Portal,
    dossier: &dossier::Model,
    particulars: &Particulars,
    officer: &str,
    says: Says,
    now: DateTime<Utc>,
) -> Result<Content> {
    let (applicant, procedure) = (particulars.applicant.clone(), particulars.procedure.clone());
    let officer = officer.to_owned();
    let received_at = dossier.received_at.map(date::local);
    let unit = name_of_agency(portal, dossier.unit_code.as_deref().unwrap_or(&dossier.agency_code))?;
    let contact = || Contact { name: unit.clone(), phone: portal.settings.help_line.clone() };
    Ok(match says {
        Says::Receipt => Content::Receipt(Receipt {
            applicant,
            procedure,
            papers: particulars.papers.clone(),
            sets: 1,
            time_limit: particulars.time_limit,
            received_at: received_at.unwrap_or_else(|| date::local(now)),
            due_at: due(dossier).map(date::local),
            delivery: particulars.delivery,
            // Unknown is never 0 đ.
            amount_vnd: u64::try_from(dossier.amount_vnd).ok().filter(|amount| *amount > 0),
            is_paid: Payment::from_name(&dossier.payment) == Some(Payment::Paid),
            book: None,
            handed_in_by: particulars.handed_in_by.clone(),
            received_by: officer,
        }),
        Says::SupplementRequest { points, answer_by } => Content::SupplementRequest(SupplementRequest {
            applicant,
            procedure,
            points,
            stage: stage(moves::Stage::from_name(&dossier.stage)),
            answer_by: answer_by.map(date::local),
            contact: contact(),
            officer,
        }),
        Says::Refusal { reasons, basis } => {
            Content::Refusal(Refusal { applicant, procedure, reasons, basis, officer })
        }
        Says::Apology { due_before, reason } => Content::Apology(Apology {
            contact: Some(contact()),
            applicant,
            procedure,
            unit,
            received_at: received_at.unwrap_or_else(|| date::local(dossier.submitted_at)),
            due_before: date::local(due_before),
            due_at: date::local(due(dossier).ok_or(Error::Unreadable("dossier.due_at"))?),
            reason,
            officer,
        }),
        Says::Stop { reasons, basis, settlement, stage: stood } => Content::Stop(Stop {
            applicant,
            procedure,
            unit,
            received_at,
            reasons,
            basis,
            stage: stage(Some(stood)),
            settlement,
            officer,
        }),
    })
}

fn stage(stage: Option<moves::Stage>) -> Stage {
    match stage {
        Some(moves::Stage::Unit | moves::Stage::Handover) => Stage::Processing,
        _ => Stage::Intake,
    }
}

/// The end that counts; none where no limit runs.
pub(super) fn due(dossier: &dossier::Model) -> Option<DateTime<Utc>> {
    (dossier.due_at.year() < 9999).then_some(dossier.due_at)
}

/// Who gives the forms of a dossier out: the receiving desk.
fn agency(portal: &Portal, dossier: &dossier::Model) -> Result<(String, String)> {
    Ok((dossier.agency_code.clone(), name_of_agency(portal, &dossier.agency_code)?))
}

pub(super) fn name_of_agency(portal: &Portal, code: &str) -> Result<String> {
    let catalogue = portal.catalogue();
    let agency = catalogue.agency(code).ok_or(Error::Unreadable("dossier.agency_code"))?;
    Ok(agency.name.get(Language::Vi).to_owned())
}

/// The agency above, where there is one.
pub(super) fn superior(portal: &Portal, code: &str) -> Option<String> {
    let catalogue = portal.catalogue();
    let above = catalogue.agency(code)?.parent.as_deref()?;
    Some(catalogue.agency(above)?.name.get(Language::Vi).to_owned())
}

/// An address as people write it.
fn host(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}
