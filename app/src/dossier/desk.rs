//! The step of the receiving desk.

use domain::dossier::sections::DESK;
use domain::unicode::lowercase;
use leptos::prelude::*;

use super::model::Desk;
use super::words::say;
use crate::i18n::{fill, t, text};
use crate::ui::form::input_name;
use crate::ui::{TextField, Width, inset, select_field};

/// The list of desks, the proposed one chosen unless another was. Nearly all are called alike, so each begins with its
/// place there, and what was chosen is written out below: on a phone the field shows the beginning only.
pub fn draw(chosen: &str, proposed: Option<Desk>, desks: Vec<Desk>, wrong: Option<String>) -> AnyView {
    let value = match &proposed {
        Some(desk) if chosen.is_empty() => desk.code.clone(),
        _ => chosen.to_owned(),
    };
    let why = proposed.map(|desk| {
        let sentence = fill(text::dossier::DESK_PROPOSED, &[("desk", &say(&desk.name))]);
        inset(view! { <p>{sentence}</p> }.into_any())
    });
    let kept = desks.iter().find(|desk| desk.code == chosen).map(|desk| {
        let sentence = fill(text::dossier::DESK_KEPT, &[("desk", &say(&desk.name))]);
        view! { <p class="meta">{sentence}</p> }
    });
    let options = desks.into_iter().map(|desk| (desk.code.clone(), by_place(&desk))).collect();
    let name = input_name(DESK);
    let line = TextField {
        path: DESK,
        name: &name,
        label: t(text::dossier::DESK_LABEL),
        hint: t(text::dossier::DESK_HINT),
        value: &value,
        problem: Signal::stored(wrong),
        width: Width::Full,
        ..TextField::default()
    };
    view! {
        <div class="form">
            {why}
            <div>{select_field(line, options)} {kept}</div>
        </div>
    }
    .into_any()
}

/// "Phường Pleiku – Trung tâm Phục vụ hành chính công".
fn by_place(desk: &Desk) -> String {
    let name = say(&desk.name);
    if desk.place.is_empty() {
        return name;
    }
    let before = lowercase(&name)
        .strip_suffix(&lowercase(&desk.place))
        .map(|before| before.trim_end().chars().count());
    let kind: String = name.chars().take(before.unwrap_or(usize::MAX)).collect();
    format!("{} – {kind}", desk.place)
}

#[cfg(test)]
mod tests {
    use domain::Text;

    use super::*;

    #[test]
    fn a_desk_begins_with_its_place() {
        let owner = Owner::new();
        let shown = |vi: &str, place: &str| {
            let name = Text { vi: vi.to_owned(), en: String::new() };
            owner.with(|| by_place(&Desk { code: "H21.101".to_owned(), name, place: place.to_owned() }))
        };
        let centre = "Trung tâm Phục vụ hành chính công";
        assert_eq!(
            shown(&format!("{centre} phường Pleiku"), "Phường Pleiku"),
            format!("Phường Pleiku – {centre}")
        );
        assert_eq!(shown("Bộ phận một cửa Ia Ly", "Xã Ia Ly"), "Xã Ia Ly – Bộ phận một cửa Ia Ly");
        assert_eq!(shown(&format!("{centre} tỉnh Gia Lai"), ""), format!("{centre} tỉnh Gia Lai"));
    }
}
