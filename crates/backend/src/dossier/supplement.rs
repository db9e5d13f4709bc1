//! One request for supplements (form 02), and its answer: a draft of its own in which only what was asked for can be
//! changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::entity::{dossier, draft, round, supplement};
use chrono::{DateTime, Utc};
use domain::catalogue::Procedure;
use domain::check::clean_text;
use domain::dossier::Status;
use domain::dossier::judgement::{Item, MOST_WORDS, Refusal, Request, Round};
use domain::dossier::moves::Move;
use domain::dossier::paper::question_path;
use domain::dossier::submission::{self, Filing};
use domain::{Answers, FieldProblem};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::draft::{Change, Saved, Writer, version};
use super::event::{By, Words};
use super::moving::{self, Made, Mover, Wish};
use super::submit::ANSWERS;
use super::{deadline, judging, repo};
use crate::account::{self, Citizen};
use crate::attachment::{self, Paper};
use crate::catalogue::Version;
use crate::{Error, Portal, Result};

const REQUEST: &str = "supplement.request";
pub(super) const ROUND: &str = "round.answers";
const TYPED: &str = "draft.answers";

/// A request for supplements as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// 1, 2, … within the dossier.
    pub number: u32,
    /// What is asked for and why.
    pub request: Request,
    /// A word of the officer, and until when it should be there.
    pub words: Words,
    /// The officer who asked, whom the applicant may call.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    asked: Vec<(Item, Refusal)>,
    words: Words,
    asked_by: String,
}

fn read(portal: &Portal, row: &supplement::Model) -> Result<Requested> {
    let stored: Stored = portal.keys.open_value(REQUEST, &row.request)?;
    Ok(Requested {
        number: row.number.unsigned_abs(),
        request: Request { asked: stored.asked.into_iter().collect() },
        words: stored.words,
        asked_by: stored.asked_by,
        asked_at: row.asked_at,
        answered_at: row.answered_at,
    })
}

/// The requests of a dossier, in order.
pub(crate) async fn requests(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: Uuid,
) -> Result<Vec<Requested>> {
    repo::supplements(connection, dossier).await?.iter().map(|row| read(portal, row)).collect()
}

/// Keeps what is asked for with the move, and opens the draft in which it is answered.
pub(super) async fn ask(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    procedure: &Procedure,
    by: &By,
    words: &Words,
) -> Result<()> {
    let (judgement, _) = judging::load(portal, connection, dossier.id).await?;
    let items = judging::items_of(portal, connection, dossier, procedure).await?;
    let request = judgement.request(&items).ok_or(Error::Unreadable("judgement.verdicts"))?;
    let officer = by.account().ok_or(Error::Unreadable("supplement.asked_by"))?;
    let asked_by = account::name_of(portal, connection, officer).await?.unwrap_or_default();
    let stored = Stored { asked: request.asked.into_iter().collect(), words: words.clone(), asked_by };
    let (now, draft_id) = (portal.clock.now(), Uuid::now_v7());
    let answer = draft::ActiveModel {
        id: Set(draft_id),
        account_id: Set(dossier.account_id),
        procedure_code: Set(dossier.procedure_code.clone()),
        procedure_version: Set(dossier.procedure_version),
        answers: Set(portal.keys.seal(TYPED, &Answers::default())?),
        revision: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        expires_at: Set(deadline::never()),
        filed_at: Set(None),
        supplement_to: Set(Some(dossier.id)),
    };
    repo::insert_draft(connection, answer).await?;
    let row = supplement::ActiveModel {
        id: Set(Uuid::now_v7()),
        dossier_id: Set(dossier.id),
        number: Set(dossier.rounds),
        request: Set(portal.keys.seal(REQUEST, &stored)?),
        asked_by: Set(officer),
        asked_at: Set(now),
        draft_id: Set(Some(draft_id)),
        answered_at: Set(None),
    };
    Ok(repo::insert_supplement(connection, row).await?)
}

/// Takes away the open answer of a dossier that ended.
pub(super) async fn drop_answer(connection: &impl ConnectionTrait, dossier: Uuid) -> Result<()> {
    for draft in repo::open_answers(connection, dossier).await? {
        attachment::take_all(connection, draft).await?;
        repo::delete_answer(connection, draft).await?;
    }
    Ok(())
}

/// Path at which the applicant says why an item is right as it is: by its place in the request.
pub fn explanation_path(place: usize) -> String {
    format!("explain.{place}")
}

