//! What officers find in their inboxes, on both databases.

use std::collections::BTreeSet;

use ::entity::dossier;
use chrono::TimeDelta;
use domain::dossier::Queue;
use domain::dossier::moves::Stage;
use domain::staff::{Action, Deed, Role, Target};
use futures::TryStreamExt;
use futures::future::join_all;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::testing::officer;
use super::*;
use crate::account::testing::citizen;
use crate::demo::generate;
use crate::dossier::testing::{DESK, filed};
use crate::staff::Officer;
use crate::staff::testing::join;
use crate::testing::{TestPortal, on_each_database};

const UNIT: &str = "H21.02";

async fn all(portal: &TestPortal) -> Vec<dossier::Model> {
    dossier::Entity::find().all(portal.database.read()).await.unwrap()
}

fn may_read(officer: &Officer, row: &dossier::Model) -> bool {
    let target = Target {
        desk: &row.agency_code,
        unit: row.unit_code.as_deref(),
        status: domain::dossier::Status::from_name(&row.status).unwrap(),
        stage: Stage::from_name(&row.stage).unwrap(),
    };
    officer.may(Action::OnDossier(Deed::Read, target)).is_some()
}

/// All codes of a view, page by page.
async fn whole(portal: &TestPortal, officer: &Officer, view: View, filter: &Filter) -> Vec<String> {
    let (mut codes, mut after) = (Vec::new(), None);
    loop {
        let page = list(portal, officer, view, filter, after).await.unwrap();
        codes.extend(page.rows.into_iter().map(|row| row.code));
        after = page.next;
        if after.is_none() {
            return codes;
        }
    }
}

on_each_database!(every_view_holds_what_may_be_read_and_belongs_to_it_once_and_in_order);
async fn every_view_holds_what_may_be_read_and_belongs_to_it_once_and_in_order(portal: TestPortal) {
    generate(&portal, 2500, 3, |_| ()).await.unwrap();
    let rows = all(&portal).await;
    let commune = rows.iter().find(|row| row.agency_code != DESK).unwrap().agency_code.clone();
    let me = testing::assignee(&portal, DESK).await;
    let now = portal.clock.now();
    for roles in [
        vec![(DESK, Role::DeskOfficer)],
        vec![(UNIT, Role::Specialist)],
        vec![
            (DESK, Role::Leader),
            (commune.as_str(), Role::DeskOfficer),
            (commune.as_str(), Role::Specialist),
        ],
        vec![(DESK, Role::Administrator)],
    ] {
        let officer = officer(me, &roles);
        let counts = counts(&portal, &officer).await.unwrap();
        for (view, count) in View::ALL.into_iter().zip(counts) {
            let queued = |row: &&dossier::Model| roles.iter().any(|(agency, _)| *agency == row.queue_code);
            let timed = |row: &&dossier::Model| {
                Queue::TIMED.iter().any(|queue| queue.as_str() == row.queue) && queued(row)
            };
            let tomorrow = now + TimeDelta::hours(15);
            let belongs = |row: &&dossier::Model| match view {
                View::Mine => row.assignee_id == Some(me) && row.queue != "closed",
                View::Intake => row.queue == "intake" && queued(row),
                View::Today => timed(row) && row.due_at >= now && row.due_at < tomorrow,
                View::Late => timed(row) && row.due_at < now,
                View::Paused => row.queue == "paused" && queued(row),
                View::Agency => row.queue != "closed" && queued(row),
                View::Handover => row.queue == "handover" && queued(row),
                View::Closed => row.queue == "closed",
            };
            let mut expected: Vec<_> =
                rows.iter().filter(|row| may_read(&officer, row)).filter(belongs).collect();
            expected.sort_by_key(|row| (row.due_at, row.id));
            if view == View::Closed {
                expected.sort_by_key(|row| (std::cmp::Reverse(row.closed_at), std::cmp::Reverse(row.id)));
            }
            let expected: Vec<_> = expected.into_iter().map(|row| row.code.clone()).collect();
            assert_eq!(count, expected.len() as u64, "{view:?} {roles:?}");
            let found = whole(&portal, &officer, view, &Filter::default()).await;
            assert_eq!(found, expected, "{view:?} {roles:?}");
        }
        let is_administrator = roles.iter().all(|(_, role)| *role == Role::Administrator);
        assert!(!is_administrator || counts == [0; View::ALL.len()], "{roles:?}");
    }
}

