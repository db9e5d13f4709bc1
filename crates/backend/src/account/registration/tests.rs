#![allow(clippy::unwrap_used)]

use domain::account::OrganisationKind;
use domain::account::registration::{
    CONSENT, EMAIL, IDENTITY_NUMBER, KIND, LEVEL, LEVEL_IAL2, ORGANISATION_KIND,
};

use ::entity::audit;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::account::testing::identity_number;
use crate::account::{Session, authenticate, login, organisations, person};
use crate::message::Mail;
use crate::testing::{TestPortal, on_each_database};

const PASSWORD: &str = "bò vàng leo núi sớm";
const ADDRESS: &str = "198.51.100.7";
const VI: Language = Language::Vi;

fn form(answers: &[(&str, &str)]) -> Answers {
    Answers(answers.iter().map(|(path, typed)| ((*path).to_owned(), (*typed).to_owned())).collect())
}

fn details(email: &str) -> Answers {
    form(&[
        ("name", "Nguyễn Thị Hoa"),
        ("birth_date", "7/3/1990"),
        ("sex", "female"),
        ("phone", "0905 123 456"),
        (EMAIL, email),
        ("address.province", "52"),
        ("address.commune", "23563"),
        ("address.detail", "Làng Plei Ốp"),
        (CONSENT, "yes"),
    ])
}

/// Somebody who fills in forms.
struct Visitor<'a> {
    portal: &'a TestPortal,
    token: String,
}

