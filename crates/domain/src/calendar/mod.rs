//! Working time and time limits, on the clock of Viet Nam (UTC+7).
//!
//! A limit runs from the working time after receipt; the day of receipt is not counted and a limit that ends on a day
//! off ends on the next working day (Civil Code 2015 Art. 147–148). Limits in working days keep the clock time of
//! receipt: received 08:37 on 20/11/2019 with 25 working days is due 08:37 on 25/12/2019. Limits in calendar days end
//! with the last day. What the applicant takes to supplement or to pay is not counted ([`Course`]).

mod countdown;
mod course;
#[cfg(test)]
pub(crate) mod data;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

pub use countdown::{Countdown, Span};
pub use course::{Course, Extension, Pause, Punctuality};

use crate::catalogue::{Agency, DaysOff, Duration, OpeningHours, TimeLimit, Weekday};
use crate::date::{from_local, local};

/// Working hours within which a desk must answer what was filed online, and what was supplemented before it was accepted.
pub const INTAKE_HOURS: u32 = 8;

/// Days looked at in search of an open one; no closure lasts longer.
const HORIZON: u32 = 60;

/// Minutes after midnight from which and until which an office is open.
type Opening = (u32, u32);

/// Which hours a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hours {
    /// Whenever the office is open, also on a Saturday morning.
    Open,
    /// Those of working days alone.
    Working,
}

/// When one office works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar<'a> {
    /// From Monday, each in order.
    week: [Vec<Opening>; 7],
    days_off: &'a DaysOff,
    closed: Option<&'a BTreeSet<NaiveDate>>,
    working: Option<&'a BTreeSet<NaiveDate>>,
}

/// The limit that holds: the longer one where something must be verified, if the procedure has one.
pub fn limit(limit: &TimeLimit, needs_verification: bool) -> Option<Duration> {
    limit.with_verification.filter(|_| needs_verification).or(limit.ordinary)
}

impl<'a> WorkCalendar<'a> {
    /// The calendar of an agency: its hours and its own days over those of the whole country. Where it says of a day both
    /// that it is closed and that it works, it is closed.
    pub fn of(agency: &'a Agency, days_off: &'a DaysOff) -> Self {
        Self {
            closed: Some(&agency.closed),
            working: Some(&agency.working),
            ..Self::new(&agency.hours, days_off)
        }
    }

    /// The calendar of an office with these hours. Hours that cannot be read or do not follow one another are left out;
    /// the import of the catalogue refuses them.
    fn new(hours: &[OpeningHours], days_off: &'a DaysOff) -> Self {
        let mut week: [Vec<Opening>; 7] = Default::default();
        for opening in hours {
            for day in &opening.days {
                let spans = &mut week[index(*day)];
                spans.extend(
                    opening.open.iter().filter_map(|(from, to)| Some((minutes(from)?, minutes(to)?))),
                );
                spans.retain(|(from, to)| from < to);
                spans.sort_unstable();
            }
        }
        Self { week, days_off, closed: None, working: None }
    }

