//! Turns `locales/{vi,en}/<feature>.toml` into constants for the code and two files of sentences per language: all of them
//! for the server, and those that the browser's program may say.
//!
//! Both languages must have the same keys and the same `{holes}`; otherwise the build stops and names the place.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const LANGUAGES: [&str; 2] = ["vi", "en"];

/// Features of which every page is drawn by the server: their sentences do not travel.
const ON_THE_SERVER: [&str; 8] =
    ["access", "administration", "counter", "desk", "inbox", "staff", "statistics", "verify"];

/// feature → key → sentence
type Sentences = BTreeMap<String, BTreeMap<String, String>>;

fn main() -> Result<(), Box<dyn Error>> {
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");

    let mut faults = Vec::new();
    let [vietnamese, english] = LANGUAGES.map(|language| read(&locales.join(language), &mut faults));
    compare(&vietnamese, &english, &mut faults);
    if !faults.is_empty() {
        return Err(format!("the sentences have faults:\n  {}", faults.join("\n  ")).into());
    }

    fs::write(out.join("text.rs"), constants(&vietnamese)?)?;
    for (language, sentences) in LANGUAGES.iter().zip([&vietnamese, &english]) {
        let lines = |features: Vec<(&String, &BTreeMap<String, String>)>| {
            let lines: Vec<&str> =
                features.into_iter().flat_map(|(_, keys)| keys.values()).map(String::as_str).collect();
            lines.join("\n")
        };
        fs::write(out.join(format!("{language}.txt")), lines(travelling(sentences)))?;
        fs::write(out.join(format!("{language}.all.txt")), lines(in_order(sentences)))?;
    }
    Ok(())
}

/// The features in the order of their keys: those that travel first, so that their keys are the same without the others.
fn in_order(sentences: &Sentences) -> Vec<(&String, &BTreeMap<String, String>)> {
    let stay = sentences.iter().filter(|(feature, _)| ON_THE_SERVER.contains(&feature.as_str()));
    travelling(sentences).into_iter().chain(stay).collect()
}

fn travelling(sentences: &Sentences) -> Vec<(&String, &BTreeMap<String, String>)> {
    sentences.iter().filter(|(feature, _)| !ON_THE_SERVER.contains(&feature.as_str())).collect()
}

/// Reads all features of one language. Faults are collected so that one build shows them all.
fn read(folder: &Path, faults: &mut Vec<String>) -> Sentences {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut sentences = Sentences::new();
    let files = match fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) => {
            faults.push(format!("{}: {error}", folder.display()));
            return sentences;
        }
    };
    for path in files.filter_map(|file| file.ok().map(|file| file.path())) {
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        let feature = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
        let parsed = fs::read_to_string(&path)
            .map_err(|error| error.to_string())
            .and_then(|text| toml::from_str(&text).map_err(|error| error.to_string()));
        match parsed {
            Ok(keys) => {
                let keys: BTreeMap<String, String> = keys;
                for (key, sentence) in &keys {
                    if !is_name(key) {
                        faults.push(format!("{}: `{key}` is no key (a-z, 0-9, _)", path.display()));
                    }
                    if sentence.contains('\n') || sentence.trim().is_empty() {
                        faults.push(format!("{}: `{key}` must be one line of text", path.display()));
                    }
                    if let Err(fault) = holes(sentence) {
                        faults.push(format!("{}: `{key}`: {fault}", path.display()));
                    }
                }
                sentences.insert(feature, keys);
            }
            Err(error) => faults.push(format!("{}: {error}", path.display())),
        }
    }
    sentences
}

fn compare(vietnamese: &Sentences, english: &Sentences, faults: &mut Vec<String>) {
    let features: BTreeSet<&String> = vietnamese.keys().chain(english.keys()).collect();
    for feature in features {
        let none = BTreeMap::new();
        let (vi, en) = (vietnamese.get(feature).unwrap_or(&none), english.get(feature).unwrap_or(&none));
        let keys: BTreeSet<&String> = vi.keys().chain(en.keys()).collect();
        for key in keys {
            match (vi.get(key), en.get(key)) {
                (Some(vi), Some(en)) if holes(vi).ok() != holes(en).ok() => {
                    faults.push(format!(
                        "locales/*/{feature}.toml: `{key}` has other holes in English than in Vietnamese"
                    ));
                }
                (Some(_), None) => faults.push(format!("locales/en/{feature}.toml: `{key}` is missing")),
                (None, Some(_)) => faults.push(format!("locales/vi/{feature}.toml: `{key}` is missing")),
                _ => {}
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
}

/// The names between braces.
fn holes(sentence: &str) -> Result<BTreeSet<&str>, String> {
    let mut holes = BTreeSet::new();
    let mut rest = sentence;
    while let Some(start) = rest.find(['{', '}']) {
        let inside = rest[start..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match inside {
            Some((name, after)) if is_name(name) => {
                holes.insert(name);
                rest = after;
            }
            _ => return Err("a brace that is no {hole}".into()),
        }
    }
    Ok(holes)
}

fn constants(sentences: &Sentences) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    let mut index = 0;
    for (feature, keys) in in_order(sentences) {
        writeln!(code, "/// Sentences of `{feature}`.\npub mod {feature} {{\n    use super::Key;")?;
        for (key, sentence) in keys {
            writeln!(
                code,
                "    #[doc = {sentence:?}]\n    pub const {}: Key = Key({index});",
                key.to_uppercase()
            )?;
            index += 1;
        }
        writeln!(code, "}}")?;
    }
    let travel: usize = travelling(sentences).into_iter().map(|(_, keys)| keys.len()).sum();
    writeln!(
        code,
        "/// How many sentences the browser has of a language.\npub const TRAVELLING: usize = {travel};"
    )?;
    writeln!(
        code,
        "/// How many sentences the server has of a language.\npub const COUNT: usize = {index};"
    )?;
    Ok(code)
}
