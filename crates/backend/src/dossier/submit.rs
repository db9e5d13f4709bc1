//! A draft becomes a dossier.

use std::collections::BTreeMap;

use ::entity::dossier;
use chrono::NaiveDate;
use domain::calendar::WorkCalendar;
use domain::dossier::Status;
use domain::dossier::axes::Payment;
use domain::dossier::moves::FeeMoment;
use domain::dossier::sections::{DESK, FiledFor, filed_for};
use domain::dossier::submission::StepId;
use domain::fee::{Price, price};
use domain::identity::IdentityNumber;
use domain::phone::Phone;
use domain::{Answers, Language};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::draft::{Draft, Found, find};
use super::event::By;
use super::window::{self, Filing};
use super::{event, fact, mail, supplement};
use crate::account::{self, Citizen, Person};
use crate::audit::Actor;
use crate::job;
use crate::secret::Purpose;
use crate::{Error, Portal, Result};

pub(crate) const ANSWERS: &str = "dossier.answers";

/// How often filing is tried again when the draft is being changed at the same moment.
const TRIES: u32 = 20;

/// What became of the wish to file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is the dossier with this code.
    Filed(String),
    /// Something is wrong or missing, first at this step.
    Lacking(StepId),
    /// No such draft of this account.
    Nothing,
}

/// Who files for an account, and how it came.
pub(super) struct Filer {
    /// The account.
    pub account_id: Uuid,
    /// As the first event has it.
    pub by: By,
    /// As the trail has it.
    pub actor: Actor,
    /// How it came.
    pub channel: Channel,
}

/// How a dossier came.
pub(super) enum Channel {
    /// By the portal.
    Online,
    /// On paper, for this fee in whole đồng where something is to be paid.
    Counter {
        /// The fee.
        fee_vnd: Option<i64>,
    },
}

impl Filer {
    /// Somebody who files by the portal.
    pub fn online(citizen: &Citizen) -> Self {
        let account_id = citizen.account_id();
        let by = By::Applicant(account_id);
        Self { account_id, by, actor: citizen.actor(), channel: Channel::Online }
    }
}

/// Files a draft. Filing it again, also at the same moment, answers with the same dossier. The receipt's mail is in
/// `language`.
pub async fn submit(portal: &Portal, citizen: &Citizen, id: Uuid, language: Language) -> Result<Submitted> {
    for _ in 0..TRIES {
        let (found, person) = tokio::try_join!(find(portal, citizen, id), account::person(portal, citizen))?;
        let draft = match found {
            Found::Open(draft) => draft,
            Found::Filed(code) => return Ok(Submitted::Filed(code)),
            Found::Nothing => return Ok(Submitted::Nothing),
        };
        let Ok(answers) = draft.filing().complete() else {
            return Ok(Submitted::Lacking(draft.filing().first_lacking()));
        };
        let filing = prepare(portal, &Filer::online(citizen), &person, &draft, &answers, language)?;
        if let Some(code) = window::file(portal, filing).await? {
            job::ring(portal);
            return Ok(Submitted::Filed(code));
        }
        // It was filed or changed since it was read: look again.
    }
    Err(Error::Busy)
}

