//! What officers fill in and scan at the counter, and the forms that they hand over.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use app::counter::{Pressed, keep};
use app::i18n::Language;
use app::request::language_of;
use app::routes;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{RequestExt, Router};
use backend::Portal;
use backend::attachment::{self, Uploaded};
use backend::counter::{self, State as VisitState};
use backend::dossier::Writer;
use backend::printed;
use backend::staff::Officer;
use bytes::Bytes;
use domain::attachment::bytes as bytes_of;
use futures::{Stream, StreamExt, stream};
use tokio::sync::Semaphore;
use tower_http::timeout::RequestBodyTimeoutLayer;
use uuid::Uuid;

use crate::ahead::Ahead;
use crate::error_page::{status_of, status_of_failure};
use crate::officer::officer;
use crate::printed::pdf;
use crate::router::AppState;
use crate::unread::read_away;
use crate::upload::{LARGEST_UPLOAD, LONGEST_PAUSE, broken, part, short};

/// The most that all answers of a form take, with their names, in bytes.
const LARGEST_ANSWERS: usize = 500_000;

/// Photos are decoded one after another: each takes memory for all its pixels.
static DECODING: Semaphore = Semaphore::const_new(1);

/// Addresses below a visit.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/tiep-nhan/quay/{visit}/luu", post(save))
        .route("/tiep-nhan/quay/{visit}/giay/{slip}", get(form))
        .layer(DefaultBodyLimit::max(usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX)))
        .layer(from_fn(read_away))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
}

/// Hands out a form that was given out for what was filed in a visit.
async fn form(
    State(state): State<AppState>,
    Path((visit, form)): Path<(Uuid, Uuid)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let page = routes::counter_done(language_of(&parts), visit);
    let (_, officer) = match officer(&state, &parts, &page).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let found = async {
        let Some(opened) = counter::open(&state.portal, &officer, visit).await? else { return Ok(None) };
        let VisitState::Filed(code) = opened.state else { return Ok(None) };
        let content = printed::pdf_for_officer(&state.portal, &officer, &code, form).await?;
        Ok::<_, backend::Error>(content.map(|content| (code, content)))
    };
    match found.await {
        Ok(Some((code, content))) => pdf(&code, content),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => status_of_failure(error).into_response(),
    }
}

/// Takes the form of a visit: answers, ticks, scans, and the button.
async fn save(State(state): State<AppState>, Path(visit): Path<Uuid>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = routes::counter_visit(language_of(&parts), visit);
    let (citizen, officer) = match officer(&state, &parts, &page).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let (writer, draft) = match counter::writer(&state.portal, &officer, visit).await {
        Ok(Some(found)) => found,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return status_of_failure(error).into_response(),
    };
    let ahead = Ahead::default();
    let body = ahead.bound(body);
    let form: Multipart = match Request::from_parts(parts, body).extract().await {
        Ok(form) => form,
        Err(rejection) => return rejection.into_response(),
    };
    let taker = Taker { portal: &state.portal, officer: &officer, visit, writer, draft, ahead };
    let (pressed, language) = match taker.take(form).await {
        Ok(taken) => taken,
        Err(status) => return status.into_response(),
    };
    match pressed.done(&state.portal, &citizen, &officer, visit, language).await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(error) => status_of(error).into_response(),
    }
}

/// Pages of one paper that came one after the other as photos: they become one PDF.
struct Pages {
    paper: String,
    /// Name of the first.
    name: String,
    photos: Vec<Vec<u8>>,
}

/// Takes a form field by field.
struct Taker<'a> {
    portal: &'a Portal,
    officer: &'a Officer,
    visit: Uuid,
    writer: Writer,
    draft: Uuid,
    ahead: Ahead,
}

