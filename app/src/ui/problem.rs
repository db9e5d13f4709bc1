//! What is wrong with an answer, in one sentence: the closed set of [`Problem`]s put into words.

use domain::attachment::FileKind;
use domain::check::Checked;
use domain::form::{Field, FieldKind, Section};
use domain::unicode::lowercase;
use domain::{Problem, Warning, money};

use super::form::Judged;
use crate::i18n::{Key, Language, fill, t, text, use_language};

/// The sentences of what a check of `sections` found, each naming its question.
pub fn judged(sections: &[Section], checked: Checked) -> Judged {
    let problems = checked.problems.into_iter().map(|found| {
        let label = sections
            .iter()
            .map(|section| label_of(&section.fields, &found.path))
            .find(|label| !label.is_empty())
            .unwrap_or_default();
        let sentence = problem_sentence(&found.problem, &label);
        (found.path, sentence)
    });
    let warnings = checked.warnings.into_iter().map(|found| (found.path, warning_sentence(&found.warning)));
    Judged { problems: problems.collect(), warnings: warnings.collect() }
}

/// The question at `path`, in the language of the page; empty where there is none.
pub fn label_of(fields: &[Field], path: &str) -> String {
    let whole = fields.iter().any(|field| field.id == path);
    // The ids of questions about papers have a dot themselves.
    let (id, rest) = path.split_once('.').filter(|_| !whole).unwrap_or((path, ""));
    let Some(field) = fields.iter().find(|field| field.id == id) else { return String::new() };
    let label = field.label.get(use_language().into());
    if let (FieldKind::Group { fields, .. }, Some((entry, within))) = (&field.kind, rest.split_once('.')) {
        let number = entry.parse::<usize>().map_or(0, |at| at + 1);
        return format!("{} ({label} {number})", label_of(fields, within));
    }
    label.to_owned()
}

