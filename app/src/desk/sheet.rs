//! `/tiep-nhan/ho-so/{code}`: papers and answers side by side, each with its verdict; the moves beside them.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{GiveWord, LoadSheet, TakeFee, WaiveFee, WriteNote};
use super::judging::{answers, papers};
use super::model::{EventRow, SheetPage};
use super::moves::moves;
use super::words;
use crate::dossier::words::status;
use crate::i18n::{fill, t, text::desk as d, text::verify as v};
use crate::load::load;
use crate::routes;
use crate::staff::{Place, staff_page};
use crate::ui::summary_list::{Row, summary_grid};
use crate::ui::{
    Banner, Button, Look, TextField, Tone, Width, banner, banner_with, button, details, error_summary,
    file_field, icon, select_field, tag, text_area, text_field, title_of_wrong,
};

/// A dossier for an officer.
#[component]
pub fn DossierSheet() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name));
    let tried = asked("kiem-tra").unwrap_or_default();
    let since = asked("da-doi").and_then(|revision| revision.parse().ok()).unwrap_or_default();
    let done = asked("da-ghi").is_some();
    let is_refused = asked(super::REFUSED_DOCUMENT).is_some();
    load(move || LoadSheet { code: code.clone(), tried: tried.clone(), since }).show(move || {
        move |loaded| staff_page(loaded, Place::Elsewhere, |page| draw(&page, done, is_refused))
    })
}

