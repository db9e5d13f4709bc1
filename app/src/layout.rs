//! What surrounds every page: header, main part, footer.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::account::viewer::{Viewer, current_viewer};
use crate::error::AppError;
use crate::i18n::{Language, fill, t, text, use_language};
use crate::routes;
use crate::settings::use_settings;

/// Header, main part and footer.
#[component]
pub fn Layout(
    /// Whether a navigation is under way.
    #[prop(into)]
    is_routing: Signal<bool>,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_context(ViewerResource(read_viewer()));
    view! {
        <a class="skip-link" href="#main">
            {t(text::layout::SKIP)}
        </a>
        <Header />
        <div class="route-progress" data-active=move || is_routing.get().then_some("true") aria-hidden="true"></div>
        <main id="main" tabindex="-1">
            {children()}
        </main>
        <Footer />
    }
}

#[component]
fn Header() -> impl IntoView {
    let language = use_language();
    view! {
        <header class="site-header">
            <a class="brand" href=routes::home(language)>
                {t(text::layout::BRAND)}
            </a>
            <nav aria-label=t(text::layout::MENU)>
                <ul>
                    <li>
                        <a href=routes::catalogue(language)>{t(text::layout::SERVICES)}</a>
                    </li>
                    <li>
                        <a href=routes::tracking(language)>{t(text::layout::TRACKING)}</a>
                    </li>
                    <li>
                        <a href=routes::guide(language)>{t(text::layout::GUIDE)}</a>
                    </li>
                </ul>
            </nav>
            <LanguageLink />
            <ViewerMenu />
        </header>
    }
    .into_any()
}

/// The same page in the other language: an ordinary page load, for the browser holds the sentences of one language.
#[component]
fn LanguageLink() -> impl IntoView {
    let location = use_location();
    let other = match use_language() {
        Language::Vietnamese => Language::English,
        Language::English => Language::Vietnamese,
    };
    let address = move || {
        let search = location.search.get();
        let separator = if search.is_empty() { "" } else { "?" };
        routes::in_language(other, &format!("{}{separator}{search}", location.pathname.get()))
    };
    view! {
        <a class="language" href=address rel="external" lang=other.tag() hreflang=other.tag()>
            {t(text::layout::OTHER_LANGUAGE)}
        </a>
    }
}

/// The logged-in person's name, or the ways in.
#[component]
fn ViewerMenu() -> impl IntoView {
    let language = use_language();
    let viewer = use_viewer();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(Some(viewer)) => {
                        view! {
                            <div class="viewer">
                                <a href=routes::account(language)>{viewer.name}</a>
                                <a href=routes::dossiers(language)>{t(text::layout::MY_DOSSIERS)}</a>
                            </div>
                        }
                            .into_any()
                    }
                    _ => {
                        view! {
                            <div class="viewer">
                                <a href=routes::register(language)>{t(text::layout::REGISTER)}</a>
                                <a href=routes::login(language)>{t(text::layout::LOG_IN)}</a>
                            </div>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// Who is logged in, read once for the whole page. Logging in and out load the page anew.
#[derive(Clone, Copy)]
struct ViewerResource(Resource<Result<Option<Viewer>, AppError>>);

/// Who is logged in; every part of the page shares one reading.
pub fn use_viewer() -> Resource<Result<Option<Viewer>, AppError>> {
    use_context::<ViewerResource>().map_or_else(read_viewer, |resource| resource.0)
}

fn read_viewer() -> Resource<Result<Option<Viewer>, AppError>> {
    Resource::new_blocking(|| (), |()| current_viewer())
}

#[component]
fn Footer() -> impl IntoView {
    let settings = use_settings();
    view! {
        <footer class="site-footer">
            <p>{fill(text::layout::PORTAL_NAME, &[("province", &settings.province)])}</p>
            <p>{fill(text::layout::HELP_LINE, &[("number", &settings.help_line)])}</p>
            {settings
                .demo
                .then(|| {
                    view! {
                        <p>
                            {t(text::layout::DEMO)} " "
                            <a href="/dev/outbox" rel="external">
                                {t(text::layout::OUTBOX)}
                            </a>
                        </p>
                    }
                })}
        </footer>
    }
    .into_any()
}

/// After a navigation without page load, moves the focus to the new page's heading, so that people who listen to the
/// page or use the keyboard go on where it begins.
#[component]
pub fn RouteAnnouncer(
    /// Whether a navigation is under way.
    #[prop(into)]
    is_routing: Signal<bool>,
) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if is_routing.get() {
            return before.unwrap_or(now);
        }
        if before.as_ref().is_some_and(|before| *before != now) {
            request_animation_frame(focus_heading);
        }
        now
    });
}

fn focus_heading() {
    use wasm_bindgen::JsCast;
    let heading = document().query_selector("main h1").ok().flatten();
    let target = heading.or_else(|| document().get_element_by_id("main"));
    if let Some(target) = target.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        if !target.has_attribute("tabindex") && target.set_attribute("tabindex", "-1").is_err() {
            return;
        }
        // A heading that went away meanwhile cannot take the focus; nothing is lost by that.
        let _ = target.focus();
    }
}
