//! What surrounds every page: header, main part, footer.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::html::Details;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;

use crate::account::viewer::{CurrentViewer, Viewer};
use crate::error::AppError;
use crate::i18n::{Language, fill, t, text, use_language};
use crate::load::{Loaded, load};
use crate::routes;
use crate::settings::use_settings;
use crate::ui::icon::{MENU, USER, icon};
use crate::ui::ornament::{Weave, mark, weave};

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
    let language = use_language();
    let path = use_location().pathname;
    let is_awaited = crate::drawn::is_awaited();
    let is_under_way = move || (is_routing.get() || is_awaited.get()).then_some("true");
    let home = routes::home(language);
    let band = Memo::new(move |_| if path.get() == home { Weave::Band } else { Weave::Thread });
    view! {
        <a class="skip" href="#main" rel="external">
            {t(text::layout::SKIP)}
        </a>
        <Header />
        {move || weave(band.get())}
        <div class="route-progress" data-active=is_under_way aria-hidden="true"></div>
        <main id="main" tabindex="-1" aria-busy=is_under_way>
            {children()}
        </main>
        <Footer />
    }
}

#[component]
fn Header() -> impl IntoView {
    let language = use_language();
    let province = use_settings().province;
    view! {
        <header class="header">
            <div class="container header-row">
                <a class="brand" href=routes::home(language)>
                    {mark()}
                    <span>
                        <b translate="no">{t(text::layout::BRAND)}</b>
                        <small>{fill(text::layout::BRAND_LINE, &[("province", &province)])}</small>
                    </span>
                </a>
                <nav class="nav" aria-label=t(text::layout::MENU)>
                    {page_links(language)}
                </nav>
                <ViewerMenu />
            </div>
        </header>
    }
    .into_any()
}

/// The main pages, the one of the address marked.
fn page_links(language: Language) -> Vec<AnyView> {
    let path = use_location().pathname;
    [
        (routes::catalogue(language), text::layout::SERVICES),
        (routes::tracking(language), text::layout::TRACKING),
        (routes::guide(language), text::layout::GUIDE),
    ]
    .into_iter()
    .map(|(address, name)| {
        let below = address.clone();
        let current = move || path.with(|path| path.starts_with(&below)).then_some("true");
        view! {
            <a href=address aria-current=current>
                {t(name)}
            </a>
        }
        .into_any()
    })
    .collect()
}

/// The same page in the other language: an ordinary page load, for the browser holds the sentences of one language.
#[component]
fn LanguageLink(
    /// What it looks like.
    class: &'static str,
) -> impl IntoView {
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
        <a class=class href=address rel="external" lang=other.tag() hreflang=other.tag()>
            {t(text::layout::OTHER_LANGUAGE)}
        </a>
    }
}

/// At the top right: the logged-in person's name, or the ways in; and on a phone the list of pages.
#[component]
fn ViewerMenu() -> impl IntoView {
    let language = use_language();
    use_viewer().show(move || {
        move |viewer| {
            let viewer = viewer.ok().flatten();
            let ways = match &viewer {
                Some(viewer) => named(language, viewer),
                None => ways_in(language),
            };
            view! { <div class="account">{ways} {menu(language, viewer)}</div> }.into_any()
        }
    })
}

fn named(language: Language, viewer: &Viewer) -> AnyView {
    let given = viewer.name.split_whitespace().next_back().unwrap_or_default().to_owned();
    let desk = viewer.is_officer.then(|| desk_link(language, "wide"));
    view! {
        {desk}
        <a class="wide" href=routes::dossiers(language)>
            {t(text::layout::MY_DOSSIERS)}
        </a>
        <a href=routes::account(language)>
            {icon(USER)} <span class="account-name wide">{viewer.name.clone()}</span>
            <span class="account-name narrow" aria-hidden="true">{given}</span>
            <span class="hidden narrow">{viewer.name.clone()}</span>
        </a>
    }
    .into_any()
}

/// "Bàn làm việc", for officers.
fn desk_link(language: Language, class: &'static str) -> AnyView {
    view! { <a class=class href=routes::inbox(language)>{t(text::layout::DESK)}</a> }.into_any()
}

