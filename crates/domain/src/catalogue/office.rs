//! Office hours, days and bank account of an agency as somebody types them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{OpeningHours, Weekday};
use crate::date;
use crate::vietqr::Transfer;

/// A bank account to which fees can be transferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// The bank's number with NAPAS (BIN), six digits.
    pub bank: String,
    /// Number of the account, up to nineteen letters and digits.
    pub account: String,
    /// Whose it is.
    pub holder: String,
}

impl BankAccount {
    /// Whether banks take a transfer to it.
    pub fn can_be_paid_to(&self) -> bool {
        let transfer =
            Transfer { bank: &self.bank, account: &self.account, amount_vnd: 1, purpose: "H21012611230001" };
        !self.holder.trim().is_empty() && transfer.payload().is_some()
    }
}

impl Weekday {
    /// From Monday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];
}

/// When an office is open on a weekday: `07:30-11:30, 13:00-17:00`; nothing where it is closed.
pub fn written_hours(hours: &[OpeningHours], day: Weekday) -> String {
    let open = hours.iter().filter(|hours| hours.days.contains(&day)).flat_map(|hours| &hours.open);
    let spans: Vec<String> = open.map(|(from, to)| format!("{from}-{to}")).collect();
    spans.join(", ")
}

/// Reads what [`written_hours`] writes of each weekday. Weekdays with the same hours come together.
///
/// # Errors
///
/// The first weekday of which the hours cannot be read.
pub fn read_hours(typed: &[(Weekday, String)]) -> Result<Vec<OpeningHours>, Weekday> {
    let mut hours: Vec<OpeningHours> = Vec::new();
    for (day, line) in typed {
        let spans = line.split([',', ';']).map(str::trim).filter(|span| !span.is_empty());
        let open: Option<Vec<_>> = spans.map(read_span).collect();
        let open = open.ok_or(*day)?;
        if open.windows(2).any(|pair| pair[0].1 > pair[1].0) {
            return Err(*day);
        }
        match hours.iter_mut().find(|known| known.open == open) {
            _ if open.is_empty() => {}
            Some(known) => known.days.push(*day),
            None => hours.push(OpeningHours { days: vec![*day], open }),
        }
    }
    Ok(hours)
}

fn read_span(span: &str) -> Option<(String, String)> {
    let (from, to) = span.split_once(['-', '–'])?;
    let (from, to) = (read_clock(from)?, read_clock(to)?);
    (from < to).then_some((from, to))
}

/// `7:30`, `07h30` and `7.30` as `07:30`.
fn read_clock(clock: &str) -> Option<String> {
    let (hours, minutes) = clock.trim().split_once([':', 'h', '.'])?;
    let short = |digits: &str| {
        let fits = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (hours, minutes) = (short(hours)?, short(minutes)?);
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

/// Days, each on a line.
pub fn written_days(days: &BTreeSet<NaiveDate>) -> String {
    let lines: Vec<String> = days.iter().map(|day| date::display(*day)).collect();
    lines.join("\n")
}

/// Reads days, each on a line.
///
/// # Errors
///
/// The first line that is no day.
pub fn read_days(typed: &str) -> Result<BTreeSet<NaiveDate>, String> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| date::parse(line).map_err(|_| line.to_owned())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written() {
        let typed: Vec<(Weekday, String)> = Weekday::ALL
            .iter()
            .map(|day| {
                let line = match day {
                    Weekday::Sat => "7h30 – 11.30",
                    Weekday::Sun => "  ",
                    _ => "07:30-11:30, 13:00-17:00",
                };
                (*day, line.to_owned())
            })
            .collect();
        let hours = read_hours(&typed).unwrap();
        assert_eq!(hours.len(), 2);
        assert_eq!(hours[0].days.len(), 5);
        assert_eq!(written_hours(&hours, Weekday::Mon), "07:30-11:30, 13:00-17:00");
        assert_eq!(written_hours(&hours, Weekday::Sat), "07:30-11:30");
        assert_eq!(written_hours(&hours, Weekday::Sun), "");
        for wrong in ["07:30", "11:30-07:30", "24:00-25:00", "7:30-11:30, 11:00-12:00", "x-y", "007:30-11:30"]
        {
            assert_eq!(read_hours(&[(Weekday::Tue, wrong.to_owned())]), Err(Weekday::Tue), "{wrong}");
        }
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        let days = read_days(" 24/11/2026\n\n2-9-2026 \n").unwrap();
        assert_eq!(written_days(&days), "02/09/2026\n24/11/2026");
        assert_eq!(read_days("24/11/2026\n31/02/2026"), Err("31/02/2026".to_owned()));
    }

    #[test]
    fn only_accounts_that_banks_know_take_money() {
        let account = |bank: &str, account: &str, holder: &str| BankAccount {
            bank: bank.into(),
            account: account.into(),
            holder: holder.into(),
        };
        assert!(account("970436", "1234567890", "TRUNG TAM PVHCC").can_be_paid_to());
        for (bank, number, holder) in
            [("97043", "1", "A"), ("970436", "", "A"), ("970436", "12 34", "A"), ("970436", "1", " ")]
        {
            assert!(!account(bank, number, holder).can_be_paid_to(), "{bank} {number} {holder}");
        }
    }
}
