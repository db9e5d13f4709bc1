//! What the pages of registration ask of the server, and what their forms send.

use chrono::NaiveDate;
use domain::Answers;
#[cfg(feature = "ssr")]
use domain::Problem;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::ui::form::Judged;

/// A registration as the page of one of its steps shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RegistrationView {
    /// What was typed.
    pub answers: Answers,
    /// A password was accepted already.
    pub password_set: bool,
    /// A password was typed and refused.
    pub password_refused: bool,
    /// What is wrong at this step; the password and its repetition stand under `password` and `repeated`.
    pub judged: Judged,
    /// About the mail, once it was to be sent.
    pub mail: Option<MailView>,
    /// The day in Viet Nam, for checks in the browser.
    #[serde(with = "domain::date::as_day_number")]
    pub today: NaiveDate,
}

/// About the mail of a registration, its times on the clock of Viet Nam.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MailView {
    /// When the last mail went out; none if too many were asked for.
    pub sent_at: Option<String>,
    /// Not before then it can be sent again, if not at once.
    pub again_at: Option<String>,
    /// The code works no more.
    pub code_expired: bool,
    /// So many wrong codes are still forgiven.
    pub tries_left: i32,
}

/// What a link in a mail is good for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum LinkView {
    /// Its button confirms this mailbox.
    Open {
        /// The mailbox, in a way that only its owner recognises.
        mailbox: String,
    },
    /// The mailbox is confirmed.
    Used,
    /// It works no more.
    Expired,
}

/// Path of the password; its answer is never sent back.
pub(super) const PASSWORD: &str = "password";
/// Path of the password's repetition.
pub(super) const REPEATED: &str = "repeated";

/// The sentence for what is wrong with a password.
#[cfg(feature = "ssr")]
fn password_sentence(problem: &Problem) -> String {
    use crate::i18n::{t, text};
    crate::ui::problem::problem_sentence(problem, t(text::account::PASSWORD_LABEL))
}

/// The registration of this browser for the page of `step`; leads to the first step that lacks something if that
/// comes before.
#[server(input = GetUrl, endpoint = "account/registration")]
pub async fn registration(
    /// The step's part of the address.
    step: String,
) -> Result<RegistrationView, AppError> {
    use crate::account::{server, slug, step_of};
    use crate::i18n::{t, text, use_language};
    use crate::ui::problem::judged;
    use crate::{request, routes};
    use backend::account::registration::{check, load, next_step};
    use domain::account::registration::{CONSENT, Step, sections};
    use domain::date::local;

    let portal = request::portal()?;
    let step = step_of(&step).ok_or(AppError::NotFound)?;
    let known = match server::registration_token() {
        Some(token) => load(&portal, &token).await?,
        None => None,
    };
    // After a confirmed registration the first steps begin a new one.
    let known = known.filter(|known| !known.confirmed || step >= Step::Mail);
    let missing = known.as_ref().map_or(Step::Kind, |known| next_step(&portal, known));
    let overtaken = step == Step::Mail && missing == Step::Confirmed;
    if missing < step || overtaken {
        request::redirect(&routes::register_step(use_language(), slug(missing)));
    }
    let now = portal.clock.now();
    let today = portal.clock.today();
    let Some(known) = known else { return Ok(RegistrationView { today, ..RegistrationView::default() }) };
    let mut judged = judged(&sections(step), check(&portal, step, &known.answers));
    if let (Step::Details, false) = (step, known.password_set) {
        let problem = known.password_problem.clone().unwrap_or(Problem::Missing);
        let path = if problem == Problem::PasswordsDiffer { REPEATED } else { PASSWORD };
        judged.problems.push((path.to_owned(), password_sentence(&problem)));
    }
    // The consent stands below the password, and in the summary its sentence stands alone.
    let (consent, above): (Vec<_>, Vec<_>) =
        judged.problems.into_iter().partition(|(path, _)| path == CONSENT);
    judged.problems = above;
    let missing = t(text::account::CONSENT_MISSING);
    judged.problems.extend(consent.into_iter().map(|(path, _)| (path, missing.to_owned())));
    let mail = known.mail.map(|mail| MailView {
        sent_at: mail.sent_at.map(|at| local(at).format("%H:%M").to_string()),
        again_at: (now < mail.again_at).then(|| local(mail.again_at).format("%H:%M:%S").to_string()),
        code_expired: mail.code_until.is_none_or(|until| until <= now),
        tries_left: mail.tries_left,
    });
    Ok(RegistrationView {
        answers: known.answers,
        password_set: known.password_set,
        password_refused: known.password_problem.is_some_and(|problem| problem != Problem::Missing),
        judged,
        mail,
        today,
    })
}

