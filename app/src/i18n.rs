//! Languages and sentences.
//!
//! Sentences live in `locales/`; the build makes of each key a constant in [`text`]. The server holds both languages.
//! The browser's program holds none: the page's boot script loads the one language of the page and hands it to
//! [`install`] before anything is drawn.

/// The keys of all sentences: `text::<feature>::<KEY>`.
pub mod text {
    use super::Key;
    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}

/// Names a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u16);

/// A language of the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Addresses without prefix.
    #[default]
    Vietnamese,
    /// Addresses under `/en`.
    English,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The language's tag (BCP 47), for `lang` attributes and the names of files.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// What addresses in this language begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Vietnamese => "",
            Self::English => "/en",
        }
    }

    /// The language of the page at `path`.
    pub fn of_path(path: &str) -> Self {
        if path == "/en" || path.starts_with("/en/") { Self::English } else { Self::Vietnamese }
    }

    /// The language with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

impl From<Language> for domain::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Vietnamese => Self::Vi,
            Language::English => Self::En,
        }
    }
}

#[cfg(feature = "ssr")]
mod loaded {
    use std::sync::LazyLock;

    use leptos::prelude::use_context;

    use super::Language;

    /// All sentences of a language, one a line, in the order of their keys; those that no browser needs are the last.
    pub const fn file(language: Language) -> &'static str {
        match language {
            Language::Vietnamese => include_str!(concat!(env!("OUT_DIR"), "/vi.all.txt")),
            Language::English => include_str!(concat!(env!("OUT_DIR"), "/en.all.txt")),
        }
    }

    static SENTENCES: LazyLock<[Vec<&'static str>; 2]> =
        LazyLock::new(|| Language::ALL.map(|language| file(language).split('\n').collect()));

    /// The sentence in `language`.
    pub fn sentence(language: Language, key: super::Key) -> &'static str {
        SENTENCES[language as usize].get(usize::from(key.0)).copied().unwrap_or_default()
    }

    /// The language of the page being drawn, or of the page that called the server function.
    pub fn use_language() -> Language {
        use_context().unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
mod loaded {
    use std::sync::OnceLock;

    use super::Language;

    static LOADED: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

    /// Takes over the sentences of the page's language: one a line, in the order of their keys. Says whether they fit
    /// this program; with sentences of another version the page must be left as the server drew it.
    pub fn install(language: Language, sentences: String) -> bool {
        let sentences: Vec<&'static str> = String::leak(sentences).split('\n').collect();
        sentences.len() == super::text::TRAVELLING && LOADED.set((language, sentences)).is_ok()
    }

    /// The sentence in the page's language.
    pub fn sentence(_: Language, key: super::Key) -> &'static str {
        LOADED.get().and_then(|(_, sentences)| sentences.get(usize::from(key.0))).copied().unwrap_or_default()
    }

    /// The language of the page.
    pub fn use_language() -> Language {
        LOADED.get().map(|(language, _)| *language).unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
pub use loaded::install;
pub use loaded::use_language;
#[cfg(feature = "ssr")]
pub use loaded::{file, sentence};

/// The sentence in the language of the page.
pub fn t(key: Key) -> &'static str {
    loaded::sentence(use_language(), key)
}

/// The sentence in the language of the page, its `{holes}` filled.
pub fn fill(key: Key, values: &[(&str, &str)]) -> String {
    fill_template(t(key), values)
}

/// Fills the `{holes}` of `template`; a hole without a value stays visible.
pub fn fill_template(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(hole, _)| *hole == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_once_and_values_are_not_read_as_holes() {
        assert_eq!(
            fill_template("Bước {step} trên {count}", &[("step", "{count}"), ("count", "4")]),
            "Bước {count} trên 4"
        );
        assert_eq!(fill_template("{a}{b}", &[("a", "1")]), "1{b}");
    }

    #[test]
    fn only_whole_first_segments_choose_english() {
        assert_eq!(Language::of_path("/en"), Language::English);
        assert_eq!(Language::of_path("/en/dich-vu-cong"), Language::English);
        assert_eq!(Language::of_path("/english"), Language::Vietnamese);
        assert_eq!(Language::of_path("/"), Language::Vietnamese);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn both_languages_have_every_sentence() {
        for language in Language::ALL {
            assert_eq!(file(language).split('\n').count(), text::COUNT);
            const { assert!(text::TRAVELLING < text::COUNT) };
        }
        assert_eq!(sentence(Language::Vietnamese, text::layout::LOG_IN), "Đăng nhập");
        assert_eq!(sentence(Language::English, text::layout::LOG_IN), "Log in");
        assert_eq!(sentence(Language::English, text::staff::ABSENCE), "Absence");
    }
}
