//! Fields of one kind of answer each.

use domain::form::{Choice, Field, FieldKind, Prefill, Required};
use domain::people::{ETHNIC_GROUPS, NATIONALITIES};
use leptos::prelude::*;

use super::live::Live;
use super::{in_language, input_name};
use crate::i18n::{t, text};
use crate::ui::choices::{Choices, Tick, checkboxes, radios};
use crate::ui::field::{self, Frame, TextField, Width, date_field, select_field, text_area, text_field};

/// Above this many, one chooses from a list that opens.
const MOST_RADIOS: usize = 7;

pub(super) fn draw(field: &Field, path: &str, live: Live) -> AnyView {
    let name = input_name(path);
    let value = live.answer(path);
    let line = TextField {
        path,
        name: &name,
        label: in_language(&field.label),
        hint: field.hint.as_ref().map_or("", in_language),
        optional: is_optional(field),
        value: &value,
        problem: live.problem(path),
        autocomplete: autocomplete(field),
        ..TextField::default()
    };
    let ticks = Choices {
        path,
        name: &name,
        legend: line.label,
        hint: line.hint,
        optional: line.optional,
        problem: line.problem,
        ..Choices::default()
    };
    let drawn = match &field.kind {
        FieldKind::Text { max_length } => text_field(TextField { width: width(*max_length), ..line }),
        FieldKind::LongText { .. } => text_area(line, 4),
        FieldKind::Number { decimals, .. } => text_field(TextField {
            inputmode: if *decimals > 0 { "decimal" } else { "numeric" },
            width: Width::W10,
            ..line
        }),
        FieldKind::MoneyVnd { .. } => {
            text_field(TextField { inputmode: "numeric", width: Width::W16, ..line })
        }
        FieldKind::Date { .. } => {
            date_field(TextField { hint: &with_example(line.hint, t(text::ui::DATE_HINT)), ..line })
        }
        FieldKind::PartialDate => {
            let hint = with_example(line.hint, t(text::ui::PARTIAL_DATE_HINT));
            date_field(TextField { hint: &hint, ..line })
        }
        FieldKind::YesNo => {
            let options = vec![Tick::new("yes", t(text::ui::YES)), Tick::new("no", t(text::ui::NO))];
            radios(Choices { row: true, ..ticks }, options, &value)
        }
        FieldKind::Choice { choices } if choices.len() > MOST_RADIOS => {
            let options =
                choices.iter().map(|choice| (choice.value.clone(), in_language(&choice.label).to_owned()));
            select_field(line, options.collect())
        }
        FieldKind::Choice { choices } => {
            radios(Choices { row: fits_a_row(choices), ..ticks }, options(choices), &value)
        }
        FieldKind::MultiChoice { choices } => {
            let within = |value: &str| [path, ".", value].concat();
            checkboxes(
                ticks,
                options(choices),
                |value| input_name(&within(value)),
                |value| live.answer(&within(value)) == "yes",
            )
        }
        FieldKind::PersonName => text_field(TextField { width: Width::W24, ..line }),
        FieldKind::IdentityNumber => {
            text_field(TextField { inputmode: "numeric", width: Width::W16, digits: true, ..line })
        }
        FieldKind::TaxCode => {
            text_field(TextField { inputmode: "numeric", width: Width::W16, digits: true, ..line })
        }
        FieldKind::Phone => {
            text_field(TextField { kind: "tel", inputmode: "tel", width: Width::W16, ..line })
        }
        FieldKind::Email => {
            text_field(TextField { kind: "email", inputmode: "email", width: Width::W24, ..line })
        }
        FieldKind::Ethnicity => suggested(line, &ETHNIC_GROUPS, "Kinh"),
        FieldKind::Nationality => {
            // Of somebody who may not exist, such as an unknown father, nothing is taken for granted.
            let always = field.required == Required::Fixed(true);
            let untouched = always && live.answers.with_untracked(|answers| !answers.0.contains_key(path));
            let line = if untouched { TextField { value: NATIONALITIES[0], ..line } } else { line };
            suggested(line, &NATIONALITIES, "")
        }
        FieldKind::Person => person(field, path, live),
        FieldKind::Address { .. } | FieldKind::Group { .. } => ().into_any(),
    };
    view! { {drawn} {warning(path, live)} }.into_any()
}

