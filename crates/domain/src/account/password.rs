//! Passwords: length and how soon they are guessed; no rules of composition (NIST SP 800-63B §5.1.1.2).

use crate::problem::Problem;

/// Fewest characters (Unicode scalar values).
pub const MIN_LENGTH: usize = 10;
/// Most characters (Unicode scalar values).
pub const MAX_LENGTH: usize = 128;
/// Least score of zxcvbn, of 0 to 4.
pub const MIN_SCORE: u8 = 3;

/// So many characters (Unicode scalar values) are judged: judging takes time that grows much faster than the length, and
/// who is not guessed by then is not guessed at all.
const JUDGED_LENGTH: usize = 40;

/// The part of a password that is judged.
pub fn judged(password: &str) -> &str {
    password.char_indices().nth(JUDGED_LENGTH).map_or(password, |(end, _)| &password[..end])
}

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
    fn the_beginning_is_judged() {
        assert_eq!(judged("bò vàng leo núi"), "bò vàng leo núi");
        assert_eq!(judged(&"ế".repeat(40)), "ế".repeat(40));
        assert_eq!(judged(&"ế".repeat(128)), "ế".repeat(40));
    }

    #[test]
    fn guessable_ones_are_refused() {
        assert_eq!(problem("matkhau123", 1), Some(Problem::PasswordGuessable));
        assert_eq!(problem("bò vàng leo núi", 3), None);
        assert_eq!(problem("ngắn", 4), Some(Problem::PasswordTooShort { min: 10, typed: 4 }));
    }
}
