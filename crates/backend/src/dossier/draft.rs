//! Drafts: begun, filled in step by step, deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::entity::draft;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::Answers;
use domain::catalogue::{AgencyKind, Procedure};
use domain::check::{Known, prefill};
use domain::dossier::sections::{
    ActsFor, DESK, FiledFor, ORGANISATION, all_sections, filed_for, is_open_to_organisations,
};
use domain::dossier::submission::{self, Filing};
use domain::form::Section;
use domain::phone::Phone;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::repo;
use crate::account::{self, Citizen, LapsedCitizen};
use crate::attachment::{self, Paper};
use crate::catalogue::{self, Snapshot, Version};
use crate::{Error, Portal, Result, audit};

pub(super) const ANSWERS: &str = "draft.answers";

/// How long a draft is kept after the last change.
pub(super) const LIFE: TimeDelta = TimeDelta::days(90);

/// Most open drafts of one account.
pub const MOST_OPEN: u64 = 50;

/// Somebody who may write into drafts: who is logged in, or was until the session ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer(Uuid);

impl Writer {
    pub(crate) fn account_id(self) -> Uuid {
        self.0
    }

    /// An officer who writes for somebody at the counter; whether they may is for the caller to know.
    pub(crate) fn at_counter(account_id: Uuid) -> Self {
        Self(account_id)
    }
}

impl From<&Citizen> for Writer {
    fn from(citizen: &Citizen) -> Self {
        Self(citizen.account_id())
    }
}

impl From<&LapsedCitizen> for Writer {
    fn from(citizen: &LapsedCitizen) -> Self {
        Self(citizen.account_id())
    }
}

/// What became of the wish to file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The procedure asks that more is known of who files it.
    ProofingTooLow,
    /// A draft.
    Draft(Uuid),
    /// There is no such procedure.
    NoProcedure,
    /// It cannot be filed online; its page says what to do instead.
    NotOnline,
    /// The account has as many drafts as it may have.
    TooMany,
}

/// A draft with all that its pages show.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// The version of the procedure it was begun under.
    pub version: Arc<Version>,
    /// What was typed.
    pub answers: Answers,
    /// Grows with every change.
    pub revision: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it is deleted unless changed or filed.
    pub expires_at: DateTime<Utc>,
    /// Files, and refusals of files, in the order in which they came.
    pub papers: Vec<Paper>,
    /// Organisations that the account acts for, where organisations may apply.
    pub organisations: Vec<ActsFor>,
    /// Files taken for each paper.
    files: BTreeMap<String, usize>,
    desk_exists: bool,
    today: NaiveDate,
    catalogue: Arc<Snapshot>,
}

impl Draft {
    /// What is being filed.
    pub fn procedure(&self) -> &Procedure {
        &self.version.procedure
    }

    /// Counts papers as handed in of which somebody saw the paper itself.
    pub(super) fn count_seen<'a>(&mut self, papers: impl Iterator<Item = &'a String>) {
        for paper in papers {
            *self.files.entry(paper.clone()).or_default() += 1;
        }
    }

    /// Everything the decision over the filing needs.
    pub fn filing(&self) -> Filing<'_> {
        Filing {
            procedure: self.procedure(),
            answers: &self.answers,
            organisations: &self.organisations,
            files: &self.files,
            desk_exists: Some(self.desk_exists),
            today: self.today,
            units: Some(self.catalogue.units()),
        }
    }
}

/// What a draft's id stands for.
#[derive(Clone, Debug)]
pub enum Found {
    /// A draft that is still open.
    Open(Box<Draft>),
    /// It was filed and became the dossier with this code.
    Filed(String),
    /// Nothing of this account.
    Nothing,
}

/// Begins to file the procedure `code`. A draft of it into which nothing was written yet is gone on with, so that
/// pressing twice makes one.
pub async fn begin(portal: &Portal, citizen: &Citizen, code: &str) -> Result<Begun> {
    begin_as(portal, citizen, code, None).await
}

/// The same with a draft of its own, which gets this id; one that has it is gone on with.
pub(crate) async fn begin_own(portal: &Portal, citizen: &Citizen, code: &str, id: Uuid) -> Result<Begun> {
    begin_as(portal, citizen, code, Some(id)).await
}

