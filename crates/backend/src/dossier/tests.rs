#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::net::IpAddr;

use ::entity::{dossier as dossiers, dossier_event, draft, job as jobs, paper};
use chrono::TimeDelta;
use domain::dossier::Status;
use domain::dossier::submission::StepId;
use domain::{Language, Problem};
use futures::future::join_all;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::testing::{self, ANSWERS, BIRTH, complete, fill, hand_in, pdf, typing};
use super::*;
use crate::account::{Citizen, Session, authenticate, testing::citizen};
use crate::attachment::Uploaded;
use crate::testing::{TestPortal, on_each_database};

async fn open(portal: &TestPortal, citizen: &Citizen, id: Uuid) -> Draft {
    match find(portal, citizen, id).await.unwrap() {
        Found::Open(draft) => *draft,
        other => panic!("not open: {other:?}"),
    }
}

async fn file(portal: &TestPortal, citizen: &Citizen, id: Uuid) -> String {
    match submit(portal, citizen, id, Language::Vi).await.unwrap() {
        Submitted::Filed(code) => code,
        other => panic!("not filed: {other:?}"),
    }
}

async fn a_draft_begins_with_what_the_account_holds(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    let begun = open(&portal, &hoa, id).await;
    assert_eq!(begun.procedure().code, BIRTH);
    assert_eq!(begun.answers.get("requester_name"), "Nguyễn Thị Hoa");
    assert_eq!(begun.answers.get("requester_address.commune"), "23563");
    assert_eq!(begun.answers.get("dossier_phone"), "0905123456");
    assert_eq!(testing::draft(&portal, &hoa).await, id, "pressing twice makes one draft");
    fill(&portal, &hoa, id, &[("child_name", "An")]).await;
    assert_ne!(testing::draft(&portal, &hoa).await, id, "a second child is another draft");
    assert_eq!(begin(&portal, &hoa, "9.999999").await.unwrap(), Begun::NoProcedure);
    let only_information = portal
        .catalogue()
        .procedures()
        .iter()
        .find(|version| !domain::dossier::submission::can_be_filed_online(&version.procedure))
        .map(|version| version.procedure.code.clone())
        .unwrap();
    assert_eq!(begin(&portal, &hoa, &only_information).await.unwrap(), Begun::NotOnline);
}
on_each_database!(a_draft_begins_with_what_the_account_holds);

async fn a_procedure_asks_for_its_level(portal: TestPortal) {
    use crate::account::proofing::note;
    use domain::account::proofing::Evidence;
    let (hoa, _) = citizen(&portal, 1).await;
    // The transfer of land.
    let land = "1.012765";
    assert_eq!(begin(&portal, &hoa, land).await.unwrap(), Begun::ProofingTooLow);
    let transaction = portal.database.write().await.unwrap();
    note(&portal, &*transaction, hoa.account_id(), Evidence::Phone).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(matches!(begin(&portal, &hoa, land).await.unwrap(), Begun::Draft(_)));
}
on_each_database!(a_procedure_asks_for_its_level);

async fn many_presses_at_once_begin_one_draft(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let drafts = join_all((0..8).map(|_| testing::draft(&portal, &hoa))).await;
    assert_eq!(drafts.into_iter().collect::<BTreeSet<_>>().len(), 1);
    for _ in 0..MOST_OPEN - 1 {
        let id = testing::draft(&portal, &hoa).await;
        fill(&portal, &hoa, id, &[("child_name", "An")]).await;
    }
    let others: Vec<String> = portal
        .catalogue()
        .procedures()
        .iter()
        .filter(|version| domain::dossier::submission::can_be_filed_online(&version.procedure))
        .map(|version| version.procedure.code.clone())
        .filter(|code| code != BIRTH)
        .take(8)
        .collect();
    let begun = join_all(others.iter().map(|code| begin(&portal, &hoa, code))).await;
    let drafts = begun.into_iter().filter(|begun| matches!(begun, Ok(Begun::Draft(_)))).count();
    assert_eq!(drafts, 1, "the fiftieth");
}
on_each_database!(many_presses_at_once_begin_one_draft);

async fn nobody_elses_draft_exists(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (lan, _) = citizen(&portal, 2).await;
    let id = testing::draft(&portal, &hoa).await;
    assert!(matches!(find(&portal, &lan, id).await.unwrap(), Found::Nothing));
    let change = typing(&[("child_name", "X")]);
    assert_eq!(save(&portal, (&lan).into(), id, &change).await.unwrap(), Saved::Nothing);
    assert!(!delete(&portal, &lan, id).await.unwrap());
    assert_eq!(submit(&portal, &lan, id, Language::Vi).await.unwrap(), Submitted::Nothing);
    assert!(delete(&portal, &hoa, id).await.unwrap());
    assert!(matches!(find(&portal, &hoa, id).await.unwrap(), Found::Nothing));
}
on_each_database!(nobody_elses_draft_exists);

