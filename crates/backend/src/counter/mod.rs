//! The counter: an officer finds or makes the person, files for them what came on paper, and gives them what lets them
//! follow it.
//!
//! A visit is a row: the person as read from the card, then what is filed. Officers see the visits of their own desk.

mod claim;
mod filing;
mod help;
mod repo;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ::entity::counter_visit;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::card::{Card, NotACard};
use domain::catalogue::AgencyKind;
use domain::counter::{self as rules, AtCounter, person_section};
use domain::identity::IdentityNumber;
use domain::staff::{Action, Deed};
use domain::{Answers, Problem};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::account::at_counter::{self, Account, Standing};
use crate::dossier::{self, Draft, Found, Writer};
use crate::limit::{self, Allowance, Limit};
use crate::staff::{Acting, Officer};
use crate::{Error, Portal, Result, audit};

pub use claim::{Claimed, Slip, claim, claim_without_account, new_slip};
pub use filing::{Chosen, Filed, Given, TakenFee, choose, file, given, keep_person, keep_seen, remove_scan};
pub use help::{Helped, Sought, confirm, helps, look_up, recover, shown, win_back};

const PERSON: &str = "counter_visit.person";

/// How long a visit is kept in which nothing was begun.
const LIFE: TimeDelta = TimeDelta::days(1);

/// Most visits that are listed.
const MOST_LISTED: u64 = 20;

/// People whom one officer looks up: more than ever stand at a counter, less than somebody who collects them wants.
const LOOKED_UP: Limit = Limit { name: "counter.look-up", most: 300, window: TimeDelta::days(1) };

/// Why what an officer scanned or typed does not say who stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A code that is no card's, or was garbled on its way.
    Card(NotACard),
    /// No identity number.
    Number(Problem),
}

/// What became of the wish to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// A visit.
    Visit(Uuid),
    /// What was scanned or typed says nobody's number.
    Unread(Unread),
    /// They receive nothing for this agency, or it is no receiving desk.
    NotTheirs,
}

/// A visit with all that its page shows.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its id.
    pub id: Uuid,
    /// Code of the desk.
    pub agency: String,
    /// When it was begun.
    pub began_at: DateTime<Utc>,
    /// What is known of the person, at the paths of [`person_section`].
    pub person: Answers,
    /// The account of the number, where there is one.
    pub account: Option<Account>,
    /// Papers of which the officer saw the paper itself.
    pub seen: BTreeSet<String>,
    /// How far it is.
    pub state: State,
}

/// How far a visit is.
#[derive(Clone, Debug)]
pub enum State {
    /// The person is looked at, and no procedure is chosen.
    Begun,
    /// Something is being filled in.
    Draft(Box<Draft>),
    /// It became the dossier with this code.
    Filed(String),
}

/// A visit in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// Name of the person, where it is known.
    pub name: String,
    /// When it was begun.
    pub began_at: DateTime<Utc>,
}

/// The desks for which the officer receives at the counter.
pub fn desks(portal: &Portal, officer: &Officer) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    let catalogue = portal.catalogue();
    for acting in officer.acting() {
        let code = &acting.membership.agency;
        let is_desk = catalogue.agency(code).is_some_and(|one| one.kind == AgencyKind::ReceivingDesk);
        if is_desk && may_receive(officer, code).is_some() && !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}

/// Whether the counter is any of the officer's business.
pub fn receives(officer: &Officer) -> bool {
    officer.acting().iter().any(|acting| may_receive(officer, &acting.membership.agency).is_some())
}

fn may_receive<'o>(officer: &'o Officer, agency: &str) -> Option<&'o Acting> {
    officer.may(Action::ForAgency(Deed::ReceiveAtCounter, agency))
}

/// Reads a scanned card, or a typed number.
fn read_person(portal: &Portal, scanned: &str) -> std::result::Result<Answers, Unread> {
    let year = portal.clock.today().year();
    let scanned = scanned.trim();
    if scanned.is_empty() {
        return Err(Unread::Number(Problem::Missing));
    }
    if scanned.contains('|') {
        return Card::parse(scanned, year).map(|card| rules::answers_of(&card)).map_err(Unread::Card);
    }
    let number = IdentityNumber::parse(scanned, year);
    number.map(|number| rules::of_number(&number)).map_err(Unread::Number)
}