fn draw(page: &SheetPage, done: bool, is_refused: bool) -> AnyView {
    let title = fill(d::TITLE, &[("code", &page.code)]);
    let problems = page.tried.as_ref().map(|tried| (problem_path(&tried.form), tried.sentence.clone()));
    let refused = is_refused.then(|| ("document".to_owned(), t(d::DOCUMENT_REFUSED).to_owned()));
    let problems: Vec<_> = problems.into_iter().chain(refused).collect();
    let shown_title = if problems.is_empty() { title } else { title_of_wrong(&title) };
    let (label, _, tone) = status(page.status);
    let late = page.is_late.then(|| tag(Tone::Son, t(d::LATE)));
    let facts = page.facts.iter().map(|(term, value)| Row::new(term.clone(), value.clone())).collect();
    let others = (!page.others.is_empty())
        .then(|| banner(Banner::Information, &fill(d::OTHERS, &[("names", &page.others)])));
    let kept = done.then(|| banner(Banner::Done, t(d::DONE)));
    view! {
        <Title text=shown_title />
        {error_summary(problems)}
        <div class="desk-sheet flow">
            <h1 tabindex="-1" translate="no">{page.code.replace('-', "\u{2011}")}</h1>
            <p class="tags">{tag(tone, t(label))} {late}</p>
            {kept} {meanwhile(page)} {others}
            {summary_grid(facts)}
            {parts()}
            <div class="desk-columns">
                <div class="desk-papers flow">{papers(page)} {documents(page)}</div>
                <div class="flow">{answers(page)}</div>
                <aside class="desk-moves flow">
                    {moves(page)} {word(page)} {fee(page)} {requests(page)} {forms(page)} {notes(page)} {history(page)}
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// Where to find what, for whoever has a small screen.
fn parts() -> AnyView {
    let parts = [("papers", d::PAPERS), ("answers", d::ANSWERS), ("moves", d::MOVES), ("notes", d::NOTES)];
    let links = parts.map(|(id, name)| {
        view! {
            <li>
                <a href=format!("#{id}") rel="external">{t(name)}</a>
            </li>
        }
    });
    view! {
        <nav class="desk-parts" aria-label=t(d::PARTS)>
            <ul>{links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

/// The field at which the form begins that was refused.
pub(super) fn problem_path(form: &str) -> String {
    match form {
        "note" | "word" | "fee" | "waive" => form.to_owned(),
        form if form.contains(':') => ["item-", &super::api::slug(form)].concat(),
        form => ["move-", form].concat(),
    }
}

/// That somebody else moved it, and what they did.
fn meanwhile(page: &SheetPage) -> Option<AnyView> {
    (!page.meanwhile.is_empty()).then(|| {
        let rows = page.meanwhile.iter().map(happened).collect_view();
        let body = view! {
            <h2>{t(d::CHANGED_TITLE)}</h2>
            <p>{t(d::CHANGED_LINE)}</p>
            <ol class="rows">{rows}</ol>
        };
        banner_with(Banner::Wait, icon::TRIANGLE_ALERT, body.into_any())
    })
}

fn happened(row: &EventRow) -> AnyView {
    let words = (!row.words.is_empty()).then(|| view! { <p class="meta">{row.words.clone()}</p> });
    view! {
        <li>
            <b>{row.what.clone()}</b>
            <p class="meta">{row.at.clone()} " · " {row.who.clone()}</p>
            {words}
        </li>
    }
    .into_any()
}

fn history(page: &SheetPage) -> AnyView {
    let rows = page.events.iter().map(happened).collect_view();
    details(t(d::HISTORY), view! { <ol class="rows">{rows}</ol> }.into_any())
}

fn requests(page: &SheetPage) -> Option<AnyView> {
    (!page.requests.is_empty()).then(|| {
        let each = page.requests.iter().map(|request| {
            let items = request.items.iter().map(|item| view! { <li>{item.clone()}</li> }).collect_view();
            view! {
                <section>
                    <h3>{request.title.clone()}</h3>
                    <p class="meta">{request.asked.clone()} " · " {request.answered.clone()}</p>
                    <ul>{items}</ul>
                </section>
            }
        });
        details(t(d::MOVE_REQUEST_SUPPLEMENT), each.collect_view().into_any())
    })
}

/// The forms that were given out, and the control sheet, which is drawn of what is known now.
fn forms(page: &SheetPage) -> AnyView {
    let given = page.forms.iter().map(|(id, name, at)| {
        view! {
            <li>
                <a href=routes::desk_form(&page.code, *id) rel="external">{name.clone()} " (PDF)"</a>
                <p class="meta">{at.clone()}</p>
            </li>
        }
    });
    let body = view! {
        <ul class="rows">
            {given.collect_view()}
            <li>
                <a href=routes::control_sheet(&page.code) rel="external">{t(v::CONTROL_SHEET)} " (PDF)"</a>
            </li>
        </ul>
    };
    details(t(v::GIVEN_OUT), body.into_any())
}

fn word(page: &SheetPage) -> Option<AnyView> {
    page.may_give_word.then(|| {
        view! {
            <form method="post" action=GiveWord::url()>
                <input type="hidden" name="code" value=page.code.clone() />
                {button(Button { label: t(d::GIVE_WORD), look: Look::Secondary, ..Button::default() })}
            </form>
        }
        .into_any()
    })
}

fn fee(page: &SheetPage) -> Option<AnyView> {
    let amount = page.takes_fee?;
    let known = if amount > 0 { domain::money::display_number(amount, 0) } else { String::new() };
    let typed = page.typed("fee", "amount");
    let amount = text_field(TextField {
        path: "fee",
        name: "amount",
        label: t(d::ASK_AMOUNT),
        value: if typed.is_empty() { &known } else { typed },
        inputmode: "numeric",
        width: Width::W10,
        problem: Signal::stored(page.problem("fee")),
        ..TextField::default()
    });
    let number = text_field(TextField {
        path: "fee-number",
        name: "number",
        label: t(d::FEE_NUMBER),
        value: page.typed("fee", "number"),
        width: Width::W16,
        ..TextField::default()
    });
    let reason = text_field(TextField {
        path: "waive",
        name: "reason",
        label: t(d::ASK_REASON),
        value: page.typed("waive", "reason"),
        problem: Signal::stored(page.problem("waive")),
        ..TextField::default()
    });
    let receipts = page.receipts.iter().map(|receipt| view! { <li>{receipt.clone()}</li> }).collect_view();
    let secondary = |label| button(Button { label: t(label), look: Look::Secondary, ..Button::default() });
    let body = view! {
        <ul>{receipts}</ul>
        <form method="post" action=TakeFee::url() novalidate class="flow">
            <input type="hidden" name="code" value=page.code.clone() />
            {amount} {number} {secondary(d::FEE_TAKE)}
        </form>
        <form method="post" action=WaiveFee::url() novalidate class="flow">
            <input type="hidden" name="code" value=page.code.clone() />
            {reason} {secondary(d::FEE_WAIVE)}
        </form>
    };
    let is_tried = page.tried.as_ref().is_some_and(|tried| matches!(tried.form.as_str(), "fee" | "waive"));
    Some(folded(t(d::FEE), is_tried, body.into_any()))
}

/// Something that is opened to be done; open where it was tried.
pub(super) fn folded(summary: &str, is_open: bool, body: AnyView) -> AnyView {
    folded_under(summary.to_owned().into_any(), is_open, body)
}

/// The same under a summary with markup.
pub(super) fn folded_under(summary: AnyView, is_open: bool, body: AnyView) -> AnyView {
    view! {
        <details class="details" open=is_open>
            <summary>{summary}</summary>
            <div class="flow">{body}</div>
        </details>
    }
    .into_any()
}

fn notes(page: &SheetPage) -> AnyView {
    let each = page.notes.iter().map(|(who, text)| {
        let lines = text.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
        view! {
            <li>
                <p class="meta">{who.clone()}</p>
                <p>{lines}</p>
            </li>
        }
    });
    let write = page.may_note.then(|| {
        let text = text_area(
            TextField {
                path: "note",
                name: "text",
                label: t(d::NOTE_LABEL),
                hint: t(d::NOTES_HINT),
                value: page.typed("note", "text"),
                problem: Signal::stored(page.problem("note")),
                ..TextField::default()
            },
            3,
        );
        view! {
            <form method="post" action=WriteNote::url() novalidate class="flow">
                <input type="hidden" name="code" value=page.code.clone() />
                {text}
                {button(Button { label: t(d::NOTE_ADD), look: Look::Secondary, ..Button::default() })}
            </form>
        }
    });
    view! {
        <section class="flow" id="notes">
            <h2>{t(d::NOTES)}</h2>
            <ul class="rows">{each.collect_view()}</ul>
            {write}
        </section>
    }
    .into_any()
}

fn documents(page: &SheetPage) -> Option<AnyView> {
    if page.documents.is_empty() && page.adds.is_empty() {
        return None;
    }
    let each = page.documents.iter().map(|(id, name, kind)| {
        let href = routes::desk_document(&page.code, *id);
        view! {
            <li>
                <a href=href rel="external" download="">{name.clone()}</a>
                <span class="meta">" · " {kind.clone()}</span>
            </li>
        }
    });
    let add = (!page.adds.is_empty()).then(|| {
        let kinds = page.adds.iter().map(|kind| (kind.clone(), words::document(kind).to_owned())).collect();
        let first = page.adds.first().map_or("", String::as_str);
        let kind = select_field(
            TextField {
                path: "kind",
                name: "kind",
                label: t(d::DOCUMENT_KIND),
                value: first,
                ..TextField::default()
            },
            kinds,
        );
        let accept = domain::attachment::accept(&domain::attachment::FileKind::ALL);
        let file = file_field(
            TextField { path: "document", name: "file", label: t(d::DOCUMENT_FILE), ..TextField::default() },
            &accept,
            false,
        );
        view! {
            <form
                method="post"
                enctype="multipart/form-data"
                action=routes::desk_upload(&page.code)
                novalidate
                class="flow"
            >
                {kind} {file}
                {button(Button { label: t(d::DOCUMENT_ADD), look: Look::Secondary, ..Button::default() })}
            </form>
        }
    });
    Some(
        view! {
            <section class="flow" id="documents">
                <h2>{t(d::DOCUMENTS)}</h2>
                <ul class="rows">{each.collect_view()}</ul>
                {add}
            </section>
        }
        .into_any(),
    )
}
