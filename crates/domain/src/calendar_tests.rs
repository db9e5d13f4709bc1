#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::*;
use crate::date::display_time;

/// The days off that the portal comes with.
fn days_off() -> DaysOff {
    #[derive(serde::Deserialize)]
    struct File {
        days_off: DaysOff,
    }
    let data = include_str!("../../../catalogue/days-off.json");
    serde_json::from_str::<File>(data).unwrap().days_off
}

fn office_hours() -> Vec<OpeningHours> {
    let data = r#"[{"days":["mon","tue","wed","thu","fri"],"open":[["07:30","11:30"],["13:00","17:00"]]}]"#;
    serde_json::from_str(data).unwrap()
}

fn at(typed: &str) -> DateTime<Utc> {
    from_local(NaiveDateTime::parse_from_str(typed, "%d/%m/%Y %H:%M").unwrap())
}

fn due(limit: Duration, received: &str) -> String {
    let days_off = days_off();
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    display_time(calendar.due(limit, at(received)).unwrap())
}

fn days(days: u32) -> Duration {
    Duration::WorkingDays { half_days: days * 2 }
}

const HALF: Duration = Duration::WorkingDays { half_days: 1 };
const SAME_DAY: Duration = Duration::SameDay { cutoff_minutes: 900 };

fn hours(hours: u32) -> Duration {
    Duration::WorkingHours { hours }
}

#[test]
fn working_days_keep_the_clock_time() {
    assert_eq!(due(days(25), "20/11/2019 08:37"), "25/12/2019 08:37", "a receipt that was really issued");
    assert_eq!(due(days(1), "20/11/2026 08:37"), "23/11/2026 08:37", "over a weekend");
    assert_eq!(due(days(1), "23/11/2026 08:37"), "25/11/2026 08:37", "24/11 is off since 2026");
    assert_eq!(due(days(1), "24/11/2025 08:37"), "25/11/2025 08:37", "24/11 was not off in 2025");
    assert_eq!(due(days(3), "13/02/2026 09:00"), "25/02/2026 09:00", "over Tết 2026");
    assert_eq!(due(days(3), "29/04/2026 09:00"), "06/05/2026 09:00", "over 30/4 and 1/5");
}

#[test]
fn received_outside_office_hours_counts_from_the_next_opening() {
    assert_eq!(due(days(1), "20/11/2026 20:15"), "25/11/2026 07:30");
    assert_eq!(due(days(1), "21/11/2026 10:00"), "25/11/2026 07:30", "on a Saturday");
    assert_eq!(due(days(1), "19/11/2026 12:10"), "20/11/2026 13:00", "at lunch");
    assert_eq!(due(days(1), "19/11/2026 17:00"), "23/11/2026 07:30", "at the minute of closing");
    assert_eq!(due(days(0), "19/11/2026 09:00"), "19/11/2026 09:00");
}

#[test]
fn half_days() {
    assert_eq!(due(HALF, "19/11/2026 08:37"), "19/11/2026 14:07");
    assert_eq!(due(HALF, "19/11/2026 15:00"), "20/11/2026 09:30");
    assert_eq!(due(Duration::WorkingDays { half_days: 5 }, "18/11/2026 07:30"), "20/11/2026 11:30");
}

#[test]
fn working_hours() {
    assert_eq!(due(hours(8), "19/11/2026 08:37"), "20/11/2026 08:37");
    assert_eq!(due(hours(8), "20/11/2026 22:00"), "23/11/2026 17:00");
    assert_eq!(due(hours(8), "23/11/2026 09:00"), "25/11/2026 09:00");
    assert_eq!(due(hours(2), "19/11/2026 10:30"), "19/11/2026 14:00");
    let days_off = days_off();
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    assert_eq!(display_time(calendar.intake_due(at("19/11/2026 16:59")).unwrap()), "20/11/2026 16:59");
}

#[test]
fn same_day_with_cut_off() {
    assert_eq!(due(SAME_DAY, "19/11/2026 15:00"), "19/11/2026 17:00");
    assert_eq!(due(SAME_DAY, "19/11/2026 15:01"), "20/11/2026 17:00");
    assert_eq!(due(SAME_DAY, "20/11/2026 16:00"), "23/11/2026 17:00");
    assert_eq!(due(SAME_DAY, "21/11/2026 09:00"), "23/11/2026 17:00");
}

#[test]
fn calendar_days_end_on_a_working_day() {
    assert_eq!(due(Duration::CalendarDays { days: 15 }, "19/11/2026 08:37"), "04/12/2026 17:00");
    assert_eq!(due(Duration::CalendarDays { days: 2 }, "19/11/2026 08:37"), "23/11/2026 17:00", "a Saturday");
    assert_eq!(
        due(Duration::CalendarDays { days: 4 }, "20/11/2026 08:37"),
        "25/11/2026 17:00",
        "24/11 is off"
    );
}

