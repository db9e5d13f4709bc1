//! What pages and server functions read from the request and write to the answer. Server only.

use std::net::IpAddr;

use axum::http::header::{COOKIE, LOCATION, REFERER, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use backend::Portal;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::error::AppError;
use crate::i18n::Language;

/// Where the request came from: the peer, or what a trusted proxy says about it. Put into the request by the server.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The request's number, on every log line and every error page. Put into the request by the server.
#[derive(Clone, Debug)]
pub struct RequestNumber(pub String);

/// The portal.
pub fn portal() -> Result<Portal, AppError> {
    use_context().ok_or(AppError::Internal)
}

fn parts() -> Option<Parts> {
    use_context()
}

/// The client's address, for limits.
pub fn client_address() -> Result<IpAddr, AppError> {
    parts()
        .and_then(|parts| parts.extensions.get::<ClientAddress>().map(|address| address.0))
        .ok_or(AppError::Internal)
}

/// What addresses begin with that are the same in every language: server functions, and files on their way.
const WITHOUT_LANGUAGE: [&str; 6] =
    ["/api/", "/tai-len/", "/giay-to/", "/files", "/dang-nhap/oidc/", "/tai-khoan/du-lieu/tep"];

fn is_page(path: &str) -> bool {
    !WITHOUT_LANGUAGE.iter().any(|beginning| path.starts_with(beginning))
}

/// The language of the page being drawn, or of the page that sent the request to where there is none.
pub fn language_of(parts: &Parts) -> Language {
    if is_page(parts.uri.path()) {
        return Language::of_path(parts.uri.path());
    }
    parts
        .headers
        .get(REFERER)
        .and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok())
        .map(|referer| Language::of_path(referer.path()))
        .unwrap_or_default()
}

/// Path and query of the page being drawn, or of the page that sent the request to a server function.
pub fn page_address() -> Option<String> {
    let parts = parts()?;
    if is_page(parts.uri.path()) {
        return parts.uri.path_and_query().map(ToString::to_string);
    }
    let referer: Uri = parts.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    referer.path_and_query().map(ToString::to_string)
}

/// What the browser says of itself, if it says so in letters.
pub fn user_agent() -> String {
    let parts = parts();
    let header = parts.as_ref().and_then(|parts| parts.headers.get(USER_AGENT));
    header.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The value of a cookie.
pub fn cookie(name: &str) -> Option<String> {
    cookie_in(&parts()?, name)
}

/// The value of a cookie in `parts`.
pub fn cookie_in(parts: &Parts, name: &str) -> Option<String> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then(|| value.to_owned()))
}

/// How long a cookie lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser is closed.
    Session,
    /// So many seconds.
    Seconds(u32),
    /// It goes now.
    Gone,
}

/// Cookies travel only over https, and are then called `__Host-…`, except in demonstrations on `http://localhost`.
fn cookie_is_secure(portal: &Portal) -> bool {
    portal.settings.public_url.starts_with("https://")
}

/// The session cookie's name.
fn session_cookie_name(portal: &Portal) -> String {
    private_cookie_name(portal, "motcua")
}

/// The name of a cookie that holds a secret: where cookies are secure, browsers then take it from this host only.
pub fn private_cookie_name(portal: &Portal, name: &str) -> String {
    if cookie_is_secure(portal) { format!("__Host-{name}") } else { name.to_owned() }
}

/// The secret by which a session is recognised, if the browser sent one.
pub fn session_token() -> Option<String> {
    let portal = portal().ok()?;
    cookie(&session_cookie_name(&portal)).filter(|token| !token.is_empty())
}

/// The secret by which a session is recognised, if it is in `parts`.
pub fn session_token_in(portal: &Portal, parts: &Parts) -> Option<String> {
    cookie_in(parts, &session_cookie_name(portal)).filter(|token| !token.is_empty())
}

/// Gives the browser a session, or takes it away. Works from server functions and while a page is drawn.
pub fn set_session_token(token: &str, lifetime: Lifetime) -> Result<(), AppError> {
    let portal = portal()?;
    set_cookie(&session_cookie_name(&portal), token, lifetime)
}

