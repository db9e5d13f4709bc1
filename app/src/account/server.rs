//! Cookies and addresses of this feature's server functions. Server only.

use axum::http::HeaderValue;
use axum::http::request::Parts;
use backend::Portal;
use backend::account::fresh::{FreshCitizen, fresh};
use backend::account::login::{self, Outcome, Step as LoginStep};
use backend::account::{Citizen, LapsedCitizen, Session, authenticate_in, guessing, session};
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::registration::Step;

use crate::error::AppError;
use crate::i18n::{Language, use_language};
use crate::request::{self, Lifetime};
use crate::routes;

const REGISTRATION: &str = "motcua_registration";
const ATTEMPT: &str = "motcua_login";
/// Says who logged in here before, so that strangers who guess hold nobody up.
const BROWSER: &str = "motcua_browser";

/// Says where to go once a second factor is set up.
const AFTER_FACTOR: &str = "motcua_after_factor";

/// Two days: as long as the backend knows a registration whose mail was sent.
const REGISTRATION_SECONDS: u32 = 48 * 3600;

fn secret(name: &str) -> Option<String> {
    let portal = request::portal().ok()?;
    request::cookie(&request::private_cookie_name(&portal, name)).filter(|token| !token.is_empty())
}

fn set_secret(name: &str, token: &str, lifetime: Lifetime) -> Result<(), AppError> {
    let name = request::private_cookie_name(&request::portal()?, name);
    request::set_cookie(&name, token, lifetime)
}

/// The token of this browser's registration.
pub fn registration_token() -> Option<String> {
    secret(REGISTRATION)
}

/// Remembers a registration in this browser.
pub fn keep_registration(token: &str) -> Result<(), AppError> {
    set_secret(REGISTRATION, token, Lifetime::Seconds(REGISTRATION_SECONDS))
}

/// The token of this browser's attempt to log in.
pub fn attempt_token() -> Option<String> {
    secret(ATTEMPT)
}

/// Has whoever sets up a second factor led to `path` afterwards, an address of ours.
pub fn lead_back_after_factor(path: &str) -> Result<(), AppError> {
    let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if request::is_local(path) && path.bytes().all(fits) {
        set_secret(AFTER_FACTOR, path, lasting(login::LIFE))?;
    }
    Ok(())
}

/// Where that leads, once.
pub fn way_back_after_factor() -> Result<Option<String>, AppError> {
    let way_back = secret(AFTER_FACTOR).filter(|path| request::is_local(path));
    if way_back.is_some() {
        set_secret(AFTER_FACTOR, "", Lifetime::Gone)?;
    }
    Ok(way_back)
}

/// Lets go of a registration and a login that were begun in this browser: the next person who sits here is to see nothing of
/// them.
pub fn forget_what_was_typed() -> Result<(), AppError> {
    for name in [REGISTRATION, ATTEMPT] {
        set_secret(name, "", Lifetime::Gone)?;
    }
    Ok(())
}

/// The token of the attempt of the browser that sent `parts`.
pub fn attempt_token_in(portal: &Portal, parts: &Parts) -> Option<String> {
    let name = request::private_cookie_name(portal, ATTEMPT);
    request::cookie_in(parts, &name).filter(|token| !token.is_empty())
}

/// The header that remembers an attempt, or forgets it where `token` is empty.
pub fn attempt_cookie(portal: &Portal, token: &str) -> Result<HeaderValue, AppError> {
    let lifetime = if token.is_empty() { Lifetime::Gone } else { lasting(login::LIFE) };
    request::cookie_header(portal, &request::private_cookie_name(portal, ATTEMPT), token, lifetime)
}

/// What this browser says of who logged in here before.
pub fn known_browser() -> Option<String> {
    secret(BROWSER)
}

/// The same of the browser that sent `parts`.
pub fn known_browser_in(portal: &Portal, parts: &Parts) -> Option<String> {
    request::cookie_in(parts, &request::private_cookie_name(portal, BROWSER)).filter(|said| !said.is_empty())
}

/// Adds somebody who is known in this browser from now on.
pub fn know_browser(browser: &str) -> Result<(), AppError> {
    let people = guessing::with_person(known_browser().as_deref(), browser);
    set_secret(BROWSER, &people, lasting(guessing::BROWSER_KNOWN))
}

/// A cookie's life that is as long as what it stands for is known.
fn lasting(time: TimeDelta) -> Lifetime {
    Lifetime::Seconds(u32::try_from(time.num_seconds()).unwrap_or(0))
}

/// Gives this browser a session in the place of the one it has.
pub fn begin_session(token: &str) -> Result<(), AppError> {
    request::set_session_token(token, lasting(session::longest_life()))
}

/// The header that adds whoever has the session `token` to those who are `known` in this browser.
fn browser_cookie(portal: &Portal, known: Option<&str>, token: &str) -> Result<HeaderValue, AppError> {
    let people = guessing::with_person(known, &guessing::browser_of(portal, token));
    let name = request::private_cookie_name(portal, BROWSER);
    request::cookie_header(portal, &name, &people, lasting(guessing::BROWSER_KNOWN))
}

