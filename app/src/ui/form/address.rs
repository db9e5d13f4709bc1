//! An address: province, commune, and the rest in words.
//!
//! Without the program: two lists, the second holding the communes of the province that was saved last. With it the
//! second list becomes a line in which one types a part of the name, with or without diacritics.

use domain::catalogue::Commune;
use domain::form::{Field, Prefill};
use leptos::prelude::*;

use super::kinds::is_optional;
use super::live::Live;
use super::{in_language, input_name};
use crate::catalogue::units::{Communes, Provinces};
use crate::i18n::{t, text};
use crate::load::load;
use crate::ui::button::{Button, Look, button};
use crate::ui::combobox::{Offer, combobox};
use crate::ui::field::{self, Frame, TextField, Width, select_field, text_field};

pub(super) fn draw(field: &Field, path: &str, detailed: bool, live: Live) -> AnyView {
    // Where the person lives who sits in front of it.
    let own = field.prefill == Some(Prefill::AccountAddress);
    let fills = move |token| if own { token } else { "" };
    let at = |part: &str| [path, ".", part].concat();
    let (province, commune, detail) = (at("province"), at("commune"), at("detail"));
    let shown_at = ["refresh:", &commune].concat();

    let province_path = province.clone();
    let chosen = Memo::new(move |_| live.answers.with(|answers| answers.get(&province_path).to_owned()));
    let province_list = load(|| Provinces {}).show(move || {
        let (province, name) = (province.clone(), input_name(&province));
        move |all| {
            let options = listed(all.unwrap_or_default());
            let value = live.answer(&province);
            select_field(
                TextField {
                    path: &province,
                    name: &name,
                    label: t(text::ui::PROVINCE),
                    value: &value,
                    problem: live.problem(&province),
                    autocomplete: fills("address-level1"),
                    width: Width::W24,
                    ..TextField::default()
                },
                options,
            )
            .into_any()
        }
    });
    let commune_name = input_name(&commune);
    let commune_value = live.answer(&commune);
    let line = TextField {
        path: &commune,
        name: &commune_name,
        label: t(text::ui::COMMUNE),
        hint: t(text::ui::COMMUNE_HINT),
        value: &commune_value,
        problem: live.problem(&commune),
        width: Width::W24,
        ..TextField::default()
    };
    // The line is there before the list, which may be long on its way: one types on meanwhile.
    let offer = Offer::new();
    let before = StoredValue::new(chosen.get_untracked());
    let at_commune = commune.clone();
    let options = load(move || Communes { province: chosen.get() }).show(move || {
        let (commune, now) = (at_commune.clone(), chosen.get());
        if now != before.get_value() {
            before.set_value(now);
            offer.clear();
        }
        move |within| offer.fill(listed(within.unwrap_or_default()), &live.answer(&commune))
    });
    let commune_list = field::frame(Frame::of(&line), combobox(line, offer, options));
    let refresh = Button {
        label: t(text::ui::SHOW_COMMUNES),
        look: Look::Secondary,
        small: true,
        name: "then",
        value: &shown_at,
        ..Button::default()
    };
    let detail_name = input_name(&detail);
    let detail_value = live.answer(&detail);
    let hint = field.hint.as_ref().map_or("", in_language);
    view! {
        <fieldset class="group">
            <legend>{in_language(&field.label).to_owned()}{field::optional(is_optional(field))}</legend>
            {field::hint(path, hint)}
            {province_list}
            <div class="without-script field">{button(refresh)}</div>
            {commune_list}
            {text_field(TextField {
                path: &detail,
                name: &detail_name,
                label: t(text::ui::ADDRESS_DETAIL),
                hint: t(text::ui::ADDRESS_DETAIL_HINT),
                optional: !detailed,
                value: &detail_value,
                problem: live.problem(&detail),
                autocomplete: fills("address-line1"),
                ..TextField::default()
            })}
        </fieldset>
    }
    .into_any()
}

fn listed(units: Vec<Commune>) -> Vec<(String, String)> {
    units.into_iter().map(|unit| (unit.code, unit.name)).collect()
}
