//! Pages that only the server draws.
//!
//! The browser's program holds the pages that do something while one is on them: searching, forms that judge, files on
//! their way. The others have nothing to do there, and their code would double what travels over a poor line. Where
//! one comes to such a page by a link, the program fetches it as the server draws it, and puts it in its place.
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

/// Draws the page into its place. Nothing that it loads is sent along: nobody reads it in the browser.
#[cfg(feature = "ssr")]
pub(crate) fn place(page: fn() -> AnyView) -> AnyView {
    let content = Owner::with_no_hydration(page);
    view! { <div class="drawn">{content}</div> }.into_any()
}

/// A page for which no program is started: one that it does not know.
pub(crate) fn still(page: AnyView) -> AnyView {
    view! { <div class="drawn" data-still="">{page}</div> }.into_any()
}

/// The place of such a page. The one that the browser loaded is there already; others are fetched.
#[cfg(not(feature = "ssr"))]
pub(crate) fn place() -> AnyView {
    use leptos_router::hooks::use_location;

    let place = NodeRef::<leptos::html::Div>::new();
    let is_here = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let title = RwSignal::new(document().title());
    // Which page is wanted now: one may go on before it is there.
    let wanted = StoredValue::new(String::new());
    let location = use_location();
    Effect::new(move |before: Option<Option<String>>| {
        let search = location.search.get();
        let separator = if search.is_empty() { "" } else { "?" };
        let address = [&*location.pathname.get(), separator, &*search].concat();
        wanted.set_value(address.clone());
        let before = before.flatten();
        let place = place.get()?;
        match before {
            None if is_here => browser::arrive(&place, false),
            Some(before) if before == address => {}
            _ => leptos::task::spawn_local(browser::fetch(place, address.clone(), wanted, title)),
        }
        Some(address)
    });
    let live = browser::Live::new();
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
    use web_sys::{
        DomParser, Element, EventTarget, HtmlDivElement, HtmlElement, HtmlFormElement, SupportedType,
        UrlSearchParams,
    };

    /// Fetches the page and puts it in its place. Whatever goes wrong, an ordinary page load does right.
    pub(super) async fn fetch(
        place: HtmlDivElement,
        address: String,
        wanted: StoredValue<String>,
        title: RwSignal<String>,
    ) {
        let is_wanted = || wanted.try_get_value().is_some_and(|wanted| wanted == address);
        if let Err(instead) = page(&place, &address, wanted, title).await
            && is_wanted()
        {
            // A browser that cannot leave this page says so itself.
            let _ = window().location().set_href(&instead.unwrap_or_else(|| address.clone()));
        }
    }

    async fn page(
        place: &HtmlDivElement,
        address: &str,
        wanted: StoredValue<String>,
        title: RwSignal<String>,
    ) -> Result<(), Option<String>> {
        let request = gloo_net::http::Request::get(address).header("accept", "text/html");
        let response = request.send().await.map_err(|_| None)?;
        if response.redirected() {
            return Err(Some(response.url()));
        }
        let html = response.text().await.map_err(|_| None)?;
        let parser = DomParser::new().map_err(|_| None)?;
        let document = parser.parse_from_string(&html, SupportedType::TextHtml).map_err(|_| None)?;
        let content = document.query_selector("main .drawn").ok().flatten().ok_or(None)?;
        if wanted.try_get_value().is_some_and(|wanted| wanted == address) {
            title.set(document.title());
            let form = |page: &Element| page.query_selector(":scope > form[data-live]").ok().flatten();
            match (form(place), form(&content)) {
                (Some(here), Some(there))
                    if here.get_attribute("action") == there.get_attribute("action") =>
                {
                    put_around(&here, &there);
                }
                _ => {
                    place.set_inner_html(&content.inner_html());
                    arrive(place, true);
                }
            }
        }
        Ok(())
    }

    /// Replaces what stands around the form `here` by what stands around the form `there`: in the form itself one is
    /// typing.
    fn put_around(here: &Element, there: &Element) {
        let Some(place) = here.parent_node() else { return };
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

    /// How long one stops typing before the portal answers.
    const PAUSE: Duration = Duration::from_millis(250);

    /// Follows what is typed into a form with `data-live`.
    #[derive(Clone, Copy)]
    pub(super) struct Live {
        navigate: StoredValue<Rc<dyn Fn(&str)>, LocalStorage>,
        waiting: StoredValue<Option<TimeoutHandle>>,
    }

    impl Live {
        pub(super) fn new() -> Self {
            let navigate = use_navigate();
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            let navigate: Rc<dyn Fn(&str)> = Rc::new(move |address| navigate(address, options.clone()));
            Self { navigate: StoredValue::new_local(navigate), waiting: StoredValue::new(None) }
        }

        /// The address follows what is typed, and the page the address.
        fn follow(self, form: &HtmlFormElement) {
            let here = window().location();
            let shown = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
            if let (Some(address), Some(navigate)) = (address_of(form), self.navigate.try_get_value())
                && address != shown
            {
                navigate(&address);
            }
        }

        pub(super) fn typed(self, event: &Event) {
            let Some(form) = live_form(event.target()) else { return };
            if let Some(Some(before)) = self.waiting.try_update_value(Option::take) {
                before.clear();
            }
            if let Ok(handle) = set_timeout_with_handle(move || self.follow(&form), PAUSE) {
                self.waiting.set_value(Some(handle));
            }
        }

        pub(super) fn submitted(self, event: &SubmitEvent) {
            if let Some(form) = live_form(event.target()) {
                event.prevent_default();
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
