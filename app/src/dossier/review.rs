//! "Kiểm tra và nộp": everything for checking, the declaration, and the button "Nộp hồ sơ".

use domain::dossier::sections::PLEDGE;
use leptos::prelude::*;

use super::api::Submit;
use super::model::{Group, Review, Row as Answered};
use super::step::StepContext;
use super::words::{price, say};
use crate::i18n::{fill, t, text, use_language};
use crate::post::post_form;
use crate::routes;
use crate::ui::form::input_name;
use crate::ui::icon::{TRIANGLE_ALERT, icon};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{Button, Choices, button, checkbox};

/// The answers by step, each step with "Đổi", and the form that files.
pub(super) fn draw(context: StepContext, content: Review, problem: Option<String>) -> AnyView {
    let name = input_name(PLEDGE);
    let draft = context.draft.to_string();
    let groups = content.groups.iter().map(|group| answers(group, &draft)).collect::<Vec<_>>();
    let pledge =
        Choices { path: PLEDGE, name: &name, problem: Signal::stored(problem), ..Choices::default() };
    let pledge = checkbox(pledge, t(text::dossier::PLEDGE), content.pledged);
    let submit = Button { label: t(text::dossier::FILE), large: true, ..Button::default() };
    view! {
        <p class="lead">{t(text::dossier::REVIEW_LEAD)}</p>
        {groups}
        <section class="flow">
            <h2>{t(text::dossier::FEE)}</h2>
            <p>{price(content.fee)}</p>
        </section>
        {post_form::<Submit>("", view! {
            <input type="hidden" name="draft" value=draft />
            <div class="form">
                {pledge}
                <div class="actions">{button(submit)}</div>
                <p class="meta">{t(text::dossier::AFTER_FILING)}</p>
            </div>
        }.into_any())}
    }
    .into_any()
}

/// The answers of one step for reading, with a link back where they can be changed.
pub fn answers(group: &Group, draft: &str) -> AnyView {
    let language = use_language();
    let change = |slug: &String| format!("{}?sua", routes::filing(language, draft, slug));
    let title = say(&group.title);
    let lack = group.lacks.then(|| {
        let to = group.slug.as_ref().map(|slug| format!("{}&kiem-tra", change(slug))).unwrap_or_default();
        view! {
            <p class="warning">
                {icon(TRIANGLE_ALERT)} " "
                <a href=to>{t(text::dossier::GROUP_LACKS)}<span class="hidden">" "{title.clone()}</span></a>
            </p>
        }
    });
    // What may stay empty and did is said in one line, so that a long form stays readable.
    let (given, left_out): (Vec<_>, Vec<_>) =
        group.rows.iter().partition(|row| !row.value.is_empty() || !row.files.is_empty());
    let left_out = left_out.iter().map(|row| row.label.as_str()).collect::<Vec<_>>().join(", ");
    let left_out = (!left_out.is_empty()).then(|| {
        view! { <p class="meta">{fill(text::dossier::LEFT_OUT, &[("questions", &left_out)])}</p> }
    });
    let rows = given
        .into_iter()
        .map(|answered| Row::of(answered.label.clone(), value(answered)))
        .collect::<Vec<_>>();
    // Beside the heading, so that a step that was left empty can be changed too.
    let way_back = group.slug.as_ref().map(|slug| {
        view! { <a href=change(slug)>{t(text::ui::CHANGE)}<span class="hidden">" "{title.clone()}</span></a> }
    });
    view! {
        <section class="flow">
            <div class="summary-heading"><h2>{title}</h2> {way_back}</div>
            {lack}
            {(!rows.is_empty()).then(|| summary_list(rows))}
            {left_out}
        </section>
    }
    .into_any()
}

fn value(answered: &Answered) -> AnyView {
    if !answered.files.is_empty() {
        let files = answered
            .files
            .iter()
            .map(|file| {
                let name = file.name.clone();
                let picture = file.pictured.then(|| {
                    let address = routes::thumbnail(file.id);
                    view! { <span class="thumbnail"><img src=address alt="" width="44" height="56" loading="lazy" /></span> }
                });
                match &file.withheld {
                    None => {
                        let address = routes::download(file.id);
                        view! { <li>{picture} <a href=address rel="external">{name}</a></li> }.into_any()
                    }
                    Some(why) => {
                        view! { <li>{name} <span class="meta">" · " {why.clone()}</span></li> }.into_any()
                    }
                }
            })
            .collect::<Vec<_>>();
        return view! { <ul class="files">{files}</ul> }.into_any();
    }
    let lines = answered.value.split('\n').map(|line| view! { <span class="line">{line.to_owned()}</span> });
    lines.collect::<Vec<_>>().into_any()
}