fn ways_in(language: Language) -> AnyView {
    view! {
        <LanguageLink class="wide" />
        <a class="wide" href=routes::register(language)>
            {t(text::layout::REGISTER)}
        </a>
        <a class="button button-secondary button-small" href=routes::login(language)>
            {t(text::layout::LOG_IN)}
        </a>
    }
    .into_any()
}

/// All pages in a list that opens, for narrow screens. Opens without a program; a navigation closes it.
fn menu(language: Language, viewer: Option<Viewer>) -> AnyView {
    let list = NodeRef::<Details>::new();
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        if let Some(list) = list.get()
            && list.remove_attribute("open").is_err()
        {
            // It stays open; people close it themselves.
        }
    });
    let mut pages = page_links(language);
    if let Some(viewer) = viewer {
        pages.extend(viewer.is_officer.then(|| desk_link(language, "")));
        let dossiers = view! { <a href=routes::dossiers(language)>{t(text::layout::MY_DOSSIERS)}</a> };
        let account = view! { <a href=routes::account(language)>{t(text::layout::ACCOUNT)}</a> };
        pages.extend([dossiers.into_any(), account.into_any()]);
    } else {
        pages.push(view! { <a href=routes::register(language)>{t(text::layout::REGISTER)}</a> }.into_any());
    }
    pages.push(view! { <LanguageLink class="" /> }.into_any());
    let pages = pages.into_iter().map(|page| view! { <li>{page}</li> }).collect::<Vec<_>>();
    view! {
        <details class="menu" node_ref=list>
            <summary>
                {icon(MENU)} <span class="menu-word">{t(text::layout::CONTENTS)}</span>
            </summary>
            <nav class="menu-panel" aria-label=t(text::layout::CONTENTS)>
                <ul>{pages}</ul>
            </nav>
        </details>
    }
    .into_any()
}

/// Who is logged in, read once for the whole page. Logging in and out load the page anew.
#[derive(Clone, Copy)]
struct ViewerResource(Loaded<Option<Viewer>>);

/// Who is logged in; every part of the page shares one reading.
pub fn use_viewer() -> Loaded<Option<Viewer>> {
    use_context::<ViewerResource>().map_or_else(read_viewer, |resource| resource.0)
}

fn read_viewer() -> Loaded<Option<Viewer>> {
    load(|| CurrentViewer {})
}

#[component]
fn Footer() -> impl IntoView {
    let settings = use_settings();
    let language = use_language();
    let (before, after) = t(text::layout::HELP_LINE).split_once("{number}").unwrap_or_default();
    view! {
        <footer class="footer">
            <div class="container">
                <div class="footer-row">
                    <p>
                        {before} <a href=format!("tel:{}", settings.help_line)>{settings.help_line.clone()}</a> {after}
                    </p>
                    <ul>
                        <li>
                            <a href=routes::guide(language)>{t(text::layout::GUIDE)}</a>
                        </li>
                        <li>
                            <LanguageLink class="" />
                        </li>
                    </ul>
                </div>
                <div class="footer-row">
                    <p>{fill(text::layout::PORTAL_NAME, &[("province", &settings.province)])}</p>
                    {schemes()}
                </div>
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
            </div>
        </footer>
    }
    .into_any()
}

/// Chooses between light and dark, or leaves it to the device. A plain form: the server writes the choice on the page.
fn schemes() -> AnyView {
    let chosen = chosen_scheme();
    let choices = [
        ("light", text::layout::LIGHT),
        ("dark", text::layout::DARK),
        ("device", text::layout::AS_DEVICE),
    ]
    .map(|(value, name)| {
        let is_chosen = if value == chosen { "true" } else { "false" };
        view! { <button type="submit" name="scheme" value=value aria-pressed=is_chosen>{t(name)}</button> }
    });
    view! {
        <form method="post" action=SetScheme::url() aria-label=t(text::layout::SCHEME)>
            {choices.into_iter().collect_view()}
        </form>
    }
    .into_any()
}

/// What was chosen, as the server reads it from the cookie.
#[cfg(feature = "ssr")]
fn chosen_scheme() -> String {
    let visit = use_context::<crate::shell::Visit>().unwrap_or_default();
    visit.scheme.unwrap_or("device").to_owned()
}