async fn what_was_typed_is_kept_as_typed(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    let decomposed = "Nguye\u{302}\u{303}n Thi\u{323} Hoa";
    let sixty = "Ă".repeat(60);
    for (path, typed) in [
        ("child_name", decomposed),
        ("child_name", sixty.as_str()),
        ("child_name", "Ý"),
        ("child_name", "<script>alert(1)</script>"),
        ("child_name", "a\u{0}b"),
        ("child_birth_date", "31/02/2026"),
        ("requester_identity_number", "123456789"),
        ("dossier_phone", "+84 905 123 456"),
        ("child_sex", "forged"),
    ] {
        fill(&portal, &hoa, id, &[(path, typed)]).await;
        assert_eq!(open(&portal, &hoa, id).await.answers.0[path], typed);
    }
    let change =
        typing(&[("no_such_field", "x"), ("child_name.x", "x"), ("paper.birth_notification", "yes")]);
    save(&portal, (&hoa).into(), id, &change).await.unwrap();
    let answers = open(&portal, &hoa, id).await.answers;
    for path in ["no_such_field", "child_name.x", "paper.birth_notification"] {
        assert!(!answers.0.contains_key(path), "{path} is no path of this procedure");
    }
    let long = "x".repeat(2_000_000);
    save(&portal, (&hoa).into(), id, &typing(&[("child_birth_place", &long)])).await.unwrap();
    assert_eq!(open(&portal, &hoa, id).await.answers.get("child_birth_place"), "");
}
on_each_database!(what_was_typed_is_kept_as_typed);

async fn more_than_any_form_has_is_not_even_read(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    let most = domain::dossier::submission::MOST_PATHS;
    let paths = |count: usize| (0..count).map(|at| format!("x{at}")).collect::<Vec<_>>();
    let typed = |count| paths(count).into_iter().map(|path| (path, "1".to_owned())).collect();
    let save = async |change: Change| save(&portal, (&hoa).into(), id, &change).await.unwrap();
    assert_eq!(save(Change { typed: typed(most + 1), unticked: Vec::new() }).await, Saved::TooLarge);
    assert_eq!(save(Change { typed: Vec::new(), unticked: paths(most + 1) }).await, Saved::TooLarge);
    assert!(matches!(save(Change { typed: typed(most), unticked: paths(most) }).await, Saved::At(_)));
}
on_each_database!(more_than_any_form_has_is_not_even_read);

async fn two_devices_write_into_one_draft(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    let write = |at: usize| {
        let (path, typed) = ANSWERS[at];
        let (portal, hoa) = (&portal, &hoa);
        async move { save(portal, hoa.into(), id, &typing(&[(path, typed)])).await.unwrap() }
    };
    for saved in join_all((0..ANSWERS.len()).map(write)).await {
        assert!(matches!(saved, Saved::At(_)), "{saved:?}");
    }
    let answers = open(&portal, &hoa, id).await.answers;
    for (path, typed) in ANSWERS {
        assert_eq!(answers.get(path), typed, "{path}");
    }
}
on_each_database!(two_devices_write_into_one_draft);

async fn what_is_typed_after_the_session_ran_out_is_kept(portal: TestPortal) {
    let (hoa, token) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    portal
        .test_clock
        .advance(domain::account::session::Device::Computer.limits().idle + TimeDelta::minutes(1));
    let Session::Lapsed(lapsed) = authenticate(&portal, &token).await.unwrap() else { panic!("not lapsed") };
    let saved = save(&portal, (&lapsed).into(), id, &typing(&[("child_name", "An")])).await.unwrap();
    assert!(matches!(saved, Saved::At(_)));
    let uploaded = testing::hand_in_as(&portal, (&lapsed).into(), id, "a.pdf", &pdf("a")).await;
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    let draft = open(&portal, &hoa, id).await;
    assert_eq!((draft.answers.get("child_name"), draft.papers.len()), ("An", 1));
}
on_each_database!(what_is_typed_after_the_session_ran_out_is_kept);

