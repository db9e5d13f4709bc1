//! Passkeys at the login: alone, or after the password; and the button that `frontend/passkey.js` listens to.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::i18n::{Key, t, text};
use crate::ui::icon::{CIRCLE_ALERT, icon};

/// What a browser is asked. Where there is nothing to ask, the script says so or is led on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskedView {
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// Begins to log in by a passkey alone.
#[server(endpoint = "login/passkey-begin")]
pub async fn begin_login_by_passkey(
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<Option<AskedView>, AppError> {
    use crate::account::server;
    use crate::request;
    let portal = request::portal()?;
    let return_to = Some(return_to.as_str()).filter(|path| !path.is_empty());
    let language = crate::i18n::use_language().into();
    let begun =
        backend::account::login::passkey::begin(&portal, return_to, language, &server::address()?).await?;
    let Some(begun) = begun else { return Ok(None) };
    request::append_cookie(server::attempt_cookie(&portal, &begun.attempt)?)?;
    Ok(Some(AskedView { options: begun.options }))
}

/// Logs in by a passkey alone; the script is led on when it is right.
#[server(endpoint = "login/passkey")]
pub async fn log_in_by_passkey(
    /// What the browser answered.
    answer: String,
) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::passkey::{Sent, log_in};
    let Some(attempt) = server::attempt_token() else { return Ok(()) };
    let (session, address) = (request::session_token(), server::address()?);
    let sent = Sent {
        attempt: &attempt,
        session: session.as_deref(),
        answer: &answer,
        address: &address,
        language: crate::i18n::use_language().into(),
    };
    match log_in(&request::portal()?, sent).await? {
        Some(outcome) => server::lead_on(outcome),
        None => Ok(()),
    }
}

/// Begins to use a passkey after the password.
#[server(endpoint = "login/passkey-second-begin")]
pub async fn begin_second_by_passkey() -> Result<Option<AskedView>, AppError> {
    use crate::account::server;
    use backend::account::login::Outcome;
    use backend::account::login::passkey::begin_second;
    let portal = crate::request::portal()?;
    let language = crate::i18n::use_language().into();
    let options = match server::attempt_token() {
        Some(attempt) => begin_second(&portal, &attempt, language).await?,
        None => None,
    };
    if options.is_none() {
        server::lead_on(Outcome::Lost)?;
    }
    Ok(options.map(|options| AskedView { options }))
}

/// Goes on by a passkey after the password; the page says why not.
#[server(endpoint = "login/passkey-second")]
pub async fn second_by_passkey(
    /// What the browser answered.
    answer: String,
) -> Result<(), AppError> {
    super::second::send(backend::account::login::second::Shown::Passkey(&answer)).await
}

/// A button for a passkey.
pub struct PasskeyButton<'a> {
    /// What it says.
    pub label: Key,
    /// Address that says what the browser is asked.
    pub begin: &'static str,
    /// Address that takes its answer.
    pub finish: &'static str,
    /// The local address to go to afterwards.
    pub return_to: &'a str,
    /// What is said where the person did not go through with it.
    pub stopped: Key,
    /// It is the one thing the page is for.
    pub primary: bool,
}

/// The button with all that its script may have to say; without scripts, what to do instead.
pub fn passkey_button(button: PasskeyButton) -> AnyView {
    let class = if button.primary { "button" } else { "button button-secondary" };
    view! {
        <div
            class="flow"
            data-passkey=button.begin
            data-finish=button.finish
            data-return-to=button.return_to.to_owned()
            data-stopped=t(button.stopped)
            data-unsupported=t(text::safety::PASSKEY_UNSUPPORTED)
            data-known=t(text::safety::PASSKEY_KNOWN)
            data-refused=t(text::safety::PASSKEY_REFUSED)
            data-busy=t(text::error::TOO_MANY_ATTEMPTS)
            data-failed=t(text::safety::PASSKEY_FAILED)
        >
            <div class="actions" hidden=true>
                <button type="button" class=class>
                    {t(button.label)}
                </button>
            </div>
            <p class="error" role="alert" hidden=true>
                {icon(CIRCLE_ALERT)} <span></span>
            </p>
            <noscript>
                <p>{t(text::safety::PASSKEY_NO_SCRIPT)}</p>
            </noscript>
        </div>
    }
    .into_any()
}
