//! A database full of dossiers that do not exist, to see what the portal is like where there are many.

use std::collections::HashMap;
use std::sync::Arc;

use ::entity::{counter, dossier, dossier_event, dossier_fact, draft, rating};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::WorkCalendar;
use domain::catalogue::{Agency, AgencyKind, AgencyLevel, ServiceLevel};
use domain::dossier::moves::{FeeMoment, Move};
use domain::dossier::{DossierCode, Queue};
use domain::fold::fold;
use domain::phone::Phone;
use domain::staff::{Membership, Role};
use domain::{Answers, Language};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use uuid::Uuid;

use super::course::{Course, Setting};
use super::people::{Random, person};
use crate::account::{self, Person};
use crate::catalogue::{Snapshot, Version};
use crate::dossier::{By, bulk, event, fact, reversed};
use crate::staff::members;
use crate::{Error, Portal, Result};

/// Dossiers of one transaction.
const TOGETHER: usize = 20_000;
/// For how many days back they were filed.
const DAYS: i64 = 730;
/// Accounts that filed them.
const APPLICANTS: u64 = 300;
/// Officers of an agency.
const OFFICERS: u64 = 3;
/// How many in a thousand of all dossiers the province's desk has; the others have what is left, not all the same.
const AT_PROVINCE: u64 = 80;
/// How many dossiers each person has, on the average.
const EACH: u64 = 3;

/// Fills the database with `count` dossiers of every agency. The same seed in the same minute makes the same, beside what is
/// there already. `tell` hears how many there are so far.
///
/// # Errors
///
/// When the database does not take them, or the catalogue has no desks or no procedures.
pub async fn generate(portal: &Portal, count: u64, seed: u64, tell: impl Fn(u64)) -> Result<()> {
    let catalogue = portal.catalogue();
    let mut work = Work::begin(portal, &catalogue, count, seed).await?;
    let desks: Vec<Agency> = catalogue.desks().cloned().collect();
    let weights: Vec<u64> = desks.iter().enumerate().map(|(at, desk)| weight(seed, at, desk)).collect();
    let whole = weights.iter().sum::<u64>().max(1);
    let (mut before, mut done) = (0, 0);
    for (at, (desk, weight)) in desks.iter().zip(&weights).enumerate() {
        before += weight;
        let until =
            u64::try_from(u128::from(count) * u128::from(before) / u128::from(whole)).unwrap_or(count);
        work.of_desk(desk, at as u64, until - done, |more| tell(done + more)).await?;
        done = until;
    }
    work.facts().await
}

/// How large the part of a desk is.
fn weight(seed: u64, at: usize, desk: &Agency) -> u64 {
    let mut random = Random::new(seed, at as u64);
    match desk.level {
        AgencyLevel::Province => 135 * 1000 * AT_PROVINCE / (1000 - AT_PROVINCE),
        AgencyLevel::Commune => 400 + random.below(1200),
    }
}

/// What generating has at hand.
struct Work<'a> {
    portal: &'a Portal,
    catalogue: &'a Arc<Snapshot>,
    seed: u64,
    now: DateTime<Utc>,
    people: u64,
    applicants: Vec<Uuid>,
    /// One sealed content for each version: sealing takes longer than all else, and nobody reads a million answers.
    answers: HashMap<Uuid, Vec<u8>>,
    counters: HashMap<(String, NaiveDate), i64>,
    found_by: Vec<([u8; 32], Uuid)>,
}

/// Rows that go into the database together.
#[derive(Default)]
struct Rows {
    drafts: Vec<draft::ActiveModel>,
    dossiers: Vec<dossier::ActiveModel>,
    events: Vec<dossier_event::Model>,
    ratings: Vec<rating::ActiveModel>,
}

/// The desk whose dossiers are made.
struct Desk<'a> {
    agency: &'a Agency,
    calendar: WorkCalendar<'a>,
    versions: Vec<&'a Arc<Version>>,
    officers: Vec<Uuid>,
}

impl<'a> Work<'a> {
    async fn begin(portal: &'a Portal, catalogue: &'a Arc<Snapshot>, count: u64, seed: u64) -> Result<Self> {
        let read = portal.database.read();
        let counters = bulk::counters(read).await?;
        let mut work = Self {
            portal,
            catalogue,
            seed,
            now: portal.clock.now(),
            people: count / EACH + 1,
            applicants: Vec::new(),
            answers: HashMap::new(),
            counters: counters.into_iter().map(|row| ((row.agency_code, row.day), row.last)).collect(),
            found_by: Vec::new(),
        };
        work.applicants = work.accounts(1 << 50, APPLICANTS).await?;
        for version in catalogue.procedures() {
            work.answers.insert(version.id, portal.keys.seal(crate::dossier::ANSWERS, &answers())?);
        }
        Ok(work)
    }

