#![allow(clippy::unwrap_used, clippy::panic)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{NaiveDate, TimeDelta};
use domain::crockford;
use domain::dossier::Status;
use domain::dossier::moves::{Move, Stage};
use domain::dossier::printed::{Circular, PrintedForm};
use domain::dossier::seal::{NotTyped, Seal};
use domain::staff::{Membership, Role};
use letters::{Content, Letter};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::testing::{given, moved, receipt};
use super::*;
use crate::account::testing::citizen;
use crate::dossier::testing::{DESK, filed};
use crate::secret;
use crate::staff::{Acting, Officer};
use crate::testing::{TestPortal, on_each_database};

const HERE: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

async fn letter(portal: &TestPortal, id: Uuid) -> Letter {
    let row = repo::by_id(portal.database.read(), id).await.unwrap().unwrap();
    portal.keys.open_value(LETTER, &row.letter).unwrap()
}

/// What the QR code of a form holds behind `?s=`.
async fn sealed(portal: &TestPortal, id: Uuid) -> String {
    let link = letter(portal, id).await.proof.unwrap().link;
    link.strip_prefix("https://motcua.test/xac-minh?s=").unwrap().to_owned()
}

fn found(verified: Verified) -> Genuine {
    match verified {
        Verified::Genuine(found) => *found,
        other => panic!("not genuine: {other:?}"),
    }
}

async fn a_paper_is_genuine_until_a_later_move_ends_it(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let code = filed(&portal, &hoa).await;
    let id = receipt(&portal, &code).await;
    let by_qr = found(by_link(&portal, &sealed(&portal, id).await).await.unwrap());
    let typed = letter(&portal, id).await.proof.unwrap().typed_code;
    assert_eq!(found(by_typed(&portal, HERE, &typed.to_lowercase()).await.unwrap()), by_qr);
    assert_eq!((by_qr.number, by_qr.ended, by_qr.typed_code.as_str()), (1, None, typed.as_str()));
    let now = portal.clock.now();
    let seal = &by_qr.seal;
    assert_eq!((seal.form, seal.circular, seal.event), (PrintedForm::Receipt, Circular::Of2025, 2));
    assert_eq!((seal.dossier.to_string(), seal.agency.as_str()), (code.clone(), DESK));
    assert_eq!((seal.issued_at, seal.status), (now, Status::Accepted));
    assert_eq!((seal.due, seal.amount_vnd), (Some(now + TimeDelta::days(2)), Some(8000)));

    moved(&portal, &code, Move::StartProcessing, Status::Processing, Stage::Unit).await;
    assert_eq!(found(by_typed(&portal, HERE, &typed).await.unwrap()).ended, None, "the appointment stands");
    portal.test_clock.advance(TimeDelta::hours(3));
    let late = moved(&portal, &code, Move::Extend, Status::Processing, Stage::Unit).await;
    let says = Says::Apology { due_before: now, reason: "chờ xác minh".into() };
    let apology = given(&portal, &late, says).await;
    let ended = found(by_typed(&portal, HERE, &typed).await.unwrap()).ended;
    assert_eq!(ended, Some((Move::Extend, portal.clock.now())));
    assert_eq!(found(by_link(&portal, &sealed(&portal, apology).await).await.unwrap()).ended, None);
}
on_each_database!(a_paper_is_genuine_until_a_later_move_ends_it);