async fn begin_as(portal: &Portal, citizen: &Citizen, code: &str, own: Option<Uuid>) -> Result<Begun> {
    let catalogue = portal.catalogue();
    let Some(version) = catalogue.procedure(code) else { return Ok(Begun::NoProcedure) };
    let procedure = &version.procedure;
    if !submission::can_be_filed_online(procedure) {
        return Ok(Begun::NotOnline);
    }
    if account::proofing::level_of(portal, citizen).await? < procedure.least_proofing {
        return Ok(Begun::ProofingTooLow);
    }
    let account_id = citizen.account_id();
    let now = portal.clock.now();
    let begun = |open: &[draft::Model]| {
        let untouched = open.iter().find(|row| match own {
            Some(id) => row.id == id,
            None => row.procedure_version == version.id && row.revision == 0,
        });
        match untouched {
            Some(untouched) => Some(Begun::Draft(untouched.id)),
            None => (open.len() as u64 >= MOST_OPEN).then_some(Begun::TooMany),
        }
    };
    if let Some(begun) = begun(&repo::open_drafts(portal.database.read(), account_id, now).await?) {
        return Ok(begun);
    }
    let known = known(&account::person(portal, citizen).await?);
    let mut answers = Answers::default();
    for section in all_sections(procedure, &[]) {
        prefill(&section, &mut answers, &known);
    }
    let id = own.unwrap_or_else(Uuid::now_v7);
    let row = draft::ActiveModel {
        id: Set(id),
        account_id: Set(account_id),
        procedure_code: Set(procedure.code.clone()),
        procedure_version: Set(version.id),
        answers: Set(portal.keys.seal(ANSWERS, &answers)?),
        revision: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        expires_at: Set(now + LIFE),
        filed_at: Set(None),
        supplement_to: Set(None),
    };
    let transaction = portal.database.write().await?;
    // Of two presses at once the second waits here, and then finds the first one's draft.
    repo::hold_account(&*transaction, account_id).await?;
    if let Some(begun) = begun(&repo::open_drafts(&*transaction, account_id, now).await?) {
        return Ok(begun);
    }
    repo::insert_draft(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(Begun::Draft(id))
}

fn known(person: &account::Person) -> Known {
    Known {
        name: Some(person.name.clone()),
        identity_number: Some(person.identity_number.as_str().to_owned()),
        birth_date: Some(person.birth_date),
        sex: Some(person.sex),
        phone: Phone::parse(&person.phone).ok(),
        email: Some(person.email.clone()).filter(|email| !email.is_empty()),
        address: Some(person.address.clone()).filter(|address| !address.is_empty()),
        ..Known::default()
    }
}

/// The draft with this id, if it belongs to `citizen`.
pub async fn find(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<Found> {
    find_of(portal, citizen.account_id(), id).await
}

/// The draft with this id, if it belongs to the account.
pub(super) async fn find_of(portal: &Portal, account_id: Uuid, id: Uuid) -> Result<Found> {
    let connection = portal.database.read();
    let row = async { Ok(repo::draft(connection, account_id, id).await?) };
    let (row, papers) = tokio::try_join!(row, attachment::of_draft(portal, id))?;
    // The answer to a request for supplements has pages of its own.
    let Some(row) = row.filter(|row| row.supplement_to.is_none()) else { return Ok(Found::Nothing) };
    if row.filed_at.is_some() {
        let dossier = repo::dossier_of_draft(connection, id).await?;
        return Ok(dossier.map_or(Found::Nothing, |dossier| Found::Filed(dossier.code)));
    }
    Ok(Found::Open(Box::new(read(portal, row, papers).await?)))
}

async fn read(portal: &Portal, row: draft::Model, papers: Vec<Paper>) -> Result<Draft> {
    let answers: Answers = portal.keys.open_value(ANSWERS, &row.answers)?;
    let version = version(portal, row.procedure_version).await?;
    let organisations = if is_open_to_organisations(&version.procedure) {
        acts_for_of(portal, row.account_id).await?
    } else {
        Vec::new()
    };
    let mut files = BTreeMap::new();
    for paper in papers.iter().filter(|paper| paper.is_taken()) {
        *files.entry(paper.requirement.clone()).or_default() += 1;
    }
    let catalogue = portal.catalogue();
    let desk = catalogue.agency(answers.get(DESK));
    Ok(Draft {
        id: row.id,
        version,
        revision: row.revision,
        updated_at: row.updated_at,
        expires_at: row.expires_at,
        papers,
        organisations,
        files,
        desk_exists: desk.is_some_and(|desk| desk.kind == AgencyKind::ReceivingDesk),
        answers,
        today: portal.clock.today(),
        catalogue,
    })
}

/// The version of a procedure that something was begun or filed under.
pub(crate) async fn version(portal: &Portal, id: Uuid) -> Result<Arc<Version>> {
    if let Some(version) = portal.catalogue().version(id) {
        return Ok(version.clone());
    }
    // Another process may have imported it a moment ago.
    catalogue::refresh(portal).await?;
    portal.catalogue().version(id).cloned().ok_or(Error::Unreadable("procedure_version"))
}

/// The organisations that `citizen` may file for.
pub async fn acts_for(portal: &Portal, citizen: &Citizen) -> Result<Vec<ActsFor>> {
    acts_for_of(portal, citizen.account_id()).await
}

async fn acts_for_of(portal: &Portal, account_id: Uuid) -> Result<Vec<ActsFor>> {
    let organisations = account::organisations_of(portal, account_id).await?;
    Ok(organisations
        .into_iter()
        .map(|one| ActsFor { id: one.id.to_string(), name: one.name, tax_code: one.tax_code })
        .collect())
}

/// The sections of an open draft, for reading what a form sent; `None` if there is no such draft.
pub async fn sections(portal: &Portal, writer: Writer, id: Uuid) -> Result<Option<Vec<Section>>> {
    let version = open_version(portal, writer, id).await?;
    Ok(version.map(|version| all_sections(&version.procedure, &[])))
}

/// A change of a draft's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What was typed, by path. Paths that the procedure does not have are left out.
    pub typed: Vec<(String, String)>,
    /// Paths below which ticks are taken away unless typed again: choices that were offered and not ticked are not
    /// sent by forms.
    pub unticked: Vec<String>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept since this moment.
    At(DateTime<Utc>),
    /// The draft was filed already; nothing is kept.
    Filed,
    /// More than a draft holds; nothing is kept.
    TooLarge,
    /// No such draft of this account.
    Nothing,
}

/// Keeps what was typed, also when it is wrong. Changes from several devices are merged by path.
pub async fn save(portal: &Portal, writer: Writer, id: Uuid, change: &Change) -> Result<Saved> {
    save_edited(portal, writer, id, change, |_, _| ()).await
}

/// Keeps what was typed and then does something more to the answers, such as adding an entry to a group; `edit` is
/// called again when the draft was changed elsewhere at the same moment.
pub async fn save_edited(
    portal: &Portal,
    writer: Writer,
    id: Uuid,
    change: &Change,
    edit: impl Fn(&Procedure, &mut Answers) + Send,
) -> Result<Saved> {
    if change.typed.len() > submission::MOST_PATHS || change.unticked.len() > submission::MOST_PATHS {
        return Ok(Saved::TooLarge);
    }
    let row = repo::draft(portal.database.read(), writer.account_id(), id).await?;
    let Some(row) = row.filter(|row| row.supplement_to.is_none()) else { return Ok(Saved::Nothing) };
    let version = version(portal, row.procedure_version).await?;
    let procedure = &version.procedure;
    let sections = all_sections(procedure, &[]);
    // Judged before the transaction: everybody else who writes waits for its end.
    let accepted = accepted(procedure, &sections, change);
    let organisation = organisation(portal, writer, change).await?;
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let Some(row) = repo::lock_draft(&*transaction, id).await? else { return Ok(Saved::Nothing) };
    if row.filed_at.is_some() {
        return Ok(Saved::Filed);
    }
    let before: Answers = portal.keys.open_value(ANSWERS, &row.answers)?;
    let mut answers = before.clone();
    merge(&mut answers, &change.unticked, &accepted);
    edit(procedure, &mut answers);
    if filed_for(&answers) == Some(FiledFor::Organisation)
        && let Some(known) = organisation
    {
        for section in &sections {
            prefill(section, &mut answers, &known);
        }
    }
    if answers == before && row.revision > 0 {
        return Ok(Saved::At(now));
    }
    if !submission::fits(&answers) {
        return Ok(Saved::TooLarge);
    }
    let sealed = portal.keys.seal(ANSWERS, &answers)?;
    repo::keep_answers(&*transaction, id, row.revision + 1, sealed, now, now + LIFE).await?;
    transaction.commit().await?;
    Ok(Saved::At(now))
}

/// Those of the typed answers that the procedure has a place for.
fn accepted<'a>(
    procedure: &Procedure,
    sections: &[Section],
    change: &'a Change,
) -> Vec<&'a (String, String)> {
    let typed = change.typed.iter();
    typed
        .filter(|(path, typed)| {
            // Which organisations there are is judged on filing; here only the shape counts.
            if path == ORGANISATION {
                typed.len() <= 40
            } else {
                submission::accepts(procedure, sections, path, typed)
            }
        })
        .collect()
}

