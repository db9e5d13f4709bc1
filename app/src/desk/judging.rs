//! Papers and answers, each with its verdict and the forms that change it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{Judge, Refuse, slug};
use super::model::{FileRow, ItemView, SheetPage};
use super::sheet::folded_under;
use crate::i18n::{fill, t, text::desk as d, use_language};
use crate::routes;
use crate::ui::{Button, Look, TextField, Tone, button, details, select_field, submit, tag, text_area};

/// The papers, with one button for all that nobody judged.
pub fn papers(page: &SheetPage) -> AnyView {
    let each = page.papers.iter().map(|paper| {
        let files = paper.files.iter().map(|file| file_row(page, file)).collect_view();
        let none = paper.files.is_empty().then(|| view! { <p class="meta">{t(d::NO_FILE)}</p> });
        let earlier = (!paper.earlier.is_empty()).then(|| {
            let files = paper.earlier.iter().map(|file| file_row(page, file)).collect_view();
            details(t(d::EARLIER), view! { <ul class="desk-files">{files}</ul> }.into_any())
        });
        let judged = paper.item.as_ref().map(|item| verdict(page, item, &paper.name, true));
        view! {
            <li class="desk-item" id=paper.item.as_ref().map(anchor)>
                <h3>{paper.name.clone()}</h3>
                <ul class="desk-files">{files}</ul>
                {none} {earlier} {judged}
            </li>
        }
    });
    view! {
        <section class="flow" id="papers">
            <h2>{t(d::PAPERS)}</h2>
            {rest(page)}
            <ul class="rows">{each.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn rest(page: &SheetPage) -> Option<AnyView> {
    (page.may_judge && page.unjudged > 0).then(|| {
        let label = fill(d::ACCEPT_REST, &[("count", &page.unjudged.to_string())]);
        view! {
            <form method="post" action=Judge::url()>
                {hidden(page)} <input type="hidden" name="act" value="rest" />
                {button(Button { label: &label, look: Look::Secondary, ..Button::default() })}
            </form>
        }
        .into_any()
    })
}

fn file_row(page: &SheetPage, file: &FileRow) -> AnyView {
    let language = use_language();
    let link = match &file.withheld {
        Some(why) => {
            view! { <span>{file.name.clone()}</span> <span class="meta">" " {why.clone()}</span> }.into_any()
        }
        None => {
            let href = routes::desk_viewer(language, &page.code, file.id);
            let picture = routes::desk_picture(&page.code, file.id, 1);
            view! {
                <a href=href class="desk-picture" aria-label=fill(d::VIEW_OF, &[("name", &file.name)])>
                    <img src=picture alt="" loading="lazy" width="827" height="1169" />
                    <span>{file.name.clone()}</span>
                </a>
            }
            .into_any()
        }
    };
    view! { <li>{link}</li> }.into_any()
}

/// The answers by section.
pub fn answers(page: &SheetPage) -> AnyView {
    let sections = page.sections.iter().map(|(title, rows)| {
        let rows = rows.iter().map(|row| {
            let lines = row.value.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
            let judged = row.item.as_ref().map(|item| verdict(page, item, &row.label, false));
            view! {
                <li class="desk-item desk-answer" id=row.item.as_ref().map(anchor)>
                    <p class="meta">{row.label.clone()}</p>
                    <p>{lines}</p>
                    {judged}
                </li>
            }
        });
        view! {
            <section class="flow">
                <h3>{title.clone()}</h3>
                <ul class="rows">{rows.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <section class="flow" id="answers">
            <h2>{t(d::ANSWERS)}</h2>
            {sections.collect_view()}
        </section>
    }
    .into_any()
}

fn anchor(item: &ItemView) -> String {
    ["i-", &slug(&item.key)].concat()
}

fn hidden(page: &SheetPage) -> AnyView {
    view! {
        <input type="hidden" name="code" value=page.code.clone() />
        <input type="hidden" name="revision" value=page.judgement_revision.to_string() />
    }
    .into_any()
}

/// The verdict on an item, and what changes it. Papers are accepted one by one, answers all at once: there are many, and
/// few are wrong.
fn verdict(page: &SheetPage, item: &ItemView, name: &str, one_by_one: bool) -> AnyView {
    let found = match item.will_do {
        Some(true) => Some(tag(Tone::Jade, t(d::ACCEPTED))),
        Some(false) => Some(tag(Tone::Son, t(d::REFUSED))),
        None => one_by_one.then(|| tag(Tone::Plain, t(d::NOT_JUDGED))),
    };
    let change = item.change.as_ref().map(|change| tag(Tone::Gold, change));
    let why = (!item.why.is_empty()).then(|| view! { <p>{item.why.clone()}</p> });
    let tags = (found.is_some() || change.is_some()).then(|| view! { <p class="tags">{found} {change}</p> });
    let forms = page.may_judge.then(|| forms(page, item, name, one_by_one));
    view! { <div class="desk-verdict">{tags} {why} {forms}</div> }.into_any()
}

fn forms(page: &SheetPage, item: &ItemView, name: &str, one_by_one: bool) -> AnyView {
    let one = |act: &'static str, label, of| {
        let label_more = fill(of, &[("name", name)]);
        let more = Button { label: t(label), look: Look::Secondary, small: true, ..Button::default() };
        view! {
            <form method="post" action=Judge::url() aria-label=label_more>
                {hidden(page)} <input type="hidden" name="act" value=act />
                <input type="hidden" name="item" value=item.key.clone() /> {button(more)}
            </form>
        }
        .into_any()
    };
    if item.will_do.is_some() {
        return one("forget", d::FORGET, d::FORGET_OF);
    }
    let path = super::sheet::problem_path(&item.key);
    let problem = page.problem(&item.key);
    let is_tried = problem.is_some();
    let reason = select_field(
        TextField {
            path: &path,
            name: "reason",
            label: t(d::REASON),
            value: page.typed(&item.key, "reason"),
            problem: Signal::stored(problem),
            ..TextField::default()
        },
        item.reasons.clone(),
    );
    let words = text_area(
        TextField {
            path: &[&path, "-words"].concat(),
            name: "words",
            label: t(d::WORDS),
            hint: t(d::WORDS_HINT),
            optional: true,
            value: page.typed(&item.key, "words"),
            ..TextField::default()
        },
        2,
    );
    let body = view! {
        <form
            method="post"
            action=Refuse::url()
            novalidate
            class="flow"
            aria-label=fill(d::REFUSE_OF, &[("name", name)])
        >
            {hidden(page)} <input type="hidden" name="item" value=item.key.clone() /> {reason} {words}
            {submit(t(d::REFUSE_BUTTON))}
        </form>
    };
    let accept = one_by_one.then(|| one("accept", d::ACCEPT, d::ACCEPT_OF));
    let summary = view! { {t(d::REFUSE)} <span class="hidden">": " {name.to_owned()}</span> };
    view! { {accept} {folded_under(summary.into_any(), is_tried, body.into_any())} }.into_any()
}