/// What was chosen, as the server wrote it on the page.
#[cfg(not(feature = "ssr"))]
fn chosen_scheme() -> String {
    let page = document().document_element();
    page.and_then(|page| page.get_attribute("data-scheme")).unwrap_or_else(|| "device".to_owned())
}

/// Keeps the choice of `light` or `dark` for a year; anything else leaves it to the device.
#[server(endpoint = "layout/scheme")]
pub async fn set_scheme(
    /// What was chosen.
    scheme: String,
) -> Result<(), AppError> {
    use crate::request::{Lifetime, is_local, page_address, redirect, set_cookie};
    match scheme.as_str() {
        "light" | "dark" => set_cookie("scheme", &scheme, Lifetime::Seconds(365 * 24 * 3600))?,
        _ => set_cookie("scheme", "", Lifetime::Gone)?,
    }
    // To the very address: left alone, a question mark is put behind it.
    if let Some(page) = page_address().filter(|page| is_local(page)) {
        redirect(&page);
    }
    Ok(())
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
            NAVIGATED.store(true, Ordering::Relaxed);
            request_animation_frame(focus_heading);
        }
        now
    });
}

/// Puts the address of the page that is shown into the browser's address bar where the router forgot to: after going
/// back and forward again it takes the page before for the one that is shown, and does not lead there by a link
/// (leptos_router 0.8.17, `BrowserUrl::complete_navigation`).
#[component]
pub fn AddressBar(
    /// Whether a navigation is under way.
    #[prop(into)]
    is_routing: Signal<bool>,
) -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    Effect::new(move |_| {
        path.track();
        search.track();
        is_routing.track();
        request_animation_frame(move || {
            let separator = if search.with_untracked(String::is_empty) { "" } else { "?" };
            let shown = [path.get_untracked(), separator.to_owned(), search.get_untracked()].concat();
            let bar = window().location();
            let told = bar.pathname().unwrap_or_default() + &bar.search().unwrap_or_default();
            if !is_routing.get_untracked()
                && told != shown
                && let Ok(history) = window().history()
            {
                // Where the address cannot be shown the page is there all the same.
                let shown = shown + &location.hash.get_untracked();
                let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&shown));
            }
        });
    });
}

/// Whether a page was reached without page load; then the focus is ours to move.
static NAVIGATED: AtomicBool = AtomicBool::new(false);

/// To be called when a heading is drawn: one that had to wait for its page's data takes the focus when the one that
/// had it is gone.
pub fn heading_drawn() {
    if NAVIGATED.load(Ordering::Relaxed) {
        request_animation_frame(|| {
            let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if lost {
                focus_heading();
            }
        });
    }
}

/// The focus goes to the part of the page that the address points at, or to the heading.
pub(crate) fn focus_heading() {
    let part = window().location().hash().ok();
    let part = part.and_then(|hash| document().get_element_by_id(hash.strip_prefix('#')?));
    let heading = || document().query_selector("main h1").ok().flatten();
    if let Some(target) = part.or_else(heading).or_else(|| document().get_element_by_id("main")) {
        focus(target);
    }
}

/// Moves the focus to an element, be it one that takes none by itself.
pub(crate) fn focus(element: web_sys::Element) {
    use wasm_bindgen::JsCast;
    if let Ok(target) = element.dyn_into::<web_sys::HtmlElement>() {
        if target.tab_index() < 0
            && !target.has_attribute("tabindex")
            && target.set_attribute("tabindex", "-1").is_err()
        {
            return;
        }
        // What went away meanwhile cannot take the focus; nothing is lost by that.
        let _ = target.focus();
    }
}

/// Sends an event to whoever listens on the window.
pub(crate) fn tell(event: &str) {
    // Who does not hear it sees what changed when the page is loaded anew.
    let _ = web_sys::Event::new(event).map(|event| window().dispatch_event(&event));
}

/// A route's page as a plain function, so that the browser's program holds one kind of route.
pub fn page(draw: fn() -> AnyView) -> fn() -> AnyView {
    draw
}
