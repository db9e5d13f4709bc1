//! Days as people in Viet Nam write them (dd/mm/yyyy), and times of Viet Nam (UTC+7, no summer time).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, Timelike, Utc};

use crate::problem::Problem;

/// Viet Nam's distance from UTC in hours.
pub const OFFSET_HOURS: i32 = 7;

const YEARS: std::ops::RangeInclusive<i32> = 1850..=2150;

/// The clock on the wall in Viet Nam.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    let offset = FixedOffset::east_opt(OFFSET_HOURS * 3600).unwrap_or_else(|| Utc.fix());
    at.with_timezone(&offset).naive_local()
}

/// The moment at which the clock on the wall in Viet Nam shows `local`.
pub fn from_local(local: NaiveDateTime) -> DateTime<Utc> {
    (local - chrono::Duration::hours(i64::from(OFFSET_HOURS))).and_utc()
}

/// The day it is in Viet Nam.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    local(now).date()
}

/// A day as dd/mm/yyyy.
pub fn display(day: NaiveDate) -> String {
    let mut shown = String::with_capacity(10);
    push_padded(&mut shown, day.day(), 2);
    shown.push('/');
    push_padded(&mut shown, day.month(), 2);
    shown.push('/');
    push_padded(&mut shown, day.year().unsigned_abs(), 4);
    shown
}

/// A moment as dd/mm/yyyy HH:mm on the clock of Viet Nam.
pub fn display_time(at: DateTime<Utc>) -> String {
    let local = local(at);
    let mut shown = display(local.date());
    shown.push(' ');
    push_padded(&mut shown, local.hour(), 2);
    shown.push(':');
    push_padded(&mut shown, local.minute(), 2);
    shown
}

fn push_padded(out: &mut String, mut number: u32, width: u32) {
    let mut unit = 10u32.pow(width - 1);
    while unit > 0 {
        out.push(char::from(b'0' + (number / unit % 10) as u8));
        number %= unit;
        unit /= 10;
    }
}

/// Reads a day: `7/3/2026`, `07-03-2026`, `07.03.2026`, `07 03 2026`, `07032026`, or `2026-03-07` from a picker.
pub fn parse(typed: &str) -> Result<NaiveDate, Problem> {
    match parse_partial(typed)? {
        PartialDate::Day(day) => Ok(day),
        PartialDate::Month { .. } | PartialDate::Year(_) => Err(Problem::NotADate),
    }
}

/// A day, or as much of it as somebody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialDate {
    /// The day.
    Day(NaiveDate),
    /// The month.
    Month {
        /// Year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
    /// The year alone.
    Year(i32),
}

impl PartialDate {
    /// Its year.
    pub fn year(self) -> i32 {
        match self {
            Self::Day(day) => day.year(),
            Self::Month { year, .. } | Self::Year(year) => year,
        }
    }

    /// The first day it can mean.
    pub fn earliest(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month { year, month } => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
        }
    }

    /// `dd/mm/yyyy`, `mm/yyyy` or `yyyy`.
    pub fn display(self) -> String {
        let day = self.earliest().map(display).unwrap_or_default();
        match self {
            Self::Day(_) => day,
            Self::Month { .. } => day.get(3..).unwrap_or_default().to_owned(),
            Self::Year(_) => day.get(6..).unwrap_or_default().to_owned(),
        }
    }
}

/// Reads a day, a month (`3/2026`) or a year (`2026`).
pub fn parse_partial(typed: &str) -> Result<PartialDate, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Problem::Missing);
    }
    let is_separator =
        |c: char| matches!(c, '/' | '-' | '.' | ',' | '\u{2010}'..='\u{2015}') || c.is_whitespace();
    if !typed.chars().all(|c| c.is_ascii_digit() || is_separator(c)) {
        return Err(Problem::NotADate);
    }
    let parts: Vec<&str> = typed.split(is_separator).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [run] if run.len() == 8 => day(&run[4..], &run[2..4], &run[..2]),
        [year] if year.len() == 4 => year_of(year).map(PartialDate::Year),
        [run] if run.len() == 6 => month(&run[2..], &run[..2]),
        [year, month, date] if year.len() == 4 => day(year, month, date),
        [date, month, year] => day(year, month, date),
        [first, year] if year.len() == 4 => month(year, first),
        _ => Err(Problem::NotADate),
    }
}

fn year_of(digits: &str) -> Result<i32, Problem> {
    if digits.len() < 4 {
        return Err(Problem::YearDigits);
    }
    let year: i32 = digits.parse().map_err(|_| Problem::NotADate)?;
    if YEARS.contains(&year) { Ok(year) } else { Err(Problem::YearOutOfRange) }
}

