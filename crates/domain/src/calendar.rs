//! Working time and time limits, on the clock of Viet Nam (UTC+7).
//!
//! A limit runs from the working time after receipt; the day of receipt is not counted and a limit that ends on a day
//! off ends on the next working day (Civil Code 2015 Art. 147–148). Limits in working days keep the clock time of
//! receipt: received 08:37 on 20/11/2019 with 25 working days is due 08:37 on 25/12/2019. Limits in calendar days end
//! with the last day.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use crate::catalogue::{DaysOff, Duration, OpeningHours, Weekday};
use crate::date::{from_local, local};

/// Working hours within which a desk must answer what was filed online.
pub const INTAKE_HOURS: u32 = 8;

/// Days looked at in search of an open one; no closure lasts longer.
const HORIZON: u32 = 60;

/// Minutes after midnight from which and until which an office is open.
type Span = (u32, u32);

/// When one office works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar<'a> {
    /// From Monday, each in order.
    week: [Vec<Span>; 7],
    days_off: &'a DaysOff,
}

impl<'a> WorkCalendar<'a> {
    /// The calendar of an office with these hours. Hours that cannot be read or do not follow one another are left out;
    /// the import of the catalogue refuses them.
    pub fn new(hours: &[OpeningHours], days_off: &'a DaysOff) -> Self {
        let mut week: [Vec<Span>; 7] = Default::default();
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
        Self { week, days_off }
    }

    /// Whether the day counts as a working day: Monday to Friday but for days off, and working Saturdays.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().num_days_from_monday() < 5;
        !self.spans(day).is_empty()
            && (weekday && !self.days_off.closed.contains(&day)
                || self.days_off.working_saturdays.contains(&day))
    }

    /// Whether the date of a day off near `day` may still change, because the government has not announced it.
    pub fn is_provisional(&self, day: NaiveDate) -> bool {
        self.days_off.provisional_from.is_some_and(|from| day >= from)
    }

    /// When the office is open on that day. A working Saturday has the hours of a Monday where none are given.
    fn spans(&self, day: NaiveDate) -> &[Span] {
        let own = self.week[day.weekday().num_days_from_monday() as usize].as_slice();
        if self.days_off.working_saturdays.contains(&day) {
            return if own.is_empty() { &self.week[0] } else { own };
        }
        if self.days_off.closed.contains(&day) { &[] } else { own }
    }

    /// `at` where the office is open then, else the next opening. `None` if it never opens.
    pub fn next_open(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.open_from(local(at)).map(from_local)
    }

    fn open_from(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let at = whole_minutes(at);
        let now = minute_of(at);
        let later_today = self.spans(at.date()).iter().find(|(_, to)| now < *to);
        if let Some((from, _)) = later_today {
            return on(at.date(), now.max(*from));
        }
        days_after(at.date()).find_map(|day| self.spans(day).first().and_then(|(from, _)| on(day, *from)))
    }

    /// The moment when the office has been open for `minutes` since `at`.
    fn open_for(&self, at: NaiveDateTime, minutes: u32) -> Option<NaiveDateTime> {
        let mut now = self.open_from(at)?;
        let mut left = minutes;
        loop {
            let minute = minute_of(now);
            let (_, to) = self.spans(now.date()).iter().find(|(from, to)| *from <= minute && minute < *to)?;
            if left <= to - minute {
                return on(now.date(), minute + left);
            }
            left -= to - minute;
            now = self.open_from(on(now.date(), *to)?)?;
        }
    }

    /// The `count`-th working day after `day`.
    fn working_day_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        (0..count).try_fold(day, |day, _| days_after(day).find(|day| self.is_working_day(*day)))
    }

    /// The close of the office on that day.
    fn close(&self, day: NaiveDate) -> Option<NaiveDateTime> {
        self.spans(day).last().and_then(|(_, to)| on(day, *to))
    }

    /// When a limit that begins with receipt at `received_at` ends. `None` if the office never opens.
    pub fn due(&self, limit: Duration, received_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = self.open_from(local(received_at))?;
        let due = match limit {
            Duration::SameDay { cutoff_minutes } => {
                let in_time = self.is_working_day(start.date()) && minute_of(start) <= cutoff_minutes;
                let day = if in_time { start.date() } else { self.working_day_after(start.date(), 1)? };
                self.close(day)
            }
            Duration::WorkingHours { hours } => self.open_for(start, hours.saturating_mul(60)),
            Duration::WorkingDays { half_days } => {
                let day = self.working_day_after(start.date(), half_days / 2)?;
                let whole = self.open_from(day.and_time(start.time()))?;
                if half_days % 2 == 0 { Some(whole) } else { self.open_for(whole, 4 * 60) }
            }
            Duration::CalendarDays { days } => {
                let day = start.date().checked_add_days(Days::new(u64::from(days)))?;
                let day = if self.is_working_day(day) { day } else { self.working_day_after(day, 1)? };
                self.close(day)
            }
        };
        due.map(from_local)
    }

    /// Until when the desk must answer what was filed online at `submitted_at`.
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

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
