#![allow(clippy::unwrap_used, clippy::expect_used)]
use backend::catalogue::{Snapshot, of_this_release};
use chrono::{DateTime, Utc};
use domain::catalogue::ServiceLevel;
use leptos::prelude::{Owner, provide_context};

use super::*;
use crate::catalogue::shown::Wanted;
use crate::i18n::Language;

fn catalogue() -> Snapshot {
    Snapshot::of(of_this_release().expect("a catalogue without faults"), "2026-11-23".parse().unwrap())
}

/// Monday 23/11/2026, 09:00 in Viet Nam; the day after is a day off.
fn now() -> DateTime<Utc> {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

fn speaking<T>(language: Language, say: impl FnOnce() -> T) -> T {
    Owner::new().with(|| {
        provide_context(language);
        say()
    })
}

fn shown(code: &str) -> crate::catalogue::shown::Shown {
    speaking(Language::Vietnamese, || procedure(&catalogue(), code, now())).expect("a procedure")
}

fn codes(wanted: Wanted) -> Vec<String> {
    speaking(Language::Vietnamese, || found(&catalogue(), &wanted))
        .rows
        .into_iter()
        .map(|row| row.code)
        .collect()
}

#[test]
fn every_procedure_can_be_shown_in_both_languages() {
    let catalogue = catalogue();
    for language in Language::ALL {
        speaking(language, || {
            for version in catalogue.procedures() {
                let declared = &version.procedure;
                let shown = procedure(&catalogue, &declared.code, now()).expect("shown");
                for text in [&shown.name, &shown.summary, &shown.field.1, &shown.agency, &shown.result] {
                    assert!(!text.is_empty(), "{}", declared.code);
                }
                assert_eq!(shown.papers.len(), declared.papers.len());
                assert_eq!(shown.has_form, blank(&catalogue, &declared.code).is_some());
                for (cost, fee) in
                    [(&shown.fee_at_desk, &declared.fee_at_desk), (&shown.fee_online, &declared.fee_online)]
                {
                    if fee.amount_vnd.is_none() {
                        assert_ne!(
                            cost.amount,
                            t(text::catalogue::FREE),
                            "{}: unknown is not free",
                            declared.code
                        );
                        assert!(!cost.amount.starts_with("0"), "{}: unknown is not 0", declared.code);
                    }
                }
                if declared.fee_at_desk.amount_vnd.is_none() || declared.fee_online.amount_vnd.is_none() {
                    assert!(shown.saving.is_empty(), "{}: an unknown price saves nothing", declared.code);
                }
                if shown.service == ServiceLevel::Information {
                    assert!(!shown.at_desk.is_empty(), "{}: what to do instead", declared.code);
                }
            }
        });
    }
}

#[test]
fn english_pages_speak_english() {
    let catalogue = catalogue();
    speaking(Language::English, || {
        let shown = procedure(&catalogue, "1.004222", now()).unwrap();
        assert_eq!(shown.time, "7 working days");
        assert_eq!(shown.due, "Thursday, 03/12/2026");
        assert_eq!(shown.saving, "10.000\u{a0}đ less");
        assert_eq!(shown.applicants, ["Citizens"]);
    });
}

#[test]
fn residence_is_shown_as_in_the_pictures() {
    let shown = shown("1.004222");
    assert_eq!(shown.time, "7 ngày làm việc");
    assert_eq!((shown.due.as_str(), shown.days_off.as_str()), ("thứ Năm, 03/12/2026", "24/11"));
    assert_eq!(shown.fee_at_desk.amount, "20.000\u{a0}đ");
    assert_eq!(shown.fee_online.amount, "10.000\u{a0}đ");
    assert_eq!(shown.saving, "Ít hơn 10.000\u{a0}đ");
    assert!(shown.exemptions[0].starts_with("Miễn cho trẻ em"));
}

#[test]
fn calendar_days_count_days_off_too() {
    let marriage = shown("2.000806");
    assert_eq!((marriage.due.as_str(), marriage.days_off.as_str()), ("thứ Ba, 08/12/2026", ""));
}

#[test]
fn codes_may_carry_the_suffix_of_an_agency() {
    assert_eq!(shown("1.004222.000.00.00.H21"), shown("1.004222"));
    assert!(speaking(Language::Vietnamese, || procedure(&catalogue(), "9.999999", now())).is_none());
}

#[test]
fn prices_by_case_are_shown_as_a_span() {
    let permit = shown("1.013225");
    assert_eq!(permit.fee_at_desk.amount, "50.000\u{a0}đ đến 100.000\u{a0}đ");
    assert_eq!(permit.fee_at_desk.per, "mỗi giấy phép, mức tham khảo");
    assert_eq!(permit.fee_online.amount, "Theo nghị quyết của HĐND tỉnh");
    let abroad = shown("2.000528");
    assert_eq!(abroad.fee_at_desk.amount, "Miễn phí đến 50.000\u{a0}đ");
}

#[test]
fn half_days_are_said() {
    assert_eq!(shown("2.002481").time, "2,5 ngày làm việc");
}

#[test]
fn lists_narrow_by_field_applicant_level_and_channel() {
    let all = Wanted::default;
    let first = codes(all());
    assert_eq!((first.len(), first[0].as_str()), (20, "1.001193"));
    let field = codes(Wanted { field: "chung-thuc".into(), ..all() });
    assert_eq!(field, ["2.000815", "2.000884", "2.000908", "2.001019"]);
    let online = codes(Wanted { field: "chung-thuc".into(), online: true, ..all() });
    assert_eq!(online, ["2.000815", "2.000908"]);
    let business = codes(Wanted { field: "lao-dong".into(), applicant: "cong-dan".into(), ..all() });
    assert!(business.is_empty());
    let province = codes(Wanted { field: "giao-duc".into(), level: "tinh".into(), ..all() });
    assert_eq!(province, ["1.005090"]);
    assert_eq!(codes(Wanted { page: 99, ..all() }).len(), 7, "beyond the last page is the last page");
    assert_eq!(codes(Wanted { event: "ket-hon".into(), ..all() }), ["1.000894", "1.004873", "2.000806"]);
}

#[test]
fn desks_are_found_by_the_name_of_their_commune() {
    let catalogue = catalogue();
    speaking(Language::Vietnamese, || {
        assert_eq!(desks(&catalogue, "").len(), 136);
        let found = desks(&catalogue, "pleiku");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "Trung tâm Phục vụ hành chính công phường Pleiku");
        assert_eq!(found[0].hours, ["Thứ Hai đến thứ Sáu: 07:30–11:30, 13:00–17:00"]);
        assert!(desks(&catalogue, "khong co noi nay").is_empty());
    });
}

#[test]
fn search_asks_back_and_names_other_agencies() {
    let catalogue = catalogue();
    speaking(Language::Vietnamese, || {
        let answer = |words: &str| found(&catalogue, &Wanted { words: words.into(), ..Wanted::default() });
        let question = answer("so do").ask_back.expect("a question");
        assert_eq!(question.ask, "Bạn cần làm gì với sổ đỏ?");
        assert!(
            question.ways.iter().any(|(case, code, _)| case == "Bị mất, xin cấp lại" && code == "1.012786")
        );
        assert_eq!(answer("ho chieu").outside.expect("elsewhere").0, "Hộ chiếu");
        assert_eq!(answer("zzqqx").total, 0);
        assert_eq!(answer("1.001193.H21").rows[0].code, "1.001193");
        assert!(
            answer("giay khai sinh").rows[0].name.iter().any(|(piece, mark)| *mark && piece == "khai sinh")
        );
    });
}
