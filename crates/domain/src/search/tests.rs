#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::*;

#[derive(Deserialize)]
struct Procedures {
    procedures: Vec<Procedure>,
}

#[derive(Deserialize)]
struct Fields {
    fields: Vec<ProcedureField>,
}

#[derive(Deserialize)]
struct Words {
    search: SearchWords,
}

#[derive(Deserialize)]
struct Query {
    query: String,
    expect: Vec<String>,
}

fn read<T: serde::de::DeserializeOwned>(path: &str) -> T {
    let path = format!("{}/../../catalogue/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn procedures() -> Vec<Procedure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/procedures");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .flat_map(|file| {
            serde_json::from_str::<Procedures>(&std::fs::read_to_string(file).unwrap()).unwrap().procedures
        })
        .collect()
}

fn index() -> &'static SearchIndex {
    static INDEX: std::sync::OnceLock<SearchIndex> = std::sync::OnceLock::new();
    INDEX.get_or_init(|| {
        let fields: Fields = read("fields.json");
        let words: Words = read("search.json");
        SearchIndex::build(&procedures(), &fields.fields, &words.search)
    })
}

fn first_three(query: &str) -> Vec<String> {
    index().search(query, 3).hits.into_iter().map(|hit| hit.code).collect()
}

/// The queries of the catalogue's search words; each says what must be among the first three.
#[test]
fn queries_of_citizens_find_their_procedure() {
    let queries: Vec<Query> = serde_json::from_str(include_str!("queries.json")).unwrap();
    let missed: Vec<String> = queries
        .iter()
        .filter_map(|one| {
            let found = first_three(&one.query);
            (!one.expect.iter().any(|code| found.contains(code))).then(|| format!("{}: {found:?}", one.query))
        })
        .collect();
    assert_eq!(queries.len(), 40);
    assert!(missed.is_empty(), "{missed:#?}");
}

fn first(query: &str) -> String {
    first_three(query).into_iter().next().unwrap_or_default()
}

#[test]
fn every_procedure_is_found_by_its_name() {
    for procedure in procedures() {
        let name = &procedure.name.vi;
        for written in [name.clone(), crate::fold::fold(name), name.to_uppercase(), name.nfd().collect()] {
            assert_eq!(first(&written), procedure.code, "{written}");
        }
    }
}

#[test]
fn every_procedure_is_found_with_a_slip_of_the_fingers() {
    for procedure in procedures() {
        let mut name: Vec<char> = crate::fold::fold(&procedure.name.vi).chars().collect();
        let Some(at) = name.windows(3).position(|three| three.iter().all(char::is_ascii_alphabetic)) else {
            continue;
        };
        name.swap(at + 1, at + 2);
        let typed: String = name.into_iter().collect();
        assert!(first_three(&typed).contains(&procedure.code), "{typed}");
    }
}

#[test]
fn codes_with_and_without_suffix_or_unfinished() {
    for typed in
        ["1.001193", " 1.001193.000.00.00.H21 ", "1.001193.H21", "1.001193.h21", "1,001193", "1.00119"]
    {
        assert_eq!(first(typed), "1.001193", "{typed}");
    }
    assert!(index().search("9.999999", 3).hits.is_empty());
}

#[test]
fn slips_abbreviations_and_words_written_together() {
    for (typed, code) in [
        ("đăng kí khai sin", "1.001193"),
        ("khaisinh", "1.001193"),
        ("giay pep xay dun", "1.013225"),
        ("gpxd", "1.013225"),
        ("dkkh", "1.000894"),
        ("li di xac nhan doc than", "1.004873"),
        ("KIỂM DỊCH HEO", "1.002338"),
        ("huong dan vien du lic", "1.004623"),
    ] {
        assert_eq!(first(typed), code, "{typed}");
    }
}

#[test]
fn answers_while_one_types() {
    let name = "huong dan vien du lich";
    for length in 5..=name.len() {
        assert_eq!(first(&name[..length]), "1.004623", "{}", &name[..length]);
    }
}

#[test]
fn asks_back_where_several_fit_and_only_then() {
    let asks = |typed: &str| index().search(typed, 3).ask_back.map(|asked| asked.options.len());
    assert!(asks("khai sinh").is_some_and(|options| options > 3));
    assert!(asks("tôi muốn làm giấy phép xây dựng").is_some());
    assert!(asks("gpxd").is_some());
    assert_eq!(asks("trích lục khai sinh"), None);
    assert_eq!(asks("giấy phép xây dựng nhà ở nông thôn"), None);
}

#[test]
fn tells_what_others_do() {
    let outside = |typed: &str| index().search(typed, 3).outside.map(|found| found.name.vi);
    assert!(outside("làm hộ chiếu").is_some());
    assert!(outside("doi bang lai").is_some());
    assert_eq!(outside("sao y căn cước"), None);
    assert_eq!(outside("khai sinh"), None);
    assert!(index().search("hộ chiếu", 5).hits.is_empty(), "nothing that only sounds alike");
}

#[test]
fn nonsense_finds_nothing() {
    for typed in ["", "   ", "asdfgh qwerty", "???", "x", "12345678901234567890", "日本語", "\u{0}"] {
        assert_eq!(index().search(typed, 10), SearchAnswer::default(), "{typed}");
    }
}

#[test]
fn an_empty_catalogue_answers_too() {
    let empty = SearchIndex::build(&[], &[], &SearchWords::default());
    assert_eq!(empty.search("khai sinh", 10), SearchAnswer::default());
}

proptest! {
    #[test]
    fn answers_anything_in_order_and_within_the_limit(typed in "\\PC{0,60}|[a-z ]{0,60}", limit in 0usize..20) {
        let hits = index().search(&typed, limit).hits;
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert!(hits.iter().all(|hit| hit.score.is_finite()));
    }

    #[test]
    fn diacritics_capitals_and_spaces_change_nothing(at in 0usize..40, spaces in 1usize..4) {
        let queries: Vec<Query> = serde_json::from_str(include_str!("queries.json")).unwrap();
        let query = &queries[at].query;
        let other = crate::fold::fold(query).to_uppercase().replace(' ', &" ".repeat(spaces));
        prop_assert_eq!(index().search(&other, 5), index().search(query, 5));
    }
}
