//! Filing for somebody by another system: a draft of the applicant's own account, judged and filed as the pages do it.

use ::entity::api_request;
use bytes::Bytes;
use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::Language;
use domain::dossier::sections::{DESK, ORGANISATION, all_sections};
use domain::dossier::submission;
use domain::identity::IdentityNumber;
use domain::problem::{FieldProblem, Problem};
use domain::staff::{Action, Deed};
use futures::Stream;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{System, repo};
use crate::account::{self, Citizen};
use crate::attachment::{self, Uploaded};
use crate::dossier::{self, Begun, Change, Found, Saved, Submitted};
use crate::secret::Purpose;
use crate::{Portal, Result, audit};

const ANSWER: &str = "api_request.answer";

/// So long one request is worked on before it counts as cut off.
const LONGEST: TimeDelta = TimeDelta::minutes(2);

/// For whom something is filed. Both must be as the account has them.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Số định danh cá nhân, as sent.
    pub identity_number: String,
    /// Day of birth.
    pub birth_date: NaiveDate,
}

/// What a system asks to be filed.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// By what the system knows the request: the same key is the same request.
    pub key: String,
    /// Code of the procedure.
    pub procedure: String,
    /// For whom.
    pub applicant: Applicant,
    /// Answers by path.
    pub answers: Vec<(String, String)>,
    /// The language of what the applicant is told.
    pub language: Language,
}

/// What became of it. The same request is answered the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    /// It is the dossier with this code.
    Filed {
        /// Mã hồ sơ.
        code: String,
        /// The draft that it was.
        draft: Uuid,
    },
    /// It is begun, and this is wrong or missing.
    Begun {
        /// The draft.
        draft: Uuid,
        /// By path, in the order of the form.
        problems: Vec<FieldProblem>,
    },
}

/// Why a system cannot file so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It does not receive dossiers for the desk.
    NotTheirs,
    /// The key stands for another request.
    KeyUsed,
    /// The same request is being worked on.
    UnderWay,
    /// Nobody has an account with this number and day of birth.
    NoApplicant,
    /// There is no such procedure.
    NoProcedure,
    /// It cannot be filed online.
    NotOnline,
    /// The procedure asks that more is known of the applicant.
    ProofingTooLow,
    /// The applicant has as many drafts as may be.
    TooMany,
    /// More answers than a draft holds.
    TooLarge,
    /// No such draft of this system.
    NoDraft,
}

/// Begins what is asked, and files it where nothing is missing.
pub async fn create(
    portal: &Portal,
    system: &System,
    asked: &Asked,
) -> Result<std::result::Result<Created, Unfit>> {
    if system.officer().may(Action::ForAgency(Deed::ReceiveAtCounter, system.agency())).is_none() {
        return Ok(Err(Unfit::NotTheirs));
    }
    let key_hash = portal.keys.hash(Purpose::ApiRequest, &["key\n", &asked.key].concat());
    let Asked { procedure, applicant: Applicant { identity_number, birth_date }, answers, language, .. } =
        asked;
    let sent = format!("sent\n{procedure:?} {identity_number:?} {birth_date} {answers:?} {}", language.tag());
    let fingerprint = portal.keys.hash(Purpose::ApiRequest, &sent);
    let known = repo::request(portal.database.read(), system.id(), &key_hash).await?;
    if let Some(known) = &known {
        if known.fingerprint != fingerprint {
            return Ok(Err(Unfit::KeyUsed));
        }
        if let Some(answer) = &known.answer {
            return Ok(Ok(portal.keys.open_value(ANSWER, answer)?));
        }
    }
    let Some(citizen) = applicant(portal, &asked.applicant).await? else {
        return Ok(Err(Unfit::NoApplicant));
    };
    let Some(id) = take(portal, system, known, key_hash, fingerprint, &citizen).await? else {
        return Ok(Err(Unfit::UnderWay));
    };
    let created = carry_out(portal, system, &citizen, id, asked).await;
    let transaction = portal.database.write().await?;
    match &created {
        Ok(Ok(created)) => {
            repo::keep_answer(&*transaction, id, portal.keys.seal(ANSWER, created)?).await?;
            let subject = Some(("draft", id.to_string()));
            audit::record(portal, &*transaction, system.officer().actor(), "api.file_for", subject).await?;
        }
        // Nothing was begun, so what is put right can be sent under the same key.
        Ok(Err(_)) => repo::forget_request(&*transaction, id).await?,
        Err(_) => {}
    }
    transaction.commit().await?;
    created
}

/// Takes hold of a request; its id, or nothing where somebody else works on it.
async fn take(
    portal: &Portal,
    system: &System,
    known: Option<api_request::Model>,
    key_hash: String,
    fingerprint: String,
    citizen: &Citizen,
) -> Result<Option<Uuid>> {
    let now = portal.clock.now();
    let until = now + LONGEST;
    let id = known.as_ref().map_or_else(Uuid::now_v7, |known| known.id);
    let transaction = portal.database.write().await?;
    let is_taken = match known {
        Some(_) => repo::take_over(&*transaction, id, now, until).await?,
        None => {
            let row = api_request::ActiveModel {
                id: Set(id),
                token_id: Set(system.id()),
                key_hash: Set(key_hash),
                fingerprint: Set(fingerprint),
                account_id: Set(citizen.account_id()),
                created_at: Set(now),
                locked_until: Set(until),
                answer: Set(None),
            };
            repo::insert_request(&*transaction, row).await?
        }
    };
    transaction.commit().await?;
    Ok(is_taken.then_some(id))
}

