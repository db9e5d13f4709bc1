//! Who sent the request. Server only.

use backend::Portal;
use backend::account::{Citizen, Session, authenticate};
use backend::dossier::Writer;

use crate::error::AppError;
use crate::request;

/// What the request's session stands for.
pub async fn session(portal: &Portal) -> Result<Session, AppError> {
    match request::session_token() {
        Some(token) => Ok(authenticate(portal, &token).await?),
        None => Ok(Session::None),
    }
}

/// Who is logged in.
pub async fn citizen(portal: &Portal) -> Result<Option<Citizen>, AppError> {
    Ok(match session(portal).await? {
        Session::Active(citizen) => Some(citizen),
        Session::Lapsed(_) | Session::None => None,
    })
}

/// Who may write into drafts, and whether that person must log in again.
pub async fn writer(portal: &Portal) -> Result<Option<(Writer, bool)>, AppError> {
    Ok(match session(portal).await? {
        Session::Active(citizen) => Some((Writer::from(&citizen), false)),
        Session::Lapsed(citizen) => Some((Writer::from(&citizen), true)),
        Session::None => None,
    })
}
