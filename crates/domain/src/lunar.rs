//! The lunar calendar of Viet Nam, whose months begin with the day of the new moon at UTC+7.
//!
//! The rules and the choice of series are Hồ Ngọc Đức's (<https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html>);
//! the series are Jean Meeus', Astronomical Formulae for Calculators (new moons) and Astronomical Algorithms (the Sun). Month
//! 11 holds the winter solstice; where thirteen months lie between two of them, the first one without a major solar term is a
//! leap month. China's calendar has other dates, because there the day begins an hour earlier.

use chrono::{Datelike, Days, NaiveDate};

use crate::date::OFFSET_HOURS;

/// Days from the beginning of Julian day 0 to 31/12 of the year 0, from which chrono counts.
const BEFORE_COMMON_ERA: i32 = 1_721_425;
/// Mean days between new moons.
const LUNATION: f64 = 29.530_588_68;
/// The mean new moon of January 1900, as a Julian date.
const FIRST_NEW_MOON: f64 = 2_415_020.759_33;
/// Julian centuries have so many days.
const CENTURY: f64 = 36_525.0;

/// The day on which the `number`-th new moon after the one of January 1900 falls.
fn new_moon(number: i32) -> Option<NaiveDate> {
    let k = f64::from(number);
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let sin = |degrees: f64| degrees.to_radians().sin();
    let mean = FIRST_NEW_MOON + LUNATION * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * sin(166.56 + 132.87 * t - 0.009_173 * t2);
    // Mean anomalies of the Sun and the Moon, and the Moon's argument of latitude.
    let sun = 359.2242 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3;
    let moon = 306.0253 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3;
    let latitude = 21.2964 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3;
    let true_phase = (0.1734 - 0.000_393 * t) * sin(sun) + 0.0021 * sin(2.0 * sun) - 0.4068 * sin(moon)
        + 0.0161 * sin(2.0 * moon)
        - 0.0004 * sin(3.0 * moon)
        + 0.0104 * sin(2.0 * latitude)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2.0 * latitude + sun)
        - 0.0004 * sin(2.0 * latitude - sun)
        - 0.0006 * sin(2.0 * latitude + moon)
        + 0.0010 * sin(2.0 * latitude - moon)
        + 0.0005 * sin(sun + 2.0 * moon);
    let clocks = -0.000_278 + 0.000_265 * t + 0.000_262 * t2;
    let local = mean + true_phase - clocks + 0.5 + f64::from(OFFSET_HOURS) / 24.0;
    NaiveDate::from_num_days_from_ce_opt(local.floor() as i32 - BEFORE_COMMON_ERA)
}

/// The number of the last new moon on or before `day`.
fn last_new_moon(day: NaiveDate) -> Option<i32> {
    let julian = f64::from(day.num_days_from_ce() + BEFORE_COMMON_ERA);
    let about = ((julian - FIRST_NEW_MOON) / LUNATION).round() as i32;
    (about - 1..=about + 1).rev().find(|number| new_moon(*number).is_some_and(|begins| begins <= day))
}

/// In which of the twelve signs from the spring equinox on the Sun stands as the day begins: 9 is from the winter solstice on.
fn sign(day: NaiveDate) -> i32 {
    let midnight =
        f64::from(day.num_days_from_ce() + BEFORE_COMMON_ERA) - 0.5 - f64::from(OFFSET_HOURS) / 24.0;
    let t = (midnight - 2_451_545.0) / CENTURY;
    let t2 = t * t;
    let anomaly = (357.529_1 + 35_999.050_3 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2).to_radians();
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let longitude = mean
        + (1.9146 - 0.004_817 * t - 0.000_014 * t2) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_29 * (3.0 * anomaly).sin();
    (longitude.rem_euclid(360.0) / 30.0).floor() as i32
}

/// The new moon with which month 11 of a year begins: the last one before the winter solstice has passed.
fn eleventh_month(year: i32) -> Option<i32> {
    let last = last_new_moon(NaiveDate::from_ymd_opt(year, 12, 31)?)?;
    Some(if sign(new_moon(last)?) >= 9 { last - 1 } else { last })
}

