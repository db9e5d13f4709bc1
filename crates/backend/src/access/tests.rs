#![allow(clippy::unwrap_used, clippy::panic)]

use ::entity::{audit, dossier, draft, job, webhook as webhooks};
use chrono::TimeDelta;
use domain::Language;
use domain::access::{Scope, Topic};
use domain::dossier::moves::Move;
use domain::staff::{Membership, Role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

use super::delivery::{Reach, deliver_within};
use super::token::{Authenticated, NewToken, authenticate};
use super::webhook::{NewWebhook, NotMade};
use super::*;
use crate::account::testing::{citizen, identity_number};
use crate::attachment::Uploaded;
use crate::desk;
use crate::dossier::testing::{ANSWERS, BIRTH, DESK, filed, pdf};
use crate::dossier::{Made, Mover, Opinion, Wish, judge, make};
use crate::testing::{TestPortal, on_each_database};

const ELSEWHERE: &str = "H21.02";

async fn token_for(portal: &TestPortal, role: Role, agency: &str, scopes: &[Scope]) -> token::Made {
    let membership = Membership { agency: agency.to_owned(), role };
    let new =
        NewToken { name: "Phần mềm của Sở".into(), membership, scopes: scopes.to_vec(), days: 30 };
    token::make(portal, AccessAdministrator::operator(), new).await.unwrap().unwrap()
}

async fn system(portal: &TestPortal, agency: &str) -> System {
    let made = token_for(portal, Role::DeskOfficer, agency, Scope::ALL).await;
    match authenticate(portal, &made.secret).await.unwrap() {
        Authenticated::System(system) => system,
        other => panic!("not let in: {other:?}"),
    }
}

fn asked(key: &str, answers: &[(&str, &str)]) -> Asked {
    Asked {
        key: key.to_owned(),
        procedure: BIRTH.to_owned(),
        applicant: Applicant {
            identity_number: identity_number(1).as_str().to_owned(),
            birth_date: "1990-03-07".parse().unwrap(),
        },
        answers: answers.iter().map(|(path, typed)| ((*path).to_owned(), (*typed).to_owned())).collect(),
        language: Language::Vi,
    }
}

async fn hands_in(portal: &TestPortal, system: &System, draft: Uuid) -> Uploaded {
    let bytes: Vec<Result<bytes::Bytes, std::convert::Infallible>> = vec![Ok(pdf("chứng sinh").into())];
    attach(portal, system, draft, "birth_notification", "a.pdf", "", futures::stream::iter(bytes))
        .await
        .unwrap()
}

on_each_database!(a_token_is_good_until_it_is_over_or_revoked);
async fn a_token_is_good_until_it_is_over_or_revoked(portal: TestPortal) {
    let by = AccessAdministrator::operator();
    let made = token_for(&portal, Role::DeskOfficer, DESK, &[Scope::Read]).await;
    let is_in =
        async |secret: &str| matches!(authenticate(&portal, secret).await.unwrap(), Authenticated::System(_));
    assert!(is_in(&made.secret).await);
    assert!(!is_in(&made.secret.replace("motcua_", "")).await && !is_in("motcua_0").await);
    let listed = token::list(&portal, by).await.unwrap();
    assert_eq!((listed.len(), listed[0].scopes.as_slice()), (1, [Scope::Read].as_slice()));
    assert_eq!(listed[0].last_used_at, Some(portal.clock.now()));
    assert!(token::revoke(&portal, by, made.id).await.unwrap());
    assert!(!token::revoke(&portal, by, made.id).await.unwrap());
    assert!(!is_in(&made.secret).await);
    let other = token_for(&portal, Role::DeskOfficer, DESK, &[Scope::Read]).await;
    portal.test_clock.advance(TimeDelta::days(30));
    assert!(!is_in(&other.secret).await, "it is over");
    assert!(token::list(&portal, by).await.unwrap().is_empty());
    let administrator = NewToken {
        name: "x".into(),
        membership: Membership { agency: DESK.into(), role: Role::Administrator },
        scopes: vec![Scope::Read],
        days: 1,
    };
    assert_eq!(token::make(&portal, by, administrator).await.unwrap(), None, "systems let nobody in");
}

on_each_database!(a_system_asks_so_often_and_no_more);
async fn a_system_asks_so_often_and_no_more(portal: TestPortal) {
    let made = token_for(&portal, Role::DeskOfficer, DESK, &[Scope::Read]).await;
    let limit = crate::limit::Limit { name: "api.token", most: 1200, window: TimeDelta::minutes(1) };
    crate::limit::count_times(&portal, limit, &made.id.to_string(), 1200).await.unwrap();
    assert!(matches!(authenticate(&portal, &made.secret).await.unwrap(), Authenticated::NotBefore(_)));
    portal.test_clock.advance(TimeDelta::minutes(2));
    assert!(matches!(authenticate(&portal, &made.secret).await.unwrap(), Authenticated::System(_)));
}

on_each_database!(a_system_files_for_somebody_by_the_rules_of_the_pages);
async fn a_system_files_for_somebody_by_the_rules_of_the_pages(portal: TestPortal) {
    citizen(&portal, 1).await;
    let system = system(&portal, DESK).await;
    let mut answers = ANSWERS.to_vec();
    answers.push(("dossier_pledge", "yes"));
    let begun = create(&portal, &system, &asked("key-1", &answers)).await.unwrap().unwrap();
    let Created::Begun { draft, problems } = begun.clone() else { panic!("{begun:?}") };
    let paths: Vec<_> = problems.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["paper.birth_notification"], "the file is still to come");
    let again = create(&portal, &system, &asked("key-1", &answers)).await.unwrap().unwrap();
    assert_eq!(again, begun, "the same request is answered the same");
    assert_eq!(draft::Entity::find().count(portal.database.read()).await.unwrap(), 1);
    let other = create(&portal, &system, &asked("key-1", &answers[1..])).await.unwrap();
    assert_eq!(other, Err(Unfit::KeyUsed));

    let uploaded = hands_in(&portal, &system, draft).await;
    assert!(matches!(uploaded, Uploaded::Kept(_)), "{uploaded:?}");
    let handed_in = hand_in(&portal, &system, draft, Vec::new(), Language::Vi).await.unwrap().unwrap();
    let Created::Filed { code, .. } = &handed_in else { panic!("{handed_in:?}") };
    let twice = hand_in(&portal, &system, draft, Vec::new(), Language::Vi).await.unwrap().unwrap();
    assert_eq!(twice, handed_in);
    let sheet = desk::read(&portal, system.officer(), code).await.unwrap().unwrap();
    assert_eq!(sheet.answers.get("child_name"), "Nguyễn Minh An");
    assert_eq!(dossier::Entity::find().count(portal.database.read()).await.unwrap(), 1);
    let trail = audit::Entity::find().filter(audit::Column::ActorId.eq(system.officer().account_id()));
    assert!(trail.count(portal.database.read()).await.unwrap() >= 3);
}

