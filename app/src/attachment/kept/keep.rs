//! After filing: which papers of a dossier are kept, and until when each is good.

use domain::attachment::kept::{MOST_KEPT, expiry};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use super::api::{KeepPage, KeepPapers, Keepable, LoadKeepable};
use super::expiry_sentence;
use crate::dossier::shown;
use crate::dossier::words::say;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::post::post_form;
use crate::routes;
use crate::ui::icon::{CIRCLE_ALERT, CIRCLE_CHECK};
use crate::ui::notice::banner_with;
use crate::ui::tag::tag_with;
use crate::ui::{
    Banner, Choices, TextField, Tone, back_link, checkbox, date_field, error_summary, submit, title_of_wrong,
};

/// Keep papers of a dossier.
#[component]
pub fn Keep() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    // What was ticked and typed, where it could not be taken.
    let query = use_query_map().get_untracked();
    let here = routes::keep_papers(use_language(), &code);
    load(move || LoadKeepable { code: code.clone() }).show(move || {
        let (here, query) = (here.clone(), query.clone());
        move |loaded| shown(loaded, &here, |page| draw(page, &query))
    })
}

fn draw(page: KeepPage, query: &ParamsMap) -> AnyView {
    let title = t(text::kept::KEEP_TITLE);
    let mut problems = Vec::new();
    let first = page.papers.iter().position(|paper| !paper.is_kept);
    let is_left = first.is_some();
    // That nothing was ticked is said where one can tick first.
    let lacking = first.filter(|_| query.get("kiem-tra").is_some());
    let draw = |(paper, at)| row(paper, query, page.today, lacking == Some(at), &mut problems);
    let papers: Vec<AnyView> = page.papers.iter().zip(0..).map(draw).collect();
    let full = query.get("day").is_some().then(|| {
        let sentence = fill(text::kept::FULL, &[("max", &MOST_KEPT.to_string())]);
        banner_with(Banner::Wrong, CIRCLE_ALERT, view! { <p>{sentence}</p> }.into_any())
    });
    let form = is_left.then(|| {
        view! {
            <p>{t(text::kept::CONSENT)}</p>
            <div class="actions">{submit(t(text::kept::KEEP))}</div>
        }
    });
    let code = page.code.replace('-', "\u{2011}");
    let page_title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    view! {
        <Title text=page_title />
        <div class="sheet flow">
            {error_summary(problems)}
            {full}
            {back_link(&routes::dossier(use_language(), &page.code))}
            <p class="meta">{say(&page.procedure)} " · " <span translate="no">{code}</span></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{t(if page.papers.is_empty() { text::kept::NO_PAPERS } else { text::kept::KEEP_LEAD })}</p>
            {post_form::<KeepPapers>("", view! {
                <input type="hidden" name="code" value=page.code />
                <div class="flow">
                    <ul class="rows">{papers}</ul>
                    {form}
                </div>
            }.into_any())}
        </div>
    }
    .into_any()
}

fn row(
    paper: &Keepable,
    query: &ParamsMap,
    today: chrono::NaiveDate,
    lacking: bool,
    problems: &mut Vec<(String, String)>,
) -> AnyView {
    let name = say(&paper.name);
    let files = paper.files.join(", ");
    if paper.is_kept {
        return view! {
            <li>
                <p class="h3">{name}</p>
                <p class="meta">{files}</p>
                <p class="tags">{tag_with(Tone::Jade, CIRCLE_CHECK, t(text::kept::IS_KEPT))}</p>
            </li>
        }
        .into_any();
    }
    let of = |what: &str| query.get(&format!("{what}.{}", paper.requirement));
    let (ticked, typed) = (of("giu").is_some(), of("han").unwrap_or_default());
    let path = format!("expires.{}", paper.requirement);
    let problem = expiry(&typed, today).err().filter(|_| ticked).map(|wrong| expiry_sentence(&wrong));
    problems.extend(problem.iter().map(|sentence| (path.clone(), sentence.clone())));
    let keep = format!("keep.{}", paper.requirement);
    let nothing_ticked = lacking.then(|| t(text::kept::NOTHING_TICKED).to_owned());
    problems.extend(nothing_ticked.iter().map(|sentence| (keep.clone(), sentence.clone())));
    let tick = Choices {
        path: &keep,
        name: &format!("keep[{}]", paper.requirement),
        hint: &files,
        problem: Signal::stored(nothing_ticked),
        ..Choices::default()
    };
    let field = date_field(TextField {
        path: &path,
        name: &format!("expires[{}]", paper.requirement),
        label: t(text::kept::EXPIRY),
        hint: t(text::kept::EXPIRY_HINT),
        optional: true,
        value: &typed,
        problem: Signal::stored(problem),
        ..TextField::default()
    });
    // So that those who listen hear whose day it is.
    view! {
        <li>
            <div class="keepable" role="group" aria-label=name.clone()>
                {checkbox(tick, &name, ticked)}
                {field}
            </div>
        </li>
    }
    .into_any()
}