/// The first day of a month (1 to 12, not a leap month) of the lunar year that begins in `year`. `None` where there is no
/// such month.
pub fn month_begins(year: i32, month: u32) -> Option<NaiveDate> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let from_eleventh = (month as i32 + 1) % 12;
    let solar_year = if month < 11 { year - 1 } else { year };
    let (first, next) = (eleventh_month(solar_year)?, eleventh_month(solar_year + 1)?);
    let mut number = first + from_eleventh;
    if next - first == 13 {
        let has_no_term = |number: i32| Some(sign(new_moon(number)?) == sign(new_moon(number + 1)?));
        let leap = (first + 1..next).find(|number| has_no_term(*number) == Some(true))?;
        number += i32::from(number >= leap);
    }
    new_moon(number)
}

/// A day of the lunar calendar, of a month that is no leap month. `None` where there is no such day.
pub fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    let begins = month_begins(year, month)?;
    let ends = new_moon(last_new_moon(begins)? + 1)?;
    begins.checked_add_days(Days::new(u64::from(day.checked_sub(1)?))).filter(|found| *found < ends)
}

/// Mùng một Tết: the first day of the lunar year.
pub fn new_year(year: i32) -> Option<NaiveDate> {
    month_begins(year, 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ymd(written: &str) -> NaiveDate {
        written.parse().unwrap()
    }

    #[test]
    fn new_year_and_the_day_of_the_hung_kings() {
        for (year, new_year_is, hung_kings) in [
            (2024, "2024-02-10", Some("2024-04-18")),
            (2025, "2025-01-29", Some("2025-04-07")),
            (2026, "2026-02-17", Some("2026-04-26")),
            (2027, "2027-02-06", Some("2027-04-16")),
            (2028, "2028-01-26", Some("2028-04-04")),
            (2029, "2029-02-13", Some("2029-04-23")),
            (2030, "2030-02-02", Some("2030-04-12")),
            (2031, "2031-01-23", None),
        ] {
            assert_eq!(new_year(year), Some(ymd(new_year_is)), "{year}");
            if let Some(hung_kings) = hung_kings {
                assert_eq!(day(year, 3, 10), Some(ymd(hung_kings)), "{year}");
            }
        }
    }

    #[test]
    fn viet_nam_is_not_china() {
        for (year, here) in [(1985, "1985-01-21"), (2007, "2007-02-17"), (2030, "2030-02-02")] {
            assert_eq!(new_year(year), Some(ymd(here)), "China's was a month or a day later");
        }
    }

    #[test]
    fn leap_months_follow_the_month_they_repeat() {
        for (year, repeated) in [
            (2004, 2),
            (2006, 7),
            (2009, 5),
            (2012, 4),
            (2014, 9),
            (2017, 6),
            (2020, 4),
            (2023, 2),
            (2025, 6),
            (2028, 5),
            (2031, 3),
            (2033, 11),
        ] {
            for month in 1..12 {
                let length =
                    (month_begins(year, month + 1).unwrap() - month_begins(year, month).unwrap()).num_days();
                assert_eq!(length > 30, month == repeated, "{month}/{year}: {length}");
            }
        }
    }

    #[test]
    fn days_that_no_month_has() {
        assert_eq!(day(2026, 13, 1), None);
        assert_eq!(day(2026, 0, 1), None);
        assert_eq!(day(2026, 1, 0), None);
        assert_eq!(day(2026, 1, 31), None);
        assert_eq!(day(2025, 12, 30), None, "the last month of Ất Tỵ has 29 days");
        assert_eq!(day(2025, 12, 29), ymd("2026-02-17").pred_opt());
    }

    proptest! {
        #[test]
        fn years_begin_between_january_and_february_and_months_have_29_or_30_days(
            year in 1900i32..2200, month in 1u32..=12,
        ) {
            let begins = new_year(year).unwrap();
            let early = NaiveDate::from_ymd_opt(year, 1, 20).unwrap();
            let late = NaiveDate::from_ymd_opt(year, 2, 22).unwrap();
            prop_assert!(early <= begins && begins <= late, "{begins}");
            prop_assert!(day(year, month, 29).is_some() && day(year, month, 31).is_none());
        }
    }
}
