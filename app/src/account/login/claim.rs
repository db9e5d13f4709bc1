//! The page for whoever has proved a number with which somebody registered an account.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::over;
use crate::error::{AppError, Failure};
use crate::i18n::{fill, t, text};
use crate::load::load;
use crate::settings::use_settings;
use crate::ui::button::{Button, Look, button};
use crate::ui::field::{TextField, Width};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{error_summary, heading, submit, text_field};

const PASSWORD: &str = "password";

/// The step as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimView {
    /// The day the account was registered.
    pub since: String,
    /// Its mailbox, as only its owner recognises it; may be empty.
    pub mailbox: String,
    /// Why the password typed last was refused.
    pub refusal: Option<ClaimRefusal>,
}

/// Why the account's password was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ClaimRefusal {
    /// None was typed.
    Missing,
    /// It is wrong.
    Wrong,
    /// Too many tries.
    TooMany {
        /// It may be tried again then.
        again_at: String,
    },
}

/// The step of this browser's attempt to log in, if it waits for this.
#[server(input = GetUrl, endpoint = "login/claim-step")]
pub async fn claim_step() -> Result<Option<ClaimView>, AppError> {
    use crate::account::server;
    use crate::i18n::use_language;
    use backend::account::login::claim::{Refusal, page};
    use domain::date;
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let portal = crate::request::portal()?;
    let Some(page) = page(&portal, &token, use_language().into()).await? else { return Ok(None) };
    Ok(Some(ClaimView {
        since: date::display(date::today(page.account.created_at)),
        mailbox: page.account.mailbox,
        refusal: page.refusal.map(|refusal| match refusal {
            Refusal::Missing => ClaimRefusal::Missing,
            Refusal::Wrong => ClaimRefusal::Wrong,
            Refusal::TooMany { again_at } => {
                ClaimRefusal::TooMany { again_at: server::to_the_minute(again_at) }
            }
        }),
    }))
}

/// "Đây là tài khoản của tôi".
#[server(endpoint = "login/keep")]
pub async fn keep_account(
    /// The account's password.
    #[server(default)]
    password: String,
) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::{Outcome, claim};
    let Some(attempt) = server::attempt_token() else { return server::lead_on(Outcome::Lost) };
    let (session, address) = (request::session_token(), server::address()?);
    let sent = claim_of(&attempt, session.as_deref(), &address);
    server::lead_on(claim::keep(&request::portal()?, sent, &password).await?)
}

/// "Không phải của tôi, lập tài khoản mới".
#[server(endpoint = "login/win-back")]
pub async fn win_back() -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::{Outcome, claim};
    let Some(attempt) = server::attempt_token() else { return server::lead_on(Outcome::Lost) };
    let (session, address) = (request::session_token(), server::address()?);
    let sent = claim_of(&attempt, session.as_deref(), &address);
    server::lead_on(claim::win_back(&request::portal()?, sent).await?)
}

#[cfg(feature = "ssr")]
fn claim_of<'a>(
    attempt: &'a str,
    session: Option<&'a str>,
    address: &'a str,
) -> backend::account::login::claim::Sent<'a> {
    let language = crate::i18n::use_language().into();
    backend::account::login::claim::Sent { attempt, session, address, language }
}

/// Whose the account is.
#[component]
pub fn Claim() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let step = load(|| ClaimStep {});
    view! {
        <Title text=t(text::login::CLAIM_TITLE) />
        {step.show(move || {
            move |step| match step {
                Ok(Some(step)) => draw(step, checking),
                Ok(None) => over(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn draw(step: ClaimView, checking: bool) -> AnyView {
    let problem = if checking { step.refusal.as_ref().map(problem) } else { None };
    let summary = problem.iter().map(|sentence| (PASSWORD.to_owned(), sentence.clone())).collect::<Vec<_>>();
    let wrong = problem.is_some().then(|| {
        let title = [t(text::ui::ERROR), " ", t(text::login::CLAIM_TITLE)].concat();
        view! { <Title text=title /> }
    });
    let password = text_field(TextField {
        path: PASSWORD,
        name: PASSWORD,
        label: t(text::login::CLAIM_PASSWORD),
        problem: Signal::stored(problem),
        kind: "password",
        autocomplete: "current-password",
        width: Width::W24,
        ..TextField::default()
    });
    let mut facts = vec![Row::new(t(text::login::CLAIM_SINCE), step.since)];
    if !step.mailbox.is_empty() {
        facts.push(Row::new(t(text::login::CLAIM_MAILBOX), step.mailbox));
    }
    let not_mine =
        Button { label: t(text::login::CLAIM_NOT_MINE_BUTTON), look: Look::Secondary, ..Button::default() };
    let forgot = fill(text::login::CLAIM_FORGOT, &[("help_line", &use_settings().help_line)]);
    view! {
        {wrong} {error_summary(summary)}
        <div class="question flow">
            {heading(t(text::login::CLAIM_TITLE))} <p class="lead">{t(text::login::CLAIM_LEAD)}</p>
            {summary_list(facts)}
            <section class="flow">
                <h2>{t(text::login::CLAIM_MINE)}</h2>
                <p>{t(text::login::CLAIM_MINE_LEAD)}</p>
                <form method="post" action=KeepAccount::url() novalidate class="flow">
                    {password} <div class="actions">{submit(t(text::login::CLAIM_MINE_BUTTON))}</div>
                </form>
            </section>
            <section class="flow">
                <h2>{t(text::login::CLAIM_NOT_MINE)}</h2>
                <p>{t(text::login::CLAIM_NOT_MINE_LEAD)}</p>
                <p>{forgot}</p>
                <form method="post" action=WinBack::url() class="flow">
                    <div class="actions">{button(not_mine)}</div>
                </form>
            </section>
        </div>
    }
    .into_any()
}

fn problem(refusal: &ClaimRefusal) -> String {
    match refusal {
        ClaimRefusal::Missing => t(text::login::CLAIM_MISSING).to_owned(),
        ClaimRefusal::Wrong => t(text::login::CLAIM_WRONG).to_owned(),
        ClaimRefusal::TooMany { again_at } => fill(text::account::LOGIN_TOO_MANY, &[("time", again_at)]),
    }
}