/// Says what looks wrong under the field, without holding anybody up.
fn warning(path: &str, live: Live) -> AnyView {
    let warning = live.warning(path);
    (move || warning.get().map(crate::ui::field::warning)).into_any()
}

/// Whether it says "(không bắt buộc)": never where a condition decides.
pub(super) fn is_optional(field: &Field) -> bool {
    field.required == Required::Fixed(false)
}

/// A line with words offered while one types; others may be typed too.
fn suggested(line: TextField, words: &[&'static str], example: &'static str) -> AnyView {
    let id = format!("f-{}", line.path);
    let list = format!("{id}-list");
    let options = words.iter().map(|word| view! { <option value=*word></option> }).collect::<Vec<_>>();
    let input = view! {
        <input
            class="input w-16"
            id=id
            name=line.name.to_owned()
            type="text"
            value=line.value.to_owned()
            list=list.clone()
            placeholder=example
            autocomplete="off"
            aria-describedby=field::described_by(line.path, line.hint, line.problem)
            aria-invalid=field::invalid(line.problem)
        />
        <datalist id=list>{options}</datalist>
    }
    .into_any();
    field::frame(Frame::of(&line), input)
}

fn person(field: &Field, path: &str, live: Live) -> AnyView {
    let part = |part: &str, label, hint, inputmode, width, optional| {
        let path = [path, ".", part].concat();
        let name = input_name(&path);
        let value = live.answer(&path);
        text_field(TextField {
            path: &path,
            name: &name,
            label,
            hint,
            optional,
            value: &value,
            problem: live.problem(&path),
            inputmode,
            width,
            digits: part == "identity_number",
            ..TextField::default()
        })
    };
    let hint = field.hint.as_ref().map_or("", in_language);
    view! {
        <fieldset class="group">
            <legend>{in_language(&field.label).to_owned()}{field::optional(is_optional(field))}</legend>
            {field::hint(path, hint)}
            {part("name", t(text::ui::PERSON_NAME), "", "", Width::W24, false)}
            {part("identity_number", t(text::ui::IDENTITY_NUMBER), "", "numeric", Width::W16, true)}
            {part("birth_date", t(text::ui::BIRTH_DATE), t(text::ui::PARTIAL_DATE_HINT), "numeric", Width::W10, true)}
        </fieldset>
    }
    .into_any()
}

fn options(choices: &[Choice]) -> Vec<Tick> {
    choices.iter().map(|choice| Tick::new(choice.value.as_str(), in_language(&choice.label))).collect()
}

/// Two or three short words stand side by side.
fn fits_a_row(choices: &[Choice]) -> bool {
    choices.len() <= 3 && choices.iter().all(|choice| in_language(&choice.label).chars().count() <= 12)
}

/// How a date is written, behind what the question says itself.
fn with_example(hint: &str, example: &str) -> String {
    if hint.is_empty() { example.to_owned() } else { [hint, " ", example].concat() }
}

fn width(max_length: Option<usize>) -> Width {
    match max_length {
        Some(0..=6) => Width::W4,
        Some(7..=15) => Width::W10,
        Some(16..=30) => Width::W16,
        _ => Width::Full,
    }
}

/// What browsers may fill in: facts about the person who sits in front of them.
fn autocomplete(field: &Field) -> &'static str {
    match field.prefill {
        Some(Prefill::AccountName) => "name",
        Some(Prefill::AccountBirthDate) => "bday",
        Some(Prefill::AccountPhone) => "tel-national",
        Some(Prefill::AccountEmail) => "email",
        Some(Prefill::BusinessName) => "organization",
        _ => "",
    }
}
