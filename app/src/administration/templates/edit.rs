//! `/quan-tri/mau-tin/sua`: the words of one template, with what can be filled in, a preview, and what it was before.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried};
use backend::template::{self, Fault, Kind, Template, TemplateEditor};
use domain::date;
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::{kind, tongue, what};
use crate::administration::who_may;
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::{Place, Staffed, hidden, said, staff_page};
use crate::ui::{
    Banner, Button, Look, TextField, back_link, button, details, error_summary, heading, inset, text_area,
    title_of_wrong,
};

/// A template that is edited.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TemplatePage {
    key: String,
    language: String,
    what: String,
    is_sms: bool,
    /// As it holds, or as it was typed.
    words: String,
    /// It is not as the portal comes with it.
    is_edited: bool,
    /// What can be filled in, and whether it must be.
    holes: Vec<(String, bool)>,
    /// What is wrong with what was typed.
    faults: Vec<String>,
    /// How it looks: subject and text.
    preview: Option<(Option<String>, String)>,
    versions: Vec<VersionView>,
}

/// What it was made once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VersionView {
    name: String,
    at: String,
    /// None where it went back to what the portal comes with.
    words: Option<String>,
}

fn place(template: Template) -> String {
    format!("template/{}/{}", template.key(), template.language.tag())
}

fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Empty => t(a::FAULT_EMPTY).to_owned(),
        Fault::TooLong(most) => fill(a::FAULT_TOO_LONG, &[("most", &most.to_string())]),
        Fault::NoSubject => t(a::FAULT_NO_SUBJECT).to_owned(),
        Fault::Brace => t(a::FAULT_BRACE).to_owned(),
        Fault::Unknown(hole) => fill(a::FAULT_UNKNOWN, &[("hole", &braced(hole))]),
        Fault::Missing(hole) => fill(a::FAULT_MISSING, &[("hole", &braced(hole))]),
    }
}

fn braced(hole: &str) -> String {
    ["{", hole, "}"].concat()
}

/// What is put into a hole.
fn meaning(hole: &str) -> Key {
    match hole {
        "code" => a::HOLE_CODE,
        "procedure" => a::HOLE_PROCEDURE,
        "desk" => a::HOLE_DESK,
        "unit" => a::HOLE_UNIT,
        "link" => a::HOLE_LINK,
        "reason" => a::HOLE_REASON,
        "until" => a::HOLE_UNTIL,
        "due" => a::HOLE_DUE,
        "answer_by" => a::HOLE_ANSWER_BY,
        "amount" => a::HOLE_AMOUNT,
        "officer" => a::HOLE_OFFICER,
        "way" => a::HOLE_WAY,
        "fetch" => a::HOLE_FETCH,
        "fee" => a::HOLE_FEE,
        "refund" => a::HOLE_REFUND,
        "items" => a::HOLE_ITEMS,
        "what" => a::HOLE_WHAT,
        "before" => a::HOLE_BEFORE,
        "province" => a::HOLE_PROVINCE,
        _ => a::HOLE_HELP_LINE,
    }
}

