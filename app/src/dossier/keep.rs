//! Keeps what was typed into a draft, and says where to go then. Server only.

use std::collections::BTreeMap;

use backend::Portal;
use backend::account::Citizen;
use backend::dossier::{self, Change, Found, Saved, Writer};
use domain::Answers;
use domain::catalogue::Procedure;
use domain::dossier::sections::{self, PLEDGE};
use domain::dossier::submission::StepId;
use domain::form::{Field, FieldKind};
use uuid::Uuid;

use super::gather::questions;
use super::words::clock;
use crate::error::AppError;
use crate::i18n::Language;
use crate::routes;
use crate::ui::form::{change_entries, place_after};

/// Keeps what was typed on the page of a step; says when, on the clock of Viet Nam.
pub async fn keep(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    step: &str,
    answers: BTreeMap<String, String>,
    then: &str,
) -> Result<String, AppError> {
    // The declaration belongs to the button "Nộp hồ sơ".
    let typed = answers.into_iter().filter(|(path, _)| path != PLEDGE).collect();
    let change = Change { typed, unticked: Vec::new() };
    let edit = |procedure: &Procedure, answers: &mut Answers| {
        let section = sections::all_sections(procedure, &[]).into_iter().find(|section| section.id == step);
        if let Some(section) = section {
            change_entries(&section, answers, then);
        }
    };
    let procedure_sections = dossier::sections(portal, writer, draft).await?.unwrap_or_default();
    let offered = procedure_sections.iter().find(|section| section.id == step);
    let unticked = offered.map(|section| ticks(&section.fields, &change)).unwrap_or_default();
    let change = Change { unticked, ..change };
    match dossier::save_edited(portal, writer, draft, &change, edit).await? {
        Saved::At(moment) => Ok(clock(moment)),
        Saved::Filed => Ok(clock(portal.clock.now())),
        Saved::TooLarge => Err(AppError::Unfit),
        Saved::Nothing => Err(AppError::NotFound),
    }
}

/// Paths of the questions of which several answers may be ticked: unticked ones are not sent by forms.
pub(crate) fn ticks(fields: &[Field], change: &Change) -> Vec<String> {
    let mut paths = Vec::new();
    for field in fields {
        match &field.kind {
            FieldKind::MultiChoice { .. } => paths.push(field.id.clone()),
            FieldKind::Group { fields, .. } => {
                let begins = [&field.id, "."].concat();
                let entries: std::collections::BTreeSet<&str> = change
                    .typed
                    .iter()
                    .filter_map(|(path, _)| path.strip_prefix(&begins)?.split('.').next())
                    .collect();
                for entry in entries {
                    let prefix = [&field.id, ".", entry, "."].concat();
                    paths.extend(
                        ticks(fields, change).into_iter().map(|path| [&prefix, path.as_str()].concat()),
                    );
                }
            }
            _ => {}
        }
    }
    paths
}

/// Keeps the declaration; says whether there is such a draft.
pub async fn keep_pledge(
    portal: &Portal,
    writer: Writer,
    draft: Uuid,
    answers: BTreeMap<String, String>,
) -> Result<bool, AppError> {
    let pledge = answers.get(PLEDGE).map_or("", String::as_str).to_owned();
    let change = Change { typed: vec![(PLEDGE.to_owned(), pledge)], unticked: Vec::new() };
    Ok(dossier::save(portal, writer, draft, &change).await? != Saved::Nothing)
}

/// Stands for the button where a file that came with the form was refused: the page says why, and is not left for it.
pub const REFUSED: &str = "refused";

/// Where to go after a page was kept.
pub async fn after(
    portal: &Portal,
    citizen: &Citizen,
    id: Uuid,
    slug: &str,
    then: &str,
    back: bool,
    language: Language,
) -> Result<String, AppError> {
    let draft = match dossier::find(portal, citizen, id).await? {
        Found::Open(draft) => draft,
        Found::Filed(code) => return Ok(routes::receipt(language, &code)),
        Found::Nothing => return Err(AppError::NotFound),
    };
    let filing = draft.filing();
    let step = filing.step(slug).ok_or(AppError::NotFound)?;
    let to = |step: &StepId| routes::filing(language, &id.to_string(), step.slug());
    if let Some(paper) = then.strip_prefix("kept:") {
        return Ok(routes::choose_kept(language, &id.to_string(), paper));
    }
    if then == REFUSED {
        return Ok(format!("{}?chua-nhan{}", to(&step), if back { "&sua" } else { "" }));
    }
    let mark = if back { "?sua" } else { "" };
    if !then.is_empty() {
        let section = filing.section(&step).unwrap_or_else(|| questions(draft.procedure()));
        let place = place_after(&section, &draft.answers, then);
        let place = place.map(|path| format!("#f-{path}")).unwrap_or_default();
        return Ok(format!("{}{mark}{place}", to(&step)));
    }
    if !filing.check_step(&step).is_fine() {
        return Ok(format!("{}?kiem-tra{}", to(&step), if back { "&sua" } else { "" }));
    }
    let next = if back { StepId::Review } else { filing.after(&step).unwrap_or(StepId::Review) };
    Ok(to(&next))
}
