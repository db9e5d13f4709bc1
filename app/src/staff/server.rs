//! Which officer sent a request. Server only.

use backend::Portal;
use backend::staff::{Officer, authenticate};

use crate::account::server::citizen;
use crate::error::AppError;
use crate::request;

/// The officer who is logged in. Who is not logged in is led to the login and back; who is no officer finds nothing here.
pub async fn officer() -> Result<(Portal, Officer), AppError> {
    let portal = request::portal()?;
    citizen().await?;
    let token = request::session_token().ok_or(AppError::LoggedOut)?;
    let officer = authenticate(&portal, &token).await?.ok_or(AppError::NotFound)?;
    Ok((portal, officer))
}
