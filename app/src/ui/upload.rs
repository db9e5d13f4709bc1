//! One file of a paper: thumbnail, name, state, one verb.

use leptos::prelude::*;

use super::icon::{CIRCLE_CHECK, CIRCLE_X, CLOCK, FILE_TEXT, IMAGE, WIFI_OFF, icon, icon_medium};
use crate::i18n::{fill, text};

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
/// can do: a link or button with the class `upload-verb` whose name says the file too. `id`: where something leads to it.
pub fn upload_row(
    name: &str,
    state: UploadState,
    sentence: &str,
    thumbnail: Option<String>,
    verb: AnyView,
    id: Option<String>,
) -> AnyView {
    let (class, picture, percent) = match state {
        UploadState::Done => ("upload upload-done", Some(CIRCLE_CHECK), None),
        UploadState::Running(percent) => ("upload", None, Some(percent)),
        UploadState::Paused(percent) => ("upload upload-paused", Some(WIFI_OFF), Some(percent)),
        UploadState::Refused => ("upload upload-refused", Some(CIRCLE_X), None),
        UploadState::Checking => ("upload", Some(CLOCK), None),
    };
    let thumbnail = match thumbnail {
        Some(address) => view! { <img src=address alt="" width="44" height="56" loading="lazy"/> }.into_any(),
        None => icon_medium(if is_photo(name) { IMAGE } else { FILE_TEXT }),
    };
    view! {
        <li class=class tabindex=id.is_some().then_some("-1") id=id>
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

/// Whether a file called so is a photo.
pub fn is_photo(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"].iter().any(|end| lower.ends_with(end))
}

/// What tells a file from the others of its list, where it is the `number`th: its name, and the number with it where
/// another is called the same, as all photos of some phones are.
pub fn told_apart(name: &str, number: usize, is_twin: bool) -> String {
    if !is_twin {
        return name.to_owned();
    }
    let what = if is_photo(name) { text::attachment::PHOTO } else { text::attachment::FILE };
    [&fill(what, &[("count", &number.to_string())]), ": ", name].concat()
}
