//! Forms that change something.
//!
//! To the browser they are ordinary forms: a POST that the server answers with a redirect. With the program the same
//! POST is sent beside the page, so that on a poor line the page stays until the answer is there, and pressing twice
//! sends once. Leptos' `ActionForm` does the same, at 30 kB of program for each server function.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::error::AppError;
use crate::i18n::t;
use crate::ui::icon::{TRIANGLE_ALERT, icon};

/// A form that posts to the server function `F`. `id` may be empty.
pub fn post_form<F: ServerFn>(id: &'static str, content: AnyView) -> AnyView {
    form(F::url(), id, content)
}

fn form(action: &'static str, id: &'static str, content: AnyView) -> AnyView {
    let failed = RwSignal::new(None::<AppError>);
    let wrong = move || {
        failed.get().map(|error| {
            view! { <div class="banner banner-wrong" role="alert">{icon(TRIANGLE_ALERT)} <p>{t(error.sentence())}</p></div> }
        })
    };
    #[cfg(not(feature = "ssr"))]
    let on_submit = browser::sender(failed);
    #[cfg(feature = "ssr")]
    let on_submit = |_: leptos::ev::SubmitEvent| ();
    view! {
        <form method="post" action=action id=(!id.is_empty()).then_some(id) on:submit=on_submit>
            {wrong}
            {content}
        </form>
    }
    .into_any()
}

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::ask;

#[cfg(not(feature = "ssr"))]
mod browser {
    use gloo_net::http::{Method, RequestBuilder};
    use leptos::ev::SubmitEvent;
    use leptos::prelude::*;
    use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlElement, HtmlFormElement, UrlSearchParams};

    use crate::error::AppError;
    use crate::load::{Sent, failed};

    struct Answer {
        is_good: bool,
        leads_to: Option<String>,
        text: String,
    }

    async fn send(path: &str, is_get: bool, arguments: String) -> Result<Answer, gloo_net::Error> {
        let request = if is_get {
            let address =
                if arguments.is_empty() { path.to_owned() } else { [path, "?", &arguments].concat() };
            RequestBuilder::new(&address).method(Method::GET).header("accept", "application/json").build()?
        } else {
            RequestBuilder::new(path)
                .method(Method::POST)
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(arguments)?
        };
        let response = request.send().await?;
        let (is_good, status) = (response.ok(), response.status());
        let headers = response.headers();
        let leads_to = headers.get(REDIRECT_HEADER).and_then(|_| headers.get("location"));
        let mut text = response.text().await?;
        if !is_good && serde_json::from_str::<AppError>(&text).is_err() {
            let error = if matches!(status, 429 | 503) { AppError::Busy } else { AppError::Internal };
            text = serde_json::to_string(&error).unwrap_or_default();
        }
        Ok(Answer { is_good, leads_to, text })
    }

    /// Asks a server function, as [`crate::load`] keeps answers.
    pub(crate) async fn ask(path: &'static str, is_get: bool, arguments: String) -> String {
        match send(path, is_get, arguments).await {
            Ok(answer) => {
                if let Some(leads_to) = &answer.leads_to {
                    call_redirect_hook(leads_to);
                }
                if answer.is_good { answer.text } else { ["!", &answer.text].concat() }
            }
            Err(_) => failed(AppError::Offline),
        }
    }

    /// What sends the form beside the page.
    pub(super) fn sender(failed: RwSignal<Option<AppError>>) -> impl Fn(SubmitEvent) + Clone {
        let sent = use_context::<Sent>();
        let sending = RwSignal::new(false);
        move |event: SubmitEvent| {
            let Some((path, body)) = content(&event) else { return };
            event.prevent_default();
            if sending.get_untracked() {
                return;
            }
            sending.set(true);
            spawn_local(async move {
                let here = location().pathname().unwrap_or_default();
                let answer = send(&path, false, body).await;
                // The page may be gone by now.
                sending.try_set(false);
                match answer {
                    Ok(answer) => {
                        let leads_elsewhere =
                            answer.leads_to.as_deref().is_some_and(|to| path_of(to) != here);
                        let error = (!answer.is_good && answer.leads_to.is_none())
                            .then(|| serde_json::from_str(&answer.text).unwrap_or(AppError::Internal));
                        failed.try_set(error);
                        if let Some(leads_to) = &answer.leads_to {
                            call_redirect_hook(leads_to);
                        }
                        if let (true, Some(Sent(count)), false) = (error.is_none(), sent, leads_elsewhere) {
                            count.try_update(|count| *count += 1);
                        }
                    }
                    Err(_) => {
                        failed.try_set(Some(AppError::Offline));
                        // Whoever says that everything is kept does not any more.
                        crate::layout::tell("offline");
                    }
                }
            });
        }
    }

    fn path_of(address: &str) -> &str {
        address.split(['?', '#']).next().unwrap_or_default()
    }

    /// Where the form goes, and what is in it, the pressed button included.
    fn content(event: &SubmitEvent) -> Option<(String, String)> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let pressed = event.submitter().and_then(|pressed| pressed.dyn_into::<HtmlElement>().ok());
        if let Some(pressed) = pressed
            && let Some(name) = pressed.get_attribute("name").filter(|name| !name.is_empty())
        {
            data.append_with_str(&name, &pressed.get_attribute("value").unwrap_or_default()).ok()?;
        }
        let body = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        Some((form.get_attribute("action")?, body.to_string().into()))
    }
}
