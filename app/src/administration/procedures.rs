//! `/quan-tri/thu-tuc`: the procedures with their versions, and which of them are being written.

pub mod edit;

use backend::catalogue::drafts::{self, CatalogueEditor};
use domain::date;
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::who_may;
use crate::error::AppError;
use crate::i18n::{fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::routes;
use crate::staff::{Place, Staffed, hidden, staff_page};
use crate::ui::{Button, Look, TextField, Tone, Width, button, heading, tag, text_field};

/// A procedure in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProcedureView {
    code: String,
    name: String,
    /// Number, first and last day of each version, the newest first.
    versions: Vec<(i32, String, Option<String>)>,
    is_drafted: bool,
}

/// All procedures in force, and those that are only a draft.
#[server(input = GetUrl, endpoint = "admin/procedures")]
pub async fn load_procedures() -> Result<Staffed<Vec<ProcedureView>>, AppError> {
    let (portal, _, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let mut drafted = drafts::drafted(&portal, by).await?;
    let catalogue = portal.catalogue();
    let language = use_language().into();
    let known = catalogue.procedures().iter().map(|version| {
        let code = &version.procedure.code;
        let is_drafted = drafted.contains(code);
        drafted.retain(|draft| draft != code);
        let versions = catalogue.versions(code).into_iter().map(|version| {
            (version.number, date::display(version.in_force_from), version.in_force_to.map(date::display))
        });
        ProcedureView {
            code: code.clone(),
            name: version.procedure.name.get(language).to_owned(),
            versions: versions.collect(),
            is_drafted,
        }
    });
    let mut all: Vec<_> = known.collect();
    let others = drafted.into_iter().map(|code| ProcedureView {
        name: catalogue
            .versions(&code)
            .first()
            .map_or_else(|| code.clone(), |version| version.procedure.name.get(language).to_owned()),
        code,
        versions: Vec::new(),
        is_drafted: true,
    });
    all.extend(others);
    Staffed::of(&portal, &officer, all).await
}

/// `/quan-tri/thu-tuc`.
#[component]
pub fn Procedures() -> impl IntoView {
    load(|| LoadProcedures {}).show(|| |loaded| staff_page(loaded, Place::Procedures, draw))
}

fn draw(procedures: Vec<ProcedureView>) -> AnyView {
    let language = use_language();
    let title = t(a::PROCEDURES);
    let rows = procedures.into_iter().map(|one| {
        let versions = one.versions.iter().map(|(number, from, to)| {
            let values = [
                ("number", number.to_string()),
                ("from", from.clone()),
                ("to", to.clone().unwrap_or_default()),
            ];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let key = if to.is_some() { a::VERSION_FROM_TO } else { a::VERSION_FROM };
            view! { <li>{fill(key, &values)}</li> }
        });
        view! {
            <li class="staff-row">
                <p>
                    <a href=routes::edit_procedure(language, &one.code)>{one.name.clone()}</a>
                    <br />
                    <span translate="no">{one.code.clone()}</span>
                    " "
                    {one.is_drafted.then(|| tag(Tone::Gold, t(a::DRAFTED)))}
                </p>
                <ul>{versions.collect_view()}</ul>
            </li>
        }
    });
    let code = text_field(TextField {
        path: "ma",
        name: "ma",
        label: t(a::PROCEDURE_CODE),
        hint: t(a::PROCEDURE_CODE_HINT),
        width: Width::W16,
        ..TextField::default()
    });
    let begin =
        button(Button { label: t(a::PROCEDURE_NEW_BUTTON), look: Look::Secondary, ..Button::default() });
    view! {
        <Title text=title />
        <div class="sheet flow">
            {heading(title)} <p class="lead">{t(a::PROCEDURES_LEAD)}</p>
            <ul class="rows">{rows.collect_view()}</ul> <section class="flow">
                <h2>{t(a::PROCEDURE_NEW)}</h2>
                <form method="get" action=routes::edit_procedure_form(language) class="flow">
                    {hidden("moi", "1")} {code} <div class="actions">{begin}</div>
                </form>
            </section>
        </div>
    }
    .into_any()
}
