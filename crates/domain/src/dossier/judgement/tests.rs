#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::form::{Choice, Condition, Field, FieldKind, Section};
use crate::named::assert_names_lead_back;
use crate::text::Text;

fn paper(id: &str) -> Item {
    Item::Paper(id.to_owned())
}

fn answer(path: &str) -> Item {
    Item::Answer(path.to_owned())
}

fn refusal(reason: Reason) -> Refusal {
    Refusal::new(reason, "Trang 2 bị mờ.").unwrap()
}

fn items() -> Vec<Item> {
    vec![paper("proof"), paper("map"), answer("marital"), answer("address"), answer("members.0.name")]
}

fn refusing(refused: &[Item]) -> Judgement {
    let mut judgement = Judgement::default();
    for item in refused {
        judgement.refuse(item.clone(), refusal(Reason::Incomplete)).unwrap();
    }
    judgement.accept_rest(&items());
    judgement
}

fn sections() -> Vec<Section> {
    let line = |id: &str| Field::new(id, FieldKind::Text { max_length: None }, id, id);
    let marital = Field::new(
        "marital",
        FieldKind::Choice {
            choices: vec![Choice::new("single", "a", "a"), Choice::new("married", "b", "b")],
        },
        "Hôn nhân",
        "Marital status",
    );
    vec![Section::new(
        "about",
        Text::new("Nội dung", "About"),
        vec![
            marital,
            line("spouse").when(Condition::eq("marital", "married")),
            line("house").when(Condition::Answered("spouse".to_owned())),
            line("name"),
            Field::new("address", FieldKind::Address { detailed: true }, "Địa chỉ", "Address"),
        ],
    )]
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    Answers(pairs.iter().map(|(path, typed)| ((*path).to_owned(), (*typed).to_owned())).collect())
}

fn before() -> Answers {
    answers(&[
        ("marital", "single"),
        ("name", "Lan"),
        ("address.province", "52"),
        ("address.commune", "21583"),
        ("paper.lost", "no"),
    ])
}

#[test]
fn a_request_holds_everything_refused_and_comes_only_when_everything_was_judged() {
    let mut judgement = Judgement::default();
    assert_eq!(judgement.outcome(&items()), Outcome::Unfinished);
    judgement.refuse(paper("map"), refusal(Reason::Unreadable)).unwrap();
    judgement.refuse(answer("address"), refusal(Reason::Disagrees)).unwrap();
    assert_eq!(judgement.outcome(&items()), Outcome::Unfinished);
    assert_eq!(
        judgement.request(&items()),
        None,
        "papers nobody looked at would come back in a second request"
    );
    judgement.accept_rest(&items());
    assert_eq!(judgement.outcome(&items()), Outcome::SomeRefused);
    let request = judgement.request(&items()).unwrap();
    assert_eq!(request.asked.keys().cloned().collect::<Vec<_>>(), [paper("map"), answer("address")]);
    assert_eq!(request.asked[&paper("map")], refusal(Reason::Unreadable));
    judgement.accept(paper("map"));
    judgement.accept(answer("address"));
    assert_eq!(judgement.outcome(&items()), Outcome::AllAccepted);
    assert_eq!(judgement.request(&items()), None);
    judgement.forget(&paper("map"));
    assert_eq!(judgement.outcome(&items()), Outcome::Unfinished);
}

#[test]
fn reasons_belong_to_papers_or_to_answers_and_some_need_words() {
    for reason in Reason::ALL {
        let kinds = (reason.fits(&paper("x")), reason.fits(&answer("x")));
        assert_ne!(kinds, (false, false), "{reason:?} is of use for nothing");
        assert_eq!(Refusal::new(*reason, " \u{200b}… ").is_err(), reason.needs_words(), "{reason:?}");
    }
    assert_eq!(Reason::for_item(&paper("x")).count(), 11);
    assert_eq!(Reason::for_item(&answer("x")).count(), 5);
    let mut judgement = Judgement::default();
    assert_eq!(judgement.refuse(answer("x"), refusal(Reason::Expired)), Err(Unfit::OtherKind));
    assert_eq!(judgement.refuse(paper("x"), refusal(Reason::Unclear)), Err(Unfit::OtherKind));
    assert_eq!(Refusal::new(Reason::Other, ""), Err(Unfit::NoWords));
    assert_eq!(Refusal::new(Reason::Expired, &"ơ".repeat(MOST_WORDS + 1)), Err(Unfit::TooLong));
    assert_eq!(Refusal::new(Reason::Expired, "").unwrap().words, "");
    assert_eq!(Refusal::new(Reason::Other, "  Thiếu\u{200b} chữ ký \r\n").unwrap().words, "Thiếu chữ ký");
    assert_names_lead_back!(Reason, Outcome, Change);
}