/// What is wrong with what was scanned or typed to say who stands there.
pub fn unread(portal: &Portal, scanned: &str) -> Option<Unread> {
    read_person(portal, scanned).err()
}

async fn count(portal: &Portal, officer: &Officer) -> Result<()> {
    match limit::count(portal, LOOKED_UP, &officer.account_id().to_string()).await? {
        Allowance::Allowed => Ok(()),
        Allowance::Until(_) => Err(Error::TooMany),
    }
}

/// Begins a visit at the desk `agency` with what the scanner typed from a card, or with a typed number. Who has an account
/// that somebody vouched for is shown with what it holds; that is recorded.
///
/// # Errors
///
/// [`Error::TooMany`] where one officer looks up more people than come.
pub async fn begin(portal: &Portal, officer: &Officer, agency: &str, scanned: &str) -> Result<Begun> {
    if !desks(portal, officer).iter().any(|code| code == agency) {
        return Ok(Begun::NotTheirs);
    }
    let mut person = match read_person(portal, scanned) {
        Ok(person) => person,
        Err(unread) => return Ok(Begun::Unread(unread)),
    };
    count(portal, officer).await?;
    let account = account_of(portal, &person).await?;
    if let Some(account) = account.as_ref().filter(|account| account.standing == Standing::Vouched) {
        complete(portal, &mut person, account.id).await?;
    }
    let id = Uuid::now_v7();
    let transaction = portal.database.write().await?;
    repo::insert_visit(&*transaction, row_of(portal, officer, id, agency, &person)?).await?;
    let subject = match &account {
        Some(account) => ("account", account.id.to_string()),
        None => ("counter_visit", id.to_string()),
    };
    audit::record(portal, &*transaction, officer.actor(), "counter.begin", Some(subject)).await?;
    transaction.commit().await?;
    Ok(Begun::Visit(id))
}

/// Begins another visit of the same person, who has more than one thing to file.
pub async fn begin_again(portal: &Portal, officer: &Officer, id: Uuid) -> Result<Option<Uuid>> {
    let Some((row, _)) = find(portal, officer, id).await? else { return Ok(None) };
    let person: Answers = portal.keys.open_value(PERSON, &row.person)?;
    let id = Uuid::now_v7();
    let transaction = portal.database.write().await?;
    repo::insert_visit(&*transaction, row_of(portal, officer, id, &row.agency_code, &person)?).await?;
    let subject = Some(("counter_visit", id.to_string()));
    audit::record(portal, &*transaction, officer.actor(), "counter.begin", subject).await?;
    transaction.commit().await?;
    Ok(Some(id))
}

fn row_of(
    portal: &Portal,
    officer: &Officer,
    id: Uuid,
    agency: &str,
    person: &Answers,
) -> Result<counter_visit::ActiveModel> {
    Ok(counter_visit::ActiveModel {
        id: Set(id),
        agency_code: Set(agency.to_owned()),
        officer_id: Set(officer.account_id()),
        person: Set(portal.keys.seal(PERSON, person)?),
        account_id: Set(None),
        draft_id: Set(None),
        seen_papers: Set("[]".to_owned()),
        began_at: Set(portal.clock.now()),
    })
}

/// The account of the number that was read or typed.
async fn account_of(portal: &Portal, person: &Answers) -> Result<Option<Account>> {
    let number = IdentityNumber::parse(person.get(rules::NUMBER), portal.clock.today().year());
    match number {
        Ok(number) => at_counter::find(portal, portal.database.read(), &number).await,
        Err(_) => Ok(None),
    }
}

/// What the card does not say, from an account whose person is known.
async fn complete(portal: &Portal, person: &mut Answers, account_id: Uuid) -> Result<()> {
    let Some(known) = at_counter::person_of(portal, account_id).await? else { return Ok(()) };
    let mut fill = |path: &str, value: String| {
        if !person.has(path) {
            person.set(path, value);
        }
    };
    fill(rules::NAME, known.name);
    fill(rules::BIRTH_DATE, domain::date::display(known.birth_date));
    let phone = domain::phone::Phone::parse(&known.phone).map(|phone| phone.national());
    fill(rules::PHONE, phone.unwrap_or_default());
    fill(rules::EMAIL, known.email);
    if !known.address.is_empty() {
        known.address.write(person, rules::ADDRESS);
    }
    Ok(())
}

