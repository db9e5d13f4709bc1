//! Server functions of the inbox: who, parse, call, redirect.

use std::collections::{BTreeMap, BTreeSet};

use backend::Portal;
use backend::desk::inbox::{self, MOST_COUNTED, Row, Saved, Seen, View, Work};
use backend::staff::Officer;
use chrono::Datelike;
use domain::date::{self, display_time};
use domain::staff::Role;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::address::{Asked, slug};
use super::words::{channel, short_moment, time_left};
use crate::dossier::words::{moment, say, status};
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::request;
use crate::routes;
use crate::staff::Staffed;
use crate::staff::server::{agency_name, first_page_of, officer};
use crate::ui::Tone;

/// The inbox as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InboxView {
    /// What the address asked for.
    pub asked: Asked,
    /// The present, in words.
    pub now: String,
    /// How many dossiers each view has, in the order of the views.
    pub counts: Vec<String>,
    /// The officer's desks, code and name.
    pub desks: Vec<(String, String)>,
    /// The first day of this month, and today.
    pub month_began: String,
    /// Today.
    pub today: String,
    /// The rows of this page.
    pub rows: Vec<RowView>,
    /// How many there are, in words.
    pub total: String,
    /// Where the next page begins.
    pub next: Option<String>,
    /// They were looked for, and there are more.
    pub has_more: bool,
    /// Procedures in force: code and name.
    pub procedures: Vec<(String, String)>,
    /// Those who can be given work: account and name.
    pub colleagues: Vec<(Uuid, String)>,
    /// Views that the officer keeps: id, name, query.
    pub saved: Vec<(Uuid, String, String)>,
}

/// A row, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowView {
    /// Mã hồ sơ.
    pub code: String,
    /// Name of the procedure.
    pub procedure: String,
    /// Name of the owner.
    pub owner: String,
    /// How it came.
    pub channel: String,
    /// When it was filed.
    pub submitted: String,
    /// Where it stands.
    pub status: String,
    /// What is left of its limit.
    pub left: String,
    /// How urgent that is: `late`, `today` or nothing.
    pub urgency: String,
    /// The limit stands still.
    pub is_paused: bool,
    /// When the limit ends; of what is closed, when it was closed.
    pub moment: String,
    /// The end may still move.
    pub is_provisional: bool,
    /// Name of the agency in whose inbox it waits.
    pub agency: String,
    /// Whose work it is; may be empty.
    pub assignee: String,
    /// It as it was seen, as the form sends it.
    pub seen: String,
    /// Something may be done with it from the list.
    pub may_tick: bool,
}

/// What the address asks for.
#[server(input = GetUrl, endpoint = "inbox/list")]
pub async fn load_inbox(
    /// It.
    #[server(default)]
    asked: Asked,
) -> Result<Staffed<InboxView>, AppError> {
    let (portal, officer) = officer().await?;
    if !officer.works_on_dossiers() {
        // The link to what officers do is the same for all of them. The list that follows is empty.
        request::redirect(&first_page_of(use_language(), &officer));
    }
    let counts = inbox::counts(&portal, &officer).await?;
    let (rows, total, next, has_more) = if asked.words.is_empty() {
        let page =
            inbox::list(&portal, &officer, asked.view(), &asked.filter(&officer), asked.cursor()).await?;
        (page.rows, count(page.total), page.next.map(|next| next.written()), false)
    } else {
        let found = inbox::search(&portal, &officer, &asked.words).await?;
        (found.rows.clone(), found.rows.len().to_string(), None, found.has_more)
    };
    let colleagues = inbox::colleagues(&portal, &officer).await?;
    let saved = inbox::saved(&portal, &officer).await?;
    let today = portal.clock.today();
    let page = InboxView {
        now: moment(portal.clock.now()),
        counts: counts.map(count).to_vec(),
        desks: desks(&officer, &portal),
        month_began: date::display(today.with_day0(0).unwrap_or(today)),
        today: date::display(today),
        rows: rows.iter().map(|row| row_view(&portal, &officer, &asked, row)).collect(),
        total,
        next,
        has_more,
        procedures: procedures(&portal),
        colleagues: colleagues.into_iter().map(|one| (one.account_id, one.name)).collect(),
        saved: saved.into_iter().map(|one| (one.id, one.name, one.query)).collect(),
        asked,
    };
    Staffed::of(&portal, &officer, page).await
}

async fn officer_with_dossiers() -> Result<(Portal, Officer), AppError> {
    let (portal, officer) = officer().await?;
    if officer.works_on_dossiers() { Ok((portal, officer)) } else { Err(AppError::NotFound) }
}

/// The desks at which the officer works, each once.
fn desks(officer: &Officer, portal: &Portal) -> Vec<(String, String)> {
    let is_of_desk = |role| matches!(role, Role::DeskOfficer | Role::Leader);
    let own = officer.acting().iter().map(|acting| &acting.membership);
    let codes: BTreeSet<_> = own.filter(|own| is_of_desk(own.role)).map(|own| own.agency.clone()).collect();
    codes.into_iter().map(|code| (code.clone(), agency_name(portal, &code))).collect()
}