async fn what_was_altered_or_never_given_out_is_told_apart(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = receipt(&portal, &filed(&portal, &hoa).await).await;
    let sealed = sealed(&portal, id).await;
    for at in 0..sealed.len() {
        let mut wrong: Vec<char> = sealed.chars().collect();
        wrong[at] = if wrong[at] == '0' { '1' } else { '0' };
        let wrong = String::from_iter(wrong);
        let said = by_link(&portal, &wrong).await.unwrap();
        assert_eq!(said, Verified::Altered, "{at}");
    }
    for nothing in ["", "0", "UUUU", &"0".repeat(5000), &sealed[..40]] {
        assert_eq!(by_link(&portal, nothing).await.unwrap(), Verified::Altered);
    }
    // Signed by the portal's key, and not by the portal.
    let signed = crockford::decode(&sealed).unwrap();
    let (encoded, _) = signed.split_at(signed.len() - 64);
    let forged = Seal { amount_vnd: None, ..Seal::decode(encoded).unwrap() }.encode().unwrap();
    let signature = portal.keys.signer().sign(&Seal::signed_bytes(&forged));
    let forged = crockford::encode(&[forged, signature].concat());
    assert_eq!(by_link(&portal, &forged).await.unwrap(), Verified::Unknown);

    let asked = async |typed: &str| by_typed(&portal, HERE, typed).await.unwrap();
    assert_eq!(asked("10PN").await, Verified::Mistyped(NotTyped::Length(4)));
    assert_eq!(asked("10PN-4XWW-R7K0-PC28").await, Verified::Mistyped(NotTyped::Check));
    for _ in 0..30 {
        assert_eq!(asked("10PN-4XWW-R7K0-PC29").await, Verified::Unknown);
    }
    assert!(matches!(asked("10PN-4XWW-R7K0-PC29").await, Verified::NotBefore(_)), "no guessing");
    found(by_link(&portal, &sealed).await.unwrap());
}
on_each_database!(what_was_altered_or_never_given_out_is_told_apart);

/// Anybody can check a seal by the published keys alone, with another program: here by ed25519-dalek, from the JSON.
async fn another_program_checks_a_seal_by_the_published_keys(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let old = receipt(&portal, &filed(&portal, &hoa).await).await;
    secret::rotate_signing(&portal.settings.data_dir.join("keys.json")).unwrap();
    portal.keys.refresh().unwrap();
    let new = receipt(&portal, &filed(&portal, &hoa).await).await;
    let published = serde_json::to_value(published(&portal)).unwrap();
    let keys = published["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for (id, number) in [(old, "1"), (new, "2")] {
        let sealed = sealed(&portal, id).await;
        let signed = crockford::decode(&sealed).unwrap();
        let (encoded, signature) = signed.split_at(signed.len() - 64);
        let key = keys.iter().find(|key| key["kid"] == number).unwrap();
        assert_eq!((&key["kty"], &key["crv"]), (&"OKP".into(), &"Ed25519".into()));
        assert_eq!(key.as_object().unwrap().len(), 6, "no secret: {key}");
        let public: [u8; 32] =
            URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().try_into().unwrap();
        let public = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
        let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
        let message = [b"motcua seal\n", encoded].concat();
        public.verify_strict(&message, &signature).unwrap();
        let mut other = message.clone();
        other[20] ^= 1;
        assert!(public.verify_strict(&other, &signature).is_err());
        // The key's number stands in the seal, at bytes 5 and 6.
        assert_eq!(u16::from_be_bytes([encoded[5], encoded[6]]).to_string(), number);
        found(by_link(&portal, &sealed).await.unwrap());
    }
}
on_each_database!(another_program_checks_a_seal_by_the_published_keys);

async fn numbers_go_up_within_the_year_by_agency_and_form(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let id = receipt(&portal, &filed(&portal, &hoa).await).await;
        numbers.push(letter(&portal, id).await.head.number);
    }
    let code = filed(&portal, &hoa).await;
    let refused = moved(&portal, &code, Move::Refuse, Status::Refused, Stage::Closed).await;
    let says = Says::Refusal { reasons: vec!["Không thuộc thẩm quyền".into()], basis: None };
    let refusal = given(&portal, &refused, says).await;
    numbers.push(letter(&portal, refusal).await.head.number);
    portal.test_clock.advance(TimeDelta::days(60));
    let next_year = receipt(&portal, &filed(&portal, &hoa).await).await;
    numbers.push(letter(&portal, next_year).await.head.number);
    assert_eq!(numbers, [Some(1), Some(2), Some(1), Some(1)]);
}
on_each_database!(numbers_go_up_within_the_year_by_agency_and_form);