/// The visit, if it is one of the officer's desk, and as what they receive there.
async fn find<'o>(
    portal: &Portal,
    officer: &'o Officer,
    id: Uuid,
) -> Result<Option<(counter_visit::Model, &'o Acting)>> {
    let row = repo::visit(portal.database.read(), id).await?;
    Ok(row.and_then(|row| {
        let acting = may_receive(officer, &row.agency_code)?;
        Some((row, acting))
    }))
}

fn seen_of(row: &counter_visit::Model) -> Result<BTreeSet<String>> {
    serde_json::from_str(&row.seen_papers).map_err(|_| Error::Unreadable("counter_visit.seen_papers"))
}

/// A visit, if it is one of the officer's desk.
pub async fn open(portal: &Portal, officer: &Officer, id: Uuid) -> Result<Option<Visit>> {
    let Some((row, _)) = find(portal, officer, id).await? else { return Ok(None) };
    let person: Answers = portal.keys.open_value(PERSON, &row.person)?;
    let seen = seen_of(&row)?;
    let state = match (row.account_id, row.draft_id) {
        (Some(account), Some(draft)) => {
            match dossier::find_at_counter(portal, account, draft, &seen).await? {
                Found::Open(draft) => State::Draft(draft),
                Found::Filed(code) => State::Filed(code),
                Found::Nothing => return Ok(None),
            }
        }
        _ => State::Begun,
    };
    Ok(Some(Visit {
        id,
        account: account_of(portal, &person).await?,
        agency: row.agency_code,
        began_at: row.began_at,
        person,
        seen,
        state,
    }))
}

/// What is wrong or missing in a draft at the counter, in order.
pub fn lacks(draft: &Draft) -> Vec<domain::dossier::submission::Lack> {
    dossier::lacks_at_counter(draft)
}

/// The visits of the officer's desks that are not done, the latest first.
pub async fn waiting(portal: &Portal, officer: &Officer) -> Result<Vec<Waiting>> {
    let agencies = desks(portal, officer);
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let since = portal.clock.now() - LIFE;
    let rows = repo::open_visits(portal.database.read(), agencies, since, MOST_LISTED).await?;
    rows.into_iter()
        .map(|row| {
            let person: Answers = portal.keys.open_value(PERSON, &row.person)?;
            let name = match person.get(rules::NAME) {
                "" => masked(&person),
                name => name.to_owned(),
            };
            Ok(Waiting { id: row.id, name, began_at: row.began_at })
        })
        .collect()
}

fn masked(person: &Answers) -> String {
    IdentityNumber::parse(person.get(rules::NUMBER), i32::MAX).map(|one| one.masked()).unwrap_or_default()
}

/// As whom the officer writes into the draft of a visit, and the draft; `None` where it is not theirs or none was begun.
pub async fn writer(portal: &Portal, officer: &Officer, id: Uuid) -> Result<Option<(Writer, Uuid)>> {
    let Some((row, _)) = find(portal, officer, id).await? else { return Ok(None) };
    Ok(row.account_id.zip(row.draft_id).map(|(account, draft)| (Writer::at_counter(account), draft)))
}

/// The person, where nothing is wrong with what is known of them.
fn whole_person(portal: &Portal, person: &Answers) -> Option<AtCounter> {
    let catalogue = portal.catalogue();
    let today = portal.clock.today();
    let found = domain::check::check_section(&person_section(), person, today, Some(catalogue.units()));
    found.is_fine().then(|| AtCounter::read(person, today.year())).flatten()
}

/// Forgets visits in which nothing was begun; says how many. Those with a draft go with it.
pub(crate) async fn forget_expired(portal: &Portal) -> Result<u64> {
    let transaction = portal.database.write().await?;
    let forgotten = repo::forget_visits(&*transaction, portal.clock.now() - LIFE).await?;
    transaction.commit().await?;
    Ok(forgotten)
}
