#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::data::{at, days_off, hours as office, office_hours, with_saturdays};
use super::limit as limit_of;
use super::*;
use crate::date::display_time;

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
    assert_eq!(serde_json::from_str::<Duration>(r#"{"unit":"same_day"}"#).unwrap(), SAME_DAY);
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
    let hours_with_saturdays = with_saturdays();
    let calendar = WorkCalendar::new(&hours_with_saturdays, &days_off);
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
    let wrong = office(r#"[{"days":["mon"],"open":[["17:00","08:00"],["x","y"]]}]"#);
    assert_eq!(WorkCalendar::new(&wrong, &days_off).due(days(1), at("20/11/2026 08:37")), None);
}

#[test]
fn saturday_mornings_count_for_hours_and_not_for_days() {
    let (days_off, hours_with_saturdays) = (days_off(), with_saturdays());
    let calendar = WorkCalendar::new(&hours_with_saturdays, &days_off);
    let due = |limit, received| display_time(calendar.due(limit, at(received)).unwrap());
    assert_eq!(due(HALF, "20/11/2026 15:00"), "23/11/2026 09:30", "half a day does not end on a Saturday");
    assert_eq!(
        due(days(1), "21/11/2026 09:00"),
        "25/11/2026 07:30",
        "received on one, as if on Monday's opening"
    );
    let pauses = [Pause { from: at("20/11/2026 16:00"), to: at("23/11/2026 08:30") }];
    let course =
        |limit| Course { limit, received_at: at("19/11/2026 09:00"), pauses: &pauses, extension: None };
    let due = |limit| display_time(calendar.due_after(&course(limit)).unwrap());
    assert_eq!(due(days(2)), "23/11/2026 11:00", "a pause of 2 h of working days");
    assert_eq!(due(hours(15)), "23/11/2026 10:00", "08:00 on a Saturday and a pause of 6 h");
}

#[test]
fn an_agency_has_days_of_its_own() {
    let agency = |days: &str| -> Agency {
        let json = format!(
            r#"{{"code":"H21.15","kind":"receiving_desk","level":"commune","name":{{"vi":"Phường"}},{days}
            "hours":[{{"days":["mon","tue","wed","thu","fri"],"open":[["07:30","11:30"],["13:00","17:00"]]}}]}}"#
        );
        serde_json::from_str(&json).unwrap()
    };
    let days_off = days_off();
    let due = |days: &str, received| {
        let agency = agency(days);
        display_time(WorkCalendar::of(&agency, &days_off).due(self::days(1), at(received)).unwrap())
    };
    assert_eq!(due("", "19/11/2026 09:00"), "20/11/2026 09:00");
    assert_eq!(due(r#""closed":["2026-11-20"],"#, "19/11/2026 09:00"), "23/11/2026 09:00", "a storm");
    assert_eq!(due(r#""working":["2026-11-21"],"#, "20/11/2026 09:00"), "21/11/2026 09:00", "a Saturday");
    assert_eq!(due(r#""working":["2026-11-24"],"#, "23/11/2026 09:00"), "24/11/2026 09:00", "over a day off");
    assert_eq!(
        due(r#""closed":["2026-08-22"],"#, "21/08/2026 09:00"),
        "24/08/2026 09:00",
        "a worked Saturday"
    );
    let both = r#""closed":["2026-11-21"],"working":["2026-11-21"],"#;
    assert_eq!(due(both, "20/11/2026 09:00"), "23/11/2026 09:00", "closed is closed");
    let written = serde_json::to_string(&agency("")).unwrap();
    assert!(!written.contains("closed") && !written.contains("working"), "{written}");
}

#[test]
fn the_longer_limit_holds_where_something_must_be_verified() {
    let both = TimeLimit { ordinary: Some(days(3)), with_verification: Some(days(8)), note: None };
    assert_eq!((limit_of(&both, false), limit_of(&both, true)), (Some(days(3)), Some(days(8))));
    let one = TimeLimit { ordinary: Some(days(3)), ..both.clone() };
    assert_eq!(limit_of(&TimeLimit { with_verification: None, ..one }, true), Some(days(3)));
    assert_eq!(limit_of(&TimeLimit { ordinary: None, with_verification: None, note: None }, true), None);
}

#[test]
fn what_is_left_is_counted_in_working_time() {
    let days_off = days_off();
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    let left = |from, to| calendar.minutes_between(at(from), at(to));
    assert_eq!(left("20/11/2026 16:00", "23/11/2026 08:00"), 90);
    assert_eq!(left("23/11/2026 11:00", "25/11/2026 07:45"), 30 + 240 + 15, "over 24/11");
    assert_eq!(left("19/11/2026 08:00", "19/11/2026 08:00"), 0);
    assert_eq!(left("20/11/2026 08:00", "19/11/2026 08:00"), 0, "the other way round");
    let day = |written: &str| written.parse::<NaiveDate>().unwrap();
    assert_eq!(display_time(calendar.close_of(day("2026-11-20")).unwrap()), "20/11/2026 17:00");
    assert_eq!(display_time(calendar.close_of(day("2026-11-24")).unwrap()), "25/11/2026 17:00");
}

#[test]
fn no_time_is_counted_twice() {
    let days_off = days_off();
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    let due = |pauses: &[(&str, &str)], extension| {
        let pauses: Vec<_> = pauses.iter().map(|(from, to)| Pause { from: at(from), to: at(to) }).collect();
        let received_at = at("02/11/2026 09:00");
        let course = Course { limit: days(5), received_at, pauses: &pauses, extension };
        display_time(calendar.due_after(&course).unwrap())
    };
    let (one, other) = (("03/11/2026 09:00", "04/11/2026 09:00"), ("03/11/2026 14:00", "04/11/2026 10:00"));
    assert_eq!(
        due(&[one, other], None),
        "10/11/2026 10:00",
        "both together last from 09:00 to 10:00 next day"
    );
    assert_eq!(due(&[one, one], None), "10/11/2026 09:00");
    assert_eq!(due(&[("30/10/2026 09:00", "02/11/2026 10:00")], None), "09/11/2026 10:00", "from receipt on");
    let extension = Some(Extension { at: at("06/11/2026 10:00"), to: at("13/11/2026 11:00") });
    let across = ("06/11/2026 08:00", "06/11/2026 11:00");
    assert_eq!(due(&[across], extension), "13/11/2026 13:30", "the part of it after the extension");
}

#[test]
fn what_is_done_is_early_on_time_or_late() {
    let of = |done| Punctuality::of(at(done), at("25/11/2026 09:00"));
    assert_eq!(of("24/11/2026 23:59"), Punctuality::Early);
    assert_eq!(of("25/11/2026 00:00"), Punctuality::OnTime);
    assert_eq!(of("25/11/2026 09:00"), Punctuality::OnTime);
    assert_eq!(of("25/11/2026 09:01"), Punctuality::Late);
    crate::named::assert_names_lead_back!(Punctuality);
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
        prop_assert!(calendar.spans(clock.date(), Hours::Open).iter().any(|(from, to)| *from <= minute && minute <= *to), "{clock}");
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

    #[test]
    fn saturdays_change_no_rule(received in moment(), wait in 0i64..10_000, limit in limit()) {
        let (days_off, hours) = (days_off(), with_saturdays());
        let calendar = WorkCalendar::new(&hours, &days_off);
        let later = received + chrono::Duration::minutes(wait);
        prop_assert!(calendar.due(limit, received) <= calendar.due(limit, later));
        let due = local(calendar.due(limit, received).unwrap());
        prop_assert!(!calendar.spans(due.date(), Hours::Open).is_empty(), "{due}");
        if !matches!(limit, Duration::WorkingHours { .. }) {
            prop_assert!(calendar.is_working_day(due.date()), "{due}");
        }
    }

    #[test]
    fn pauses_never_shorten_and_longer_ones_never_lengthen_less(
        received in moment(), limit in limit(), pauses in pauses(), longer in 0i64..20_000, extended in 0i64..40_000,
    ) {
        let (days_off, hours) = (days_off(), with_saturdays());
        for calendar in [WorkCalendar::new(&office_hours(), &days_off), WorkCalendar::new(&hours, &days_off)] {
            let plain = calendar.due(limit, received).unwrap();
            let mut pauses = laid_out(received, &pauses);
            let due = |pauses: &[Pause]| {
                calendar.due_after(&Course { limit, received_at: received, pauses, extension: None }).unwrap()
            };
            let with_pauses = due(&pauses);
            prop_assert!(with_pauses >= plain);
            let clock = local(with_pauses);
            prop_assert!(!calendar.spans(clock.date(), Hours::Open).is_empty(), "{clock}");
            let to = calendar.close_of(local(received + chrono::Duration::minutes(extended)).date()).unwrap();
            let extension = Some(Extension { at: received, to });
            let course = Course { limit, received_at: received, pauses: &pauses, extension };
            prop_assert!(calendar.due_after(&course).unwrap() >= with_pauses.max(to));
            if let Some(last) = pauses.last_mut() {
                last.to += chrono::Duration::minutes(longer);
                prop_assert!(due(&pauses) >= with_pauses);
            }
            pauses.pop();
            prop_assert!(due(&pauses) <= with_pauses);
        }
    }

    #[test]
    fn a_pause_takes_exactly_the_working_time_it_took(
        received in moment(), hours in 1u32..200, begins in 0i64..400, takes in 0i64..40_000,
    ) {
        let days_off = days_off();
        let calendar = WorkCalendar::new(&office_hours(), &days_off);
        let limit = Duration::WorkingHours { hours };
        let from = received + chrono::Duration::minutes(begins);
        let pause = Pause { from, to: from + chrono::Duration::minutes(takes) };
        let course = Course { limit, received_at: received, pauses: &[pause], extension: None };
        let due = calendar.due_after(&course).unwrap();
        prop_assume!(from < calendar.due(limit, received).unwrap());
        let worked = calendar.minutes_between(received, due) - calendar.minutes_between(from, pause.to);
        prop_assert_eq!(worked, hours * 60);
    }
}

/// Waits and lengths in minutes.
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0i64..10_000, 0i64..20_000), 0..4)
}

fn laid_out(received: DateTime<Utc>, pauses: &[(i64, i64)]) -> Vec<Pause> {
    let mut now = received;
    let mut laid_out = Vec::new();
    for (wait, length) in pauses {
        let from = now + chrono::Duration::minutes(*wait);
        now = from + chrono::Duration::minutes(*length);
        laid_out.push(Pause { from, to: now });
    }
    laid_out
}
