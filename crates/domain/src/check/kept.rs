//! What is kept of the answers in the end, and what is there in the beginning.

use crate::unicode::nfc;

use chrono::NaiveDate;

use super::condition::{Scope, is_shown};
use crate::address::Address;
use crate::answers::Answers;
use crate::date;
use crate::email::Email;
use crate::form::{Field, FieldKind, Prefill, Section};
use crate::identity::{IdentityNumber, Sex};
use crate::money;
use crate::person_name::{PersonName, is_invisible};
use crate::phone::Phone;
use crate::tax_code::TaxCode;

/// One line of words: composed (NFC), without invisible marks, white space collapsed to single spaces.
pub fn clean_line(typed: &str) -> String {
    let composed: String = nfc(typed).chars().filter(|c| !is_invisible(*c)).collect();
    let mut line = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Several lines of words: composed (NFC), without invisible marks, line ends as `\n`, nothing empty around it.
pub fn clean_text(typed: &str) -> String {
    let composed: String = nfc(typed).chars().filter(|c| !is_invisible(*c)).collect();
    composed.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// The answers as they are filed: those of fields that are shown, in one way of writing, entries of groups numbered
/// without gaps. Problems are not looked for; an answer that cannot be read is kept as typed.
pub fn kept_answers(sections: &[Section], answers: &Answers) -> Answers {
    let mut kept = answers.clone();
    // A field may be shown because of one that is itself hidden: settles after as many rounds as conditions are deep.
    for _ in 0..8 {
        let mut next = Answers::default();
        for section in sections {
            keep(&section.fields, answers, &kept, Scope::form(), "", &mut next);
        }
        if next == kept {
            break;
        }
        kept = next;
    }
    kept
}

fn keep(fields: &[Field], typed: &Answers, judged: &Answers, from: Scope<'_>, to: &str, kept: &mut Answers) {
    for field in fields {
        // Conditions are judged over what was kept in the round before, where entries have their new numbers.
        let judging = Scope::entry(to, if to.is_empty() { &[] } else { fields });
        if !is_shown(field, judged, judging) {
            continue;
        }
        let (source, target) = (from.path(&field.id), [to, &field.id].concat());
        let mut copy = |part: &str, answer: String| {
            if !answer.is_empty() {
                kept.set([&target, part].concat(), answer);
            }
        };
        match &field.kind {
            FieldKind::MultiChoice { choices } => {
                for choice in choices {
                    if typed.is(&source, &choice.value) {
                        copy(&[".", &choice.value].concat(), "yes".to_owned());
                    }
                }
            }
            FieldKind::Address { .. } => {
                let address = Address::read(typed, &source);
                if !address.is_empty() {
                    copy(".province", address.province);
                    copy(".commune", address.commune);
                    copy(".detail", address.detail);
                }
            }
            FieldKind::Person => {
                let part = |part: &str| typed.get(&[&source, part].concat());
                copy(".name", normal(&FieldKind::PersonName, part(".name")));
                copy(".identity_number", normal(&FieldKind::IdentityNumber, part(".identity_number")));
                copy(".birth_date", normal(&FieldKind::PartialDate, part(".birth_date")));
            }
            FieldKind::Group { fields, .. } => {
                for (number, at) in typed.begun_entries(&source).enumerate() {
                    let prefix = [&source, ".", &at.to_string(), "."].concat();
                    let target = [&target, ".", &number.to_string(), "."].concat();
                    keep(fields, typed, judged, Scope::entry(&prefix, fields), &target, kept);
                }
            }
            single => copy("", normal(single, typed.get(&source))),
        }
    }
}

/// An answer in the one way of writing it: digits without spaces, dd/mm/yyyy, national phone numbers, clean words.
pub(super) fn normal(kind: &FieldKind, typed: &str) -> String {
    let read = match kind {
        FieldKind::Date { .. } => date::parse(typed).ok().map(date::display),
        FieldKind::PartialDate => date::parse_partial(typed).ok().map(date::PartialDate::display),
        FieldKind::PersonName => PersonName::parse(typed).ok().map(|name| name.as_str().to_owned()),
        FieldKind::IdentityNumber => IdentityNumber::parse(typed, i32::MAX).ok().map(String::from),
        FieldKind::Phone => Phone::parse(typed).ok().map(|phone| phone.national()),
        FieldKind::Email => Email::parse(typed).ok().map(|email| email.as_str().to_owned()),
        FieldKind::TaxCode => TaxCode::parse(typed, i32::MAX).ok().map(|code| code.as_str().to_owned()),
        FieldKind::MoneyVnd { .. } => money::parse(typed).ok().map(|amount| amount.to_string()),
        FieldKind::Number { decimals, .. } => money::parse_number(typed, *decimals)
            .ok()
            .map(|number| money::display_number(number, *decimals).replace('.', "")),
        FieldKind::LongText { .. } => Some(clean_text(typed)),
        _ => None,
    };
    read.unwrap_or_else(|| clean_line(typed))
}

/// What the account already holds, for first answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Known {
    pub name: Option<String>,
    pub identity_number: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub sex: Option<Sex>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub address: Option<Address>,
    /// Name of the organisation one files for.
    pub business_name: Option<String>,
    /// Tax code of the organisation one files for.
    pub business_tax_code: Option<String>,
}

/// Puts first answers where nothing was ever typed; what somebody emptied stays empty.
pub fn prefill(section: &Section, answers: &mut Answers, known: &Known) {
    for field in &section.fields {
        let Some(source) = field.prefill else { continue };
        if let (Prefill::AccountAddress, FieldKind::Address { .. }) = (source, &field.kind) {
            let untouched = !answers.0.contains_key(&[&field.id, ".province"].concat());
            if let Some(address) = known.address.as_ref().filter(|_| untouched) {
                address.write(answers, &field.id);
            }
            continue;
        }
        let first = match source {
            Prefill::AccountName => known.name.clone(),
            Prefill::AccountIdentityNumber => known.identity_number.clone(),
            Prefill::AccountBirthDate => known.birth_date.map(date::display),
            Prefill::AccountSex => known.sex.map(|sex| sex.as_str().to_owned()),
            Prefill::AccountPhone => known.phone.as_ref().map(Phone::national),
            Prefill::AccountEmail => known.email.clone(),
            Prefill::AccountAddress => None,
            Prefill::BusinessName => known.business_name.clone(),
            Prefill::BusinessTaxCode => known.business_tax_code.clone(),
        };
        if let Some(first) = first.filter(|_| !answers.0.contains_key(&field.id)) {
            answers.set(field.id.as_str(), first);
        }
    }
}
