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
        self.has(prefix) || self.under(prefix).any(|(_, typed)| !typed.trim().is_empty())
    }

    /// Whether `value` is the answer at `path`, or ticked there where several may be.
    pub fn is(&self, path: &str, value: &str) -> bool {
        self.get(path) == value && !value.is_empty() || self.get(&[path, ".", value].concat()) == "yes"
    }

    /// The values ticked at `path`, where several may be.
    pub fn ticked<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> {
        self.under(path).filter(|(_, typed)| typed.trim() == "yes").map(|(value, _)| value)
    }

    /// What was typed below `path`, with what follows the dot.
    fn under<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        // `/` follows `.` in ASCII.
        let (first, last) = ([path, "."].concat(), [path, "/"].concat());
        let length = first.len();
        self.0.range(first..last).map(move |(path, typed)| (&path[length..], typed.as_str()))
    }

    /// Indices of the entries of the repeatable group `group` in which something was typed, in order.
    pub fn begun_entries(&self, group: &str) -> impl Iterator<Item = usize> + use<> {
        let typed = self.under(group).filter(|(_, typed)| !typed.trim().is_empty());
        let mut begun = Vec::new();
        for entry in typed.filter_map(|(within, _)| within.split('.').next()?.parse().ok()) {
            insert(&mut begun, entry);
        }
        begun.into_iter()
    }

    /// How many entries of the repeatable group `group` have been begun: one more than the highest index.
    pub fn entries(&self, group: &str) -> usize {
        let index = |(within, _): (&str, &str)| within.split('.').next()?.parse::<usize>().ok();
        self.under(group).filter_map(index).max().map_or(0, |highest| highest.saturating_add(1))
    }

    /// Bytes of all paths and answers.
    pub fn size(&self) -> usize {
        self.0.iter().map(|(path, typed)| path.len() + typed.len()).sum()
    }
}
/// Puts an entry into entries in order, unless it is there. (Sorting would add 6 kB to the browser's program.)
pub(crate) fn insert(entries: &mut Vec<usize>, entry: usize) {
    if let Err(at) = entries.binary_search(&entry) {
        entries.insert(at, entry);
    }
}
