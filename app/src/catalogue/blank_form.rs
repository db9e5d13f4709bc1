//! A procedure's form, to print and fill by hand.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::BlankOf;
use super::shown::{Blank, BlankLine};
use crate::error::{AppError, Failure, NotFound};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;

/// The form as a sheet of paper.
#[component]
pub fn BlankForm() -> impl IntoView {
    let params = use_params_map();
    let code = move || params.with(|params| params.get_str("code").unwrap_or_default().to_owned());
    load(move || BlankOf { code: code() }).show(|| {
        |form| match form {
            Ok(form) => sheet(form),
            Err(AppError::NotFound) => view! { <NotFound /> }.into_any(),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    })
}

fn sheet(form: Blank) -> AnyView {
    let sections = form
        .sections
        .into_iter()
        .map(|(title, lines)| {
            let lines = lines.into_iter().map(line).collect::<Vec<_>>();
            view! {
                <section>
                    <h2>{title}</h2>
                    {lines}
                </section>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Title text=fill(text::catalogue::BLANK_TITLE, &[("name", &form.name)]) />
        <p class="back no-print">
            <a href=routes::procedure(use_language(), &form.code)>{t(text::catalogue::BLANK_BACK)}</a>
        </p>
        <p class="no-print">{t(text::catalogue::BLANK_ADVICE)}</p>
        <article class="blank-form">
            <p class="blank-state">
                <b>{t(text::catalogue::BLANK_STATE)}</b>
                <br />
                {t(text::catalogue::BLANK_MOTTO)}
            </p>
            <h1 tabindex="-1">{form.paper}</h1>
            <p>{fill(text::catalogue::BLANK_TO, &[("agency", &form.agency)])}</p>
            {sections}
            <p>{t(text::catalogue::BLANK_PROMISE)}</p>
            <p class="blank-signature">
                {t(text::catalogue::BLANK_DATE)} <br /> {t(text::catalogue::BLANK_SIGNATURE)}
            </p>
        </article>
    }
    .into_any()
}

fn line(line: BlankLine) -> AnyView {
    let boxes = line
        .boxes
        .into_iter()
        .map(|words| view! { <span class="blank-box">{words}</span> })
        .collect::<Vec<_>>();
    let lines = if boxes.is_empty() {
        (0..line.lines).map(|_| view! { <span class="blank-line"></span> }).collect::<Vec<_>>()
    } else {
        Vec::new()
    };
    let colon = (!line.label.ends_with('?')).then_some(":");
    let hint = (!line.hint.is_empty()).then(|| view! { <small>{line.hint}</small> });
    view! {
        <div class=if line.inside { "blank-field blank-inside" } else { "blank-field" }>
            <span>{line.label} {colon}</span>
            {boxes}
            {lines}
            {hint}
        </div>
    }
    .into_any()
}
