//! Words by which people look for procedures.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What search knows beyond the procedures' own names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchWords {
    /// Everyday words and what they stand for.
    #[serde(default)]
    pub synonyms: Vec<Synonym>,
    /// Words that fit several procedures: ask before choosing.
    #[serde(default)]
    pub ambiguous: Vec<Ambiguity>,
    /// Business of other agencies.
    #[serde(default)]
    pub outside: Vec<Outside>,
    /// Entries by events of life, in order.
    #[serde(default)]
    pub life_events: Vec<LifeEvent>,
}

/// Everyday words for a procedure or for a term of the field. Terms are compared folded: without diacritics,
/// đ as d, lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// How the terms stand to what they mean.
    pub kind: SynonymKind,
    /// What people type.
    pub terms: Vec<String>,
    /// What replaces the terms when a query is widened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical: Vec<String>,
    /// Codes of the procedures that are meant, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<String>,
}

/// How terms stand to what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SynonymKind {
    /// What somebody wants to get done.
    Intent,
    /// An abbreviation; a short one counts only where it stands as a word of its own.
    Abbreviation,
    /// A word of one region.
    Regional,
    /// A frequent misspelling.
    Misspelling,
    /// Another word for the same.
    Word,
}

/// An intent that several procedures fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambiguity {
    /// What people type when they mean it.
    pub terms: Vec<String>,
    /// The question asked back.
    pub ask: Text,
    /// The ways to go on.
    pub options: Vec<Way>,
}

/// One answer to a question asked back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// The case, in the words of the one who asks: how this procedure differs from the others.
    pub case: Text,
    /// Code of the procedure for it.
    pub procedure: String,
}

/// Something people look for here and get elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// What people type.
    pub terms: Vec<String>,
    /// What it is.
    pub name: Text,
    /// Who does it and where to go.
    pub place: Text,
}

/// An entry by an event of life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// Identifies it in addresses: `^[a-z][a-z0-9-]*$`.
    pub id: String,
    /// "Sinh con".
    pub name: Text,
    /// What belongs to it, in a few words.
    pub about: Text,
    /// Codes of its procedures, in order.
    pub procedures: Vec<String>,
}
