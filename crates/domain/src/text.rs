//! Words in the portal's two languages.

use serde::{Deserialize, Serialize};

/// A language of the portal. Vietnamese has addresses without prefix, English lives under `/en`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Tiếng Việt, the default.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The BCP 47 tag for `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language with this tag; Vietnamese where it is none of ours.
    pub fn of_tag(tag: &str) -> Self {
        if tag == Self::En.tag() { Self::En } else { Self::Vi }
    }
}

/// A sentence or label as the catalogue declares it, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Vietnamese, the text that counts legally.
    pub vi: String,
    /// English; empty where the source has none, and then the Vietnamese is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// The text in `language`, the Vietnamese where there is no translation.
    pub fn get(&self, language: Language) -> &str {
        if language == Language::En && !self.en.is_empty() { &self.en } else { &self.vi }
    }
}