async fn filing_leads_to_the_first_thing_missing(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = testing::draft(&portal, &hoa).await;
    let lacking = async || match submit(&portal, &hoa, id, Language::Vi).await.unwrap() {
        Submitted::Lacking(step) => step,
        other => panic!("{other:?}"),
    };
    assert_eq!(lacking().await, StepId::Desk);
    fill(&portal, &hoa, id, &[("dossier_desk", "H99.99")]).await;
    assert_eq!(lacking().await, StepId::Desk, "a desk that does not exist");
    fill(&portal, &hoa, id, &ANSWERS).await;
    assert_eq!(lacking().await, StepId::Papers);
    hand_in(&portal, &hoa, id, "a.pdf", &pdf("a")).await;
    assert_eq!(lacking().await, StepId::Review, "the declaration");
    fill(&portal, &hoa, id, &[("dossier_pledge", "yes"), ("child_sex", "forged")]).await;
    assert_eq!(lacking().await, StepId::Form("child".into()));
    fill(&portal, &hoa, id, &[("child_sex", "male"), ("dossier_for", "other")]).await;
    assert_eq!(lacking().await, StepId::Owner, "whose dossier is it");
    fill(&portal, &hoa, id, &[("dossier_for", "self")]).await;
    file(&portal, &hoa, id).await;
}
on_each_database!(filing_leads_to_the_first_thing_missing);

async fn a_filed_dossier_has_all_that_belongs_to_it(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&portal, &hoa).await;
    // Hidden by the kind of paper, so it is not kept.
    fill(
        &portal,
        &hoa,
        id,
        &[("requester_id_paper_number", "B999"), ("child_name", "Nguye\u{302}\u{303}n An")],
    )
    .await;
    let code = file(&portal, &hoa, id).await;
    assert_eq!(code, "H21.01-261123-0001");
    let dossier = by_code(&portal, &hoa, &code).await.unwrap().unwrap();
    assert_eq!(dossier.entry.status, Status::Submitted);
    assert_eq!(dossier.entry.version.procedure.code, BIRTH);
    assert_eq!(dossier.answers.get("child_name"), "Nguyễn An");
    assert!(!dossier.answers.has("requester_id_paper_number"));
    assert_eq!(dossier.papers.len(), 1);
    assert_eq!(dossier.events.len(), 1);
    // Monday 09:00 and eight working hours; Tuesday 24/11/2026 is a day off.
    assert_eq!(dossier.entry.answer_by.to_rfc3339(), "2026-11-25T02:00:00+00:00");
    assert_eq!(dossier.entry.result_by, Some("2026-11-25".parse().unwrap()));
    portal.work().await;
    let mails = portal.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "hoa@example.vn");
    for said in
        [&code, "Đăng ký khai sinh", "Trung tâm Phục vụ hành chính công", "25/11/2026 09:00", "/tra-cuu?ma="]
    {
        assert!(mails[0].text.contains(said) && mails[0].html.contains(said), "{said}: {}", mails[0].text);
    }
    let connection = portal.database.read();
    let events = dossier_event::Entity::find().all(connection).await.unwrap();
    assert!(chain_is_whole(&events));
    let mut forged = events.clone();
    forged[0].at += TimeDelta::seconds(1);
    assert!(!chain_is_whole(&forged));
    assert_eq!(
        save(&portal, (&hoa).into(), id, &typing(&[("child_name", "X")])).await.unwrap(),
        Saved::Filed
    );
    assert!(!delete(&portal, &hoa, id).await.unwrap());
    let (lan, _) = citizen(&portal, 2).await;
    assert!(by_code(&portal, &lan, &code).await.unwrap().is_none());
    let listed = list(&portal, &hoa).await.unwrap();
    assert_eq!((listed.drafts.len(), listed.dossiers.len()), (0, 1));
}
on_each_database!(a_filed_dossier_has_all_that_belongs_to_it);

async fn two_hundred_at_once_get_two_hundred_codes(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let first = complete(&portal, &hoa).await;
    let drafts = join_all((0..200).map(|_| copy(&portal, first))).await;
    let codes = join_all(drafts.iter().map(|id| file(&portal, &hoa, *id))).await;
    let codes: BTreeSet<String> = codes.into_iter().collect();
    let expected: BTreeSet<String> = (1..=200).map(|number| format!("H21.01-261123-{number:04}")).collect();
    assert_eq!(codes, expected);
    portal.test_clock.advance(TimeDelta::days(1));
    assert_eq!(file(&portal, &hoa, first).await, "H21.01-261124-0001", "each day begins anew");
}
on_each_database!(two_hundred_at_once_get_two_hundred_codes);

