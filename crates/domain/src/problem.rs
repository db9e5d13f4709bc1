//! What can be wrong with what a person typed: a closed set of codes with parameters.
//!
//! The sentences are the interface's (`app/locales/*/problem.toml`); nothing here is shown as it is.

use serde::{Deserialize, Serialize};

use crate::attachment::FileKind;
use crate::text::Text;

/// A mistake that must be put right before going on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was typed where something must be.
    Missing,
    /// Nothing was chosen where something must be.
    NotChosen,
    /// The value is not among those offered; only a forged form sends it.
    NotOffered,
    /// More characters than fit.
    TooLong {
        /// Most characters.
        max: usize,
        /// Characters typed.
        typed: usize,
    },
    /// A control character, which no keyboard types.
    ControlCharacter,

    /// Fewer digits than the number has.
    TooFewDigits {
        /// Digits it has.
        needed: usize,
        /// Digits typed.
        typed: usize,
    },
    /// More digits than the number has.
    TooManyDigits {
        /// Digits it has.
        needed: usize,
        /// Digits typed.
        typed: usize,
    },
    /// Something other than digits.
    NotOnlyDigits,
    /// A nine-digit number of an old identity card (chứng minh nhân dân), not valid since 31/12/2024.
    OldNumber,
    /// The year of birth within the identity number has not come yet.
    NumberFromTheFuture {
        /// Year of birth according to the number.
        year: i32,
    },
    /// A tax code has 10, 12 or 13 digits.
    TaxCodeLength {
        /// Digits typed.
        typed: usize,
    },
    /// The last digit of the first ten does not fit the others.
    TaxCodeCheckDigit,
    /// The first digits of a phone number that no network in Viet Nam has.
    PhonePrefix {
        /// The first digits, from the leading zero.
        prefix: String,
    },
    /// An eleven-digit mobile number as they were until 2018.
    OldPhone,
    /// A landline where messages must be received.
    NotMobile,

    /// Not of the form name@domain.
    NotAnEmail,
    /// Letters with diacritics, or others that mail addresses do not have here.
    EmailLetter {
        /// The first such letter.
        letter: char,
    },

    /// Digits within a person's name.
    NameDigits,
    /// A sign that names do not have.
    NameSymbol {
        /// The first such sign.
        symbol: char,
    },
    /// A letter of another script than the Latin one.
    NameLetter {
        /// The first such letter.
        letter: char,
    },
    /// No letter at all.
    NameWithoutLetters,

    /// Not a date as dd/mm/yyyy.
    NotADate,
    /// Neither a date nor a month or a year.
    NotAPartialDate,
    /// A year of fewer than four digits.
    YearDigits,
    /// A day that the calendar does not have, such as 31/02/2026.
    NoSuchDay,
    /// A day after today where something that has happened is asked for.
    InTheFuture,
    /// A year before 1850 or after 2150.
    YearOutOfRange,

    /// Not a number.
    NotANumber,
    /// Digits after the comma where the number is whole, or more than are asked for.
    TooManyDecimals {
        /// Most digits after the comma.
        max: u32,
    },
    /// Smaller than the least.
    TooSmall {
        /// The least.
        min: i64,
    },
    /// Greater than the greatest.
    TooLarge {
        /// The greatest.
        max: i64,
    },

    /// No province chosen.
    ProvinceMissing,
    /// No commune chosen.
    CommuneMissing,
    /// No house number, street or hamlet given.
    StreetMissing,
    /// The commune does not lie in the province.
    CommuneElsewhere,
    /// No name given for a person who was begun.
    PersonNameMissing,

    /// Fewer entries than needed.
    TooFewEntries {
        /// Fewest entries.
        min: usize,
    },
    /// More entries than fit.
    TooManyEntries {
        /// Most entries.
        max: usize,
    },
    /// Something must be agreed to.
    NotAgreed,

    /// Fewer characters than a password has.
    PasswordTooShort {
        /// Fewest characters.
        min: usize,
        /// Characters typed.
        typed: usize,
    },
    /// A password that is guessed soon.
    PasswordGuessable,
    /// The second password is not the first.
    PasswordsDiffer,

    /// A code without the digits of a day (yymmdd).
    CodeDay,
    /// A code without the number at its end.
    CodeSequence,
    /// Not like a dossier's code at all.
    NotACode,
    /// A procedure's code where a dossier's code is asked for.
    CodeOfProcedure,

    /// An empty file.
    FileEmpty,
    /// A file over the limit.
    FileTooLarge {
        /// Most megabytes.
        max_mb: u64,
    },
    /// A kind of file that is not taken.
    FileKind,
    /// A kind of file that this paper does not take.
    FileNotAccepted {
        /// The kinds that it takes.
        kinds: Vec<FileKind>,
    },
    /// A video.
    FileVideo,
    /// A compressed archive.
    FileArchive,
    /// An office document of a kind that is not taken.
    FileOldOffice,
    /// A program or script.
    FileProgram,
    /// What the file holds is not what its name says.
    FileNameDisagrees,
    /// A file of which the end is missing.
    FileTruncated,
    /// A PDF that asks for a password.
    FileLocked,
    /// A virus was found in it.
    FileInfected,
    /// Larger, packed or unpacked, than can be scanned for viruses.
    FileUnscannable,
    /// A picture of more picture elements than can be opened.
    PictureTooLarge {
        /// Most millions of picture elements.
        max_megapixels: u64,
    },
    /// More files for one paper than are taken.
    TooManyFiles {
        /// Most files.
        max: usize,
    },
    /// More megabytes for one dossier than are taken.
    FilesTooLarge {
        /// Most megabytes.
        max_mb: u64,
    },
    /// A paper that must be handed in has no file.
    PaperMissing {
        /// The paper.
        name: Text,
    },
}

/// A problem and the path of the answer it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Path as in [`crate::Answers`].
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// Something that looks wrong and may be right: shown, never in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The year of birth within the identity number is another one than was given.
    BirthYearDisagrees {
        /// According to the number.
        in_number: i32,
    },
    /// The sex within the identity number is the other one.
    SexDisagrees {
        /// According to the number: whether it is a woman's.
        in_number_female: bool,
    },
    /// The first three digits are no province of Viet Nam; so it is for people born abroad.
    UnknownBirthplace {
        /// The three digits.
        code: String,
    },
    /// A domain that looks like a misspelt well-known one.
    EmailDomain {
        /// What was probably meant.
        meant: String,
    },
}

/// A warning and the path of the answer it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldWarning {
    /// Path as in [`crate::Answers`].
    pub path: String,
    /// What looks wrong.
    pub warning: Warning,
}
