//! What surrounds the pages of officers: where they can go, and as what they work.

use backend::Portal;
use backend::access::AccessAdministrator;
use backend::staff::{Officer, StaffAdministrator, absence, names};
use domain::staff::{Action, Deed, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::role_name;
use super::server::agency_name;
use crate::error::{AppError, Failure, NotFound};
use crate::i18n::{Key, fill, t, text, use_language};
use crate::routes;

/// A page of officers: which of them is looking, and what it shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Staffed<T> {
    /// Who is looking.
    pub staff: StaffView,
    /// What the page shows.
    pub page: T,
}

/// An officer as the frame shows them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffView {
    /// Their name.
    pub name: String,
    /// As what they may work now, their own roles first.
    pub acting: Vec<ActingView>,
    /// There are dossiers for them.
    pub works_on_dossiers: bool,
    /// They receive at the counter.
    pub at_counter: bool,
    /// They can let a colleague stand in.
    pub may_delegate: bool,
    /// They let people in and out.
    pub may_invite: bool,
    /// They give other systems access.
    pub may_give_access: bool,
    /// They write the mails and messages that citizens get.
    pub may_edit_templates: bool,
    /// They write procedures.
    pub may_edit_catalogue: bool,
    /// They set agencies and their calendars.
    pub may_edit_agencies: bool,
}

/// A role in which an officer works.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActingView {
    /// The role.
    pub role: Role,
    /// Name of the agency.
    pub agency: String,
    /// Name of the colleague for whom they stand in.
    pub stands_in_for: Option<String>,
}

impl<T> Staffed<T> {
    /// What `page` shows to `officer`.
    pub async fn of(portal: &Portal, officer: &Officer, page: T) -> Result<Self, AppError> {
        let absent: Vec<_> = officer.acting().iter().filter_map(|acting| acting.stands_in_for).collect();
        let names = names(portal, officer, &absent).await?;
        let acting = officer.acting().iter().map(|acting| ActingView {
            role: acting.membership.role,
            agency: agency_name(portal, &acting.membership.agency),
            stands_in_for: acting.stands_in_for.map(|id| names.get(&id).cloned().unwrap_or_default()),
        });
        let staff = StaffView {
            name: officer.name().to_owned(),
            acting: acting.collect(),
            works_on_dossiers: officer.works_on_dossiers(),
            at_counter: backend::counter::receives(officer),
            may_delegate: !absence::own_roles(officer).is_empty(),
            may_invite: StaffAdministrator::of(officer).is_some(),
            may_give_access: AccessAdministrator::of(officer).is_some(),
            may_edit_catalogue: officer.may(Action::InPortal(Deed::EditCatalogue)).is_some(),
            may_edit_agencies: officer.may(Action::InPortal(Deed::EditAgencies)).is_some(),
            may_edit_templates: officer.may(Action::InPortal(Deed::EditTemplates)).is_some(),
        };
        Ok(Self { staff, page })
    }
}

/// Which of the pages one is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The inbox.
    Inbox,
    /// The counter.
    Counter,
    /// Help with accounts at the counter.
    Help,
    /// Who stands in for whom.
    Absence,
    /// Who works for the agencies.
    Members,
    /// Other systems.
    Systems,
    /// The mails and messages that citizens get.
    Templates,
    /// The procedures.
    Procedures,
    /// The words by which they are found.
    Words,
    /// The agencies.
    Agencies,
    /// One that is below none of them.
    Elsewhere,
}

/// Draws a page of officers, or says why not.
pub fn staff_page<T>(
    loaded: Result<Staffed<T>, AppError>,
    here: Place,
    draw: impl FnOnce(T) -> AnyView,
) -> AnyView {
    match loaded {
        Ok(Staffed { staff, page }) => view! {
            {navigation(&staff, here)}
            {draw(page)}
        }
        .into_any(),
        Err(AppError::NotFound) => crate::drawn::still(NotFound().into_any()),
        // Led away.
        Err(AppError::LoggedOut) => ().into_any(),
        Err(error) => view! { <Failure error /> }.into_any(),
    }
}

fn navigation(staff: &StaffView, here: Place) -> AnyView {
    let language = use_language();
    let link = |place: Place, name: Key, href: String| {
        let current = (place == here).then_some("page");
        view! { <li><a href=href aria-current=current>{t(name)}</a></li> }
    };
    let links = [
        staff.works_on_dossiers.then(|| link(Place::Inbox, text::staff::INBOX, routes::inbox(language))),
        staff.at_counter.then(|| link(Place::Counter, text::counter::COUNTER, routes::counter(language))),
        staff.at_counter.then(|| link(Place::Help, text::counter::HELP, routes::counter_help(language))),
        staff.may_delegate.then(|| link(Place::Absence, text::staff::ABSENCE, routes::absence(language))),
        staff.may_invite.then(|| link(Place::Members, text::staff::MEMBERS, routes::members(language))),
        staff.may_give_access.then(|| link(Place::Systems, text::access::SYSTEMS, routes::systems(language))),
        staff
            .may_edit_catalogue
            .then(|| link(Place::Procedures, text::administration::PROCEDURES, routes::procedures(language))),
        staff
            .may_edit_catalogue
            .then(|| link(Place::Words, text::administration::SEARCH_WORDS, routes::search_words(language))),
        staff
            .may_edit_agencies
            .then(|| link(Place::Agencies, text::administration::AGENCIES, routes::agencies(language))),
        staff
            .may_edit_templates
            .then(|| link(Place::Templates, text::administration::TEMPLATES, routes::templates(language))),
    ];
    let acting = staff.acting.iter().map(|one| view! { <li>{acting_line(one)}</li> }).collect_view();
    view! {
        <div class="staff-frame">
            <nav class="staff-nav" aria-label=t(text::staff::NAVIGATION)>
                <ul>{links.into_iter().flatten().collect_view()}</ul>
            </nav>
            <ul class="staff-acting" aria-label=t(text::staff::ACTING)>{acting}</ul>
        </div>
    }
    .into_any()
}

/// "Cán bộ một cửa · Trung tâm …", with whom one stands in for.
fn acting_line(acting: &ActingView) -> String {
    let role = t(role_name(acting.role));
    match &acting.stands_in_for {
        None => format!("{role} · {}", acting.agency),
        Some(name) => {
            let values = [("role", role), ("agency", &acting.agency), ("name", name)];
            fill(text::staff::STANDS_IN, &values)
        }
    }
}