async fn a_receipt_says_what_was_filed_and_only_its_people_open_it(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let (minh, _) = citizen(&portal, 2).await;
    let code = filed(&portal, &hoa).await;
    let id = receipt(&portal, &code).await;
    let letter = letter(&portal, id).await;
    let Content::Receipt(said) = letter.content else { panic!("no receipt") };
    assert_eq!(letter.head.agency, "Trung tâm Phục vụ hành chính công tỉnh Gia Lai");
    assert_eq!((letter.head.form_number.as_str(), letter.head.circular.as_str()), ("01", "03/2025/TT-VPCP"));
    let name =
        crate::account::name_of(&portal, portal.database.read(), hoa.account_id()).await.unwrap().unwrap();
    assert_eq!((said.applicant.name.as_str(), said.handed_in_by.as_str()), (name.as_str(), name.as_str()));
    assert!(said.applicant.address.is_some() && said.applicant.phone.is_some());
    assert_eq!(said.papers.len(), 1, "{:?}", said.papers);
    assert_eq!(said.amount_vnd, Some(8000));

    let listed =
        given_out(&portal, repo::by_id(portal.database.read(), id).await.unwrap().unwrap().dossier_id);
    assert_eq!(listed.await.unwrap().iter().map(|form| form.id).collect::<Vec<_>>(), [id]);
    let drawn = pdf_for(&portal, &hoa, &code, id).await.unwrap().unwrap();
    assert!(drawn.starts_with(b"%PDF-"));
    assert!(pdf(&portal, id).await.unwrap().unwrap() == drawn, "drawn again it is the same");
    assert_eq!(pdf_for(&portal, &minh, &code, id).await.unwrap(), None);
    let other = filed(&portal, &minh).await;
    assert_eq!(pdf_for(&portal, &minh, &other, id).await.unwrap(), None, "by the code of one's own");
    assert_eq!(pdf_for(&portal, &hoa, &code, Uuid::now_v7()).await.unwrap(), None);
    assert!(pdf_for_officer(&portal, &officer(DESK), &code, id).await.unwrap().is_some());
    assert_eq!(pdf_for_officer(&portal, &officer("H21.15"), &code, id).await.unwrap(), None);
}
on_each_database!(a_receipt_says_what_was_filed_and_only_its_people_open_it);

fn officer(agency: &str) -> Officer {
    let membership = Membership { agency: agency.to_owned(), role: Role::DeskOfficer };
    Officer::new(Uuid::now_v7(), "Trần Văn Minh".into(), vec![Acting { membership, stands_in_for: None }])
}

async fn what_is_kept_at_the_desk_is_drawn_for_its_officers(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let code = filed(&portal, &hoa).await;
    moved(&portal, &code, Move::Accept, Status::Accepted, Stage::Desk).await;
    moved(&portal, &code, Move::StartProcessing, Status::Processing, Stage::Unit).await;
    let sheet = control_sheet(&portal, &officer(DESK), &code).await.unwrap().unwrap();
    assert!(sheet.starts_with(b"%PDF-"));
    assert_eq!(control_sheet(&portal, &officer("H21.15"), &code).await.unwrap(), None);
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    let book = register(&portal, &officer(DESK), DESK, day(23), day(23)).await.unwrap();
    assert!(matches!(book, RegisterOf::Pdf(drawn) if drawn.starts_with(b"%PDF-")));
    let book = register(&portal, &officer("H21.15"), DESK, day(23), day(23)).await.unwrap();
    assert_eq!(book, RegisterOf::Nothing);
}
on_each_database!(what_is_kept_at_the_desk_is_drawn_for_its_officers);

async fn what_the_database_says_of_a_seal_is_not_believed(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let id = receipt(&portal, &filed(&portal, &hoa).await).await;
    let typed = letter(&portal, id).await.proof.unwrap().typed_code;
    let row = repo::by_id(portal.database.read(), id).await.unwrap().unwrap();
    let seal = Seal::decode(&crockford::decode(&row.seal).unwrap()).unwrap();
    let later = Seal { due: seal.due.map(|due| due + TimeDelta::days(30)), ..seal }.encode().unwrap();
    let mut row = row.into_active_model();
    row.seal = Set(crockford::encode(&later));
    row.update(portal.database.read()).await.unwrap();
    assert_eq!(by_typed(&portal, HERE, &typed).await.unwrap(), Verified::Altered);
    assert_eq!(::entity::printed_form::Entity::find().all(portal.database.read()).await.unwrap().len(), 1);
}
on_each_database!(what_the_database_says_of_a_seal_is_not_believed);
