#![allow(clippy::unwrap_used, clippy::expect_used)]
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// The least catalogue without a fault.
fn good() -> Value {
    serde_json::from_str(GOOD).unwrap()
}

const GOOD: &str = r#"{
    "fields": [{"id": "ho-tich", "name": {"vi": "Hộ tịch"}}],
    "procedures": [{
        "code": "1.001193", "name": {"vi": "Đăng ký khai sinh"}, "summary": {"vi": "Cho trẻ mới sinh."},
        "field": "ho-tich", "level": "commune", "agency": {"vi": "UBND cấp xã"}, "service": "full",
        "applicants": ["citizen"], "time_limit": {"ordinary": {"unit": "working_days", "half_days": 5}},
        "fee_at_desk": {"amount_vnd": 8000}, "fee_online": {"amount_vnd": null},
        "papers": [
            {"id": "form", "name": {"vi": "Tờ khai"}, "kind": "electronic_form", "needed": "always"},
            {"id": "proof", "name": {"vi": "Giấy tờ"}, "kind": "submit", "needed": {"when": {
                "case": {"vi": "Khi ly hôn"}, "ask": {"vi": "Đã ly hôn?"}, "condition": {"eq": ["status", "divorced"]}
            }}}
        ],
        "result": {"vi": "Giấy khai sinh"}, "delivery": ["at_desk"], "legal_basis": ["Luật Hộ tịch"],
        "least_proofing": "ial1", "in_force_from": "2025-07-01", "verified": true, "source": "test",
        "form": [{"id": "main", "title": {"vi": "Chính"}, "fields": [
            {"id": "status", "label": {"vi": "Tình trạng"}, "type": "choice", "required": true, "choices": [
                {"value": "single", "label": {"vi": "Độc thân"}}, {"value": "divorced", "label": {"vi": "Ly hôn"}}
            ]},
            {"id": "since", "label": {"vi": "Từ ngày"}, "type": "date", "when": {"eq": ["status", "divorced"]}},
            {"id": "area", "label": {"vi": "Diện tích"}, "type": "number", "min": 1, "max": 9},
            {"id": "children", "label": {"vi": "Các con"}, "type": "group", "max": 5, "fields": [
                {"id": "child_name", "label": {"vi": "Tên"}, "type": "person_name"},
                {"id": "child_note", "label": {"vi": "Ghi chú"}, "type": "text", "when": {"answered": "child_name"}}
            ]}
        ]}]
    }],
    "agencies": [
        {"code": "H21.01", "kind": "receiving_desk", "level": "province", "name": {"vi": "Trung tâm"},
         "fields": ["ho-tich"], "hours": [{"days": ["mon", "tue"], "open": [["07:30", "11:30"], ["13:00", "17:00"]]}]},
        {"code": "H21.100", "kind": "receiving_desk", "level": "commune", "name": {"vi": "Trung tâm phường"},
         "commune": "21583", "parent": "H21.01", "hours": [{"days": ["mon"], "open": [["07:30", "11:30"]]}]}
    ],
    "units": [{"code": "52", "name": "Tỉnh Gia Lai", "communes": [
        {"code": "21583", "name": "Phường Quy Nhơn"}, {"code": "21553", "name": "Phường Quy Nhơn Bắc"}]}],
    "days_off": {"closed": ["2026-11-24"], "working_saturdays": ["2026-08-22"]},
    "search": {
        "synonyms": [{"kind": "intent", "terms": ["khai sinh"], "procedures": ["1.001193"]}],
        "ambiguous": [{"terms": ["giấy"], "ask": {"vi": "Giấy gì?"}, "options": [
            {"case": {"vi": "Mới"}, "procedure": "1.001193"}, {"case": {"vi": "Cũ"}, "procedure": "1.001193"}]}],
        "outside": [{"terms": ["hộ chiếu"], "name": {"vi": "Hộ chiếu"}, "place": {"vi": "Công an"}}],
        "life_events": [{"id": "sinh-con", "name": {"vi": "Sinh con"}, "about": {"vi": "Khai sinh"},
                         "procedures": ["1.001193"]}]
    }
}"#;

fn read(mut data: Value) -> Catalogue {
    fn part<T: serde::de::DeserializeOwned>(data: &mut Value, key: &str) -> T {
        serde_json::from_value(data[key].take()).expect(key)
    }
    Catalogue {
        fields: part(&mut data, "fields"),
        procedures: part(&mut data, "procedures"),
        agencies: part(&mut data, "agencies"),
        units: part(&mut data, "units"),
        days_off: part(&mut data, "days_off"),
        search: part(&mut data, "search"),
    }
}

