#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::catalogue::{Commune, Province};
use crate::text::Language;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn section(fields: &str) -> Section {
    let data = format!(r#"{{"id":"s","title":{{"vi":"S"}},"fields":[{fields}]}}"#);
    serde_json::from_str(&data).unwrap()
}

fn field(id: &str, rest: &str) -> String {
    format!(r#"{{"id":"{id}","label":{{"vi":"{id}","en":"{id} in English"}},{rest}}}"#)
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (path, typed) in pairs {
        answers.set(*path, *typed);
    }
    answers
}

fn problems(section: &Section, typed: &[(&str, &str)]) -> Vec<(String, Problem)> {
    let found = check_section(section, &answers(typed), today(), None);
    found.problems.into_iter().map(|found| (found.path, found.problem)).collect()
}

fn problem(section: &Section, typed: &[(&str, &str)]) -> Option<Problem> {
    let found = problems(section, typed);
    assert!(found.len() <= 1, "{found:?}");
    found.into_iter().next().map(|(_, problem)| problem)
}

#[test]
fn required_or_not() {
    let must = section(&field("a", r#""type":"text","required":true"#));
    assert_eq!(problem(&must, &[]), Some(Problem::Missing));
    assert_eq!(problem(&must, &[("a", " \u{a0} ")]), Some(Problem::Missing));
    assert_eq!(problem(&must, &[("a", "x")]), None);
    let may = section(&field("a", r#""type":"date""#));
    assert_eq!(problem(&may, &[]), None);
    assert_eq!(problem(&may, &[("a", "31/2/2026")]), Some(Problem::NoSuchDay));
}

#[test]
fn every_kind_judges_its_answers() {
    let choices = r#""choices":[{"value":"x","label":{"vi":"X"}},{"value":"y","label":{"vi":"Y"}}]"#;
    for (kind, fine, wrong, expected) in [
        (r#""type":"text","max_length":3"#, "abc", "abcd", Problem::TooLong { max: 3, typed: 4 }),
        (r#""type":"text","max_length":3"#, "ấ\u{301}b", "a\u{0}b", Problem::ControlCharacter),
        (
            r#""type":"long_text","max_length":5"#,
            "a\r\nb\tc",
            "abcdef",
            Problem::TooLong { max: 5, typed: 6 },
        ),
        (r#""type":"number","min":1,"max":50"#, "50", "0", Problem::TooSmall { min: 1 }),
        (r#""type":"number","min":1,"max":50"#, "1", "51", Problem::TooLarge { max: 50 }),
        (r#""type":"number","decimals":1,"max":9"#, "8,5", "9,1", Problem::TooLarge { max: 9 }),
        (r#""type":"number""#, "-3", "3,5", Problem::TooManyDecimals { max: 0 }),
        (r#""type":"money_vnd","min":0"#, "8.000 đ", "-1", Problem::TooSmall { min: 0 }),
        (r#""type":"date","past":true"#, "23/11/2026", "24/11/2026", Problem::InTheFuture),
        (r#""type":"date""#, "24/11/2026", "24/11", Problem::NotADate),
        (r#""type":"partial_date""#, "2026", "12/2026", Problem::InTheFuture),
        (r#""type":"partial_date""#, "1990", "năm 90", Problem::NotAPartialDate),
        (r#""type":"yes_no""#, "no", "maybe", Problem::NotOffered),
        (&format!(r#""type":"choice",{choices}"#), "x", "z", Problem::NotOffered),
        (r#""type":"person_name""#, "Ý", "Lan 2", Problem::NameDigits),
        (
            r#""type":"identity_number""#,
            "064201123456",
            "06420112345",
            Problem::TooFewDigits { needed: 12, typed: 11 },
        ),
        (r#""type":"phone""#, "0905 123 456", "0512345678", Problem::PhonePrefix { prefix: "051".into() }),
        (r#""type":"email""#, "a@x.vn", "a@x", Problem::NotAnEmail),
        (r#""type":"tax_code""#, "0100109106", "0100109107", Problem::TaxCodeCheckDigit),
        (r#""type":"ethnicity""#, "Ba Na", &"a".repeat(61), Problem::TooLong { max: 60, typed: 61 }),
    ] {
        let section = section(&field("a", kind));
        assert_eq!(problem(&section, &[("a", fine)]), None, "{kind} {fine}");
        assert_eq!(problem(&section, &[("a", wrong)]), Some(expected), "{kind} {wrong}");
    }
}

#[test]
fn choices_must_be_offered_and_made() {
    let choices =
        r#""choices":[{"value":"x","label":{"vi":"X"}},{"value":"y","label":{"vi":"Y"}}],"required":true"#;
    let one = section(&field("a", &format!(r#""type":"choice",{choices}"#)));
    assert_eq!(problem(&one, &[]), Some(Problem::NotChosen));
    let some = section(&field("a", &format!(r#""type":"multi_choice",{choices}"#)));
    assert_eq!(problem(&some, &[]), Some(Problem::NotChosen));
    assert_eq!(problem(&some, &[("a.x", "yes"), ("a.y", "yes")]), None);
    assert_eq!(problem(&some, &[("a.z", "yes")]), Some(Problem::NotOffered));
    assert_eq!(problem(&some, &[("a.x", "")]), Some(Problem::NotChosen));
}

#[test]
fn conditions() {
    let condition = |data: &str| serde_json::from_str::<crate::form::Condition>(data).unwrap();
    let typed =
        answers(&[("a", "x"), ("many.u", "yes"), ("many.v", ""), ("home.province", "52"), ("blank", " ")]);
    for (data, expected) in [
        (r#"{"eq":["a","x"]}"#, true),
        (r#"{"eq":["a","y"]}"#, false),
        (r#"{"eq":["none",""]}"#, false),
        (r#"{"eq":["many","u"]}"#, true),
        (r#"{"eq":["many","v"]}"#, false),
        (r#"{"in":["a",["y","x"]]}"#, true),
        (r#"{"in":["many",["v","u"]]}"#, true),
        (r#"{"in":["many",["v"]]}"#, false),
        (r#"{"answered":"home"}"#, true),
        (r#"{"answered":"blank"}"#, false),
        (r#"{"and":[{"answered":"a"},{"not":{"eq":["a","y"]}}]}"#, true),
        (r#"{"or":[{"eq":["a","y"]},{"answered":"blank"}]}"#, false),
        (r#"{"and":[]}"#, true),
        (r#"{"or":[]}"#, false),
    ] {
        assert_eq!(holds(&condition(data), &typed, Scope::form()), expected, "{data}");
    }
}

#[test]
fn hidden_fields_are_neither_required_nor_judged_nor_kept() {
    let section = section(
        &[
            field("kind", r#""type":"text""#),
            field("number", r#""type":"identity_number","required":true,"when":{"eq":["kind","card"]}"#),
            field("depends", r#""type":"text","when":{"answered":"number"}"#),
        ]
        .join(","),
    );
    assert_eq!(problem(&section, &[("kind", "passport"), ("number", "12")]), None);
    assert_eq!(problem(&section, &[("kind", "card")]), Some(Problem::Missing));
    let sections = [section];
    let typed = answers(&[("kind", "passport"), ("number", "064201123456"), ("depends", "x"), ("junk", "y")]);
    assert_eq!(kept_answers(&sections, &typed), answers(&[("kind", "passport")]));
    let typed = answers(&[("kind", "card"), ("number", "064 201 123456"), ("depends", "x")]);
    assert_eq!(
        kept_answers(&sections, &typed),
        answers(&[("kind", "card"), ("number", "064201123456"), ("depends", "x")])
    );
}

#[test]
fn required_by_condition() {
    let section = section(
        &[field("a", r#""type":"text""#), field("b", r#""type":"text","required":{"eq":["a","x"]}"#)]
            .join(","),
    );
    assert_eq!(problem(&section, &[("a", "x")]), Some(Problem::Missing));
    assert_eq!(problem(&section, &[("a", "y")]), None);
}

fn members() -> Section {
    let inner = [
        field("member_name", r#""type":"person_name","required":true"#),
        field("kind", r#""type":"text""#),
        field("note", r#""type":"text","required":true,"when":{"eq":["kind","other"]}"#),
        field("outer", r#""type":"text","required":true,"when":{"eq":["outside","yes"]}"#),
    ]
    .join(",");
    section(
        &[
            field(
                "members",
                &format!(r#""type":"group","min":1,"max":3,"required":true,"fields":[{inner}]"#),
            ),
            field("kind", r#""type":"text""#),
            field("outside", r#""type":"yes_no""#),
        ]
        .join(","),
    )
}

#[test]
fn groups() {
    let section = members();
    assert_eq!(problems(&section, &[]), [("members.0.member_name".into(), Problem::Missing)]);
    assert_eq!(problems(&section, &[("members.0.member_name", "Lan"), ("members.1.kind", "")]), []);
    assert_eq!(
        problems(&section, &[("members.0.member_name", "Lan"), ("members.2.kind", "x")]),
        [("members.2.member_name".into(), Problem::Missing)]
    );
    // The first entry was emptied, the second counts.
    assert_eq!(problems(&section, &[("members.0.member_name", ""), ("members.1.member_name", "Lan")]), []);
    // A condition names the entry's own field before the form's of the same name.
    assert_eq!(
        problems(&section, &[("members.0.member_name", "Lan"), ("members.0.kind", "other"), ("kind", "x")]),
        [("members.0.note".into(), Problem::Missing)]
    );
    assert_eq!(problems(&section, &[("members.0.member_name", "Lan"), ("kind", "other")]), []);
    assert_eq!(
        problems(&section, &[("members.0.member_name", "Lan"), ("outside", "yes")]),
        [("members.0.outer".into(), Problem::Missing)]
    );
    let four: Vec<(String, &str)> = (0..4).map(|at| (format!("members.{at}.member_name"), "Lan")).collect();
    let four: Vec<(&str, &str)> = four.iter().map(|(path, typed)| (path.as_str(), *typed)).collect();
    assert_eq!(problem(&section, &four), Some(Problem::TooManyEntries { max: 3 }));
}

#[test]
fn groups_without_required_questions_still_need_entries() {
    let inner = field("x", r#""type":"text""#);
    let section = section(&field("g", &format!(r#""type":"group","min":2,"max":3,"fields":[{inner}]"#)));
    assert_eq!(problem(&section, &[("g.0.x", "a")]), Some(Problem::TooFewEntries { min: 2 }));
    assert_eq!(problem(&section, &[("g.0.x", "a"), ("g.2.x", "b")]), None);
}

#[test]
fn kept_entries_are_numbered_without_gaps() {
    let typed = answers(&[
        ("members.0.member_name", ""),
        ("members.1.member_name", " Lan "),
        ("members.1.kind", "other"),
        ("members.1.note", "x"),
        ("members.4.member_name", "An"),
        ("members.4.note", "hidden"),
    ]);
    let expected = answers(&[
        ("members.0.member_name", "Lan"),
        ("members.0.kind", "other"),
        ("members.0.note", "x"),
        ("members.1.member_name", "An"),
    ]);
    assert_eq!(kept_answers(&[members()], &typed), expected);
}

#[test]
fn persons_and_addresses() {
    let section = section(
        &[field("who", r#""type":"person""#), field("home", r#""type":"address","detailed":true"#)].join(","),
    );
    assert_eq!(problems(&section, &[]), []);
    assert_eq!(problem(&section, &[("who.birth_date", "1960")]), Some(Problem::PersonNameMissing));
    assert_eq!(
        problems(&section, &[("who.name", "Lan"), ("who.identity_number", "1"), ("who.birth_date", "2027")]),
        [
            ("who.identity_number".into(), Problem::TooFewDigits { needed: 12, typed: 1 }),
            ("who.birth_date".into(), Problem::InTheFuture)
        ]
    );
    assert_eq!(
        problems(&section, &[("home.province", "52")]),
        [("home.commune".into(), Problem::CommuneMissing), ("home.detail".into(), Problem::StreetMissing)]
    );
}

#[test]
fn warns_where_number_birth_and_sex_disagree() {
    let section = section(
        &[
            field("mother_identity_number", r#""type":"identity_number""#),
            field("mother_birth", r#""type":"partial_date""#),
            field("mother_sex", r#""type":"text""#),
            field("who", r#""type":"person""#),
        ]
        .join(","),
    );
    let typed = answers(&[
        ("mother_identity_number", "064190123456"),
        ("mother_birth", "1991"),
        ("mother_sex", "female"),
        ("who.name", "Lan"),
        ("who.identity_number", "064190123456"),
        ("who.birth_date", "1/1/1990"),
    ]);
    let found = check_section(&section, &typed, today(), None);
    assert!(found.is_fine());
    let warning = FieldWarning {
        path: "mother_identity_number".into(),
        warning: Warning::BirthYearDisagrees { in_number: 1990 },
    };
    assert_eq!(found.warnings, [warning]);
}

#[test]
fn only_paths_of_the_form_are_accepted() {
    let choices = r#""choices":[{"value":"x","label":{"vi":"X"}}]"#;
    let sections = [
        members(),
        section(
            &[
                field("some", &format!(r#""type":"multi_choice",{choices}"#)),
                field("home", r#""type":"address""#),
                field("who", r#""type":"person""#),
            ]
            .join(","),
        ),
    ];
    for path in ["kind", "members.0.member_name", "members.5.note", "some.x", "home.detail", "who.birth_date"]
    {
        assert!(accepts_path(&sections, path), "{path}");
    }
    for path in [
        "",
        ".",
        "junk",
        "kind.x",
        "members",
        "members.0",
        "members.0.junk",
        "members.6.note",
        "members.00.note",
        "members.+1.note",
        "members.-1.note",
        "some",
        "some.z",
        "home",
        "home.street",
        "who",
        "who.name.x",
        "members.99999999999999999999999.note",
    ] {
        assert!(!accepts_path(&sections, path), "{path}");
    }
    assert!(accepts(&sections, "kind", "x"));
    assert!(!accepts(&sections, "kind", &"x".repeat(MAX_ANSWER_BYTES + 1)));
}

#[test]
fn shows_answers_for_reading() {
    let choices = r#""choices":[{"value":"x","label":{"vi":"Một","en":"One"}},{"value":"y","label":{"vi":"Hai","en":"Two"}}]"#;
    let inner = [field("name", r#""type":"person_name""#), field("fee", r#""type":"money_vnd""#)].join(",");
    let section = section(
        &[
            field("one", &format!(r#""type":"choice",{choices}"#)),
            field("some", &format!(r#""type":"multi_choice",{choices}"#)),
            field("sure", r#""type":"yes_no""#),
            field("day", r#""type":"date""#),
            field("phone", r#""type":"phone""#),
            field("home", r#""type":"address""#),
            field("who", r#""type":"person""#),
            field("hidden", r#""type":"text","when":{"eq":["one","y"]}"#),
            field("group", &format!(r#""type":"group","max":3,"fields":[{inner}]"#)),
            field("area", r#""type":"number","decimals":1"#),
        ]
        .join(","),
    );
    let typed = answers(&[
        ("one", "x"),
        ("some.x", "yes"),
        ("some.y", "yes"),
        ("sure", "no"),
        ("day", "7-3-2026"),
        ("phone", "+84905123456"),
        ("home.province", "52"),
        ("home.commune", "21583"),
        ("home.detail", "12 Lê Lợi"),
        ("who.name", "Lan"),
        ("who.birth_date", "1960"),
        ("hidden", "x"),
        ("group.3.fee", "8000"),
        ("area", "1250.5"),
    ]);
    let commune = Commune { code: "21583".into(), name: "Phường Quy Nhơn".into() };
    let units =
        Units(vec![Province { code: "52".into(), name: "Tỉnh Gia Lai".into(), communes: vec![commune] }]);
    let rows = summary(&section, &typed, Language::Vi, &units);
    let shown: Vec<(&str, &str)> = rows.iter().map(|row| (row.path.as_str(), row.value.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("one", "Một"),
            ("some", "Một\nHai"),
            ("sure", "Không"),
            ("day", "07/03/2026"),
            ("phone", "0905 123 456"),
            ("home", "12 Lê Lợi, Phường Quy Nhơn, Tỉnh Gia Lai"),
            ("who", "Lan · 1960"),
            ("group.3.name", ""),
            ("group.3.fee", "8.000\u{a0}đ"),
            ("area", "1.250,5"),
        ]
    );
    assert_eq!(rows[7].entry, Some(("group".into(), 1)));
    assert_eq!(summary(&section, &typed, Language::En, &units)[2].value, "No");
}

#[test]
fn first_answers_come_once() {
    let section = section(
        &[
            field("name", r#""type":"person_name","prefill":"account.name""#),
            field("born", r#""type":"date","prefill":"account.birth_date""#),
            field("home", r#""type":"address","prefill":"account.address""#),
            field("phone", r#""type":"phone","prefill":"account.phone""#),
            field("company", r#""type":"text","prefill":"business.name""#),
        ]
        .join(","),
    );
    let known = Known {
        name: Some("Nguyễn Thị Lan".into()),
        birth_date: NaiveDate::from_ymd_opt(1990, 3, 7),
        phone: Phone::parse("0905123456").ok(),
        address: Some(Address {
            province: "52".into(), commune: "21583".into(), detail: "12 Lê Lợi".into()
        }),
        ..Known::default()
    };
    let mut typed = answers(&[("name", "")]);
    prefill(&section, &mut typed, &known);
    assert_eq!(typed.get("name"), "", "what was emptied stays empty");
    assert_eq!(typed.get("born"), "07/03/1990");
    assert_eq!(typed.get("home.commune"), "21583");
    assert_eq!(typed.get("phone"), "0905123456");
    assert!(!typed.has("company"));
}

proptest! {
    #[test]
    fn kept_answers_are_kept_again_and_judged_the_same(
        name in "\\PC{0,12}", kind in "other|x|", note in "\\PC{0,8}", outside in "yes|no|", at in 0usize..5,
    ) {
        let entry = |part: &str| format!("members.{at}.{part}");
        let mut typed = Answers::default();
        typed.set(entry("member_name"), name);
        typed.set(entry("kind"), kind);
        typed.set(entry("note"), note);
        typed.set("outside", outside);
        let sections = [members()];
        let kept = kept_answers(&sections, &typed);
        prop_assert_eq!(&kept_answers(&sections, &kept), &kept);
        let before = check_section(&sections[0], &typed, today(), None);
        let after = check_section(&sections[0], &kept, today(), None);
        prop_assert_eq!(before.problems.len(), after.problems.len());
    }
}