fn month(year: &str, month: &str) -> Result<PartialDate, Problem> {
    let month: u32 = small(month)?;
    let year = year_of(year)?;
    if (1..=12).contains(&month) { Ok(PartialDate::Month { year, month }) } else { Err(Problem::NoSuchDay) }
}

fn day(year: &str, month: &str, day: &str) -> Result<PartialDate, Problem> {
    let (day, month) = (small(day)?, small(month)?);
    let year = year_of(year)?;
    NaiveDate::from_ymd_opt(year, month, day).map(PartialDate::Day).ok_or(Problem::NoSuchDay)
}

fn small(digits: &str) -> Result<u32, Problem> {
    if digits.len() > 2 {
        return Err(Problem::NotADate);
    }
    digits.parse().map_err(|_| Problem::NotADate)
}

/// Full years between two days, as ages are counted.
pub fn years_between(birth: NaiveDate, today: NaiveDate) -> i32 {
    let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
    today.year() - birth.year() - i32::from(!had_birthday)
}

/// Days as numbers, from 1/1/1 as day 1: what browsers get, whose program need not read written dates for that.
pub mod as_day_number {
    use chrono::{Datelike, NaiveDate};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the day's number.
    #[allow(clippy::missing_errors_doc)]
    pub fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i32(day.num_days_from_ce())
    }

    /// Reads a day's number.
    #[allow(clippy::missing_errors_doc)]
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        NaiveDate::from_num_days_from_ce_opt(i32::deserialize(from)?)
            .ok_or_else(|| D::Error::custom("no such day"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn all_ways_of_writing_one_day() {
        for typed in [
            "07/03/2026",
            "7/3/2026",
            "7-3-2026",
            "07.03.2026",
            "7 3 2026",
            " 07032026 ",
            "2026-03-07",
            "07/03 / 2026",
            "7, 3, 2026",
        ] {
            assert_eq!(parse(typed), Ok(ymd(2026, 3, 7)), "{typed}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parse("31/02/2026"), Err(Problem::NoSuchDay));
        assert_eq!(parse("29/2/2025"), Err(Problem::NoSuchDay));
        assert_eq!(parse("12/31/2026"), Err(Problem::NoSuchDay));
        assert_eq!(parse("7/3/26"), Err(Problem::YearDigits));
        assert_eq!(parse("7/3/1026"), Err(Problem::YearOutOfRange));
        assert_eq!(parse("hôm qua"), Err(Problem::NotADate));
        assert_eq!(parse("7/3"), Err(Problem::NotADate));
        assert_eq!(parse("2026"), Err(Problem::NotADate));
        assert_eq!(parse("123/3/2026"), Err(Problem::NotADate));
        assert_eq!(parse(""), Err(Problem::Missing));
        assert_eq!(parse("///"), Err(Problem::NotADate));
        assert_eq!(parse("0/0/2020"), Err(Problem::NoSuchDay));
    }

    #[test]
    fn partial_dates() {
        assert_eq!(parse_partial("1965"), Ok(PartialDate::Year(1965)));
        assert_eq!(parse_partial("3/1965"), Ok(PartialDate::Month { year: 1965, month: 3 }));
        assert_eq!(parse_partial("13/1965"), Err(Problem::NoSuchDay));
        assert_eq!(PartialDate::Month { year: 1965, month: 3 }.display(), "03/1965");
        assert_eq!(PartialDate::Year(1965).display(), "1965");
    }

    #[test]
    fn clock_of_viet_nam() {
        let at = Utc.with_ymd_and_hms(2026, 11, 23, 18, 5, 0).unwrap();
        assert_eq!(display_time(at), "24/11/2026 01:05");
        assert_eq!(today(at), ymd(2026, 11, 24));
        assert_eq!(from_local(local(at)), at);
    }

    #[test]
    fn ages() {
        assert_eq!(years_between(ymd(2008, 2, 29), ymd(2026, 2, 28)), 17);
        assert_eq!(years_between(ymd(2008, 2, 29), ymd(2026, 3, 1)), 18);
    }

    proptest! {
        #[test]
        fn shown_and_read_again(days in 0i64..100_000) {
            let day = ymd(1850, 1, 1) + chrono::Duration::days(days);
            prop_assert_eq!(parse(&display(day)), Ok(day));
            prop_assert_eq!(parse(&day.to_string()), Ok(day));
            prop_assert_eq!(parse(&display(day).replace('/', "")), Ok(day));
        }

        #[test]
        fn never_panics(typed in "[0-9/. -]{0,14}|\\PC{0,20}") {
            let _ = parse_partial(&typed);
        }
    }
}
