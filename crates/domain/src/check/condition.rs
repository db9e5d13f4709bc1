//! Conditions over other answers.

use crate::answers::Answers;
use crate::form::{Condition, Field, Required};

/// Where a field stands: in the form itself, or in one entry of a repeatable group.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    prefix: &'a str,
    siblings: &'a [Field],
}

impl<'a> Scope<'a> {
    /// The form itself: the path of an answer is the field's id.
    pub fn form() -> Self {
        Self { prefix: "", siblings: &[] }
    }

    /// One entry of a group: `prefix` is `members.0.`, `siblings` are the group's fields, which conditions name by id
    /// before they name fields outside.
    pub fn entry(prefix: &'a str, siblings: &'a [Field]) -> Self {
        Self { prefix, siblings }
    }

    /// Path of the answer to a field of this scope.
    pub fn path(&self, id: &str) -> String {
        [self.prefix, id].concat()
    }

    /// Path of the field that a condition within this scope names.
    fn named(&self, id: &str) -> String {
        let first = id.split('.').next().unwrap_or(id);
        if self.siblings.iter().any(|field| field.id == first) { self.path(id) } else { id.to_owned() }
    }
}

/// Whether the condition holds over the answers.
pub fn holds(condition: &Condition, answers: &Answers, scope: Scope<'_>) -> bool {
    match condition {
        Condition::Eq(field, value) => answers.is(&scope.named(field), value),
        Condition::In(field, values) => {
            let path = scope.named(field);
            values.iter().any(|value| answers.is(&path, value))
        }
        Condition::Answered(field) => answers.has_under(&scope.named(field)),
        Condition::And(all) => all.iter().all(|one| holds(one, answers, scope)),
        Condition::Or(any) => any.iter().any(|one| holds(one, answers, scope)),
        Condition::Not(one) => !holds(one, answers, scope),
    }
}

/// Whether the field is shown.
pub fn is_shown(field: &Field, answers: &Answers, scope: Scope<'_>) -> bool {
    field.when.as_ref().is_none_or(|condition| holds(condition, answers, scope))
}

/// Whether an answer must be given, as long as the field is shown.
pub fn is_required(field: &Field, answers: &Answers, scope: Scope<'_>) -> bool {
    match &field.required {
        Required::Fixed(required) => *required,
        Required::When(condition) => holds(condition, answers, scope),
    }
}
