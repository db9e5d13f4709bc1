//! The site's files, inside the binary, packed beforehand, served from memory.

use app::shell::{ProgramFiles, SiteFiles};
use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::routing::get;
use bytes::Bytes;

/// One file of the site.
#[derive(Debug)]
pub struct File {
    /// Its address.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// How long browsers may keep it, as `Cache-Control` says it.
    pub cache: &'static str,
    /// Hash of its content, in quotes.
    pub etag: &'static str,
    /// Its content.
    pub plain: &'static [u8],
    /// The same, packed with brotli, where that is smaller.
    pub brotli: Option<&'static [u8]>,
    /// The same, packed with gzip, where that is smaller.
    pub gzip: Option<&'static [u8]>,
}

/// All files of the site.
#[derive(Debug)]
pub struct Site {
    /// The files.
    pub files: &'static [File],
    /// Which address plays which role in the document.
    pub roles: &'static [(&'static str, &'static str)],
}

/// The site this binary was built with.
pub static SITE: Site = include!(concat!(env!("OUT_DIR"), "/site.rs"));

impl Site {
    fn role(&self, role: &str) -> Option<&'static str> {
        self.roles.iter().find_map(|(name, path)| (*name == role).then_some(*path))
    }

    fn program(&self, glue: &str, wasm: &str) -> ProgramFiles {
        ProgramFiles { glue: self.role(glue), wasm: self.role(wasm) }
    }

    /// The addresses that the document names.
    pub fn document_files(&self) -> SiteFiles {
        SiteFiles {
            stylesheet: self.role("stylesheet"),
            font: self.role("font"),
            icon: self.role("icon"),
            citizen: self.program("citizen-glue", "citizen-program"),
            papers: self.program("papers-glue", "papers-program"),
            photo: self.program("photo-glue", "photo-program"),
            sentences: [self.role("sentences-vi"), self.role("sentences-en")],
            session: self.role("session-script"),
            passkey: self.role("passkey-script"),
        }
    }

    /// Routes to all files.
    pub fn router<S: Clone + Send + Sync + 'static>(&'static self) -> Router<S> {
        self.files.iter().fold(Router::new(), |router, file| {
            let answers = Answers::of(file);
            router
                .route(file.path, get(move |headers: HeaderMap| std::future::ready(answers.choose(&headers))))
        })
    }
}

/// What a file may do that is opened by itself, as pictures can be, or that runs as a worker, which has the policy of
/// its own answer and not that of the page: it loads its program from us.
fn policy(content_type: &str) -> &'static str {
    if content_type.starts_with("text/javascript") {
        "default-src 'none'; connect-src 'self'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    }
}

/// The answers that a file can give, made once.
#[derive(Clone)]
struct Answers {
    etag: &'static str,
    not_modified: HeaderMap,
    plain: (HeaderMap, Bytes),
    gzip: Option<(HeaderMap, Bytes)>,
    brotli: Option<(HeaderMap, Bytes)>,
}

impl Answers {
    fn of(file: &File) -> Self {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(file.cache));
        headers.insert(ETAG, HeaderValue::from_static(file.etag));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy(file.content_type)));
        let not_modified = headers.clone();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        let packed = |encoding: &'static str, bytes: Option<&'static [u8]>| {
            let mut headers = headers.clone();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            bytes.map(|bytes| (headers, Bytes::from_static(bytes)))
        };
        Self {
            etag: file.etag,
            not_modified,
            brotli: packed("br", file.brotli),
            gzip: packed("gzip", file.gzip),
            plain: (headers, Bytes::from_static(file.plain)),
        }
    }

    fn choose(&self, request: &HeaderMap) -> Response<Body> {
        let known = request.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
        let (status, headers, body) = if known
            .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == self.etag))
        {
            (StatusCode::NOT_MODIFIED, &self.not_modified, Bytes::new())
        } else {
            let accepts = |encoding| accepts(request, encoding);
            let (headers, body) = (self.brotli.as_ref().filter(|_| accepts("br")))
                .or_else(|| self.gzip.as_ref().filter(|_| accepts("gzip")))
                .unwrap_or(&self.plain);
            (StatusCode::OK, headers, body.clone())
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers.clone();
        response
    }
}

/// Whether the request accepts `encoding` (RFC 9110, 12.5.3), `q=0` meaning that it does not.
pub fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
                && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    static TEST_SITE: Site = Site {
        files: &[File {
            path: "/assets/a.1234.css",
            content_type: "text/css",
            cache: "public, max-age=31536000, immutable",
            etag: "\"1234\"",
            plain: b"plain",
            brotli: Some(b"brotli"),
            gzip: Some(b"gzip"),
        }],
        roles: &[("stylesheet", "/assets/a.1234.css")],
    };

    async fn fetch(header: &str, value: &str) -> (StatusCode, HeaderMap, Bytes) {
        let request = Request::get("/assets/a.1234.css").header(header, value).body(Body::empty()).unwrap();
        let response = TEST_SITE.router::<()>().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, 100).await.unwrap())
    }

    #[tokio::test]
    async fn the_smallest_form_that_the_browser_takes_is_sent() {
        for (offer, body, encoding) in [
            ("gzip, deflate, br", "brotli", Some("br")),
            ("gzip, br;q=0", "gzip", Some("gzip")),
            ("deflate", "plain", None),
        ] {
            let (status, headers, bytes) = fetch("accept-encoding", offer).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(bytes, body);
            assert_eq!(headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding);
            assert_eq!(headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(headers[VARY], "accept-encoding");
        }
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let (status, headers, bytes) = fetch("if-none-match", "W/\"1234\"").await;
        assert_eq!((status, bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(headers[ETAG], "\"1234\"");
        assert_eq!(fetch("if-none-match", "\"other\"").await.0, StatusCode::OK);
    }
}