/// Sets a cookie that scripts cannot read. `value` must consist of characters that cookies allow (RFC 6265).
pub fn set_cookie(name: &str, value: &str, lifetime: Lifetime) -> Result<(), AppError> {
    append_cookie(cookie_header(&portal()?, name, value, lifetime)?)
}

/// Adds a cookie to the answer.
pub fn append_cookie(cookie: HeaderValue) -> Result<(), AppError> {
    let response: ResponseOptions = use_context().ok_or(AppError::Internal)?;
    response.append_header(SET_COOKIE, cookie);
    Ok(())
}

/// The header that sets such a cookie.
pub fn cookie_header(
    portal: &Portal,
    name: &str,
    value: &str,
    lifetime: Lifetime,
) -> Result<HeaderValue, AppError> {
    let secure = if cookie_is_secure(portal) { "; Secure" } else { "" };
    let age = match lifetime {
        Lifetime::Session => String::new(),
        Lifetime::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Lifetime::Gone => "; Max-Age=0".into(),
    };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
        .map_err(|_| AppError::Internal)
}

/// The header that gives the browser a session.
pub fn session_cookie(portal: &Portal, token: &str, lifetime: Lifetime) -> Result<HeaderValue, AppError> {
    cookie_header(portal, &session_cookie_name(portal), token, lifetime)
}

/// Leads to `path`, an address of ours: by a 302 while a page is drawn or where JavaScript is off, by navigation in the
/// browser otherwise.
/// What cannot stand in a header leads home.
pub fn redirect(path: &str) {
    leptos_axum::redirect(if can_be_led_to(path) { path } else { "/" });
}

fn can_be_led_to(path: &str) -> bool {
    !path.contains(|char: char| char.is_control()) && HeaderValue::from_str(path).is_ok()
}

/// Leads away from a page being drawn by GET, with 303 so that nothing is sent again.
pub fn see_other(path: &str) {
    if let (Some(response), Ok(location)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(path)) {
        response.insert_header(LOCATION, location);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Sets the status of the page being drawn. Not for server functions: there it would replace the redirect that a form
/// without JavaScript needs.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Tells the browser to forget what pages keep in it, files on their way and small pictures of papers among them: the
/// next person on this device has no business with them. (W3C Clear Site Data; only browsers that reach us safely do
/// it.)
pub fn forget_what_pages_keep() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let name = HeaderName::from_static("clear-site-data");
        response.insert_header(name, HeaderValue::from_static("\"cache\", \"storage\""));
    }
}

/// Whether `path` may be led to: an address on this portal, not on another (`//evil`, `/\evil`, `https:evil`).
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && !path.contains(|char: char| char.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_ours_may_be_led_to() {
        for path in ["/", "/ho-so", "/nop-ho-so/1/chu-ho-so?kiem-tra"] {
            assert!(is_local(path), "{path}");
        }
        for path in
            ["", "//evil.example", "/\\evil.example", "https:evil", "javascript:alert(1)", "/a\r\nb", "ho-so"]
        {
            assert!(!is_local(path), "{path}");
        }
    }

    #[test]
    fn what_no_header_can_hold_is_not_led_to() {
        assert!(can_be_led_to("/nop-ho-so/1/giay-to#f-card.birth"));
        for path in ["/a\nb", "/a\r\nSet-Cookie: x=1", "/a\0", "/a\tb"] {
            assert!(!can_be_led_to(path), "{path:?}");
        }
    }

    #[test]
    #[allow(clippy::unwrap_used)]
    fn a_server_function_speaks_the_language_of_its_page() {
        let parts = |uri: &str, referer: &str| {
            axum::http::Request::builder().uri(uri).header(REFERER, referer).body(()).unwrap().into_parts().0
        };
        assert_eq!(language_of(&parts("/api/x", "https://a.vn/en/tra-cuu?x=1")), Language::English);
        assert_eq!(language_of(&parts("/api/x", "https://a.vn/tra-cuu")), Language::Vietnamese);
        assert_eq!(language_of(&parts("/en", "https://a.vn/")), Language::English);
    }
}
