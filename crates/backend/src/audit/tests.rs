#![allow(clippy::unwrap_used)]

use ::entity::{anchor as anchors, anchored_head, dossier, dossier_event};
use chrono::TimeDelta;
use domain::dossier::EventNote;
use domain::dossier::chain::{Broken, Fault};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::*;
use crate::account::testing::citizen;
use crate::dossier::testing::filed;
use crate::dossier::{By, Words, append, dossier_by_code, forge, hold_dossier};
use crate::testing::{TestPortal, on_each_database};

/// Another event of a dossier.
async fn goes_on(portal: &TestPortal, code: &str) {
    let row = dossier_by_code(portal.database.read(), code).await.unwrap().unwrap();
    let transaction = portal.database.write().await.unwrap();
    let row = hold_dossier(&*transaction, row.id).await.unwrap().unwrap();
    let name = EventNote::FileInfected.as_str();
    append(portal, &*transaction, &row, &By::System, name, &Words::default()).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn chain(portal: &TestPortal, code: &str) -> Vec<dossier_event::Model> {
    let row = dossier_by_code(portal.database.read(), code).await.unwrap().unwrap();
    let asked = dossier_event::Entity::find().filter(dossier_event::Column::DossierId.eq(row.id));
    asked.order_by_asc(dossier_event::Column::Number).all(portal.database.read()).await.unwrap()
}

async fn write(portal: &TestPortal, event: dossier_event::Model) {
    let transaction = portal.database.write().await.unwrap();
    let event = dossier_event::ActiveModel::from(event).reset_all();
    dossier_event::Entity::update(event).exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn cut_off(portal: &TestPortal, event: &dossier_event::Model) {
    let transaction = portal.database.write().await.unwrap();
    dossier_event::Entity::delete_by_id((event.dossier_id, event.number)).exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn set(portal: &TestPortal, code: &str, column: dossier::Column, value: impl Into<sea_orm::Value>) {
    let transaction = portal.database.write().await.unwrap();
    let change = dossier::Entity::update_many().col_expr(column, Expr::value(value));
    change.filter(dossier::Column::Code.eq(code)).exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

/// What is found, as it is printed.
async fn found(portal: &TestPortal, kept: &[Line]) -> Vec<Found> {
    let mut found = Vec::new();
    let report = verify(portal, kept, |one| found.push(one.clone())).await.unwrap();
    assert_eq!(report.faults, found.len() as u64);
    found
}

fn log(portal: &TestPortal) -> Vec<Line> {
    read_log(&std::fs::read_to_string(portal.settings.data_dir.join("anchors.log")).unwrap()).unwrap()
}

async fn each_day_is_anchored_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (first, second) = (filed(&portal, &hoa).await, filed(&portal, &hoa).await);
    goes_on(&portal, &first).await;
    let other = portal.second().await;
    assert_eq!(anchor(&portal).await.unwrap(), 1, "what was before the first day is in the first anchor");
    portal.test_clock.advance(TimeDelta::hours(15));
    assert_eq!(anchor(&portal).await.unwrap(), 0, "a day that has just ended may still get events");
    portal.test_clock.advance(TimeDelta::hours(1));
    let (made, made_beside) = futures::join!(anchor(&portal), anchor(&other));
    made.unwrap();
    made_beside.unwrap();
    goes_on(&portal, &second).await;
    portal.test_clock.advance(TimeDelta::days(3));
    assert_eq!(anchor(&portal).await.unwrap(), 3, "days without a worker are made up for");
    assert_eq!(anchor(&other).await.unwrap(), 0);

    let all = anchors::Entity::find().order_by_asc(anchors::Column::Day);
    let all = all.all(portal.database.read()).await.unwrap();
    assert_eq!(all.iter().map(|row| row.count).collect::<Vec<_>>(), [0, 2, 1, 0, 0]);
    assert!(all.windows(2).all(|pair| pair[1].previous_hash == pair[0].hash));
    assert_eq!(anchored_head::Entity::find().count(portal.database.read()).await.unwrap(), 3);
    let lines = log(&portal);
    assert_eq!(
        lines.iter().map(|line| &line.hash).collect::<Vec<_>>(),
        all.iter().map(|row| &row.hash).collect::<Vec<_>>()
    );
    assert_eq!(found(&portal, &lines).await, []);
}
on_each_database!(each_day_is_anchored_once);

async fn whatever_was_done_to_a_chain_is_found(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let mut codes = Vec::new();
    for _ in 0..6 {
        let code = filed(&portal, &hoa).await;
        goes_on(&portal, &code).await;
        codes.push(code);
    }
    portal.test_clock.advance(TimeDelta::days(1));
    assert_eq!(anchor(&portal).await.unwrap(), 1);
    goes_on(&portal, &codes[3]).await;
    let report = verify(&portal, &log(&portal), |found| panic!("{found}")).await.unwrap();
    assert_eq!(report, Report { dossiers: 6, events: 13, anchors: 1, faults: 0 });

    // Changed.
    let mut events = chain(&portal, &codes[0]).await;
    events[1].actor_kind = "leader".into();
    write(&portal, events[1].clone()).await;
    // Cut off, and the dossier with it.
    let events = chain(&portal, &codes[1]).await;
    cut_off(&portal, &events[1]).await;
    set(&portal, &codes[1], dossier::Column::Revision, 1_i64).await;
    // Written anew as a whole.
    let mut events = chain(&portal, &codes[2]).await;
    events[0].at += TimeDelta::minutes(1);
    let first = forge(events[0].clone(), None);
    let second = forge(events[1].clone(), Some(&first));
    assert!(crate::dossier::chain_is_whole(&[first.clone(), second.clone()]));
    write(&portal, first).await;
    write(&portal, second).await;
    // Cut off before an anchor held it.
    let events = chain(&portal, &codes[3]).await;
    cut_off(&portal, &events[2]).await;
    // Moved without an event.
    set(&portal, &codes[4], dossier::Column::Status, "refused").await;

    let broken = |at: usize, number, fault| Found::Dossier {
        code: codes[at].clone(),
        wrong: Wrong::Chain(Broken { number, fault }),
    };
    let wrong = vec![
        broken(0, 2, Fault::Changed),
        broken(1, 2, Fault::CutOff),
        broken(2, 2, Fault::Rewritten),
        broken(3, 3, Fault::CutOff),
        Found::Dossier { code: codes[4].clone(), wrong: Wrong::Standing },
    ];
    assert_eq!(found(&portal, &log(&portal)).await, wrong);
    assert!(
        wrong[2]
            .to_string()
            .ends_with("event 2 is not the one that was anchored: the chain was written anew")
    );
}
on_each_database!(whatever_was_done_to_a_chain_is_found);

async fn whatever_was_done_to_an_anchor_is_found(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    filed(&portal, &hoa).await;
    portal.test_clock.advance(TimeDelta::days(1));
    anchor(&portal).await.unwrap();
    let mut kept = log(&portal);
    let day = kept[0].day;
    let hash = &mut kept[0].hash;
    let another = if hash.starts_with('2') { "3" } else { "2" };
    hash.replace_range(..1, another);
    assert_eq!(found(&portal, &kept).await, [Found::KeptElsewhere(day)], "a line kept elsewhere is another");

    let transaction = portal.database.write().await.unwrap();
    anchored_head::Entity::delete_many().exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(found(&portal, &[]).await, [Found::Anchor(day)]);
    let transaction = portal.database.write().await.unwrap();
    anchors::Entity::delete_many().exec(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(found(&portal, &[]).await, []);
    assert_eq!(
        found(&portal, &kept).await,
        [Found::KeptElsewhere(day)],
        "there is none of that day any more"
    );
    assert_eq!(read_log("2026-11-23 1 ab\n2026-11-24 x cd\n"), Err(2));
}
on_each_database!(whatever_was_done_to_an_anchor_is_found);
