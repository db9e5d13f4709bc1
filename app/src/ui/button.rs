//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Lacquer red: the one thing the page is for. One a page, full width on a phone.
    #[default]
    Primary,
    /// Paper with a border.
    Secondary,
    /// A link in looks.
    Tertiary,
    /// Takes something away: say what ("Xóa bản nháp"), with an icon.
    Destructive,
    /// On lacquer only.
    Gold,
}

/// What a button says and sends. Never disabled: explain after the press.
#[derive(Clone, Copy, Debug, Default)]
pub struct Button<'a> {
    /// The verb.
    pub label: &'a str,
    /// More of the label for those who listen, "Xóa" + " người thứ hai".
    pub label_more: &'a str,
    /// How it looks.
    pub look: Look,
    /// 40 px high, in rows; else 48.
    pub small: bool,
    /// 56 px high, for "Nộp hồ sơ".
    pub large: bool,
    /// Drawn before the label.
    pub icon: Option<Icon>,
    /// Name it sends, none when empty.
    pub name: &'a str,
    /// Value it sends under its name.
    pub value: &'a str,
}

/// A button that sends its form.
pub fn button(button: Button) -> AnyView {
    let name = Some(button.name.to_owned()).filter(|name| !name.is_empty());
    let value = name.as_ref().map(|_| button.value.to_owned());
    view! {
        <button type="submit" class=class(&button) name=name value=value>
            {face(&button)}
        </button>
    }
    .into_any()
}

/// The primary button of a page, with nothing to send but its form.
pub fn submit(label: &str) -> AnyView {
    button(Button { label, ..Button::default() })
}

/// A link that looks like a button, for going on without sending anything.
pub fn button_link(button: Button, href: &str) -> AnyView {
    view! {
        <a class=class(&button) href=href.to_owned()>
            {face(&button)}
        </a>
    }
    .into_any()
}

fn face(button: &Button) -> AnyView {
    let more = (!button.label_more.is_empty())
        .then(|| view! { <span class="hidden">{button.label_more.to_owned()}</span> });
    view! {
        {button.icon.map(icon)}
        {button.label.to_owned()}
        {more}
    }
    .into_any()
}

fn class(button: &Button) -> String {
    let mut class = String::from(match button.look {
        Look::Primary => "button",
        Look::Secondary => "button button-secondary",
        Look::Tertiary => "button-text",
        Look::Destructive => "button button-danger",
        Look::Gold => "button button-gold",
    });
    if button.small {
        class.push_str(" button-small");
    }
    if button.large {
        class.push_str(" button-large");
    }
    class
}
