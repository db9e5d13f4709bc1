//! The API for other systems, and its description.

use backend::access::AccessAdministrator;
use backend::access::token::{self, Made, NewToken};
use backend::account::testing::{citizen, identity_number};
use backend::dossier::testing::{ANSWERS, BIRTH, DESK, filed, pdf};
use domain::access::Scope;
use domain::staff::{Membership, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::matrix::routes;
use super::*;
use crate::api::problem::Body as Problem;
use crate::api::{DOCUMENT, wire};

const SENT: (&str, &str) = ("content-type", "application/json");
const KEY: (&str, &str) = ("idempotency-key", "filing-0001");
const SEEN: (&str, &str) = ("if-match", "\"1\"");

async fn token_for(portal: &TestPortal, agency: &str, scopes: &[Scope]) -> Made {
    let membership = Membership { agency: agency.to_owned(), role: Role::DeskOfficer };
    let new = NewToken { name: "Sở Xây dựng".into(), membership, scopes: scopes.to_vec(), days: 30 };
    token::make(portal, AccessAdministrator::operator(), new).await.unwrap().unwrap()
}

/// Asks with a token.
async fn with(
    router: &Router,
    token: &Made,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let bearer = format!("Bearer {}", token.secret);
    let all = [headers, &[("authorization", bearer.as_str())]].concat();
    ask(router, method, path, &all, body).await
}

impl Answer {
    fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The name of the problem that it says.
    fn problem(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.text());
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        problem.kind.trim_start_matches("urn:motcua:problem:").to_owned()
    }
}