/// The sentence for a problem with the answer to the question `label`.
pub fn problem_sentence(problem: &Problem, label: &str) -> String {
    use text::problem as p;
    let label = label.trim_end_matches(':');
    let with = |key: Key, values: &[(&str, &str)]| {
        // English sentences quote it.
        let lower = match use_language() {
            Language::Vietnamese => lower_first(label),
            Language::English => label.to_owned(),
        };
        let mut all = vec![("label", lower.as_str()), ("label_first", label)];
        all.extend_from_slice(values);
        fill(key, &all)
    };
    match problem {
        Problem::Missing => with(p::MISSING, &[]),
        Problem::NotChosen | Problem::NotOffered if label.ends_with('?') => {
            fill(p::NOT_ANSWERED, &[("label", label)])
        }
        Problem::NotChosen => with(p::NOT_CHOSEN, &[]),
        Problem::NotOffered => with(p::NOT_OFFERED, &[]),
        Problem::TooLong { max, typed } => {
            with(p::TOO_LONG, &[("max", &max.to_string()), ("typed", &typed.to_string())])
        }
        Problem::ControlCharacter => with(p::CONTROL_CHARACTER, &[]),
        Problem::TooFewDigits { needed, typed } => {
            with(p::TOO_FEW_DIGITS, &[("needed", &needed.to_string()), ("typed", &typed.to_string())])
        }
        Problem::TooManyDigits { needed, typed } => {
            with(p::TOO_MANY_DIGITS, &[("needed", &needed.to_string()), ("typed", &typed.to_string())])
        }
        Problem::NotOnlyDigits => with(p::NOT_ONLY_DIGITS, &[]),
        Problem::OldNumber => t(p::OLD_NUMBER).to_owned(),
        Problem::NumberFromTheFuture { year } => {
            with(p::NUMBER_FROM_THE_FUTURE, &[("year", &year.to_string())])
        }
        Problem::TaxCodeLength { typed } => fill(p::TAX_CODE_LENGTH, &[("typed", &typed.to_string())]),
        Problem::TaxCodeCheckDigit => t(p::TAX_CODE_CHECK_DIGIT).to_owned(),
        Problem::PhonePrefix { prefix } => with(p::PHONE_PREFIX, &[("prefix", prefix)]),
        Problem::OldPhone => t(p::OLD_PHONE).to_owned(),
        Problem::NotMobile => t(p::NOT_MOBILE).to_owned(),
        Problem::NotAnEmail => with(p::NOT_AN_EMAIL, &[]),
        Problem::EmailLetter { letter } => fill(p::EMAIL_LETTER, &[("letter", &letter.to_string())]),
        Problem::NameDigits => with(p::NAME_DIGITS, &[]),
        Problem::NameSymbol { symbol } => with(p::NAME_SYMBOL, &[("symbol", &symbol.to_string())]),
        Problem::NameLetter { letter } => with(p::NAME_LETTER, &[("letter", &letter.to_string())]),
        Problem::NameWithoutLetters => with(p::NAME_WITHOUT_LETTERS, &[]),
        Problem::NotADate => with(p::NOT_A_DATE, &[]),
        Problem::NotAPartialDate => with(p::NOT_A_PARTIAL_DATE, &[]),
        Problem::YearDigits => with(p::YEAR_DIGITS, &[]),
        Problem::NoSuchDay => with(p::NO_SUCH_DAY, &[]),
        Problem::InTheFuture => with(p::IN_THE_FUTURE, &[]),
        Problem::YearOutOfRange => with(p::YEAR_OUT_OF_RANGE, &[]),
        Problem::NotANumber => with(p::NOT_A_NUMBER, &[]),
        Problem::TooManyDecimals { max: 0 } => with(p::NO_DECIMALS, &[]),
        Problem::TooManyDecimals { max } => with(p::TOO_MANY_DECIMALS, &[("max", &max.to_string())]),
        Problem::TooSmall { min } => with(p::TOO_SMALL, &[("min", &money::display_number(*min, 0))]),
        Problem::TooLarge { max } => with(p::TOO_LARGE, &[("max", &money::display_number(*max, 0))]),
        Problem::ProvinceMissing => with(p::PROVINCE_MISSING, &[]),
        Problem::CommuneMissing => with(p::COMMUNE_MISSING, &[]),
        Problem::StreetMissing => with(p::STREET_MISSING, &[]),
        Problem::CommuneElsewhere => t(p::COMMUNE_ELSEWHERE).to_owned(),
        Problem::PersonNameMissing => with(p::PERSON_NAME_MISSING, &[]),
        Problem::TooFewEntries { min } => with(p::TOO_FEW_ENTRIES, &[("min", &min.to_string())]),
        Problem::TooManyEntries { max } => with(p::TOO_MANY_ENTRIES, &[("max", &max.to_string())]),
        Problem::NotAgreed => t(p::NOT_AGREED).to_owned(),
        Problem::PasswordTooShort { min, typed } => {
            fill(p::PASSWORD_TOO_SHORT, &[("min", &min.to_string()), ("typed", &typed.to_string())])
        }
        Problem::PasswordGuessable => t(p::PASSWORD_GUESSABLE).to_owned(),
        Problem::PasswordsDiffer => t(p::PASSWORDS_DIFFER).to_owned(),
        Problem::CodeDay => t(p::CODE_DAY).to_owned(),
        Problem::CodeSequence => t(p::CODE_SEQUENCE).to_owned(),
        Problem::NotACode => t(p::NOT_A_CODE).to_owned(),
        Problem::CodeOfProcedure => t(p::CODE_OF_PROCEDURE).to_owned(),
        Problem::FileEmpty => t(p::FILE_EMPTY).to_owned(),
        Problem::FileTooLarge { max_mb } => fill(p::FILE_TOO_LARGE, &[("max_mb", &max_mb.to_string())]),
        Problem::FileKind => t(p::FILE_KIND).to_owned(),
        Problem::FileNotAccepted { kinds } => {
            fill(p::FILE_NOT_ACCEPTED, &[("kinds", &kinds_in_words(kinds))])
        }
        Problem::FileVideo => t(p::FILE_VIDEO).to_owned(),
        Problem::FileArchive => t(p::FILE_ARCHIVE).to_owned(),
        Problem::FileOldOffice => t(p::FILE_OLD_OFFICE).to_owned(),
        Problem::FileProgram => t(p::FILE_PROGRAM).to_owned(),
        Problem::FileNameDisagrees => t(p::FILE_NAME_DISAGREES).to_owned(),
        Problem::FileTruncated => t(p::FILE_TRUNCATED).to_owned(),
        Problem::FileLocked => t(p::FILE_LOCKED).to_owned(),
        Problem::FileInfected => t(p::FILE_INFECTED).to_owned(),
        Problem::FileUnscannable => t(p::FILE_UNSCANNABLE).to_owned(),
        Problem::PictureTooLarge { max_megapixels } => {
            fill(p::PICTURE_TOO_LARGE, &[("max_megapixels", &max_megapixels.to_string())])
        }
        Problem::TooManyFiles { max } => fill(p::TOO_MANY_FILES, &[("max", &max.to_string())]),
        Problem::FilesTooLarge { max_mb } => fill(p::FILES_TOO_LARGE, &[("max_mb", &max_mb.to_string())]),
        Problem::PaperMissing { name } => {
            fill(p::PAPER_MISSING, &[("name", name.get(use_language().into()))])
        }
    }
}

