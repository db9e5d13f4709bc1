//! One file of a paper: thumbnail, name, state, one verb.

use leptos::prelude::*;

use super::icon::{CIRCLE_CHECK, CIRCLE_X, CLOCK, FILE_TEXT, IMAGE, WIFI_OFF, icon, icon_medium};

/// How far a file is. Sentences come from the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Kept: "Đã nhận · 1,8 MB".
    Done,
    /// On its way, percent: "62 %, còn khoảng 8 giây".
    Running(u8),
    /// The line is lost, percent: "Mất mạng ở 34 %…".
    Paused(u8),
    /// Not taken: reason and remedy in one sentence.
    Refused,
    /// Being checked: "Đang kiểm tra".
    Checking,
}

/// A row of a list `<ul class="uploads">`. `thumbnail` is the address of a small picture; `verb` is the one thing one
/// can do: a link or button with the class `upload-verb` whose name says the file too.
pub fn upload_row(
    name: &str,
    state: UploadState,
    sentence: &str,
    thumbnail: Option<String>,
    verb: AnyView,
) -> AnyView {
    let (class, picture, percent) = match state {
        UploadState::Done => ("upload upload-done", Some(CIRCLE_CHECK), None),
        UploadState::Running(percent) => ("upload", None, Some(percent)),
        UploadState::Paused(percent) => ("upload upload-paused", Some(WIFI_OFF), Some(percent)),
        UploadState::Refused => ("upload upload-refused", Some(CIRCLE_X), None),
        UploadState::Checking => ("upload", Some(CLOCK), None),
    };
    let lower = name.to_ascii_lowercase();
    let photo = [".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"].iter().any(|end| lower.ends_with(end));
    let thumbnail = match thumbnail {
        Some(address) => view! { <img src=address alt="" width="44" height="56" loading="lazy"/> }.into_any(),
        None => icon_medium(if photo { IMAGE } else { FILE_TEXT }),
    };
    view! {
        <li class=class>
            <span class="thumbnail">{thumbnail}</span>
            <div>
                <p class="upload-name">{name.to_owned()}</p>
                {percent.map(|percent| view! { <progress max="100" value=percent.to_string() aria-label=name.to_owned()></progress> })}
                <p class="upload-state">{picture.map(icon)} <span>{sentence.to_owned()}</span></p>
            </div>
            {verb}
        </li>
    }
    .into_any()
}