/// Faults of the good catalogue after putting `value` at `pointer` (or taking it away with `null` where the key is
/// optional), as `path: message`.
fn faults(pointer: &str, value: Value) -> Vec<String> {
    let mut data = good();
    match data.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            data.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
        }
    }
    check(&read(data))
        .into_iter()
        .map(|fault| {
            let path: String = fault.path.iter().map(ToString::to_string).collect();
            format!("{:?}{path}: {}", fault.item, fault.mistake)
        })
        .collect()
}

#[test]
fn a_good_catalogue_has_no_fault() {
    assert_eq!(check(&read(good())), []);
}

#[test]
fn each_fault_is_found_in_its_place() {
    let p = "/procedures/0";
    let f = "/procedures/0/form/0/fields";
    let cases: Vec<(String, Value, &str)> = vec![
        (format!("{p}/code"), json!("1.001193.H21"), "Procedure(0).code: `1.001193.H21` is not a code"),
        (format!("{p}/name/vi"), json!(" "), "Procedure(0).name: nothing here"),
        (format!("{p}/field"), json!("dat-dai"), "Procedure(0).field: there is no field of administration"),
        (format!("{p}/applicants"), json!([]), "Procedure(0).applicants: nothing here"),
        (
            format!("{p}/delivery"),
            json!(["post", "post"]),
            "Procedure(0).delivery[1]: `delivery` occurs twice",
        ),
        (format!("{p}/legal_basis"), json!([]), "Procedure(0).legal_basis: nothing here"),
        (format!("{p}/source"), json!(""), "Procedure(0).source: nothing here"),
        (format!("{p}/in_force_to"), json!("2025-06-30"), "Procedure(0).in_force_to: ends before it begins"),
        (
            format!("{p}/time_limit/ordinary"),
            json!({"unit": "calendar_days", "days": 0}),
            "Procedure(0).time_limit.ordinary: a time limit is zero",
        ),
        (
            format!("{p}/time_limit/ordinary"),
            json!({"unit": "same_day", "cutoff_minutes": 1440}),
            "Procedure(0).time_limit.ordinary: a time limit is zero, or the cut-off",
        ),
        (
            format!("{p}/time_limit"),
            json!({"with_verification": {"unit": "calendar_days", "days": 5}, "note": {"vi": "x"}}),
            "Procedure(0).time_limit.with_verification: a longer limit",
        ),
        (format!("{p}/time_limit"), json!({}), "Procedure(0).time_limit: neither a time limit"),
        (
            format!("{p}/fee_at_desk/amount_vnd"),
            json!(-1),
            "Procedure(0).fee_at_desk.amount_vnd: -1 đ is not a fee",
        ),
        (
            format!("{p}/fee_online"),
            json!({"amount_vnd": null, "tiers": [{"case": {"vi": "x"}, "amount_vnd": 2_000_000_000}]}),
            "Procedure(0).fee_online.tiers[0].amount_vnd: 2000000000 đ",
        ),
        (
            format!("{p}/fee_online/amount_vnd"),
            json!(9000),
            "Procedure(0).fee_online.amount_vnd: filing online would",
        ),
        (format!("{p}/service"), json!("information"), "Procedure(0): what cannot be filed online says"),
        (
            format!("{p}/service"),
            json!("information"),
            "Procedure(0).form: what cannot be filed online has no",
        ),
        (format!("{p}/form"), Value::Null, "Procedure(0).papers[0].kind: an electronic form is asked for"),
        (
            format!("{p}/papers/0/kind"),
            json!("submit"),
            "Procedure(0).form: the procedure has a form, but none",
        ),
        (format!("{p}/papers"), json!([]), "Procedure(0).papers: nothing here"),
        (format!("{p}/papers/1/id"), json!("form"), "Procedure(0).papers[1].id: `form` occurs twice"),
        (format!("{p}/papers/1/id"), json!("Form 1"), "Procedure(0).papers[1].id: `Form 1` is not an id"),
        (format!("{p}/papers/1/accepts"), json!([]), "Procedure(0).papers[1].accepts: nothing here"),
        (
            format!("{p}/papers/1/accepts"),
            json!(["pdf", "jpeg", "pdf"]),
            "Procedure(0).papers[1].accepts: `application/pdf` occurs twice",
        ),
        (format!("{p}/papers/1/copies"), json!(21), "Procedure(0).papers[1].copies: 21 copies are too many"),
        (
            format!("{p}/papers/1/needed/when/condition"),
            json!({"and": [{"not": {"eq": ["state", "divorced"]}}]}),
            "Procedure(0).papers[1].needed.when.condition.and[0].not: there is no question `state`",
        ),
        (
            format!("{p}/papers/1/needed/when/condition"),
            json!({"in": ["status", ["widowed"]]}),
            "Procedure(0).papers[1].needed.when.condition: question `status` cannot have the answer `widowed`",
        ),
        (
            format!("{p}/papers/1/needed/when/condition"),
            json!({"eq": ["since", "yes"]}),
            "Procedure(0).papers[1].needed.when.condition: question `since` has no fixed answers",
        ),
        (
            format!("{p}/papers/1/needed/when/condition"),
            json!({"answered": "child_name"}),
            "Procedure(0).papers[1].needed.when.condition: there is no question `child_name`",
        ),
        (
            format!("{p}/papers/1/needed/when/condition"),
            json!({"or": []}),
            "condition: an `and` or `or` without parts",
        ),
        (
            format!("{p}/papers/1/needed/when/ask/vi"),
            json!(""),
            "Procedure(0).papers[1].needed.when.ask: nothing",
        ),
        (format!("{p}/form/0/id"), json!("Main"), "Procedure(0).form[0].id: `Main` is not an id"),
        (format!("{p}/form/0/title/vi"), json!(""), "Procedure(0).form[0].title: nothing here"),
        (format!("{f}/1/id"), json!("status"), "Procedure(0).form[0].fields[1].id: `status` occurs twice"),
        (format!("{f}/1/id"), json!("Từ ngày"), "Procedure(0).form[0].fields[1].id: `Từ ngày` is not an id"),
        (format!("{f}/1/label/vi"), json!(""), "Procedure(0).form[0].fields[1].label: nothing here"),
        (format!("{f}/1/when"), json!({"answered": "since"}), "fields[1].when: the condition hangs on"),
        (format!("{f}/0/when"), json!({"answered": "since"}), "fields[1].when: the condition hangs on"),
        (
            format!("{f}/1/required"),
            json!({"eq": ["nobody", "x"]}),
            "fields[1].required: there is no question `nobody`",
        ),
        (format!("{f}/1/prefill"), json!("account.name"), "fields[1].prefill: this kind of question"),
        (format!("{f}/0/prefill"), json!("account.sex"), "fields[0].prefill: this kind of question"),
        (
            format!("{f}/0/choices"),
            json!([{"value": "single", "label": {"vi": "x"}}]),
            "choices: fewer than two",
        ),
        (
            format!("{f}/0/choices/1/value"),
            json!("single"),
            "fields[0].choices[1].value: `single` occurs twice",
        ),
        (format!("{f}/2/max"), json!(0), "fields[2].max: the least is more than the most"),
        (format!("{f}/3/max"), json!(0), "fields[3].max: a group has between"),
        (format!("{f}/3/min"), json!(6), "fields[3].max: the least is more"),
        (format!("{f}/3/fields"), json!([]), "fields[3].fields: nothing here"),
        (format!("{f}/3/fields/0/id"), json!("status"), "fields[3].fields[0].id: `status` occurs twice"),
        (
            format!("{f}/3/fields/0"),
            json!({"id": "child_name", "label": {"vi": "x"}, "type": "group", "max": 1, "fields": []}),
            "fields[3].fields[0].type: groups cannot be nested",
        ),
        (
            format!("{f}/3/fields/1/when"),
            json!({"answered": "x"}),
            "fields[3].fields[1].when: there is no question",
        ),
        ("/fields/0/id".into(), json!("Hộ tịch"), "Field(0).id: `Hộ tịch` is not an id"),
        (
            "/agencies/0/code".into(),
            json!("H21.1.2.3.4"),
            "Agency(0).code: `H21.1.2.3.4` is not an agency code",
        ),
        ("/agencies/1/code".into(), json!("H21.01"), "Agency(1).code: `H21.01` occurs twice"),
        ("/agencies/1/commune".into(), json!("99999"), "Agency(1).commune: there is no commune `99999`"),
        ("/agencies/1/commune".into(), Value::Null, "Agency(1): a receiving desk of a commune names"),
        (
            "/agencies/0/commune".into(),
            json!("21583"),
            "Agency(1).commune: commune `21583` has a receiving desk",
        ),
        ("/agencies/1/parent".into(), json!("H21.100"), "Agency(1).parent: there is no other agency"),
        ("/agencies/0/fields/0".into(), json!("dat-dai"), "Agency(0).fields[0]: there is no field"),
        ("/agencies/0/hours".into(), json!([]), "Agency(0).hours: nothing here"),
        (
            "/agencies/0/hours/0/days".into(),
            json!(["mon", "mon"]),
            "Agency(0).hours[0]: a weekday occurs twice",
        ),
        (
            "/agencies/0/hours/0/open/1/0".into(),
            json!("11:00"),
            "Agency(0).hours[0]: `11:00` to `17:00` are not",
        ),
        (
            "/agencies/0/hours/0/open/0/1".into(),
            json!("11h30"),
            "Agency(0).hours[0]: `07:30` to `11h30` are not",
        ),
        ("/units/0/code".into(), json!("5"), "Province(0).code: `5` is not a code of 2 digits"),
        (
            "/units/0/communes/1/code".into(),
            json!("21583"),
            "Province(0).communes[1].code: `21583` occurs twice",
        ),
        (
            "/units/0/communes/1/code".into(),
            json!("2155a"),
            "Province(0).communes[1].code: `2155a` is not a code of 5",
        ),
        ("/units/0/communes/1/name".into(), json!(""), "Province(0).communes[1].name: nothing here"),
        (
            "/days_off/closed/0".into(),
            json!("2026-11-22"),
            "DaysOff.closed[0]: 2026-11-22 is a Saturday or Sunday",
        ),
        (
            "/days_off/working_saturdays/0".into(),
            json!("2026-08-21"),
            "DaysOff.working_saturdays[0]: 2026-08-21 is not",
        ),
        (
            "/search/synonyms/0/procedures/0".into(),
            json!("1.000000"),
            "Search.synonyms[0].procedures[0]: there is no",
        ),
        ("/search/synonyms/0/procedures".into(), json!([]), "Search.synonyms[0]: terms that stand for no"),
        ("/search/synonyms/0/terms".into(), json!([""]), "Search.synonyms[0].terms: nothing here"),
        (
            "/search/ambiguous/0/options/1/procedure".into(),
            json!("x"),
            "Search.ambiguous[0].options[1].procedure: there",
        ),
        ("/search/ambiguous/0/options".into(), json!([]), "Search.ambiguous[0].options: fewer than two"),
        ("/search/outside/0/place/vi".into(), json!(""), "Search.outside[0].place: nothing here"),
        (
            "/search/life_events/0/id".into(),
            json!("Sinh con"),
            "Search.life_events[0].id: `Sinh con` is not an id",
        ),
        (
            "/search/life_events/0/procedures/0".into(),
            json!("x"),
            "Search.life_events[0].procedures[0]: there is no",
        ),
    ];
    for (pointer, value, expected) in cases {
        let found = faults(&pointer, value.clone());
        assert!(
            found.iter().any(|fault| fault.contains(expected)),
            "{pointer} = {value} should be found as\n  {expected}\nbut found is\n  {found:#?}"
        );
    }
}

