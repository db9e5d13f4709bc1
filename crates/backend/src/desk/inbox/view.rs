//! The views of the inbox, and what narrows them.

use std::collections::HashMap;

use ::entity::dossier::Column;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Text;
use domain::calendar::{Countdown, WorkCalendar};
use domain::date::{from_local, local};
use domain::dossier::{Queue, Status};
use domain::staff::{Action, Deed, Target};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::repo::{self, Entry, Order};
use super::scope::Scope;
use crate::staff::Officer;
use crate::{Error, Portal, Result};

/// Rows of a page.
pub const PAGE: usize = 50;

/// So many are counted; where there are more, it is only said that there are.
pub const MOST_COUNTED: u64 = 999;

/// A list of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The officer's own work.
    Mine,
    /// What no desk has taken yet.
    Intake,
    /// What is due today.
    Today,
    /// What should have been done.
    Late,
    /// What waits for the applicant.
    Paused,
    /// All that waits in the inboxes of the officer's agencies.
    #[default]
    Agency,
    /// Results that wait for their owners.
    Handover,
    /// What nothing follows upon, the latest first.
    Closed,
}

impl View {
    /// All of them in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Mine,
        Self::Intake,
        Self::Today,
        Self::Late,
        Self::Paused,
        Self::Agency,
        Self::Handover,
        Self::Closed,
    ];

    fn queues(self) -> &'static [Queue] {
        match self {
            Self::Mine | Self::Agency => Queue::OPEN,
            Self::Today | Self::Late => Queue::TIMED,
            Self::Intake => &[Queue::Intake],
            Self::Paused => &[Queue::Paused],
            Self::Handover => &[Queue::Handover],
            Self::Closed => &[Queue::Closed],
        }
    }

    pub(super) fn order(self) -> Order {
        if self == Self::Closed { Order::ClosedLast } else { Order::DueFirst }
    }
}

/// How a dossier came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By the portal.
    Online,
    /// At the counter, on paper.
    Counter,
}

impl Channel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Online, Self::Counter];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Counter => "counter",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name)
    }
}

/// Whose work is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assignee {
    /// Anybody's and nobody's.
    #[default]
    Any,
    /// What nobody has taken.
    Nobody,
    /// That of the officer with this account.
    Officer(Uuid),
}

/// What narrows a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// National code of the procedure.
    pub procedure: Option<String>,
    /// Whose work it is. Says nothing of what is closed, which is nobody's.
    pub assignee: Assignee,
    /// How it came.
    pub channel: Option<Channel>,
    /// First day on which it was filed; of what is closed, on which it was closed.
    pub from: Option<NaiveDate>,
    /// Last such day.
    pub to: Option<NaiveDate>,
}

impl Filter {
    fn condition(&self, view: View) -> Condition {
        let day = if view == View::Closed { Column::ClosedAt } else { Column::SubmittedAt };
        let begin = |day: NaiveDate| from_local(day.and_time(NaiveTime::MIN));
        let assignee = match self.assignee {
            Assignee::Any => None,
            _ if view == View::Closed => None,
            Assignee::Nobody => Some(Column::AssigneeId.is_null()),
            Assignee::Officer(id) => Some(Column::AssigneeId.eq(id)),
        };
        Condition::all()
            .add_option(self.procedure.as_deref().map(|code| Column::ProcedureCode.eq(code)))
            .add_option(assignee)
            .add_option(self.channel.map(|channel| Column::Channel.eq(channel.as_str())))
            .add_option(self.from.map(|from| day.gte(begin(from))))
            .add_option(self.to.and_then(|to| to.succ_opt()).map(|next| day.lt(begin(next))))
    }
}

/// Where the page before ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) at: DateTime<Utc>,
    pub(super) id: Uuid,
}

impl Cursor {
    /// As addresses have it.
    pub fn written(&self) -> String {
        format!("{}.{:09}.{}", self.at.timestamp(), self.at.timestamp_subsec_nanos(), self.id.simple())
    }

