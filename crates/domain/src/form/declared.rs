//! Reading a [`Field`] from data.
//!
//! A field's bounds stand beside its `type`. Read through serde's `flatten`, keys that do not belong there would
//! pass unseen, and a mistyped `max_lenght` would be a field without bound; so the keys are read one by one.

use serde::Deserialize;

use super::{Choice, Condition, Field, FieldKind, Prefill, Required};
use crate::text::Text;

/// A field with every key that data may carry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclaredField {
    id: String,
    label: Text,
    hint: Option<Text>,
    r#type: Kind,
    max_length: Option<usize>,
    decimals: Option<u32>,
    past: Option<bool>,
    detailed: Option<bool>,
    min: Option<i64>,
    max: Option<i64>,
    choices: Option<Vec<Choice>>,
    fields: Option<Vec<Field>>,
    #[serde(default)]
    required: Required,
    when: Option<Condition>,
    prefill: Option<Prefill>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    LongText,
    Number,
    MoneyVnd,
    Date,
    PartialDate,
    YesNo,
    Choice,
    MultiChoice,
    PersonName,
    IdentityNumber,
    Phone,
    Email,
    TaxCode,
    Ethnicity,
    Nationality,
    Address,
    Person,
    Group,
}

/// Why a field is not one.
#[derive(Debug, thiserror::Error)]
pub(super) enum FieldFault {
    #[error("field `{0}`: `{1}` does not go with this type")]
    Stray(String, &'static str),
    #[error("field `{0}`: `{1}` is missing")]
    Missing(String, &'static str),
    #[error("field `{0}`: `{1}` must not be negative")]
    Negative(String, &'static str),
}

impl TryFrom<DeclaredField> for Field {
    type Error = FieldFault;

    fn try_from(field: DeclaredField) -> Result<Self, FieldFault> {
        let DeclaredField {
            id,
            label,
            hint,
            r#type,
            max_length,
            decimals,
            past,
            detailed,
            min,
            max,
            choices,
            fields,
            ..
        } = field;
        let stray =
            |present: bool, key| if present { Err(FieldFault::Stray(id.clone(), key)) } else { Ok(()) };
        let missing = |key| FieldFault::Missing(id.clone(), key);
        let count =
            |number: i64, key| usize::try_from(number).map_err(|_| FieldFault::Negative(id.clone(), key));

        let lines = matches!(r#type, Kind::Text | Kind::LongText);
        let bounded = matches!(r#type, Kind::Number | Kind::MoneyVnd | Kind::Group);
        let chosen = matches!(r#type, Kind::Choice | Kind::MultiChoice);
        stray(max_length.is_some() && !lines, "max_length")?;
        stray(decimals.is_some() && r#type != Kind::Number, "decimals")?;
        stray(past.is_some() && r#type != Kind::Date, "past")?;
        stray(detailed.is_some() && r#type != Kind::Address, "detailed")?;
        stray(min.is_some() && !bounded, "min")?;
        stray(max.is_some() && !bounded, "max")?;
        stray(choices.is_some() && !chosen, "choices")?;
        stray(fields.is_some() && r#type != Kind::Group, "fields")?;

        let kind = match r#type {
            Kind::Text => FieldKind::Text { max_length },
            Kind::LongText => FieldKind::LongText { max_length },
            Kind::Number => FieldKind::Number { decimals: decimals.unwrap_or(0), min, max },
            Kind::MoneyVnd => FieldKind::MoneyVnd { min, max },
            Kind::Date => FieldKind::Date { past: past.unwrap_or(false) },
            Kind::PartialDate => FieldKind::PartialDate,
            Kind::YesNo => FieldKind::YesNo,
            Kind::Choice => FieldKind::Choice { choices: choices.ok_or_else(|| missing("choices"))? },
            Kind::MultiChoice => {
                FieldKind::MultiChoice { choices: choices.ok_or_else(|| missing("choices"))? }
            }
            Kind::PersonName => FieldKind::PersonName,
            Kind::IdentityNumber => FieldKind::IdentityNumber,
            Kind::Phone => FieldKind::Phone,
            Kind::Email => FieldKind::Email,
            Kind::TaxCode => FieldKind::TaxCode,
            Kind::Ethnicity => FieldKind::Ethnicity,
            Kind::Nationality => FieldKind::Nationality,
            Kind::Address => FieldKind::Address { detailed: detailed.unwrap_or(false) },
            Kind::Person => FieldKind::Person,
            Kind::Group => FieldKind::Group {
                min: count(min.unwrap_or(0), "min")?,
                max: count(max.ok_or_else(|| missing("max"))?, "max")?,
                fields: fields.ok_or_else(|| missing("fields"))?,
            },
        };
        Ok(Self { id, label, hint, kind, required: field.required, when: field.when, prefill: field.prefill })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read(data: &str) -> Result<Field, String> {
        serde_json::from_str(data).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let data = r#"{"id":"copies","label":{"vi":"Số bản","en":"Copies"},"type":"number","min":1,"max":50,
            "required":{"eq":["wants","yes"]},"when":{"eq":["wants","yes"]}}"#;
        let field = read(data).unwrap();
        assert_eq!(field.kind, FieldKind::Number { decimals: 0, min: Some(1), max: Some(50) });
        assert_eq!(read(&serde_json::to_string(&field).unwrap()).unwrap(), field);
    }

    #[test]
    fn keys_that_mean_nothing_are_refused() {
        let with = |extra: &str| read(&format!(r#"{{"id":"a","label":{{"vi":"A"}},"type":"text",{extra}}}"#));
        assert!(with(r#""max_lenght":10"#).unwrap_err().contains("max_lenght"));
        assert!(with(r#""min":1"#).unwrap_err().contains("`min` does not go"));
        assert!(with(r#""choices":[]"#).unwrap_err().contains("`choices` does not go"));
        assert!(with(r#""required":"maybe""#).unwrap_err().contains("a condition"));
        assert!(with(r#""max_length":10"#).is_ok());
    }

    #[test]
    fn what_a_type_needs_is_asked_for() {
        let of =
            |kind: &str| read(&format!(r#"{{"id":"a","label":{{"vi":"A"}},"type":"{kind}"}}"#)).unwrap_err();
        assert!(of("choice").contains("`choices` is missing"));
        assert!(of("group").contains("`max` is missing"));
        assert!(of("picture").contains("picture"));
    }
}