#[test]
fn judgements_are_kept_as_json() {
    let judgement = refusing(&[paper("map"), answer("address")]);
    let written = serde_json::to_string(&judgement).unwrap();
    assert!(written.contains(r#"[{"paper":"map"},{"refused":{"reason":"incomplete""#), "{written}");
    assert_eq!(serde_json::from_str::<Judgement>(&written).unwrap(), judgement);
}

#[test]
fn papers_to_judge_are_those_needed_and_those_handed_in() {
    let procedure: Procedure = serde_json::from_str(
        r#"{
        "code": "1.000001", "name": {"vi": "Thử"}, "summary": {"vi": "Thử"}, "field": "thu", "level": "commune",
        "agency": {"vi": "UBND"}, "service": "full", "applicants": ["citizen"], "time_limit": {},
        "fee_at_desk": {"amount_vnd": null}, "fee_online": {"amount_vnd": null},
        "papers": [
            {"id": "declaration", "name": {"vi": "a"}, "kind": "electronic_form", "needed": "always"},
            {"id": "proof", "name": {"vi": "b"}, "kind": "submit", "needed": "always"},
            {"id": "extra", "name": {"vi": "c"}, "kind": "submit", "needed": "optional"},
            {"id": "divorce", "name": {"vi": "d"}, "kind": "submit", "needed":
                {"when": {"case": {"vi": "x"}, "ask": {"vi": "x"}, "condition": {"eq": ["marital", "divorced"]}}}},
            {"id": "card", "name": {"vi": "e"}, "kind": "present", "needed": "always"}
        ],
        "result": {"vi": "Giấy"}, "delivery": ["online"], "legal_basis": [], "least_proofing": "ial1",
        "in_force_from": "2026-01-01", "verified": false, "source": "thử"
    }"#,
    )
    .unwrap();
    let single = answers(&[("marital", "single")]);
    let divorced = answers(&[("marital", "divorced")]);
    assert_eq!(papers_to_judge(&procedure, &single, |_| false), [paper("proof")]);
    assert_eq!(papers_to_judge(&procedure, &single, |id| id == "extra"), [paper("proof"), paper("extra")]);
    assert_eq!(papers_to_judge(&procedure, &divorced, |_| false), [paper("proof"), paper("divorce")]);

    let request = refusing(&[answer("marital")]).request(&items()).unwrap();
    assert!(request.takes_paper("divorce", &procedure, &single, &divorced), "the new answer needs it");
    assert!(!request.takes_paper("divorce", &procedure, &divorced, &divorced), "it was there and will do");
    assert!(!request.takes_paper("proof", &procedure, &single, &divorced));
    assert!(!request.takes_paper("nonsense", &procedure, &single, &divorced));
    let request = refusing(&[paper("proof")]).request(&items()).unwrap();
    assert!(request.takes_paper("proof", &procedure, &single, &single));
}

#[test]
fn only_what_was_asked_for_is_answered() {
    let request = refusing(&[answer("address")]).request(&items()).unwrap();
    let typed = answers(&[
        ("address.province", "52"),
        ("address.commune", "21553"),
        ("address.detail", "Số 1"),
        ("name", "Kẻ khác"),
        ("marital", "married"),
        ("spouse", "Hùng"),
        ("addressee", "x"),
        ("paper.lost", "yes"),
    ]);
    let now = request.answered(&before(), &typed, &sections());
    let mut expected = before();
    expected.set("address.commune", "21553");
    expected.set("address.detail", "Số 1");
    assert_eq!(now, expected);
    assert!(request.asks_answer("address") && request.asks_answer("address.detail"));
    assert!(!request.asks_answer("addressee") && !request.asks_answer("name"));
}

#[test]
fn a_new_answer_opens_the_questions_that_follow_from_it() {
    let request = refusing(&[answer("marital")]).request(&items()).unwrap();
    let typed = answers(&[("marital", "married"), ("spouse", "Hùng"), ("house", "1"), ("name", "Kẻ khác")]);
    let now = request.answered(&before(), &typed, &sections());
    assert_eq!((now.get("marital"), now.get("spouse"), now.get("house")), ("married", "Hùng", "1"));
    assert_eq!(now.get("name"), "Lan");

    // And back: what no question asks for any more goes.
    let typed = answers(&[("marital", "single"), ("spouse", "Hùng")]);
    let back = request.answered(&now, &typed, &sections());
    assert_eq!(back, before());
    assert_eq!(request.answered(&now, &Answers::default(), &sections()), now, "nothing was answered");
}

#[test]
fn it_is_answered_when_each_item_is_another_or_explained() {
    let request = refusing(&[paper("map"), answer("address")]).request(&items()).unwrap();
    let round = |answers: Answers, map: &[&str]| Round {
        answers,
        papers: BTreeMap::from([("map".to_owned(), map.iter().map(|file| (*file).to_owned()).collect())]),
    };
    let first = round(before(), &["aa"]);
    let open = |now: &Round, explained: &[Item]| -> Vec<Item> {
        request.open(&first, now, &explained.iter().cloned().collect::<BTreeSet<_>>()).cloned().collect()
    };
    assert_eq!(open(&first, &[]), [paper("map"), answer("address")]);
    let mut moved = before();
    moved.set("address.commune", "21553");
    assert_eq!(open(&round(moved.clone(), &["aa"]), &[]), [paper("map")], "the same file again is no other");
    assert_eq!(open(&round(moved.clone(), &[]), &[]), [paper("map")], "taking it away is no answer");
    assert_eq!(open(&round(moved.clone(), &["aa", "bb"]), &[]), []);
    assert_eq!(open(&round(moved, &["aa"]), &[paper("map")]), []);
    let mut emptied = before();
    emptied.0.retain(|path, _| !path.starts_with("address"));
    assert_eq!(open(&round(emptied, &["bb"]), &[]), [answer("address")]);
}

#[test]
fn what_changed_is_marked_and_judged_anew_and_the_rest_stays_judged() {
    let papers = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(id, file)| ((*id).to_owned(), vec![(*file).to_owned()])).collect()
    };
    let first = Round {
        answers: answers(&[("marital", "single"), ("address.detail", "1"), ("name", "Lan ")]),
        papers: papers(&[("proof", "aa"), ("map", "bb"), ("old", "cc")]),
    };
    let second = Round {
        answers: answers(&[
            ("marital", "single"),
            ("address.detail", "2"),
            ("name", "Lan"),
            ("spouse", "H"),
            ("blank", " "),
        ]),
        papers: papers(&[("proof", "aa"), ("map", "dd"), ("more", "ee")]),
    };
    let changes = first.changes(&second);
    let expected = BTreeMap::from([
        (answer("address.detail"), Change::Changed),
        (answer("spouse"), Change::Added),
        (paper("map"), Change::Changed),
        (paper("more"), Change::Added),
        (paper("old"), Change::Removed),
    ]);
    assert_eq!(changes, expected);
    let carried = refusing(&[paper("map"), answer("address")]).carried_over(&changes);
    for (item, holds) in
        [("proof", true), ("map", false)].map(|(id, holds)| (paper(id), holds)).into_iter().chain(
            [("marital", true), ("address", false), ("members.0.name", true)]
                .map(|(path, holds)| (answer(path), holds)),
        )
    {
        assert_eq!(carried.of(&item).is_some(), holds, "{item:?}");
    }
}

