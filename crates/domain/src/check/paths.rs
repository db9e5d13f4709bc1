//! Which paths a form has, so that nothing else is ever stored.

use crate::form::{Field, FieldKind, Section};

/// Most bytes of one answer.
pub const MAX_ANSWER_BYTES: usize = 32 * 1024;
/// Most bytes of all paths and answers of one draft.
pub const MAX_ANSWERS_BYTES: usize = 512 * 1024;

/// Whether `typed` may be kept at `path`: the form has the path and the answer is not beyond all measure.
pub fn accepts(sections: &[Section], path: &str, typed: &str) -> bool {
    typed.len() <= MAX_ANSWER_BYTES && accepts_path(sections, path)
}

/// Whether the form has an input at this path.
pub fn accepts_path(sections: &[Section], path: &str) -> bool {
    sections.iter().any(|section| has_input(&section.fields, path))
}

fn has_input(fields: &[Field], path: &str) -> bool {
    let (id, rest) = match path.split_once('.') {
        Some((id, rest)) => (id, Some(rest)),
        None => (path, None),
    };
    fields.iter().filter(|field| field.id == id).any(|field| match (&field.kind, rest) {
        (FieldKind::MultiChoice { choices }, Some(value)) => {
            choices.iter().any(|choice| choice.value == value)
        }
        (FieldKind::Address { .. }, Some(part)) => matches!(part, "province" | "commune" | "detail"),
        (FieldKind::Person, Some(part)) => matches!(part, "name" | "identity_number" | "birth_date"),
        (FieldKind::Group { max, fields, .. }, Some(rest)) => {
            rest.split_once('.').is_some_and(|(entry, within)| {
                // An entry that was taken away leaves a gap, so there may be as many gaps as entries.
                let known = entry.parse::<usize>().is_ok_and(|at| at < max * 2 && at.to_string() == entry);
                known && has_input(fields, within)
            })
        }
        (
            FieldKind::MultiChoice { .. }
            | FieldKind::Address { .. }
            | FieldKind::Person
            | FieldKind::Group { .. },
            None,
        ) => false,
        (_, rest) => rest.is_none(),
    })
}
