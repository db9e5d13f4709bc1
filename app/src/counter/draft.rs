//! All that is filed at the counter, in one form: answers, papers seen or scanned, the pledge and the fee.

use std::collections::BTreeSet;

use domain::Answers;
use domain::dossier::sections::PLEDGE;
use domain::form::Section;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::dossier::model::{File, Paper, Papers};
use crate::dossier::words::{say, size};
use crate::i18n::{fill, t, text::counter as c, use_language};
use crate::routes;
use crate::staff::hidden;
use crate::ui::choices::Choices;
use crate::ui::form::{Form, Judged, form_fields, input_name};
use crate::ui::{Button, Look, TextField, Width, button, checkbox, file_field, text_field};

/// Name of the field of the fee.
pub const FEE: &str = "fee";
/// Name of the field of the receipt's number.
pub const NUMBER: &str = "receipt";

/// All that is filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DraftBody {
    /// Name of the procedure.
    pub procedure: String,
    /// The sections in order.
    pub parts: Vec<Part>,
    /// Questions that decide which papers are needed.
    pub questions: Section,
    /// What was answered.
    pub answers: Answers,
    /// The papers.
    pub papers: Papers,
    /// Those of which the officer saw the paper itself.
    pub seen: BTreeSet<String>,
    /// The applicant signed that everything is true.
    pub pledged: bool,
    /// What is known of the fee.
    pub price: String,
    /// What is taken now.
    pub fee: String,
    /// Number of the receipt.
    pub number: String,
}

/// A section with its heading.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// Its questions.
    pub section: Section,
}

/// Where a paper is ticked as seen.
pub fn seen_path(paper: &str) -> String {
    ["seen.", paper].concat()
}

/// Draws the form.
pub fn draw(visit: Uuid, body: DraftBody, problems: &[(String, String)]) -> AnyView {
    let DraftBody { parts, questions, answers, papers, seen, pledged, price, fee, number, .. } = body;
    let problem = |path: &str| {
        let found = problems.iter().find(|(at, _)| at == path);
        Signal::stored(found.map(|(_, sentence)| sentence.clone()))
    };
    let fields = |section: Section| {
        let judged = Judged { problems: problems.to_vec(), warnings: Vec::new() };
        form_fields(Form { section, answers: answers.clone(), judged, judge: None, on_change: None })
    };
    let drawn = parts.into_iter().map(|part| {
        view! { <section class="flow"><h2>{part.title}</h2> {fields(part.section)}</section> }
    });
    let drawn = drawn.collect_view();
    let asked = (!questions.fields.is_empty()).then(|| {
        let refresh = Button {
            label: t(c::SHOW_PAPERS),
            look: Look::Secondary,
            small: true,
            name: "then",
            value: "refresh:papers",
            ..Button::default()
        };
        view! { {fields(questions)} <p>{button(refresh)}</p> }
    });
    let rows = papers.to_hand_in.iter().map(|paper| {
        let ticked = seen.contains(&paper.id);
        paper_row(paper, ticked, problem(&seen_path(&paper.id)))
    });
    let rows = rows.collect_view();
    let to_show = papers.to_show.iter().map(|(name, _)| view! { <li>{say(name)}</li> }).collect_view();
    let pledge_name = input_name(PLEDGE);
    let pledge = Choices {
        path: PLEDGE,
        name: &pledge_name,
        hint: t(c::PLEDGE_HINT),
        problem: problem(PLEDGE),
        ..Choices::default()
    };
    let pledge = checkbox(pledge, t(c::PLEDGE), pledged);
    let amount = text_field(TextField {
        path: FEE,
        name: FEE,
        label: t(c::FEE),
        hint: t(c::FEE_HINT),
        value: &fee,
        problem: problem(FEE),
        inputmode: "numeric",
        autocomplete: "off",
        width: Width::W10,
        ..TextField::default()
    });
    let number = text_field(TextField {
        path: NUMBER,
        name: NUMBER,
        label: t(c::RECEIPT_NUMBER),
        hint: t(c::RECEIPT_NUMBER_HINT),
        optional: true,
        value: &number,
        autocomplete: "off",
        width: Width::W16,
        ..TextField::default()
    });
    let keep =
        Button { label: t(c::KEEP), look: Look::Secondary, name: "then", value: "keep", ..Button::default() };
    view! {
        <form
            method="post"
            action=routes::counter_save(visit)
            enctype="multipart/form-data"
            novalidate
            autocomplete="off"
            class="flow"
        >
            // Pressing Enter in a field only keeps: what is filed by a slip of the hand cannot be taken back.
            <button type="submit" class="hidden" tabindex="-1" aria-hidden="true" name="then" value="keep"></button>
            {hidden("language", use_language().tag())}
            {drawn}
            <section class="flow" id="papers">
                <h2>{t(c::PAPERS)}</h2>
                <p>{t(c::PAPERS_LEAD)}</p>
                {asked}
                {rows}
                {(!papers.to_show.is_empty())
                    .then(|| view! { <p>{t(c::TO_SHOW)}</p> <ul class="bullets">{to_show}</ul> })}
            </section>
            <section class="flow">
                <h2>{t(c::FINISH)}</h2>
                {pledge}
                <p class="meta">{price}</p>
                {amount}
                {number}
            </section>
            <div class="actions">
                {button(Button { label: t(c::FILE), name: "then", value: "file", ..Button::default() })}
                {button(keep)}
            </div>
        </form>
    }
    .into_any()
}

/// A paper: seen itself, or scanned, or both.
fn paper_row(paper: &Paper, ticked: bool, problem: Signal<Option<String>>) -> AnyView {
    let name = say(&paper.name);
    let (path, sent) = (seen_path(&paper.id), format!("seen[{}]", paper.id));
    let label = fill(c::SEEN, &[("name", &name)]);
    let seen = Choices { path: &path, name: &sent, problem, ..Choices::default() };
    let (file_path, file_name) = (format!("files.{}", paper.id), format!("files[{}]", paper.id));
    let scan_label = fill(c::SCAN_OF, &[("name", &name)]);
    let scan = file_field(
        TextField {
            path: &file_path,
            name: &file_name,
            label: &scan_label,
            hint: &paper.limits,
            optional: true,
            ..TextField::default()
        },
        &paper.accept,
        true,
    );
    let files = paper.files.iter().map(|file| file_row(&paper.id, file)).collect_view();
    let needed = t(if paper.required { c::NEEDED } else { c::OPTIONAL });
    view! {
        <fieldset class="group">
            <legend>{name.clone()} <span class="optional">" · "{needed}</span></legend>
            {paper.case.as_ref().map(|case| view! { <p class="meta">{say(case)}</p> })}
            {checkbox(seen, &label, ticked)}
            {(!paper.files.is_empty()).then(|| view! { <ul class="rows">{files}</ul> })}
            {scan}
        </fieldset>
    }
    .into_any()
}

fn file_row(paper: &str, file: &File) -> AnyView {
    let remove = button(Button {
        label: t(c::REMOVE_SCAN),
        label_more: &[" ", &file.name].concat(),
        look: Look::Tertiary,
        name: "then",
        value: &format!("withdraw:{}:{paper}", file.id),
        ..Button::default()
    });
    let line = file.refusal.clone().unwrap_or_else(|| size(file.size));
    view! {
        <li class="staff-row">
            <p>{file.name.clone()} <br /> <span class="meta">{line}</span></p>
            {remove}
        </li>
    }
    .into_any()
}
