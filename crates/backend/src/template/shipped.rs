//! The words that the portal comes with.

use domain::Language;

/// The name of what is told when days off moved the end of a limit.
pub const DUE_CHANGED: &str = "due_changed";

macro_rules! letters {
    ($($name:literal),+ $(,)?) => {
        /// What citizens are told of: moves by their names, and [`DUE_CHANGED`].
        pub const NAMES: &[&str] = &[$($name),+];

        /// The mail, if there is one.
        pub(super) fn mail(name: &str, language: Language) -> Option<&'static str> {
            match (name, language) {
                $(
                    ($name, Language::Vi) => Some(include_str!(concat!("../dossier/letters/moves/", $name, ".vi.txt"))),
                    ($name, Language::En) => Some(include_str!(concat!("../dossier/letters/moves/", $name, ".en.txt"))),
                )+
                _ => None,
            }
        }
    };
}

letters! {
    "accept",
    "refuse",
    "request_supplement",
    "answer_supplement",
    "start_processing",
    "request_payment",
    "confirm_payment",
    "withdraw",
    "stop",
    "transfer",
    "extend",
    "finish",
    "hand_over",
    "due_changed",
}

/// The text message, a line of `name: text`; none where nothing is asked of the applicant.
pub(super) fn message(name: &str, language: Language) -> Option<&'static str> {
    let lines = match language {
        Language::Vi => include_str!("../dossier/letters/moves/messages.vi.txt"),
        Language::En => include_str!("../dossier/letters/moves/messages.en.txt"),
    };
    lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