    /// Reads what [`Self::written`] writes.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (seconds, nanos, id) = (parts.next()?, parts.next()?, parts.next()?);
        let at = DateTime::from_timestamp(seconds.parse().ok()?, nanos.parse().ok()?)?;
        Some(Self { at, id: id.parse().ok()? })
    }
}

/// A dossier as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Mã hồ sơ.
    pub code: String,
    /// Name of the procedure.
    pub procedure: Text,
    /// Name of its owner, as it was written.
    pub owner: String,
    /// How it came.
    pub channel: Channel,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// Where it stands.
    pub status: Status,
    /// In which list it waits.
    pub queue: Queue,
    /// What is left of the limit that runs.
    pub countdown: Countdown,
    /// When it ends, where one runs.
    pub due_at: Option<DateTime<Utc>>,
    /// That end may still move.
    pub is_provisional: bool,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Name of the agency in whose inbox it waits.
    pub agency: Text,
    /// The officer whose work it is: account and name.
    pub assignee: Option<(Uuid, String)>,
    /// Grows with every move.
    pub revision: i64,
    /// The officer may take it as their own work.
    pub may_claim: bool,
    /// The officer may say whose work it is.
    pub may_assign: bool,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// How many the whole list has, at most one more than [`MOST_COUNTED`].
    pub total: u64,
}

/// What the lists of a view are read from; together they hold each of its dossiers once.
pub(super) fn lanes(officer: &Officer, scope: &Scope, view: View, now: DateTime<Utc>) -> Vec<Condition> {
    let seen = scope.condition();
    let due = || {
        let tomorrow = local(now).date().succ_opt().map(|day| from_local(day.and_time(NaiveTime::MIN)));
        match view {
            View::Late => Condition::all().add(Column::DueAt.lt(now)),
            View::Today => Condition::all()
                .add(Column::DueAt.gte(now))
                .add_option(tomorrow.map(|at| Column::DueAt.lt(at))),
            _ => Condition::all(),
        }
    };
    let queue = |queue: &Queue| Condition::all().add(Column::Queue.eq(queue.as_str()));
    let closed = || queue(&Queue::Closed).add(Column::ClosedAt.is_not_null());
    match view {
        View::Mine => {
            let own =
                |one: &Queue| queue(one).add(Column::AssigneeId.eq(officer.account_id())).add(seen.clone());
            view.queues().iter().map(own).collect()
        }
        View::Closed => {
            let desks: Vec<&str> = scope.desks().map(|part| part.agency()).collect();
            // What a desk of the officer's received is in its own lane already.
            let others = (!desks.is_empty()).then(|| Column::AgencyCode.is_not_in(desks));
            let of_desks = scope.desks().map(|part| closed().add(part.condition()));
            let of_units =
                scope.units().map(|part| closed().add(part.condition()).add_option(others.clone()));
            of_desks.chain(of_units).collect()
        }
        _ => scope
            .agencies()
            .into_iter()
            .flat_map(|code| view.queues().iter().map(move |one| (code, one)))
            .map(|(code, one)| queue(one).add(Column::QueueCode.eq(code)).add(due()).add(seen.clone()))
            .collect(),
    }
}

/// How many dossiers each view has, in the order of [`View::ALL`], at most one more than [`MOST_COUNTED`].
pub async fn counts(portal: &Portal, officer: &Officer) -> Result<[u64; View::ALL.len()]> {
    let (scope, now) = (Scope::of(officer), portal.clock.now());
    let lanes: Vec<(usize, Condition)> = View::ALL
        .into_iter()
        .enumerate()
        .flat_map(|(place, view)| {
            lanes(officer, &scope, view, now).into_iter().map(move |lane| (place, lane))
        })
        .collect();
    let mut counts = [0; View::ALL.len()];
    for (place, found) in repo::counts(portal.database.read(), &lanes, MOST_COUNTED + 1).await? {
        if let Some(count) = counts.get_mut(place) {
            *count = (*count + found).min(MOST_COUNTED + 1);
        }
    }
    Ok(counts)
}

