//! Words set apart: banners, insets, details, empty places.

use leptos::prelude::*;

use super::icon::{CALENDAR, CIRCLE_CHECK, Icon, TRIANGLE_ALERT, WIFI_OFF, icon};

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// Something was done: "Đã lưu địa chỉ mới."
    Done,
    /// Something waits: "Mất mạng. Phần đã điền vẫn còn, cứ làm tiếp."
    Wait,
    /// Good to know: "Thứ Ba 24/11 cơ quan nghỉ."
    Information,
    /// Something went wrong on our side, or was refused.
    Wrong,
}

/// One sentence in the flow of the page, after a redirect for example. Takes the place of toasts.
pub fn banner(kind: Banner, sentence: &str) -> AnyView {
    let picture = match kind {
        Banner::Done => CIRCLE_CHECK,
        Banner::Wait => WIFI_OFF,
        Banner::Information => CALENDAR,
        Banner::Wrong => TRIANGLE_ALERT,
    };
    banner_with(kind, picture, view! { <p>{sentence.to_owned()}</p> }.into_any())
}

/// The same with another icon and markup of one's own.
pub fn banner_with(kind: Banner, picture: Icon, body: AnyView) -> AnyView {
    let class = match kind {
        Banner::Done => "banner banner-done",
        Banner::Wait => "banner banner-wait",
        Banner::Information => "banner",
        Banner::Wrong => "banner banner-wrong",
    };
    view! { <div class=class role=if kind == Banner::Wrong { "alert" } else { "status" }>{icon(picture)} {body}</div> }
        .into_any()
}

/// Something that matters beside the text around it.
pub fn inset(body: AnyView) -> AnyView {
    view! { <div class="inset">{body}</div> }.into_any()
}

/// More for those who want it. `summary` is what one presses.
pub fn details(summary: &str, body: AnyView) -> AnyView {
    view! {
        <details class="details">
            <summary>{summary.to_owned()}</summary>
            <div>{body}</div>
        </details>
    }
    .into_any()
}

/// Nothing here yet, or nothing found: says so and what to do, in `body`.
pub fn empty(heading: &str, body: AnyView) -> AnyView {
    view! {
        <div class="empty">
            <h2>{heading.to_owned()}</h2>
            {body}
        </div>
    }
    .into_any()
}

/// That what was typed is kept: "Đã giữ lúc 14:32. Đóng trang cũng không mất."
pub fn saved(sentence: &str) -> AnyView {
    view! { <p class="saved" role="status">{icon(CIRCLE_CHECK)} <span>{sentence.to_owned()}</span></p> }
        .into_any()
}
