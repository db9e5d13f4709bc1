//! Receiving desks and when they are open.

use backend::catalogue::Snapshot;
use chrono::Weekday;
use domain::catalogue::{self, OpeningHours};
use domain::fold::fold;

use super::{say, weekday};
use crate::catalogue::shown::Desk;
use crate::i18n::{fill, text};

/// Receiving desks whose name holds the words.
pub fn desks(catalogue: &Snapshot, words: &str) -> Vec<Desk> {
    let words = fold(words);
    catalogue
        .desks()
        .map(|desk| Desk { name: say(&desk.name), hours: desk.hours.iter().map(hours).collect() })
        .filter(|desk| fold(&desk.name).contains(&words))
        .collect()
}

/// "Thứ Hai đến thứ Sáu: 07:30–11:30, 13:00–17:00".
fn hours(hours: &OpeningHours) -> String {
    let days: Vec<Weekday> = hours.days.iter().map(|day| day_of(*day)).collect();
    let follow = days.windows(2).all(|pair| pair[0].succ() == pair[1]);
    let days = match (days.first(), days.last()) {
        (Some(first), Some(last)) if follow && days.len() > 2 => {
            fill(text::catalogue::DAYS_FROM_TO, &[("first", weekday(*first)), ("last", weekday(*last))])
        }
        _ => days.iter().map(|day| weekday(*day)).collect::<Vec<_>>().join(", "),
    };
    let open: Vec<String> = hours.open.iter().map(|(from, to)| format!("{from}–{to}")).collect();
    capitalised(&format!("{days}: {}", open.join(", ")))
}

fn day_of(day: catalogue::Weekday) -> Weekday {
    match day {
        catalogue::Weekday::Mon => Weekday::Mon,
        catalogue::Weekday::Tue => Weekday::Tue,
        catalogue::Weekday::Wed => Weekday::Wed,
        catalogue::Weekday::Thu => Weekday::Thu,
        catalogue::Weekday::Fri => Weekday::Fri,
        catalogue::Weekday::Sat => Weekday::Sat,
        catalogue::Weekday::Sun => Weekday::Sun,
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
