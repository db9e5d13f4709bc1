//! The mails and text messages that citizens get: which there are.

pub mod edit;

use backend::template::{self, Kind, Template, TemplateEditor};
use domain::staff::Deed;
use domain::{Language as Tongue, date};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::who_may;
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::routes;
use crate::staff::{Place, Staffed, staff_page};
use crate::ui::{Tone, heading, tag};

/// What is told of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToldView {
    /// What is told.
    what: String,
    templates: Vec<TemplateView>,
}

/// One template.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TemplateView {
    key: String,
    language: String,
    is_sms: bool,
    /// By whom and when it was changed, if it was.
    edited: Option<(String, String)>,
}

/// What a template tells of.
fn what(template: Template) -> &'static str {
    t(match template.name {
        "accept" => a::TOLD_ACCEPT,
        "refuse" => a::TOLD_REFUSE,
        "request_supplement" => a::TOLD_REQUEST_SUPPLEMENT,
        "answer_supplement" => a::TOLD_ANSWER_SUPPLEMENT,
        "start_processing" => a::TOLD_START_PROCESSING,
        "request_payment" => a::TOLD_REQUEST_PAYMENT,
        "confirm_payment" => a::TOLD_CONFIRM_PAYMENT,
        "withdraw" => a::TOLD_WITHDRAW,
        "stop" => a::TOLD_STOP,
        "transfer" => a::TOLD_TRANSFER,
        "extend" => a::TOLD_EXTEND,
        "finish" => a::TOLD_FINISH,
        "hand_over" => a::TOLD_HAND_OVER,
        _ => a::DUE_CHANGED,
    })
}

fn kind(is_sms: bool) -> Key {
    if is_sms { a::SMS } else { a::MAIL }
}

fn tongue(tag: &str) -> Key {
    match Tongue::of_tag(tag) {
        Tongue::Vi => a::IN_VIETNAMESE,
        Tongue::En => a::IN_ENGLISH,
    }
}

/// All templates.
#[server(input = GetUrl, endpoint = "admin/templates")]
pub async fn load_templates() -> Result<Staffed<Vec<ToldView>>, AppError> {
    let (portal, _, officer) = who_may(Deed::EditTemplates).await?;
    let by = TemplateEditor::of(&officer).ok_or(AppError::NotFound)?;
    let edited = template::edited(&portal, by).await?;
    let writers: Vec<_> = edited.iter().map(|(.., written)| written.by).collect();
    let names = backend::staff::names(&portal, &officer, &writers).await?;
    let mut told: Vec<ToldView> = Vec::new();
    for template in Template::all() {
        let key = template.key();
        let found = edited.iter().find(|(name, tag, _)| *name == key && tag == template.language.tag());
        let edited = found.map(|(.., written)| {
            (names.get(&written.by).cloned().unwrap_or_default(), date::display_time(written.at))
        });
        let view = TemplateView {
            key,
            language: template.language.tag().to_owned(),
            is_sms: template.kind == Kind::Sms,
            edited,
        };
        match told.last_mut().filter(|last| last.what == what(template)) {
            Some(last) => last.templates.push(view),
            None => told.push(ToldView { what: what(template).to_owned(), templates: vec![view] }),
        }
    }
    Staffed::of(&portal, &officer, told).await
}

/// `/quan-tri/mau-tin`.
#[component]
pub fn Templates() -> impl IntoView {
    load(|| LoadTemplates {}).show(|| |loaded| staff_page(loaded, Place::Templates, draw))
}

fn draw(told: Vec<ToldView>) -> AnyView {
    let title = t(a::TEMPLATES);
    view! {
        <Title text=title />
        <div class="sheet flow">
            {heading(title)} <p class="lead">{t(a::TEMPLATES_LEAD)}</p>
            {told.into_iter().map(section).collect_view()}
        </div>
    }
    .into_any()
}

fn section(told: ToldView) -> AnyView {
    let ToldView { what, templates } = told;
    let rows = templates.into_iter().map(|one| row(&what, one)).collect_view();
    view! {
        <section class="flow">
            <h2>{what.clone()}</h2>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(what: &str, one: TemplateView) -> AnyView {
    let href = routes::template(use_language(), &one.key, &one.language);
    let edited = one.edited.map(|(name, time)| {
        view! {
            <span>
                {tag(Tone::Gold, t(a::EDITED))} " " {fill(a::EDITED_BY, &[("name", &name), ("time", &time)])}
            </span>
        }
    });
    view! {
        <li class="staff-row">
            <a href=href>
                <span class="hidden">{what.to_owned()} ": "</span>
                {t(kind(one.is_sms))}
                ", "
                {t(tongue(&one.language))}
            </a>
            {edited}
        </li>
    }
    .into_any()
}
