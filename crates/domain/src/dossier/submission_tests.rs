#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::address::Address;
use crate::catalogue::Agency;
use crate::dossier::sections::{DELIVERY, FILED_FOR, ORGANISATION, REQUEST, suggested_desk};

fn procedure() -> Procedure {
    serde_json::from_str(
        r#"{
        "code": "1.000001", "name": {"vi": "Thử"}, "summary": {"vi": "Thử"}, "field": "thu", "level": "commune",
        "agency": {"vi": "UBND"}, "service": "full", "applicants": ["citizen", "business"], "time_limit": {},
        "fee_at_desk": {"amount_vnd": null}, "fee_online": {"amount_vnd": null},
        "papers": [
            {"id": "declaration", "name": {"vi": "Tờ khai"}, "kind": "electronic_form", "needed": "always"},
            {"id": "proof", "name": {"vi": "Giấy chứng minh"}, "kind": "submit", "needed": "always", "originals": 1},
            {"id": "extra", "name": {"vi": "Thêm"}, "kind": "submit", "needed": "optional"},
            {"id": "lost", "name": {"vi": "Cớ mất"}, "kind": "submit", "needed":
                {"asked": {"case": {"vi": "Mất"}, "ask": {"vi": "Có mất không?"}}}},
            {"id": "divorce", "name": {"vi": "Bản án"}, "kind": "submit", "needed":
                {"when": {"case": {"vi": "x"}, "ask": {"vi": "x"}, "condition": {"eq": ["marital", "divorced"]}}}},
            {"id": "card", "name": {"vi": "Thẻ căn cước"}, "kind": "present", "needed": "always"}
        ],
        "result": {"vi": "Giấy"}, "delivery": ["online", "at_desk", "post"], "legal_basis": [], "least_proofing": "ial1",
        "form": [{"id": "about", "title": {"vi": "Nội dung"}, "fields": [
            {"id": "marital", "label": {"vi": "Hôn nhân"}, "type": "text", "required": true}]}],
        "in_force_from": "2026-01-01", "verified": false, "source": "thử"
    }"#,
    )
    .unwrap()
}

fn complete() -> Answers {
    let mut answers = Answers::default();
    for (path, typed) in [
        (DESK, "H21.15"),
        (FILED_FOR, "self"),
        ("dossier_owner_name", "Nguyễn Thị Lan"),
        ("dossier_owner_identity_number", "064190001234"),
        ("dossier_owner_birth_date", "7/3/1990"),
        ("dossier_owner_address.province", "52"),
        ("dossier_owner_address.commune", "21583"),
        ("dossier_phone", "0905 123 456"),
        ("dossier_email", "lan@example.vn"),
        ("marital", "single"),
        (DELIVERY, "at_desk"),
        ("paper.lost", "no"),
        (PLEDGE, "yes"),
    ] {
        assert!(accepts(&procedure(), &all_sections(&procedure(), &[]), path, typed), "{path}");
        answers.set(path, typed);
    }
    answers
}

fn files(papers: &[&str]) -> BTreeMap<String, usize> {
    papers.iter().map(|paper| ((*paper).to_owned(), 1)).collect()
}

struct Case {
    procedure: Procedure,
    answers: Answers,
    organisations: Vec<ActsFor>,
    files: BTreeMap<String, usize>,
}

fn case() -> Case {
    Case { procedure: procedure(), answers: complete(), organisations: Vec::new(), files: files(&["proof"]) }
}

impl Case {
    fn filing(&self) -> Filing<'_> {
        Filing {
            procedure: &self.procedure,
            answers: &self.answers,
            organisations: &self.organisations,
            files: &self.files,
            desk_exists: Some(self.answers.get(DESK) == "H21.15"),
            today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            units: None,
        }
    }

    fn lacks(&self) -> Vec<(StepId, String, Problem)> {
        let all = self.filing().lacks().into_iter();
        all.flat_map(|lack| {
            lack.problems.into_iter().map(move |one| (lack.step.clone(), one.path, one.problem))
        })
        .collect()
    }
}

#[test]
fn a_complete_filing_lacks_nothing() {
    assert_eq!(case().lacks(), []);
    assert_eq!(case().filing().kept().get("dossier_phone"), "0905123456");
    assert_eq!(case().filing().kept().get("paper.lost"), "no");
}