fn merge(answers: &mut Answers, unticked: &[String], accepted: &[&(String, String)]) {
    let unticked: BTreeSet<&str> = unticked.iter().map(String::as_str).collect();
    answers.0.retain(|path, _| !path.match_indices('.').any(|(at, _)| unticked.contains(&path[..at])));
    for (path, typed) in accepted {
        answers.set(path.as_str(), typed.as_str());
    }
}

/// What is known of the organisation that is chosen with this change: its name and tax code are first answers too.
async fn organisation(portal: &Portal, writer: Writer, change: &Change) -> Result<Option<Known>> {
    let Some((_, id)) = change.typed.iter().find(|(path, _)| path == ORGANISATION) else { return Ok(None) };
    let organisations = account::organisations_of(portal, writer.account_id()).await?;
    Ok(organisations.into_iter().find(|one| one.id.to_string() == *id).map(|chosen| Known {
        business_name: Some(chosen.name),
        business_tax_code: chosen.tax_code,
        ..Known::default()
    }))
}

/// Deletes an open draft with its papers; says whether there was one.
pub async fn delete(portal: &Portal, citizen: &Citizen, id: Uuid) -> Result<bool> {
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    // Touching it first keeps a submission that is under way from using papers that are about to go.
    if !repo::touch_draft(&*transaction, citizen.account_id(), id, now, now).await? {
        return Ok(false);
    }
    attachment::take_all(&*transaction, id).await?;
    if !repo::delete_draft(&*transaction, citizen.account_id(), id).await? {
        return Ok(false);
    }
    audit::record(portal, &*transaction, citizen.actor(), "draft.delete", Some(("draft", id.to_string())))
        .await?;
    transaction.commit().await?;
    Ok(true)
}