/// "PDF", "ảnh", "JPEG, PNG".
pub fn kinds_in_words(kinds: &[FileKind]) -> String {
    let pictures = kinds.iter().filter(|kind| kind.is_picture()).count();
    if pictures == kinds.len() && pictures == FileKind::ALL.len() - 1 {
        return t(text::problem::PICTURES).to_owned();
    }
    let name =
        |kind: &FileKind| kind.media_type().rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
    kinds.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The sentence for a warning.
pub fn warning_sentence(warning: &Warning) -> String {
    use text::problem as p;
    match warning {
        Warning::BirthYearDisagrees { in_number } => {
            fill(p::BIRTH_YEAR_DISAGREES, &[("year", &in_number.to_string())])
        }
        Warning::SexDisagrees { in_number_female: true } => t(p::SEX_DISAGREES_FEMALE).to_owned(),
        Warning::SexDisagrees { in_number_female: false } => t(p::SEX_DISAGREES_MALE).to_owned(),
        Warning::UnknownBirthplace { code } => fill(p::UNKNOWN_BIRTHPLACE, &[("code", code)]),
        Warning::EmailDomain { meant } => fill(p::EMAIL_DOMAIN, &[("meant", meant)]),
    }
}

/// A label within a sentence: "Họ, chữ đệm và tên" becomes "họ, chữ đệm và tên"; "CMND" stays.
fn lower_first(label: &str) -> String {
    let small = lowercase(label);
    let (Some(first), Some(small_first)) = (label.chars().next(), small.chars().next()) else {
        return String::new();
    };
    let rest = &label[first.len_utf8()..];
    let second = rest.chars().next();
    let is_abbreviation = second.is_some() && small.chars().nth(1) != second;
    if is_abbreviation { label.to_owned() } else { [small_first.encode_utf8(&mut [0; 4]), rest].concat() }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "ssr")]
    use domain::Text;
    #[cfg(feature = "ssr")]
    use leptos::prelude::{Owner, provide_context};

    use super::*;

    #[cfg(feature = "ssr")]
    fn within<T>(language: Language, say: impl FnOnce() -> T) -> T {
        Owner::new().with(|| {
            provide_context(language);
            say()
        })
    }

    #[cfg(feature = "ssr")]
    fn all() -> Vec<Problem> {
        use Problem::*;
        vec![
            Missing,
            NotChosen,
            NotOffered,
            TooLong { max: 1, typed: 2 },
            ControlCharacter,
            TooFewDigits { needed: 12, typed: 11 },
            TooManyDigits { needed: 12, typed: 13 },
            NotOnlyDigits,
            OldNumber,
            NumberFromTheFuture { year: 2099 },
            TaxCodeLength { typed: 9 },
            TaxCodeCheckDigit,
            PhonePrefix { prefix: "051".into() },
            OldPhone,
            NotMobile,
            NotAnEmail,
            EmailLetter { letter: 'đ' },
            NameDigits,
            NameSymbol { symbol: '{' },
            NameLetter { letter: 'Л' },
            NameWithoutLetters,
            NotADate,
            NotAPartialDate,
            YearDigits,
            NoSuchDay,
            InTheFuture,
            YearOutOfRange,
            NotANumber,
            TooManyDecimals { max: 0 },
            TooManyDecimals { max: 2 },
            TooSmall { min: 1 },
            TooLarge { max: 1000 },
            ProvinceMissing,
            CommuneMissing,
            StreetMissing,
            CommuneElsewhere,
            PersonNameMissing,
            TooFewEntries { min: 1 },
            TooManyEntries { max: 2 },
            NotAgreed,
            PasswordTooShort { min: 10, typed: 9 },
            PasswordGuessable,
            PasswordsDiffer,
            CodeDay,
            CodeSequence,
            NotACode,
            CodeOfProcedure,
            FileEmpty,
            FileTooLarge { max_mb: 20 },
            FileKind,
            FileNotAccepted { kinds: vec![domain::attachment::FileKind::Pdf] },
            FileVideo,
            FileArchive,
            FileOldOffice,
            FileProgram,
            FileNameDisagrees,
            FileTruncated,
            FileLocked,
            FileInfected,
            FileUnscannable,
            PictureTooLarge { max_megapixels: 100 },
            TooManyFiles { max: 20 },
            FilesTooLarge { max_mb: 200 },
            PaperMissing { name: Text::new("Giấy chứng sinh", "Birth notification") },
        ]
    }

    /// `{` in a sentence would be a hole that nobody fills; the sign that a name has is shown in quotes.
    #[cfg(feature = "ssr")]
    #[test]
    fn no_hole_stays_open_in_either_language() {
        for language in Language::ALL {
            for problem in all() {
                let said = within(language, || problem_sentence(&problem, "Họ tên"));
                assert!(!said.replace("“{”", "").contains(['{', '}']), "{problem:?}: {said}");
                assert!(said.ends_with(['.', '?']) || said.contains(": "), "{problem:?}: {said}");
            }
        }
    }

    #[test]
    fn a_question_is_found_by_its_path() {
        use domain::form::FieldKind::Text;
        let inner = Field::new("name", Text { max_length: None }, "Họ tên", "Name");
        let group = FieldKind::Group { min: 1, max: 2, fields: vec![inner] };
        let fields = [
            Field::new("paper.surrogacy", Text { max_length: None }, "Có mang thai hộ không?", "Surrogacy?"),
            Field::new("child", group, "Con", "Child"),
        ];
        assert_eq!(label_of(&fields, "paper.surrogacy"), "Có mang thai hộ không?");
        assert_eq!(label_of(&fields, "child.1.name"), "Họ tên (Con 2)");
        assert_eq!(label_of(&fields, "child.x"), "Con");
        assert_eq!(label_of(&fields, "other"), "");
    }

    #[test]
    fn questions_are_named_within_the_sentence() {
        assert_eq!(problem_sentence(&Problem::Missing, "Dân tộc"), "Hãy nhập dân tộc.");
        assert_eq!(problem_sentence(&Problem::Missing, "CMND cũ"), "Hãy nhập CMND cũ.");
        let asked = problem_sentence(&Problem::NotChosen, "Bạn nộp hồ sơ cho ai?");
        assert_eq!(asked, "Hãy trả lời: Bạn nộp hồ sơ cho ai?");
        let typed = Problem::TooFewDigits { needed: 12, typed: 11 };
        assert_eq!(
            problem_sentence(&typed, "Số định danh cá nhân"),
            "Số định danh cá nhân phải có đủ 12 chữ số. Bạn mới nhập 11."
        );
    }
}
