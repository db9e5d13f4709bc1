//! Server functions of what keeps an account safe: who, parse, call, redirect.

use backend::account::contact::mailbox;
use backend::account::factor::{self, authenticator, recovery_codes};
use backend::account::note::{self, Form, Refusal};
use backend::account::recovery::{self, Recovered};
use backend::account::{fresh, password_change, session};
use domain::{Problem, date};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::passkey::{self, PasskeysView};
use crate::account::server::{self, citizen, fresh_citizen};
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::qr::qr;
use crate::request::{self, portal};
use crate::routes;
use crate::ui::problem::problem_sentence;

/// A browser in which one is logged in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionView {
    /// The session's id.
    pub id: Uuid,
    /// `phone`, `computer`, `kiosk`.
    pub device: String,
    /// "Chrome, Android"; may be empty.
    pub browser: String,
    /// Where from; may be empty.
    pub network: String,
    /// When the login was.
    pub began: String,
    /// When it was last used.
    pub last_seen: String,
    /// It is the one that asks.
    pub is_this: bool,
}

/// What one is asked for as a proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProofView {
    /// A password.
    pub password: bool,
    /// A code of a second factor.
    pub code: bool,
    /// It may be one of an authenticator app.
    pub app: bool,
    /// A passkey may be used instead.
    pub passkey: bool,
    /// What was wrong with the last one.
    pub problem: Option<String>,
}

/// What the page of a new password shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordView {
    /// What the account is known by to password managers.
    pub name: String,
    /// What was wrong with the last one, and whether that is its repetition.
    pub problem: Option<(String, bool)>,
}

/// The second factors of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FactorsView {
    /// There is an authenticator app.
    pub authenticator: bool,
    /// There is any.
    pub any: bool,
    /// Recovery codes not used yet.
    pub recovery_codes: usize,
    /// Passkeys.
    pub passkeys: PasskeysView,
}

/// What an authenticator app is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolmentView {
    /// The secret, to be typed.
    pub secret: String,
    /// The same to be scanned: width and path.
    pub qr: (usize, String),
    /// What was wrong with the last code.
    pub problem: Option<String>,
}

/// What the page of another mailbox shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailboxView {
    /// The present one; may be empty.
    pub mailbox: String,
    /// Why the last was refused, and what was typed.
    pub refused: Option<(String, String)>,
}

/// What the page of the code for it shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContactCodeView {
    /// The new mailbox.
    pub mailbox: String,
    /// The code works until then.
    pub until: String,
    /// What was wrong with the last one.
    pub problem: Option<String>,
}

/// What the page shows to which the mail leads that gets one back in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryView {
    /// The link still works.
    pub works: bool,
    /// What was wrong with the last password, and whether that is its repetition.
    pub problem: Option<(String, bool)>,
}

/// How much is left of a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftView {
    /// Seconds.
    pub seconds: i64,
    /// From so few on the page says so.
    pub warning: i64,
    /// Using it makes it longer.
    pub can_stay: bool,
}

/// The sentence for a refusal; `wrong` is the one for something wrong, `label` names what a new value is of.
pub(super) fn sentence(refusal: &Refusal, wrong: Key, label: Key) -> String {
    match refusal {
        Refusal::Unfit(problem) => problem_sentence(problem, t(label)),
        Refusal::Wrong => t(wrong).to_owned(),
        Refusal::TooMany { again_at } => {
            fill(text::safety::TOO_MANY, &[("time", &server::to_the_minute(*again_at))])
        }
        Refusal::Over => t(text::safety::APP_OVER).to_owned(),
    }
}

/// Where one is logged in.
#[server(input = GetUrl, endpoint = "account/sessions")]
pub async fn load_sessions() -> Result<Vec<SessionView>, AppError> {
    let sessions = session::sessions(&portal()?, &citizen().await?).await?;
    let view = |one: session::OwnSession| SessionView {
        id: one.id,
        device: one.device.as_str().to_owned(),
        browser: one.browser,
        network: one.network,
        began: date::display_time(one.began_at),
        last_seen: date::display_time(one.last_seen_at),
        is_this: one.is_this,
    };
    Ok(sessions.into_iter().map(view).collect())
}

/// Ends one of one's sessions.
#[server(endpoint = "account/session-end")]
pub async fn end_session(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    session::end(&portal()?, &citizen().await?, id).await?;
    request::redirect(&(routes::sessions(use_language()) + "?da-ket-thuc"));
    Ok(())
}