impl Taker<'_> {
    /// Most answers stand before the files, so they are kept also when the line breaks on the way.
    async fn take(self, mut form: Multipart) -> Result<(Pressed, Language), StatusCode> {
        let mut room = LARGEST_ANSWERS;
        let mut pressed = Pressed::default();
        let mut language = Language::Vietnamese;
        let mut answers = BTreeMap::new();
        let mut came_for = BTreeSet::new();
        let mut pages: Option<Pages> = None;
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(paper) = part(&name, "files") {
                let Some(file) = field.file_name().filter(|file| !file.is_empty()).map(str::to_owned) else {
                    continue;
                };
                if came_for.is_empty() {
                    self.keep(answers.clone(), "").await?;
                }
                if came_for.insert(paper.to_owned()) {
                    let forgotten =
                        attachment::forget_refusals(self.portal, self.writer, self.draft, paper).await;
                    forgotten.map_err(status_of_failure)?;
                }
                if pages.as_ref().is_some_and(|pages| pages.paper != paper) {
                    pressed.is_refused |= self.bind(pages.take()).await?;
                }
                pressed.is_refused |= self.file(paper, &file, field, &mut pages).await?;
                continue;
            }
            let typed = short(field, &mut room, name.len(), &self.ahead).await?;
            match (name.as_str(), part(&name, "answers"), part(&name, "seen")) {
                ("then", ..) => pressed.then = typed,
                ("fee", ..) => pressed.fee = typed,
                ("receipt", ..) => pressed.number = typed,
                ("language", ..) => language = Language::of_tag(&typed).unwrap_or(language),
                (_, Some(path), _) => {
                    answers.insert(path.to_owned(), typed);
                }
                (_, _, Some(paper)) if typed == "yes" => {
                    pressed.seen.insert(paper.to_owned());
                }
                _ => {}
            }
        }
        pressed.is_refused |= self.bind(pages.take()).await?;
        self.keep(answers, &pressed.then).await?;
        Ok((pressed, language))
    }

    async fn keep(&self, answers: BTreeMap<String, String>, then: &str) -> Result<(), StatusCode> {
        keep(self.portal, self.officer, self.visit, answers, then).await.map_err(status_of)
    }

    /// Takes a file, or puts a photo to the pages before it; says whether it was refused.
    async fn file(
        &self,
        paper: &str,
        name: &str,
        field: Field<'_>,
        pages: &mut Option<Pages>,
    ) -> Result<bool, StatusCode> {
        let declared = field.content_type().unwrap_or_default().to_owned();
        let ahead = &self.ahead;
        let mut content = field.inspect(|piece| {
            if let Ok(piece) = piece {
                ahead.taken(piece.len());
            }
        });
        if !matches!(declared.as_str(), "image/jpeg" | "image/png" | "image/webp") {
            let is_refused = self.upload(paper, name, &declared, &mut content).await?;
            // What was not wanted of it is read all the same, since it stands before the next field.
            while let Some(Ok(_)) = content.next().await {}
            return Ok(is_refused);
        }
        let most = usize::try_from(bytes_of(self.portal.settings.max_file_mb)).unwrap_or(usize::MAX);
        let mut photo = Vec::new();
        while let Some(piece) = content.next().await {
            // One that is too large is taken as far as it takes to say so.
            if photo.len() <= most {
                photo.extend_from_slice(&piece.map_err(broken)?);
            }
        }
        let photo = Bytes::from(photo);
        match prepared(photo.clone()).await? {
            Some(jpeg) => {
                let pages = pages.get_or_insert_with(|| Pages {
                    paper: paper.to_owned(),
                    name: name.to_owned(),
                    photos: Vec::new(),
                });
                pages.photos.push(jpeg);
                Ok(false)
            }
            None => self.upload_whole(paper, name, &declared, photo).await,
        }
    }

    /// Hands in the pages that came: one as the photo that it is, several as one PDF.
    async fn bind(&self, pages: Option<Pages>) -> Result<bool, StatusCode> {
        let Some(Pages { paper, name, photos }) = pages else { return Ok(false) };
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        if let ([_], Some(only)) = (photos.as_slice(), photos.first().cloned()) {
            return self.upload_whole(&paper, &format!("{stem}.jpg"), "image/jpeg", only.into()).await;
        }
        let bound = tokio::task::spawn_blocking(move || photo::bind(&photos));
        let bound = bound.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        let bound = bound.map_err(|_| StatusCode::BAD_REQUEST)?;
        self.upload_whole(&paper, &format!("{stem}.pdf"), "application/pdf", bound.into()).await
    }

    async fn upload_whole(
        &self,
        paper: &str,
        name: &str,
        declared: &str,
        content: Bytes,
    ) -> Result<bool, StatusCode> {
        self.upload(paper, name, declared, stream::iter([Ok::<_, Infallible>(content)])).await
    }

    async fn upload<E>(
        &self,
        paper: &str,
        name: &str,
        declared: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<bool, StatusCode> {
        let (portal, writer, draft) = (self.portal, self.writer, self.draft);
        let taken = attachment::upload(portal, writer, draft, paper, name, declared, content).await;
        match taken.map_err(status_of_failure)? {
            Uploaded::Broken => Err(StatusCode::BAD_REQUEST),
            Uploaded::NotBefore(_) => Err(StatusCode::TOO_MANY_REQUESTS),
            Uploaded::Refused(_) => Ok(true),
            Uploaded::Kept(_) | Uploaded::Nothing => Ok(false),
        }
    }
}

/// The photo upright and without metadata; none where it cannot be decoded, and is judged as it is.
async fn prepared(photo: Bytes) -> Result<Option<Vec<u8>>, StatusCode> {
    let turn = DECODING.acquire().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let made = tokio::task::spawn_blocking(move || {
        let made = photo::prepare(&photo);
        // Only now is its memory free for the next.
        drop((photo, turn));
        made
    });
    // A decoder that gives up on a strange photo ends nothing else.
    Ok(made.await.ok().and_then(Result::ok).map(|prepared| prepared.jpeg))
}
