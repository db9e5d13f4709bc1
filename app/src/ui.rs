//! The parts every page is made of. `/design` shows each of them in every state.
//!
//! Plain functions that return views: what they need is in their arguments, all words come from the caller but the
//! few in `locales/*/ui.toml`. Each has its partial in `style/components/`.

pub mod button;
pub mod choices;
mod combobox;
mod each;
pub mod error_summary;
pub mod fees;
pub mod field;
pub mod form;
pub mod icon;
pub mod navigation;
pub mod notice;
pub mod ornament;
pub mod problem;
pub mod receipt;
pub mod steps;
pub mod summary_list;
pub mod tag;
pub mod upload;

pub use button::{Button, Look, button, button_link, submit};
pub use choices::{Choices, Tick, checkbox, checkboxes, radios};
pub use each::{anew, each};
pub use error_summary::{error_summary, following_summary, title_of_wrong, warning_summary};
pub use field::{Problem, TextField, Width, date_field, file_field, select_field, text_area, text_field};
pub use form::{Form, Judge, Judged, form_fields};
pub use navigation::{back_link, breadcrumbs, heading, pagination};
pub use notice::{Banner, banner, banner_with, details, empty, inset};
pub use tag::{Tone, tag, tag_with};