on_each_database!(a_system_files_only_for_its_desk_and_whom_it_knows);
async fn a_system_files_only_for_its_desk_and_whom_it_knows(portal: TestPortal) {
    citizen(&portal, 1).await;
    let system = system(&portal, DESK).await;
    let elsewhere = self::system(&portal, ELSEWHERE).await;
    let refused = async |asked: Asked| create(&portal, &system, &asked).await.unwrap().unwrap_err();
    let other_desk = [("dossier_desk", ELSEWHERE)];
    assert_eq!(refused(asked("key-1", &other_desk)).await, Unfit::NotTheirs);
    let mut stranger = asked("key-2", &[]);
    stranger.applicant.birth_date = "1990-03-08".parse().unwrap();
    assert_eq!(refused(stranger).await, Unfit::NoApplicant);
    let nowhere = Asked { procedure: "9.999999".into(), ..asked("key-3", &[]) };
    assert_eq!(refused(nowhere.clone()).await, Unfit::NoProcedure);
    assert_eq!(refused(nowhere).await, Unfit::NoProcedure, "what was refused can be sent again");
    let unknown = create(&portal, &system, &asked("key-4", &[("nonsense", "x")])).await.unwrap().unwrap();
    let Created::Begun { draft, problems } = unknown else { panic!("{unknown:?}") };
    assert!(problems.iter().any(|found| found.path == "nonsense"), "{problems:?}");
    assert_eq!(hands_in(&portal, &elsewhere, draft).await, Uploaded::Nothing);
    let handed_in = hand_in(&portal, &elsewhere, draft, Vec::new(), Language::Vi).await.unwrap();
    assert_eq!(handed_in, Err(Unfit::NoDraft), "another system's draft is not there");
}

