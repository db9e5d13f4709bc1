//! `/tiep-nhan/quay`: who comes next. The scanner types into the one field and presses Enter.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried};
use backend::counter::{self, Begun};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::unread_sentence;
use crate::dossier::words::clock;
use crate::error::AppError;
use crate::i18n::{t, text::counter as c, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::server::{agency_name, officer_in_session};
use crate::staff::{Place, Staffed, hidden, is_checking, staff_page};
use crate::ui::{TextField, error_summary, heading, select_field, submit, text_field, title_of_wrong};

const HERE: &str = "counter";
const SCANNED: &str = "scanned";

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CounterPage {
    /// Codes and names of the desks for which one receives.
    desks: Vec<(String, String)>,
    /// Visits that are not done: id, name, time.
    waiting: Vec<(Uuid, String, String)>,
    /// What was scanned or typed last and says nobody's number, and why.
    refused: Option<(String, String)>,
}

/// Who comes next.
#[server(input = GetUrl, endpoint = "counter/page")]
pub async fn load_counter() -> Result<Staffed<CounterPage>, AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    if !counter::receives(&officer) {
        return Err(AppError::NotFound);
    }
    let desks = counter::desks(&portal, &officer).into_iter().map(|code| {
        let name = agency_name(&portal, &code);
        (code, name)
    });
    let waiting = counter::waiting(&portal, &officer).await?.into_iter();
    let tried = note::tried(&portal, &citizen, HERE).await?;
    let scanned = tried.and_then(|tried| tried.typed.get(SCANNED).cloned());
    let page = CounterPage {
        desks: desks.collect(),
        waiting: waiting.map(|one| (one.id, one.name, clock(one.began_at))).collect(),
        refused: scanned.and_then(|scanned| {
            let why = unread_sentence(&counter::unread(&portal, &scanned)?);
            Some((scanned, why))
        }),
    };
    Staffed::of(&portal, &officer, page).await
}

/// Begins with what the scanner typed, or a typed number.
#[server(endpoint = "counter/begin")]
pub async fn begin_visit(
    /// Code of the desk.
    #[server(default)]
    agency: String,
    /// What was scanned or typed.
    #[server(default)]
    scanned: String,
) -> Result<(), AppError> {
    let language = use_language();
    let (portal, citizen, officer) = officer_in_session().await?;
    if !counter::receives(&officer) {
        return Err(AppError::NotFound);
    }
    let to = match counter::begin(&portal, &officer, &agency, &scanned).await? {
        Begun::Visit(id) => {
            note::forget(&portal, &citizen).await?;
            routes::counter_visit(language, id)
        }
        Begun::Unread(_) => {
            let scanned: String = scanned.chars().take(300).collect();
            let typed = BTreeMap::from([(SCANNED.to_owned(), scanned)]);
            let tried = Tried { place: HERE.to_owned(), why: "unread".to_owned(), typed };
            note::leave_tried(&portal, &citizen, tried).await?;
            routes::counter(language) + "?kiem-tra"
        }
        Begun::NotTheirs => return Err(AppError::NotFound),
    };
    request::redirect(&to);
    Ok(())
}

/// `/tiep-nhan/quay`.
#[component]
pub fn Counter() -> impl IntoView {
    let checking = is_checking();
    load(|| LoadCounter {})
        .show(move || move |loaded| staff_page(loaded, Place::Counter, |page| draw(page, checking)))
}

fn draw(page: CounterPage, checking: bool) -> AnyView {
    let CounterPage { desks, waiting, refused } = page;
    let refused = refused.filter(|_| checking);
    let why = refused.as_ref().map(|(_, why)| why.clone());
    let problems = why.iter().map(|why| (SCANNED.to_owned(), why.clone())).collect();
    let title = t(c::COUNTER);
    let title = if why.is_some() { title_of_wrong(title) } else { title.to_owned() };
    let form = match desks.as_slice() {
        [] => view! { <p>{t(c::NO_DESK)}</p> }.into_any(),
        desks => scan_form(desks, refused.as_ref().map_or("", |(scanned, _)| scanned), why),
    };
    view! {
        <Title text=title />
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(t(c::COUNTER))} <p class="lead">{t(c::LEAD)}</p> {form} {(!waiting.is_empty()).then(|| waiting_list(waiting))}
        </div>
    }
    .into_any()
}

fn scan_form(desks: &[(String, String)], scanned: &str, why: Option<String>) -> AnyView {
    let agency = match desks {
        [(code, name)] => view! { <p class="meta">{name.clone()}</p> {hidden("agency", code)} }.into_any(),
        desks => {
            let first = desks.first().map_or("", |(code, _)| code);
            let field = TextField {
                path: "agency",
                name: "agency",
                label: t(c::DESK),
                value: first,
                ..TextField::default()
            };
            select_field(field, desks.to_vec())
        }
    };
    let field = text_field(TextField {
        path: SCANNED,
        name: SCANNED,
        label: t(c::SCAN),
        hint: t(c::SCAN_HINT),
        value: scanned,
        problem: Signal::stored(why),
        autocomplete: "off",
        digits: true,
        ..TextField::default()
    });
    view! {
        <form method="post" action=BeginVisit::url() novalidate autocomplete="off" class="flow">
            {agency} {field} <div class="actions">{submit(t(c::NEXT_PERSON))}</div>
        </form>
    }
    .into_any()
}

fn waiting_list(waiting: Vec<(Uuid, String, String)>) -> AnyView {
    let rows = waiting.into_iter().map(|(id, name, at)| {
        let to = routes::counter_visit(use_language(), id);
        view! {
            <li class="staff-row">
                // An ordinary page load: the form needs no program.
                <a href=to rel="external" lang="vi">{name}</a>
                <span class="meta">{at}</span>
            </li>
        }
    });
    view! {
        <section class="flow">
            <h2>{t(c::WAITING)}</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
