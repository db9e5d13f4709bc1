//! Forms to print and fill by hand.

use backend::catalogue::Snapshot;
use domain::catalogue::PaperKind;
use domain::form::{Field, FieldKind, Required};

use super::say;
use crate::catalogue::shown::{Blank, BlankLine};
use crate::i18n::{Key, t, text};

/// Entries of a group that are printed; who has more adds a sheet.
const PRINTED_ENTRIES: usize = 3;

/// The form of a procedure; nothing if there is no such procedure or it has none.
pub fn blank(catalogue: &Snapshot, code: &str) -> Option<Blank> {
    let procedure = &catalogue.procedure(code)?.procedure;
    let sections = procedure.form.as_ref()?;
    let paper = procedure.papers.iter().find(|paper| paper.kind == PaperKind::ElectronicForm)?;
    Some(Blank {
        code: procedure.code.clone(),
        name: say(&procedure.name),
        paper: say(&paper.name),
        agency: say(&procedure.agency),
        sections: sections
            .iter()
            .map(|section| {
                let mut lines = Vec::new();
                for field in &section.fields {
                    write(field, false, &mut lines);
                }
                (say(&section.title), lines)
            })
            .collect(),
    })
}

fn write(field: &Field, inside: bool, lines: &mut Vec<BlankLine>) {
    let mut label = say(&field.label);
    if field.when.is_some() || matches!(field.required, Required::When(_)) {
        label = format!("{label} {}", t(text::catalogue::BLANK_IF_ANY));
    }
    let mut line = BlankLine {
        label,
        hint: field.hint.as_ref().map(say).unwrap_or_default(),
        boxes: Vec::new(),
        lines: 1,
        inside,
    };
    match &field.kind {
        FieldKind::Choice { choices } | FieldKind::MultiChoice { choices } => {
            line.boxes = choices.iter().map(|choice| say(&choice.label)).collect();
        }
        FieldKind::YesNo => line.boxes = [text::ui::YES, text::ui::NO].map(|key| t(key).to_owned()).into(),
        FieldKind::LongText { .. } => line.lines = 4,
        FieldKind::Person => {
            return parts(
                line,
                &[text::ui::PERSON_NAME, text::ui::IDENTITY_NUMBER, text::ui::BIRTH_DATE],
                lines,
            );
        }
        FieldKind::Group { max, fields, .. } => {
            line.lines = 0;
            let label = line.label.clone();
            for number in 1..=(*max).min(PRINTED_ENTRIES) {
                lines.push(BlankLine { label: format!("{label} ({number})"), ..line.clone() });
                for field in fields {
                    write(field, true, lines);
                }
            }
            return;
        }
        _ => {}
    }
    lines.push(line);
}

/// A question of several lines, each with its own name.
fn parts(line: BlankLine, names: &[Key], lines: &mut Vec<BlankLine>) {
    lines.push(BlankLine { lines: 0, ..line.clone() });
    lines.extend(names.iter().map(|name| BlankLine {
        label: t(*name).to_owned(),
        hint: String::new(),
        inside: true,
        ..line.clone()
    }));
}
