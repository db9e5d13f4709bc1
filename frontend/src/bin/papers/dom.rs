//! The little of the document's interface that is used here.

use app::ui::icon::Icon;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Window, js_sys};

/// What calls of the browser answer.
pub type Done<T> = Result<T, JsValue>;

pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

pub fn document() -> Document {
    window().document().unwrap_or_else(|| JsValue::UNDEFINED.unchecked_into())
}

/// Notes what should not happen and what the person can do nothing about.
pub fn said<T>(result: Done<T>) -> Option<T> {
    result.map_err(|error| web_sys::console::error_1(&error)).ok()
}

/// Listens for an event; `early` also where somebody below keeps it to themselves.
pub fn listen(target: &EventTarget, name: &str, early: bool, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    said(target.add_event_listener_with_callback_and_bool(name, act.unchecked_ref(), early));
}

/// The element an event happened in or below, if it fits `selector`.
pub fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

pub fn find(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

pub fn find_on_page(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        said(element.focus());
    }
}

/// The heading of the card that an element stands in.
pub fn head_of_card(element: &Element) -> Option<Element> {
    find(&element.closest(".paper").ok()??, ".paper-head h2")
}

pub fn element(name: &str, class: &str) -> Done<Element> {
    let element = document().create_element(name)?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Ok(element)
}

/// The drawing of an icon as `app::ui::icon` makes it.
pub fn icon(icon: Icon, class: &str) -> String {
    [
        "<svg class=\"",
        class,
        "\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"",
        icon.0,
        "\"></path></svg>",
    ]
    .concat()
}

/// A button that says what it does, and to the ear also to what. `act` is what its press means.
pub fn button(class: &str, says: &str, of: &str, act: &str) -> Done<Element> {
    let button = element("button", class)?;
    button.set_attribute("type", "button")?;
    button.set_attribute("data-act", act)?;
    button.set_text_content(Some(says));
    if !of.is_empty() {
        let hidden = element("span", "hidden")?;
        hidden.set_text_content(Some(&[" ", of].concat()));
        button.append_child(&hidden)?;
    }
    Ok(button)
}

/// Waits so many milliseconds. `wake` gets what ends the wait sooner.
pub async fn pause(milliseconds: i32, wake: impl FnOnce(js_sys::Function)) {
    let mut wake = Some(wake);
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        said(window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        if let Some(wake) = wake.take() {
            wake(resolve);
        }
    });
    said(JsFuture::from(promise).await);
}
