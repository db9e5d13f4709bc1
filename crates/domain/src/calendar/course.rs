//! How a limit went: where it began, where it stood still, and whether it was extended.
//!
//! The time that an applicant takes is not counted (Nghị định 118/2025/NĐ-CP). A pause moves the end by the working time it
//! took; that of a limit in calendar days by calendar days, from the day on which it began to the day on which it ended, so
//! that one within a day moves nothing. A pause that begins after the end moves nothing either: it was late already.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{Hours, WorkCalendar, minute_of, plus_days};
use crate::catalogue::Duration;
use crate::date::{from_local, local};
use crate::named::named;

named! {
    /// How something was done, as the control sheet (form 06) and the figures say it.
    pub enum Punctuality {
        /// Trước hạn: before the day on which it was due.
        Early = "early",
        /// Đúng hạn: on that day, in time.
        OnTime = "on_time",
        /// Quá hạn.
        Late = "late",
    }
}

impl Punctuality {
    /// Of what was done at a moment and was due at another.
    pub fn of(done: DateTime<Utc>, due: DateTime<Utc>) -> Self {
        if done > due {
            Self::Late
        } else if local(done).date() < local(due).date() {
            Self::Early
        } else {
            Self::OnTime
        }
    }
}

/// A time in which the applicant had something to do. One that has not ended yet is given with the present as its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When it was asked for.
    pub from: DateTime<Utc>,
    /// When it was there.
    pub to: DateTime<Utc>,
}

/// An end that the agency set with an apology (form 04).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// When it was decided. Pauses before it are in the new end already.
    pub at: DateTime<Utc>,
    /// The new end.
    pub to: DateTime<Utc>,
}

/// All that the end of a limit depends on, beside the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course<'a> {
    /// How long it is.
    pub limit: Duration,
    /// When the complete dossier was received.
    pub received_at: DateTime<Utc>,
    /// Where it stood still, in order.
    pub pauses: &'a [Pause],
    /// The last extension.
    pub extension: Option<Extension>,
}

/// An end before days off are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// At a moment of working time.
    At(NaiveDateTime),
    /// With a day, or the next working day.
    With(NaiveDate),
}

impl WorkCalendar<'_> {
    /// When a limit ends after all that happened. `None` if the office never opens.
    pub fn due_after(&self, course: &Course<'_>) -> Option<DateTime<Utc>> {
        let first = self.end(course.limit, course.received_at)?;
        let mut due = self.after_pauses(first, course, course.received_at)?;
        if let Some(extension) = course.extension {
            let set = local(extension.to);
            let by_day = matches!(course.limit, Duration::CalendarDays { .. });
            let set = if by_day { End::With(set.date()) } else { End::At(set) };
            due = due.max(self.after_pauses(set, course, extension.at)?);
        }
        Some(from_local(due))
    }

    fn end(&self, limit: Duration, received_at: DateTime<Utc>) -> Option<End> {
        let hours = hours_of(limit);
        let start = self.open_from(local(received_at), hours)?;
        Some(match limit {
            Duration::SameDay { cutoff_minutes } => {
                let in_time = self.is_working_day(start.date()) && minute_of(start) <= cutoff_minutes;
                let day = if in_time { start.date() } else { self.working_day_after(start.date(), 1)? };
                End::At(self.close(day)?)
            }
            Duration::WorkingHours { hours: count } => {
                End::At(self.open_for(start, count.saturating_mul(60), hours)?)
            }
            Duration::WorkingDays { half_days } => {
                let day = self.working_day_after(start.date(), half_days / 2)?;
                let whole = self.open_from(day.and_time(start.time()), hours)?;
                End::At(if half_days % 2 == 0 { whole } else { self.open_for(whole, 4 * 60, hours)? })
            }
            Duration::CalendarDays { days } => End::With(plus_days(start.date(), days)?),
        })
    }

    /// The end after those pauses that began at or after `since`.
    fn after_pauses(&self, first: End, course: &Course<'_>, since: DateTime<Utc>) -> Option<NaiveDateTime> {
        let mut end = first;
        let mut counted = local(since);
        let later = course.pauses.iter().filter(|pause| pause.to > since && pause.from < pause.to);
        for pause in later {
            let (from, to) = (local(pause.from).max(counted), local(pause.to));
            if from >= to || from >= self.moment(end)? {
                continue;
            }
            end = match end {
                End::With(day) => {
                    let days = (to.date() - from.date()).num_days();
                    End::With(plus_days(day, u32::try_from(days).ok()?)?)
                }
                End::At(at) => {
                    let hours = hours_of(course.limit);
                    match self.minutes_open(from, to, hours) {
                        0 => End::At(at),
                        minutes => End::At(self.open_for(at, minutes, hours)?),
                    }
                }
            };
            counted = to;
        }
        self.moment(end)
    }

    fn moment(&self, end: End) -> Option<NaiveDateTime> {
        match end {
            End::At(at) => Some(at),
            End::With(day) => self.close(self.working_day_from(day)?),
        }
    }
}

fn hours_of(limit: Duration) -> Hours {
    match limit {
        Duration::WorkingDays { .. } | Duration::SameDay { .. } => Hours::Working,
        Duration::WorkingHours { .. } | Duration::CalendarDays { .. } => Hours::Open,
    }
}
