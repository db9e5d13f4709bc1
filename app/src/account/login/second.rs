//! The page that asks for a second factor.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::over;
use super::passkey::{BeginSecondByPasskey, PasskeyButton, SecondByPasskey, passkey_button};
use crate::error::{AppError, Failure};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::{Button, Look, button};
use crate::ui::field::{TextField, Width};
use crate::ui::notice::{Banner, banner};
use crate::ui::{back_link, button_link, details, error_summary, heading, text_field, title_of_wrong};

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
    /// The passkey is.
    Passkey,
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
            Refusal::Passkey => SecondRefusal::Passkey,
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
    send(backend::account::login::second::Shown::Code(&code)).await
}

/// Has what is shown judged, and leads on.
#[cfg(feature = "ssr")]
pub(super) async fn send(shown: backend::account::login::second::Shown<'_>) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::Outcome;
    use backend::account::login::second::{Sent, try_factor};
    let Some(attempt) = server::attempt_token() else { return server::lead_on(Outcome::Lost) };
    let session = request::session_token();
    let language = use_language().into();
    let sent = Sent { attempt: &attempt, session: session.as_deref(), shown, language };
    server::lead_on(try_factor(&request::portal()?, sent).await?)
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
    let refusal = step.refusal.as_ref().filter(|_| checking);
    let takes_codes = step.authenticator || step.recovery_codes;
    // Of a passkey, or with nothing to type, there is no field to say it at.
    let (problem, aside) = match refusal {
        Some(refusal) if takes_codes && !matches!(refusal, SecondRefusal::Passkey) => {
            (Some(problem(refusal)), None)
        }
        refusal => (None, refusal.map(|refusal| banner(Banner::Wrong, &problem(refusal)))),
    };
    let summary = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect::<Vec<_>>();
    let wrong = refusal.is_some().then(|| {
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
    // With an app its code is what the page is for; else the passkey, and recovery codes stand in for it.
    let look = if step.authenticator { Look::Primary } else { Look::Secondary };
    let button = button(Button { label: t(text::account::LOGIN_BUTTON), look, ..Button::default() });
    let by_code = takes_codes.then(|| {
        view! {
            <form method="post" action=SendSecond::url() novalidate class="flow">
                {code} <div class="actions">{button}</div>
            </form>
        }
        .into_any()
    });
    let by_passkey = step.passkeys.then(|| {
        passkey_button(PasskeyButton {
            label: text::safety::PASSKEY_LOG_IN,
            begin: BeginSecondByPasskey::url(),
            finish: SecondByPasskey::url(),
            return_to: "",
            stopped: text::safety::PASSKEY_STOPPED,
            primary: !step.authenticator,
        })
    });
    let ways = if step.authenticator { [by_code, by_passkey] } else { [by_passkey, by_code] };
    view! {
        {wrong} {back_link(&back)} {error_summary(summary)} {aside}
        <div class="question flow">
            {heading(t(text::safety::SECOND_TITLE))} <p class="lead">{t(text::safety::SECOND_LEAD)}</p>
            {ways.into_iter().collect_view()}
            {details(t(text::safety::SECOND_LOST), view! { <p>{lost}</p> }.into_any())}
        </div>
    }
    .into_any()
}

fn problem(refusal: &SecondRefusal) -> String {
    match refusal {
        SecondRefusal::Missing => t(text::safety::SECOND_MISSING).to_owned(),
        SecondRefusal::Wrong => t(text::safety::SECOND_WRONG).to_owned(),
        SecondRefusal::Passkey => t(text::safety::PASSKEY_REFUSED).to_owned(),
        SecondRefusal::Locked => t(text::safety::SECOND_LOCKED).to_owned(),
        SecondRefusal::TooMany { again_at } => fill(text::safety::TOO_MANY, &[("time", again_at)]),
    }
}
