#![allow(clippy::unwrap_used, clippy::expect_used)]
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::*;
use crate::testing::{TestPortal, on_each_database};

fn procedure(code: &str) -> Value {
    let text = default_files().into_iter().find(|file| file.name.ends_with("ho-tich.json")).unwrap().text;
    let file: Value = serde_json::from_str(&text).unwrap();
    file["procedures"].as_array().unwrap().iter().find(|procedure| procedure["code"] == code).unwrap().clone()
}

fn file(part: &str, content: Value) -> File {
    let mut text = json!({"format": "motcua-catalogue/1"});
    text[part] = content;
    File { name: "test.json".into(), text: text.to_string() }
}

async fn imported(portal: &TestPortal, files: &[File]) -> Report {
    match import(portal, files).await.unwrap() {
        Outcome::Imported(report) => report,
        Outcome::Refused(faults) => panic!("{faults:#?}"),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

on_each_database!(a_new_portal_has_the_catalogue_of_the_release);
async fn a_new_portal_has_the_catalogue_of_the_release(portal: TestPortal) {
    let catalogue = portal.catalogue();
    assert_eq!(catalogue.procedures().len(), 47);
    let birth = catalogue.procedure("1.001193").unwrap();
    assert_eq!((birth.number, birth.procedure.name.vi.as_str()), (1, "Đăng ký khai sinh"));
    assert_eq!(catalogue.procedure("1.001193.000.00.00.H21").unwrap().id, birth.id);
    assert_eq!(catalogue.procedure("1.001193.H21").unwrap().id, birth.id);
    assert!(catalogue.procedure("1.00119").is_none());
    assert!(catalogue.procedure("").is_none());
    assert_eq!(catalogue.version(birth.id).unwrap().procedure, birth.procedure);
    let (province, commune) = catalogue.commune("21583").unwrap();
    assert_eq!((province.code.as_str(), commune.name.as_str()), ("52", "Phường Quy Nhơn"));
    let desk = catalogue.suggested_desk(domain::catalogue::AgencyLevel::Commune, "21583").unwrap();
    assert_eq!(desk.commune.as_deref(), Some("21583"));
    assert_eq!(catalogue.desks().count(), 136);
    assert_eq!(catalogue.life_events().len(), 9);
}

on_each_database!(days_off_of_the_next_years_are_there_before_they_are_announced);
async fn days_off_of_the_next_years_are_there_before_they_are_announced(portal: TestPortal) {
    imported(&portal, &[file("days_off", json!({"closed": ["2026-01-01"], "working_saturdays": []}))]).await;
    let catalogue = portal.catalogue();
    let days_off = catalogue.days_off();
    assert!(days_off.closed.contains(&day("2026-01-01")) && !days_off.closed.contains(&day("2026-04-30")));
    assert!(days_off.closed.contains(&day("2027-04-30")));
    assert_eq!(days_off.provisional_from, Some(day("2027-01-01")));
}

on_each_database!(importing_again_changes_nothing);
async fn importing_again_changes_nothing(portal: TestPortal) {
    let before = portal.catalogue();
    let report = imported(&portal, &default_files()).await;
    assert_eq!(report, Report { unchanged: 47, ..Report::default() });
    let after = portal.catalogue();
    assert_eq!(after.revision(), before.revision());
    assert_eq!(after.versions("1.001193").len(), 1);
}

on_each_database!(one_fault_changes_nothing);
async fn one_fault_changes_nothing(portal: TestPortal) {
    let before = portal.catalogue();
    let mut good = procedure("1.001193");
    good["name"]["vi"] = json!("Đăng ký khai sinh mới");
    let mut bad = procedure("1.000894");
    bad["field"] = json!("khong-co");
    let outcome = import(&portal, &[file("procedures", json!([good, bad]))]).await.unwrap();
    let Outcome::Refused(faults) = outcome else { panic!("{outcome:?}") };
    assert_eq!(faults.len(), 1);
    assert!(faults[0].place.contains("procedures[1](1.000894).field"), "{faults:?}");
    refresh(&portal).await.unwrap();
    assert_eq!(portal.catalogue().revision(), before.revision());
    assert_eq!(portal.catalogue().procedure("1.001193").unwrap().procedure.name.vi, "Đăng ký khai sinh");
}

on_each_database!(a_change_makes_a_version_and_closes_the_old_one);
async fn a_change_makes_a_version_and_closes_the_old_one(portal: TestPortal) {
    let old = portal.catalogue().procedure("1.001193").unwrap().clone();
    let mut next = procedure("1.001193");
    next["name"]["vi"] = json!("Đăng ký khai sinh (2027)");
    next["in_force_from"] = json!("2027-03-01");
    let report = imported(&portal, &[file("procedures", json!([next]))]).await;
    assert_eq!(report.changed, ["1.001193"]);

    let now = portal.catalogue();
    assert_eq!(now.procedure("1.001193").unwrap().id, old.id, "the new law is not in force yet");
    assert_eq!(now.procedures().len(), 47);
    let versions = now.versions("1.001193");
    assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(versions[0].in_force_from, day("2027-03-01"));
    assert_eq!(versions[1].in_force_to, Some(day("2027-02-28")));

    portal.test_clock.advance(TimeDelta::days(97)); // 2027-02-28
    assert_eq!(portal.catalogue().procedure("1.001193").unwrap().number, 1);
    portal.test_clock.advance(TimeDelta::days(1));
    let then = portal.catalogue();
    assert_eq!(then.procedure("1.001193").unwrap().number, 2);
    assert_eq!(
        then.version(old.id).unwrap().procedure.name.vi,
        "Đăng ký khai sinh",
        "dossiers keep their version"
    );
}

on_each_database!(a_correction_holds_from_today);
async fn a_correction_holds_from_today(portal: TestPortal) {
    let mut next = procedure("1.001193");
    next["fee_at_desk"] = json!({"amount_vnd": 10000});
    imported(&portal, &[file("procedures", json!([next.clone()]))]).await;
    let catalogue = portal.catalogue();
    let versions = catalogue.versions("1.001193");
    assert_eq!((versions[0].number, versions[0].in_force_from), (2, day("2026-11-23")));
    assert_eq!(versions[1].in_force_to, Some(day("2026-11-22")));
    assert_eq!(catalogue.procedure("1.001193").unwrap().number, 2);
    assert_eq!(imported(&portal, &[file("procedures", json!([next.clone()]))]).await.unchanged, 1);

    // Corrected once more on the same day: the last word counts.
    next["fee_at_desk"] = json!({"amount_vnd": 12000});
    imported(&portal, &[file("procedures", json!([next]))]).await;
    assert_eq!(portal.catalogue().procedure("1.001193").unwrap().number, 3);
    assert_eq!(portal.catalogue().procedures().len(), 47);
}

on_each_database!(a_procedure_ends);
async fn a_procedure_ends(portal: TestPortal) {
    let mut ending = procedure("1.001193");
    ending["in_force_to"] = json!("2026-11-30");
    imported(&portal, &[file("procedures", json!([ending]))]).await;
    assert!(portal.catalogue().procedure("1.001193").is_some());
    portal.test_clock.advance(TimeDelta::days(8));
    assert!(portal.catalogue().procedure("1.001193").is_none());
    assert_eq!(portal.catalogue().procedures().len(), 46);
}

on_each_database!(agencies_that_are_no_longer_named_are_closed);
async fn agencies_that_are_no_longer_named_are_closed(portal: TestPortal) {
    let text = default_files().into_iter().find(|file| file.name.ends_with("agencies.json")).unwrap().text;
    let mut data: Value = serde_json::from_str(&text).unwrap();
    let agencies = data["agencies"].as_array_mut().unwrap();
    let gone = agencies.pop().unwrap()["code"].as_str().unwrap().to_owned();
    let report = imported(&portal, &[file("agencies", data["agencies"].clone())]).await;
    assert_eq!(report.parts, ["agencies"]);
    let catalogue = portal.catalogue();
    assert!(catalogue.desks().all(|desk| desk.code != gone));
    assert_eq!(catalogue.agency(&gone).unwrap().code, gone, "dossiers still name it");
    assert_eq!(imported(&portal, &default_files()).await.parts, ["agencies"]);
    assert!(portal.catalogue().desks().any(|desk| desk.code == gone), "named again, open again");
}

on_each_database!(another_process_imports);
async fn another_process_imports(portal: TestPortal) {
    let before = portal.catalogue();
    let other = portal.second().await;
    let days = json!({"closed": ["2026-12-24"], "working_saturdays": []});
    let Outcome::Imported(report) = import(&other, &[file("days_off", days)]).await.unwrap() else {
        panic!()
    };
    assert_eq!(report.parts, ["days_off"]);
    assert_eq!(portal.catalogue().days_off(), before.days_off());
    refresh(&portal).await.unwrap();
    let after = portal.catalogue();
    let closed = &after.days_off().closed;
    assert!(closed.contains(&day("2026-12-24")) && !closed.contains(&day("2026-01-01")));
}

#[test]
fn suffixes_of_codes_are_taken_off() {
    for (code, national) in [
        ("1.001193", "1.001193"),
        ("1.001193.H21", "1.001193"),
        ("2.000635.000.00.00.H21", "2.000635"),
        ("1", "1"),
        ("", ""),
    ] {
        assert_eq!(snapshot::national_code(code), national);
    }
}
