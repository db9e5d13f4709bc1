//! Pages that only the server draws.
//!
//! The browser's program holds the pages that do something while one is on them: searching, forms that judge, files on
//! their way. The others have nothing to do there, and their code would double what travels over a poor line. Where
//! one comes to such a page by a link, the program fetches it as the server draws it, and puts it in its place.

/// The view of a route whose page is drawn by the server, at home and in the browser.
macro_rules! drawn {
    ($page:path) => {{
        #[cfg(feature = "ssr")]
        {
            $crate::layout::page(|| $crate::drawn::place(|| leptos::prelude::IntoAny::into_any($page())))
        }
        #[cfg(not(feature = "ssr"))]
        {
            $crate::layout::page($crate::drawn::place)
        }
    }};
}
pub(crate) use drawn;
use leptos::prelude::*;

/// Draws the page into its place. Nothing that it loads is sent along: nobody reads it in the browser.
#[cfg(feature = "ssr")]
pub(crate) fn place(page: fn() -> AnyView) -> AnyView {
    let content = Owner::with_no_hydration(page);
    view! { <div class="drawn">{content}</div> }.into_any()
}

/// The place of such a page. The one that the browser loaded is there already; others are fetched.
#[cfg(not(feature = "ssr"))]
pub(crate) fn place() -> AnyView {
    use leptos_router::hooks::use_location;

    let place = NodeRef::<leptos::html::Div>::new();
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let search = location.search.get();
        let separator = if search.is_empty() { "" } else { "?" };
        let address = [&*location.pathname.get(), separator, &*search].concat();
        if let Some(place) = place.get() {
            let is_drawn =
                before.as_ref().map_or(place.child_element_count() > 0, |before| *before == address);
            if is_drawn {
                browser::arrive(&place, before.is_some());
            } else {
                leptos::task::spawn_local(browser::fetch(place, address.clone()));
            }
        }
        address
    });
    view! { <div class="drawn" node_ref=place on:click=browser::clicked></div> }.into_any()
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use leptos::ev::MouseEvent;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{DomParser, Element, HtmlDivElement, HtmlElement, SupportedType};

    /// Fetches the page and puts it in its place. Whatever goes wrong, an ordinary page load does right.
    pub(super) async fn fetch(place: HtmlDivElement, address: String) {
        if let Err(instead) = page(&place, &address).await {
            // A browser that cannot leave this page says so itself.
            let _ = window().location().set_href(&instead.unwrap_or(address));
        }
    }

    async fn page(place: &HtmlDivElement, address: &str) -> Result<(), Option<String>> {
        let request = gloo_net::http::Request::get(address).header("accept", "text/html");
        let response = request.send().await.map_err(|_| None)?;
        if response.redirected() {
            return Err(Some(response.url()));
        }
        let html = response.text().await.map_err(|_| None)?;
        let parser = DomParser::new().map_err(|_| None)?;
        let document = parser.parse_from_string(&html, SupportedType::TextHtml).map_err(|_| None)?;
        let content = document.query_selector("main .drawn").ok().flatten().ok_or(None)?;
        let here = window().location();
        let shown = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
        // One may have gone on meanwhile.
        if place.is_connected() && shown == address {
            place.set_inner_html(&content.inner_html());
            leptos::prelude::document().set_title(&document.title());
            arrive(place, true);
        }
        Ok(())
    }

    /// The focus goes to what must be put right, or after a navigation to the heading.
    pub(super) fn arrive(place: &Element, navigated: bool) {
        let summary = place.query_selector("#error-summary").ok().flatten();
        match summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
            Some(summary) => {
                // Without focus the summary is only seen; there is nothing to do about it.
                let _ = summary.focus();
            }
            None if navigated => crate::layout::focus_heading(),
            None => {}
        }
    }

    /// The one thing that such pages do: print.
    pub(super) fn clicked(event: MouseEvent) {
        let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if pressed.and_then(|pressed| pressed.closest("[data-print]").ok().flatten()).is_some() {
            // A browser that cannot print says so itself.
            let _ = window().print();
        }
    }
}