/// All that the complete draft becomes, but for the code: what takes time is done before the transaction, which holds up
/// other writers.
pub(super) fn prepare(
    portal: &Portal,
    filer: &Filer,
    person: &Person,
    draft: &Draft,
    answers: &Answers,
    language: Language,
) -> Result<Filing> {
    let now = portal.clock.now();
    let catalogue = portal.catalogue();
    let desk = catalogue.agency(answers.get(DESK)).ok_or(Error::Unreadable("dossier_desk"))?;
    let calendar = WorkCalendar::of(desk, catalogue.days_off());
    let answer_by = calendar.intake_due(now).ok_or(Error::Unreadable("agency.hours"))?;
    let limit = draft.procedure().time_limit.ordinary;
    let result_by: Option<NaiveDate> =
        limit.and_then(|limit| calendar.due(limit, answer_by)).map(domain::date::today);
    let dossier_id = Uuid::now_v7();
    let owner = owner_name(person, answers);
    let folded = domain::fold::fold(&owner);
    // Nothing says when it is taken, so nobody waits for it: it is paid when the result is handed over.
    let (channel, fee) = match filer.channel {
        Channel::Counter { fee_vnd } => ("counter", fee_vnd),
        Channel::Online => match price(&draft.procedure().fee_online) {
            Price::Amount(amount) => ("online", Some(amount)),
            Price::Free | Price::Unknown => ("online", None),
        },
    };
    Ok(Filing {
        draft_id: draft.id,
        revision: draft.revision,
        actor: filer.actor,
        dossier_id,
        desk_code: desk.code.clone(),
        day: portal.clock.today(),
        dossier: dossier::ActiveModel {
            id: Set(dossier_id),
            draft_id: Set(draft.id),
            account_id: Set(filer.account_id),
            procedure_code: Set(draft.procedure().code.clone()),
            procedure_version: Set(draft.version.id),
            agency_code: Set(desk.code.clone()),
            status: Set(Status::Submitted.as_str().to_owned()),
            answers: Set(portal.keys.seal(ANSWERS, answers)?),
            second_facts: Set(second_facts(portal, person, draft.id, answers)),
            submitted_at: Set(now),
            answer_by: Set(answer_by),
            result_by: Set(result_by),
            revision: Set(1),
            channel: Set(channel.to_owned()),
            queue_code: Set(desk.code.clone()),
            due_at: Set(answer_by),
            due_provisional: Set(calendar.is_provisional(domain::date::today(answer_by))),
            language: Set(language.tag().to_owned()),
            owner_name: Set(owner.clone()),
            owner_folded: Set(folded.clone()),
            owner_reversed: Set(reversed(&folded)),
            fee_moment: Set(fee.map_or(FeeMoment::Never, |_| FeeMoment::AtReturn).as_str().to_owned()),
            payment: Set(fee.map_or(Payment::NotDue, |_| Payment::Due).as_str().to_owned()),
            amount_vnd: Set(fee.unwrap_or_default()),
            ..Default::default()
        },
        event: event::submitted(dossier_id, &filer.by, now)?,
        // The files are put to it when it is filed.
        round: supplement::round_row(portal, dossier_id, 0, answers, &BTreeMap::new(), now)?,
        facts: fact::of_filing(portal, person, answers, dossier_id),
        receipt: mail::Receipt {
            to: answers.get("dossier_email").to_owned(),
            procedure: draft.procedure().name.get(language).to_owned(),
            desk: desk.name.get(language).to_owned(),
            submitted_at: now,
            answer_by,
            result_by,
            language,
        },
    })
}

/// Whose dossier it is.
fn owner_name(person: &Person, answers: &Answers) -> String {
    let named = named_owner(answers);
    if named.is_empty() { person.name.clone() } else { named.to_owned() }
}

fn named_owner(answers: &Answers) -> &str {
    match filed_for(answers) {
        Some(FiledFor::Myself) => answers.get("dossier_owner_name"),
        Some(FiledFor::Other) => answers.get("dossier_principal_name"),
        Some(FiledFor::Organisation) => answers.get("dossier_organisation_name"),
        None => "",
    }
}

/// Writes the answers of a supplement into a dossier, with the name by which it is found.
pub(super) fn write_answers(portal: &Portal, row: &mut dossier::Model, answers: &Answers) -> Result<()> {
    row.answers = portal.keys.seal(ANSWERS, answers)?;
    let owner = named_owner(answers);
    if !owner.is_empty() {
        row.owner_name = owner.to_owned();
        row.owner_folded = domain::fold::fold(owner);
        row.owner_reversed = reversed(&row.owner_folded);
    }
    Ok(())
}

/// The words of a name from the last, which in Vietnamese is the one that people are called by.
pub(crate) fn reversed(folded: &str) -> String {
    folded.split_whitespace().rev().collect::<Vec<_>>().join(" ")
}

/// By what the dossier can be looked up beside its code: the last four digits of the identity numbers and phones of
/// whoever filed it and of its owner.
fn second_facts(portal: &Portal, person: &Person, draft: Uuid, answers: &Answers) -> String {
    let mut facts = vec![
        second_fact(portal, Purpose::IdentityLastFour, draft, person.identity_number.last_four()),
        second_fact(portal, Purpose::PhoneLastFour, draft, last_four(&person.phone)),
    ];
    let owner = match filed_for(answers) {
        Some(FiledFor::Myself) => answers.get("dossier_owner_identity_number"),
        Some(FiledFor::Other) => answers.get("dossier_principal_identity_number"),
        Some(FiledFor::Organisation) | None => "",
    };
    if let Ok(number) = IdentityNumber::parse(owner, i32::MAX) {
        facts.push(second_fact(portal, Purpose::IdentityLastFour, draft, number.last_four()));
    }
    if let Ok(phone) = Phone::parse(answers.get("dossier_phone")) {
        facts.push(second_fact(portal, Purpose::PhoneLastFour, draft, last_four(&phone.national())));
    }
    facts.sort_unstable();
    facts.dedup();
    facts.join(" ")
}

fn last_four(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(4)..).unwrap_or_default()
}

/// The keyed hash of a second fact. The draft's id is in it, so that equal digits of two dossiers do not look equal.
pub(super) fn second_fact(portal: &Portal, purpose: Purpose, draft: Uuid, digits: &str) -> String {
    portal.keys.hash(purpose, &format!("{draft}\n{digits}"))
}
