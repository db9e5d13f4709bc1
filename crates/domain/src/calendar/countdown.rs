//! How much of a limit is left, as an inbox says it.

use chrono::{DateTime, Datelike, Utc};

use super::WorkCalendar;
use crate::date::local;

/// Minutes of a working day.
const DAY: u32 = 8 * 60;

/// From this year on a moment stands for "no limit runs".
const NEVER: i32 = 9999;

/// A time of an office that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Less than a working day.
    Hours {
        /// Whole hours.
        hours: u32,
        /// Minutes beside them.
        minutes: u32,
    },
    /// Whole working days; what is less than a day beside them is not said.
    Days(u32),
}

/// What is left of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countdown {
    /// No limit runs.
    None,
    /// So much is left, and it does not end today.
    Left(Span),
    /// So much is left, and it ends today.
    Today(Span),
    /// It ended so long ago.
    Late(Span),
}

impl Span {
    fn of(minutes: u32, in_hours: bool) -> Self {
        if minutes >= DAY && !in_hours {
            Self::Days(minutes / DAY)
        } else {
            Self::Hours { hours: minutes / 60, minutes: minutes % 60 }
        }
    }
}

impl WorkCalendar<'_> {
    /// What is left at `now` of a limit that ends at `due`. With `in_hours`, as the limit of intake is measured, the time that
    /// is left is always said in hours.
    pub fn countdown(&self, due: DateTime<Utc>, now: DateTime<Utc>, in_hours: bool) -> Countdown {
        if due.year() >= NEVER {
            Countdown::None
        } else if due < now {
            Countdown::Late(Span::of(self.minutes_between(due, now), false))
        } else {
            let left = Span::of(self.minutes_between(now, due), in_hours);
            if local(due).date() == local(now).date() {
                Countdown::Today(left)
            } else {
                Countdown::Left(left)
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::data::{at, days_off, office_hours};
    use super::*;

    #[test]
    fn what_is_left_is_working_time() {
        let (days_off, hours) = (days_off(), office_hours());
        let calendar = WorkCalendar::new(&hours, &days_off);
        let hours = |hours, minutes| Span::Hours { hours, minutes };
        for (due, now, in_hours, left) in [
            // Friday afternoon to Monday morning.
            ("23/11/2026 09:00", "20/11/2026 15:30", true, Countdown::Left(hours(3, 0))),
            ("23/11/2026 16:20", "23/11/2026 11:00", true, Countdown::Today(hours(3, 50))),
            ("23/11/2026 16:20", "23/11/2026 16:20", true, Countdown::Today(hours(0, 0))),
            // What is measured in hours is said in hours, also where it is a whole day.
            ("23/11/2026 15:00", "20/11/2026 15:00", true, Countdown::Left(hours(8, 0))),
            ("23/11/2026 15:00", "20/11/2026 15:00", false, Countdown::Left(Span::Days(1))),
            ("23/11/2026 14:59", "20/11/2026 15:00", false, Countdown::Left(hours(7, 59))),
            ("30/11/2026 08:00", "20/11/2026 08:00", false, Countdown::Left(Span::Days(5))),
            // Late by working time too.
            ("20/11/2026 16:00", "23/11/2026 07:50", false, Countdown::Late(hours(1, 20))),
            ("16/11/2026 10:00", "20/11/2026 10:30", true, Countdown::Late(Span::Days(4))),
            ("31/12/9999 00:00", "20/11/2026 10:30", true, Countdown::None),
        ] {
            assert_eq!(calendar.countdown(at(due), at(now), in_hours), left, "{due} from {now}");
        }
    }
}
