//! Server functions of filing and following: who, parse, call, redirect.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

use super::model::{DossierPage, Mine, ReceiptPage, Shown, Start, StepPage};
use crate::error::AppError;

#[cfg(feature = "ssr")]
use super::{gather, keep, session};
#[cfg(feature = "ssr")]
use crate::i18n::use_language;
#[cfg(feature = "ssr")]
use crate::request::{self, portal};
#[cfg(feature = "ssr")]
use crate::routes;

/// What the button "Nộp hồ sơ" of a procedure leads to.
#[server(input = GetUrl, endpoint = "dossier/start")]
pub async fn load_start(
    /// National code of the procedure.
    procedure: String,
) -> Result<Shown<Start>, AppError> {
    let portal = portal()?;
    let citizen = session::citizen().await?;
    gather::start(&portal, citizen.as_ref(), &procedure).await
}

/// Begins a draft and leads to its first step.
#[server(endpoint = "dossier/begin")]
pub async fn begin(
    /// National code of the procedure.
    procedure: String,
) -> Result<(), AppError> {
    use backend::dossier::Begun;
    use domain::dossier::submission::StepId;

    let (portal, language) = (portal()?, use_language());
    let start = routes::begin_filing(language, &procedure);
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &start));
        return Ok(());
    };
    match backend::dossier::begin(&portal, &citizen, &procedure).await? {
        Begun::Draft(id) => {
            request::redirect(&routes::filing(language, &id.to_string(), StepId::Desk.slug()));
        }
        Begun::NotOnline | Begun::TooMany | Begun::ProofingTooLow => request::redirect(&start),
        Begun::NoProcedure => return Err(AppError::NotFound),
    }
    Ok(())
}

/// The step at which one goes on with a draft.
#[server(input = GetUrl, endpoint = "dossier/go-on")]
pub async fn load_go_on(
    /// The draft.
    draft: String,
) -> Result<Shown<String>, AppError> {
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let Ok(id) = draft.parse() else { return Ok(Shown::Nothing) };
    gather::go_on(&portal()?, &citizen, id).await
}

/// A step of filing.
#[server(input = GetUrl, endpoint = "dossier/step")]
pub async fn load_step(
    /// The draft.
    draft: Uuid,
    /// The step's part of the address.
    step: String,
) -> Result<Shown<StepPage>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    gather::step(&portal, &citizen, draft, &step).await
}

/// Keeps a page of answers, and goes on; or stays where something must be put right.
#[server(endpoint = "dossier/save")]
pub async fn save_step(
    /// The draft.
    draft: Uuid,
    /// The step's part of the address.
    step: String,
    /// Paths and what was typed.
    #[server(default)]
    answers: BTreeMap<String, String>,
    /// The button, if not the one to go on: `refresh`, `add:…`, `remove:…`.
    #[server(default)]
    then: String,
    /// Set where one came from the last page to change something.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let here = routes::filing(language, &draft.to_string(), &step);
    let Some((writer, lapsed)) = session::writer().await? else {
        request::redirect(&routes::login_then(language, &here));
        return Ok(());
    };
    keep::keep(&portal, writer, draft, &step, answers, &then).await?;
    if lapsed {
        request::redirect(&routes::login_then(language, &here));
        return Ok(());
    }
    let Some(citizen) = session::citizen().await? else { return Err(AppError::LoggedOut) };
    let to = keep::after(&portal, &citizen, draft, &step, &then, !back.is_empty(), language).await?;
    request::redirect(&to);
    Ok(())
}

/// Keeps what was typed while one types. Says when, on the clock of Viet Nam.
#[server(endpoint = "dossier/autosave")]
pub async fn autosave(
    /// The draft.
    draft: Uuid,
    /// The step's part of the address.
    step: String,
    /// Paths and what was typed.
    #[server(default)]
    answers: BTreeMap<String, String>,
) -> Result<String, AppError> {
    let portal = portal()?;
    let Some((writer, _)) = session::writer().await? else { return Err(AppError::LoggedOut) };
    keep::keep(&portal, writer, draft, &step, answers, "").await
}

/// "Nộp hồ sơ".
#[server(endpoint = "dossier/submit")]
pub async fn submit(
    /// The draft.
    draft: Uuid,
    /// The declaration.
    #[server(default)]
    answers: BTreeMap<String, String>,
) -> Result<(), AppError> {
    use backend::dossier::Submitted;
    use domain::dossier::submission::StepId;

    let (portal, language) = (portal()?, use_language());
    let id = draft.to_string();
    let review = routes::filing(language, &id, StepId::Review.slug());
    let Some((writer, lapsed)) = session::writer().await? else {
        request::redirect(&routes::login_then(language, &review));
        return Ok(());
    };
    let kept = keep::keep_pledge(&portal, writer, draft, answers).await?;
    let Some(citizen) = session::citizen().await?.filter(|_| !lapsed) else {
        request::redirect(&routes::login_then(language, &review));
        return Ok(());
    };
    let submitted = match kept {
        true => backend::dossier::submit(&portal, &citizen, draft, language.into()).await?,
        false => Submitted::Nothing,
    };
    let to = match submitted {
        Submitted::Filed(code) => routes::receipt(language, &code),
        Submitted::Lacking(step) => {
            format!("{}?kiem-tra", routes::filing(language, &id, step.slug()))
        }
        Submitted::Nothing => return Err(AppError::NotFound),
    };
    request::redirect(&to);
    Ok(())
}

/// Deletes a draft with its papers.
#[server(endpoint = "dossier/delete-draft")]
pub async fn delete_draft(
    /// The draft.
    draft: Uuid,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let mine = routes::dossiers(language);
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &mine));
        return Ok(());
    };
    // Deleting twice is no mistake: it is gone either way.
    backend::dossier::delete(&portal, &citizen, draft).await?;
    request::redirect(&format!("{mine}?da-xoa"));
    Ok(())
}

/// Takes a file out of a draft or puts it before the one before it, for the browser's program; the page's form does it
/// with everything else.
#[server(endpoint = "dossier/arrange-paper")]
pub async fn arrange_paper(
    /// The draft.
    draft: Uuid,
    /// The file.
    paper: Uuid,
    /// Whether it is only put before the one before it.
    raise: bool,
) -> Result<(), AppError> {
    let Some(citizen) = session::citizen().await? else { return Err(AppError::LoggedOut) };
    if raise {
        backend::attachment::raise(&portal()?, &citizen, draft, paper).await?;
    } else {
        backend::attachment::remove(&portal()?, &citizen, draft, paper).await?;
    }
    Ok(())
}

/// "Hồ sơ của tôi".
#[server(input = GetUrl, endpoint = "dossier/mine")]
pub async fn load_mine() -> Result<Shown<Mine>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    gather::mine(&portal, &citizen).await
}

/// The receipt of a dossier.
#[server(input = GetUrl, endpoint = "dossier/receipt")]
pub async fn load_receipt(
    /// Its code.
    code: String,
) -> Result<Shown<ReceiptPage>, AppError> {
    let (portal, language) = (portal()?, use_language());
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    gather::receipt(&portal, &citizen, &code, language).await
}

/// A dossier with all that its owner may see.
#[server(input = GetUrl, endpoint = "dossier/dossier")]
pub async fn load_dossier(
    /// Its code.
    code: String,
) -> Result<Shown<DossierPage>, AppError> {
    let (portal, language) = (portal()?, use_language());
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    gather::dossier(&portal, &citizen, &code, language).await
}
