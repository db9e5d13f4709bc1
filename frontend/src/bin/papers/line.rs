//! Requests of tus 1.0.0.

use app::i18n::{Key, text};
use base64::prelude::{BASE64_STANDARD, Engine};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest, js_sys};

use crate::dom::Done;

/// How long a request without a file waits for its answer, in milliseconds.
const PATIENCE: u32 = 30_000;

/// No answer came.
#[derive(Clone, Copy, Debug)]
pub struct Lost;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The upload has this address now; nothing of it has arrived.
    Begun(String),
    /// So many bytes have arrived; when these are all, whether the file was refused.
    At(u64, bool),
    /// The server has other bytes than was thought.
    Elsewhere,
    /// The server does not know the upload any more.
    Gone,
    /// Refused at once; the reason is on the page.
    Refused,
    /// Not now, for this reason.
    Not(Key),
}

/// A request on its way can be ended by what `hold` gets.
pub struct Line<'a> {
    pub hold: &'a dyn Fn(XmlHttpRequest),
}

impl Line<'_> {
    /// Begins an upload.
    pub async fn begin(&self, url: &str, blob: &Blob, name: &str) -> Result<Answer, Lost> {
        let described = format!(
            "filename {},filetype {}",
            BASE64_STANDARD.encode(name),
            BASE64_STANDARD.encode(blob.type_())
        );
        let length = size(blob).to_string();
        let headers = [("upload-length", length.as_str()), ("upload-metadata", &described)];
        self.ask("POST", url, &headers, None, |_| {}).await
    }

    /// How much has arrived.
    pub async fn look(&self, place: &str) -> Result<Answer, Lost> {
        self.ask("HEAD", place, &[], None, |_| {}).await
    }

    /// Sends all that comes after `offset` bytes; `heard` is told how many of these are on their way.
    pub async fn send(
        &self,
        place: &str,
        blob: &Blob,
        offset: u64,
        heard: impl FnMut(u64) + 'static,
    ) -> Result<Answer, Lost> {
        let rest = blob.slice_with_f64(offset as f64).map_err(|_| Lost)?;
        let from = offset.to_string();
        let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", from.as_str())];
        self.ask("PATCH", place, &headers, Some(&rest), heard).await
    }

    async fn ask(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&Blob>,
        heard: impl FnMut(u64) + 'static,
    ) -> Result<Answer, Lost> {
        let request = self.open(method, url, headers, body, heard).map_err(|_| Lost)?;
        let answered = js_sys::Promise::new(&mut |resolve, reject| {
            request.set_onload(Some(&resolve));
            request.set_onerror(Some(&reject));
            request.set_onabort(Some(&reject));
            request.set_ontimeout(Some(&reject));
        });
        request.send_with_opt_blob(body).map_err(|_| Lost)?;
        (self.hold)(request.clone());
        JsFuture::from(answered).await.map_err(|_| Lost)?;
        Ok(read(method, &request))
    }

    fn open(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&Blob>,
        mut heard: impl FnMut(u64) + 'static,
    ) -> Done<XmlHttpRequest> {
        let request = XmlHttpRequest::new()?;
        request.open(method, url)?;
        request.set_request_header("tus-resumable", "1.0.0")?;
        for (name, value) in headers {
            request.set_request_header(name, value)?;
        }
        if body.is_some() {
            let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
                heard(event.loaded() as u64);
            });
            request.upload()?.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
        } else {
            request.set_timeout(PATIENCE);
        }
        Ok(request)
    }
}

fn read(method: &str, request: &XmlHttpRequest) -> Answer {
    let header = |name| request.get_response_header(name).ok().flatten();
    match (method, request.status().unwrap_or(0)) {
        ("POST", 201) => header("location").map_or(Answer::Not(text::error::INTERNAL), Answer::Begun),
        ("POST", 413) => Answer::Refused,
        ("HEAD" | "PATCH", 200 | 204) => {
            let offset = header("upload-offset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
            Answer::At(offset, header("upload-refused").is_some())
        }
        ("PATCH", 409) => Answer::Elsewhere,
        ("HEAD" | "PATCH", 404) => Answer::Gone,
        (_, 401) => Answer::Not(text::error::LOGGED_OUT),
        (_, 404) => Answer::Not(text::error::NOT_FOUND),
        (_, 429) => Answer::Not(text::error::TOO_MANY_ATTEMPTS),
        (_, 503 | 507) => Answer::Not(text::error::BUSY),
        _ => Answer::Not(text::error::INTERNAL),
    }
}

/// Tells the server that nothing more comes. Where it does not hear it, it forgets the upload after a day.
pub fn end(place: &str) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("DELETE", place)?;
    request.set_request_header("tus-resumable", "1.0.0")?;
    request.send()
}

/// Bytes of a file. Numbers with a fraction are never written here: that costs 20 kB of program.
pub fn size(blob: &Blob) -> u64 {
    blob.size() as u64
}