on_each_database!(filters_leave_what_they_say);
async fn filters_leave_what_they_say(portal: TestPortal) {
    generate(&portal, 1500, 5, |_| ()).await.unwrap();
    let rows = all(&portal).await;
    let officer =
        officer(testing::assignee(&portal, DESK).await, &[(DESK, Role::DeskOfficer), (DESK, Role::Leader)]);
    let whole = whole(&portal, &officer, View::Closed, &Filter::default()).await;
    let row = rows.iter().find(|row| row.code == whole[whole.len() / 2]).unwrap();
    let day = domain::date::today(row.closed_at.unwrap());
    let found = |filter: Filter| {
        let (portal, officer) = (&portal, &officer);
        async move {
            self::whole(portal, officer, View::Closed, &filter).await.into_iter().collect::<BTreeSet<_>>()
        }
    };
    let expected = |fits: &dyn Fn(&&dossier::Model) -> bool| {
        let closed = rows.iter().filter(|row| whole.contains(&row.code)).filter(fits);
        closed.map(|row| row.code.clone()).collect::<BTreeSet<_>>()
    };
    let procedure = Filter { procedure: Some(row.procedure_code.clone()), ..Filter::default() };
    assert_eq!(found(procedure).await, expected(&|one| one.procedure_code == row.procedure_code));
    let counter = Filter { channel: Some(Channel::Counter), ..Filter::default() };
    assert_eq!(found(counter).await, expected(&|one| one.channel == "counter"));
    let days = Filter { from: Some(day), to: Some(day), ..Filter::default() };
    assert_eq!(found(days).await, expected(&|one| one.closed_at.map(domain::date::today) == Some(day)));
    for assignee in [Assignee::Nobody, Assignee::Officer(officer.account_id())] {
        let filter = Filter { assignee, ..Filter::default() };
        for row in list(&portal, &officer, View::Agency, &filter, None).await.unwrap().rows {
            let fits = match assignee {
                Assignee::Officer(id) => row.assignee.as_ref().is_some_and(|(one, _)| *one == id),
                _ => row.assignee.is_none(),
            };
            assert!(fits, "{row:?}");
        }
    }
}

on_each_database!(dossiers_are_found_by_code_number_phone_and_name);
async fn dossiers_are_found_by_code_number_phone_and_name(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let code = filed(&portal, &hoa).await;
    let desk = officer(Uuid::now_v7(), &[(DESK, Role::DeskOfficer)]);
    let elsewhere = officer(Uuid::now_v7(), &[("H21.99", Role::DeskOfficer)]);
    let unit = officer(Uuid::now_v7(), &[(UNIT, Role::Specialist)]);
    let number = crate::account::testing::identity_number(1);
    for typed in [
        code.as_str(),
        &code.to_lowercase().replace('-', " "),
        number.as_str(),
        "064 190 000 001",
        "0905 123 456",
        "+84905123456",
        "Nguyễn Thị Hoa",
        "nguyen thi h",
        "NGUYEN",
        "hoa",
        "Thị Hoa",
        "Nguyễn Hoa",
    ] {
        let found = search(&portal, &desk, typed).await.unwrap();
        assert_eq!(found.rows.iter().map(|row| &row.code).collect::<Vec<_>>(), [&code], "{typed}");
        for stranger in [&elsewhere, &unit] {
            assert!(search(&portal, stranger, typed).await.unwrap().rows.is_empty(), "{typed}");
        }
    }
    for typed in ["", "  ", "H21.01-261123-0002", "064190000002", "0905123457", "oa", "Hoa Nguyễn", "%", "_"]
    {
        assert!(search(&portal, &desk, typed).await.unwrap().rows.is_empty(), "{typed}");
    }
}

