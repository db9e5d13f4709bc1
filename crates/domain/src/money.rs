//! Numbers and amounts as people in Viet Nam write them: dots between thousands, a comma before decimals.

use crate::problem::Problem;

/// An amount in whole đồng: `8.000 đ`, with a no-break space.
pub fn display(amount: i64) -> String {
    let mut shown = display_number(amount, 0);
    shown.push_str("\u{a0}đ");
    shown
}

/// A number of `10^-decimals` steps with dots between thousands and a comma: 12345 with one decimal is `1.234,5`.
pub fn display_number(units: i64, decimals: u32) -> String {
    let scale = 10u64.pow(decimals.min(9));
    let magnitude = units.unsigned_abs();
    let (whole, part) = (magnitude / scale, magnitude % scale);
    let digits = whole.to_string();
    let mut shown = String::with_capacity(digits.len() * 2);
    if units < 0 {
        shown.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            shown.push('.');
        }
        shown.push(digit);
    }
    if part > 0 {
        let padded = (scale + part).to_string();
        shown.push(',');
        shown.push_str(padded.get(1..).unwrap_or_default().trim_end_matches('0'));
    }
    shown
}

/// Reads an amount in whole đồng: `8000`, `8.000`, `8,000`, `8 000 đ`, `8.000 đồng`.
pub fn parse(typed: &str) -> Result<i64, Problem> {
    let typed = typed.trim();
    let number = ["đồng", "đ", "₫", "VND", "vnd", "VNĐ", "vnđ", "d"]
        .iter()
        .find_map(|unit| typed.strip_suffix(unit))
        .unwrap_or(typed)
        .trim_end();
    if number.is_empty() && !typed.is_empty() {
        return Err(Problem::NotANumber);
    }
    parse_number(number, 0)
}

/// Reads a number into steps of `10^-decimals`. Dots or spaces may stand between thousands and a comma before
/// decimals; a dot that cannot stand between thousands is taken for a decimal comma, and so the other way round.
pub fn parse_number(typed: &str, decimals: u32) -> Result<i64, Problem> {
    let typed: String = typed.trim().chars().filter(|c| !c.is_whitespace()).collect();
    if typed.is_empty() {
        return Err(Problem::Missing);
    }
    let (negative, unsigned) = match typed.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, typed.as_str()),
    };
    if !unsigned.starts_with(|c: char| c.is_ascii_digit())
        || !unsigned.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    {
        return Err(Problem::NotANumber);
    }
    let (whole, part) = split_decimals(unsigned)?;
    let part = part.trim_end_matches('0');
    if part.len() > decimals as usize {
        return Err(Problem::TooManyDecimals { max: decimals });
    }
    let mut digits = whole;
    digits.push_str(part);
    digits.extend(std::iter::repeat_n('0', decimals as usize - part.len()));
    let magnitude: i64 = digits.parse().map_err(|_| Problem::TooLarge { max: 999_999_999_999_999 })?;
    if magnitude > 999_999_999_999_999 {
        return Err(Problem::TooLarge { max: 999_999_999_999_999 });
    }
    Ok(if negative { -magnitude } else { magnitude })
}

/// The digits before and after the decimal mark.
fn split_decimals(number: &str) -> Result<(String, &str), Problem> {
    let marks: Vec<char> = number.chars().filter(|c| !c.is_ascii_digit()).collect();
    let last = number.rfind(['.', ',']);
    let (whole, part) = match (marks.as_slice(), last) {
        ([], _) | (_, None) => (number, ""),
        (all, Some(at)) => {
            let (whole, part) = (&number[..at], &number[at + 1..]);
            let same = all.iter().all(|mark| Some(mark) == all.first());
            // One kind of mark in front of three digits each time: thousands.
            if same && grouped(number) { (number, "") } else { (whole, part) }
        }
    };
    if whole.contains(['.', ',']) && !grouped(whole) {
        return Err(Problem::NotANumber);
    }
    Ok((whole.chars().filter(char::is_ascii_digit).collect(), part))
}

/// Whether every mark has three digits behind it and one to three digits before the first.
fn grouped(number: &str) -> bool {
    let mut groups = number.split(['.', ',']);
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_amounts() {
        assert_eq!(display(8000), "8.000\u{a0}đ");
        assert_eq!(display(0), "0\u{a0}đ");
        assert_eq!(display(-1_234_567), "-1.234.567\u{a0}đ");
        assert_eq!(display_number(12345, 1), "1.234,5");
        assert_eq!(display_number(12340, 2), "123,4");
        assert_eq!(display_number(5, 2), "0,05");
    }

    #[test]
    fn reads_amounts() {
        for typed in ["8000", "8.000", "8,000", "8 000", "8.000 đ", "8.000đồng", "8000 VND", "8.000\u{a0}₫"]
        {
            assert_eq!(parse(typed), Ok(8000), "{typed}");
        }
        assert_eq!(parse("1.250.000"), Ok(1_250_000));
        assert_eq!(parse("-5"), Ok(-5));
        assert_eq!(parse("8,5"), Err(Problem::TooManyDecimals { max: 0 }));
        assert_eq!(parse("tám nghìn"), Err(Problem::NotANumber));
        assert_eq!(parse("đ"), Err(Problem::NotANumber));
        assert_eq!(parse("1.00.000"), Err(Problem::NotANumber));
        assert_eq!(parse(""), Err(Problem::Missing));
        assert_eq!(parse("99999999999999999999"), Err(Problem::TooLarge { max: 999_999_999_999_999 }));
    }

    #[test]
    fn reads_decimals() {
        assert_eq!(parse_number("125,4", 1), Ok(1254));
        assert_eq!(parse_number("125.4", 1), Ok(1254));
        assert_eq!(parse_number("1.250,75", 2), Ok(125_075));
        assert_eq!(parse_number("1,250.75", 2), Ok(125_075));
        assert_eq!(parse_number("1.250", 2), Ok(125_000));
        assert_eq!(parse_number("3,50", 1), Ok(35));
        assert_eq!(parse_number("3,55", 1), Err(Problem::TooManyDecimals { max: 1 }));
        assert_eq!(parse_number("1e5", 0), Err(Problem::NotANumber));
        assert_eq!(parse_number(",5", 1), Err(Problem::NotANumber));
    }

    proptest! {
        #[test]
        fn shown_and_read_again(units in -999_999_999_999_999i64..=999_999_999_999_999, decimals in 0u32..4) {
            let shown = display_number(units, decimals);
            // "1,234" alone reads as thousands: only numbers without exactly three decimals come back.
            prop_assume!(!shown.split_once(',').is_some_and(|(whole, part)| part.len() == 3 && !whole.contains('.')));
            prop_assert_eq!(parse_number(&shown, decimals), Ok(units));
        }

        #[test]
        fn never_panics(typed in "[0-9.,đ -]{0,14}|\\PC{0,20}") {
            let _ = (parse(&typed), parse_number(&typed, 2));
        }
    }
}