/// One template, with what was typed last if `tried`.
#[server(input = GetUrl, endpoint = "admin/template")]
pub async fn load_template(
    /// Its key.
    name: String,
    /// Tag of its language.
    language: String,
    /// What was typed is shown again.
    #[server(default)]
    tried: bool,
) -> Result<Staffed<TemplatePage>, AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditTemplates).await?;
    let by = TemplateEditor::of(&officer).ok_or(AppError::NotFound)?;
    let one = Template::find(&name, &language).ok_or(AppError::NotFound)?;
    let versions = template::versions(&portal, by, one).await?;
    let holds = versions.first().and_then(|last| last.words.clone());
    let is_edited = holds.is_some();
    let holds = holds.unwrap_or_else(|| one.shipped().unwrap_or_default().to_owned());
    let kept = if tried { note::tried(&portal, &citizen, &place(one)).await? } else { None };
    let faults = kept.as_ref().filter(|kept| kept.why == "wrong").and_then(|kept| kept.typed.get("words"));
    let faults = faults.map(|words| template::faults(one, words)).unwrap_or_default();
    let words = kept.and_then(|mut kept| kept.typed.remove("words")).unwrap_or(holds);
    let preview = template::preview(&portal, one, &words);
    let writers: Vec<_> = versions.iter().map(|written| written.by).collect();
    let names = backend::staff::names(&portal, &officer, &writers).await?;
    let versions = versions.into_iter().map(|written| VersionView {
        name: names.get(&written.by).cloned().unwrap_or_default(),
        at: date::display_time(written.at),
        words: written.words,
    });
    let needed = template::needed(one);
    let page = TemplatePage {
        key: name,
        language,
        what: what(one).to_owned(),
        is_sms: one.kind == Kind::Sms,
        words,
        is_edited,
        holes: template::holes_of(one)
            .into_iter()
            .map(|hole| (hole.to_owned(), needed.contains(&hole)))
            .collect(),
        faults: faults.iter().map(sentence).collect(),
        preview: Some((preview.subject, preview.text)),
        versions: versions.collect(),
    };
    Staffed::of(&portal, &officer, page).await
}

/// "Lưu", or "Xem thử".
#[server(endpoint = "admin/template-save")]
pub async fn save_template(
    /// Its key.
    name: String,
    /// Tag of its language.
    language: String,
    /// What was typed.
    #[server(default)]
    words: String,
    /// `preview` to look only.
    #[server(default)]
    act: String,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditTemplates).await?;
    let by = TemplateEditor::of(&officer).ok_or(AppError::NotFound)?;
    let one = Template::find(&name, &language).ok_or(AppError::NotFound)?;
    // More than any letter has: nobody typed that.
    if words.len() > 8 * template::MOST_MAIL {
        return Err(AppError::Unfit);
    }
    let here = routes::template(use_language(), &name, &language);
    let wrong = if act == "preview" {
        !template::faults(one, &words).is_empty()
    } else if template::save(&portal, by, one, &words).await?.is_ok() {
        note::forget(&portal, &citizen).await?;
        request::redirect(&(here + "&da-luu"));
        return Ok(());
    } else {
        true
    };
    let why = if wrong { "wrong" } else { "preview" };
    let typed = BTreeMap::from([("words".to_owned(), words)]);
    note::leave_tried(&portal, &citizen, Tried { place: place(one), why: why.to_owned(), typed }).await?;
    request::redirect(&(here + if wrong { "&kiem-tra" } else { "&xem-thu" }));
    Ok(())
}

/// "Về mẫu gốc".
#[server(endpoint = "admin/template-reset")]
pub async fn reset_template(
    /// Its key.
    name: String,
    /// Tag of its language.
    language: String,
) -> Result<(), AppError> {
    let (portal, _, officer) = who_may(Deed::EditTemplates).await?;
    let by = TemplateEditor::of(&officer).ok_or(AppError::NotFound)?;
    let one = Template::find(&name, &language).ok_or(AppError::NotFound)?;
    template::reset(&portal, by, one).await?;
    request::redirect(&(routes::template(use_language(), &name, &language) + "&da-ve-goc"));
    Ok(())
}

/// `/quan-tri/mau-tin/sua`.
#[component]
pub fn EditTemplate() -> impl IntoView {
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name));
    let (name, language) = (asked("ten").unwrap_or_default(), asked("tieng").unwrap_or_default());
    let tried = asked("kiem-tra").is_some() || asked("xem-thu").is_some();
    load(move || LoadTemplate { name: name.clone(), language: language.clone(), tried })
        .show(|| |loaded| staff_page(loaded, Place::Templates, draw))
}

