#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;

const FIELD: &str = r#"{"id": "ho-tich", "name": {"vi": "Hộ tịch"}}"#;

fn refused(texts: &[&str]) -> Vec<String> {
    let files: Vec<File> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| File { name: format!("{index}.json"), text: (*text).to_owned() })
        .collect();
    match parse(&files).over(Catalogue::default()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_catalogue_of_this_release_is_without_fault() {
    let files = super::super::default_files();
    match parse(&files).over(Catalogue::default()) {
        Ok(change) => {
            assert_eq!(change.catalogue.procedures.len(), 47);
            let communes: usize = change.catalogue.units.iter().map(|province| province.communes.len()).sum();
            assert_eq!((change.catalogue.units.len(), communes), (34, 3321));
        }
        Err(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{}", faults.join("\n"));
        }
    }
}

#[test]
fn broken_json_is_named_with_line_and_column() {
    let found = refused(&["{\n  \"format\": \"motcua-catalogue/1\",\n  \"fields\": [\n}"]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("0.json:4:1: expected value"), "{found:?}");
}

#[test]
fn another_format_and_unknown_parts_are_refused() {
    assert_eq!(
        refused(&[r#"{"format": "motcua-catalogue/2"}"#]),
        ["0.json:1:1: format: `motcua-catalogue/2` is not `motcua-catalogue/1`"]
    );
    let found = refused(&[r#"{"format": "motcua-catalogue/1", "agencys": []}"#]);
    assert!(found[0].starts_with("0.json:1:42: unknown field `agencys`"), "{found:?}");
    assert!(refused(&[r#"{"fields": []}"#])[0].contains("missing field `format`"));
}

#[test]
fn a_fault_of_shape_has_its_path_and_line() {
    let text = "{\"format\": \"motcua-catalogue/1\",\n\"units\": [\n {\"code\": \"52\", \"name\": \"Gia Lai\",\n  \
                \"communes\": [\n   {\"code\": \"21583\",\n    \"nam\": \"Quy Nhơn\"}]}]}";
    let found = refused(&[text]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("0.json:6:9: units[0](52).communes[0].nam: unknown field `nam`"),
        "{found:?}"
    );
}

#[test]
fn a_fault_of_meaning_has_its_path_and_line() {
    let text = "{\"format\": \"motcua-catalogue/1\", \"units\": [\n {\"code\": \"52\", \"name\": \"Gia Lai\",\n  \
                \"communes\": [\n   {\"code\": \"21583\", \"name\": \"Phường Quy Nhơn\"},\n   {\"code\": \"2158\",\n    \
                \"name\": \"\"}]}]}";
    assert_eq!(
        refused(&[text]),
        [
            "0.json:5:13: units[0](52).communes[1].code: `2158` is not a code of 5 digits",
            "0.json:6:13: units[0](52).communes[1].name: nothing here",
        ]
    );
}

#[test]
fn faults_of_all_files_are_reported_together() {
    let field = format!(r#"{{"format": "motcua-catalogue/1", "fields": [{FIELD}, {FIELD}, {{"id": 5}}]}}"#);
    let days = r#"{"format": "motcua-catalogue/1", "days_off": {"closed": ["2026-11-22"], "working_saturdays": []}}"#;
    let found = refused(&[&field, days, days, "nonsense"]);
    for expected in [
        "0.json:1:144: fields[2].id: invalid type: integer `5`",
        "0.json:1:98: fields[1].id: `ho-tich` occurs twice",
        "1.json:1:58: days_off.closed[0]: 2026-11-22 is a Saturday",
        "2.json:1:46: days_off: another file has this part already",
        "3.json:1:2: expected ident",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected} is missing in {found:#?}");
    }
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn what_could_not_be_read_is_not_also_missed() {
    let text = r#"{"format": "motcua-catalogue/1", "fields": [{"id": "ho-tich"}], "agencies": [{"code": "H21.01",
        "kind": "receiving_desk", "level": "province", "name": {"vi": "Trung tâm"}, "fields": ["ho-tich"],
        "hours": [{"days": ["mon"], "open": [["07:30", "11:30"]]}]}]}"#;
    let found = refused(&[text]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("missing field `name`"), "{found:?}");
}

#[test]
fn removing_what_is_in_use_is_refused_and_says_so() {
    let current = Catalogue {
        fields: vec![serde_json::from_str(FIELD).unwrap()],
        agencies: vec![serde_json::from_str(
            r#"{"code": "H21.01", "kind": "receiving_desk", "level": "province", "name": {"vi": "Trung tâm"},
                "fields": ["ho-tich"], "hours": [{"days": ["mon"], "open": [["07:30", "11:30"]]}]}"#,
        )
        .unwrap()],
        ..Catalogue::default()
    };
    let files =
        [File { name: "f.json".into(), text: r#"{"format": "motcua-catalogue/1", "fields": []}"#.into() }];
    let faults = parse(&files).over(current).unwrap_err();
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["already imported: agency H21.01.fields[0]: there is no field of administration `ho-tich`"]
    );
}