on_each_database!(of_many_same_requests_at_once_one_draft_comes);
async fn of_many_same_requests_at_once_one_draft_comes(portal: TestPortal) {
    citizen(&portal, 1).await;
    let system = system(&portal, DESK).await;
    let request = asked("key-1", &ANSWERS);
    let all = futures::future::join_all((0..10).map(|_| create(&portal, &system, &request))).await;
    let done: Vec<_> = all.into_iter().filter_map(|one| one.unwrap().ok()).collect();
    assert!(!done.is_empty() && done.iter().all(|one| *one == done[0]), "{done:?}");
    assert_eq!(draft::Entity::find().count(portal.database.read()).await.unwrap(), 1);
}

on_each_database!(what_changed_is_read_in_order_and_once);
async fn what_changed_is_read_in_order_and_once(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let system = system(&portal, DESK).await;
    let codes = [filed(&portal, &hoa).await, filed(&portal, &hoa).await, filed(&portal, &hoa).await];
    let begin = Cursor::since(portal.clock.now() - TimeDelta::hours(1));
    assert!(changes(&portal, &system, begin, 10).await.unwrap().changes.is_empty(), "not settled yet");
    portal.test_clock.advance(TimeDelta::minutes(1));
    judge(&portal, system.officer(), &codes[0], 0, &[Opinion::AcceptRest]).await.unwrap();
    let mover = Mover::Officer(system.officer(), 1);
    let made = make(&portal, mover, &codes[0], &Wish::of(Move::Accept)).await.unwrap();
    assert!(matches!(made, Made::Moved { .. }), "{made:?}");
    portal.test_clock.advance(TimeDelta::minutes(1));
    let (mut read, mut cursor) = (Vec::new(), begin);
    loop {
        let page = changes(&portal, &system, Cursor::parse(&cursor.to_string()).unwrap(), 2).await.unwrap();
        read.extend(page.changes.into_iter().map(|change| (change.code, change.revision, change.name)));
        cursor = page.next;
        if !page.has_more {
            break;
        }
    }
    assert_eq!(read.len(), 4, "{read:?}");
    assert_eq!(read[3], (codes[0].clone(), 2, "accept".to_owned()));
    let mut seen: Vec<_> = read[..3].iter().map(|(code, ..)| code.clone()).collect();
    seen.sort();
    assert_eq!(seen, codes);
    let elsewhere = self::system(&portal, ELSEWHERE).await;
    assert!(changes(&portal, &elsewhere, begin, 10).await.unwrap().changes.is_empty());
}

on_each_database!(webhooks_are_told_in_the_transaction_of_the_move);
async fn webhooks_are_told_in_the_transaction_of_the_move(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let system = system(&portal, DESK).await;
    let by = AccessAdministrator::operator();
    let at = |agency: &str, url: &str, topics: &[Topic]| NewWebhook {
        agency: agency.to_owned(),
        url: url.to_owned(),
        topics: topics.to_vec(),
    };
    let inside = webhook::make(&portal, by, at(DESK, "https://169.254.169.254/x", Topic::ALL)).await.unwrap();
    assert_eq!(inside, Err(NotMade::Url));
    let url = "https://hooks.example.vn/motcua";
    webhook::make(&portal, by, at(DESK, url, &[Topic::Moved])).await.unwrap().unwrap();
    webhook::make(&portal, by, at(ELSEWHERE, url, Topic::ALL)).await.unwrap().unwrap();
    let waiting = async || {
        let found = job::Entity::find().filter(job::Column::Kind.eq("webhook"));
        found.count(portal.database.read()).await.unwrap()
    };
    let code = filed(&portal, &hoa).await;
    assert_eq!(waiting().await, 0, "not asked for");
    judge(&portal, system.officer(), &code, 0, &[Opinion::AcceptRest]).await.unwrap();
    let refused = make(&portal, Mover::Officer(system.officer(), 9), &code, &Wish::of(Move::Accept)).await;
    assert!(matches!(refused.unwrap(), Made::Changed(_)));
    assert_eq!(waiting().await, 0, "nothing moved");
    make(&portal, Mover::Officer(system.officer(), 1), &code, &Wish::of(Move::Accept)).await.unwrap();
    assert_eq!(waiting().await, 1);
}

