//! Recovery codes: what gets one in who lost the phone.
//!
//! Ten codes of ten signs: a digit that says which of the ten it is, and nine letters and digits that no two of which look
//! alike (45 bits). They are read from paper and typed by hand, so spaces, hyphens and small letters change nothing.

/// How many there are.
pub const COUNT: usize = 10;

/// The signs behind the first one: 32, without 0, 1, I and O.
pub const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How many signs stand behind the first one.
pub const LENGTH: usize = 9;

/// The code at `place` (0 to 9) whose other signs are drawn by `bytes`, of each of which five bits count.
pub fn write(place: u8, bytes: [u8; LENGTH]) -> String {
    let mut code = String::from(char::from(b'0' + place % 10));
    code.extend(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte & 31)])));
    code
}

/// A code as it is shown: two groups of five.
pub fn display(code: &str) -> String {
    match code.split_at_checked(5) {
        Some((first, second)) => [first, "-", second].concat(),
        None => code.to_owned(),
    }
}

/// The code that was typed and which of the ten it is; `None` when it cannot be one.
pub fn parse(typed: &str) -> Option<(u8, String)> {
    let code: String =
        typed.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '‑' | '–')).collect();
    let code = code.to_ascii_uppercase();
    let (first, rest) = code.split_at_checked(1)?;
    let place = first.parse::<u8>().ok()?;
    (rest.len() == LENGTH && rest.bytes().all(|sign| SIGNS.contains(&sign))).then_some((place, code))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_however_it_is_typed() {
        let code = write(3, [0, 1, 2, 31, 32, 255, 64, 8, 9]);
        assert_eq!(code, "3234Z2Z2AB");
        assert_eq!(display(&code), "3234Z-2Z2AB");
        for typed in ["3234Z-2Z2AB", " 3234z 2z2ab ", "3234Z2Z2AB", "3234z‑2z2ab"] {
            assert_eq!(parse(typed), Some((3, code.clone())), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for typed in ["", "3", "3234Z2Z2A", "3234Z2Z2AB2", "A234Z2Z2AB", "3234Z2Z2A0", "3234Z2Z2Aế", "123456"]
        {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }
}