/// Ends all of one's sessions but this one.
#[server(endpoint = "account/session-end-others")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    session::end_others(&portal()?, &citizen().await?).await?;
    request::redirect(&(routes::sessions(use_language()) + "?da-ket-thuc-het"));
    Ok(())
}

/// How much is left of this browser's session; asking does not count as its use.
#[server(input = GetUrl, endpoint = "account/session-left")]
pub async fn session_left() -> Result<Option<LeftView>, AppError> {
    let left = match request::session_token() {
        Some(token) => session::left(&portal()?, &token).await?,
        None => None,
    };
    Ok(left.map(|left| LeftView {
        seconds: left.time.num_seconds(),
        warning: left.warning.num_seconds(),
        can_stay: left.can_stay,
    }))
}

/// "Tiếp tục dùng": the session counts as used.
#[server(endpoint = "account/session-stay")]
pub async fn stay() -> Result<(), AppError> {
    citizen().await?;
    Ok(())
}

/// What one is asked for as a proof.
#[server(input = GetUrl, endpoint = "account/proof")]
pub async fn load_proof() -> Result<ProofView, AppError> {
    let (portal, citizen) = (portal()?, citizen().await?);
    let asked = fresh::asked(&portal, &citizen).await?;
    let wrong = if asked.code { text::safety::PROOF_WRONG_BOTH } else { text::safety::PROOF_WRONG };
    let refused = note::refused(&portal, &citizen, Form::Proof).await?;
    let problem = refused.map(|refused| sentence(&refused.refusal, wrong, text::safety::PROOF_PASSWORD));
    Ok(ProofView {
        password: asked.password,
        code: asked.code,
        app: asked.app,
        passkey: asked.passkey,
        problem,
    })
}