/// An answer on its way.
#[derive(Clone, Debug)]
pub struct Answering {
    /// The draft to which papers are uploaded.
    pub draft: Uuid,
    /// What is asked for.
    pub requested: Requested,
    /// The version of the procedure.
    pub version: Arc<Version>,
    /// The answers of the dossier.
    pub before: Answers,
    /// What was typed so far.
    pub typed: Answers,
    /// The answers with what was typed.
    pub now: Answers,
    /// Files, and refusals of files, that are handed in with the answer.
    pub papers: Vec<Paper>,
    /// Those that the dossier has.
    pub filed: Vec<Paper>,
    /// What is wrong with what was typed, or is missing because of it.
    pub problems: Vec<FieldProblem>,
    /// What was asked for and is neither changed nor explained.
    pub open: Vec<Item>,
    answer: Answer,
}

impl Answering {
    /// Everything that was asked for is there, and nothing is wrong.
    pub fn is_complete(&self) -> bool {
        self.answer.is_complete()
    }

    /// The words by which an item is explained; empty where there are none.
    pub fn explanation(&self, place: usize) -> &str {
        self.typed.get(&explanation_path(place))
    }
}

/// An answer as the move takes it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    draft: Uuid,
    revision: i64,
    number: i32,
    is_complete: bool,
    before: Round,
    now: Round,
    replaced: Vec<String>,
    explained: BTreeSet<Item>,
}

impl Answer {
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The answers that the dossier gets.
    pub fn answers(&self) -> &Answers {
        &self.now.answers
    }
}

/// What `citizen` is asked to supplement, and the answer so far; `None` where nothing is asked of them.
pub async fn answering(portal: &Portal, citizen: &Citizen, code: &str) -> Result<Option<Answering>> {
    let connection = portal.database.read();
    let Some(found) = open_request(portal, citizen.account_id(), code).await? else { return Ok(None) };
    let (dossier, row, draft) = found;
    let version = version(portal, dossier.procedure_version).await?;
    let before: Answers = portal.keys.open_value(ANSWERS, &dossier.answers)?;
    let typed: Answers = portal.keys.open_value(TYPED, &draft.answers)?;
    let requested = read(portal, &row)?;
    let sections = judging::sections_of(&version.procedure, &before);
    let now = requested.request.answered(&before, &typed, &sections);
    let mut contents = attachment::contents(connection, &[dossier.draft_id, draft.id]).await?;
    let filed = contents.remove(&dossier.draft_id).unwrap_or_default();
    let sent = contents.remove(&draft.id).unwrap_or_default();
    let replaced: Vec<String> = sent.keys().cloned().collect();
    let mut files = filed.clone();
    files.extend(sent);
    let before = Round { answers: before, papers: filed };
    let now = Round { answers: now, papers: files };
    let explained = explained(&requested.request, &typed);
    let open: Vec<Item> = requested.request.open(&before, &now, &explained).cloned().collect();
    let problems = problems(portal, &version.procedure, &requested.request, &before, &now);
    let mut papers = attachment::of_draft(portal, dossier.draft_id).await?;
    papers.retain(|paper| paper.superseded_in.is_none() && paper.refusal.is_none());
    let answer = Answer {
        draft: draft.id,
        revision: draft.revision,
        number: row.number,
        is_complete: open.is_empty() && problems.is_empty(),
        replaced,
        explained,
        before: before.clone(),
        now: now.clone(),
    };
    Ok(Some(Answering {
        draft: draft.id,
        requested,
        version,
        before: before.answers,
        typed,
        now: now.answers,
        papers: attachment::of_draft(portal, draft.id).await?,
        filed: papers,
        problems,
        open,
        answer,
    }))
}

async fn open_request(
    portal: &Portal,
    account: Uuid,
    code: &str,
) -> Result<Option<(dossier::Model, supplement::Model, draft::Model)>> {
    let connection = portal.database.read();
    let Some(dossier) = repo::dossier_by_code(connection, code).await? else { return Ok(None) };
    let waits = dossier.status == Status::SupplementRequested.as_str() && !dossier.answered;
    if dossier.account_id != account || !waits {
        return Ok(None);
    }
    let Some(row) = repo::supplements(connection, dossier.id).await?.pop() else { return Ok(None) };
    let Some(draft) = row.draft_id else { return Ok(None) };
    let draft = repo::draft(connection, account, draft).await?.filter(|draft| draft.filed_at.is_none());
    Ok(draft.map(|draft| (dossier, row, draft)))
}