/// Deletes drafts that ran out, with their papers; says how many.
pub async fn delete_expired(portal: &Portal) -> Result<usize> {
    let now = portal.clock.now();
    let mut deleted = 0;
    loop {
        let expired = repo::expired_drafts(portal.database.read(), now, 100).await?;
        if expired.is_empty() {
            return Ok(deleted);
        }
        for row in expired {
            let transaction = portal.database.write().await?;
            // Between the look and now it may have been filed or gone on with.
            if repo::claim_expired(&*transaction, row.id, now).await? {
                attachment::take_all(&*transaction, row.id).await?;
                repo::delete_draft(&*transaction, row.account_id, row.id).await?;
                transaction.commit().await?;
                deleted += 1;
            }
        }
    }
}

/// Notes in the transaction of an upload that an open draft's papers changed; says whether there is such a draft.
pub(crate) async fn note_papers(
    portal: &Portal,
    connection: &impl sea_orm::ConnectionTrait,
    writer: Writer,
    id: Uuid,
) -> Result<bool> {
    let now = portal.clock.now();
    Ok(repo::touch_draft(connection, writer.account_id(), id, now, now + LIFE).await?)
}

/// Takes hold of an open draft of which a file is about to be refused, so that it is not filed as it was; says whether it
/// is open.
pub(crate) async fn note_refusal(connection: &impl sea_orm::ConnectionTrait, id: Uuid) -> Result<bool> {
    Ok(repo::change_open_draft(connection, id).await?)
}

/// The procedure of an open draft.
async fn open_version(portal: &Portal, writer: Writer, id: Uuid) -> Result<Option<Arc<Version>>> {
    match repo::draft(portal.database.read(), writer.account_id(), id).await? {
        Some(row) if row.filed_at.is_none() => Ok(Some(version(portal, row.procedure_version).await?)),
        _ => Ok(None),
    }
}
