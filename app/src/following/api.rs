//! Server functions about a filed dossier, for its applicant.

use std::collections::BTreeMap;

use backend::Portal;
use backend::dossier::{self, Answered, Change, Made, Mover, Saved, Wish, Writer};
use domain::dossier::moves::Move;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::gather;
use super::model::SupplementPage;
use crate::dossier::model::Shown;
use crate::dossier::session;
use crate::error::AppError;
use crate::i18n::use_language;
use crate::request::{self, portal};
use crate::routes;

/// What is asked of the applicant of a dossier.
#[server(input = GetUrl, endpoint = "following/supplement")]
pub async fn load_supplement(
    /// The dossier's code.
    code: String,
) -> Result<Shown<SupplementPage>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let page = gather::supplement(&portal, &citizen, &code, use_language()).await?;
    Ok(page.map_or(Shown::Nothing, Shown::Page))
}

/// Hands the answer to a request for supplements in.
#[server(endpoint = "following/answer")]
pub async fn send_supplement(
    /// The dossier's code.
    code: String,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let here = routes::supplement(language, &code);
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &here));
        return Ok(());
    };
    match dossier::answer(&portal, &citizen, &code).await? {
        Answered::Sent => request::redirect(&(routes::dossier(language, &code) + "?da-bo-sung")),
        Answered::Lacking => request::redirect(&(here + "?kiem-tra")),
        Answered::Nothing => return Err(AppError::NotFound),
    }
    Ok(())
}

/// Whether a dossier can be withdrawn.
#[server(input = GetUrl, endpoint = "following/withdrawal")]
pub async fn load_withdrawal(
    /// The dossier's code.
    code: String,
) -> Result<Shown<bool>, AppError> {
    let portal = portal()?;
    let Some(citizen) = session::citizen().await? else { return Ok(Shown::LoggedOut) };
    let found = dossier::by_code(&portal, &citizen, &code).await?;
    Ok(found.map_or(Shown::Nothing, |found| Shown::Page(found.may_withdraw)))
}

/// Withdraws a dossier.
#[server(endpoint = "following/withdraw")]
pub async fn withdraw(
    /// The dossier's code.
    code: String,
    /// Why; nobody has to say.
    #[server(default)]
    reason: String,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &routes::withdraw(language, &code)));
        return Ok(());
    };
    let reason: String = reason.chars().take(dossier::MOST_REASON).collect();
    let wish = Wish { reason: &reason, ..Wish::of(Move::Withdraw) };
    match dossier::make(&portal, Mover::Applicant(&citizen), &code, &wish).await? {
        Made::Moved { .. } => request::redirect(&(routes::dossier(language, &code) + "?da-rut")),
        // The page says that it cannot be withdrawn any more.
        Made::Refused(_) | Made::Changed(_) => request::redirect(&routes::withdraw(language, &code)),
        Made::Nothing => return Err(AppError::NotFound),
    }
    Ok(())
}

/// Keeps how somebody found the service.
#[server(endpoint = "following/rate")]
pub async fn rate(
    /// The dossier's code.
    code: String,
    /// 1 to 5.
    #[server(default)]
    stars: String,
    /// In words.
    #[server(default)]
    words: String,
) -> Result<(), AppError> {
    let (portal, language) = (portal()?, use_language());
    let here = routes::dossier(language, &code);
    let Some(citizen) = session::citizen().await? else {
        request::redirect(&routes::login_then(language, &here));
        return Ok(());
    };
    let words: String = words.chars().take(dossier::MOST_RATING).collect();
    let Ok(stars) = stars.parse() else {
        if dossier::by_code(&portal, &citizen, &code).await?.is_none() {
            return Err(AppError::NotFound);
        }
        request::redirect(&(here + "?danh-gia#f-stars"));
        return Ok(());
    };
    if !dossier::rate(&portal, &citizen, &code, stars, &words).await? {
        return Err(AppError::NotFound);
    }
    request::redirect(&(here + "?da-danh-gia"));
    Ok(())
}

/// Keeps what was typed into an answer to a request for supplements.
pub async fn keep(
    portal: &Portal,
    writer: Writer,
    code: &str,
    answers: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let change = Change { typed: answers.into_iter().collect(), unticked: Vec::new() };
    match dossier::save_answer(portal, writer, code, &change).await? {
        Saved::At(_) | Saved::Filed => Ok(()),
        Saved::TooLarge => Err(AppError::Unfit),
        Saved::Nothing => Err(AppError::NotFound),
    }
}