/// Leads on from a step of logging in: to the next one, back to it to have something put right, or where one wanted to
/// go.
pub fn lead_on(outcome: Outcome) -> Result<(), AppError> {
    let known = known_browser();
    let (path, cookies) = led(&request::portal()?, outcome, use_language(), known.as_deref())?;
    for cookie in cookies {
        request::append_cookie(cookie)?;
    }
    request::redirect(&path);
    Ok(())
}

/// Where an outcome leads, and the cookies that go with it. `known` is what the browser says of who logged in there.
pub fn led(
    portal: &Portal,
    outcome: Outcome,
    language: Language,
    known: Option<&str>,
) -> Result<(String, Vec<HeaderValue>), AppError> {
    Ok(match outcome {
        Outcome::LoggedIn { session: token, return_to } => {
            let cookies = vec![
                attempt_cookie(portal, "")?,
                browser_cookie(portal, known, &token)?,
                request::session_cookie(portal, &token, lasting(session::longest_life()))?,
            ];
            (return_to.unwrap_or_else(|| routes::home(language)), cookies)
        }
        Outcome::Next { attempt, step } => {
            (login_page(language, step), vec![attempt_cookie(portal, &attempt)?])
        }
        Outcome::Refused { attempt, step } => {
            (login_page(language, step) + "?kiem-tra", vec![attempt_cookie(portal, &attempt)?])
        }
        // Its page says that it is over.
        Outcome::Lost => (login_page(language, LoginStep::Code), Vec::new()),
    })
}

/// The page of a step of logging in.
pub fn login_page(language: Language, step: LoginStep) -> String {
    match step {
        LoginStep::Provider => routes::login(language),
        LoginStep::Password | LoginStep::Passkey => routes::login_step(language, "tinh"),
        LoginStep::Code => routes::login_step(language, "ma-xac-nhan"),
        LoginStep::Claim => routes::login_step(language, "tai-khoan-co-san"),
        LoginStep::SecondFactor => routes::login_step(language, "buoc-hai"),
        LoginStep::Forgotten => routes::recovery_code(language),
    }
}

/// The time to the next minute, so that whoever comes back then is not too early.
pub fn to_the_minute(again_at: DateTime<Utc>) -> String {
    (domain::date::local(again_at) + TimeDelta::seconds(59)).format("%H:%M").to_string()
}

/// Who sent the request.
pub async fn current_session() -> Result<Session, AppError> {
    match request::session_token() {
        Some(token) => {
            let user_agent = request::user_agent();
            let browser = session::Browser { user_agent: &user_agent, network: &address()? };
            Ok(authenticate_in(&request::portal()?, &token, browser).await?)
        }
        None => Ok(Session::None),
    }
}

/// The person who is logged in. Anybody else is led to the login, and from there back to the page they came from.
pub async fn citizen() -> Result<Citizen, AppError> {
    match current_session().await? {
        Session::Active(citizen) => Ok(citizen),
        Session::Lapsed(LapsedCitizen { .. }) | Session::None => {
            request::redirect(&login_and_back());
            Err(AppError::LoggedOut)
        }
    }
}

/// The person who has just proved who they are. Anybody else is led to do so, and from there back to the page they came
/// from.
pub async fn fresh_citizen() -> Result<FreshCitizen, AppError> {
    let citizen = citizen().await?;
    match fresh(&request::portal()?, citizen) {
        Some(citizen) => Ok(citizen),
        None => {
            let back = request::page_address().filter(|page| request::is_local(page));
            request::redirect(&routes::proof_then(use_language(), &back.unwrap_or_default()));
            Err(AppError::LoggedOut)
        }
    }
}

/// The login that leads back to the page being drawn, or to the one that sent the request.
pub fn login_and_back() -> String {
    let back = request::page_address().filter(|page| request::is_local(page));
    routes::login_step(use_language(), "tinh")
        + &back.map(|page| super::back_query(&page)).unwrap_or_default()
}

/// Where the client is, as limits count it.
pub fn address() -> Result<String, AppError> {
    Ok(backend::limit::network(request::client_address()?))
}

/// Leads to a step of the registration; back to the step just sent to have something put right or looked at.
pub fn lead_to(sent: Step, next: Step) {
    let check = if next == sent { "?kiem-tra" } else { "" };
    request::redirect(&(routes::register_step(use_language(), super::slug(next)) + check));
}

/// The place on the page to go on at, where a form was only sent to be drawn again: `refresh:<path>`.
pub fn place_of(then: &str) -> String {
    let path = then.strip_prefix("refresh:").unwrap_or_default();
    let is_path = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-');
    if path.is_empty() || !path.chars().all(is_path) { String::new() } else { ["#f-", path].concat() }
}