/// Keeps the answers of one of the first steps and leads on. `then` is `refresh` when the page is only to be drawn
/// again for what was chosen.
#[server(endpoint = "account/answer")]
pub async fn answer(
    /// The step's part of the address.
    step: String,
    /// What was typed.
    #[server(default)]
    answers: Answers,
    /// The warnings that were on the page.
    #[server(default)]
    seen: String,
    /// `refresh`, or nothing.
    #[server(default)]
    then: String,
) -> Result<(), AppError> {
    use crate::account::{server, slug, step_of};
    use crate::i18n::use_language;
    use crate::{request, routes};
    let step = step_of(&step).ok_or(AppError::NotFound)?;
    let token = server::registration_token();
    let language = use_language();
    let answered = backend::account::registration::answer(
        &request::portal()?,
        token.as_deref(),
        language.into(),
        step,
        &answers,
        &seen,
        &server::address()?,
    )
    .await?;
    server::keep_registration(&answered.token)?;
    if then.starts_with("refresh") {
        request::redirect(&(routes::register_step(language, slug(step)) + &server::place_of(&then)));
    } else {
        server::lead_to(step, answered.next);
    }
    Ok(())
}

/// "Đăng ký": keeps password and personal information, and sends the mail when nothing is missing.
#[server(endpoint = "account/register")]
pub async fn submit_details(
    /// What was typed.
    #[server(default)]
    answers: Answers,
    /// `yes` when given.
    #[server(default)]
    consent: String,
    /// The password; empty to keep the one that was accepted.
    #[server(default)]
    password: String,
    /// The password once more.
    #[server(default)]
    repeated: String,
    /// The warnings that were on the page.
    #[server(default)]
    seen: String,
    /// `refresh`, or nothing.
    #[server(default)]
    then: String,
) -> Result<(), AppError> {
    use crate::account::{server, slug};
    use crate::i18n::use_language;
    use crate::{request, routes};
    use backend::account::registration::{Details, answer, submit};
    use domain::account::registration::{CONSENT, Step};

    let portal = request::portal()?;
    let token = server::registration_token();
    let language = use_language();
    let mut typed = answers;
    typed.set(CONSENT, consent);
    let address = server::address()?;
    if then.starts_with("refresh") {
        let step = Step::Details;
        let kept = answer(&portal, token.as_deref(), language.into(), step, &typed, "", &address).await?;
        server::keep_registration(&kept.token)?;
        request::redirect(&(routes::register_step(language, slug(step)) + &server::place_of(&then)));
        return Ok(());
    }
    let details = Details { typed: &typed, password: &password, repeated: &repeated, seen: &seen };
    let answered = submit(&portal, token.as_deref(), language.into(), details, &address).await?;
    server::keep_registration(&answered.token)?;
    server::lead_to(Step::Details, answered.next);
    Ok(())
}