    /// Accounts of people from this number on.
    async fn accounts(&self, from: u64, count: u64) -> Result<Vec<Uuid>> {
        let mut accounts = Vec::new();
        let transaction = self.portal.database.write().await?;
        for number in from..from + count {
            let person = person(self.seed, number).ok_or(Error::Unreadable("demo"))?;
            accounts.push(account::of_demonstration(self.portal, &*transaction, &person).await?);
        }
        transaction.commit().await?;
        Ok(accounts)
    }

    async fn of_desk(&mut self, agency: &Agency, at: u64, count: u64, tell: impl Fn(u64)) -> Result<()> {
        let mut random = Random::new(self.seed, (1 << 30) + at);
        let catalogue = self.catalogue;
        let versions = catalogue.procedures().iter();
        let mut versions: Vec<_> =
            versions.filter(|version| version.procedure.service != ServiceLevel::Information).collect();
        let all = versions.clone();
        versions.retain(|version| version.procedure.level == agency.level);
        if versions.is_empty() {
            versions = all;
        }
        let officers = self.accounts((1 << 51) + at * OFFICERS, OFFICERS).await?;
        let membership = Membership { agency: agency.code.clone(), role: Role::DeskOfficer };
        for officer in &officers {
            members::provide(self.portal, *officer, std::slice::from_ref(&membership)).await?;
        }
        let calendar = WorkCalendar::of(agency, catalogue.days_off());
        let desk = Desk { agency, calendar, versions, officers };
        let mut rows = Rows::default();
        let span = TimeDelta::days(DAYS).num_seconds();
        for number in 0..count {
            // In the order of their days, so that codes are too.
            let part = (number as f64 + random.share()) / count.max(1) as f64;
            let submitted_at = self.now - TimeDelta::seconds(span - (span as f64 * part) as i64);
            self.one(&desk, submitted_at, &mut random, &mut rows)?;
            if rows.dossiers.len() >= TOGETHER {
                self.write(std::mem::take(&mut rows)).await?;
                tell(number + 1);
            }
        }
        self.write(rows).await?;
        tell(count);
        let transaction = self.portal.database.write().await?;
        let counted = self.counters.iter().filter(|((code, _), _)| *code == agency.code);
        let counted = counted.map(|((code, day), last)| counter::Model {
            agency_code: code.clone(),
            day: *day,
            last: *last,
        });
        bulk::set_counters(&*transaction, counted.collect()).await?;
        transaction.commit().await
    }

    fn one(
        &mut self,
        desk: &Desk<'_>,
        submitted_at: DateTime<Utc>,
        random: &mut Random,
        rows: &mut Rows,
    ) -> Result<()> {
        let missing = || Error::Unreadable("demo");
        let at_counter = random.happens(350);
        let submitted_at = if at_counter {
            desk.calendar.next_open(submitted_at).unwrap_or(submitted_at)
        } else {
            submitted_at
        };
        let submitted_at = submitted_at.min(self.now);
        // The first ones are filed most.
        let at = (random.share() * random.share() * desk.versions.len() as f64) as usize;
        let version = desk.versions.get(at).or(desk.versions.first()).ok_or_else(missing)?;
        let setting = Setting {
            calendar: &desk.calendar,
            limit: version.procedure.time_limit.ordinary,
            at_counter,
            submitted_at,
            now: self.now,
        };
        let course = Course::of(&setting, random);
        let owner = person(self.seed, random.below(self.people)).ok_or_else(missing)?;
        let account_id = *random.pick(&self.applicants).ok_or_else(missing)?;
        let (id, draft_id) = (Uuid::now_v7(), Uuid::now_v7());
        rows.drafts
            .push(filed_draft(draft_id, account_id, version, submitted_at).into_active_model().reset_all());
        let unit = self.unit(desk.agency, &version.procedure.field);
        let officer = *random.pick(&desk.officers).ok_or_else(missing)?;
        let first = event::submitted(id, &By::Applicant(account_id), submitted_at)?;
        let mut events = vec![first];
        for step in &course.steps {
            let last = events.last().ok_or_else(missing)?;
            let applicant = (step.name == Move::AnswerSupplement).then_some(account_id);
            let agency =
                if matches!(step.name, Move::Finish | Move::Stop) { &unit } else { &desk.agency.code };
            events.push(event::following(last, step.name, step.to, step.at, applicant, officer, agency)?);
        }
        let row = self.row(
            desk,
            &course,
            version,
            &owner,
            Facts { id, draft_id, account_id, submitted_at, at_counter, officer, unit },
            random,
        )?;
        let hashes = self.hashes(&owner)?;
        self.found_by.extend(hashes.map(|hash| (hash, id)));
        if row.status == "returned" && random.happens(200) {
            rows.ratings.push(rated(&row, random).into_active_model().reset_all());
        }
        rows.dossiers.push(row.into_active_model().reset_all());
        rows.events.extend(events);
        Ok(())
    }

