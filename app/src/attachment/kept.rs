//! Kho giấy tờ của tôi: papers that were handed in, kept to be handed in again. Drawn by the server alone.

mod api;
mod choose;
mod keep;

use domain::attachment::kept::{Standing, WrongExpiry};
use domain::date;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::path;
use uuid::Uuid;

use crate::dossier::shown;
use crate::dossier::words::{say, size};
use crate::drawn::drawn;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::post::post_form;
use crate::routes;
use crate::ui::icon::{CIRCLE_ALERT, CLOCK, TRASH};
use crate::ui::problem::problem_sentence;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::tag::tag_with;
use crate::ui::{
    Banner, Button, Look, TextField, Tone, back_link, banner, button, button_link, date_field, empty,
    error_summary, inset, submit, title_of_wrong,
};
use api::{ChangeExpiry, DropKept, Entry, LoadKept, LoadKeptPaper};
use choose::Choose;
use keep::Keep;

/// The addresses of this feature.
#[component(transparent)]
pub fn KeptRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tai-khoan/giay-to") view=drawn!(Store) />
        <Route path=path!("/tai-khoan/giay-to/:kept") view=drawn!(Expiry) />
        <Route path=path!("/tai-khoan/giay-to/:kept/xoa") view=drawn!(Drop) />
        <Route path=path!("/ho-so/:code/giu-giay-to") view=drawn!(Keep) />
        <Route path=path!("/nop-ho-so/:draft/kho/:paper") view=drawn!(Choose) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// "Kho giấy tờ của tôi".
#[component]
fn Store() -> impl IntoView {
    let done = use_query_map().with_untracked(|query| {
        let sentences = [
            ("da-giu", text::kept::KEPT),
            ("da-doi", text::kept::EXPIRY_CHANGED),
            ("da-xoa", text::kept::DELETED),
        ];
        sentences.into_iter().find(|(name, _)| query.get(name).is_some()).map(|(_, sentence)| sentence)
    });
    load(|| LoadKept {}).show(move || {
        let here = routes::kept(use_language());
        move |loaded| {
            shown(loaded, &here, |papers| {
                view! {
                    <Title text=t(text::kept::STORE_TITLE) />
                    <div class="sheet flow">
                        {done.map(|sentence| banner(Banner::Done, t(sentence)))}
                        <h1 tabindex="-1">{t(text::kept::STORE_TITLE)}</h1>
                        {store(papers)}
                    </div>
                }
                .into_any()
            })
        }
    })
}

