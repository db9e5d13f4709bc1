//! Lists of procedures: searched, browsed, narrowed.

use std::sync::Arc;

use backend::catalogue::{Snapshot, Version};
use domain::catalogue::{AgencyLevel, Applicant, Procedure, ServiceLevel};
use domain::fold::fold;

use super::{limit, price, say};
use crate::catalogue::shown::{AskBack, Facet, Found, Row, Wanted};
use crate::i18n::{t, text};

const ROWS_ON_A_PAGE: usize = 20;
/// More than that nobody reads; a narrower search is quicker.
const MOST_HITS: usize = 100;
/// Longest query that is looked at, in characters.
const LONGEST_QUERY: usize = 200;

/// Procedures that fit what is wanted.
pub fn found(catalogue: &Snapshot, wanted: &Wanted) -> Found {
    let words: String = wanted.words.trim().chars().take(LONGEST_QUERY).collect();
    let event = catalogue.life_events().iter().find(|event| event.id == wanted.event);
    let (mut ask_back, mut outside) = (None, None);
    let candidates: Vec<&Arc<Version>> = if !words.is_empty() {
        let answer = catalogue.search(&words, MOST_HITS);
        ask_back = answer.ask_back.map(|ambiguity| AskBack {
            ask: say(&ambiguity.ask),
            ways: ambiguity
                .options
                .iter()
                .filter_map(|way| {
                    let procedure = &catalogue.procedure(&way.procedure)?.procedure;
                    Some((say(&way.case), procedure.code.clone(), say(&procedure.name)))
                })
                .collect(),
        });
        outside = answer.outside.map(|outside| (say(&outside.name), say(&outside.place)));
        answer.hits.iter().filter_map(|hit| catalogue.procedure(&hit.code)).collect()
    } else if let Some(event) = event {
        event.procedures.iter().filter_map(|code| catalogue.procedure(code)).collect()
    } else {
        catalogue.procedures().iter().collect()
    };

    let narrowed: Vec<&Procedure> = candidates
        .into_iter()
        .map(|version| &version.procedure)
        .filter(|procedure| fits(procedure, wanted))
        .collect();
    let fields = catalogue
        .fields()
        .iter()
        .map(|field| Facet {
            id: field.id.clone(),
            name: say(&field.name),
            count: narrowed.iter().filter(|procedure| procedure.field == field.id).count(),
        })
        .filter(|facet| facet.count > 0 || facet.id == wanted.field)
        .collect();
    let shown: Vec<&Procedure> = narrowed
        .into_iter()
        .filter(|procedure| wanted.field.is_empty() || procedure.field == wanted.field)
        .collect();
    let pages = shown.len().div_ceil(ROWS_ON_A_PAGE).max(1);
    let page = wanted.page.clamp(1, pages);
    let looked_for = worth_marking(&words);
    Found {
        total: shown.len(),
        page,
        pages,
        rows: shown
            .iter()
            .skip((page - 1) * ROWS_ON_A_PAGE)
            .take(ROWS_ON_A_PAGE)
            .map(|procedure| row(procedure, &looked_for))
            .collect(),
        event: event.map(|event| say(&event.name)),
        ask_back,
        outside,
        fields,
    }
}

/// Whether the procedure fits all but the field, which is counted over what remains.
fn fits(procedure: &Procedure, wanted: &Wanted) -> bool {
    let applicant = match wanted.applicant.as_str() {
        "cong-dan" => Some(Applicant::Citizen),
        "doanh-nghiep" => Some(Applicant::Business),
        "ho-kinh-doanh" => Some(Applicant::HouseholdBusiness),
        _ => None,
    };
    let level = match wanted.level.as_str() {
        "tinh" => Some(AgencyLevel::Province),
        "xa" => Some(AgencyLevel::Commune),
        _ => None,
    };
    applicant.is_none_or(|applicant| procedure.applicants.contains(&applicant))
        && level.is_none_or(|level| procedure.level == level)
        && (!wanted.online || procedure.service != ServiceLevel::Information)
}

fn row(procedure: &Procedure, looked_for: &[String]) -> Row {
    let known_online =
        procedure.service != ServiceLevel::Information && procedure.fee_online.amount_vnd.is_some();
    let fee = if known_online { &procedure.fee_online } else { &procedure.fee_at_desk };
    let (amount, in_words) = price(fee);
    let time = limit(&procedure.time_limit);
    Row {
        code: procedure.code.clone(),
        name: marked(&say(&procedure.name), looked_for),
        summary: say(&procedure.summary),
        service: procedure.service,
        time: if time.is_empty() { t(text::catalogue::SEE_TIME).to_owned() } else { time },
        fee: if in_words && fee.tiers.is_empty() { t(text::catalogue::SEE_FEE).to_owned() } else { amount },
    }
}

/// The folded words of a query that are long enough to mean something where they stand in a name.
fn worth_marking(words: &str) -> Vec<String> {
    fold(words).split(' ').filter(|word| word.len() >= 3).map(str::to_owned).collect()
}

/// The name in pieces, the words marked that were looked for, together where only a space divides them.
fn marked(name: &str, looked_for: &[String]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for word in name.split_inclusive(' ') {
        let letters = word.trim_end_matches(|sign: char| !sign.is_alphanumeric());
        let folded = fold(letters);
        let mark = !folded.is_empty() && looked_for.contains(&folded);
        let follows = pieces.len() >= 2 && pieces[pieces.len() - 1].0 == " " && pieces[pieces.len() - 2].1;
        if mark && follows {
            pieces.pop();
            if let Some((text, _)) = pieces.last_mut() {
                text.push(' ');
                text.push_str(letters);
            }
        } else {
            pieces.push((letters.to_owned(), mark));
        }
        pieces.push((word[letters.len()..].to_owned(), false));
    }
    let mut joined: Vec<(String, bool)> = Vec::new();
    for (text, mark) in pieces.into_iter().filter(|(text, _)| !text.is_empty()) {
        match joined.last_mut() {
            Some((last, before)) if *before == mark => last.push_str(&text),
            _ => joined.push((text, mark)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_that_were_looked_for_are_marked() {
        let pieces = |name: &str, words: &str| {
            marked(name, &worth_marking(words))
                .into_iter()
                .map(|(text, mark)| if mark { format!("[{text}]") } else { text })
                .collect::<String>()
        };
        assert_eq!(pieces("Đăng ký khai sinh", "giay khai sinh"), "Đăng ký [khai sinh]");
        assert_eq!(
            pieces("Liên thông: đăng ký khai sinh, đăng ký", "khai sinh"),
            "Liên thông: đăng ký [khai sinh], đăng ký"
        );
        assert_eq!(pieces("Đăng ký kết hôn", "khai sinh"), "Đăng ký kết hôn");
        assert_eq!(pieces("Đăng ký kết hôn", ""), "Đăng ký kết hôn");
        assert_eq!(pieces("Cấp lại do bị mất", "so do"), "Cấp lại do bị mất");
    }
}
