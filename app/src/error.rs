//! What a server function can fail with, and the pages that say so.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use crate::i18n::{Key, t, text, use_language};
use crate::routes;
use crate::settings::use_settings;
use crate::ui::ornament::drum;
use crate::ui::{Banner, Button, Look, banner_with, button_link, icon};

/// Why a server function could not do what was asked.
///
/// A closed set without any text: the code travels through addresses where JavaScript is off, and anyone can write an
/// address. Mistakes of people are not errors but values, kept in the draft and shown by its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is logged in, or the session ran out.
    LoggedOut,
    /// There is no such thing, or it belongs to somebody else.
    NotFound,
    /// Too many attempts; wait a while.
    TooManyAttempts,
    /// Too much is going on; try again shortly.
    Busy,
    /// The request does not fit what the server expects: an old page, or no page of ours.
    Unfit,
    /// The server cannot be reached.
    Offline,
    /// Our fault.
    Internal,
}

impl AppError {
    /// The sentence that says it.
    pub fn sentence(self) -> Key {
        match self {
            Self::LoggedOut => text::error::LOGGED_OUT,
            Self::NotFound => text::error::NOT_FOUND,
            Self::TooManyAttempts => text::error::TOO_MANY_ATTEMPTS,
            Self::Busy => text::error::BUSY,
            Self::Unfit => text::error::UNFIT,
            Self::Offline => text::error::OFFLINE,
            Self::Internal => text::error::INTERNAL,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Unfit,
            _ => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for AppError {
    /// Where it was our fault the cause is written to the log; the page only learns that it was. What anybody can bring about
    /// fills no log.
    fn from(error: backend::Error) -> Self {
        match error {
            backend::Error::Busy => Self::Busy,
            backend::Error::TooMany => Self::TooManyAttempts,
            backend::Error::TooLarge => Self::Unfit,
            error => {
                tracing::error!(%error, "a request failed");
                Self::Internal
            }
        }
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::set_status(axum::http::StatusCode::NOT_FOUND);
    let language = use_language();
    view! {
        <Title text=t(text::error::NOT_FOUND_TITLE) />
        <section class="full hero fault">
            {drum()}
            <div class="container">
                <h1 tabindex="-1">{t(text::error::NOT_FOUND_TITLE)}</h1>
                <p>{t(text::error::NOT_FOUND_ADVICE)}</p>
                <p>{help_line()}</p>
                <div class="actions">
                    {button_link(
                        Button { label: t(text::error::TO_HOME), look: Look::Gold, ..Button::default() },
                        &routes::home(language),
                    )}
                    <a href=routes::catalogue(language)>{t(text::layout::SERVICES)}</a>
                    <a href=routes::tracking(language)>{t(text::layout::TRACKING)}</a>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// In place of a part of a page that could not be had.
#[component]
pub fn Failure(
    /// Why.
    error: AppError,
) -> impl IntoView {
    view! {
        {banner_with(
            Banner::Wrong,
            icon::TRIANGLE_ALERT,
            view! { <p>{t(error.sentence())} " " {help_line()}</p> }.into_any(),
        )}
    }
}

/// Whom to call, and a link that calls.
fn help_line() -> AnyView {
    let number = use_settings().help_line;
    let (before, after) = t(text::error::HELP_LINE).split_once("{number}").unwrap_or_default();
    view! { {before} <a href=format!("tel:{number}")>{number.clone()}</a> {after} }.into_any()
}
