//! What tests of calendars begin with.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::catalogue::{DaysOff, OpeningHours};
use crate::date::from_local;

/// The days off that the portal comes with.
pub(crate) fn days_off() -> DaysOff {
    #[derive(serde::Deserialize)]
    struct File {
        days_off: DaysOff,
    }
    let data = include_str!("../../../../catalogue/days-off.json");
    serde_json::from_str::<File>(data).unwrap().days_off
}

/// From Monday to Friday, eight hours a day.
pub(crate) fn office_hours() -> Vec<OpeningHours> {
    hours(r#"[{"days":["mon","tue","wed","thu","fri"],"open":[["07:30","11:30"],["13:00","17:00"]]}]"#)
}

/// And on Saturday mornings.
pub(crate) fn with_saturdays() -> Vec<OpeningHours> {
    let mut hours = office_hours();
    hours.extend(self::hours(r#"[{"days":["sat"],"open":[["07:30","11:30"]]}]"#));
    hours
}

pub(crate) fn hours(json: &str) -> Vec<OpeningHours> {
    serde_json::from_str(json).unwrap()
}

/// A moment as `dd/mm/yyyy HH:MM` in Viet Nam.
pub(crate) fn at(typed: &str) -> DateTime<Utc> {
    from_local(NaiveDateTime::parse_from_str(typed, "%d/%m/%Y %H:%M").unwrap())
}
