//! What goes wrong, as RFC 9457 has it: `application/problem+json` with a `type` that stays the same.

use axum::Json;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::wire::{Event, FieldError};
use crate::error_page::status_of_failure;

/// The media type of every problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What every `type` begins with.
const NAMES: &str = "urn:motcua:problem:";

macro_rules! kinds {
    ($($(#[$meaning:meta])* $kind:ident = $status:literal $name:literal $title:literal,)+) => {
        /// What can go wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$meaning])* $kind,)+ }

        impl Kind {
            /// All of them.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Its status, its name and what it is called.
            fn told(self) -> (u16, &'static str, &'static str) {
                match self { $(Self::$kind => ($status, $name, $title),)+ }
            }
        }
    };
}

kinds! {
    /// It cannot be read.
    Malformed = 400 "malformed" "The request cannot be read",
    /// No token that is good for anything.
    Unauthenticated = 401 "unauthenticated" "A token is needed that is in force",
    /// The token is not good for this.
    Scope = 403 "scope" "The token is not good for this",
    /// The system's role and agency are not such as do this.
    NotTheirs = 403 "not-theirs" "This is not for this system to do",
    /// No such thing, as far as this system may know.
    NotFound = 404 "not-found" "There is no such thing",
    /// The address knows no such method.
    Method = 405 "method" "The address knows no such method",
    /// The same request is being worked on.
    UnderWay = 409 "under-way" "The same request is being worked on",
    /// The move cannot be made; `reason` says why.
    Refused = 409 "refused" "The move cannot be made",
    /// The dossier is not any more what the system saw.
    Changed = 412 "changed" "The dossier has changed",
    /// More than is taken.
    TooLarge = 413 "too-large" "More was sent than is taken",
    /// Not of the media type that is read.
    MediaType = 415 "media-type" "What was sent is of another media type",
    /// A value is out of range; `errors` says which.
    Unfit = 422 "unfit" "A value cannot be taken",
    /// The key stands for another request.
    KeyUsed = 422 "key-used" "The key stands for another request",
    /// Nobody with this number and day of birth has an account.
    NoApplicant = 422 "no-applicant" "Nobody with this number and day of birth has an account",
    /// It cannot be filed; `reason` says why.
    CannotBeFiled = 422 "cannot-be-filed" "This cannot be filed for the applicant",
    /// Something is wrong or missing; `errors` says what.
    Lacking = 422 "lacking" "Something is wrong or missing",
    /// The file is not taken; `errors` says why.
    FileRefused = 422 "file-refused" "The file is not taken",
    /// The file waits for the virus scanner, or is one that nobody opens.
    HeldBack = 423 "held-back" "The file is held back by the virus scan",
    /// `If-Match` is missing.
    NoRevision = 428 "no-revision" "The revision must be said by If-Match",
    /// More is asked than any system needs.
    TooMany = 429 "too-many" "More is asked than is answered",
    /// Our fault.
    Internal = 500 "internal" "Something went wrong on our side",
    /// Closed, or more at once than can be done.
    Busy = 503 "busy" "Not at the moment; try again shortly",
    /// There is no room for what is sent.
    Full = 507 "full" "There is no room for what is sent",
}

impl Kind {
    /// What an answer of this status means that says no more.
    fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Unauthenticated,
            403 => Self::NotTheirs,
            404 => Self::NotFound,
            405 => Self::Method,
            413 => Self::TooLarge,
            415 => Self::MediaType,
            423 => Self::HeldBack,
            429 => Self::TooMany,
            503 => Self::Busy,
            507 => Self::Full,
            400..500 => Self::Malformed,
            _ => Self::Internal,
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Names the kind for ever.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is called, for people who read logs.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// Why exactly, by a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is wrong with each value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What happened since the revision that was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub happened: Vec<Event>,
}

/// An answer that says what is wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    body: Box<Body>,
    again_after: Option<i64>,
}

impl Problem {
    /// One with more to say.
    pub fn with_reason(self, reason: &str) -> Self {
        let body = Box::new(Body { reason: Some(reason.to_owned()), ..*self.body });
        Self { body, ..self }
    }

    /// One that says what is wrong with each value.
    pub fn with_errors(self, errors: Vec<FieldError>) -> Self {
        Self { body: Box::new(Body { errors, ..*self.body }), ..self }
    }

    /// One that says what happened meanwhile.
    pub fn with_happened(self, happened: Vec<Event>) -> Self {
        Self { body: Box::new(Body { happened, ..*self.body }), ..self }
    }

    /// Too much; not before this moment.
    pub fn not_before(moment: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { again_after: Some((moment - now).num_seconds().max(1)), ..Kind::TooMany.into() }
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        let (status, name, title) = kind.told();
        let body = Box::new(Body {
            kind: [NAMES, name].concat(),
            title: title.to_owned(),
            status,
            reason: None,
            errors: Vec::new(),
            happened: Vec::new(),
        });
        Self { body, again_after: None }
    }
}

impl From<backend::Error> for Problem {
    fn from(error: backend::Error) -> Self {
        if matches!(error, backend::Error::TooLarge) {
            return Kind::TooLarge.into();
        }
        Kind::of_status(status_of_failure(error)).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(*self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.again_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// An error that the API did not say itself, in its way: those of the layers around it, and of addresses that it has not.
pub fn dressed(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE);
    if !is_error || is_problem {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let mut problem = Problem::from(Kind::of_status(status));
    problem.body.status = status.as_u16();
    let (said, body) = problem.into_response().into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(said.headers);
    Response::from_parts(parts, body)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own_and_an_error_s_status() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            let (status, name, _) = kind.told();
            assert!((400..600).contains(&status), "{name}");
            assert!(Kind::ALL[at + 1..].iter().all(|other| other.told().1 != name), "{name}");
        }
    }

    #[test]
    fn what_others_say_is_said_as_a_problem() {
        let said = dressed(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        assert_eq!(said.headers()[CONTENT_TYPE], MEDIA_TYPE);
        assert_eq!(said.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(dressed(StatusCode::OK.into_response()).headers().get(CONTENT_TYPE), None);
    }
}
