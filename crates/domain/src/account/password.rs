//! Passwords: length and how soon they are guessed; no rules of composition (NIST SP 800-63B §5.1.1.2).

use crate::problem::Problem;

/// Fewest characters (Unicode scalar values).
pub const MIN_LENGTH: usize = 10;
/// Most characters (Unicode scalar values).
pub const MAX_LENGTH: usize = 128;
/// Least score of zxcvbn, of 0 to 4.
pub const MIN_SCORE: u8 = 3;

/// What is wrong with the length, the part of the rule that browsers check too.
pub fn length_problem(password: &str) -> Option<Problem> {
    match password.chars().count() {
        0 => Some(Problem::Missing),
        typed if typed < MIN_LENGTH => Some(Problem::PasswordTooShort { min: MIN_LENGTH, typed }),
        typed if typed > MAX_LENGTH => Some(Problem::TooLong { max: MAX_LENGTH, typed }),
        _ => None,
    }
}

/// What is wrong with a password of this zxcvbn score.
pub fn problem(password: &str, score: u8) -> Option<Problem> {
    length_problem(password).or_else(|| (score < MIN_SCORE).then_some(Problem::PasswordGuessable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(length_problem(""), Some(Problem::Missing));
        assert_eq!(length_problem("ếếếếếếếếế"), Some(Problem::PasswordTooShort { min: 10, typed: 9 }));
        assert_eq!(length_problem("ếếếếếếếếếế"), None);
        assert_eq!(length_problem(&"ế".repeat(128)), None);
        assert_eq!(length_problem(&"a".repeat(129)), Some(Problem::TooLong { max: 128, typed: 129 }));
    }

    #[test]
    fn guessable_ones_are_refused() {
        assert_eq!(problem("matkhau123", 1), Some(Problem::PasswordGuessable));
        assert_eq!(problem("bò vàng leo núi", 3), None);
        assert_eq!(problem("ngắn", 4), Some(Problem::PasswordTooShort { min: 10, typed: 4 }));
    }
}
