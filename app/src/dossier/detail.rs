//! A dossier for the one who filed it: where it stands, what was answered, the files.

use domain::date;
use domain::dossier::Status;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::LoadDossier;
use super::model::{DossierEntry, DossierPage};
use super::transfer::how_to_pay;
use super::words::{clock, day, happened, moment, say, status};
use super::{review, shown};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::steps::{State, Step, step_list};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{back_link, inset, tag};
use crate::verify;

/// A dossier.
#[component]
pub fn Detail() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    load(move || LoadDossier { code: code.get() }).show(move || {
        let here = routes::dossier(use_language(), &code.get_untracked());
        move |loaded| shown(loaded, &here, draw)
    })
}

fn draw(page: DossierPage) -> AnyView {
    let language = use_language();
    let (label, _, tone) = status(page.entry.status);
    let code = page.entry.code.clone();
    let groups = page.groups.iter().map(|group| review::answers(group, "")).collect::<Vec<_>>();
    let has_papers = page.groups.iter().flat_map(|group| &group.rows).any(|row| !row.files.is_empty());
    let keeps = has_papers.then(|| {
        view! { <p><a href=routes::keep_papers(language, &code)>{t(text::kept::KEEP_TITLE)}</a></p> }
    });
    view! {
        <Title text=fill(text::dossier::DOSSIER_TITLE, &[("code", &code)]) />
        <div class="sheet flow">
            {back_link(&routes::dossiers(language))}
            <p class="meta">{say(&page.entry.procedure)}</p>
            <h1 tabindex="-1" translate="no">{code.replace('-', "\u{2011}")}</h1>
            <p class="tags">{tag(tone, t(label))}</p>
            {fate(&page)}
            {standing(&page.entry, &say(&page.desk))}
            {page.to_pay.as_ref().map(|pay| how_to_pay(&code, pay))}
            <section class="flow">
                <h2>{t(text::dossier::HISTORY)}</h2>
                {history(&page)}
            </section>
            {forms(&page)}
            {groups}
            {keeps}
            <p><a href=routes::receipt(language, &code)>{t(text::dossier::SEE_RECEIPT)}</a></p>
        </div>
    }
    .into_any()
}

/// What became of it, and what its applicant can do.
#[cfg(feature = "ssr")]
fn fate(page: &DossierPage) -> Option<AnyView> {
    let fate = serde_json::from_str(&page.fate).ok()?;
    Some(crate::following::fate(&page.entry.code, &fate))
}

/// The browser's program does not draw this page.
#[cfg(not(feature = "ssr"))]
fn fate(_: &DossierPage) -> Option<AnyView> {
    None
}

/// Dates, and what happens next.
pub fn standing(entry: &DossierEntry, desk: &str) -> AnyView {
    let (_, next, _) = status(entry.status);
    let by = entry.answer_by;
    let answer_by = format!("{}, {}", clock(by), day(date::today(by)));
    let mut rows = vec![
        Row::new(t(text::dossier::RECEIVED_BY), desk),
        Row::new(t(text::dossier::FILED_AT), moment(entry.submitted_at)),
    ];
    if entry.status == Status::Submitted {
        rows.push(Row::new(t(text::dossier::ANSWER_BY), answer_by.clone()));
    }
    let result = entry.result_by.map_or_else(|| t(text::dossier::BY_LAW).to_owned(), day);
    rows.push(Row::new(t(text::dossier::RESULT_DUE), result));
    let next = fill(next, &[("moment", &answer_by), ("desk", desk)]);
    view! {
        {inset(view! { <p><b>{t(text::dossier::NEXT_STEP)}</b> " " {next}</p> }.into_any())}
        {summary_list(rows)}
    }
    .into_any()
}

/// The forms that the agency gave out, as files.
fn forms(page: &DossierPage) -> Option<AnyView> {
    if page.forms.is_empty() {
        return None;
    }
    let rows = page.forms.iter().map(|given| {
        let name = t(verify::name(given.form));
        let file = routes::printed_form(&page.entry.code, given.id);
        // No page of the program: the browser takes the file.
        let link = view! { <a href=file rel="external">{name} " (PDF)"</a> };
        Row::of(moment(given.issued_at), link.into_any())
    });
    Some(
        view! {
            <section class="flow">
                <h2>{t(text::verify::GIVEN_OUT)}</h2>
                {summary_list(rows.collect())}
            </section>
        }
        .into_any(),
    )
}

fn history(page: &DossierPage) -> AnyView {
    let last = page.events.len().saturating_sub(1);
    let steps = page.events.iter().enumerate().map(|(at, (moment_of, stood, note))| Step {
        label: t(note.map_or(status(*stood).0, happened)).to_owned(),
        line: moment(*moment_of),
        href: None,
        state: if at == last && !stood.is_final() { State::Now } else { State::Done },
    });
    step_list(steps.collect())
}
