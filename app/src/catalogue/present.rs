//! From the catalogue in memory to what pages show, in the words and the language of the page. Server only.

mod blank;
mod desks;
mod list;
mod procedure;

pub use blank::blank;
pub use desks::desks;
pub use list::found;
pub use procedure::{of_procedure, procedure};

use chrono::Weekday;
use domain::catalogue::{Duration, Fee, TimeLimit};
use domain::fee::{self, Price};
use domain::text::Text;

use super::shown::Cost;
use crate::i18n::{Key, Language, fill, t, text, use_language};

/// The words in the language of the page.
fn say(words: &Text) -> String {
    words.get(use_language().into()).to_owned()
}

fn say_all<'a>(words: impl IntoIterator<Item = &'a Text>) -> Vec<String> {
    words.into_iter().map(say).collect()
}

/// A time limit in a few words: "Trong ngày", "7 ngày làm việc"; empty where it is not known.
fn limit(limit: &TimeLimit) -> String {
    limit.ordinary.map(duration).unwrap_or_default()
}

fn duration(duration: Duration) -> String {
    let count = |key, number: String| fill(key, &[("count", &number)]);
    match duration {
        Duration::SameDay { .. } => t(text::catalogue::SAME_DAY).to_owned(),
        Duration::WorkingDays { half_days: 2 } => t(text::catalogue::ONE_WORKING_DAY).to_owned(),
        Duration::WorkingDays { half_days } => count(text::catalogue::WORKING_DAYS, halves(half_days)),
        Duration::WorkingHours { hours } => count(text::catalogue::WORKING_HOURS, hours.to_string()),
        Duration::CalendarDays { days } => count(text::catalogue::CALENDAR_DAYS, days.to_string()),
    }
}

fn halves(half_days: u32) -> String {
    let whole = half_days / 2;
    match (half_days % 2, use_language()) {
        (0, _) => whole.to_string(),
        (_, Language::Vietnamese) => format!("{whole},5"),
        (_, Language::English) => format!("{whole}.5"),
    }
}

/// A price with all there is to say about it.
fn cost(fee: &Fee) -> Cost {
    let (amount, in_words) = price(fee);
    let mut per: Vec<String> = Vec::new();
    per.extend(fee.per.as_ref().map(say).filter(|_| fee.amount_vnd != Some(0)));
    if fee::is_reference(fee) && fee.amount_vnd != Some(0) {
        per.push(t(text::catalogue::REFERENCE).to_owned());
    }
    Cost {
        amount,
        in_words,
        per: per.join(", "),
        tiers: fee.tiers.iter().map(|tier| (say(&tier.case), amount_or_free(tier.amount_vnd))).collect(),
        note: fee.note.as_ref().map(|note| whole(&say(note))).unwrap_or_default(),
    }
}

/// The amount, and whether it is a sentence. Unknown is never 0 đ.
fn price(fee: &Fee) -> (String, bool) {
    match fee::price(fee) {
        Price::Free => (t(text::catalogue::FREE).to_owned(), false),
        Price::Amount(amount) => (fee::display(amount), false),
        Price::Unknown => {
            let amounts = || fee.tiers.iter().map(|tier| tier.amount_vnd);
            match (amounts().min(), amounts().max()) {
                (Some(least), Some(most)) if least < most => {
                    let (least, most) = (amount_or_free(least), fee::display(most));
                    (fill(text::catalogue::FROM_TO, &[("least", &least), ("most", &most)]), true)
                }
                (Some(only), _) => (fee::display(only), true),
                _ if fee.set_by_provincial_council => (t(text::catalogue::BY_COUNCIL).to_owned(), true),
                _ => (t(text::catalogue::FEE_UNKNOWN).to_owned(), true),
            }
        }
    }
}

fn amount_or_free(amount_vnd: i64) -> String {
    if amount_vnd == 0 { t(text::catalogue::FREE).to_owned() } else { fee::display(amount_vnd) }
}

/// "thứ Hai".
fn weekday(day: Weekday) -> &'static str {
    const DAYS: [Key; 7] = {
        use text::catalogue as c;
        [c::MONDAY, c::TUESDAY, c::WEDNESDAY, c::THURSDAY, c::FRIDAY, c::SATURDAY, c::SUNDAY]
    };
    t(DAYS[day.num_days_from_monday() as usize])
}

/// Names of laws do not break at their hyphens.
fn whole(law: &str) -> String {
    law.replace('-', "\u{2011}")
}

#[cfg(test)]
mod tests;