/// The draft in which somebody answers the open request of a dossier.
pub async fn answer_draft(portal: &Portal, writer: Writer, code: &str) -> Result<Option<Uuid>> {
    Ok(open_request(portal, writer.account_id(), code).await?.map(|(.., draft)| draft.id))
}

fn explained(request: &Request, typed: &Answers) -> BTreeSet<Item> {
    let says = |place: usize| typed.get(&explanation_path(place)).chars().any(char::is_alphanumeric);
    request.asked.keys().enumerate().filter(|(place, _)| says(*place)).map(|(_, item)| item.clone()).collect()
}

/// What is wrong now and was asked for, or was not wrong before.
fn problems(
    portal: &Portal,
    procedure: &Procedure,
    request: &Request,
    before: &Round,
    now: &Round,
) -> Vec<FieldProblem> {
    let catalogue = portal.catalogue();
    let found = |round: &Round| -> Vec<FieldProblem> {
        let files = round.papers.iter().map(|(paper, files)| (paper.clone(), files.len())).collect();
        let organisations = judging::acted_for(&round.answers);
        let filing = Filing {
            procedure,
            answers: &round.answers,
            organisations: &organisations,
            files: &files,
            desk_exists: Some(true),
            today: portal.clock.today(),
            units: Some(catalogue.units()),
        };
        filing.lacks().into_iter().flat_map(|lack| lack.problems).collect()
    };
    let before = found(before);
    let is_asked = |path: &str| {
        let paper = |item: &Item| matches!(item, Item::Paper(paper) if question_path(paper) == path);
        request.asks_answer(path) || request.asked.keys().any(paper)
    };
    let mut now = found(now);
    now.retain(|one| is_asked(&one.path) || before.iter().all(|other| other.path != one.path));
    now
}

/// Keeps what was typed into an answer, also when it is wrong.
pub async fn save_answer(portal: &Portal, writer: Writer, code: &str, change: &Change) -> Result<Saved> {
    if change.typed.len() > submission::MOST_PATHS {
        return Ok(Saved::TooLarge);
    }
    let Some((dossier, row, draft)) = open_request(portal, writer.account_id(), code).await? else {
        return Ok(Saved::Nothing);
    };
    let version = version(portal, dossier.procedure_version).await?;
    let before: Answers = portal.keys.open_value(ANSWERS, &dossier.answers)?;
    let sections = judging::sections_of(&version.procedure, &before);
    let places = read(portal, &row)?.request.asked.len();
    let is_explanation = |path: &str, typed: &str| {
        (0..places).any(|place| explanation_path(place) == path) && typed.chars().count() <= MOST_WORDS
    };
    let accepts = |path: &str, typed: &str| {
        is_explanation(path, typed) || submission::accepts(&version.procedure, &sections, path, typed)
    };
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let Some(draft) = repo::lock_draft(&*transaction, draft.id).await? else { return Ok(Saved::Nothing) };
    if draft.filed_at.is_some() {
        return Ok(Saved::Filed);
    }
    let mut answers: Answers = portal.keys.open_value(TYPED, &draft.answers)?;
    for (path, typed) in change.typed.iter().filter(|(path, typed)| accepts(path, typed)) {
        answers.set(path.as_str(), typed.as_str());
    }
    if !submission::fits(&answers) {
        return Ok(Saved::TooLarge);
    }
    let sealed = portal.keys.seal(TYPED, &answers)?;
    let revision = draft.revision + 1;
    repo::keep_answers(&*transaction, draft.id, revision, sealed, now, deadline::never()).await?;
    transaction.commit().await?;
    Ok(Saved::At(now))
}

/// What became of the wish to hand an answer in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is with the agency.
    Sent,
    /// Something is wrong or missing.
    Lacking,
    /// Nothing is asked of this account.
    Nothing,
}

/// Hands the answer in.
pub async fn answer(portal: &Portal, citizen: &Citizen, code: &str) -> Result<Answered> {
    let Some(answering) = answering(portal, citizen, code).await? else { return Ok(Answered::Nothing) };
    if !answering.is_complete() {
        return Ok(Answered::Lacking);
    }
    let words = explanations(&answering);
    let wish = Wish { reason: &words, ..Wish::of(Move::AnswerSupplement) };
    let made =
        moving::make_with(portal, Mover::Applicant(citizen), code, &wish, Some(&answering.answer)).await?;
    Ok(match made {
        Made::Moved { .. } => Answered::Sent,
        Made::Refused(_) | Made::Changed(_) => Answered::Lacking,
        Made::Nothing => Answered::Nothing,
    })
}

