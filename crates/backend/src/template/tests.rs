#![allow(clippy::unwrap_used)]

use domain::dossier::moves::Move;
use domain::staff::Role;

use super::*;
use crate::account::testing::citizen;
use crate::desk::testing::{accepts, officer};
use crate::dossier::testing::{DESK, filed};
use crate::testing::{TestPortal, on_each_database};

fn accept(kind: Kind) -> Template {
    Template { name: Move::Accept.as_str(), kind, language: Language::Vi }
}

#[test]
fn the_words_that_the_portal_comes_with_have_no_faults() {
    for template in Template::all() {
        let words = template.shipped().unwrap();
        assert_eq!(faults(template, words), [], "{} {:?}", template.key(), template.language);
        assert_eq!(check::clean(template, words), words, "{} {:?}", template.key(), template.language);
    }
    for name in Move::ALL {
        assert!(NAMES.contains(&name.as_str()), "{name:?} is told");
    }
}

#[test]
fn what_is_wrong_with_a_template_is_said() {
    let (mail, sms) = (accept(Kind::Mail), accept(Kind::Sms));
    let rest = "{code} {due} [Xem]({link})";
    let words = |text: &str| format!("{text}\n\n{rest}");
    assert_eq!(faults(mail, " \n "), [Fault::Empty]);
    assert_eq!(faults(mail, &words("Xin chào")), []);
    assert_eq!(faults(mail, "Xin chào {code} {due} {link}"), [Fault::NoSubject]);
    assert_eq!(faults(mail, &words("Chào {ten}")), [Fault::Unknown("ten".into())]);
    assert_eq!(faults(mail, &words("Chào {code")), [Fault::Brace]);
    assert_eq!(faults(mail, &words("Chào }")), [Fault::Brace]);
    assert_eq!(faults(mail, "Chào\n\n{code} {due}"), [Fault::Missing("link")]);
    assert_eq!(faults(sms, "Da nhan {code}"), [Fault::Missing("due")]);
    assert_eq!(faults(sms, &format!("{{code}} {{due}} {}", "a".repeat(400))), [Fault::TooLong(MOST_SMS)]);
}

async fn what_an_administrator_wrote_is_sent(portal: TestPortal) {
    let (hoa, _) = citizen(&portal, 1).await;
    let desk = officer(&portal, 11, DESK, Role::DeskOfficer).await;
    let administrator = officer(&portal, 12, DESK, Role::Administrator).await;
    assert!(TemplateEditor::of(&desk).is_none());
    let by = TemplateEditor::of(&administrator).unwrap();
    let (mail, sms) = (accept(Kind::Mail), accept(Kind::Sms));

    let words = "Tin vui về {code}\r\n\r\nHẹn {due}, xem [trang]({link})\r\n\r\n[Mở hồ sơ]({link})\r\n";
    assert_eq!(save(&portal, by, mail, "Chào {x}").await.unwrap().unwrap_err().len(), 5);
    save(&portal, by, mail, words).await.unwrap().unwrap();
    save(&portal, by, mail, words).await.unwrap().unwrap();
    save(&portal, by, sms, "Ho so {code} xong truoc {due}, goi {help_line}").await.unwrap().unwrap();
    let shown = preview(&portal, mail, words);
    assert_eq!(shown.subject.as_deref(), Some("Tin vui về H21.01-261123-0001"));
    assert!(shown.text.contains("Hẹn 27/11/2026 09:00"), "{}", shown.text);

    let first = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &first).await;
    portal.work().await;
    let told = portal.mails().pop().unwrap();
    assert_eq!(told.subject, format!("Tin vui về {first}"));
    assert!(portal.text_messages().pop().unwrap().text.starts_with(&format!("Ho so {first} xong truoc ")));

    reset(&portal, by, mail).await.unwrap();
    let versions = versions(&portal, by, mail).await.unwrap();
    assert_eq!(versions.iter().map(|one| one.words.is_some()).collect::<Vec<_>>(), [false, true]);
    assert!(versions.iter().all(|one| one.by == administrator.account_id()));
    let edited = edited(&portal, by).await.unwrap();
    assert_eq!(edited.iter().map(|(key, ..)| key.as_str()).collect::<Vec<_>>(), ["accept.sms"]);
    let second = filed(&portal, &hoa).await;
    accepts(&portal, &desk, &second).await;
    portal.work().await;
    assert_eq!(portal.mails().pop().unwrap().subject, format!("Hồ sơ {second} đã được tiếp nhận"));
}
on_each_database!(what_an_administrator_wrote_is_sent);
