#![allow(clippy::unwrap_used, clippy::panic)]

use ::entity::dossier_event;
use chrono::Utc;
use domain::staff::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::*;
use crate::account::testing::citizen;
use crate::catalogue::{File, Outcome, import, refresh};
use crate::desk::testing::{accepts, officer};
use crate::dossier::testing::{DESK, filed};
use crate::dossier::{by_code, chain_is_whole, dossier_by_code};
use crate::testing::{TestPortal, on_each_database};

async fn imports(portal: &Portal, part: &str, content: Value) {
    let mut text = json!({"format": "motcua-catalogue/1"});
    text[part] = content;
    let file = File { name: "test.json".into(), text: text.to_string() };
    let outcome = import(portal, &[file]).await.unwrap();
    assert!(matches!(outcome, Outcome::Imported(_)), "{outcome:?}");
}

async fn closed_on(portal: &Portal, days: &[&str]) {
    imports(portal, "days_off", json!({"closed": days, "working_saturdays": []})).await;
}

async fn row(portal: &Portal, code: &str) -> dossier::Model {
    dossier_by_code(portal.database.read(), code).await.unwrap().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn names(portal: &Portal, id: Uuid) -> Vec<String> {
    let asked = dossier_event::Entity::find().filter(dossier_event::Column::DossierId.eq(id));
    let events = asked.order_by_asc(dossier_event::Column::Number).all(portal.database.read()).await.unwrap();
    assert!(chain_is_whole(&events));
    events.into_iter().map(|event| event.name).collect()
}

async fn due_times_move_with_the_days_off_and_the_citizen_is_told_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let code = filed(&portal, &hoa).await;
    assert_eq!(compute_anew(&portal).await.unwrap(), 0, "nothing is known of before");
    let first = row(&portal, &code).await;
    assert_eq!(first.due_at, at("2026-11-25T02:00:00Z"), "over the day off of 24 November");
    portal.work().await;
    let mails = portal.mails().len();

    // Another process imports; this one sees it.
    let other = portal.second().await;
    closed_on(&other, &["2026-01-01", "2026-11-24", "2026-11-25"]).await;
    refresh(&portal).await.unwrap();
    assert_eq!(compute_anew(&portal).await.unwrap(), 1);
    assert_eq!((compute_anew(&portal).await.unwrap(), compute_anew(&other).await.unwrap()), (0, 0));
    let moved = row(&portal, &code).await;
    assert_eq!((moved.due_at, moved.answer_by), (at("2026-11-26T02:00:00Z"), at("2026-11-26T02:00:00Z")));
    assert_eq!(names(&portal, first.id).await, ["submit", "due_changed"]);
    assert_eq!(moved.revision, 2);
    portal.work().await;
    let told = portal.mails();
    assert_eq!(told.len(), mails + 1);
    for said in [code.as_str(), "25/11/2026 09:00", "26/11/2026 09:00"] {
        assert!(told[mails].text.contains(said), "{said}: {}", told[mails].text);
    }
    let seen = by_code(&portal, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(seen.events.last().unwrap().note, Some(EventNote::DueChanged));

    // Days off that no limit crosses change nothing.
    closed_on(&portal, &["2026-01-01", "2026-11-24", "2026-11-25", "2026-12-30"]).await;
    assert_eq!(compute_anew(&portal).await.unwrap(), 0);
    assert_eq!(names(&portal, first.id).await.len(), 2);
}
on_each_database!(due_times_move_with_the_days_off_and_the_citizen_is_told_once);

async fn a_desk_that_closes_moves_its_own_dossiers(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let code = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &code).await;
    compute_anew(&portal).await.unwrap();
    let before = row(&portal, &code).await;
    let day = today(before.due_at);
    for (agency, moves) in [("H21.02", 0), (DESK, 1)] {
        let mut agencies = portal.catalogue().agencies().to_vec();
        agencies.iter_mut().find(|one| one.code == agency).unwrap().closed.insert(day);
        imports(&portal, "agencies", serde_json::to_value(agencies).unwrap()).await;
        assert_eq!(compute_anew(&portal).await.unwrap(), moves, "{agency}");
    }
    let after = row(&portal, &code).await;
    assert!(after.due_at > before.due_at && after.result_by == Some(today(after.due_at)));
    assert_eq!(after.answer_by, before.answer_by, "the desk has answered");
}
on_each_database!(a_desk_that_closes_moves_its_own_dossiers);