#[test]
fn everything_missing_names_its_step() {
    let nothing = Case { answers: Answers::default(), files: files(&[]), ..case() };
    let lacks = nothing.filing().lacks();
    let steps: Vec<&str> = lacks.iter().map(|lack| lack.step.slug()).collect();
    assert_eq!(
        steps,
        ["noi-tiep-nhan", "chu-ho-so", "about", "nhan-ket-qua", "thanh-phan-ho-so", "kiem-tra"]
    );
}

#[test]
fn each_precondition_alone() {
    let form = StepId::Form("about".into());
    for (path, typed, step, at, problem) in [
        (DESK, "H99", StepId::Desk, DESK, Problem::NotOffered),
        ("dossier_phone", "", StepId::Owner, "dossier_phone", Problem::Missing),
        (FILED_FOR, "organisation", StepId::Owner, FILED_FOR, Problem::NotOffered),
        ("marital", " ", form, "marital", Problem::Missing),
        (DELIVERY, "pigeon", StepId::Delivery, DELIVERY, Problem::NotOffered),
        ("paper.lost", "", StepId::Papers, "paper.lost", Problem::NotChosen),
        (PLEDGE, "", StepId::Review, PLEDGE, Problem::NotAgreed),
    ] {
        let mut case = case();
        case.answers.set(path, typed);
        assert_eq!(case.lacks(), [(step, at.to_owned(), problem)], "{path}");
    }
}

#[test]
fn papers_follow_the_answers() {
    let missing = |paper: &str, vi: &str| {
        (
            StepId::Papers,
            format!("paper.{paper}"),
            Problem::PaperMissing { name: Text { vi: vi.into(), en: String::new() } },
        )
    };
    let mut without = Case { files: files(&[]), ..case() };
    assert_eq!(without.lacks(), [missing("proof", "Giấy chứng minh")]);
    without.files = files(&["proof"]);
    without.answers.set("paper.lost", "yes");
    assert_eq!(without.lacks(), [missing("lost", "Cớ mất")]);
    without.answers.set("marital", "divorced");
    assert_eq!(without.lacks(), [missing("lost", "Cớ mất"), missing("divorce", "Bản án")]);
    without.files = files(&["proof", "lost", "divorce"]);
    assert_eq!(without.lacks(), []);
}

#[test]
fn filing_for_others_needs_their_authorisation() {
    let mut case = case();
    case.answers.set(FILED_FOR, "other");
    for (path, typed) in [
        ("dossier_principal_name", "Trần Văn Bảy"),
        ("dossier_principal_identity_number", "064060001234"),
        ("dossier_principal_address.province", "52"),
        ("dossier_principal_address.commune", "21583"),
    ] {
        case.answers.set(path, typed);
    }
    let lacks = case.lacks();
    assert_eq!(lacks.len(), 1);
    assert_eq!((&lacks[0].0, lacks[0].1.as_str()), (&StepId::Papers, "paper.authorisation"));
    case.files = files(&["proof", "authorisation"]);
    assert_eq!(case.lacks(), []);
    assert!(
        !case.filing().kept().has("dossier_owner_name"),
        "what belongs to filing for oneself is not kept"
    );
    // Where the procedure lists the paper itself, it appears once, and is not asked any more.
    let listed = r#"{"id":"authorisation","name":{"vi":"Ủy quyền"},"kind":"submit",
        "needed":{"asked":{"case":{"vi":"x"},"ask":{"vi":"x"}}}}"#;
    case.procedure.papers.push(serde_json::from_str(listed).unwrap());
    let needed = needed_papers(&case.procedure, &case.answers);
    let found: Vec<_> = needed.iter().filter(|needed| needed.paper.id == "authorisation").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].need, Need::Required);
}

#[test]
fn organisations_are_offered_to_those_who_act_for_one() {
    let mut case = case();
    case.organisations =
        vec![ActsFor { id: "o1".into(), name: "Công ty Pơmu".into(), tax_code: Some("0100109106".into()) }];
    case.answers.set(FILED_FOR, "organisation");
    assert_eq!(case.lacks(), [(StepId::Owner, ORGANISATION.to_owned(), Problem::NotChosen)]);
    case.answers.set(ORGANISATION, "o2");
    assert_eq!(
        case.lacks(),
        [(StepId::Owner, ORGANISATION.to_owned(), Problem::NotOffered)],
        "of somebody else"
    );
    case.answers.set(ORGANISATION, "o1");
    assert_eq!(case.lacks(), []);
}