#[tokio::test]
async fn who_asks_shows_a_token_that_is_good_for_it() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, session) = citizen(&portal, 1).await;
    let code = filed(&portal, &hoa).await;
    let path = format!("/api/v1/dossiers/{code}");
    let reads = token_for(&portal, DESK, &[Scope::Read]).await;
    let elsewhere = token_for(&portal, "H21.02", Scope::ALL).await;

    let cookie = session_cookie(&session);
    let answer = ask(&router, "GET", &path, &[("cookie", &cookie)], "").await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (401, "unauthenticated"));
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    let page = ask(&router, "GET", &path, &[PAGE], "").await;
    assert_eq!(page.problem(), "unauthenticated", "also who wants a page");
    for wrong in ["Bearer motcua_0", "Basic eA==", "Bearer", ""] {
        let answer = ask(&router, "GET", &path, &[("authorization", wrong)], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    let found = with(&router, &reads, ("GET", &path), &[], "").await;
    assert_eq!((found.status, &found.headers["etag"]), (StatusCode::OK, &"\"1\"".parse().unwrap()));
    let dossier: wire::Dossier = found.json();
    assert_eq!((dossier.code.as_str(), dossier.status_code), (code.as_str(), 1));
    let paper = format!("{path}/papers/{}", dossier.papers[0].id);
    assert!(with(&router, &reads, ("GET", &paper), &[], "").await.text().starts_with("%PDF"));
    assert_eq!(with(&router, &elsewhere, ("GET", &path), &[], "").await.problem(), "not-found");
    assert_eq!(with(&router, &elsewhere, ("GET", &paper), &[], "").await.problem(), "not-found");
    let moves = format!("{path}/moves");
    let accept = json!({"name": "accept", "accept_rest": true}).to_string();
    let answer = with(&router, &reads, ("POST", &moves), &[SENT, SEEN], &accept).await;
    assert_eq!(answer.problem(), "scope");
    let foreign = [SENT, SEEN, ("origin", "https://evil.example")];
    assert_eq!(
        with(&router, &reads, ("POST", &moves), &foreign, &accept).await.status,
        StatusCode::FORBIDDEN
    );

    assert!(token::revoke(&portal, AccessAdministrator::operator(), reads.id).await.unwrap());
    assert_eq!(with(&router, &reads, ("GET", &path), &[], "").await.problem(), "unauthenticated");
}

#[tokio::test]
async fn a_move_says_what_it_saw() {
    let (portal, router) = portal("https://motcua.test", false).await;
    let (hoa, _) = citizen(&portal, 1).await;
    let path = format!("/api/v1/dossiers/{}/moves", filed(&portal, &hoa).await);
    let system = token_for(&portal, DESK, Scope::ALL).await;
    let makes = async |headers: &[(&str, &str)], sent: Value| {
        with(&router, &system, ("POST", &path), &[headers, &[SENT]].concat(), &sent.to_string()).await
    };
    assert_eq!(makes(&[], json!({"name": "accept"})).await.problem(), "no-revision");
    assert_eq!(makes(&[("if-match", "1")], json!({"name": "accept"})).await.problem(), "malformed");
    assert_eq!(makes(&[SEEN], json!({"name": "dance"})).await.problem(), "malformed");
    let refused = makes(&[SEEN], json!({"name": "accept"})).await;
    assert_eq!(refused.problem(), "refused");
    assert_eq!(refused.json::<Problem>().reason.as_deref(), Some("unjudged"));
    let late = makes(&[SEEN], json!({"name": "accept", "until": "9999-12-31", "amount_vnd": -1})).await;
    assert_eq!(late.problem(), "unfit");
    assert_eq!(late.json::<Problem>().errors.len(), 2);
    let moved = makes(&[SEEN], json!({"name": "accept", "accept_rest": true})).await;
    assert_eq!((moved.status, &moved.headers["etag"]), (StatusCode::OK, &"\"2\"".parse().unwrap()));
    let changed = makes(&[SEEN], json!({"name": "accept"})).await;
    assert_eq!((changed.status.as_u16(), changed.problem().as_str()), (412, "changed"));
    let happened = changed.json::<Problem>().happened;
    assert_eq!(happened.iter().map(|event| event.name.as_deref()).collect::<Vec<_>>(), [Some("accept")]);

    portal.test_clock.advance(chrono::TimeDelta::minutes(1));
    let page = with(&router, &system, ("GET", "/api/v1/changes?limit=1"), &[], "").await;
    let page: wire::Changes = page.json();
    assert!(page.has_more && page.changes.len() == 1);
    let next = format!("/api/v1/changes?after={}", page.next.replace('+', "%2B"));
    let page: wire::Changes = with(&router, &system, ("GET", &next), &[], "").await.json();
    assert_eq!(page.changes.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["accept"]);
    for wrong in ["after=x", "since=x", "limit=0", "limit=x", "since=0000-01-01T00:00:00Z"] {
        let answer = with(&router, &system, ("GET", &format!("/api/v1/changes?{wrong}")), &[], "").await;
        assert_eq!(answer.problem(), "malformed", "{wrong}");
    }
}

#[tokio::test]
async fn a_system_files_once_and_hands_in_what_is_missing() {
    let (portal, router) = portal("https://motcua.test", false).await;
    citizen(&portal, 1).await;
    let system = token_for(&portal, DESK, Scope::ALL).await;
    let mut answers: serde_json::Map<String, Value> =
        ANSWERS.iter().map(|(path, typed)| ((*path).to_owned(), json!(typed))).collect();
    let applicant = json!({"identity_number": identity_number(1).as_str(), "birth_date": "1990-03-07"});
    let wish = |answers: &serde_json::Map<String, Value>| {
        json!({"procedure": BIRTH, "applicant": applicant, "answers": answers}).to_string()
    };
    let asks = async |headers: &[(&str, &str)], sent: &str| {
        with(&router, &system, ("POST", "/api/v1/dossiers"), headers, sent).await
    };
    assert_eq!(asks(&[SENT], &wish(&answers)).await.problem(), "malformed", "without a key");
    assert_eq!(asks(&[KEY], &wish(&answers)).await.problem(), "media-type");
    assert_eq!(asks(&[KEY, SENT], "{").await.problem(), "malformed");
    let large = format!("\"{}\"", "x".repeat(1_100_000));
    assert_eq!(asks(&[KEY, SENT], &large).await.problem(), "too-large");
    let begun = asks(&[KEY, SENT], &wish(&answers)).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    assert_eq!(asks(&[KEY, SENT], &wish(&answers)).await.text(), begun.text());
    let begun: wire::Created = begun.json();
    let fields: Vec<_> = begun.problems.iter().map(|found| found.field.as_str()).collect();
    assert_eq!(fields, ["paper.birth_notification", "dossier_pledge"]);
    answers.insert("dossier_pledge".into(), json!("yes"));
    assert_eq!(asks(&[KEY, SENT], &wish(&answers)).await.problem(), "key-used");

    let draft = format!("/api/v1/drafts/{}", begun.draft);
    let submission = format!("{draft}/submission");
    let lacking = with(&router, &system, ("POST", &submission), &[SENT], "{}").await;
    assert_eq!(lacking.problem(), "lacking");
    let paper = format!("{draft}/papers/birth_notification?name=a.pdf");
    let refused = with(&router, &system, ("POST", &paper), &[], "nothing of a kind").await;
    assert_eq!(refused.problem(), "file-refused");
    assert_eq!(refused.json::<Problem>().errors.len(), 1);
    let bytes = String::from_utf8(pdf("chứng sinh")).unwrap();
    let kept = with(&router, &system, ("POST", &paper), &[], &bytes).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text());
    let pledged = json!({"answers": {"dossier_pledge": "yes"}}).to_string();
    let done = with(&router, &system, ("POST", &submission), &[SENT], &pledged).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
    let code = done.json::<wire::Created>().code.unwrap();
    assert_eq!(done.headers["location"], format!("/api/v1/dossiers/{code}"));
    let again = with(&router, &system, ("POST", &submission), &[SENT], "{}").await;
    assert_eq!(again.json::<wire::Created>().code, Some(code.clone()));

    let document = format!("/api/v1/dossiers/{code}/documents/result?name=a.pdf");
    let early = with(&router, &system, ("POST", &document), &[], &bytes).await;
    assert_eq!(early.problem(), "not-theirs");
    let elsewhere = token_for(&portal, "H21.02", Scope::ALL).await;
    assert_eq!(with(&router, &elsewhere, ("POST", &document), &[], &bytes).await.problem(), "not-found");
    assert_eq!(with(&router, &elsewhere, ("POST", &paper), &[], &bytes).await.problem(), "not-found");
}

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

