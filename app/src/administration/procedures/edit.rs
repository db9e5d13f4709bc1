//! `/quan-tri/thu-tuc/sua`: the file of one procedure as a draft, what is wrong with it, how it will look, and from when it
//! holds.

use backend::catalogue::drafts::{self, CatalogueEditor, Published};
use domain::date;
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::administration::who_may;
use crate::catalogue::shown::Shown;
use crate::error::AppError;
use crate::i18n::{fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::{Place, Staffed, hidden, said, staff_page};
use crate::ui::{
    Banner, Button, Look, TextField, back_link, banner, button, date_field, error_summary, heading,
    text_area, title_of_wrong,
};

/// Most faults that are shown: the rest follows when they are mended.
const MOST_FAULTS: usize = 30;

/// A procedure that is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DraftPage {
    code: String,
    name: String,
    text: String,
    /// Who wrote it last, and when.
    written: Option<(String, String)>,
    faults: Vec<String>,
    may_publish: bool,
    today: String,
}

/// The draft of a procedure, or what one begins with.
#[server(input = GetUrl, endpoint = "admin/procedure")]
pub async fn load_procedure_draft(
    /// Its code.
    code: String,
    /// It may be a new one.
    #[server(default)]
    is_new: bool,
) -> Result<Staffed<DraftPage>, AppError> {
    let (portal, _, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let opened = drafts::open(&portal, by, &code).await?;
    if opened.is_none() && !is_new {
        return Err(AppError::NotFound);
    }
    let (text, written, faults) =
        opened.map_or_else(Default::default, |opened| (opened.text, opened.written, opened.faults));
    let catalogue = portal.catalogue();
    let known = catalogue.versions(&code).first().map(|version| version.procedure.name.clone());
    let names = match &written {
        Some((account, _)) => backend::staff::names(&portal, &officer, &[*account]).await?,
        None => Default::default(),
    };
    let page = DraftPage {
        name: known.map_or_else(|| code.clone(), |name| name.get(use_language().into()).to_owned()),
        code,
        text,
        written: written
            .map(|(account, at)| (names.get(&account).cloned().unwrap_or_default(), date::display_time(at))),
        faults: faults.iter().take(MOST_FAULTS).map(ToString::to_string).collect(),
        may_publish: officer.may(domain::staff::Action::InPortal(Deed::PublishCatalogue)).is_some(),
        today: date::display(portal.clock.today()),
    };
    Staffed::of(&portal, &officer, page).await
}

/// The draft as citizens will see it.
#[server(input = GetUrl, endpoint = "admin/procedure-preview")]
pub async fn load_procedure_preview(
    /// Its code.
    code: String,
) -> Result<Staffed<Shown>, AppError> {
    let (portal, _, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let procedure = drafts::preview(&portal, by, &code).await?.ok_or(AppError::NotFound)?;
    let now = portal.clock.now();
    let shown = crate::catalogue::present::of_procedure(&portal.catalogue(), &procedure, now);
    Staffed::of(&portal, &officer, shown).await
}

/// "Lưu bản nháp", "Xem như người dân" or "Bỏ bản nháp".
#[server(endpoint = "admin/procedure-save")]
pub async fn save_procedure_draft(
    /// Its code.
    code: String,
    /// The file as it was typed.
    #[server(default)]
    text: String,
    /// `preview`, `discard`, or nothing to save only.
    #[server(default)]
    act: String,
) -> Result<(), AppError> {
    let (portal, _, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let language = use_language();
    let here = routes::edit_procedure(language, &code);
    if act == "discard" {
        drafts::discard(&portal, by, &code).await?;
        request::redirect(&(routes::procedures(language) + "?da-bo"));
        return Ok(());
    }
    drafts::keep(&portal, by, &code, &text.replace("\r\n", "\n")).await?;
    let is_whole = drafts::preview(&portal, by, &code).await?.is_some();
    let to = match (is_whole, act.as_str()) {
        (false, _) => here + "&kiem-tra",
        (true, "preview") => routes::preview_procedure(language, &code),
        (true, _) => here + "&da-luu",
    };
    request::redirect(&to);
    Ok(())
}

/// "Ban hành".
#[server(endpoint = "admin/procedure-publish")]
pub async fn publish_procedure(
    /// Its code.
    code: String,
    /// From which day, as typed.
    #[server(default)]
    from: String,
) -> Result<(), AppError> {
    let (portal, _, officer) = who_may(Deed::PublishCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let language = use_language();
    let here = routes::edit_procedure(language, &code);
    let Ok(day) = date::parse(&from) else {
        request::redirect(&(here + "&ngay-sai"));
        return Ok(());
    };
    let published = drafts::publish(&portal, by, &code, day).await?.ok_or(AppError::NotFound)?;
    request::redirect(&match published {
        Published::Done => here + "&da-ban-hanh",
        Published::Nothing => return Err(AppError::NotFound),
        Published::WrongDay => here + "&ngay-sai",
        Published::Refused(_) => here + "&kiem-tra",
    });
    Ok(())
}

/// `/quan-tri/thu-tuc/sua`.
#[component]
pub fn EditProcedure() -> impl IntoView {
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name));
    let code = asked("ma").unwrap_or_default().trim().to_owned();
    let is_new = asked("moi").is_some();
    load(move || LoadProcedureDraft { code: code.clone(), is_new })
        .show(|| |loaded| staff_page(loaded, Place::Procedures, draw))
}

/// `/quan-tri/thu-tuc/xem`.
#[component]
pub fn PreviewProcedure() -> impl IntoView {
    let code = use_query_map().with_untracked(|query| query.get("ma")).unwrap_or_default();
    let asked = code.clone();
    load(move || LoadProcedurePreview { code: asked.clone() }).show(move || {
        let back = routes::edit_procedure(use_language(), &code);
        move |loaded| {
            staff_page(loaded, Place::Procedures, |shown| {
                view! {
                    {back_link(&back)}
                    {banner(Banner::Information, t(a::PROCEDURE_PREVIEW))}
                    {crate::catalogue::procedure::page(shown)}
                }
                .into_any()
            })
        }
    })
}

fn draw(page: DraftPage) -> AnyView {
    let language = use_language();
    let said = said(&[
        ("da-luu", Banner::Done, a::DRAFT_SAVED),
        ("da-ban-hanh", Banner::Done, a::PUBLISHED),
        ("ngay-sai", Banner::Wrong, a::WRONG_PUBLISH_DAY),
    ]);
    let problems: Vec<_> = page.faults.iter().map(|fault| ("text".to_owned(), fault.clone())).collect();
    let title = if problems.is_empty() { page.name.clone() } else { title_of_wrong(&page.name) };
    let written = page.written.as_ref().map(
        |(name, time)| view! { <p class="meta">{fill(a::EDITED_BY, &[("name", name), ("time", time)])}</p> },
    );
    view! {
        <Title text=title />
        {back_link(&routes::procedures(language))}
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(&page.name)} <p class="meta" translate="no">{page.code.clone()}</p> {written} {form(&page)}
            {publishing(&page)}
        </div>
    }
    .into_any()
}

fn form(page: &DraftPage) -> AnyView {
    let text = text_area(
        TextField {
            path: "text",
            name: "text",
            label: t(a::PROCEDURE_FILE),
            hint: t(a::PROCEDURE_FILE_HINT),
            value: &page.text,
            problem: Signal::stored((!page.faults.is_empty()).then(|| t(a::PROCEDURE_FAULTS).to_owned())),
            ..TextField::default()
        },
        30,
    );
    let secondary = |label: &'static str, value: &'static str| {
        button(Button { label, look: Look::Secondary, name: "act", value, ..Button::default() })
    };
    let save = button(Button { label: t(a::SAVE_DRAFT), ..Button::default() });
    let discard = page.written.is_some().then(|| secondary(t(a::DISCARD_DRAFT), "discard"));
    view! {
        <form method="post" action=SaveProcedureDraft::url() novalidate class="flow">
            {hidden("code", &page.code)} {text}
            <div class="actions">{save} {secondary(t(a::PREVIEW_DRAFT), "preview")} {discard}</div>
        </form>
    }
    .into_any()
}

fn publishing(page: &DraftPage) -> AnyView {
    if !page.may_publish || page.written.is_none() || !page.faults.is_empty() {
        return ().into_any();
    }
    let from = date_field(TextField {
        path: "from",
        name: "from",
        label: t(a::PUBLISH_FROM),
        hint: t(a::PUBLISH_FROM_HINT),
        value: &page.today,
        ..TextField::default()
    });
    let publish = button(Button { label: t(a::PUBLISH), ..Button::default() });
    view! {
        <section class="flow">
            <h2>{t(a::PUBLISH)}</h2>
            <form method="post" action=PublishProcedure::url() novalidate class="flow">
                {hidden("code", &page.code)} {from} <div class="actions">{publish}</div>
            </form>
        </section>
    }
    .into_any()
}
