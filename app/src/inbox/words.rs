//! How rows of the inbox are said.

use backend::desk::inbox::{Channel, Row, View};
use chrono::{DateTime, Utc};
use domain::calendar::{Countdown, Span};
use domain::date;
use domain::dossier::Queue;

use crate::i18n::{Key, Language, fill_template, sentence, text};
use crate::ui::Tone;

/// What a view is called.
pub fn view(view: View) -> Key {
    match view {
        View::Mine => text::inbox::MINE,
        View::Intake => text::inbox::INTAKE,
        View::Today => text::inbox::TODAY,
        View::Late => text::inbox::LATE,
        View::Paused => text::inbox::PAUSED,
        View::Agency => text::inbox::AGENCY,
        View::Handover => text::inbox::HANDOVER,
        View::Closed => text::inbox::CLOSED,
    }
}

/// How a dossier came.
pub fn channel(channel: Channel) -> Key {
    match channel {
        Channel::Online => text::inbox::ONLINE,
        Channel::Counter => text::inbox::COUNTER,
    }
}

/// "20/11 13:29"; with the year where it is another one.
pub fn short_moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, now) = (date::local(at), date::local(now));
    let is_same_year = local.format("%Y").to_string() == now.format("%Y").to_string();
    local.format(if is_same_year { "%d/%m %H:%M" } else { "%d/%m/%Y %H:%M" }).to_string()
}

/// What is left of the limit, and how urgent that is.
pub fn time_left(language: Language, row: &Row) -> (String, Tone) {
    let say = |key: Key, values: &[(&str, &str)]| fill_template(sentence(language, key), values);
    let span = |span: Span, minutes: Key, hours: Key, days: Key| match span {
        Span::Hours { hours: 0, minutes: left } => say(minutes, &[("minutes", &left.to_string())]),
        Span::Hours { hours: whole, minutes: left } => {
            say(hours, &[("hours", &whole.to_string()), ("minutes", &format!("{left:02}"))])
        }
        Span::Days(left) => say(days, &[("days", &left.to_string())]),
    };
    let left = |one| span(one, text::inbox::LEFT_MINUTES, text::inbox::LEFT_HOURS, text::inbox::LEFT_DAYS);
    match (row.queue, row.countdown) {
        (Queue::Paused, _) => (say(text::inbox::PAUSED, &[]), Tone::Plain),
        (_, Countdown::None) => (say(text::inbox::NO_LIMIT, &[]), Tone::Plain),
        (_, Countdown::Left(one)) => (left(one), Tone::Plain),
        (_, Countdown::Today(one)) => (left(one), Tone::Gold),
        (_, Countdown::Late(one)) => {
            let late = span(one, text::inbox::LATE_MINUTES, text::inbox::LATE_HOURS, text::inbox::LATE_DAYS);
            (late, Tone::Son)
        }
    }
}
