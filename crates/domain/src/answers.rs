//! What a person typed, kept exactly as typed, also when it is wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Answers of a wizard by field path.
///
/// A path is the field's id, with parts joined by dots where a field has several inputs:
/// `child_name`; `requester_address.province`, `.commune`, `.detail`; `request_kind.change` = `yes` for each
/// ticked choice of a multiple choice; `changes.0.new_value` for the first entry of a repeatable group.
/// Values are raw: trimming and normalising happen where a value is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, String>);

impl Answers {
    /// What was typed at `path`, without surrounding white space; empty when nothing was.
    pub fn get(&self, path: &str) -> &str {
        self.0.get(path).map_or("", |typed| typed.trim())
    }

    /// Whether something other than white space was typed at `path`.
    pub fn has(&self, path: &str) -> bool {
        !self.get(path).is_empty()
    }

    /// Keeps `typed` at `path`.
    pub fn set(&mut self, path: impl Into<String>, typed: impl Into<String>) {
        self.0.insert(path.into(), typed.into());
    }

    /// Whether any path at or below `prefix` has an answer.
    pub fn has_under(&self, prefix: &str) -> bool {
        self.has(prefix)
            || self
                .0
                .range(format!("{prefix}.")..format!("{prefix}/"))
                .any(|(_, typed)| !typed.trim().is_empty())
    }

    /// How many entries of the repeatable group `group` have been begun: one more than the highest index.
    pub fn entries(&self, group: &str) -> usize {
        let start = format!("{group}.");
        self.0
            .range(start.clone()..format!("{group}/"))
            .filter_map(|(path, _)| path[start.len()..].split('.').next()?.parse::<usize>().ok())
            .max()
            .map_or(0, |highest| highest + 1)
    }
}
