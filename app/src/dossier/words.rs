//! Moments, sizes, prices and statuses in words.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::dossier::{EventNote, Status};
use domain::{Text, date, fee};

use super::model::Fee;
use crate::i18n::{Key, Language, fill, t, text, use_language};
use crate::ui::Tone;

/// A catalogue's words in the language of the page.
pub fn say(words: &Text) -> String {
    words.get(use_language().into()).to_owned()
}

/// "14:32".
pub fn clock(at: DateTime<Utc>) -> String {
    let local = date::local(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// "thứ Hai 23/11/2026".
pub fn day(day: NaiveDate) -> String {
    use text::dossier as d;
    const DAYS: [Key; 7] =
        [d::MONDAY, d::TUESDAY, d::WEDNESDAY, d::THURSDAY, d::FRIDAY, d::SATURDAY, d::SUNDAY];
    let name = t(DAYS[day.weekday().num_days_from_monday() as usize]);
    // Dates never break.
    format!("{}\u{a0}{}", name.replace(' ', "\u{a0}"), date::display(day))
}

/// "14:41, thứ Hai 23/11/2026".
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {}", clock(at), day(date::today(at)))
}

/// "1,8 MB", "240 kB".
pub fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{}\u{a0}kB", bytes.div_ceil(1000));
    }
    let tenths = (bytes + 50_000) / 100_000;
    let comma = if use_language() == Language::English { '.' } else { ',' };
    format!("{}{comma}{}\u{a0}MB", tenths / 10, tenths % 10)
}

/// What is paid, and when.
pub fn price(price: Fee) -> String {
    match price {
        Fee::Free => t(text::dossier::FEE_FREE).to_owned(),
        Fee::Amount(amount) => fill(text::dossier::FEE_AMOUNT, &[("amount", &fee::display(amount))]),
        Fee::Unknown => t(text::dossier::FEE_UNKNOWN).to_owned(),
    }
}

/// The status, what it means for the one who filed, and its colour.
pub fn status(status: Status) -> (Key, Key, Tone) {
    use text::dossier as d;
    match status {
        Status::Submitted => (d::SUBMITTED, d::SUBMITTED_NEXT, Tone::Cham),
        Status::Accepted => (d::ACCEPTED, d::ACCEPTED_NEXT, Tone::Cham),
        Status::Refused => (d::REFUSED, d::REFUSED_NEXT, Tone::Son),
        Status::Processing => (d::PROCESSING, d::PROCESSING_NEXT, Tone::Cham),
        Status::SupplementRequested => (d::SUPPLEMENT_REQUESTED, d::SUPPLEMENT_REQUESTED_NEXT, Tone::Gold),
        Status::PaymentRequested => (d::PAYMENT_REQUESTED, d::PAYMENT_REQUESTED_NEXT, Tone::Gold),
        Status::Withdrawn => (d::WITHDRAWN, d::WITHDRAWN_NEXT, Tone::Plain),
        Status::Stopped => (d::STOPPED, d::STOPPED_NEXT, Tone::Son),
        Status::Finished => (d::FINISHED, d::FINISHED_NEXT, Tone::Jade),
        Status::Returned => (d::RETURNED, d::RETURNED_NEXT, Tone::Jade),
    }
}

/// What happened, where the status does not tell.
pub fn happened(note: EventNote) -> Key {
    match note {
        EventNote::FileInfected => text::dossier::FILE_INFECTED,
        EventNote::FileUnscannable => text::dossier::FILE_UNSCANNABLE,
        EventNote::DueChanged => text::dossier::DUE_CHANGED,
    }
}
