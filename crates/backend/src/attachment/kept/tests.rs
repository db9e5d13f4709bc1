#![allow(clippy::unwrap_used, clippy::panic)]

use ::entity::audit as entries;
use chrono::TimeDelta;

use domain::attachment::MAX_FILES;
use futures::TryStreamExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::*;
use crate::account::testing::citizen;
use crate::attachment::{Opened, Uploaded, clean_up, download, of_draft, remove};
use crate::dossier::testing::{ANSWERS, complete, draft, fill, hand_in, pdf};
use crate::dossier::{Found, Submitted, by_code, submit};
use crate::testing::{TestPortal, on_each_database};

const PAPER: &str = "birth_notification";

async fn filed(portal: &TestPortal, who: &Citizen) -> Dossier {
    let id = complete(portal, who).await;
    hand_in(portal, who, id, "mặt sau.pdf", &pdf("mặt sau")).await;
    file_draft(portal, who, id).await
}

async fn file_draft(portal: &TestPortal, who: &Citizen, id: Uuid) -> Dossier {
    let Submitted::Filed(code) = submit(portal, who, id, domain::Language::Vi).await.unwrap() else {
        panic!("not filed");
    };
    by_code(portal, who, &code).await.unwrap().unwrap()
}

fn day(written: &str) -> NaiveDate {
    written.parse().unwrap()
}

/// Keeps the paper of the dossier; returns what is kept then.
async fn keep_it(
    portal: &TestPortal,
    who: &Citizen,
    dossier: &Dossier,
    last: Option<NaiveDate>,
) -> KeptPaper {
    let kept = keep(portal, who, dossier, &[(PAPER.to_owned(), last)]).await.unwrap();
    assert_eq!(kept, Keeping::Kept(1));
    list(portal, who).await.unwrap().remove(0)
}

async fn bytes(portal: &TestPortal, who: &Citizen, file: Uuid) -> Option<Vec<u8>> {
    let Opened::File(found) = download(portal, who, file).await.unwrap() else { return None };
    Some(found.content.try_collect::<Vec<_>>().await.unwrap().concat())
}

async fn open_draft(portal: &TestPortal, who: &Citizen, id: Uuid) -> Draft {
    match dossier::find(portal, who, id).await.unwrap() {
        Found::Open(draft) => *draft,
        other => panic!("not open: {other:?}"),
    }
}

async fn handed_in_once_it_is_there_for_the_next_dossier(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    assert!(list(&portal, &hoa).await.unwrap().is_empty(), "nothing is kept by itself");
    assert!(!has_usable(&portal, &hoa).await.unwrap());

    let kept = keep_it(&portal, &hoa, &first, Some(day("2027-11-23"))).await;
    assert!(has_usable(&portal, &hoa).await.unwrap());
    assert_eq!(kept.name, Text::new("Giấy chứng sinh", "Birth notification from the clinic"));
    assert_eq!((kept.handed_in_on, kept.standing), (day("2026-11-23"), Standing::Good));
    assert_eq!(kept.dossier_code, first.entry.code);
    let names: Vec<_> = kept.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["giấy chứng sinh.pdf", "mặt sau.pdf"]);
    assert_eq!(bytes(&portal, &hoa, kept.files[1].id).await.unwrap(), pdf("mặt sau"));
    let again = keep(&portal, &hoa, &first, &[(PAPER.to_owned(), None)]).await.unwrap();
    assert_eq!(again, Keeping::Kept(0), "once");

    portal.test_clock.advance(TimeDelta::days(100));
    let id = draft(&portal, &hoa).await;
    fill(&portal, &hoa, id, &ANSWERS).await;
    fill(&portal, &hoa, id, &[("dossier_pledge", "yes")]).await;
    for _ in 0..2 {
        let reused = reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap();
        assert_eq!(reused, Reused::HandedIn);
        assert_eq!(of_draft(&portal, id).await.unwrap().len(), 2, "pressing twice hands it in once");
    }
    let second = file_draft(&portal, &hoa, id).await;
    assert_eq!(bytes(&portal, &hoa, second.papers[0].id).await.unwrap(), pdf("chứng sinh"));
    let is_kept = handed_in(&portal, &hoa, &second).await.unwrap()[0].is_kept;
    assert!(is_kept, "what came from the store is not offered to it again");

    let done = entries::Entity::find()
        .filter(entries::Column::SubjectKind.eq("kept_paper"))
        .order_by_asc(entries::Column::Id);
    let done: Vec<_> =
        done.all(portal.database.read()).await.unwrap().into_iter().map(|entry| entry.action).collect();
    assert_eq!(done, ["kept_paper.keep", "kept_paper.reuse", "kept_paper.reuse"]);
}
on_each_database!(handed_in_once_it_is_there_for_the_next_dossier);