/// Another draft with the same answers and files, beyond what one account may have open.
async fn copy(portal: &TestPortal, id: Uuid) -> Uuid {
    let connection = portal.database.read();
    let drafts = draft::Entity::find_by_id(id).one(connection).await.unwrap().unwrap();
    let papers = paper::Entity::find().one(connection).await.unwrap().unwrap();
    let copy = Uuid::now_v7();
    let drafts: draft::ActiveModel = draft::Model { id: copy, ..drafts }.into();
    let papers: paper::ActiveModel = paper::Model { id: Uuid::now_v7(), draft_id: copy, ..papers }.into();
    let transaction = portal.database.write().await.unwrap();
    draft::Entity::insert(drafts.reset_all()).exec_without_returning(&*transaction).await.unwrap();
    paper::Entity::insert(papers.reset_all()).exec_without_returning(&*transaction).await.unwrap();
    transaction.commit().await.unwrap();
    copy
}

async fn filing_twenty_times_at_once_makes_one_dossier(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&portal, &hoa).await;
    let codes = join_all((0..20).map(|_| file(&portal, &hoa, id))).await;
    assert!(codes.iter().all(|code| code == "H21.01-261123-0001"), "{codes:?}");
    assert_eq!(file(&portal, &hoa, id).await, codes[0], "also later");
    assert_eq!(dossiers::Entity::find().count(portal.database.read()).await.unwrap(), 1);
    assert_eq!(jobs::Entity::find().count(portal.database.read()).await.unwrap(), 1);
    portal.work().await;
    assert_eq!(portal.mails().len(), 1);
    let other = complete(&portal, &hoa).await;
    assert_eq!(file(&portal, &hoa, other).await, "H21.01-261123-0002", "no number was lost");
}
on_each_database!(filing_twenty_times_at_once_makes_one_dossier);

async fn changing_while_filing_never_files_half(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    for round in 0..10 {
        let id = complete(&portal, &hoa).await;
        let name = format!("Nguyễn Minh {}", ["An", "Bình", "Châu", "Dũng", "Em"][round % 5]);
        let typed = [("child_name", name.as_str())];
        let change = typing(&typed);
        let (code, saved) =
            futures::join!(file(&portal, &hoa, id), save(&portal, (&hoa).into(), id, &change));
        let kept = by_code(&portal, &hoa, &code).await.unwrap().unwrap().answers.get("child_name").to_owned();
        match saved.unwrap() {
            Saved::At(_) => assert_eq!(kept, name, "what was said to be kept is in the dossier"),
            Saved::Filed => assert_eq!(kept, "Nguyễn Minh An"),
            other => panic!("{other:?}"),
        }
    }
}
on_each_database!(changing_while_filing_never_files_half);

async fn looked_up_by_code_and_second_fact(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1234).await;
    let id = complete(&portal, &hoa).await;
    fill(&portal, &hoa, id, &[("dossier_phone", "0987 654 321")]).await;
    let code = file(&portal, &hoa, id).await;
    let mut last = 0;
    let mut from = |_| {
        last += 1;
        IpAddr::from([10, 0, 0, last])
    };
    for (typed, fact) in [(code.as_str(), "1234"), ("h21.01 261123 0001", "4321"), (&code, " 34 56 ")] {
        let found = look_up(&portal, from(()), typed, fact).await.unwrap();
        let LookUp::Found(standing) = found else { panic!("{typed} {fact}: {found:?}") };
        assert_eq!(standing.entry.code, code);
        assert_eq!(standing.entry.status, Status::Submitted);
        assert!(!format!("{standing:?}").contains("Hoa"), "never a name");
    }
    let wrong = look_up(&portal, from(()), &code, "0000").await.unwrap();
    let unknown = look_up(&portal, from(()), "H21.01-261123-9999", "1234").await.unwrap();
    assert!(matches!((&wrong, &unknown), (LookUp::Nothing, LookUp::Nothing)));
    assert!(matches!(look_up(&portal, from(()), &code, "12a4").await.unwrap(), LookUp::NotFourDigits));
    for (typed, problem) in
        [("H21.01-261323-0001", Problem::CodeDay), (BIRTH, Problem::CodeOfProcedure), ("", Problem::Missing)]
    {
        let found = look_up(&portal, from(()), typed, "1234").await.unwrap();
        assert!(matches!(&found, LookUp::Mistyped(found) if *found == problem), "{found:?}");
    }
}
on_each_database!(looked_up_by_code_and_second_fact);

