//! Judging a section of answers: what must be put right, and what looks wrong.
//!
//! Runs in the browser while somebody types and on the server for every page and before filing; both judge alike.

mod condition;
mod display;
mod kept;
mod paths;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};

use crate::address::{Address, Units};
use crate::answers::{Answers, insert};
use crate::date::{self, PartialDate};
use crate::email::Email;
use crate::form::{Field, FieldKind, Section};
use crate::identity::{IdentityNumber, Sex};
use crate::money;
use crate::person_name::PersonName;
use crate::phone::Phone;
use crate::problem::{FieldProblem, FieldWarning, Problem, Warning};
use crate::tax_code::TaxCode;

pub use condition::{Scope, holds, is_required, is_shown};
pub use display::{Row, display_value, summary};
pub use kept::{Known, clean_line, clean_text, kept_answers, prefill};
pub use paths::{MAX_ANSWER_BYTES, MAX_ANSWERS_BYTES, accepts, accepts_path};

/// Most characters of a line whose field does not say.
pub const MAX_LINE: usize = 500;
/// Most characters of several lines whose field does not say.
pub const MAX_LINES: usize = 5000;
/// Most characters of an ethnicity or a nationality.
const MAX_GROUP_NAME: usize = 60;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Must be put right, in the order of the questions.
    pub problems: Vec<FieldProblem>,
    /// Looks wrong and may be right.
    pub warnings: Vec<FieldWarning>,
}

impl Checked {
    /// Whether one may go on.
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// The first problem at exactly this path.
    pub fn problem_at(&self, path: &str) -> Option<&Problem> {
        self.problems.iter().find(|found| found.path == path).map(|found| &found.problem)
    }

    /// The paths with warnings, joined by commas: sent along with a form, it tells that these were seen.
    pub fn warned_paths(&self) -> String {
        let paths: Vec<&str> = self.warnings.iter().map(|found| found.path.as_str()).collect();
        paths.join(",")
    }

    /// Whether every warning is at a path that `seen`, once made by [`Self::warned_paths`], names.
    pub fn was_seen(&self, seen: &str) -> bool {
        self.warnings.iter().all(|found| seen.split(',').any(|path| path == found.path))
    }

    /// The warnings at exactly this path.
    pub fn warnings_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Warning> {
        self.warnings.iter().filter(move |found| found.path == path).map(|found| &found.warning)
    }
}

/// Judges the answers to one section. `today` is the day in Viet Nam; `units` are absent in the browser.
pub fn check_section(
    section: &Section,
    answers: &Answers,
    today: NaiveDate,
    units: Option<&Units>,
) -> Checked {
    let mut check = Check { answers, today, units, found: Checked::default() };
    check.fields(&section.fields, Scope::form());
    check.found
}

struct Check<'a> {
    answers: &'a Answers,
    today: NaiveDate,
    units: Option<&'a Units>,
    found: Checked,
}