async fn what_is_over_is_not_handed_in(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    let kept = keep_it(&portal, &hoa, &first, Some(day("2026-12-01"))).await;
    assert_eq!(kept.standing, Standing::EndsSoon);
    let id = draft(&portal, &hoa).await;
    // 00:00 on 2 December in Viet Nam.
    portal.test_clock.advance(TimeDelta::days(8) + TimeDelta::hours(15));
    assert_eq!(reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap(), Reused::Expired);
    assert!(of_draft(&portal, id).await.unwrap().is_empty());
    assert!(!has_usable(&portal, &hoa).await.unwrap());
    let offer =
        offers(&portal, &hoa, &open_draft(&portal, &hoa, id).await, PAPER, "").await.unwrap().remove(0);
    assert_eq!((offer.kept.standing, offer.fit, offer.is_there), (Standing::Expired, Fit::Same, false));

    assert!(set_expiry(&portal, &hoa, kept.id, None).await.unwrap());
    assert!(has_usable(&portal, &hoa).await.unwrap());
    assert_eq!(reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap(), Reused::HandedIn);
    let offer =
        offers(&portal, &hoa, &open_draft(&portal, &hoa, id).await, PAPER, "").await.unwrap().remove(0);
    assert!(offer.is_there);
}
on_each_database!(what_is_over_is_not_handed_in);

async fn only_its_owner_sees_and_uses_it(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let first = filed(&portal, &hoa).await;
    assert_eq!(keep(&portal, &lan, &first, &[(PAPER.to_owned(), None)]).await.unwrap(), Keeping::Kept(0));
    let kept = keep_it(&portal, &hoa, &first, None).await;
    let id = draft(&portal, &lan).await;
    assert!(list(&portal, &lan).await.unwrap().is_empty());
    assert!(find(&portal, &lan, kept.id).await.unwrap().is_none());
    assert!(bytes(&portal, &lan, kept.files[0].id).await.is_none());
    assert_eq!(reuse(&portal, &lan, id, PAPER, kept.id).await.unwrap(), Reused::Nothing);
    assert!(!set_expiry(&portal, &lan, kept.id, Some(day("2026-11-23"))).await.unwrap());
    assert!(!delete(&portal, &lan, kept.id).await.unwrap());
    assert_eq!(reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap(), Reused::Nothing, "her draft only");
    let own = draft(&portal, &hoa).await;
    assert_eq!(reuse(&portal, &hoa, own, "id_card", kept.id).await.unwrap(), Reused::Nothing);
    assert_eq!(find(&portal, &hoa, kept.id).await.unwrap().unwrap(), kept);
}
on_each_database!(only_its_owner_sees_and_uses_it);

async fn deleting_leaves_the_dossiers_their_files(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    let kept = keep_it(&portal, &hoa, &first, None).await;
    assert!(delete(&portal, &hoa, kept.id).await.unwrap());
    assert!(!delete(&portal, &hoa, kept.id).await.unwrap());
    assert!(bytes(&portal, &hoa, kept.files[0].id).await.is_none());
    portal.test_clock.advance(TimeDelta::days(3));
    clean_up(&portal).await.unwrap();
    assert_eq!(bytes(&portal, &hoa, first.papers[0].id).await.unwrap(), pdf("chứng sinh"));
}
on_each_database!(deleting_leaves_the_dossiers_their_files);

async fn a_kept_content_stays_until_it_is_deleted(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    let kept = keep_it(&portal, &hoa, &first, None).await;
    // As if the dossier were no longer on record.
    let papers = paper::Entity::delete_many().exec(portal.database.read()).await.unwrap();
    assert_eq!(papers.rows_affected, 2);
    portal.test_clock.advance(TimeDelta::days(3));
    assert_eq!(clean_up(&portal).await.unwrap(), 0, "what is kept is used");
    assert_eq!(bytes(&portal, &hoa, kept.files[0].id).await.unwrap(), pdf("chứng sinh"));
    delete(&portal, &hoa, kept.id).await.unwrap();
    assert_eq!(clean_up(&portal).await.unwrap(), 2);
    let sha256 = &kept.files[0].sha256;
    assert!(portal.blobs.open(sha256).await.is_err(), "the content is gone");
}
on_each_database!(a_kept_content_stays_until_it_is_deleted);