#[tokio::test]
async fn the_document_names_every_address_and_every_problem() {
    let (_portal, router) = portal("https://motcua.test", false).await;
    let answer = ask(&router, "GET", "/api/openapi.json", &[], "").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let document: Value = answer.json();
    let mut described: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    described.sort();
    let known: Vec<_> =
        routes(&router).into_iter().filter(|(_, path)| path.starts_with("/api/v1/")).collect();
    assert_eq!(described, known);
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let responses = operation["responses"].as_object().unwrap();
            for status in ["400", "401", "403", "404", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{} lacks {status}", operation["operationId"]);
            }
        }
    }
}

/// A schema and its type say the same: each example is read, and written again the same; properties are those of the type.
fn same<T: Serialize + DeserializeOwned>(document: &Value, name: &str) {
    let schema = &document["components"]["schemas"][name];
    let example = &schema["examples"][0];
    let read: T = serde_json::from_value(example.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), *example, "{name}");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&schema["properties"]), keys(example), "{name}: the example has every property");
    assert_eq!(schema["additionalProperties"], false, "{name}");
    for required in schema["required"].as_array().unwrap() {
        let mut less = example.clone();
        less.as_object_mut().unwrap().remove(required.as_str().unwrap());
        let nullable = schema["properties"][required.as_str().unwrap()]["type"].is_array();
        assert!(nullable || serde_json::from_value::<T>(less).is_err(), "{name}: {required} may be left out");
    }
}

#[test]
fn schemas_are_those_of_what_travels() {
    let document = document();
    same::<wire::Dossier>(&document, "Dossier");
    same::<wire::Paper>(&document, "Paper");
    same::<wire::Document>(&document, "Document");
    same::<wire::Event>(&document, "Event");
    same::<wire::Changes>(&document, "Changes");
    same::<wire::Change>(&document, "Change");
    same::<wire::NewDossier>(&document, "NewDossier");
    same::<wire::Applicant>(&document, "Applicant");
    same::<wire::Submission>(&document, "Submission");
    same::<wire::Created>(&document, "Created");
    same::<wire::FieldError>(&document, "FieldError");
    same::<wire::NewMove>(&document, "NewMove");
    same::<wire::HandOver>(&document, "HandOver");
    same::<wire::Moved>(&document, "Moved");
    same::<wire::Added>(&document, "Added");
    same::<Problem>(&document, "Problem");
    let named = |name: &str| document["components"]["schemas"][name]["enum"].clone();
    let all = |names: Vec<&str>| json!(names);
    use domain::dossier::axes::{Delivery, Payment};
    use domain::dossier::moves::{Move, Stage};
    assert_eq!(named("Move"), all(Move::ALL.iter().map(|one| one.as_str()).collect()));
    assert_eq!(named("Stage"), all(Stage::ALL.iter().map(|one| one.as_str()).collect()));
    assert_eq!(named("Payment"), all(Payment::ALL.iter().map(|one| one.as_str()).collect()));
    assert_eq!(named("Delivery"), all(Delivery::ALL.iter().map(|one| one.as_str()).collect()));
    let statuses = domain::dossier::Status::ALL;
    assert_eq!(named("Status"), all(statuses.iter().map(|one| one.as_str()).collect()));
}
