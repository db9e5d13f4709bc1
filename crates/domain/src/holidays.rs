//! Days off by law, for years that the government has not announced yet: Labour Code 2019 Art. 112, and 24/11 (Ngày Văn hóa
//! Việt Nam) from 2026 by Resolution 80-NQ/TW.
//!
//! The law gives five days around Tết and one beside 2/9 and leaves it to the government which; computed are those that it
//! took from 2021 to 2026: two before Tết and three from it on; beside 2/9 the one that makes the longer time without work.
//! A holiday on a Saturday or Sunday moves to the next working day. What the government swaps with a working Saturday cannot
//! be computed.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use crate::catalogue::DaysOff;
use crate::lunar;

/// The holidays of a year by their names in law, on the days on which they fall. None before 2021, when the law was another.
fn holidays(year: i32) -> Option<BTreeSet<NaiveDate>> {
    if year < 2021 {
        return None;
    }
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let new_year = lunar::new_year(year)?;
    let independence = day(9, 2)?;
    let beside = match independence.weekday() {
        Weekday::Mon | Weekday::Thu => independence.succ_opt()?,
        _ => independence.pred_opt()?,
    };
    let mut days: BTreeSet<NaiveDate> = (-2..=2).map(|from| new_year + TimeDelta::days(from)).collect();
    days.extend([day(1, 1)?, lunar::day(year, 3, 10)?, day(4, 30)?, day(5, 1)?, independence, beside]);
    days.extend((year >= 2026).then_some(day(11, 24)?));
    Some(days)
}

/// The weekdays of a year on which offices are closed, as computed; empty for years before the present law.
pub fn closed(year: i32) -> BTreeSet<NaiveDate> {
    let Some(holidays) = holidays(year) else { return BTreeSet::new() };
    let is_weekday = |day: &NaiveDate| day.weekday().num_days_from_monday() < 5;
    let mut closed: BTreeSet<NaiveDate> = holidays.iter().copied().filter(is_weekday).collect();
    for holiday in holidays.iter().filter(|day| !is_weekday(day)) {
        let instead = holiday.iter_days().find(|day| is_weekday(day) && !closed.contains(day));
        closed.extend(instead);
    }
    closed
}

/// The days off that are known and, for each year after them up to `through`, those that are computed and so provisional.
pub fn completed(known: &DaysOff, through: i32) -> DaysOff {
    let mut all = known.clone();
    let Some(last) = known.closed.last().map(Datelike::year) else { return all };
    let first = NaiveDate::from_ymd_opt(last + 1, 1, 1);
    all.provisional_from = known.provisional_from.or(first.filter(|_| last < through));
    all.closed.extend((last + 1..=through).flat_map(closed));
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::data::days_off;

    fn of_year(days: &BTreeSet<NaiveDate>, year: i32) -> BTreeSet<NaiveDate> {
        days.iter().copied().filter(|day| day.year() == year).collect()
    }

    fn written(days: &BTreeSet<NaiveDate>) -> Vec<String> {
        days.iter().map(|day| day.format("%d/%m").to_string()).collect()
    }

    #[test]
    fn computed_years_are_those_that_the_portal_comes_with() {
        let data = days_off();
        for year in 2027..=2030 {
            assert_eq!(written(&closed(year)), written(&of_year(&data.closed, year)), "{year}");
        }
    }

    #[test]
    fn announced_years_differ_only_by_days_swapped_with_a_working_saturday() {
        let data = days_off();
        for (year, swapped) in [(2024, vec!["29/04"]), (2025, vec!["02/05"]), (2026, vec!["02/01", "31/08"])]
        {
            let announced = of_year(&data.closed, year);
            let computed = closed(year);
            let more: BTreeSet<_> = announced.difference(&computed).copied().collect();
            assert!(computed.is_subset(&announced), "{year}: {computed:?}");
            assert_eq!(written(&more), swapped, "{year}");
            let saturdays = data.working_saturdays.iter().filter(|day| day.year() == year).count();
            assert_eq!(saturdays, swapped.len(), "{year}");
        }
    }

    /// As announced for the first years of the law.
    #[test]
    fn tet_of_years_past() {
        for (year, days) in [
            (2021, ["10/02", "11/02", "12/02", "15/02", "16/02"]),
            (2022, ["31/01", "01/02", "02/02", "03/02", "04/02"]),
            (2023, ["20/01", "23/01", "24/01", "25/01", "26/01"]),
        ] {
            let january_and_february: BTreeSet<_> =
                closed(year).into_iter().filter(|day| (5..60).contains(&day.ordinal())).collect();
            assert_eq!(written(&january_and_february), days, "{year}");
        }
        assert!(closed(2020).is_empty());
        assert!(written(&closed(2023)).ends_with(&["02/05", "03/05", "01/09", "04/09"].map(str::to_owned)));
    }

    #[test]
    fn later_years_are_added_and_said_to_be_provisional() {
        let mut known = days_off();
        let completed_by = completed(&known, 2035);
        assert_eq!(of_year(&completed_by.closed, 2030), of_year(&known.closed, 2030));
        assert_eq!(of_year(&completed_by.closed, 2035), closed(2035));
        assert_eq!(completed_by.provisional_from, known.provisional_from);
        assert_eq!(completed(&known, 2030), known);
        known.provisional_from = None;
        assert_eq!(completed(&known, 2031).provisional_from, NaiveDate::from_ymd_opt(2031, 1, 1));
        assert_eq!(completed(&known, 2030).provisional_from, None);
        assert_eq!(completed(&DaysOff::default(), 2030), DaysOff::default(), "nothing is known");
    }

    proptest! {
        /// Thirteen holidays from 2026 on, each a weekday in the end, unless two fall on one day.
        #[test]
        fn a_year_has_as_many_days_off_as_the_law_gives(year in 2026i32..2150) {
            let closed = closed(year);
            prop_assert_eq!(closed.len(), holidays(year).unwrap().len());
            prop_assert!((11..=12).contains(&closed.len()), "{:?}", closed);
            prop_assert!(closed.iter().all(|day| day.weekday().num_days_from_monday() < 5));
        }
    }
}