/// A count, or that there are more than are counted.
fn count(count: u64) -> String {
    if count > MOST_COUNTED { format!("{MOST_COUNTED}+") } else { count.to_string() }
}

fn procedures(portal: &Portal) -> Vec<(String, String)> {
    let catalogue = portal.catalogue();
    let named = |version: &std::sync::Arc<backend::catalogue::Version>| {
        (version.procedure.code.clone(), say(&version.procedure.name))
    };
    let mut procedures: Vec<_> = catalogue.procedures().iter().map(named).collect();
    procedures.sort_by(|one, other| one.1.cmp(&other.1));
    procedures
}

fn row_view(portal: &Portal, officer: &Officer, asked: &Asked, row: &Row) -> RowView {
    let (left, tone) = time_left(use_language(), row);
    let is_own = row.assignee.as_ref().is_some_and(|(id, _)| *id == officer.account_id());
    let is_closed = asked.words.is_empty() && asked.view() == View::Closed;
    let moment = row.closed_at.filter(|_| is_closed).or(row.due_at);
    let (status, ..) = status(row.status);
    let assignee = row.assignee.as_ref();
    RowView {
        code: row.code.clone(),
        procedure: say(&row.procedure),
        owner: row.owner.clone(),
        channel: t(channel(row.channel)).to_owned(),
        submitted: short_moment(row.submitted_at, portal.clock.now()),
        status: t(status).to_owned(),
        left,
        urgency: match tone {
            Tone::Son => "late",
            Tone::Gold => "today",
            _ => "",
        }
        .to_owned(),
        is_paused: row.queue == domain::dossier::Queue::Paused,
        moment: moment.map(display_time).unwrap_or_default(),
        is_provisional: row.is_provisional,
        agency: say(&row.agency),
        assignee: assignee.map(|(_, name)| name.clone()).unwrap_or_default(),
        seen: format!("{}.{}", row.revision, assignee.map(|(id, _)| id.to_string()).unwrap_or_default()),
        may_tick: row.may_claim || row.may_assign || is_own,
    }
}

/// Takes or gives the dossiers that were ticked.
#[server(endpoint = "inbox/work")]
pub async fn work_on(
    /// `claim`, or `give`.
    wish: String,
    /// To whom.
    #[server(default)]
    to: String,
    /// What was ticked: by code, as it was seen.
    #[server(default)]
    tick: BTreeMap<String, String>,
    /// The query of the page.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer_with_dossiers().await?;
    let wish = match (wish.as_str(), to.parse()) {
        ("claim", _) => Work::Claim,
        ("give", Ok(to)) => Work::GiveTo(to),
        _ => return Err(AppError::Unfit),
    };
    let seen: Vec<Seen> = tick.into_iter().filter_map(|(code, seen)| read_seen(code, &seen)).collect();
    let did = inbox::work(&portal, &officer, wish, &seen).await?;
    let refused = did.refused + did.nothing;
    lead_back(&back, &format!("xong={}&doi={}&khong={refused}", did.done, did.changed));
    Ok(())
}

/// What a row says of how it was seen.
fn read_seen(code: String, seen: &str) -> Option<Seen> {
    let (revision, assignee) = seen.split_once('.')?;
    let assignee = if assignee.is_empty() { None } else { Some(assignee.parse().ok()?) };
    Some(Seen { code, revision: revision.parse().ok()?, assignee })
}

/// Leads to the list that the form came from. Only what an address of the inbox can ask for goes along.
fn lead_back(back: &str, said: &str) {
    let query = Asked::of_query(back).query();
    let sign = if query.is_empty() { "?" } else { "&" };
    request::redirect(&format!("{}{query}{sign}{said}", routes::inbox(use_language())));
}

/// Keeps the list of an address under a name.
#[server(endpoint = "inbox/keep-view")]
pub async fn keep_view(
    /// The name.
    name: String,
    /// The query of the address.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer_with_dossiers().await?;
    let kept = inbox::keep(&portal, &officer, &name, &Asked::of_query(&back).first().query()).await?;
    let said = match kept {
        Saved::Kept => "da-luu",
        Saved::Unfit => "ten-sai",
        Saved::TooMany => "qua-nhieu",
    };
    lead_back(&back, said);
    Ok(())
}

/// Lets go of a list that was kept.
#[server(endpoint = "inbox/forget-view")]
pub async fn forget_view(
    /// Its id.
    id: Uuid,
    /// The query of the page.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer_with_dossiers().await?;
    inbox::forget(&portal, &officer, id).await?;
    lead_back(&back, "da-bo");
    Ok(())
}

/// What the page says of how many there are.
pub fn said_total(view: &InboxView) -> String {
    let shown = view.asked.view();
    let order = if shown == View::Closed { text::inbox::LATEST_FIRST } else { text::inbox::URGENT_FIRST };
    let key = if view.asked.is_filtered() { text::inbox::TOTAL_FILTERED } else { text::inbox::TOTAL };
    format!("{}, {}.", fill(key, &[("count", &view.total)]), t(order))
}

/// The address of a view.
pub fn address_of(view: View) -> String {
    format!("{}?xem={}", routes::inbox(use_language()), slug(view))
}
