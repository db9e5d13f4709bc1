//! What the pages of login and account ask of the server, and what their forms send.

use chrono::NaiveDate;
use domain::Answers;
use domain::catalogue::ProofingLevel;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::ui::form::Judged;

/// A refused login as its page shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AttemptView {
    /// The number as it was typed.
    pub number: String,
    /// What is wrong with the number itself.
    pub number_problem: Option<String>,
    /// Why it was refused.
    pub refusal: Option<RefusalView>,
    /// Somebody is logged in already.
    pub logged_in: bool,
    /// Accounts that the province issues are taken.
    pub own: bool,
    /// One can log in by a passkey alone.
    pub passkeys: bool,
    /// Accounts of VNeID are taken.
    pub vneid: bool,
}

/// Why a login was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RefusalView {
    /// The number or the password is missing or cannot be one.
    Incomplete {
        /// The password was left out.
        password_missing: bool,
    },
    /// Number or password is wrong.
    Wrong,
    /// Too many tries.
    TooMany {
        /// It may be tried again then.
        again_at: String,
    },
    /// No code can be sent to the phone now.
    TooManyCodes {
        /// It may be tried again then.
        again_at: String,
    },
    /// The account, if there is one, is locked, and its owner was sent what lifts that.
    Locked {
        /// It may be tried again then.
        again_at: String,
    },
}

/// What an account holds, as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProfileView {
    /// Name.
    pub name: String,
    /// Identity number but for its last digits.
    pub identity_number: String,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// Whether a woman.
    pub female: bool,
    /// Phone number but for its last digits.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Address in words.
    pub address: String,
    /// How well the portal knows who it is.
    pub proofing: ProofingLevel,
    /// Organisations the person acts for.
    pub organisations: Vec<OrganisationView>,
    /// Its mailbox refuses our mail.
    pub mailbox_refuses: bool,
}

/// An organisation as the account's page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganisationView {
    /// Its id.
    pub id: String,
    /// `enterprise`, `household_business`, `other`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Tax code; may be empty.
    pub tax_code: String,
    /// Address in words.
    pub address: String,
    /// Position of the representative; may be empty.
    pub position: String,
}

/// What was typed about an organisation to be added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganisationDraft {
    /// What was typed.
    pub answers: Answers,
    /// What is wrong.
    pub judged: Judged,
    /// The day in Viet Nam, for checks in the browser.
    #[serde(with = "domain::date::as_day_number")]
    pub today: NaiveDate,
}

/// This browser's refused login, if there is one.
#[server(input = GetUrl, endpoint = "account/attempt")]
pub async fn login_attempt() -> Result<AttemptView, AppError> {
    use super::server;
    use crate::i18n::{t, text};
    use crate::ui::problem::problem_sentence;
    use backend::account::{Session, login};
    let portal = crate::request::portal()?;
    let logged_in = matches!(server::current_session().await?, Session::Active(_));
    let attempt = match server::attempt_token() {
        Some(token) => login::attempt(&portal, &token).await?,
        None => None,
    };
    let (own, vneid) = (portal.providers.own, portal.providers.vneid.is_some());
    let passkeys = login::passkey::offered(&portal);
    let Some(attempt) = attempt else {
        return Ok(AttemptView { logged_in, own, vneid, passkeys, ..AttemptView::default() });
    };
    let refusal = attempt.refusal.map(|refusal| match refusal {
        login::Refusal::Incomplete { password_missing } => RefusalView::Incomplete { password_missing },
        login::Refusal::Wrong => RefusalView::Wrong,
        login::Refusal::TooMany { again_at } => {
            RefusalView::TooMany { again_at: server::to_the_minute(again_at) }
        }
        login::Refusal::TooManyCodes { again_at } => {
            RefusalView::TooManyCodes { again_at: server::to_the_minute(again_at) }
        }
        login::Refusal::Locked { again_at } => {
            RefusalView::Locked { again_at: domain::date::display_time(again_at) }
        }
    });
    let number_problem = login::number_problem(&portal, &attempt.number)
        .map(|problem| problem_sentence(&problem, t(text::account::LOGIN_NUMBER)));
    Ok(AttemptView { number: attempt.number, number_problem, refusal, logged_in, own, vneid, passkeys })
}