/// A page of a view, from its beginning or after another page.
pub async fn list(
    portal: &Portal,
    officer: &Officer,
    view: View,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<Page> {
    let lanes = filtered(portal, officer, view, filter);
    let connection = portal.database.read();
    let numbered: Vec<_> = lanes.iter().cloned().map(|lane| (0, lane)).collect();
    let total: u64 = repo::counts(connection, &numbered, MOST_COUNTED + 1)
        .await?
        .into_iter()
        .map(|(_, found)| found)
        .sum();
    let mut places = repo::places(connection, &lanes, view.order(), after, PAGE + 1).await?;
    let has_more = places.len() > PAGE;
    places.truncate(PAGE);
    let next = places.last().copied().filter(|_| has_more);
    let ids: Vec<Uuid> = places.iter().map(|place| place.id).collect();
    let rows = rows(portal, officer, repo::entries(connection, &ids).await?).await?;
    Ok(Page { rows, next, total: total.min(MOST_COUNTED + 1) })
}

/// The lanes of a view as far as the filter leaves them.
pub(super) fn filtered(portal: &Portal, officer: &Officer, view: View, filter: &Filter) -> Vec<Condition> {
    let lanes = lanes(officer, &Scope::of(officer), view, portal.clock.now());
    lanes.into_iter().map(|lane| lane.add(filter.condition(view))).collect()
}

/// The rows as they are shown, in the order of the entries.
pub(super) async fn rows(portal: &Portal, officer: &Officer, entries: Vec<Entry>) -> Result<Vec<Row>> {
    let assignees: Vec<Uuid> = entries.iter().filter_map(|entry| entry.assignee_id).collect();
    let names: HashMap<Uuid, String> =
        repo::names(portal.database.read(), assignees).await?.into_iter().collect();
    let reader = Reader::new(portal);
    entries.into_iter().map(|entry| reader.row(officer, entry, &names)).collect()
}

/// Makes rows of what was read.
struct Reader {
    catalogue: std::sync::Arc<crate::catalogue::Snapshot>,
    now: DateTime<Utc>,
}

impl Reader {
    fn new(portal: &Portal) -> Self {
        Self { catalogue: portal.catalogue(), now: portal.clock.now() }
    }

    fn row(&self, officer: &Officer, entry: Entry, names: &HashMap<Uuid, String>) -> Result<Row> {
        let target = entry.target()?;
        let queue = Queue::from_name(&entry.queue).ok_or(Error::Unreadable("dossier.queue"))?;
        let may_claim = entry.assignee_id.is_none() && may(officer, Deed::Claim, target);
        let may_assign = may(officer, Deed::Assign, target);
        let agency = |code: &str| self.catalogue.agency(code);
        let countdown = match agency(&entry.agency_code).filter(|_| Queue::TIMED.contains(&queue)) {
            Some(desk) => WorkCalendar::of(desk, self.catalogue.days_off()).countdown(
                entry.due_at,
                self.now,
                queue == Queue::Intake,
            ),
            None => Countdown::None,
        };
        let named = |code: &str| Text { vi: code.to_owned(), en: code.to_owned() };
        let version = self.catalogue.version(entry.procedure_version);
        Ok(Row {
            procedure: version
                .map_or_else(|| named(&entry.procedure_code), |version| version.procedure.name.clone()),
            channel: Channel::from_name(&entry.channel).ok_or(Error::Unreadable("dossier.channel"))?,
            status: target.status,
            due_at: Some(entry.due_at).filter(|_| countdown != Countdown::None),
            is_provisional: entry.due_provisional && countdown != Countdown::None,
            agency: agency(&entry.queue_code)
                .map_or_else(|| named(&entry.queue_code), |agency| agency.name.clone()),
            assignee: entry.assignee_id.map(|id| (id, names.get(&id).cloned().unwrap_or_default())),
            queue,
            countdown,
            may_claim,
            may_assign,
            submitted_at: entry.submitted_at,
            closed_at: entry.closed_at,
            revision: entry.revision,
            code: entry.code.clone(),
            owner: entry.owner_name.clone(),
        })
    }
}

/// Whether the officer may do this to a dossier that stands there.
pub(super) fn may(officer: &Officer, deed: Deed, target: Target<'_>) -> bool {
    officer.may(Action::OnDossier(deed, target)).is_some()
}