fn store(papers: Vec<Entry>) -> AnyView {
    let language = use_language();
    if papers.is_empty() {
        let to_dossiers = Button { label: t(text::dossier::DOSSIERS_TITLE), ..Button::default() };
        let body = view! {
            <p>{t(text::kept::EMPTY_LINE)}</p>
            <div class="actions">{button_link(to_dossiers, &routes::dossiers(language))}</div>
        };
        return empty(t(text::kept::EMPTY), body.into_any());
    }
    let rows = papers.into_iter().map(|paper| {
        let more = format!(" {}", say(&paper.name));
        let small = Button { label_more: &more, small: true, look: Look::Secondary, ..Button::default() };
        let change = Button { label: t(text::kept::CHANGE_EXPIRY), ..small };
        let drop = Button { label: t(text::kept::DROP), look: Look::Destructive, icon: Some(TRASH), ..small };
        view! {
            <li class="kept">
                {face(&paper, true)}
                <div class="actions">
                    {button_link(change, &routes::kept_paper(language, paper.id))}
                    {button_link(drop, &routes::drop_kept(language, paper.id))}
                </div>
            </li>
        }
    });
    view! {
        <p class="lead">{t(text::kept::STORE_LEAD)}</p>
        <ul class="rows">{rows.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

/// What a kept paper is, where it comes from, how long it is good, and its files.
fn face(paper: &Entry, with_dossier: bool) -> AnyView {
    let standing = standing(paper.standing).map(|tag| view! { <p class="tags">{tag}</p> });
    let from = with_dossier.then(|| {
        let to = routes::dossier(use_language(), &paper.dossier);
        let code = paper.dossier.replace('-', "\u{2011}");
        let procedure = paper.procedure.as_ref().map(|procedure| format!(", {}", say(procedure)));
        view! { ", " {t(text::kept::WITH_DOSSIER)} " " <a href=to translate="no">{code}</a> {procedure} }
    });
    let files = paper.files.iter().map(|(id, name, bytes)| {
        view! {
            <li>
                <a href=routes::download(*id) rel="external">{name.clone()}</a>
                <span class="meta">" · "{size(*bytes)}</span>
            </li>
        }
    });
    view! {
        <p class="h3">{say(&paper.name)}</p>
        <p class="meta">{fill(text::kept::HANDED_IN, &[("day", &date::display(paper.handed_in_on))])} {from}</p>
        <p class="meta">{good_until(paper)}</p>
        {standing}
        <ul class="files">{files.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

fn good_until(paper: &Entry) -> String {
    match paper.expires_on {
        Some(day) => fill(text::kept::GOOD_UNTIL, &[("day", &date::display(day))]),
        None => t(text::kept::WITHOUT_EXPIRY).to_owned(),
    }
}

/// That a paper is over, or will soon be.
fn standing(standing: Standing) -> Option<AnyView> {
    match standing {
        Standing::Good => None,
        Standing::EndsSoon => Some(tag_with(Tone::Gold, CLOCK, t(text::kept::ENDS_SOON))),
        Standing::Expired => Some(tag_with(Tone::Son, CIRCLE_ALERT, t(text::kept::EXPIRED))),
    }
}

/// What is wrong with a last day, in one sentence.
fn expiry_sentence(wrong: &WrongExpiry) -> String {
    match wrong {
        WrongExpiry::NotADay(problem) => problem_sentence(problem, t(text::kept::EXPIRY)),
        WrongExpiry::Over => t(text::kept::EXPIRY_OVER).to_owned(),
    }
}

/// The paper of the address.
fn this_paper() -> Option<Uuid> {
    use_params_map().with_untracked(|params| params.get_str("kept")?.parse().ok())
}

/// The last day of a paper, to change it.
#[component]
fn Expiry() -> impl IntoView {
    let id = this_paper();
    // What was typed and could not be taken.
    let typed = use_query_map().with_untracked(|query| query.get("han"));
    load(move || LoadKeptPaper { id }).show(move || {
        let typed = typed.clone();
        let here = routes::kept_paper(use_language(), id.unwrap_or_default());
        move |loaded| shown(loaded, &here, |(paper, today)| draw_expiry(paper, typed, today))
    })
}

fn draw_expiry(paper: Entry, typed: Option<String>, today: chrono::NaiveDate) -> AnyView {
    let problem = typed.as_deref().and_then(|typed| domain::attachment::kept::expiry(typed, today).err());
    let problem = problem.map(|wrong| expiry_sentence(&wrong));
    let value = typed.or(paper.expires_on.map(date::display)).unwrap_or_default();
    let title = fill(text::kept::EXPIRY_TITLE, &[("paper", &say(&paper.name))]);
    let page_title = if problem.is_some() { title_of_wrong(&title) } else { title.clone() };
    let summary = problem.iter().map(|sentence| ("expires".to_owned(), sentence.clone())).collect();
    let field = date_field(TextField {
        path: "expires",
        name: "expires",
        label: t(text::kept::EXPIRY),
        hint: t(text::kept::EXPIRY_HINT),
        optional: true,
        value: &value,
        problem: Signal::stored(problem),
        ..TextField::default()
    });
    view! {
        <Title text=page_title />
        <div class="question flow">
            {error_summary(summary)}
            {back_link(&routes::kept(use_language()))}
            <h1 tabindex="-1">{title}</h1>
            {post_form::<ChangeExpiry>("", view! {
                <input type="hidden" name="id" value=paper.id.to_string() />
                <div class="form">
                    {field}
                    <div class="actions">{submit(t(text::kept::SAVE))}</div>
                </div>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// Asks whether a paper is really to be kept no longer.
#[component]
fn Drop() -> impl IntoView {
    let id = this_paper();
    load(move || LoadKeptPaper { id }).show(move || {
        let here = routes::drop_kept(use_language(), id.unwrap_or_default());
        move |loaded| shown(loaded, &here, |(paper, _)| draw_drop(paper))
    })
}

fn draw_drop(paper: Entry) -> AnyView {
    let back = routes::kept(use_language());
    let files = paper.files.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let facts = vec![
        Row::new(t(text::kept::PAPER), say(&paper.name)),
        Row::new(t(text::kept::FILES), files),
        Row::new(t(text::kept::HANDED_IN_ON), date::display(paper.handed_in_on)),
    ];
    let drop = Button {
        label: t(text::kept::DROP),
        look: Look::Destructive,
        icon: Some(TRASH),
        ..Button::default()
    };
    let leave = Button { label: t(text::kept::DO_NOT_DROP), look: Look::Secondary, ..Button::default() };
    view! {
        <Title text=t(text::kept::DROP_TITLE) />
        <div class="question flow">
            {back_link(&back)}
            <h1 tabindex="-1">{t(text::kept::DROP_TITLE)}</h1>
            {summary_list(facts)}
            {inset(view! { <p>{t(text::kept::DROP_MEANS)}</p> }.into_any())}
            {post_form::<DropKept>("", view! {
                <input type="hidden" name="id" value=paper.id.to_string() />
                <div class="actions">{button(drop)} {button_link(leave, &back)}</div>
            }.into_any())}
        </div>
    }
    .into_any()
}
