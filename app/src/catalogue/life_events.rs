//! What happens in people's lives, as ways to procedures.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Something that happens in somebody's life, in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Identifies it in addresses.
    pub id: String,
    /// "Sinh con".
    pub name: String,
    /// What belongs to it, in a few words.
    pub about: String,
}

/// All of them, in the order of the catalogue.
#[server(input = GetUrl, endpoint = "catalogue/life_events")]
pub async fn life_events() -> Result<Vec<Event>, AppError> {
    let language = crate::i18n::use_language().into();
    let event = |event: &domain::catalogue::LifeEvent| Event {
        id: event.id.clone(),
        name: event.name.get(language).to_owned(),
        about: event.about.get(language).to_owned(),
    };
    Ok(crate::request::portal()?.catalogue().life_events().iter().map(event).collect())
}