    /// Who does the work: the department of the procedure's field, at communes the desk itself.
    fn unit(&self, desk: &Agency, field: &str) -> String {
        let mut units = self.catalogue.agencies().iter().filter(|one| one.kind == AgencyKind::ProcessingUnit);
        let unit = units.find(|one| one.fields.iter().any(|known| known == field));
        unit.filter(|_| desk.level == AgencyLevel::Province)
            .map_or_else(|| desk.code.clone(), |unit| unit.code.clone())
    }

    fn row(
        &mut self,
        desk: &Desk<'_>,
        course: &Course,
        version: &Version,
        owner: &Person,
        facts: Facts,
        random: &mut Random,
    ) -> Result<dossier::Model> {
        let (status, stage) = course.place();
        let answered_at = course.at(Move::AnswerSupplement);
        let answered = answered_at.is_some();
        let queue = Queue::of(status, stage, answered);
        let in_unit = course.at(Move::StartProcessing).is_some();
        let unit_code = in_unit.then(|| facts.unit.clone());
        let with_unit = stage == domain::dossier::moves::Stage::Unit;
        let queue_code = unit_code.clone().filter(|_| with_unit).unwrap_or_else(|| desk.agency.code.clone());
        let answer_by = answered_at.and_then(|at| desk.calendar.intake_due(at)).unwrap_or(course.answer_by);
        let due_at = match queue {
            Queue::Intake => answer_by,
            Queue::Paused => never(),
            _ if course.received_at.is_some() => course.due_at.unwrap_or_else(never),
            _ => answer_by,
        };
        let due_day = domain::date::today(due_at);
        let assignee_id = (queue != Queue::Closed && random.happens(600)).then_some(facts.officer);
        let folded = fold(&owner.name);
        let rounds = i32::from(course.at(Move::RequestSupplement).is_some());
        Ok(dossier::Model {
            id: facts.id,
            code: self.code(&desk.agency.code, facts.submitted_at)?,
            draft_id: facts.draft_id,
            account_id: facts.account_id,
            procedure_code: version.procedure.code.clone(),
            procedure_version: version.id,
            agency_code: desk.agency.code.clone(),
            status: status.as_str().to_owned(),
            answers: self.answers.get(&version.id).cloned().unwrap_or_default(),
            second_facts: String::new(),
            submitted_at: facts.submitted_at,
            answer_by,
            result_by: course.due_at.map(domain::date::today),
            revision: i64::try_from(course.steps.len()).unwrap_or_default() + 1,
            stage: stage.as_str().to_owned(),
            answered,
            rounds,
            extensions: 0,
            unit_code,
            assignee_id,
            queue: queue.as_str().to_owned(),
            queue_code,
            fee_moment: FeeMoment::Never.as_str().to_owned(),
            payment: domain::dossier::axes::Payment::NotDue.as_str().to_owned(),
            amount_vnd: 0,
            delivery: "waiting".to_owned(),
            synchronisation: "waiting".to_owned(),
            received_at: course.received_at,
            due_at,
            due_provisional: due_at < never() && desk.calendar.is_provisional(due_day),
            needs_verification: false,
            finished_at: course.at(Move::Finish),
            closed_at: course.steps.last().filter(|_| queue == Queue::Closed).map(|step| step.at),
            channel: if facts.at_counter { "counter" } else { "online" }.to_owned(),
            circular: "03/2025/TT-VPCP".to_owned(),
            language: Language::Vi.tag().to_owned(),
            owner_name: owner.name.clone(),
            owner_reversed: reversed(&folded),
            owner_folded: folded,
        })
    }

