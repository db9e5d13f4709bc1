//! Who is looking at the page.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The logged-in person, as the header shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Name as the account holds it.
    pub name: String,
    /// Works for an agency.
    pub is_officer: bool,
}

/// The logged-in person, or nobody.
#[server(input = GetUrl, endpoint = "account/viewer")]
pub async fn current_viewer() -> Result<Option<Viewer>, AppError> {
    use backend::account::Session;
    Ok(match super::server::current_session().await? {
        Session::Active(citizen) => {
            let portal = crate::request::portal()?;
            let is_officer = backend::staff::works_for_agency(&portal, &citizen).await?;
            Some(Viewer { name: citizen.name().to_owned(), is_officer })
        }
        Session::Lapsed(_) | Session::None => None,
    })
}
