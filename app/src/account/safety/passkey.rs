//! Passkeys: the buttons that `frontend/passkey.js` shows where the browser can, and what it sends.

use backend::account::factor::passkey;
use backend::account::login;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::register::hidden;
use crate::account::server::{self, citizen, fresh_citizen};
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::request::{self, portal};
use crate::routes;
use crate::ui::icon::TRASH;
use crate::ui::{Button, Look, button};

/// What a browser is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CeremonyView {
    /// Comes back with its answer.
    pub token: String,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// A passkey of one's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Its id.
    pub id: Uuid,
    /// What browser it was made in; may be empty.
    pub name: String,
    /// When it was made.
    pub created_at: String,
}

/// What a passkey is used for.
#[derive(Clone, Copy)]
pub enum Use {
    /// A new one is made.
    Make,
    /// Logging in.
    LogIn,
    /// Proving once more who one is.
    Prove,
}

fn view(ceremony: passkey::Ceremony) -> CeremonyView {
    CeremonyView { token: ceremony.token, options: ceremony.options }
}

/// Begins making a passkey.
#[server(endpoint = "account/passkey-make-begin")]
pub async fn begin_making() -> Result<Option<CeremonyView>, AppError> {
    Ok(passkey::begin_making(&portal()?, &fresh_citizen().await?).await?.map(view))
}

/// Keeps a passkey that the browser made; the script is led on when it is kept.
#[server(endpoint = "account/passkey-make")]
pub async fn make(
    /// Token of what was asked.
    token: String,
    /// The browser's answer.
    answer: String,
) -> Result<(), AppError> {
    let language = use_language();
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    if passkey::finish_making(&portal, &citizen, &token, &answer, &request::user_agent()).await? {
        let has_codes = backend::account::note::new_codes(&portal, &citizen).await?.is_some();
        request::redirect(&if has_codes {
            routes::new_codes(language)
        } else {
            routes::factors(language) + "?da-them-khoa"
        });
    }
    Ok(())
}

/// Takes a passkey off the account.
#[server(endpoint = "account/passkey-remove")]
pub async fn remove_passkey(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    passkey::remove(&portal()?, &fresh_citizen().await?, id).await?;
    request::redirect(&(routes::factors(use_language()) + "?da-bo-khoa"));
    Ok(())
}

/// Begins using a passkey.
#[server(endpoint = "account/passkey-use-begin")]
pub async fn begin_using() -> Result<CeremonyView, AppError> {
    Ok(view(passkey::begin_using(&portal()?, &server::address()?).await?))
}

/// Logs in by a passkey; the script is led on when it is right.
#[server(endpoint = "account/passkey-log-in")]
pub async fn log_in_by_passkey(
    /// Token of what was asked.
    token: String,
    /// The browser's answer.
    answer: String,
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<(), AppError> {
    let (attempt, session) = (server::attempt_token(), request::session_token());
    let sent = login::passkey::Sent {
        attempt: attempt.as_deref(),
        session: session.as_deref(),
        token: &token,
        answer: &answer,
        return_to: Some(return_to.as_str()).filter(|path| !path.is_empty()),
        language: use_language().into(),
    };
    match login::passkey::try_passkey(&portal()?, sent).await? {
        Some(outcome) => server::lead_on(outcome),
        None => Ok(()),
    }
}

/// Proves by a passkey who one is; the script is led on when it is right.
#[server(endpoint = "account/passkey-prove")]
pub async fn prove_by_passkey(
    /// Token of what was asked.
    token: String,
    /// The browser's answer.
    answer: String,
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<(), AppError> {
    let language = use_language();
    if let Some(session) = passkey::prove(&portal()?, &citizen().await?, &token, &answer).await? {
        server::begin_session(&session)?;
        let local = Some(return_to.as_str()).filter(|path| request::is_local(path));
        request::redirect(&local.map_or_else(|| routes::account(language), str::to_owned));
    }
    Ok(())
}

/// The button for a use, hidden until the script shows it.
pub fn passkey_button(how: Use, return_to: &str) -> AnyView {
    let (name, label): (_, Key) = match how {
        Use::Make => ("make", text::safety::PASSKEY_ADD),
        Use::LogIn => ("log-in", text::safety::PASSKEY_LOG_IN),
        Use::Prove => ("prove", text::safety::PASSKEY_PROVE),
    };
    view! {
        <div data-passkey=name data-return-to=return_to.to_owned() hidden=true>
            <div class="actions">
                <button type="button" class="button button-secondary">{t(label)}</button>
            </div>
            <p class="problem" role="alert" data-failed="" hidden=true>{t(text::safety::PASSKEY_FAILED)}</p>
        </div>
    }
    .into_any()
}

/// The passkeys that one has, and making another.
pub fn section(passkeys: Vec<PasskeyView>) -> AnyView {
    let rows = passkeys.into_iter().map(|one| {
        let made = fill(text::safety::PASSKEY_MADE, &[("name", &one.name), ("time", &one.created_at)]);
        let more = format!(" {made}");
        let remove = Button {
            label: t(text::safety::PASSKEY_REMOVE),
            label_more: &more,
            look: Look::Destructive,
            small: true,
            icon: Some(TRASH),
            ..Button::default()
        };
        view! {
            <li class="kept">
                <p>{made.clone()}</p>
                <form method="post" action=RemovePasskey::url()>
                    {hidden("id", &one.id.to_string())} <div class="actions">{button(remove)}</div>
                </form>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let list = (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> });
    view! {
        <section class="flow">
            <h2>{t(text::safety::PASSKEYS_HEADING)}</h2>
            <p>{t(text::safety::PASSKEYS_LINE)}</p>
            {list} {passkey_button(Use::Make, "")}
        </section>
    }
    .into_any()
}
