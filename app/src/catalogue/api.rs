//! What the pages of this feature ask the server.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::shown::{Blank, Desk, Found, Shown, Wanted};
use crate::error::AppError;

/// Procedures that fit what is wanted.
#[server(input = GetUrl, endpoint = "catalogue/find")]
pub async fn find_procedures(wanted: Wanted) -> Result<Found, AppError> {
    let portal = crate::request::portal()?;
    let found = super::present::found(&portal.catalogue(), &wanted);
    let has_answer = found.total > 0 || found.ask_back.is_some() || found.outside.is_some();
    let unnarrowed = Wanted { words: wanted.words.clone(), page: wanted.page, ..Wanted::default() };
    if !has_answer && wanted == unnarrowed {
        backend::catalogue::words::note_miss(&portal, &wanted.words);
    }
    Ok(found)
}

/// A procedure, by its code with or without the suffix of an agency.
#[server(input = GetUrl, endpoint = "catalogue/procedure")]
pub async fn show_procedure(code: String) -> Result<Shown, AppError> {
    let portal = crate::request::portal()?;
    super::present::procedure(&portal.catalogue(), &code, portal.clock.now()).ok_or(AppError::NotFound)
}

/// The form of a procedure, to print.
#[server(input = GetUrl, endpoint = "catalogue/blank")]
pub async fn blank_of(code: String) -> Result<Blank, AppError> {
    let portal = crate::request::portal()?;
    super::present::blank(&portal.catalogue(), &code).ok_or(AppError::NotFound)
}

/// Receiving desks whose name or commune holds the words; all of them without words.
#[server(input = GetUrl, endpoint = "catalogue/desks")]
pub async fn find_desks(words: String) -> Result<Vec<Desk>, AppError> {
    let portal = crate::request::portal()?;
    Ok(super::present::desks(&portal.catalogue(), &words))
}