    /// Whether the day counts as a working day: Monday to Friday but for days off, working Saturdays, and what the agency
    /// says of itself.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().num_days_from_monday() < 5;
        !self.spans(day, Hours::Open).is_empty() && (self.works_extra(day) || weekday)
    }

    /// Whether the date of a day off near `day` may still change, because the government has not announced it.
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        self.days_off.provisional_from.is_some_and(|from| day >= from)
    }

    /// Works on a day on which it otherwise would not.
    fn works_extra(&self, day: NaiveDate) -> bool {
        self.days_off.working_saturdays.contains(&day) || self.working.is_some_and(|days| days.contains(&day))
    }

    /// When the office is open on that day, or works. A day worked extra has the hours of a Monday where its weekday has
    /// none.
    fn spans(&self, day: NaiveDate, hours: Hours) -> &[Opening] {
        let own = self.week[day.weekday().num_days_from_monday() as usize].as_slice();
        if self.closed.is_some_and(|days| days.contains(&day)) {
            &[]
        } else if self.works_extra(day) {
            if own.is_empty() { &self.week[0] } else { own }
        } else if self.days_off.closed.contains(&day)
            || hours == Hours::Working && day.weekday().num_days_from_monday() >= 5
        {
            &[]
        } else {
            own
        }
    }

    /// `at` where the office is open then, else the next opening. `None` if it never opens.
    pub fn next_open(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.open_from(local(at), Hours::Open).map(from_local)
    }

    /// The close of the office on `day` if it is a working day, else on the next one: when a limit ends that somebody sets
    /// by a day.
    pub fn close_of(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.close(self.working_day_from(day)?).map(from_local)
    }

    /// Minutes for which the office is open from one moment to a later one: what is left, or how late something is.
    pub fn minutes_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
        self.minutes_open(local(from), local(to), Hours::Open)
    }

    fn minutes_open(&self, from: NaiveDateTime, to: NaiveDateTime, hours: Hours) -> u32 {
        let (from, to) = (whole_minutes(from), whole_minutes(to));
        let mut open = 0;
        for day in from.date().iter_days().take_while(|day| *day <= to.date()) {
            let begins = if day == from.date() { minute_of(from) } else { 0 };
            let ends = if day == to.date() { minute_of(to) } else { 24 * 60 };
            for (opens, closes) in self.spans(day, hours) {
                open += (*closes).min(ends).saturating_sub((*opens).max(begins));
            }
        }
        open
    }

    fn open_from(&self, at: NaiveDateTime, hours: Hours) -> Option<NaiveDateTime> {
        let at = whole_minutes(at);
        let now = minute_of(at);
        let later_today = self.spans(at.date(), hours).iter().find(|(_, to)| now < *to);
        if let Some((from, _)) = later_today {
            return on(at.date(), now.max(*from));
        }
        days_after(at.date())
            .find_map(|day| self.spans(day, hours).first().and_then(|(from, _)| on(day, *from)))
    }

    /// The moment when the office has been open for `minutes` since `at`.
    fn open_for(&self, at: NaiveDateTime, minutes: u32, hours: Hours) -> Option<NaiveDateTime> {
        let mut now = self.open_from(at, hours)?;
        let mut left = minutes;
        loop {
            let minute = minute_of(now);
            let (_, to) =
                self.spans(now.date(), hours).iter().find(|(from, to)| *from <= minute && minute < *to)?;
            if left <= to - minute {
                return on(now.date(), minute + left);
            }
            left -= to - minute;
            now = self.open_from(on(now.date(), *to)?, hours)?;
        }
    }

    /// The `count`-th working day after `day`.
    fn working_day_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        (0..count).try_fold(day, |day, _| days_after(day).find(|day| self.is_working_day(*day)))
    }

    /// `day` if it is a working day, else the next one.
    fn working_day_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        if self.is_working_day(day) { Some(day) } else { self.working_day_after(day, 1) }
    }

    /// The close of the office on that day.
    fn close(&self, day: NaiveDate) -> Option<NaiveDateTime> {
        self.spans(day, Hours::Open).last().and_then(|(_, to)| on(day, *to))
    }

    /// When a limit that begins with receipt at `received_at` ends. `None` if the office never opens.
    pub fn due(&self, limit: Duration, received_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.due_after(&Course { limit, received_at, pauses: &[], extension: None })
    }

    /// Until when the desk must answer what was filed online, or supplemented before acceptance, at `submitted_at`.
    pub fn intake_due(&self, submitted_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.due(Duration::WorkingHours { hours: INTAKE_HOURS }, submitted_at)
    }
}

fn index(day: Weekday) -> usize {
    match day {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    }
}

/// Minutes after midnight of `HH:MM`.
fn minutes(clock: &str) -> Option<u32> {
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn minute_of(at: NaiveDateTime) -> u32 {
    at.hour() * 60 + at.minute()
}

fn whole_minutes(at: NaiveDateTime) -> NaiveDateTime {
    on(at.date(), minute_of(at)).unwrap_or(at)
}

fn on(day: NaiveDate, minute: u32) -> Option<NaiveDateTime> {
    NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).map(|time| day.and_time(time))
}

fn days_after(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    day.iter_days().skip(1).take(HORIZON as usize)
}

fn plus_days(day: NaiveDate, days: u32) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::from(days)))
}