/// What the applicant says of items that are right as they are, for the officer; as much of it as an event takes.
fn explanations(answering: &Answering) -> String {
    let said = (0..answering.requested.request.asked.len()).map(|place| answering.explanation(place));
    let said: Vec<String> = said.map(clean_text).filter(|words| !words.is_empty()).collect();
    said.join("\n").chars().take(moving::MOST_REASON).collect()
}

/// Ends the draft of an answer that is handed in; says whether it is as it was when it was read.
pub(super) async fn close_draft(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    answer: &Answer,
) -> Result<bool> {
    let one = std::iter::once((answer.draft, answer.revision));
    Ok(!repo::file_drafts(connection, one, portal.clock.now()).await?.is_empty())
}

/// Puts what was answered into the dossier: papers in the place of others, a new round, and only the verdicts that still
/// hold.
pub(super) async fn receive(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    answer: &Answer,
) -> Result<()> {
    attachment::supersede(connection, dossier.draft_id, answer.draft, &answer.replaced, answer.number)
        .await?;
    let changes = answer.before.changes(&answer.now);
    judging::carry_over(portal, connection, dossier.id, &changes, &answer.explained).await?;
    let now = portal.clock.now();
    repo::note_answered(connection, dossier.id, answer.number, now).await?;
    let row = round_row(portal, dossier.id, answer.number, &answer.now.answers, &answer.now.papers, now)?;
    Ok(repo::insert_rounds(connection, vec![row]).await?)
}

/// The row of a round.
pub(super) fn round_row(
    portal: &Portal,
    dossier_id: Uuid,
    number: i32,
    answers: &Answers,
    papers: &BTreeMap<String, Vec<String>>,
    at: DateTime<Utc>,
) -> Result<round::ActiveModel> {
    Ok(round::ActiveModel {
        id: Set(Uuid::now_v7()),
        dossier_id: Set(dossier_id),
        number: Set(number),
        answers: Set(portal.keys.seal(ROUND, answers)?),
        papers: Set(serde_json::to_string(papers).map_err(|_| Error::Unreadable("round.papers"))?),
        created_at: Set(at),
    })
}

/// A dossier as it was at its rounds, in order. Those that were filed before there was a desk have none of before.
pub(crate) async fn rounds(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: Uuid,
) -> Result<Vec<(DateTime<Utc>, Round)>> {
    let rows = repo::rounds(connection, dossier).await?;
    rows.into_iter()
        .map(|row| {
            let papers = serde_json::from_str(&row.papers).map_err(|_| Error::Unreadable("round.papers"))?;
            Ok((row.created_at, Round { answers: portal.keys.open_value(ROUND, &row.answers)?, papers }))
        })
        .collect()
}

/// The procedure of the open draft, if a file may be handed in there for this paper: always with a first filing, with a
/// supplement only what was asked for or is needed by the new answers.
pub(crate) async fn version_that_takes(
    portal: &Portal,
    writer: Writer,
    id: Uuid,
    paper: &str,
) -> Result<Option<Arc<Version>>> {
    let connection = portal.database.read();
    let row = repo::draft(connection, writer.account_id(), id).await?;
    let Some(row) = row.filter(|row| row.filed_at.is_none()) else { return Ok(None) };
    let version = version(portal, row.procedure_version).await?;
    let Some(dossier) = row.supplement_to else { return Ok(Some(version)) };
    let Some(dossier) = repo::dossier(connection, dossier).await? else { return Ok(None) };
    let Some((dossier, asked, draft)) =
        open_request(portal, writer.account_id(), &dossier.code).await?.filter(|(.., draft)| draft.id == id)
    else {
        return Ok(None);
    };
    let request = read(portal, &asked)?.request;
    let before: Answers = portal.keys.open_value(ANSWERS, &dossier.answers)?;
    let typed: Answers = portal.keys.open_value(TYPED, &draft.answers)?;
    let sections = judging::sections_of(&version.procedure, &before);
    let now = request.answered(&before, &typed, &sections);
    Ok(request.takes_paper(paper, &version.procedure, &before, &now).then_some(version))
}