/// "Đăng nhập".
#[server(endpoint = "account/login")]
pub async fn log_in(
    /// The number as typed.
    #[server(default)]
    number: String,
    /// The password.
    #[server(default)]
    password: String,
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<(), AppError> {
    use super::server;
    use crate::i18n::use_language;
    use crate::request;
    use backend::account::login::{Try, try_password};
    let (attempt, session) = (server::attempt_token(), request::session_token());
    let browser = server::known_browser();
    let tried = Try {
        attempt: attempt.as_deref(),
        session: session.as_deref(),
        number: &number,
        password: &password,
        return_to: Some(return_to.as_str()).filter(|path| !path.is_empty()),
        address: &server::address()?,
        language: use_language().into(),
        browser: browser.as_deref(),
    };
    server::lead_on(try_password(&request::portal()?, tried).await?)
}

/// Whether the link of a mail lifts a lock; changes nothing.
#[server(input = GetUrl, endpoint = "account/lock")]
pub async fn lock_of_link(
    /// The secret in the link.
    token: String,
) -> Result<bool, AppError> {
    Ok(backend::account::guessing::may_unlock(&crate::request::portal()?, &token).await?)
}

/// Lifts a lock by the button that the mail leads to.
#[server(endpoint = "account/unlock")]
pub async fn unlock(
    /// The secret in the link.
    token: String,
) -> Result<(), AppError> {
    use crate::i18n::use_language;
    use crate::{request, routes};
    let lifted = backend::account::guessing::unlock(&request::portal()?, &token).await?;
    let to = match lifted {
        Some(browser) => {
            super::server::know_browser(&browser)?;
            routes::login_step(use_language(), "tinh") + "?da-mo-khoa"
        }
        // The page of the link says that it works no more.
        None => routes::unlock(use_language(), "het-han"),
    };
    request::redirect(&to);
    Ok(())
}

/// "Đăng xuất": the session is over on the server.
#[server(endpoint = "account/logout")]
pub async fn log_out() -> Result<(), AppError> {
    use crate::i18n::use_language;
    use crate::request::{self, Lifetime};
    if let Some(token) = request::session_token() {
        backend::account::session::log_out(&request::portal()?, &token).await?;
        request::set_session_token("", Lifetime::Gone)?;
    }
    super::server::forget_what_was_typed()?;
    request::forget_what_pages_keep();
    request::redirect(&(crate::routes::home(use_language()) + "?da-dang-xuat"));
    Ok(())
}

/// What the account of the logged-in person holds.
#[server(input = GetUrl, endpoint = "account/profile")]
pub async fn profile() -> Result<ProfileView, AppError> {
    use domain::address::Address;
    use domain::identity::Sex;
    use domain::phone::Phone;
    let portal = crate::request::portal()?;
    let citizen = super::server::citizen().await?;
    let person = backend::account::person(&portal, &citizen).await?;
    let catalogue = portal.catalogue();
    let in_words = |address: &Address| address.display(catalogue.units());
    let organisations = backend::account::organisations(&portal, &citizen)
        .await?
        .into_iter()
        .map(|one| OrganisationView {
            id: one.id.to_string(),
            kind: one.kind.as_str().to_owned(),
            name: one.name,
            tax_code: one.tax_code.unwrap_or_default(),
            address: in_words(&one.address),
            position: one.position,
        })
        .collect();
    Ok(ProfileView {
        name: person.name,
        identity_number: person.identity_number.masked(),
        birth_date: person.birth_date,
        female: person.sex == Sex::Female,
        phone: Phone::parse(&person.phone).map(|phone| phone.masked()).unwrap_or_default(),
        email: person.email,
        address: in_words(&person.address),
        proofing: backend::account::proofing::level_of(&portal, &citizen).await?,
        organisations,
        mailbox_refuses: backend::account::refusal::refuses_mail(&portal, &citizen).await?,
    })
}

/// What was typed so far about an organisation to be added.
#[server(input = GetUrl, endpoint = "account/organisation-draft")]
pub async fn organisation_so_far() -> Result<OrganisationDraft, AppError> {
    use crate::ui::problem::judged;
    use backend::account::organisation::{check, typed};
    use domain::account::registration::organisation_sections;
    let portal = crate::request::portal()?;
    let citizen = super::server::citizen().await?;
    let answers = typed(&portal, &citizen).await?;
    let judged = judged(&organisation_sections(), check(&portal, &answers));
    Ok(OrganisationDraft { answers, judged, today: portal.clock.today() })
}

/// Adds an organisation to the account.
#[server(endpoint = "account/organisation-add")]
pub async fn add_organisation(
    /// What was typed.
    #[server(default)]
    answers: Answers,
    /// `refresh`, or nothing.
    #[server(default)]
    then: String,
) -> Result<(), AppError> {
    use crate::i18n::use_language;
    use crate::{request, routes};
    use backend::account::organisation::{Added, add};
    let citizen = super::server::citizen().await?;
    let language = use_language();
    let finish = !then.starts_with("refresh");
    let added = add(&request::portal()?, &citizen, language.into(), &answers, finish).await?;
    request::redirect(&match added {
        Added::Listed => routes::account(language) + "?da-them",
        Added::Again if finish => routes::add_organisation(language) + "?kiem-tra",
        Added::Again => routes::add_organisation(language) + &super::server::place_of(&then),
    });
    Ok(())
}

/// Takes an organisation off the account.
#[server(endpoint = "account/organisation-remove")]
pub async fn remove_organisation(
    /// Its id.
    id: uuid::Uuid,
) -> Result<(), AppError> {
    use crate::i18n::use_language;
    use crate::{request, routes};
    let citizen = super::server::citizen().await?;
    backend::account::organisation::remove(&request::portal()?, &citizen, id).await?;
    request::redirect(&(routes::account(use_language()) + "?da-bo"));
    Ok(())
}