async fn what_was_found_can_be_looked_at_again_for_a_while(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = complete(&portal, &hoa).await;
    let code = file(&portal, &hoa, id).await;
    let proof = grant(&portal, &code).unwrap();
    assert!(granted(&portal, &proof, &code).await.unwrap().is_some());
    assert!(granted(&portal, &proof, "H21.01-261123-0002").await.unwrap().is_none(), "for this code only");
    for forged in ["", "zz", "đ", &proof[2..], &proof.replace('0', "1")] {
        assert!(granted(&portal, forged, &code).await.unwrap().is_none());
    }
    portal.test_clock.advance(TimeDelta::minutes(30));
    assert!(granted(&portal, &proof, &code).await.unwrap().is_none());
}
on_each_database!(what_was_found_can_be_looked_at_again_for_a_while);

async fn second_facts_cannot_be_tried_out(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1234).await;
    let id = complete(&portal, &hoa).await;
    let code = file(&portal, &hoa, id).await;
    for guess in 0..10 {
        let found = look_up(&portal, IpAddr::from([10, 0, 1, guess]), &code, "0000").await.unwrap();
        assert!(matches!(found, LookUp::Nothing));
    }
    let found = look_up(&portal, IpAddr::from([10, 0, 2, 1]), &code, "1234").await.unwrap();
    assert!(matches!(found, LookUp::NotBefore(_)), "whoever asks");
    portal.test_clock.advance(TimeDelta::hours(1));
    let found = look_up(&portal, IpAddr::from([10, 0, 2, 1]), &code, "1234").await.unwrap();
    assert!(matches!(found, LookUp::Found(_)));
    for guess in 0..30 {
        look_up(&portal, IpAddr::from([10, 0, 3, 1]), &format!("H21.01-261123-{guess:04}"), "1234")
            .await
            .unwrap();
    }
    let found = look_up(&portal, IpAddr::from([10, 0, 3, 1]), "H21.01-261123-0500", "1234").await.unwrap();
    assert!(matches!(found, LookUp::NotBefore(_)), "codes are not tried out either");
}
on_each_database!(second_facts_cannot_be_tried_out);

async fn who_knows_the_second_fact_uses_up_nothing(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1234).await;
    let id = complete(&portal, &hoa).await;
    let code = file(&portal, &hoa, id).await;
    for at in 0..40 {
        let found = look_up(&portal, IpAddr::from([10, 0, 1, at]), &code, "1234").await.unwrap();
        assert!(matches!(found, LookUp::Found(_)), "{at}: {found:?}");
    }
}
on_each_database!(who_knows_the_second_fact_uses_up_nothing);

async fn guessing_slowly_ends_too(portal: TestPortal) {
    let code = "H21.01-261123-0001";
    for at in 0..30u8 {
        let found = look_up(&portal, IpAddr::from([10, 0, 1, at]), code, "0000").await.unwrap();
        assert!(matches!(found, LookUp::Nothing), "{at}: {found:?}");
        portal.test_clock.advance(TimeDelta::minutes(10));
    }
    let found = look_up(&portal, IpAddr::from([10, 0, 2, 1]), code, "0000").await.unwrap();
    assert!(matches!(found, LookUp::NotBefore(_)));
    portal.test_clock.advance(TimeDelta::hours(19));
    let found = look_up(&portal, IpAddr::from([10, 0, 2, 1]), code, "0000").await.unwrap();
    assert!(matches!(found, LookUp::Nothing));
}
on_each_database!(guessing_slowly_ends_too);

async fn old_drafts_go_with_their_files(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let filed = complete(&portal, &hoa).await;
    let code = file(&portal, &hoa, filed).await;
    let forgotten = testing::draft(&portal, &hoa).await;
    fill(&portal, &hoa, forgotten, &[("child_name", "An")]).await;
    hand_in(&portal, &hoa, forgotten, "a.pdf", &pdf("nobody needs it")).await;
    hand_in(&portal, &hoa, forgotten, "b.pdf", &pdf("chứng sinh")).await;
    portal.test_clock.advance(TimeDelta::days(89));
    assert_eq!(delete_expired(&portal).await.unwrap(), 0);
    portal.test_clock.advance(TimeDelta::days(2));
    assert_eq!(delete_expired(&portal).await.unwrap(), 1);
    assert!(matches!(find(&portal, &hoa, forgotten).await.unwrap(), Found::Nothing));
    assert_eq!(crate::attachment::clean_up(&portal).await.unwrap(), 1, "what the dossier has stays");
    let paper = by_code(&portal, &hoa, &code).await.unwrap().unwrap().papers.remove(0);
    let opened = crate::attachment::download(&portal, &hoa, paper.id).await.unwrap();
    assert!(matches!(opened, crate::attachment::Opened::File(_)));
}
on_each_database!(old_drafts_go_with_their_files);