#[test]
fn several_faults_are_all_reported() {
    let mut data = good();
    data["fields"][0]["id"] = json!("đất đai");
    data["procedures"][0]["code"] = json!("x");
    data["days_off"]["closed"][0] = json!("2026-11-22");
    let found = check(&read(data));
    for item in [Item::Field(0), Item::Procedure(0), Item::Agency(0), Item::DaysOff, Item::Search] {
        assert!(found.iter().any(|fault| fault.item == item), "{item:?} is missing in {found:#?}");
    }
}

#[test]
fn two_procedures_cannot_share_a_code() {
    let mut data = good();
    let first = data["procedures"][0].clone();
    data["procedures"].as_array_mut().unwrap().push(first);
    let found = check(&read(data));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].item, &found[0].mistake), (Item::Procedure(1), &Mistake::Twice("1.001193".into())));
}

proptest! {
    #[test]
    fn codes_of_any_text_are_judged_without_panic(code in "\\PC{0,12}") {
        let (agency, procedure) = (is_agency_code(&code), is_procedure_code(&code));
        prop_assert!(!(agency && procedure));
        let _ = (minutes(&code), is_slug(&code), is_identifier(&code));
    }

    #[test]
    fn minutes_are_those_of_the_clock(hour in 0u32..24, minute in 0u32..60) {
        prop_assert_eq!(minutes(&format!("{hour:02}:{minute:02}")), Some(hour * 60 + minute));
    }
}
