//! Pages that only the server draws.
//!
//! The browser's program holds the pages that do something while one is on them: forms that judge, files on their way.
//! The others have nothing to do there, and their code would double what travels over a poor line. Where one comes to
//! such a page by a link, the program fetches it as the server draws it, and puts it in its place.
//!
//! Two things such a page may ask for by attributes: a form with `data-live` is answered as one types, and a button
//! with `data-print` prints.

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

use crate::load::resource;

/// What the places of such pages share in the browser.
#[derive(Clone)]
struct Drawn {
    /// The title that the page came with: nothing in the browser's program knows it.
    #[cfg(not(feature = "ssr"))]
    first_title: String,
    /// How many such pages are on their way.
    awaited: RwSignal<u32>,
}

/// To be called once, at the root, before anything is drawn.
pub(crate) fn provide_drawn() {
    provide_context(Drawn {
        #[cfg(not(feature = "ssr"))]
        first_title: document().title(),
        awaited: RwSignal::new(0),
    });
}

/// Whether such a page is on its way.
pub(crate) fn is_awaited() -> Signal<bool> {
    use_context::<Drawn>()
        .map_or_else(|| Signal::stored(false), |drawn| Signal::derive(move || drawn.awaited.get() > 0))
}

/// Draws the page into its place. Nothing that it loads is sent along: nobody reads it in the browser.
#[cfg(feature = "ssr")]
pub(crate) fn place(page: fn() -> AnyView) -> AnyView {
    // Counterparts of what the browser's side has, without which the two would not match. The empty answer says that
    // the page is here.
    let _here = resource(Box::new(String::new), Box::new(|| Box::pin(std::future::ready(String::new()))));
    let title = view! { <leptos_meta::Title /> };
    let content = Owner::with_no_hydration(page);
    view! {
        {title}
        <div class="drawn">{content}</div>
    }
    .into_any()
}

/// A page for which no program is started: one that it does not know.
pub(crate) fn still(page: AnyView) -> AnyView {
    view! { <div class="drawn" data-still="">{page}</div> }.into_any()
}

