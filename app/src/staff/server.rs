//! Which officer sent the request. Server only.

use backend::Portal;
use backend::staff::Officer;

use crate::account::server::citizen;
use crate::error::AppError;

/// The officer who sent the request. Who is not logged in is led to the login; to anybody else there is no such page.
pub async fn officer() -> Result<(Portal, Officer), AppError> {
    citizen().await?;
    Err(AppError::NotFound)
}
