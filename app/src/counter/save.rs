//! Keeps what an officer filled in for somebody at the counter, and says where to go then.

use std::collections::{BTreeMap, BTreeSet};

use backend::Portal;
use backend::account::Citizen;
use backend::account::note::{self, Tried};
use backend::counter::{self, Filed, State, TakenFee};
use backend::dossier::{self, Change, Saved};
use backend::staff::Officer;
use domain::catalogue::Procedure;
use domain::dossier::sections::{DESK, PLEDGE, all_sections};
use domain::fee::{Price, price};
use domain::money;
use uuid::Uuid;

use super::done::left_slip;
use super::draft::{FEE, NUMBER, seen_path};
use super::gather::place_of;
use crate::dossier::{questions, ticks};
use crate::error::AppError;
use crate::i18n::Language;
use crate::routes;
use crate::ui::form::{change_entries, place_after};

/// What came with the form beside answers and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressed {
    /// The button.
    pub then: String,
    /// What is taken now, as typed.
    pub fee: String,
    /// Number of the receipt.
    pub number: String,
    /// Papers that were ticked as seen.
    pub seen: BTreeSet<String>,
    /// A file was not taken.
    pub is_refused: bool,
}

/// Keeps what was typed, also when it is wrong. An officer files for their own desk only, so its path is left out.
pub async fn keep(
    portal: &Portal,
    officer: &Officer,
    visit: Uuid,
    mut answers: BTreeMap<String, String>,
    then: &str,
) -> Result<(), AppError> {
    let (writer, draft) = counter::writer(portal, officer, visit).await?.ok_or(AppError::NotFound)?;
    answers.remove(DESK);
    // A box that is not ticked is not sent.
    answers.entry(PLEDGE.to_owned()).or_default();
    let change = Change { typed: answers.into_iter().collect(), unticked: Vec::new() };
    let sections = dossier::sections(portal, writer, draft).await?.unwrap_or_default();
    let unticked = sections.iter().flat_map(|section| ticks(&section.fields, &change)).collect();
    let change = Change { unticked, ..change };
    let edit = |procedure: &Procedure, answers: &mut domain::Answers| {
        for section in all_sections(procedure, &[]) {
            change_entries(&section, answers, then);
        }
    };
    match dossier::save_edited(portal, writer, draft, &change, edit).await? {
        // Of what was filed a moment ago, by another press, nothing is lost.
        Saved::At(_) | Saved::Filed => Ok(()),
        Saved::TooLarge => Err(AppError::Unfit),
        Saved::Nothing => Err(AppError::NotFound),
    }
}

impl Pressed {
    /// Does what the button says, once answers and files are kept; returns where to go.
    pub async fn done(
        self,
        portal: &Portal,
        citizen: &Citizen,
        officer: &Officer,
        visit: Uuid,
        language: Language,
    ) -> Result<String, AppError> {
        let here = routes::counter_visit(language, visit);
        counter::keep_seen(portal, officer, visit, &self.seen).await?;
        if let Some((file, paper)) = self.then.strip_prefix("withdraw:").and_then(|rest| rest.split_once(':'))
        {
            let file = file.parse().map_err(|_| AppError::Unfit)?;
            counter::remove_scan(portal, officer, visit, file).await?;
            self.leave(portal, citizen, visit, "").await?;
            return Ok(if is_id(paper) { format!("{here}#f-{}", seen_path(paper)) } else { here });
        }
        if self.is_refused {
            self.leave(portal, citizen, visit, "").await?;
            return Ok(here + "#papers");
        }
        if self.then == "file" {
            return self.filed(portal, citizen, officer, visit, language).await;
        }
        self.leave(portal, citizen, visit, "").await?;
        let opened = counter::open(portal, officer, visit).await?.ok_or(AppError::NotFound)?;
        let State::Draft(draft) = opened.state else { return Ok(here) };
        let mut sections = all_sections(draft.procedure(), &draft.organisations);
        sections.push(questions(draft.procedure()));
        let place = sections.iter().find_map(|section| place_after(section, &draft.answers, &self.then));
        Ok(match place {
            Some(path) if path == "papers" => here + "#papers",
            Some(path) => format!("{here}#f-{path}"),
            None => here,
        })
    }

    async fn filed(
        self,
        portal: &Portal,
        citizen: &Citizen,
        officer: &Officer,
        visit: Uuid,
        language: Language,
    ) -> Result<String, AppError> {
        let here = routes::counter_visit(language, visit) + "?kiem-tra";
        let typed = match self.fee.trim() {
            "" => None,
            typed => match money::parse(typed) {
                Ok(amount) => Some(amount),
                Err(_) => {
                    self.leave(portal, citizen, visit, "no_amount").await?;
                    return Ok(here);
                }
            },
        };
        let known = known_fee(portal, officer, visit).await?;
        let fee = TakenFee { amount_vnd: typed.or(known), now: typed.is_some(), number: &self.number };
        match counter::file(portal, officer, visit, fee).await? {
            Filed::Done { slip, .. } => {
                left_slip(portal, citizen, visit, slip).await?;
                Ok(routes::counter_done(language, visit))
            }
            Filed::Lacking => {
                self.leave(portal, citizen, visit, "").await?;
                Ok(here)
            }
            Filed::NoAmount => {
                self.leave(portal, citizen, visit, "no_amount").await?;
                Ok(here)
            }
            Filed::Nothing => Err(AppError::NotFound),
        }
    }

    /// Keeps what stands beside the answers, for the page that shows it again.
    async fn leave(
        &self,
        portal: &Portal,
        citizen: &Citizen,
        visit: Uuid,
        why: &str,
    ) -> Result<(), AppError> {
        let short = |typed: &str| typed.chars().take(60).collect::<String>();
        let typed =
            BTreeMap::from([(FEE.to_owned(), short(&self.fee)), (NUMBER.to_owned(), short(&self.number))]);
        let tried = Tried { place: place_of(visit), why: why.to_owned(), typed };
        Ok(note::leave_tried(portal, citizen, tried).await?)
    }
}

/// It goes into an address, and anybody can send anything.
fn is_id(paper: &str) -> bool {
    paper.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What is to be paid by the catalogue; what is not taken now is due with the result.
async fn known_fee(portal: &Portal, officer: &Officer, visit: Uuid) -> Result<Option<i64>, AppError> {
    let opened = counter::open(portal, officer, visit).await?.ok_or(AppError::NotFound)?;
    let State::Draft(draft) = opened.state else { return Ok(None) };
    Ok(match price(&draft.procedure().fee_at_desk) {
        Price::Amount(amount) => Some(amount),
        Price::Free | Price::Unknown => None,
    })
}