/// A system that answers each request with `status`, and says what it was sent.
async fn listening(status: &'static str) -> (String, tokio::sync::mpsc::Receiver<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let (heard, hears) = tokio::sync::mpsc::channel(10);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut sent = Vec::new();
            while !sent.ends_with(b"}") {
                if stream.read_buf(&mut sent).await.unwrap() == 0 {
                    break;
                }
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            heard.send(String::from_utf8(sent).unwrap()).await.unwrap();
        }
    });
    (address, hears)
}

/// Makes a webhook on this machine, as a demonstration has it.
async fn told_here(portal: &TestPortal, url: &str) -> Delivery {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let row = webhooks::ActiveModel {
        id: sea_orm::ActiveValue::Set(Uuid::now_v7()),
        agency_code: sea_orm::ActiveValue::Set(DESK.into()),
        url: sea_orm::ActiveValue::Set(url.into()),
        secret: sea_orm::ActiveValue::Set(portal.keys.seal(webhook::SECRET, &secret).unwrap()),
        topics: sea_orm::ActiveValue::Set("dossier.moved".into()),
        created_at: sea_orm::ActiveValue::Set(portal.clock.now()),
        ..Default::default()
    };
    let id = row.id.clone().unwrap();
    let transaction = portal.database.write().await.unwrap();
    repo::insert_webhook(&*transaction, row).await.unwrap();
    transaction.commit().await.unwrap();
    Delivery { webhook: id, message: Uuid::now_v7(), body: "{\"type\":\"dossier.moved\"}".into() }
}

on_each_database!(what_is_told_is_signed_and_tried_again);
async fn what_is_told_is_signed_and_tried_again(portal: TestPortal) {
    let (url, mut hears) = listening("204 No Content").await;
    let delivery = told_here(&portal, &url).await;
    deliver_within(&portal, Reach::Here, &delivery).await.unwrap();
    let sent = hears.recv().await.unwrap();
    assert!(sent.starts_with("POST /hook ") && sent.contains("webhook-signature: v1,"), "{sent}");
    assert!(sent.contains(&format!("webhook-id: msg_{}", delivery.message.simple())), "{sent}");
    let out = deliver_within(&portal, Reach::Public, &delivery).await;
    assert!(out.is_err(), "elsewhere nothing is sent to this machine");

    let (url, _hears) = listening("500 Internal Server Error").await;
    let failing = told_here(&portal, &url).await;
    assert!(deliver_within(&portal, Reach::Here, &failing).await.is_err());
    let listed = webhook::list(&portal, AccessAdministrator::operator()).await.unwrap();
    assert_eq!(listed.iter().find(|one| one.id == failing.webhook).unwrap().answered, Some(500));

    let (url, _hears) = listening("410 Gone").await;
    let gone = told_here(&portal, &url).await;
    deliver_within(&portal, Reach::Here, &gone).await.unwrap();
    let listed = webhook::list(&portal, AccessAdministrator::operator()).await.unwrap();
    assert!(listed.iter().all(|one| one.id != gone.webhook), "what is gone is told nothing more");
    deliver_within(&portal, Reach::Here, &gone).await.unwrap();
}

on_each_database!(redirects_are_not_followed);
async fn redirects_are_not_followed(portal: TestPortal) {
    let (inside, mut hears) = listening("200 OK").await;
    let answer: &'static str = format!("302 Found\r\nlocation: {inside}").leak();
    let (url, _hears) = listening(answer).await;
    let delivery = told_here(&portal, &url).await;
    assert!(deliver_within(&portal, Reach::Here, &delivery).await.is_err());
    assert!(hears.try_recv().is_err());
}

on_each_database!(mails_do_not_wait_for_other_systems);
async fn mails_do_not_wait_for_other_systems(portal: TestPortal) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (hoa, _) = citizen(&portal, 1).await;
    let new = NewWebhook {
        agency: DESK.into(),
        url: "https://hooks.invalid.example/x".into(),
        topics: Topic::ALL.to_vec(),
    };
    webhook::make(&portal, AccessAdministrator::operator(), new).await.unwrap().unwrap();
    filed(&portal, &hoa).await;
    let mailed = async {
        while portal.mails().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = mailed => {}
        () = crate::job::work(&portal, std::future::pending()) => {}
    }
    assert_eq!(portal.mails().len(), 1);
}
