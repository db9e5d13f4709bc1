//! `/dev/outbox`: the mails and text messages of a demonstration. Not there otherwise.

use app::i18n::{Language, sentence, text};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use backend::message::{Outbox, Outgoing};

use crate::error_page::{document, escape};
use crate::router::AppState;
use crate::start::outbox_folder;

/// The pages of the outbox.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/dev/outbox", get(list))
        .route("/dev/outbox.json", get(json))
        .route("/dev/outbox/{id}", get(message))
        .route("/dev/outbox/{id}/html", get(html_part))
}

async fn messages(state: &AppState) -> Result<Vec<Outgoing>, StatusCode> {
    let folder = outbox_folder(&state.config);
    let read = tokio::task::spawn_blocking(move || Outbox::open(folder)?.messages());
    match read.await {
        Ok(Ok(messages)) => Ok(messages),
        Ok(Err(error)) => {
            tracing::error!(%error, "the outbox cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(error) => {
            tracing::error!(%error, "the outbox cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn id_of(message: &Outgoing) -> String {
    match message {
        Outgoing::Mail(mail) => mail.id.to_string(),
        Outgoing::Sms(sms) => sms.id.to_string(),
    }
}

async fn find(state: &AppState, id: &str) -> Result<Outgoing, StatusCode> {
    messages(state).await?.into_iter().find(|message| id_of(message) == id).ok_or(StatusCode::NOT_FOUND)
}

fn page(state: &AppState, title: &str, content: &str) -> Response {
    let body = format!("<main id=\"main\"><h1>{0}</h1>{content}</main>", escape(title));
    Html(document(state, Language::Vietnamese, &escape(title), &body)).into_response()
}

fn say(key: app::i18n::Key) -> &'static str {
    sentence(Language::Vietnamese, key)
}

async fn list(State(state): State<AppState>) -> Result<Response, StatusCode> {
    let messages = messages(&state).await?;
    let mut content =
        if messages.is_empty() { format!("<p>{}</p>", say(text::outbox::EMPTY)) } else { String::new() };
    content.push_str("<ol>");
    for message in &messages {
        let (kind, to, subject) = match message {
            Outgoing::Mail(mail) => (text::outbox::MAIL, &mail.to, &mail.subject),
            Outgoing::Sms(sms) => (text::outbox::SMS, &sms.to, &sms.text),
        };
        content.push_str(&format!(
            "<li><a href=\"/dev/outbox/{}\">{}</a><br>{} · {}</li>",
            id_of(message),
            escape(subject),
            say(kind),
            escape(to)
        ));
    }
    content.push_str("</ol>");
    Ok(page(&state, say(text::outbox::TITLE), &content))
}

async fn json(State(state): State<AppState>) -> Result<Response, StatusCode> {
    Ok(Json(messages(&state).await?).into_response())
}

async fn message(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let back = format!("<p><a href=\"/dev/outbox\">{}</a></p>", say(text::outbox::TITLE));
    Ok(match find(&state, &id).await? {
        Outgoing::Mail(mail) => page(
            &state,
            &mail.subject,
            &format!(
                "{back}<p>{}: {}</p><p><a href=\"/dev/outbox/{id}/html\">{}</a></p><div>{}</div>",
                say(text::outbox::TO),
                escape(&mail.to),
                say(text::outbox::HTML_PART),
                with_links(&mail.text)
            ),
        ),
        Outgoing::Sms(sms) => page(&state, &sms.to, &format!("{back}<div>{}</div>", with_links(&sms.text))),
    })
}

/// The mail as a mail program shows it: its styles are allowed, scripts are not.
async fn html_part(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let Outgoing::Mail(mail) = find(&state, &id).await? else { return Err(StatusCode::NOT_FOUND) };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
    Ok(([(CONTENT_SECURITY_POLICY, policy)], Html(mail.html)).into_response())
}

/// Text as HTML: paragraphs and lines kept, addresses of pages made into links.
fn with_links(text: &str) -> String {
    let line = |line: &str| {
        let word = |word: &str| {
            let safe = escape(word);
            if word.starts_with("http://") || word.starts_with("https://") {
                format!("<a href=\"{safe}\">{safe}</a>")
            } else {
                safe
            }
        };
        line.split(' ').map(word).collect::<Vec<_>>().join(" ")
    };
    let paragraph =
        |paragraph: &str| format!("<p>{}</p>", paragraph.lines().map(line).collect::<Vec<_>>().join("<br>"));
    text.replace("\r\n", "\n").split("\n\n").map(paragraph).collect()
}

#[cfg(test)]
mod tests {
    use super::with_links;

    #[test]
    fn links_work_and_nothing_else_does() {
        assert_eq!(
            with_links("Chào <b>\nMở https://a.vn/x?a=1&b=2 nhé\n\nHết"),
            "<p>Chào &lt;b&gt;<br>Mở <a href=\"https://a.vn/x?a=1&amp;b=2\">https://a.vn/x?a=1&amp;b=2</a> nhé</p><p>Hết</p>"
        );
    }
}