    /// The next code of a desk on a day.
    fn code(&mut self, agency: &str, submitted_at: DateTime<Utc>) -> Result<String> {
        let day = domain::date::today(submitted_at);
        let last = self.counters.entry((agency.to_owned(), day)).or_default();
        *last += 1;
        let number = u32::try_from(*last).map_err(|_| Error::Unreadable("counter.last"))?;
        Ok(DossierCode::new(agency, day, number).to_string())
    }

    /// By what dossiers of somebody are found.
    fn hashes(&self, person: &Person) -> Result<impl Iterator<Item = [u8; 32]> + use<>> {
        let phone = Phone::parse(&person.phone).map_err(|_| Error::Unreadable("demo"))?;
        let facts =
            [fact::of_number(self.portal, &person.identity_number), fact::of_phone(self.portal, &phone)];
        Ok(facts.into_iter().filter_map(|fact| bytes_of(&fact)))
    }

    async fn write(&self, rows: Rows) -> Result<()> {
        let transaction = self.portal.database.write().await?;
        bulk::insert(&*transaction, rows.drafts, 1000).await?;
        bulk::insert(&*transaction, rows.dossiers, 500).await?;
        bulk::insert_events(&*transaction, rows.events, 1000).await?;
        bulk::insert(&*transaction, rows.ratings, 1000).await?;
        transaction.commit().await
    }

    /// Writes by what dossiers are found: in order, so that the index grows at its end only.
    async fn facts(mut self) -> Result<()> {
        self.found_by.sort_unstable();
        for some in self.found_by.chunks(TOGETHER * 5) {
            let transaction = self.portal.database.write().await?;
            let rows = some.iter().map(|(hash, id)| {
                let row = dossier_fact::Model { fact: crate::secret::hex(hash), dossier_id: *id };
                row.into_active_model().reset_all()
            });
            bulk::insert(&*transaction, rows.collect(), 5000).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// What a dossier's row has of its own.
struct Facts {
    id: Uuid,
    draft_id: Uuid,
    account_id: Uuid,
    submitted_at: DateTime<Utc>,
    at_counter: bool,
    officer: Uuid,
    unit: String,
}

fn filed_draft(id: Uuid, account_id: Uuid, version: &Version, at: DateTime<Utc>) -> draft::Model {
    draft::Model {
        id,
        account_id,
        procedure_code: version.procedure.code.clone(),
        procedure_version: version.id,
        answers: Vec::new(),
        revision: 1,
        created_at: at,
        updated_at: at,
        expires_at: at,
        filed_at: Some(at),
        supplement_to: None,
    }
}

fn rated(dossier: &dossier::Model, random: &mut Random) -> rating::Model {
    let stars = [5, 5, 5, 4, 4, 3, 2, 1];
    rating::Model {
        dossier_id: dossier.id,
        stars: random.pick(&stars).copied().unwrap_or(5),
        words: None,
        procedure_code: dossier.procedure_code.clone(),
        agency_code: dossier.agency_code.clone(),
        rated_at: dossier.closed_at.unwrap_or(dossier.submitted_at),
    }
}

/// What stands in all answers.
fn answers() -> Answers {
    let mut answers = Answers::default();
    answers.set("dossier_for", "self");
    answers.set("dossier_note", "Hồ sơ minh họa, không có thật.");
    answers
}

/// What tables write where no limit runs.
fn never() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_214_400, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn bytes_of(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sea_orm::{EntityTrait, PaginatorTrait};

    use super::*;
    use crate::testing::{TestPortal, on_each_database};

    on_each_database!(as_many_dossiers_as_asked_for_are_made_and_their_chains_are_whole);
    async fn as_many_dossiers_as_asked_for_are_made_and_their_chains_are_whole(portal: TestPortal) {
        generate(&portal, 700, 7, |_| ()).await.unwrap();
        generate(&portal, 100, 8, |_| ()).await.unwrap();
        let read = portal.database.read();
        assert_eq!(dossier::Entity::find().count(read).await.unwrap(), 800);
        assert_eq!(draft::Entity::find().count(read).await.unwrap(), 800);
        assert_eq!(dossier_fact::Entity::find().count(read).await.unwrap(), 1600);
        let all = dossier::Entity::find().all(read).await.unwrap();
        for row in all.iter().take(50) {
            let events = bulk::events_of(read, row.id).await.unwrap();
            assert!(crate::dossier::chain_is_whole(&events), "{row:?}");
            assert_eq!(events.len(), usize::try_from(row.revision).unwrap());
            assert_eq!(events.last().unwrap().status, row.status);
        }
        let closed = all.iter().filter(|row| row.queue == "closed").count();
        assert!((600..790).contains(&closed), "{closed}");
    }
}