async fn it_must_fit_like_any_upload(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    let kept = keep_it(&portal, &hoa, &first, None).await;
    let id = draft(&portal, &hoa).await;
    for at in 1..MAX_FILES {
        hand_in(&portal, &hoa, id, "a.pdf", &pdf(&at.to_string())).await;
    }
    assert_eq!(reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap(), Reused::Refused);
    let papers = of_draft(&portal, id).await.unwrap();
    assert_eq!(papers.len(), MAX_FILES, "all its files or none, and the refusal");
    let refusal = papers.iter().find_map(|paper| paper.refusal.clone());
    assert_eq!(refusal, Some(Problem::TooManyFiles { max: MAX_FILES }));
    assert!(remove(&portal, &hoa, id, papers[0].id).await.unwrap());
    assert_eq!(reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap(), Reused::HandedIn);
    let papers = of_draft(&portal, id).await.unwrap();
    assert!(papers.iter().all(|paper| paper.refusal.is_none()) && papers.len() == MAX_FILES);

    let account = hoa.account_id().to_string();
    limit::count_times(&portal, UPLOADS, &account, UPLOADS.most).await.unwrap();
    let reused = reuse(&portal, &hoa, id, PAPER, kept.id).await.unwrap();
    assert!(matches!(reused, Reused::NotBefore(_)), "{reused:?}");
}
on_each_database!(it_must_fit_like_any_upload);

async fn an_account_keeps_so_many(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = filed(&portal, &hoa).await;
    let row = |number: usize| kept_paper::ActiveModel {
        id: Set(Uuid::now_v7()),
        account_id: Set(hoa.account_id()),
        dossier_code: Set(number.to_string()),
        procedure_code: Set(String::new()),
        requirement: Set(String::new()),
        name_vi: Set(String::new()),
        name_en: Set(String::new()),
        handed_in_on: Set(day("2026-11-23")),
        expires_on: Set(None),
        kept_at: Set(portal.clock.now()),
    };
    for number in 1..MOST_KEPT {
        assert!(repo::insert_paper(portal.database.read(), row(number)).await.unwrap());
    }
    let wanted = [(PAPER.to_owned(), None)];
    let (one, other) =
        tokio::join!(keep(&portal, &hoa, &first, &wanted), keep(&portal, &hoa, &first, &wanted));
    let kept: usize = [one.unwrap(), other.unwrap()]
        .into_iter()
        .map(|one| if let Keeping::Kept(count) = one { count } else { 0 })
        .sum();
    assert_eq!(kept, 1, "the last place goes to one of two presses");
    let read = portal.database.read();
    assert_eq!(repo::count(read, hoa.account_id()).await.unwrap(), MOST_KEPT as u64);
    let second = filed_with(&portal, &hoa, "khác").await;
    assert_eq!(keep(&portal, &hoa, &second, &wanted).await.unwrap(), Keeping::TooMany);
}
on_each_database!(an_account_keeps_so_many);

async fn filed_with(portal: &TestPortal, who: &Citizen, seed: &str) -> Dossier {
    let id = complete(portal, who).await;
    let uploaded = hand_in(portal, who, id, "a.pdf", &pdf(seed)).await;
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    file_draft(portal, who, id).await
}

on_each_database!(a_paper_is_not_handed_in_where_its_kind_is_not_taken);
async fn a_paper_is_not_handed_in_where_its_kind_is_not_taken(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&portal, &hoa).await;
    let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";
    hand_in(&portal, &hoa, id, "mặt sau.jpg", jpeg).await;
    let dossier = file_draft(&portal, &hoa, id).await;
    let kept = keep_it(&portal, &hoa, &dossier, None).await;
    let begun = dossier::begin(&portal, &hoa, "1.013225").await.unwrap();
    let dossier::Begun::Draft(draft) = begun else { panic!("{begun:?}") };
    assert_eq!(reuse(&portal, &hoa, draft, "drawings", kept.id).await.unwrap(), Reused::Refused);
    let there = of_draft(&portal, draft).await.unwrap();
    let refusals: Vec<_> = there.iter().map(|paper| paper.refusal.clone()).collect();
    assert_eq!(refusals, [Some(Problem::FileNotAccepted { kinds: vec![domain::attachment::FileKind::Pdf] })]);
    assert_eq!(reuse(&portal, &hoa, draft, "land_right", kept.id).await.unwrap(), Reused::HandedIn);
}