/// Proves once more who one is.
#[server(endpoint = "account/prove")]
pub async fn prove(
    /// The password.
    #[server(default)]
    password: String,
    /// A code of a second factor.
    #[server(default)]
    code: String,
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<(), AppError> {
    let language = use_language();
    let citizen = citizen().await?;
    match fresh::prove(&portal()?, &citizen, &password, &code).await? {
        Some(token) => {
            server::begin_session(&token)?;
            let local = Some(return_to.as_str()).filter(|path| request::is_local(path));
            request::redirect(&local.map_or_else(|| routes::account(language), str::to_owned));
        }
        None => request::redirect(&(routes::proof_then(language, &return_to) + "&kiem-tra")),
    }
    Ok(())
}

/// What the page of a new password shows.
#[server(input = GetUrl, endpoint = "account/password-page")]
pub async fn load_password() -> Result<PasswordView, AppError> {
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    let refused = note::refused(&portal, &citizen, Form::Password).await?;
    let problem = refused.map(|refused| {
        let is_repetition = refused.refusal == Refusal::Unfit(Problem::PasswordsDiffer);
        (sentence(&refused.refusal, text::safety::PROOF_WRONG, text::safety::PASSWORD_NEW), is_repetition)
    });
    let person = backend::account::person(&portal, &citizen).await?;
    Ok(PasswordView { name: person.identity_number.as_str().to_owned(), problem })
}

/// "Đổi mật khẩu".
#[server(endpoint = "account/password-change")]
pub async fn change_password(
    /// The new one.
    #[server(default)]
    password: String,
    /// The same once more.
    #[server(default)]
    repeated: String,
) -> Result<(), AppError> {
    let language = use_language();
    let citizen = fresh_citizen().await?;
    let changed = password_change::change(&portal()?, &citizen, &password, &repeated).await?;
    request::redirect(&if let Some(browser) = changed {
        server::know_browser(&browser)?;
        routes::account(language) + "?da-doi-mat-khau"
    } else {
        routes::change_password(language) + "?kiem-tra"
    });
    Ok(())
}

/// What the page of another mailbox shows.
#[server(input = GetUrl, endpoint = "account/mailbox-page")]
pub async fn load_mailbox() -> Result<MailboxView, AppError> {
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    let refused = note::refused(&portal, &citizen, Form::Contact).await?;
    let label = text::safety::MAILBOX_NEW;
    let refused = refused
        .map(|refused| (sentence(&refused.refusal, text::safety::CONTACT_CODE_OVER, label), refused.typed));
    let mailbox = backend::account::person(&portal, &citizen).await?.email;
    Ok(MailboxView { mailbox, refused })
}

/// Sends a code to another mailbox.
#[server(endpoint = "account/mailbox-ask")]
pub async fn ask_mailbox(
    /// The mailbox as typed.
    #[server(default)]
    mailbox: String,
) -> Result<(), AppError> {
    let language = use_language();
    let citizen = fresh_citizen().await?;
    let network = server::address()?;
    let is_sent = mailbox::ask(&portal()?, &citizen, &mailbox, &network).await?;
    request::redirect(&if is_sent {
        routes::mailbox_code(language)
    } else {
        routes::change_mailbox(language) + "?kiem-tra"
    });
    Ok(())
}

/// The change of mailbox that waits for its code.
#[server(input = GetUrl, endpoint = "account/mailbox-code")]
pub async fn load_contact_code() -> Result<Option<ContactCodeView>, AppError> {
    let (portal, citizen) = (portal()?, citizen().await?);
    let Some(waiting) = mailbox::waiting(&portal, &citizen).await? else { return Ok(None) };
    let refused = note::refused(&portal, &citizen, Form::ContactCode).await?;
    let problem = refused.map(|refused| match refused.refusal {
        Refusal::Wrong if waiting.tries_left > 0 => {
            fill(text::safety::CONTACT_CODE_WRONG, &[("left", &waiting.tries_left.to_string())])
        }
        _ => t(text::safety::CONTACT_CODE_OVER).to_owned(),
    });
    let until = date::local(waiting.until).format("%H:%M").to_string();
    Ok(Some(ContactCodeView { mailbox: waiting.mailbox, until, problem }))
}

/// Changes the mailbox by the code.
#[server(endpoint = "account/mailbox-confirm")]
pub async fn confirm_mailbox(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    let language = use_language();
    let is_changed = mailbox::confirm(&portal()?, &citizen().await?, &code).await?;
    request::redirect(&if is_changed {
        routes::account(language) + "?da-doi-hop-thu"
    } else {
        routes::mailbox_code(language) + "?kiem-tra"
    });
    Ok(())
}

/// What was wrong with the number typed last, and the number.
#[server(input = GetUrl, endpoint = "account/recovery-request")]
pub async fn load_recovery_request() -> Result<Option<(String, String)>, AppError> {
    use backend::account::login;
    let portal = portal()?;
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let Some(attempt) = login::attempt(&portal, &token).await? else { return Ok(None) };
    let problem = login::number_problem(&portal, &attempt.number);
    Ok(problem.map(|problem| (problem_sentence(&problem, t(text::account::LOGIN_NUMBER)), attempt.number)))
}

/// Asks for the mail that gets one back in, or for a code to the phone. The answer is the same whether or not the number
/// has an account.
#[server(endpoint = "account/recover")]
pub async fn ask_recovery(
    /// The number as typed.
    #[server(default)]
    number: String,
    /// `phone`, or by mail.
    #[server(default)]
    by: String,
) -> Result<(), AppError> {
    use backend::account::login::{self, Outcome, forgotten};
    let language = use_language();
    let (portal, address) = (portal()?, server::address()?);
    if by == "phone"
        && let Some(attempt) = forgotten::ask(&portal, &number, language.into(), &address).await?
    {
        request::append_cookie(server::attempt_cookie(&portal, &attempt)?)?;
        request::redirect(&routes::recovery_code(language));
        return Ok(());
    }
    if recovery::ask(&portal, &number, language.into(), &address).await?.is_none() {
        request::redirect(&(routes::recover(language) + "?da-gui"));
        return Ok(());
    }
    // An attempt to log in without a password keeps the number as it was typed.
    let attempt = server::attempt_token();
    let tried = login::Try {
        attempt: attempt.as_deref(),
        session: None,
        number: &number,
        password: "",
        return_to: None,
        address: &address,
        language: language.into(),
        browser: None,
    };
    if let Outcome::Refused { attempt, .. } = login::try_password(&portal, tried).await? {
        request::append_cookie(server::attempt_cookie(&portal, &attempt)?)?;
    }
    request::redirect(&(routes::recover(language) + "?kiem-tra"));
    Ok(())
}

/// What the link of a mail is good for; changes nothing.
#[server(input = GetUrl, endpoint = "account/recovery-link")]
pub async fn load_recovery(
    /// The secret in the link.
    token: String,
) -> Result<RecoveryView, AppError> {
    Ok(match recovery::link(&portal()?, &token).await? {
        recovery::Link::Open { problem } => {
            let problem = problem.map(|problem| {
                let is_repetition = problem == Problem::PasswordsDiffer;
                (problem_sentence(&problem, t(text::safety::PASSWORD_NEW)), is_repetition)
            });
            RecoveryView { works: true, problem }
        }
        recovery::Link::Over => RecoveryView { works: false, problem: None },
    })
}

/// Sets a new password by the link of a mail.
#[server(endpoint = "account/recovery-set")]
pub async fn set_password(
    /// The secret in the link.
    #[server(default)]
    token: String,
    /// The new password.
    #[server(default)]
    password: String,
    /// The same once more.
    #[server(default)]
    repeated: String,
) -> Result<(), AppError> {
    // Only what a link of ours can hold goes into the address that follows.
    let token: String = token.chars().filter(char::is_ascii_hexdigit).collect();
    let recovered = recovery::set_password(&portal()?, &token, &password, &repeated).await?;
    let outcome = match recovered {
        Recovered::Set { browser } => {
            server::know_browser(&browser)?;
            "?xong"
        }
        Recovered::Unfit => "?kiem-tra",
        Recovered::Over => "",
    };
    request::redirect(&(routes::recovery(use_language(), &token) + outcome));
    Ok(())
}

/// The second factors of the account.
#[server(input = GetUrl, endpoint = "account/factors")]
pub async fn load_factors() -> Result<FactorsView, AppError> {
    let factors = factor::mine(&portal()?, &citizen().await?).await?;
    Ok(FactorsView {
        passkeys: passkey::view().await?,
        authenticator: factors.authenticator,
        any: factors.any(),
        recovery_codes: factors.recovery_codes,
    })
}

/// Draws a secret for an authenticator app.
#[server(endpoint = "account/authenticator-enrol")]
pub async fn enrol_app() -> Result<(), AppError> {
    let language = use_language();
    let citizen = fresh_citizen().await?;
    let drawn = authenticator::enrol(&portal()?, &citizen).await?;
    request::redirect(&if drawn { routes::add_app(language) } else { routes::factors(language) });
    Ok(())
}

/// What the app is told; whoever has not begun is led to the beginning.
#[server(input = GetUrl, endpoint = "account/authenticator-enrolment")]
pub async fn load_enrolment() -> Result<Option<EnrolmentView>, AppError> {
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    let Some(enrolment) = authenticator::enrolment(&portal, &citizen).await? else {
        request::redirect(&routes::factors(use_language()));
        return Ok(None);
    };
    let refused = note::refused(&portal, &citizen, Form::Authenticator).await?;
    let wrong = text::safety::APP_CODE_WRONG;
    let problem = refused.map(|refused| sentence(&refused.refusal, wrong, text::safety::APP_CODE));
    Ok(Some(EnrolmentView { qr: qr(&enrolment.uri)?, secret: enrolment.secret, problem }))
}

/// Sets the app up by its first code.
#[server(endpoint = "account/authenticator-confirm")]
pub async fn confirm_app(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    let language = use_language();
    let citizen = fresh_citizen().await?;
    let is_set_up = authenticator::confirm(&portal()?, &citizen, &code).await?;
    request::redirect(&if is_set_up {
        routes::new_codes(language)
    } else {
        routes::add_app(language) + "?kiem-tra"
    });
    Ok(())
}

/// Takes the app off the account.
#[server(endpoint = "account/authenticator-remove")]
pub async fn remove_app() -> Result<(), AppError> {
    let citizen = fresh_citizen().await?;
    let is_gone = authenticator::remove(&portal()?, &citizen).await?;
    request::redirect(&(routes::factors(use_language()) + if is_gone { "?da-bo" } else { "?can-bo" }));
    Ok(())
}

/// Draws new recovery codes.
#[server(endpoint = "account/recovery-codes-renew")]
pub async fn renew_codes() -> Result<(), AppError> {
    let citizen = fresh_citizen().await?;
    recovery_codes::renew(&portal()?, &citizen).await?;
    request::redirect(&routes::new_codes(use_language()));
    Ok(())
}

/// The recovery codes that were drawn a moment ago.
#[server(input = GetUrl, endpoint = "account/recovery-codes")]
pub async fn load_codes() -> Result<Option<Vec<String>>, AppError> {
    Ok(note::new_codes(&portal()?, &citizen().await?).await?)
}

/// "Tôi đã cất mã": they are shown no more.
#[server(endpoint = "account/recovery-codes-away")]
pub async fn put_codes_away() -> Result<(), AppError> {
    note::forget(&portal()?, &citizen().await?).await?;
    let way_back = server::way_back_after_factor()?;
    request::redirect(&way_back.unwrap_or_else(|| routes::factors(use_language()) + "?da-cat"));
    Ok(())
}