async fn carry_out(
    portal: &Portal,
    system: &System,
    citizen: &Citizen,
    id: Uuid,
    asked: &Asked,
) -> Result<std::result::Result<Created, Unfit>> {
    let mut answers = asked.answers.clone();
    match answers.iter().find(|(path, _)| path == DESK) {
        Some((_, desk)) if desk != system.agency() => return Ok(Err(Unfit::NotTheirs)),
        Some(_) => {}
        None => answers.push((DESK.to_owned(), system.agency().to_owned())),
    }
    // Where it was cut off before, it goes on.
    if !matches!(dossier::find(portal, citizen, id).await?, Found::Filed(_)) {
        match dossier::begin_own(portal, citizen, &asked.procedure, id).await? {
            Begun::Draft(_) => {}
            Begun::ProofingTooLow => return Ok(Err(Unfit::ProofingTooLow)),
            Begun::NoProcedure => return Ok(Err(Unfit::NoProcedure)),
            Begun::NotOnline => return Ok(Err(Unfit::NotOnline)),
            Begun::TooMany => return Ok(Err(Unfit::TooMany)),
        }
    }
    go_on(portal, citizen, id, answers, asked.language).await
}

/// Keeps answers and files the draft where nothing is missing.
async fn go_on(
    portal: &Portal,
    citizen: &Citizen,
    id: Uuid,
    typed: Vec<(String, String)>,
    language: Language,
) -> Result<std::result::Result<Created, Unfit>> {
    let draft = match dossier::find(portal, citizen, id).await? {
        Found::Open(draft) => draft,
        Found::Filed(code) => return Ok(Ok(Created::Filed { code, draft: id })),
        Found::Nothing => return Ok(Err(Unfit::NoDraft)),
    };
    let sections = all_sections(draft.procedure(), &[]);
    let has_place = |path: &str, typed: &str| {
        path == ORGANISATION || submission::accepts(draft.procedure(), &sections, path, typed)
    };
    let mut problems: Vec<FieldProblem> = typed
        .iter()
        .filter(|(path, typed)| !has_place(path, typed))
        .map(|(path, _)| FieldProblem { path: path.clone(), problem: Problem::NotOffered })
        .collect();
    if !typed.is_empty() {
        let change = Change { typed, unticked: Vec::new() };
        match dossier::save(portal, citizen.into(), id, &change).await? {
            Saved::At(_) | Saved::Filed => {}
            Saved::TooLarge => return Ok(Err(Unfit::TooLarge)),
            Saved::Nothing => return Ok(Err(Unfit::NoDraft)),
        }
    }
    // What has no place would be lost in silence.
    if problems.is_empty() {
        match dossier::submit(portal, citizen, id, language).await? {
            Submitted::Filed(code) => return Ok(Ok(Created::Filed { code, draft: id })),
            Submitted::Nothing => return Ok(Err(Unfit::NoDraft)),
            Submitted::Lacking(_) => {}
        }
    }
    if let Found::Open(draft) = dossier::find(portal, citizen, id).await? {
        problems.extend(draft.filing().lacks().into_iter().flat_map(|lack| lack.problems));
    }
    Ok(Ok(Created::Begun { draft: id, problems }))
}

/// Hands in a file for a paper of a draft that this system began.
pub async fn attach<E>(
    portal: &Portal,
    system: &System,
    draft: Uuid,
    paper: &str,
    name: &str,
    declared: &str,
    content: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
) -> Result<Uploaded> {
    let Some(citizen) = of_draft(portal, system, draft).await? else { return Ok(Uploaded::Nothing) };
    attachment::forget_refusals(portal, (&citizen).into(), draft, paper).await?;
    attachment::upload(portal, (&citizen).into(), draft, paper, name, declared, content).await
}

/// Files a draft that this system began, with further answers. Filing it again answers with the same dossier.
pub async fn hand_in(
    portal: &Portal,
    system: &System,
    draft: Uuid,
    answers: Vec<(String, String)>,
    language: Language,
) -> Result<std::result::Result<Created, Unfit>> {
    let Some(citizen) = of_draft(portal, system, draft).await? else { return Ok(Err(Unfit::NoDraft)) };
    if answers.iter().any(|(path, desk)| path == DESK && desk != system.agency()) {
        return Ok(Err(Unfit::NotTheirs));
    }
    let filed = go_on(portal, &citizen, draft, answers, language).await?;
    if matches!(filed, Ok(Created::Filed { .. })) {
        let transaction = portal.database.write().await?;
        let subject = Some(("draft", draft.to_string()));
        audit::record(portal, &*transaction, system.officer().actor(), "api.hand_in", subject).await?;
        transaction.commit().await?;
    }
    Ok(filed)
}

/// For whom this system began a draft.
async fn of_draft(portal: &Portal, system: &System, draft: Uuid) -> Result<Option<Citizen>> {
    let Some(row) = repo::request_of_draft(portal.database.read(), system.id(), draft).await? else {
        return Ok(None);
    };
    vouched(portal, row.account_id).await
}

async fn applicant(portal: &Portal, applicant: &Applicant) -> Result<Option<Citizen>> {
    let this_year = portal.clock.today().year();
    let Ok(number) = IdentityNumber::parse(&applicant.identity_number, this_year) else { return Ok(None) };
    let Some(id) = account::id_by_number(portal, &number).await? else { return Ok(None) };
    let Some(citizen) = vouched(portal, id).await? else { return Ok(None) };
    let person = account::person(portal, &citizen).await?;
    Ok((person.birth_date == applicant.birth_date).then_some(citizen))
}

async fn vouched(portal: &Portal, account: Uuid) -> Result<Option<Citizen>> {
    let row = account::row(portal.database.read(), account).await?;
    let open = row.filter(|row| row.disabled_at.is_none());
    Ok(open.map(|row| Citizen::vouched_for(&row, portal.clock.now())))
}
