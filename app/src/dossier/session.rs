//! Who sent the request. Server only.

use backend::account::{Citizen, Session};
use backend::dossier::Writer;

use crate::account::server::current_session;
use crate::error::AppError;

/// Who is logged in.
pub async fn citizen() -> Result<Option<Citizen>, AppError> {
    Ok(match current_session().await? {
        Session::Active(citizen) => Some(citizen),
        Session::Lapsed(_) | Session::None => None,
    })
}

/// Who may write into drafts, and whether that person must log in again.
pub async fn writer() -> Result<Option<(Writer, bool)>, AppError> {
    Ok(match current_session().await? {
        Session::Active(citizen) => Some((Writer::from(&citizen), false)),
        Session::Lapsed(citizen) => Some((Writer::from(&citizen), true)),
        Session::None => None,
    })
}