on_each_database!(of_two_officers_at_once_one_has_the_dossier);
async fn of_two_officers_at_once_one_has_the_dossier(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (minh, _) = citizen(&portal, 2).await;
    let code = filed(&portal, &hoa).await;
    let seen = [Seen { code: code.clone(), revision: 1, assignee: None }];
    let officers: Vec<_> = [&hoa, &minh]
        .map(|who| officer(who.account_id(), &[(DESK, Role::DeskOfficer)]))
        .into_iter()
        .collect();
    let did = join_all(officers.iter().map(|one| work(&portal, one, Work::Claim, &seen))).await;
    let did: Vec<Did> = did.into_iter().map(|did| did.unwrap()).collect();
    assert_eq!(did.iter().map(|did| did.done).sum::<usize>(), 1, "{did:?}");
    assert_eq!(did.iter().map(|did| did.changed).sum::<usize>(), 1, "{did:?}");
    let winner = officers.iter().zip(&did).find(|(_, did)| did.done == 1).unwrap().0;
    let mine = list(&portal, winner, View::Mine, &Filter::default(), None).await.unwrap();
    assert_eq!(mine.rows.len(), 1);
    assert_eq!(mine.rows[0].assignee.as_ref().unwrap().0, winner.account_id());
    assert!(!mine.rows[0].may_claim, "it is somebody's");
    let entries = ::entity::audit::Entity::find().all(portal.database.read()).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.action == "dossier.claim").count(), 1);
}

on_each_database!(work_is_given_by_leaders_and_by_whose_it_is);
async fn work_is_given_by_leaders_and_by_whose_it_is(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (minh, _) = citizen(&portal, 2).await;
    let (lan, _) = citizen(&portal, 3).await;
    for (who, role, agency) in
        [(&hoa, Role::DeskOfficer, DESK), (&minh, Role::Leader, DESK), (&lan, Role::Leader, UNIT)]
    {
        join(&portal, who, role, agency).await;
    }
    let (first, second) = (filed(&portal, &hoa).await, filed(&portal, &hoa).await);
    let role = |who: &crate::account::Citizen, role| officer(who.account_id(), &[(DESK, role)]);
    let (desk, leader, stranger) = (
        role(&hoa, Role::DeskOfficer),
        role(&minh, Role::Leader),
        officer(lan.account_id(), &[(UNIT, Role::Leader)]),
    );
    let seen = |code: &str, assignee| Seen { code: code.to_owned(), revision: 1, assignee };
    let both = [seen(&first, None), seen(&second, None)];
    let did = work(&portal, &stranger, Work::GiveTo(lan.account_id()), &both).await.unwrap();
    assert_eq!(did, Did { nothing: 2, ..Did::default() }, "of another agency");
    let did = work(&portal, &desk, Work::GiveTo(minh.account_id()), &both).await.unwrap();
    assert_eq!(did, Did { refused: 2, ..Did::default() }, "not one's own");
    let did = work(&portal, &leader, Work::GiveTo(lan.account_id()), &both).await.unwrap();
    assert_eq!(did, Did { refused: 2, ..Did::default() }, "nobody who works there");
    let did = work(&portal, &desk, Work::Claim, &both[..1]).await.unwrap();
    assert_eq!(did.done, 1);
    let did = work(&portal, &leader, Work::GiveTo(hoa.account_id()), &both).await.unwrap();
    assert_eq!(did, Did { done: 1, changed: 1, ..Did::default() }, "one was taken meanwhile");
    let did = work(&portal, &leader, Work::Claim, &both).await.unwrap();
    assert_eq!((did.done, did.refused + did.changed), (0, 2), "leaders take nothing");
    let moved = [Seen { revision: 7, ..seen(&first, Some(hoa.account_id())) }];
    let did = work(&portal, &leader, Work::GiveTo(minh.account_id()), &moved).await.unwrap();
    assert_eq!(did, Did { changed: 1, ..Did::default() }, "it moved");
    // Whose work it is gives it to somebody who works there.
    let given = [seen(&first, Some(hoa.account_id()))];
    let did = work(&portal, &leader, Work::GiveTo(minh.account_id()), &given).await.unwrap();
    assert_eq!(did.done, 1);
    let did = work(&portal, &desk, Work::GiveTo(minh.account_id()), &[seen(&second, Some(hoa.account_id()))])
        .await
        .unwrap();
    assert_eq!(did.done, 1);
}

