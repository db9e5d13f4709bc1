//! Tags: a state in one or two words. Not links, not buttons.

use leptos::prelude::*;

use super::icon::{Icon, icon_small};

/// Family of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad: Chỉ xem thông tin, Bắt buộc.
    #[default]
    Plain,
    /// Done, toàn trình, saving.
    Jade,
    /// Soon due, paused, một phần.
    Gold,
    /// Under way, information.
    Cham,
    /// Refused.
    Son,
}

/// A tag.
pub fn tag(tone: Tone, label: &str) -> AnyView {
    view! { <span class=class(tone)>{label.to_owned()}</span> }.into_any()
}

/// A tag with an icon before its words: toàn trình has a check.
pub fn tag_with(tone: Tone, icon: Icon, label: &str) -> AnyView {
    view! { <span class=class(tone)>{icon_small(icon)} {label.to_owned()}</span> }.into_any()
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "tag",
        Tone::Jade => "tag tag-jade",
        Tone::Gold => "tag tag-gold",
        Tone::Cham => "tag tag-cham",
        Tone::Son => "tag tag-son",
    }
}