fn some_answers() -> impl Strategy<Value = Answers> {
    let path = prop::sample::select(vec![
        "marital",
        "spouse",
        "house",
        "name",
        "address.province",
        "address.commune",
        "address.detail",
        "else",
    ]);
    let typed = prop::sample::select(vec!["single", "married", "1", "2", " ", ""]);
    prop::collection::vec((path, typed), 0..8).prop_map(|pairs| answers(&pairs))
}

proptest! {
    #[test]
    fn whatever_is_typed_nothing_else_changes(
        old in some_answers(), typed in some_answers(),
        asked in prop::collection::btree_set(prop::sample::select(vec!["marital", "name", "address"]), 1..3),
    ) {
        let old = kept_answers(&old);
        let asked: Vec<Item> = asked.into_iter().map(answer).collect();
        let all: Vec<Item> = asked.clone();
        let mut judgement = Judgement::default();
        for item in &asked {
            judgement.refuse(item.clone(), refusal(Reason::Incomplete)).unwrap();
        }
        let request = judgement.request(&all).unwrap();
        let now = request.answered(&old, &typed, &sections());
        for path in ["name", "address.province", "address.commune", "address.detail", "marital"] {
            if !request.asks_answer(path) {
                prop_assert_eq!(now.get(path), old.get(path), "{}", path);
            }
        }
        for path in ["spouse", "house"] {
            if old.has(path) && now.has(path) {
                prop_assert_eq!(now.get(path), old.get(path), "{}", path);
            }
        }
        prop_assert_eq!(kept_answers(&now), now.clone());
        prop_assert_eq!(Round { answers: old.clone(), ..Round::default() }.changes(&Round { answers: old, ..Round::default() }).len(), 0);
    }
}

fn kept_answers(answers: &Answers) -> Answers {
    crate::check::kept_answers(&sections(), answers)
}