/// The place of such a page. The one that the browser loaded is there already; others are fetched, and as with
/// everything that a page loads, the page before stays meanwhile.
#[cfg(not(feature = "ssr"))]
pub(crate) fn place() -> AnyView {
    let Some(Drawn { first_title, awaited }) = use_context::<Drawn>() else { return ().into_any() };
    // That of this very page: what the browser shows may have gone on already.
    let url = leptos_router::hooks::use_url();
    let address = move || {
        url.with(|url| {
            let separator = if url.search().is_empty() { "" } else { "?" };
            [url.path(), separator, url.search()].concat()
        })
    };
    let fetch = move || browser::fetch(untrack(address), awaited);
    let answer = resource(Box::new(address), Box::new(fetch));
    let is_here = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let title = RwSignal::new(if is_here { first_title } else { document().title() });
    let place = NodeRef::<leptos::html::Div>::new();
    let live = browser::Live::new();
    Effect::new(move |_| {
        let (Some(place), Some(html)) = (place.get(), answer.get()) else { return };
        if html.is_empty() {
            browser::arrive(&place, false);
        } else if let Some((its_title, content)) = browser::parsed(&html) {
            title.set(its_title);
            browser::put(&place, &content, live.has_asked_for(&untrack(address)));
        }
    });
    view! {
        <leptos_meta::Title text=title formatter=|whole| whole />
        <div
            class="drawn"
            node_ref=place
            on:click=browser::clicked
            on:input=move |event| live.typed(&event)
            on:submit=move |event| live.submitted(&event)
        ></div>
    }
    .into_any()
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use std::rc::Rc;
    use std::time::Duration;

    use leptos::ev::{Event, MouseEvent, SubmitEvent};
    use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
    use leptos::prelude::*;
    use leptos_router::NavigateOptions;
    use leptos_router::hooks::use_navigate;
    use wasm_bindgen::JsCast;
    use web_sys::{DomParser, Element, EventTarget, HtmlFormElement, SupportedType, UrlSearchParams};

    use crate::load::Answer;

    /// One page that is on its way.
    struct Awaited(RwSignal<u32>);

    impl Drop for Awaited {
        fn drop(&mut self) {
            self.0.try_update(|awaited| *awaited = awaited.saturating_sub(1));
        }
    }

    /// Fetches the page. Whatever goes wrong, an ordinary page load does right, and this page stays until then.
    pub(super) fn fetch(address: String, awaited: RwSignal<u32>) -> Answer {
        awaited.update(|awaited| *awaited += 1);
        let awaited = Awaited(awaited);
        Box::pin(send_wrapper::SendWrapper::new(async move {
            let _awaited = awaited;
            match html(&address).await {
                Ok(html) => html,
                Err(instead) => {
                    // A browser that cannot leave this page says so itself.
                    let _ = window().location().set_href(&instead.unwrap_or(address));
                    std::future::pending().await
                }
            }
        }))
    }

    /// The page; or where else the browser is to go.
    async fn html(address: &str) -> Result<String, Option<String>> {
        let request = gloo_net::http::Request::get(address).header("accept", "text/html");
        let response = request.send().await.map_err(|_| None)?;
        if response.redirected() {
            return Err(Some(response.url()));
        }
        let html = response.text().await.map_err(|_| None)?;
        // A page of the server's own, about an error, has no such place.
        parsed(&html).map(|_| html).ok_or(None)
    }

    /// The page's title and content.
    pub(super) fn parsed(html: &str) -> Option<(String, Element)> {
        let document = DomParser::new().ok()?.parse_from_string(html, SupportedType::TextHtml).ok()?;
        let content = document.query_selector("main .drawn").ok()??;
        Some((document.title(), content))
    }

    /// Puts the content in its place; where it answers what is typed, around the form.
    pub(super) fn put(place: &Element, content: &Element, is_answer: bool) {
        if is_answer {
            put_around_form(place, content);
        } else {
            place.set_inner_html(&content.inner_html());
            arrive(place, true);
        }
    }

    /// Replaces what stands around the live form: in the form itself one is typing.
    fn put_around_form(place: &Element, content: &Element) {
        let form = |page: &Element| page.query_selector(":scope > form[data-live]").ok().flatten();
        let (Some(here), Some(there)) = (form(place), form(content)) else { return };
        say_later(content);
        while let Some(old) = here.previous_sibling().or_else(|| here.next_sibling()) {
            if place.remove_child(&old).is_err() {
                return;
            }
        }
        // Taking a node from the fetched page moves it; what cannot be moved stays away.
        while let Some(new) = there.previous_sibling() {
            if place.insert_before(&new, place.first_child().as_ref()).is_err() {
                return;
            }
        }
        while let Some(new) = there.next_sibling() {
            if place.append_child(&new).is_err() {
                return;
            }
        }
    }

    /// Screen readers say only what changes in a status, not one that comes up with its words.
    fn say_later(content: &Element) {
        let Some(status) = content.query_selector("[role=status]").ok().flatten() else { return };
        let words = status.text_content();
        status.set_text_content(None);
        request_animation_frame(move || status.set_text_content(words.as_deref()));
    }

    /// How long one stops typing before the portal answers.
    const PAUSE: Duration = Duration::from_millis(250);

    type Navigate = Rc<dyn Fn(&str)>;

    /// Follows what is typed into a form with `data-live`.
    #[derive(Clone, Copy)]
    pub(super) struct Live {
        navigate: StoredValue<Navigate, LocalStorage>,
        waiting: StoredValue<Option<TimeoutHandle>>,
        /// The address that what was typed led to.
        asked: StoredValue<String>,
    }

    impl Live {
        pub(super) fn new() -> Self {
            let navigate = use_navigate();
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            let navigate: Navigate = Rc::new(move |address| navigate(address, options.clone()));
            Self {
                navigate: StoredValue::new_local(navigate),
                waiting: StoredValue::new(None),
                asked: StoredValue::new(String::new()),
            }
        }

        /// The address follows what is typed, and the page the address.
        fn follow(self, form: &HtmlFormElement) {
            let here = window().location();
            let shown = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
            if let (Some(address), Some(navigate)) = (address_of(form), self.navigate.try_get_value())
                && address != shown
            {
                self.asked.set_value(address.clone());
                navigate(&address);
            }
        }

        /// Whether the page of this address answers what is typed. Once another page was wanted, none does: the form
        /// may hold something else by then.
        pub(super) fn has_asked_for(self, address: &str) -> bool {
            let has_asked = self.asked.try_with_value(|asked| asked == address).unwrap_or_default();
            if !has_asked {
                self.asked.try_update_value(String::clear);
            }
            has_asked
        }

        /// What was typed is not waited for any more.
        fn stop_waiting(self) {
            if let Some(Some(before)) = self.waiting.try_update_value(Option::take) {
                before.clear();
            }
        }

        pub(super) fn typed(self, event: &Event) {
            let Some(form) = live_form(event.target()) else { return };
            self.stop_waiting();
            if let Ok(handle) = set_timeout_with_handle(move || self.follow(&form), PAUSE) {
                self.waiting.set_value(Some(handle));
            }
        }

        pub(super) fn submitted(self, event: &SubmitEvent) {
            if let Some(form) = live_form(event.target()) {
                event.prevent_default();
                // Answered twice, the page would change under whoever presses a link of the first answer.
                self.stop_waiting();
                self.follow(&form);
            }
        }
    }

    fn live_form(target: Option<EventTarget>) -> Option<HtmlFormElement> {
        target?.dyn_into::<Element>().ok()?.closest("form[data-live]").ok()??.dyn_into().ok()
    }

    /// Where the form would lead, without what is empty.
    fn address_of(form: &HtmlFormElement) -> Option<String> {
        let data = web_sys::FormData::new_with_form(form).ok()?;
        let typed: String = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?.to_string().into();
        let typed: Vec<&str> = typed.split('&').filter(|pair| !pair.ends_with('=')).collect();
        let action = form.get_attribute("action")?;
        Some(if typed.is_empty() { action } else { [&action, "?", &typed.join("&")].concat() })
    }

    /// The focus goes to what must be put right; after a navigation, where the address points, or to the heading.
    pub(super) fn arrive(place: &Element, navigated: bool) {
        let first = |selector: &str| place.query_selector(selector).ok().flatten();
        if let Some(summary) = first("#error-summary") {
            crate::layout::focus(summary);
        } else if navigated {
            crate::layout::focus_heading();
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
