//! Time limits counted by hand: limit, receipt, pauses, due time, and how it was counted. Offices work from Monday to Friday,
//! 07:30–11:30 and 13:00–17:00. Closed days are those of the portal's data; 2031 is computed.

#![allow(clippy::unwrap_used)]

use super::data::{at, days_off, office_hours};
use super::{Course, Extension, Pause, WorkCalendar};
use crate::date::display_time;
use crate::holidays;

/// `25d` working days, `8h` working hours, `15c` calendar days, `15:00` the same day with that cut-off.
fn limit(written: &str) -> crate::catalogue::Duration {
    use crate::catalogue::Duration::*;
    if let Some((hour, minute)) = written.split_once(':') {
        return SameDay {
            cutoff_minutes: hour.parse::<u32>().unwrap() * 60 + minute.parse::<u32>().unwrap(),
        };
    }
    let (count, unit) = written.split_at(written.len() - 1);
    match unit {
        "d" => WorkingDays { half_days: (count.parse::<f64>().unwrap() * 2.0) as u32 },
        "h" => WorkingHours { hours: count.parse().unwrap() },
        _ => CalendarDays { days: count.parse().unwrap() },
    }
}

type Example =
    (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const EXAMPLES: &[Example] = &[
    // Tết, each year.
    ("5d", "05/02/2024 08:00", &[], "19/02/2024 08:00", "6, 7 | closed 8, 9, 12–14 | 15, 16, 19"),
    ("3d", "23/01/2025 14:00", &[], "04/02/2025 14:00", "24 | closed 27–31 | 3, 4 February"),
    ("10d", "09/02/2026 09:30", &[], "02/03/2026 09:30", "10–13 | closed 16–20 | 23–27, 2 March"),
    ("1d", "03/02/2027 16:00", &[], "11/02/2027 16:00", "closed 4, 5, 8–10 | 11"),
    (
        "8h",
        "21/01/2028 15:00",
        &[],
        "31/01/2028 15:00",
        "2 h on Friday | closed 24–28 | 4 + 2 h on Monday 31",
    ),
    ("0.5d", "09/02/2029 15:00", &[], "19/02/2029 09:30", "2 h on Friday | closed 12–16 | 2 h on Monday 19"),
    (
        "2.5d",
        "29/01/2030 08:00",
        &[],
        "07/02/2030 13:30",
        "30 | closed 31, 1, 4–6 | 7 at 08:00 and 3.5 + 0.5 h",
    ),
    ("15:00", "30/01/2030 15:30", &[], "07/02/2030 17:00", "after the cut-off on the last day before Tết"),
    ("15c", "22/01/2030 10:00", &[], "07/02/2030 17:00", "6 February is Tết's last closed day"),
    ("7c", "10/02/2026 10:00", &[], "23/02/2026 17:00", "17 is mùng một; Monday 23 is the next working day"),
    ("1d", "20/01/2031 09:00", &[], "28/01/2031 09:00", "computed: closed 21–24, and 27 for Saturday 25"),
    // Cut-off.
    ("15:00", "19/11/2026 08:00", &[], "19/11/2026 17:00", "in the morning"),
    ("15:00", "19/11/2026 06:10", &[], "19/11/2026 17:00", "before the office opens"),
    ("15:00", "19/11/2026 12:00", &[], "19/11/2026 17:00", "at lunch"),
    ("15:00", "19/11/2026 15:00", &[], "19/11/2026 17:00", "at the minute"),
    ("15:00", "19/11/2026 15:01", &[], "20/11/2026 17:00", "a minute after"),
    ("11:00", "19/11/2026 11:00", &[], "19/11/2026 17:00", "an office with an earlier cut-off"),
    ("11:00", "19/11/2026 11:01", &[], "20/11/2026 17:00", "a minute after"),
    ("15:00", "21/11/2026 09:00", &[], "23/11/2026 17:00", "Saturday"),
    ("15:00", "23/11/2026 16:00", &[], "25/11/2026 17:00", "the next day, 24/11, is off"),
    // Halves of days.
    ("0.5d", "19/11/2026 07:30", &[], "19/11/2026 11:30", "a morning"),
    ("0.5d", "19/11/2026 13:00", &[], "19/11/2026 17:00", "an afternoon"),
    ("0.5d", "19/11/2026 11:30", &[], "19/11/2026 17:00", "at the minute of lunch the afternoon counts"),
    ("2.5d", "13/11/2026 10:00", &[], "17/11/2026 15:30", "16, 17 at 10:00, then 1.5 + 2.5 h"),
    ("1.5d", "20/11/2026 14:00", &[], "25/11/2026 08:30", "23 at 14:00, 3 h | closed 24 | 1 h"),
    // Working hours.
    ("4h", "20/11/2026 16:00", &[], "23/11/2026 10:30", "1 h on Friday, 3 h on Monday"),
    ("16h", "19/11/2026 08:00", &[], "23/11/2026 08:00", "7.5 h, 8 h, 0.5 h"),
    ("8h", "21/11/2026 22:00", &[], "23/11/2026 17:00", "filed on Saturday night: all of Monday"),
    ("8h", "24/11/2026 09:00", &[], "25/11/2026 17:00", "filed on a day off: all of Wednesday"),
    // Working days.
    ("25d", "20/11/2019 08:37", &[], "25/12/2019 08:37", "a receipt that was really issued"),
    ("3d", "29/04/2026 09:00", &[], "06/05/2026 09:00", "closed 30/4, 1/5 | 4, 5, 6 May"),
    ("1d", "24/04/2026 10:00", &[], "28/04/2026 10:00", "Giỗ Tổ on Sunday 26 moves to Monday 27"),
    ("2d", "28/08/2026 16:30", &[], "04/09/2026 16:30", "closed 31/8, 1/9, 2/9 | 3, 4"),
    // Working Saturdays.
    ("1d", "21/08/2026 11:00", &[], "22/08/2026 11:00", "Saturday 22 is worked instead of 31/8"),
    ("8h", "21/08/2026 13:00", &[], "22/08/2026 11:30", "4 h on Friday, 4 h on Saturday"),
    ("10c", "12/08/2026 10:00", &[], "22/08/2026 17:00", "ends on a Saturday that is worked"),
    ("5d", "25/04/2025 09:00", &[], "06/05/2025 09:00", "Saturday 26, 28, 29 | closed 30/4–2/5 | 5, 6 May"),
    ("3d", "26/04/2024 15:00", &[], "04/05/2024 15:00", "closed 29/4–1/5 | 2, 3, Saturday 4 May"),
    ("1d", "10/01/2026 10:00", &[], "12/01/2026 10:00", "received on a Saturday that is worked"),
    // The year's end.
    ("1d", "31/12/2026 16:59", &[], "04/01/2027 16:59", "Friday 1 January is off"),
    ("8h", "31/12/2026 16:00", &[], "04/01/2027 16:00", "1 h, then 4 + 3 h on Monday"),
    ("1d", "31/12/2027 09:00", &[], "04/01/2028 09:00", "Saturday 1 January moves to Monday 3"),
    ("30c", "02/12/2026 10:00", &[], "04/01/2027 17:00", "1 January is off, then a weekend"),
    ("5d", "29/12/2025 08:00", &[], "07/01/2026 08:00", "30, 31 | closed 1, 2 January | 5, 6, 7"),
    // Calendar days.
    ("2c", "19/11/2026 08:37", &[], "23/11/2026 17:00", "ends on a Saturday"),
    ("15c", "14/02/2028 10:00", &[], "29/02/2028 17:00", "the leap day"),
    ("4c", "20/11/2026 08:37", &[], "25/11/2026 17:00", "24/11 is off"),
    // Pauses.
    (
        "5d",
        "02/11/2026 09:00",
        &[("04/11/2026 09:00", "06/11/2026 09:00")],
        "11/11/2026 09:00",
        "9 without it; two working days",
    ),
    (
        "5d",
        "02/11/2026 09:00",
        &[("06/11/2026 16:00", "09/11/2026 08:30")],
        "09/11/2026 11:00",
        "over a weekend: 1 + 1 h",
    ),
    (
        "5d",
        "02/11/2026 09:00",
        &[("03/11/2026 18:00", "04/11/2026 07:00")],
        "09/11/2026 09:00",
        "at night: no working time",
    ),
    (
        "5d",
        "02/11/2026 09:00",
        &[("03/11/2026 09:00", "04/11/2026 09:00"), ("05/11/2026 14:00", "05/11/2026 16:00")],
        "10/11/2026 11:00",
        "two pauses: 8 + 2 h",
    ),
    (
        "1d",
        "02/11/2026 09:00",
        &[("04/11/2026 09:00", "06/11/2026 09:00")],
        "03/11/2026 09:00",
        "begins when it was late already",
    ),
    (
        "10d",
        "09/02/2026 09:30",
        &[("13/02/2026 09:30", "24/02/2026 09:30")],
        "04/03/2026 09:30",
        "over Tết: 6 h | closed | 8 + 2 h, two working days",
    ),
    (
        "10d",
        "09/02/2026 09:30",
        &[("14/02/2026 10:00", "22/02/2026 20:00")],
        "02/03/2026 09:30",
        "within Tết: no working time",
    ),
    (
        "8h",
        "21/01/2028 15:00",
        &[("21/01/2028 16:00", "31/01/2028 08:30")],
        "31/01/2028 17:00",
        "over Tết: 1 + 1 h",
    ),
    (
        "15c",
        "02/11/2026 10:00",
        &[("05/11/2026 15:00", "12/11/2026 08:00")],
        "25/11/2026 17:00",
        "17 and seven calendar days are 24/11, which is off",
    ),
    (
        "15c",
        "02/11/2026 10:00",
        &[("05/11/2026 09:00", "05/11/2026 15:00")],
        "17/11/2026 17:00",
        "within a day: no calendar day",
    ),
    (
        "15:00",
        "19/11/2026 09:00",
        &[("19/11/2026 10:00", "20/11/2026 10:00")],
        "20/11/2026 17:00",
        "the same day, and 8 h",
    ),
    (
        "8h",
        "19/11/2026 08:00",
        &[("19/11/2026 11:00", "19/11/2026 14:00")],
        "20/11/2026 09:30",
        "over lunch: 0.5 + 1 h",
    ),
    (
        "3d",
        "30/12/2026 10:00",
        &[("31/12/2026 10:00", "04/01/2027 10:00")],
        "06/01/2027 10:00",
        "over the year's end: 5.5 + 2.5 h",
    ),
    ("2.5d", "13/11/2026 10:00", &[("16/11/2026 08:00", "16/11/2026 09:00")], "17/11/2026 16:30", "one hour"),
    (
        "2d",
        "20/08/2026 09:00",
        &[("21/08/2026 09:00", "24/08/2026 09:00")],
        "25/08/2026 09:00",
        "over a worked Saturday: 6.5 + 8 + 1.5 h",
    ),
    (
        "1d",
        "23/11/2026 09:00",
        &[("23/11/2026 10:00", "25/11/2026 08:00")],
        "25/11/2026 16:30",
        "over 24/11: 5.5 + 0.5 h",
    ),
];

#[test]
fn examples_counted_by_hand() {
    let days_off = holidays::completed(&days_off(), 2031);
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    let mut wrong = Vec::new();
    for (length, received, pauses, due, note) in EXAMPLES {
        let pauses: Vec<_> = pauses.iter().map(|(from, to)| Pause { from: at(from), to: at(to) }).collect();
        let course =
            Course { limit: limit(length), received_at: at(received), pauses: &pauses, extension: None };
        let found = display_time(calendar.due_after(&course).unwrap());
        if found != *due {
            wrong.push(format!("{length} from {received} is {found}, not {due}: {note}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for year in 2024..=2030 {
        let of_year = |(_, received, ..): &Example| received.get(6..10) == Some(&*year.to_string());
        assert!(EXAMPLES[..11].iter().any(of_year), "Tết {year}");
    }
    assert!(EXAMPLES.len() >= 60);
}

#[test]
fn extensions_counted_by_hand() {
    let days_off = days_off();
    let calendar = WorkCalendar::new(&office_hours(), &days_off);
    let extended = Extension { at: at("06/11/2026 10:00"), to: at("13/11/2026 17:00") };
    for (length, pauses, due, note) in [
        ("5d", vec![], "13/11/2026 17:00", "Monday 9 without it"),
        ("5d", vec![("03/11/2026 09:00", "04/11/2026 09:00")], "13/11/2026 17:00", "a pause before it"),
        ("5d", vec![("10/11/2026 09:00", "11/11/2026 09:00")], "16/11/2026 17:00", "8 h after it"),
        ("5d", vec![("16/11/2026 09:00", "18/11/2026 09:00")], "13/11/2026 17:00", "late already"),
        ("15c", vec![], "17/11/2026 17:00", "an extension never shortens"),
        (
            "5c",
            vec![("10/11/2026 09:00", "12/11/2026 09:00")],
            "16/11/2026 17:00",
            "13 and two days is Sunday 15",
        ),
    ] {
        let pauses: Vec<_> = pauses.iter().map(|(from, to)| Pause { from: at(from), to: at(to) }).collect();
        let course = Course {
            limit: limit(length),
            received_at: at("02/11/2026 09:00"),
            pauses: &pauses,
            extension: Some(extended),
        };
        assert_eq!(display_time(calendar.due_after(&course).unwrap()), due, "{length}: {note}");
    }
}