#[test]
fn post_needs_a_full_address() {
    let mut case = case();
    case.answers.set(DELIVERY, "post");
    let paths: Vec<String> = case.lacks().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "dossier_delivery_name",
            "dossier_delivery_phone",
            "dossier_delivery_address.province",
            "dossier_delivery_address.commune",
            "dossier_delivery_address.detail"
        ]
    );
}

#[test]
fn list_of_steps() {
    let mut case = case();
    case.answers.set("marital", "");
    case.answers.set(DELIVERY, "");
    let states: Vec<(String, StepState)> = case
        .filing()
        .steps(&StepId::Owner)
        .into_iter()
        .map(|step| (step.id.slug().to_owned(), step.state))
        .collect();
    use StepState::*;
    let expected = [
        ("noi-tiep-nhan", Done),
        ("chu-ho-so", Now),
        ("about", Later),
        ("nhan-ket-qua", Later),
        ("thanh-phan-ho-so", Done),
        ("kiem-tra", Later),
    ];
    assert_eq!(states, expected.map(|(slug, state)| (slug.to_owned(), state)));
    let review = case.filing().steps(&StepId::Review);
    assert_eq!(review[2].state, Missing, "passed without an answer");
    let filing = case.filing();
    assert_eq!(filing.after(&StepId::Owner), Some(StepId::Form("about".into())));
    assert_eq!(filing.before(&StepId::Desk), None);
    assert_eq!(filing.after(&StepId::Review), None);
    assert_eq!(filing.step("about"), Some(StepId::Form("about".into())));
    assert_eq!(filing.step("junk"), None);
}

#[test]
fn procedures_without_form_ask_for_the_request_in_words() {
    let mut case = case();
    case.procedure.form = None;
    assert_eq!(
        case.lacks(),
        [(StepId::Form("dossier_request".into()), REQUEST.to_owned(), Problem::Missing)]
    );
    case.answers.set(REQUEST, "Xin cấp lại giấy.");
    assert_eq!(case.lacks(), []);
}

#[test]
fn only_paths_of_the_filing_are_accepted() {
    for (path, typed) in [
        ("paper.proof", "yes"),
        ("paper.lost", "maybe"),
        ("junk", "x"),
        (PLEDGE, "no"),
        ("paper.authorisation", "yes"),
    ] {
        assert!(!accepts(&procedure(), &all_sections(&procedure(), &[]), path, typed), "{path}");
    }
}

fn agencies() -> Vec<Agency> {
    let agency = |code: &str, kind: &str, level: &str, commune: &str| -> Agency {
        let commune = if commune.is_empty() { String::new() } else { format!(r#""commune":"{commune}","#) };
        let data = format!(
            r#"{{"code":"{code}","kind":"{kind}","level":"{level}",{commune}"name":{{"vi":"{code}"}},"hours":[]}}"#
        );
        serde_json::from_str(&data).unwrap()
    };
    vec![
        agency("H21.01", "receiving_desk", "province", ""),
        agency("H21.02", "processing_unit", "province", ""),
        agency("H21.15", "receiving_desk", "commune", "21583"),
        agency("H21.16", "receiving_desk", "commune", "21589"),
    ]
}

#[test]
fn proposes_the_desk_near_home() {
    let agencies = agencies();
    let at =
        |commune: &str| Address { province: "52".into(), commune: commune.into(), detail: String::new() };
    let desk = |procedure: &Procedure, commune: &str| {
        suggested_desk(procedure, &at(commune), &agencies).unwrap().code.clone()
    };
    let mut procedure = procedure();
    assert_eq!(desk(&procedure, "21589"), "H21.16");
    assert_eq!(desk(&procedure, "99999"), "H21.15");
    procedure.level = crate::catalogue::AgencyLevel::Province;
    assert_eq!(desk(&procedure, "21589"), "H21.01");
    assert_eq!(suggested_desk(&procedure, &at("21589"), &[]), None);
}
