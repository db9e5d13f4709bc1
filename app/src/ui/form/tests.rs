#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;

fn section() -> Section {
    serde_json::from_str(
        r#"{"id": "s", "title": {"vi": "S"}, "fields": [
            {"id": "name", "label": {"vi": "Tên"}, "type": "person_name", "required": true},
            {"id": "has_agent", "label": {"vi": "Làm thay?"}, "type": "yes_no", "required": true},
            {"id": "agent", "label": {"vi": "Người ủy quyền"}, "type": "person", "required": true,
             "when": {"eq": ["has_agent", "yes"]}},
            {"id": "wants", "label": {"vi": "Cần"}, "type": "multi_choice",
             "choices": [{"value": "copy", "label": {"vi": "Bản sao"}}, {"value": "card", "label": {"vi": "Thẻ"}}]},
            {"id": "members", "label": {"vi": "Người"}, "type": "group", "min": 1, "max": 2, "fields": [
                {"id": "name", "label": {"vi": "Họ tên"}, "type": "person_name", "required": true}
            ]}
        ]}"#,
    )
    .expect("a section")
}

fn answers(typed: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (path, typed) in typed {
        answers.set(*path, *typed);
    }
    answers
}

fn drawn(typed: &[(&str, &str)], problems: &[(&str, &str)]) -> String {
    let judged = Judged {
        problems: problems
            .iter()
            .map(|(path, sentence)| ((*path).to_owned(), (*sentence).to_owned()))
            .collect(),
        warnings: Vec::new(),
    };
    let form = Form { section: section(), answers: answers(typed), judged, judge: None, on_change: None };
    Owner::new().with(|| form_fields(form).to_html())
}

#[test]
fn fields_whose_condition_does_not_hold_are_left_out() {
    let without = drawn(&[("has_agent", "no")], &[]);
    assert!(!without.contains("agent.name"), "{without}");
    assert!(without.contains(r#"value="refresh:has_agent""#), "{without}");
    let with = drawn(&[("has_agent", "yes")], &[]);
    assert!(with.contains(r#"name="answers[agent.name]""#), "{with}");
}

#[test]
fn what_was_typed_stays_and_is_escaped() {
    let html = drawn(&[("name", r#""><script>x</script>"#), ("wants.card", "yes")], &[]);
    assert!(!html.contains("<script>"), "{html}");
    let box_of = |value: &str| {
        let from = html.find(&format!("answers[wants.{value}]")).unwrap();
        html[from..].split('>').next().unwrap().to_owned()
    };
    assert!(box_of("card").contains("checked"), "{html}");
    assert!(!box_of("copy").contains("checked"), "{html}");
}

#[test]
fn a_problem_is_tied_to_its_input() {
    let html = drawn(&[("name", "Hoa 2")], &[("name", "Tên không có chữ số.")]);
    assert!(html.contains(r#"id="f-name-error""#), "{html}");
    assert!(html.contains(r#"aria-describedby="f-name-error""#), "{html}");
    assert_eq!(html.matches(r#"aria-invalid="true""#).count(), 1, "{html}");
}

#[test]
fn entries_are_added_up_to_the_most_and_taken_away() {
    let section = section();
    let mut typed = answers(&[]);
    assert_eq!(entries(&typed, "members", 1), [0]);
    assert!(change_entries(&section, &mut typed, "add:members"));
    assert_eq!(entries(&typed, "members", 1), [0, 1]);
    assert!(change_entries(&section, &mut typed, "add:members"));
    assert_eq!(entries(&typed, "members", 1), [0, 1], "two are the most");
    typed.set("members.1.name", "Siu H’Nga");
    assert!(change_entries(&section, &mut typed, "remove:members:0"));
    assert_eq!(entries(&typed, "members", 1), [1]);
    assert_eq!(typed.get("members.1.name"), "Siu H’Nga");
    assert!(!change_entries(&section, &mut typed, "add:wants"));
    assert!(!change_entries(&section, &mut typed, "refresh"));

    let full = drawn(&[("members.0.name", "A"), ("members.1.name", "B")], &[]);
    assert!(!full.contains("add:members"), "{full}");
    assert!(full.contains("remove:members:1"), "{full}");
}

#[test]
fn only_paths_are_gone_to() {
    let section = section();
    let place = |then: &str| place_after(&section, &Answers::default(), then);
    assert_eq!(place("refresh:card.birth-1").as_deref(), Some("card.birth-1"));
    assert_eq!(place("remove:members:0").as_deref(), Some("members"));
    for other in ["refresh:a\nb", "refresh:a\r\nSet-Cookie: x=1", "remove:a b:0", "refresh:ế", "refresh"] {
        assert_eq!(place(other), None, "{other:?}");
    }
}
