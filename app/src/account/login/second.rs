//! The page that asks for a second factor.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::over;
use crate::error::{AppError, Failure};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::Button;
use crate::ui::field::{TextField, Width};
use crate::ui::notice::{Banner, banner};
use crate::ui::{
    back_link, button_link, details, error_summary, heading, submit, text_field, title_of_wrong,
};

const CODE: &str = "code";

/// The step as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondView {
    /// There is an authenticator app.
    pub authenticator: bool,
    /// There are recovery codes.
    pub recovery_codes: bool,
    /// There are passkeys.
    pub passkeys: bool,
    /// Why the code typed last was refused.
    pub refusal: Option<SecondRefusal>,
}

/// Why a code was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum SecondRefusal {
    /// None was typed.
    Missing,
    /// It is wrong.
    Wrong,
    /// Too many wrong ones in this attempt.
    Locked,
    /// Too many wrong ones for this account.
    TooMany {
        /// It may be tried again then.
        again_at: String,
    },
}

/// The step of this browser's attempt to log in, if it waits for a second factor.
#[server(input = GetUrl, endpoint = "login/second-step")]
pub async fn second_step() -> Result<Option<SecondView>, AppError> {
    use crate::account::server;
    use backend::account::login::second::{Refusal, page};
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let portal = crate::request::portal()?;
    let Some(page) = page(&portal, &token, use_language().into()).await? else { return Ok(None) };
    Ok(Some(SecondView {
        authenticator: page.factors.authenticator,
        recovery_codes: page.factors.recovery_codes > 0,
        passkeys: page.factors.passkeys > 0,
        refusal: page.refusal.map(|refusal| match refusal {
            Refusal::Missing => SecondRefusal::Missing,
            Refusal::Wrong => SecondRefusal::Wrong,
            Refusal::Locked => SecondRefusal::Locked,
            Refusal::TooMany { again_at } => {
                SecondRefusal::TooMany { again_at: server::to_the_minute(again_at) }
            }
        }),
    }))
}

/// "Đăng nhập" with a code of the second factor.
#[server(endpoint = "login/second")]
pub async fn send_second(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::Outcome;
    use backend::account::login::second::{Sent, try_code};
    let Some(attempt) = server::attempt_token() else { return server::lead_on(Outcome::Lost) };
    let session = request::session_token();
    let language = use_language().into();
    let sent = Sent { attempt: &attempt, session: session.as_deref(), code: &code, language };
    server::lead_on(try_code(&request::portal()?, sent).await?)
}

/// A code of the authenticator app, or a recovery code.
#[component]
pub fn SecondFactor() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let step = load(|| SecondStep {});
    view! {
        <Title text=t(text::safety::SECOND_TITLE) />
        {step.show(move || {
            move |step| match step {
                Ok(Some(step)) => draw(&step, checking),
                Ok(None) => over(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn draw(step: &SecondView, checking: bool) -> AnyView {
    let back = routes::login_step(use_language(), "tinh");
    if matches!(step.refusal, Some(SecondRefusal::Locked)) {
        let again = Button { label: t(text::login::BEGIN_AGAIN), ..Button::default() };
        return view! {
            <div class="question flow">
                {heading(t(text::safety::SECOND_TITLE))} {banner(Banner::Wrong, t(text::safety::SECOND_LOCKED))}
                <div class="actions">{button_link(again, &back)}</div>
            </div>
        }
        .into_any();
    }
    let problem = if checking { step.refusal.as_ref().map(problem) } else { None };
    let summary = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect::<Vec<_>>();
    let wrong = problem.is_some().then(|| {
        view! { <Title text=title_of_wrong(t(text::safety::SECOND_TITLE)) /> }
    });
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(if step.authenticator { text::safety::PROOF_CODE } else { text::safety::SECOND_RECOVERY }),
        hint: if step.authenticator { t(text::safety::PROOF_CODE_HINT) } else { "" },
        problem: Signal::stored(problem),
        autocomplete: "one-time-code",
        width: Width::W16,
        ..TextField::default()
    });
    let lost = fill(text::safety::SECOND_LOST_TEXT, &[("help_line", &use_settings().help_line)]);
    view! {
        {wrong} {back_link(&back)} {error_summary(summary)}
        <div class="question flow">
            {heading(t(text::safety::SECOND_TITLE))} <p class="lead">{t(text::safety::SECOND_LEAD)}</p>
            {(step.authenticator || step.recovery_codes).then(|| view! {
                <form method="post" action=SendSecond::url() novalidate class="flow">
                    {code} <div class="actions">{submit(t(text::account::LOGIN_BUTTON))}</div>
                </form>
            })}
            {step.passkeys.then(super::by_passkey)} {details(t(text::safety::SECOND_LOST), view! { <p>{lost}</p> }.into_any())}
        </div>
    }
    .into_any()
}

fn problem(refusal: &SecondRefusal) -> String {
    match refusal {
        SecondRefusal::Missing => t(text::safety::SECOND_MISSING).to_owned(),
        SecondRefusal::Wrong => t(text::safety::SECOND_WRONG).to_owned(),
        SecondRefusal::Locked => t(text::safety::SECOND_LOCKED).to_owned(),
        SecondRefusal::TooMany { again_at } => fill(text::safety::TOO_MANY, &[("time", again_at)]),
    }
}