fn draw(page: TemplatePage) -> AnyView {
    let said = said(&[
        ("da-luu", Banner::Done, a::SAVED),
        ("da-ve-goc", Banner::Done, a::WAS_RESET),
        ("xem-thu", Banner::Information, a::ONLY_LOOKING),
    ]);
    let title = fill(a::TEMPLATE_TITLE, &[("what", &page.what)]);
    let problems: Vec<_> = page.faults.iter().map(|fault| ("words".to_owned(), fault.clone())).collect();
    let shown = if problems.is_empty() { title.clone() } else { title_of_wrong(&title) };
    let under = format!("{}, {}", t(kind(page.is_sms)), t(tongue(&page.language)));
    view! {
        <Title text=shown />
        {back_link(&routes::templates(use_language()))}
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(&title)} <p class="lead">{under}</p> {form(&page)} {preview(&page)} {reset(&page)}
            {versions(&page)}
        </div>
    }
    .into_any()
}

fn form(page: &TemplatePage) -> AnyView {
    let problem = (!page.faults.is_empty()).then(|| page.faults.join(" "));
    let words = text_area(
        TextField {
            path: "words",
            name: "words",
            label: t(a::WORDS),
            hint: t(if page.is_sms { a::WORDS_HINT_SMS } else { a::WORDS_HINT_MAIL }),
            value: &page.words,
            problem: Signal::stored(problem),
            ..TextField::default()
        },
        if page.is_sms { 4 } else { 18 },
    );
    let save = button(Button { label: t(a::SAVE), ..Button::default() });
    let look = button(Button {
        label: t(a::PREVIEW_BUTTON),
        look: Look::Secondary,
        name: "act",
        value: "preview",
        ..Button::default()
    });
    let holes = page.holes.iter().map(|(hole, needed)| {
        let must = needed.then(|| [" (", t(a::HOLE_NEEDED), ")"].concat());
        view! {
            <li>
                <code translate="no">{braced(hole)}</code>
                " "
                {t(meaning(hole))}
                {must}
            </li>
        }
    });
    let holes = view! { <ul>{holes.collect_view()}</ul> }.into_any();
    view! {
        <form method="post" action=SaveTemplate::url() novalidate class="flow">
            {hidden("name", &page.key)} {hidden("language", &page.language)} {words}
            {details(t(a::HOLES), holes)} <div class="actions">{save} {look}</div>
        </form>
    }
    .into_any()
}

fn preview(page: &TemplatePage) -> AnyView {
    let Some((subject, text)) = &page.preview else { return ().into_any() };
    let subject = subject.as_ref().map(|subject| view! { <p><b>{subject.clone()}</b></p> });
    let lines = text.split("\n\n").map(|block| {
        let lines = block.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
        view! { <p>{lines}</p> }
    });
    let body = view! { {subject} {lines.collect_view()} }.into_any();
    view! {
        <section class="flow">
            <h2>{t(a::PREVIEW)}</h2>
            <p>{t(a::PREVIEW_LEAD)}</p>
            {inset(body)}
        </section>
    }
    .into_any()
}

fn reset(page: &TemplatePage) -> AnyView {
    if !page.is_edited {
        return ().into_any();
    }
    let back = button(Button { label: t(a::RESET), look: Look::Secondary, ..Button::default() });
    view! {
        <form method="post" action=ResetTemplate::url()>
            {hidden("name", &page.key)} {hidden("language", &page.language)} {back}
        </form>
    }
    .into_any()
}

fn versions(page: &TemplatePage) -> AnyView {
    if page.versions.is_empty() {
        return ().into_any();
    }
    let each = page.versions.iter().map(|version| {
        let line = fill(a::EDITED_BY, &[("name", &version.name), ("time", &version.at)]);
        let body = match &version.words {
            None => view! { <p>{line} ": " {t(a::WENT_BACK)}</p> }.into_any(),
            Some(words) => {
                let lines = words.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
                details(&line, view! { <p>{lines}</p> }.into_any())
            }
        };
        view! { <li>{body}</li> }
    });
    view! {
        <section class="flow">
            <h2>{t(a::VERSIONS)}</h2>
            <ul class="rows">{each.collect_view()}</ul>
        </section>
    }
    .into_any()
}