impl<'a> Visitor<'a> {
    /// Up to the details, for the number with `seed`.
    async fn arrived(portal: &'a TestPortal, seed: u32) -> Visitor<'a> {
        let first =
            answer(portal, None, VI, Step::Kind, &form(&[(KIND, "citizen")]), "", ADDRESS).await.unwrap();
        assert_eq!(first.next, Step::Level);
        let visitor = Visitor { portal, token: first.token };
        assert_eq!(visitor.answer(Step::Level, &[(LEVEL, LEVEL_IAL2)]).await, Step::IdentityNumber);
        let number = identity_number(seed);
        let next = visitor.answer(Step::IdentityNumber, &[(IDENTITY_NUMBER, number.as_str())]).await;
        assert_eq!(next, Step::Details);
        visitor
    }

    /// Up to the mail.
    async fn submitted(portal: &'a TestPortal, seed: u32, email: &str) -> Visitor<'a> {
        let visitor = Self::arrived(portal, seed).await;
        assert_eq!(visitor.submit(&details(email), PASSWORD, PASSWORD).await, Step::Mail);
        visitor
    }

    async fn answer(&self, step: Step, typed: &[(&str, &str)]) -> Step {
        let answered =
            answer(self.portal, Some(&self.token), VI, step, &form(typed), "", ADDRESS).await.unwrap();
        assert_eq!(answered.token, self.token);
        answered.next
    }

    async fn submit(&self, typed: &Answers, password: &str, repeated: &str) -> Step {
        let details = Details { typed, password, repeated, seen: "" };
        submit(self.portal, Some(&self.token), VI, details, ADDRESS).await.unwrap().next
    }

    async fn state(&self) -> Registration {
        load(self.portal, &self.token).await.unwrap().unwrap()
    }

    async fn code(&self, typed: &str) -> Step {
        confirm_by_code(self.portal, &self.token, typed).await.unwrap().next
    }

    async fn resend(&self) {
        assert_eq!(resend(self.portal, &self.token, ADDRESS).await.unwrap().next, Step::Mail);
    }
}

async fn last_mail(portal: &TestPortal) -> Mail {
    portal.work().await;
    portal.mails().last().unwrap().clone()
}

fn link_in(mail: &Mail) -> String {
    let (_, rest) = mail.text.split_once("/dang-ky/xac-nhan/").unwrap();
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

fn code_in(mail: &Mail) -> String {
    let line = mail.text.lines().find(|line| line.starts_with("    ")).unwrap();
    line.trim().to_owned()
}

async fn log_in(portal: &TestPortal, seed: u32, password: &str) -> Option<String> {
    let number = identity_number(seed);
    let tried = login::Try {
        attempt: None,
        session: None,
        number: number.as_str(),
        password,
        return_to: None,
        address: ADDRESS,
        language: VI,
        browser: None,
    };
    match login::try_password(portal, tried).await.unwrap() {
        login::Outcome::LoggedIn { session, .. } => Some(session),
        login::Outcome::Next { .. } | login::Outcome::Refused { .. } | login::Outcome::Lost => None,
    }
}

async fn the_whole_way_by_the_button(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    assert!(log_in(&portal, 1, PASSWORD).await.is_none(), "not before the mailbox is confirmed");
    let mail = last_mail(&portal).await;
    assert_eq!(mail.to, "hoa@example.vn");
    let token = link_in(&mail);
    assert!(mail.html.contains(&format!("href=\"https://motcua.test/dang-ky/xac-nhan/{token}\"")));
    for _ in 0..3 {
        let open = Link::Open { mailbox: "h•••@example.vn".into() };
        assert_eq!(link(&portal, &token).await.unwrap(), open, "opening it changes nothing");
    }
    assert_eq!(confirm_by_link(&portal, &token).await.unwrap(), Confirmation::Confirmed);
    assert_eq!(confirm_by_link(&portal, &token).await.unwrap(), Confirmation::Used);
    assert_eq!(link(&portal, &token).await.unwrap(), Link::Used);
    let state = visitor.state().await;
    assert!(state.confirmed);
    assert_eq!(state.answers, Answers::default(), "what was typed lives on in the account only");

    let session = log_in(&portal, 1, PASSWORD).await.unwrap();
    let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
    assert_eq!(citizen.name(), "Nguyễn Thị Hoa");
    let person = person(&portal, &citizen).await.unwrap();
    assert_eq!(person.phone, "+84905123456");
    assert_eq!(person.birth_date.to_string(), "1990-03-07");
    assert_eq!(person.address.commune, "23563");
    assert_eq!(organisations(&portal, &citizen).await.unwrap(), []);
}
on_each_database!(the_whole_way_by_the_button);

async fn what_is_wrong_stays_and_leads_back(portal: TestPortal) {
    let first =
        answer(&portal, None, VI, Step::Kind, &form(&[("is_admin", "yes")]), "", ADDRESS).await.unwrap();
    assert_eq!(first.next, Step::Kind);
    let visitor = Visitor { portal: &portal, token: first.token };
    assert_eq!(visitor.state().await.answers, Answers::default());
    assert_eq!(visitor.answer(Step::Level, &[(LEVEL, LEVEL_IAL2)]).await, Step::Kind, "no step is skipped");
    let visitor = Visitor::arrived(&portal, 1).await;
    let typed = [(IDENTITY_NUMBER, "06419000000")];
    assert_eq!(visitor.answer(Step::IdentityNumber, &typed).await, Step::IdentityNumber);
    assert_eq!(visitor.state().await.answers.get(IDENTITY_NUMBER), "06419000000");
    assert_eq!(visitor.submit(&details("hoa@example.vn"), PASSWORD, PASSWORD).await, Step::IdentityNumber);
    portal.work().await;
    assert!(portal.mails().is_empty());
}
on_each_database!(what_is_wrong_stays_and_leads_back);

async fn passwords_are_judged_and_never_kept(portal: TestPortal) {
    let visitor = Visitor::arrived(&portal, 1).await;
    let typed = details("hoa@example.vn");
    for (password, repeated, problem) in [
        ("", "", Problem::Missing),
        ("ngắn", "ngắn", Problem::PasswordTooShort { min: 10, typed: 4 }),
        ("nguyenthihoa", "nguyenthihoa", Problem::PasswordGuessable),
        (PASSWORD, "bò vàng leo núi", Problem::PasswordsDiffer),
    ] {
        assert_eq!(visitor.submit(&typed, password, repeated).await, Step::Details);
        let state = visitor.state().await;
        assert_eq!(state.password_problem, Some(problem));
        assert!(!state.password_set);
        assert_eq!(state.answers.get("name"), "Nguyễn Thị Hoa");
        assert!(state.answers.0.values().all(|typed| password.is_empty() || !typed.contains(password)));
    }
    let mut wrong = typed.clone();
    wrong.set("phone", "123");
    assert_eq!(visitor.submit(&wrong, PASSWORD, PASSWORD).await, Step::Details);
    assert!(visitor.state().await.password_set, "a good password need not be typed again");
    assert_eq!(visitor.submit(&typed, "", "").await, Step::Mail);
}
on_each_database!(passwords_are_judged_and_never_kept);

async fn warnings_are_shown_once(portal: TestPortal) {
    let visitor = Visitor::arrived(&portal, 1).await;
    let mut typed = details("hoa@example.vn");
    typed.set("birth_date", "07/03/1991");
    let submit = async |seen| {
        let details = Details { typed: &typed, password: PASSWORD, repeated: PASSWORD, seen };
        super::submit(&portal, Some(&visitor.token), VI, details, ADDRESS).await.unwrap().next
    };
    assert_eq!(submit("").await, Step::Details);
    assert_eq!(submit("sex").await, Step::Details, "another warning was seen");
    assert_eq!(submit("birth_date").await, Step::Mail);
}
on_each_database!(warnings_are_shown_once);

async fn an_unknown_cookie_begins_anew_with_what_was_typed(portal: TestPortal) {
    let answered = answer(&portal, Some("gone"), VI, Step::Kind, &form(&[(KIND, "citizen")]), "", ADDRESS)
        .await
        .unwrap();
    assert_eq!(answered.next, Step::Level);
    assert!(load(&portal, "gone").await.unwrap().is_none());
    portal.test_clock.advance(LIFE);
    assert!(load(&portal, &answered.token).await.unwrap().is_none(), "and is forgotten after a day");
    let anew = answer(&portal, Some(&answered.token), VI, Step::Kind, &form(&[]), "", ADDRESS).await.unwrap();
    assert_ne!(anew.token, answered.token);
}
on_each_database!(an_unknown_cookie_begins_anew_with_what_was_typed);

async fn one_address_begins_so_many_registrations(portal: TestPortal) {
    let begin = async |token: Option<&str>, address| {
        answer(&portal, token, VI, Step::Kind, &form(&[(KIND, "citizen")]), "", address).await
    };
    let first = begin(None, ADDRESS).await.unwrap().token;
    for _ in 1..BEGUN.most {
        begin(None, ADDRESS).await.unwrap();
    }
    assert!(matches!(begin(None, ADDRESS).await, Err(Error::TooMany)));
    let mailbox = change_mailbox(&portal, None, VI, "hoa@example.vn", "", ADDRESS).await;
    assert!(matches!(mailbox, Err(Error::TooMany)));
    begin(Some(&first), ADDRESS).await.unwrap();
    begin(None, "203.0.113.9").await.unwrap();
    portal.test_clock.advance(BEGUN.window);
    begin(None, ADDRESS).await.unwrap();
}
on_each_database!(one_address_begins_so_many_registrations);

async fn what_is_too_large_is_not_kept(portal: TestPortal) {
    let visitor = Visitor::arrived(&portal, 1).await;
    let before = visitor.state().await.answers;
    let mut large = details("hoa@example.vn");
    large.set("name", "a".repeat(9_000));
    large.set("address.detail", "b".repeat(9_000));
    let token = Some(visitor.token.as_str());
    let answered = answer(&portal, token, VI, Step::Details, &large, "", ADDRESS).await;
    assert!(matches!(answered, Err(Error::TooLarge)));
    let sent = Details { typed: &large, password: PASSWORD, repeated: PASSWORD, seen: "" };
    assert!(matches!(submit(&portal, token, VI, sent, ADDRESS).await, Err(Error::TooLarge)));
    let mailbox = "c".repeat(17_000);
    let changed = change_mailbox(&portal, token, VI, &mailbox, "", ADDRESS).await;
    assert!(matches!(changed, Err(Error::TooLarge)));
    let unknown = Answers((0..2_000).map(|at| (format!("unknown{at}"), "1".to_owned())).collect());
    let answered = answer(&portal, token, VI, Step::Details, &unknown, "", ADDRESS).await;
    assert!(matches!(answered, Err(Error::TooLarge)), "not even read");
    assert_eq!(visitor.state().await.answers, before);
    let rows = async || registration::Entity::find().count(portal.database.read()).await.unwrap();
    let count = rows().await;
    assert!(answer(&portal, None, VI, Step::Details, &large, "", ADDRESS).await.is_err());
    assert_eq!(rows().await, count, "nor is a row for it");
}
on_each_database!(what_is_too_large_is_not_kept);

async fn the_link_lives_a_day(portal: TestPortal) {
    Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let token = link_in(&last_mail(&portal).await);
    portal.test_clock.advance(LINK_LIFE);
    assert_eq!(link(&portal, &token).await.unwrap(), Link::Expired);
    assert_eq!(confirm_by_link(&portal, &token).await.unwrap(), Confirmation::Expired);
    assert_eq!(confirm_by_link(&portal, "made up").await.unwrap(), Confirmation::Expired);
    assert!(log_in(&portal, 1, PASSWORD).await.is_none());
}
on_each_database!(the_link_lives_a_day);

async fn mails_are_sent_again_after_a_pause(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let first = last_mail(&portal).await;
    portal.test_clock.advance(MAIL_PAUSE - TimeDelta::seconds(1));
    visitor.resend().await;
    portal.work().await;
    assert_eq!(portal.mails().len(), 1);
    portal.test_clock.advance(TimeDelta::seconds(1));
    visitor.resend().await;
    visitor.resend().await;
    let second = last_mail(&portal).await;
    assert_eq!(portal.mails().len(), 2);
    assert_eq!(link_in(&first), link_in(&second), "both mails work");
    assert_eq!(visitor.code(&code_in(&second)).await, Step::Confirmed);
}
on_each_database!(mails_are_sent_again_after_a_pause);

async fn a_mailbox_is_not_flooded(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    for _ in 0..10 {
        portal.test_clock.advance(MAIL_PAUSE);
        visitor.resend().await;
    }
    portal.work().await;
    assert_eq!(portal.mails().len(), 6);
    let mail = visitor.state().await.mail.unwrap();
    assert!(mail.again_at > portal.clock.now() + TimeDelta::minutes(30));
    let other = Visitor::submitted(&portal, 2, "HOA@example.vn").await;
    portal.work().await;
    assert_eq!(portal.mails().len(), 6, "however many registrations there are");
    assert_eq!(other.state().await.mail.unwrap().sent_at, None);
}
on_each_database!(a_mailbox_is_not_flooded);

async fn a_wrong_mailbox_is_corrected_and_confirms_nothing(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "wrong@example.vn").await;
    let old = last_mail(&portal).await;
    let change = async |email| {
        change_mailbox(&portal, Some(&visitor.token), VI, email, "", ADDRESS).await.unwrap().next
    };
    assert_eq!(change("hoa@").await, Step::Details);
    assert_eq!(visitor.state().await.answers.get(EMAIL), "hoa@");
    assert_eq!(change("hoa@example.vn").await, Step::Mail);
    let new = last_mail(&portal).await;
    assert_eq!(new.to, "hoa@example.vn");
    assert_eq!(confirm_by_link(&portal, &link_in(&old)).await.unwrap(), Confirmation::Expired);
    assert_eq!(visitor.code(&code_in(&old)).await, Step::Mail);
    assert_eq!(confirm_by_link(&portal, &link_in(&new)).await.unwrap(), Confirmation::Confirmed);
    assert!(log_in(&portal, 1, PASSWORD).await.is_some());
}
on_each_database!(a_wrong_mailbox_is_corrected_and_confirms_nothing);

async fn a_code_typed_meanwhile_brings_no_older_mailbox_back(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "first@example.vn").await;
    for round in 0..12 {
        let email = format!("round{round}@example.vn");
        let typed = details(&email);
        let changed = answer(&portal, Some(&visitor.token), VI, Step::Details, &typed, "", ADDRESS);
        let codes = futures::future::join_all((0..4).map(|_| visitor.code("12345")));
        let (changed, _) = futures::join!(changed, codes);
        changed.unwrap();
        assert_eq!(visitor.state().await.answers.get(EMAIL), email);
        assert_eq!(visitor.submit(&typed, "", "").await, Step::Mail);
        assert_eq!(last_mail(&portal).await.to, email);
    }
}
on_each_database!(a_code_typed_meanwhile_brings_no_older_mailbox_back);

async fn codes_are_not_guessed(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let mail = last_mail(&portal).await;
    let wrong = if code_in(&mail) == "000000" { "000001" } else { "000000" };
    assert_eq!(visitor.code("12345").await, Step::Mail, "five digits are no try");
    assert_eq!(visitor.state().await.answers.get(CODE), "12345");
    for left in (0..CODE_TRIES).rev() {
        assert_eq!(visitor.code(wrong).await, Step::Mail);
        assert_eq!(visitor.state().await.mail.unwrap().tries_left, left);
    }
    assert_eq!(visitor.code(&code_in(&mail)).await, Step::Mail, "too late");
    portal.test_clock.advance(MAIL_PAUSE);
    visitor.resend().await;
    let again = last_mail(&portal).await;
    assert_eq!(visitor.code(&code_in(&again)).await, Step::Mail, "a new code brings no new tries");
    assert_eq!(confirm_by_link(&portal, &link_in(&again)).await.unwrap(), Confirmation::Confirmed);
}
on_each_database!(codes_are_not_guessed);

async fn codes_run_out_and_belong_to_one_registration(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let mail = last_mail(&portal).await;
    let other = Visitor::submitted(&portal, 2, "lan@example.vn").await;
    assert_eq!(other.code(&code_in(&mail)).await, Step::Mail, "somebody else's code");
    portal.test_clock.advance(CODE_LIFE);
    assert_eq!(visitor.code(&code_in(&mail)).await, Step::Mail);
    portal.test_clock.advance(TimeDelta::seconds(1));
    visitor.resend().await;
    let spaced = format!(" {} ", code_in(&last_mail(&portal).await));
    assert_eq!(visitor.code(&spaced).await, Step::Confirmed);
}
on_each_database!(codes_run_out_and_belong_to_one_registration);

async fn who_confirms_first_has_the_number(portal: TestPortal) {
    let slow = Visitor::submitted(&portal, 1, "slow@example.vn").await;
    let slow_mail = last_mail(&portal).await;
    let quick = Visitor::arrived(&portal, 1).await;
    let other_password = "ba con trâu đen lội ruộng";
    assert_eq!(quick.submit(&details("quick@example.vn"), other_password, other_password).await, Step::Mail);
    let quick_mail = last_mail(&portal).await;
    assert_eq!(confirm_by_link(&portal, &link_in(&quick_mail)).await.unwrap(), Confirmation::Confirmed);
    // The slow one sees what everybody sees, and the account stays as it was.
    assert_eq!(confirm_by_link(&portal, &link_in(&slow_mail)).await.unwrap(), Confirmation::Confirmed);
    assert_eq!(slow.state().await, quick.state().await);
    assert!(log_in(&portal, 1, PASSWORD).await.is_none());
    assert!(log_in(&portal, 1, other_password).await.is_some());
    let told = last_mail(&portal).await;
    assert_eq!(told.to, "quick@example.vn", "the owner is told");
    assert!(told.subject.contains("đã có tài khoản"));
}
on_each_database!(who_confirms_first_has_the_number);

async fn the_owner_of_a_number_is_told_but_not_flooded(portal: TestPortal) {
    let confirmed = async |mailbox: &str| {
        Visitor::submitted(&portal, 1, mailbox).await;
        let mail = last_mail(&portal).await;
        assert_eq!(mail.to, mailbox);
        assert_eq!(confirm_by_link(&portal, &link_in(&mail)).await.unwrap(), Confirmation::Confirmed);
        portal.work().await;
        portal.mails().iter().filter(|mail| mail.subject.contains("đã có tài khoản")).count()
    };
    assert_eq!(confirmed("owner@example.vn").await, 0);
    for (stranger, told) in [("a@example.vn", 1), ("b@example.vn", 2), ("c@example.vn", 2)] {
        assert_eq!(confirmed(stranger).await, told, "{stranger}");
    }
    let noted = audit::Entity::find().filter(audit::Column::Action.eq("registration.taken"));
    assert_eq!(noted.count(portal.database.read()).await.unwrap(), 3, "each is on record");
    portal.test_clock.advance(TimeDelta::days(1));
    assert_eq!(confirmed("d@example.vn").await, 3);
}
on_each_database!(the_owner_of_a_number_is_told_but_not_flooded);

async fn nobody_learns_who_has_an_account(portal: TestPortal) {
    Visitor::submitted(&portal, 1, "owner@example.vn").await;
    let owners = last_mail(&portal).await;
    assert_eq!(confirm_by_link(&portal, &link_in(&owners)).await.unwrap(), Confirmation::Confirmed);

    let taken = Visitor::submitted(&portal, 1, "stranger@example.vn").await;
    let to_taken = last_mail(&portal).await;
    let free = Visitor::submitted(&portal, 2, "stranger@example.vn").await;
    let to_free = last_mail(&portal).await;
    let same = |mail: &Mail| {
        let blank = |text: &str| text.replace(&link_in(mail), "LINK").replace(&code_in(mail), "CODE");
        (mail.to.clone(), mail.subject.clone(), blank(&mail.text), blank(&mail.html))
    };
    assert_eq!(same(&to_taken), same(&to_free));
    assert_eq!(to_taken.html.len(), to_free.html.len());
    assert_eq!(taken.state().await.mail, free.state().await.mail);
    for (visitor, mail) in [(&taken, &to_taken), (&free, &to_free)] {
        assert_eq!(confirm_by_link(&portal, &link_in(mail)).await.unwrap(), Confirmation::Confirmed);
        assert!(visitor.state().await.confirmed);
    }
}
on_each_database!(nobody_learns_who_has_an_account);

async fn many_presses_make_one_account(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let mail = last_mail(&portal).await;
    let (token, code) = (link_in(&mail), code_in(&mail));
    let presses = futures::future::join_all((0..8).map(|_| confirm_by_link(&portal, &token)));
    let (presses, by_code) = futures::join!(presses, visitor.code(&code));
    let confirmed =
        presses.into_iter().filter(|one| *one.as_ref().unwrap() == Confirmation::Confirmed).count();
    assert!(confirmed <= 1);
    assert!(by_code == Step::Confirmed || by_code == Step::Mail && visitor.state().await.confirmed);
    assert!(log_in(&portal, 1, PASSWORD).await.is_some());
    portal.work().await;
    assert_eq!(portal.mails().len(), 1, "nobody is told that the number is taken");
}
on_each_database!(many_presses_make_one_account);

async fn answers_changed_after_the_mail_ask_for_a_new_one(portal: TestPortal) {
    let visitor = Visitor::submitted(&portal, 1, "hoa@example.vn").await;
    let token = link_in(&last_mail(&portal).await);
    let number = identity_number(2);
    let next = visitor.answer(Step::IdentityNumber, &[(IDENTITY_NUMBER, number.as_str())]).await;
    assert_eq!(next, Step::Details);
    assert_eq!(confirm_by_link(&portal, &token).await.unwrap(), Confirmation::Expired);
    assert!(visitor.state().await.mail.is_none());
}
on_each_database!(answers_changed_after_the_mail_ask_for_a_new_one);

async fn a_representative_registers_with_the_organisation(portal: TestPortal) {
    let visitor = Visitor::arrived(&portal, 1).await;
    let kind = [(KIND, "organisation"), (ORGANISATION_KIND, "enterprise")];
    assert_eq!(visitor.answer(Step::Kind, &kind).await, Step::Details);
    let mut typed = details("hoa@example.vn");
    for (path, answer) in [
        ("organisation_name", "Công ty TNHH Cà phê Pleiku"),
        ("organisation_tax_code", "0100233480"),
        ("organisation_address.province", "52"),
        ("organisation_address.commune", "23563"),
        ("organisation_address.detail", "12 Hùng Vương"),
        ("organisation_position", "Giám đốc"),
    ] {
        typed.set(path, answer);
    }
    assert_eq!(visitor.submit(&typed, PASSWORD, PASSWORD).await, Step::Details, "its check digit is wrong");
    typed.set("organisation_tax_code", "0100233488");
    assert_eq!(visitor.submit(&typed, "", "").await, Step::Mail);
    let mail = last_mail(&portal).await;
    assert_eq!(confirm_by_link(&portal, &link_in(&mail)).await.unwrap(), Confirmation::Confirmed);
    let session = log_in(&portal, 1, PASSWORD).await.unwrap();
    let Session::Active(citizen) = authenticate(&portal, &session).await.unwrap() else { panic!() };
    let listed = organisations(&portal, &citizen).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].kind, OrganisationKind::Enterprise);
    assert_eq!(listed[0].tax_code.as_deref(), Some("0100233488"));
    assert_eq!(listed[0].position, "Giám đốc");
}
on_each_database!(a_representative_registers_with_the_organisation);

async fn english_pages_send_english_mails(portal: TestPortal) {
    let first = answer(&portal, None, Language::En, Step::Kind, &form(&[(KIND, "citizen")]), "", ADDRESS)
        .await
        .unwrap();
    let token = Some(first.token.as_str());
    let number = identity_number(1);
    for (step, path, typed) in
        [(Step::Level, LEVEL, LEVEL_IAL2), (Step::IdentityNumber, IDENTITY_NUMBER, number.as_str())]
    {
        answer(&portal, token, Language::En, step, &form(&[(path, typed)]), "", ADDRESS).await.unwrap();
    }
    let typed = details("hoa@example.vn");
    let details = Details { typed: &typed, password: PASSWORD, repeated: PASSWORD, seen: "" };
    submit(&portal, token, Language::En, details, ADDRESS).await.unwrap();
    let mail = last_mail(&portal).await;
    assert!(mail.subject.starts_with("Confirm"));
    assert!(mail.text.contains("https://motcua.test/en/dang-ky/xac-nhan/"));
}
on_each_database!(english_pages_send_english_mails);