/// What is wrong with a password that is being typed, as far as the registration's answers tell.
#[server(endpoint = "account/password")]
pub async fn password_problem(
    /// The password so far.
    password: String,
) -> Result<Option<String>, AppError> {
    use crate::request;
    let portal = request::portal()?;
    let token = crate::account::server::registration_token();
    let address = crate::account::server::address()?;
    let judge = backend::account::registration::judge_password;
    let problem = judge(&portal, token.as_deref(), &password, &address).await?;
    Ok(problem.as_ref().map(password_sentence))
}

/// Sends the mail to another mailbox.
#[server(endpoint = "account/mailbox")]
pub async fn change_mailbox(
    /// What was typed.
    #[server(default)]
    answers: Answers,
    /// The warnings that were on the page.
    #[server(default)]
    seen: String,
) -> Result<(), AppError> {
    use crate::account::{server, slug};
    use crate::i18n::use_language;
    use crate::{request, routes};
    use domain::account::registration::{EMAIL, Step};

    let portal = request::portal()?;
    let token = server::registration_token();
    let language = use_language();
    let email = answers.get(EMAIL);
    let address = server::address()?;
    let answered = backend::account::registration::change_mailbox(
        &portal,
        token.as_deref(),
        language.into(),
        email,
        &seen,
        &address,
    )
    .await?;
    server::keep_registration(&answered.token)?;
    request::redirect(&match answered.next {
        Step::Details => routes::register_step(language, "doi-hop-thu") + "?kiem-tra",
        next => routes::register_step(language, slug(next)),
    });
    Ok(())
}

/// "Gửi lại thư". The page then says whether it was.
#[server(endpoint = "account/resend")]
pub async fn resend_mail() -> Result<(), AppError> {
    use crate::account::{server, slug};
    use crate::i18n::use_language;
    use crate::{request, routes};
    use backend::account::registration::{load, resend};
    use domain::account::registration::Step;
    let page = |step| routes::register_step(use_language(), slug(step));
    let Some(token) = server::registration_token() else {
        request::redirect(&page(Step::Provider));
        return Ok(());
    };
    let portal = request::portal()?;
    let last_sent = async || -> Result<_, AppError> {
        Ok(load(&portal, &token).await?.and_then(|known| known.mail).and_then(|mail| mail.sent_at))
    };
    let before = last_sent().await?;
    let next = resend(&portal, &token, &server::address()?).await?.next;
    let outcome = match next {
        Step::Mail if last_sent().await? == before => "?chua-gui",
        Step::Mail => "?da-gui",
        _ => "",
    };
    request::redirect(&(page(next) + outcome));
    Ok(())
}

/// Confirms by the code in the mail.
#[server(endpoint = "account/code")]
pub async fn confirm_code(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use domain::account::registration::Step;
    let next = match server::registration_token() {
        Some(token) => {
            let portal = request::portal()?;
            backend::account::registration::confirm_by_code(&portal, &token, &code).await?.next
        }
        None => Step::Provider,
    };
    server::lead_to(Step::Mail, next);
    Ok(())
}

/// What the link of a mail is good for; changes nothing.
#[server(input = GetUrl, endpoint = "account/link")]
pub async fn confirmation_link(
    /// The secret in the link.
    token: String,
) -> Result<LinkView, AppError> {
    use backend::account::registration::{Link, link};
    Ok(match link(&crate::request::portal()?, &token).await? {
        Link::Open { mailbox } => LinkView::Open { mailbox },
        Link::Used => LinkView::Used,
        Link::Expired => LinkView::Expired,
    })
}

/// Confirms by the button that the mail leads to.
#[server(endpoint = "account/confirm")]
pub async fn confirm_link(
    /// The secret in the link.
    token: String,
) -> Result<(), AppError> {
    use crate::i18n::use_language;
    use crate::{request, routes};
    // Only what a link of ours can hold goes into the address that follows.
    let token: String = token.chars().filter(char::is_ascii_hexdigit).collect();
    backend::account::registration::confirm_by_link(&request::portal()?, &token).await?;
    request::redirect(&routes::confirm(use_language(), &token));
    Ok(())
}