#[test]
fn working_saturdays() {
    assert_eq!(due(days(1), "09/01/2026 08:37"), "10/01/2026 08:37");
    assert_eq!(due(hours(8), "09/01/2026 16:00"), "10/01/2026 16:00");
    let days_off = days_off();
    let mut with_saturdays = office_hours();
    with_saturdays.extend(
        serde_json::from_str::<Vec<OpeningHours>>(r#"[{"days":["sat"],"open":[["07:30","11:30"]]}]"#)
            .unwrap(),
    );
    let calendar = WorkCalendar::new(&with_saturdays, &days_off);
    let due = |limit, received| display_time(calendar.due(limit, at(received)).unwrap());
    assert_eq!(
        due(days(1), "20/11/2026 08:37"),
        "23/11/2026 08:37",
        "opening on Saturday makes no working day"
    );
    assert_eq!(due(hours(2), "20/11/2026 16:00"), "21/11/2026 08:30", "but its hours count");
    assert_eq!(due(days(1), "09/01/2026 15:00"), "12/01/2026 07:30", "closed at that hour");
}

#[test]
fn an_office_that_never_opens_has_no_due_time() {
    let days_off = DaysOff::default();
    assert_eq!(WorkCalendar::new(&[], &days_off).due(days(1), at("20/11/2026 08:37")), None);
    let wrong = serde_json::from_str::<Vec<OpeningHours>>(
        r#"[{"days":["mon"],"open":[["17:00","08:00"],["x","y"]]}]"#,
    );
    assert_eq!(WorkCalendar::new(&wrong.unwrap(), &days_off).due(days(1), at("20/11/2026 08:37")), None);
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0i64..1825 * 1440).prop_map(|minutes| at("01/01/2025 00:00") + chrono::Duration::minutes(minutes))
}

fn limit() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0u32..80).prop_map(|half_days| Duration::WorkingDays { half_days }),
        (0u32..300).prop_map(|hours| Duration::WorkingHours { hours }),
        (0u32..60).prop_map(|days| Duration::CalendarDays { days }),
        (420u32..1020).prop_map(|cutoff_minutes| Duration::SameDay { cutoff_minutes }),
    ]
}

proptest! {
    #[test]
    fn due_within_office_hours_and_never_before_receipt(received in moment(), limit in limit()) {
        let days_off = days_off();
        let calendar = WorkCalendar::new(&office_hours(), &days_off);
        let due = calendar.due(limit, received).unwrap();
        prop_assert!(due + chrono::Duration::minutes(1) > received);
        let clock = local(due);
        prop_assert!(calendar.is_working_day(clock.date()), "{clock}");
        let minute = minute_of(clock);
        prop_assert!(calendar.spans(clock.date()).iter().any(|(from, to)| *from <= minute && minute <= *to), "{clock}");
    }

    #[test]
    fn more_time_is_never_earlier(received in moment(), half_days in 0u32..60, hours in 0u32..200, days in 0u32..60) {
        let days_off = days_off();
        let calendar = WorkCalendar::new(&office_hours(), &days_off);
        for (less, more) in [
            (Duration::WorkingDays { half_days }, Duration::WorkingDays { half_days: half_days + 1 }),
            (Duration::WorkingHours { hours }, Duration::WorkingHours { hours: hours + 1 }),
            (Duration::CalendarDays { days }, Duration::CalendarDays { days: days + 1 }),
        ] {
            prop_assert!(calendar.due(less, received) <= calendar.due(more, received));
        }
    }

    #[test]
    fn later_receipt_is_never_due_earlier(received in moment(), wait in 0i64..10_000, limit in limit()) {
        let days_off = days_off();
        let calendar = WorkCalendar::new(&office_hours(), &days_off);
        let later = received + chrono::Duration::minutes(wait);
        prop_assert!(calendar.due(limit, received) <= calendar.due(limit, later));
    }

    #[test]
    fn eight_hours_are_a_working_day(received in moment(), days in 0u32..30) {
        let days_off = days_off();
        let calendar = WorkCalendar::new(&office_hours(), &days_off);
        let by_hours = calendar.due(Duration::WorkingHours { hours: days * 8 }, received).unwrap();
        let by_days = calendar.due(Duration::WorkingDays { half_days: days * 2 }, received).unwrap();
        // The close of one day and the opening of the next are the same moment of working time.
        prop_assert_eq!(calendar.next_open(by_hours), Some(by_days));
    }
}