impl Check<'_> {
    fn problem(&mut self, path: &str, problem: Problem) {
        self.found.problems.push(FieldProblem { path: path.to_owned(), problem });
    }

    fn warning(&mut self, path: &str, warning: Warning) {
        self.found.warnings.push(FieldWarning { path: path.to_owned(), warning });
    }

    fn fields(&mut self, fields: &[Field], scope: Scope<'_>) {
        for field in fields {
            if is_shown(field, self.answers, scope) {
                let required = is_required(field, self.answers, scope);
                self.field(field, &scope.path(&field.id), required);
            }
        }
    }

    fn field(&mut self, field: &Field, path: &str, required: bool) {
        match &field.kind {
            FieldKind::MultiChoice { choices } => {
                let ticked: Vec<&str> = self.answers.ticked(path).collect();
                if ticked.iter().any(|value| !choices.iter().any(|choice| choice.value == **value)) {
                    self.problem(path, Problem::NotOffered);
                } else if required && ticked.is_empty() {
                    self.problem(path, Problem::NotChosen);
                }
            }
            FieldKind::Address { detailed } => {
                let address = Address::read(self.answers, path);
                self.found.problems.extend(address.problems(path, required, *detailed, self.units));
            }
            FieldKind::Person => self.person(path, required),
            FieldKind::Group { min, max, fields } => {
                self.group(path, (*min).max(usize::from(required)), *max, fields);
            }
            single => {
                let typed = self.answers.get(path);
                if !typed.is_empty() {
                    if let Err(problem) = self.single(single, path, typed) {
                        self.problem(path, problem);
                    }
                } else if required {
                    let chosen = matches!(single, FieldKind::Choice { .. } | FieldKind::YesNo);
                    self.problem(path, if chosen { Problem::NotChosen } else { Problem::Missing });
                }
            }
        }
    }

    /// Judges an answer of one input, which is not empty.
    fn single(&mut self, kind: &FieldKind, path: &str, typed: &str) -> Result<(), Problem> {
        match kind {
            FieldKind::Text { max_length } => line(typed, max_length.unwrap_or(MAX_LINE)),
            FieldKind::LongText { max_length } => {
                let text = clean_text(typed);
                let unprintable = |c: char| c.is_control() && c != '\n' && c != '\t';
                if text.chars().any(unprintable) {
                    return Err(Problem::ControlCharacter);
                }
                fits(&text, max_length.unwrap_or(MAX_LINES))
            }
            FieldKind::Ethnicity | FieldKind::Nationality => line(typed, MAX_GROUP_NAME),
            FieldKind::Number { decimals, min, max } => {
                let scale = 10i64.saturating_pow(*decimals);
                let number = money::parse_number(typed, *decimals)?;
                bounds(
                    number,
                    min.map(|min| min.saturating_mul(scale)),
                    max.map(|max| max.saturating_mul(scale)),
                    scale,
                )
            }
            FieldKind::MoneyVnd { min, max } => bounds(money::parse(typed)?, *min, *max, 1),
            FieldKind::Date { past } => {
                let day = date::parse(typed)?;
                if *past && day > self.today { Err(Problem::InTheFuture) } else { Ok(()) }
            }
            FieldKind::PartialDate => self.past_partial(typed).map(|_| ()),
            FieldKind::YesNo if typed == "yes" || typed == "no" => Ok(()),
            FieldKind::YesNo => Err(Problem::NotOffered),
            FieldKind::Choice { choices } => {
                if choices.iter().any(|choice| choice.value == typed) {
                    Ok(())
                } else {
                    Err(Problem::NotOffered)
                }
            }
            FieldKind::PersonName => PersonName::parse(typed).map(|_| ()),
            FieldKind::IdentityNumber => self.identity(path, typed),
            FieldKind::Phone => Phone::parse(typed).map(|_| ()),
            FieldKind::Email => {
                let email = Email::parse(typed)?;
                if let Some(warning) = email.warning() {
                    self.warning(path, warning);
                }
                Ok(())
            }
            FieldKind::TaxCode => TaxCode::parse(typed, self.today.year()).map(|_| ()),
            FieldKind::MultiChoice { .. }
            | FieldKind::Address { .. }
            | FieldKind::Person
            | FieldKind::Group { .. } => Ok(()),
        }
    }

    fn past_partial(&self, typed: &str) -> Result<PartialDate, Problem> {
        let partial = date::parse_partial(typed).map_err(|problem| match problem {
            Problem::NotADate => Problem::NotAPartialDate,
            problem => problem,
        })?;
        if partial.earliest().is_some_and(|day| day > self.today) {
            Err(Problem::InTheFuture)
        } else {
            Ok(partial)
        }
    }

    /// An identity number is compared with the answers beside it: at `mother_identity_number` with `mother_birth_date`,
    /// `mother_birth` and `mother_sex`.
    fn identity(&mut self, path: &str, typed: &str) -> Result<(), Problem> {
        let number = IdentityNumber::parse(typed, self.today.year())?;
        if let Some(stem) = path.strip_suffix("identity_number") {
            let beside = |part: &str| self.answers.get(&[stem, part].concat());
            let birth = [beside("birth_date"), beside("birth")]
                .into_iter()
                .find_map(|typed| date::parse_partial(typed).ok());
            let sex = Sex::from_answer(beside("sex"));
            for warning in number.warnings(birth.map(PartialDate::year), sex) {
                self.warning(path, warning);
            }
        }
        Ok(())
    }

    fn person(&mut self, path: &str, required: bool) {
        if !required && !self.answers.has_under(path) {
            return;
        }
        let name = [path, ".name"].concat();
        match self.answers.get(&name) {
            "" => self.problem(&name, if required { Problem::Missing } else { Problem::PersonNameMissing }),
            typed => {
                if let Err(problem) = PersonName::parse(typed) {
                    self.problem(&name, problem);
                }
            }
        }
        let number = [path, ".identity_number"].concat();
        let typed = self.answers.get(&number);
        if !typed.is_empty()
            && let Err(problem) = self.identity(&number, typed)
        {
            self.problem(&number, problem);
        }
        let birth = [path, ".birth_date"].concat();
        let typed = self.answers.get(&birth);
        if !typed.is_empty()
            && let Err(problem) = self.past_partial(typed)
        {
            self.problem(&birth, problem);
        }
    }

    /// Entries left empty count for nothing, but the first `min` must be filled in.
    fn group(&mut self, path: &str, min: usize, max: usize, fields: &[Field]) {
        let begun: Vec<usize> = self.answers.begun_entries(path).collect();
        if begun.len() > max {
            self.problem(path, Problem::TooManyEntries { max });
            return;
        }
        let before = self.found.problems.len();
        let mut blanks = (0..).filter(|at| !begun.contains(at));
        let mut entries = begun.clone();
        for lacking in blanks.by_ref().take(min.saturating_sub(begun.len())) {
            insert(&mut entries, lacking);
        }
        for at in entries {
            let prefix = [path, ".", &at.to_string(), "."].concat();
            self.fields(fields, Scope::entry(&prefix, fields));
        }
        if begun.len() < min && self.found.problems.len() == before {
            self.problem(path, Problem::TooFewEntries { min });
        }
    }
}

fn line(typed: &str, max: usize) -> Result<(), Problem> {
    let text = clean_line(typed);
    if text.chars().any(char::is_control) {
        return Err(Problem::ControlCharacter);
    }
    fits(&text, max)
}

fn fits(text: &str, max: usize) -> Result<(), Problem> {
    let typed = text.chars().count();
    if typed > max { Err(Problem::TooLong { max, typed }) } else { Ok(()) }
}

fn bounds(number: i64, min: Option<i64>, max: Option<i64>, scale: i64) -> Result<(), Problem> {
    match (min, max) {
        (Some(min), _) if number < min => Err(Problem::TooSmall { min: min / scale }),
        (_, Some(max)) if number > max => Err(Problem::TooLarge { max: max / scale }),
        _ => Ok(()),
    }
}
