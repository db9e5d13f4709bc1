//! Which system asks, and what it sent.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, extract::rejection::JsonRejection};
use backend::access::System;
use backend::access::token::{Authenticated, authenticate};
use domain::access::Scope;
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};
use crate::router::AppState;

/// A system that showed its token.
pub struct Caller(System);

impl Caller {
    /// The system, where its token is good for this.
    pub fn may(&self, scope: Scope) -> Result<&System, Problem> {
        if self.0.may(scope) { Ok(&self.0) } else { Err(Kind::Scope.into()) }
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let mut sent = parts.headers.get_all(AUTHORIZATION).iter();
        let (Some(header), None) = (sent.next(), sent.next()) else {
            return Err(Kind::Unauthenticated.into());
        };
        let said = header.to_str().ok().and_then(|text| text.split_once(' '));
        let Some((_, secret)) = said.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
            return Err(Kind::Unauthenticated.into());
        };
        match authenticate(&state.portal, secret.trim()).await? {
            Authenticated::System(system) => Ok(Self(system)),
            Authenticated::Nobody => Err(Kind::Unauthenticated.into()),
            Authenticated::NotBefore(moment) => Err(Problem::not_before(moment, state.portal.clock.now())),
        }
    }
}

/// JSON that was sent.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(sent)) => Ok(Self(sent)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Kind::MediaType.into()),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Kind::TooLarge.into())
            }
            // What was sent may be personal, so it is not said again.
            Err(_) => Err(Kind::Malformed.into()),
        }
    }
}

/// The revision that the system saw.
pub fn revision(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(sent) = headers.get(IF_MATCH) else { return Err(Kind::NoRevision.into()) };
    let number = sent.to_str().ok().and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"'));
    number.and_then(|number| number.parse().ok()).ok_or_else(|| Kind::Malformed.into())
}

/// How a revision is written.
pub fn etag(revision: i64) -> String {
    format!("\"{revision}\"")
}