on_each_database!(views_are_kept_by_name_and_for_their_owner);
async fn views_are_kept_by_name_and_for_their_owner(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (minh, _) = citizen(&portal, 2).await;
    let [hoa, minh] = [&hoa, &minh].map(|who| officer(who.account_id(), &[(DESK, Role::DeskOfficer)]));
    assert_eq!(keep(&portal, &hoa, " Khai sinh ", "?xem=qua-han").await.unwrap(), Saved::Kept);
    assert_eq!(keep(&portal, &hoa, "Khai sinh", "?xem=don-vi").await.unwrap(), Saved::Kept);
    assert_eq!(keep(&portal, &hoa, " ", "").await.unwrap(), Saved::Unfit);
    assert_eq!(keep(&portal, &hoa, &"a".repeat(61), "").await.unwrap(), Saved::Unfit);
    let kept = saved(&portal, &hoa).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].name.as_str(), kept[0].query.as_str()), ("Khai sinh", "?xem=don-vi"));
    assert!(saved(&portal, &minh).await.unwrap().is_empty());
    forget(&portal, &minh, kept[0].id).await.unwrap();
    assert_eq!(saved(&portal, &hoa).await.unwrap().len(), 1, "another one's");
    forget(&portal, &hoa, kept[0].id).await.unwrap();
    assert!(saved(&portal, &hoa).await.unwrap().is_empty());
}

on_each_database!(an_export_has_every_row_of_the_view);
async fn an_export_has_every_row_of_the_view(portal: TestPortal) {
    generate(&portal, 8000, 9, |_| ()).await.unwrap();
    let officer = officer(Uuid::now_v7(), &[(DESK, Role::DeskOfficer)]);
    let words = Words {
        header: vec!["Mã".to_owned(), "Tên".to_owned()],
        cells: std::sync::Arc::new(|row| vec![row.code.clone(), format!("={}", row.owner)]),
    };
    let whole = whole(&portal, &officer, View::Closed, &Filter::default()).await;
    assert!(whole.len() > 520, "more than is read at once: {}", whole.len());
    let pieces =
        export(&portal, &officer, View::Closed, &Filter::default(), Format::Csv, words.clone()).unwrap();
    let pieces: Vec<bytes::Bytes> = pieces.try_collect().await.unwrap();
    assert!(pieces.len() > 2 && pieces.iter().all(|piece| piece.len() < 100_000));
    let text = String::from_utf8(pieces.concat()).unwrap();
    let codes: Vec<_> = text.lines().skip(1).map(|line| line.split('"').nth(1).unwrap().to_owned()).collect();
    assert_eq!(codes, whole);
    assert!(text.lines().skip(1).all(|line| line.contains(",\"'=")));
    let pieces = export(&portal, &officer, View::Closed, &Filter::default(), Format::Xlsx, words).unwrap();
    let pieces: Vec<bytes::Bytes> = pieces.try_collect().await.unwrap();
    assert!(pieces[0].starts_with(b"PK"));
}
