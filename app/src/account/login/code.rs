//! The page that asks for the code from the text message.

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
use crate::ui::button::{Button, Look, button};
use crate::ui::field::{TextField, Width};
use crate::ui::icon::TRIANGLE_ALERT;
use crate::ui::notice::{Banner, banner, banner_with};
use crate::ui::{back_link, button_link, error_summary, heading, submit, text_field};

const CODE: &str = "code";

/// The step as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeView {
    /// The phone but for its last digits.
    pub phone: String,
    /// When the last message was sent.
    pub sent_at: String,
    /// The code works until then.
    pub expires_at: String,
    /// The code lives no more.
    pub expired: bool,
    /// From then on it may be sent again; nothing if it may be now.
    pub again_at: Option<String>,
    /// So many codes may still be typed.
    pub tries_left: i32,
    /// Why the code typed last was refused.
    pub refusal: Option<CodeRefusal>,
}

/// Why a code was refused.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum CodeRefusal {
    /// It does not have six digits.
    Incomplete,
    /// It is wrong.
    Wrong,
    /// It lives no more.
    Expired,
    /// Too many wrong ones.
    Locked,
}

/// The step of this browser's attempt to log in, if it waits for a code.
#[server(input = GetUrl, endpoint = "login/code-step")]
pub async fn code_step() -> Result<Option<CodeView>, AppError> {
    use crate::account::server;
    use backend::account::login::code::{Refusal, page};
    use domain::date::local;
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let portal = crate::request::portal()?;
    let now = portal.clock.now();
    let Some(page) = page(&portal, &token, use_language().into()).await? else { return Ok(None) };
    let code = page.code;
    Ok(Some(CodeView {
        phone: code.phone,
        sent_at: local(code.sent_at).format("%H:%M").to_string(),
        expires_at: local(code.expires_at).format("%H:%M:%S").to_string(),
        expired: code.expires_at <= now,
        again_at: (now < code.again_at).then(|| local(code.again_at).format("%H:%M:%S").to_string()),
        tries_left: code.tries_left,
        refusal: page.refusal.map(|refusal| match refusal {
            Refusal::Incomplete => CodeRefusal::Incomplete,
            Refusal::Wrong => CodeRefusal::Wrong,
            Refusal::Expired => CodeRefusal::Expired,
            Refusal::Locked => CodeRefusal::Locked,
        }),
    }))
}

/// "Đăng nhập" with the code.
#[server(endpoint = "login/code")]
pub async fn send_code(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::Outcome;
    use backend::account::login::code::{Sent, try_code};
    let Some(attempt) = server::attempt_token() else { return server::lead_on(Outcome::Lost) };
    let session = request::session_token();
    let sent =
        Sent { attempt: &attempt, session: session.as_deref(), code: &code, language: use_language().into() };
    server::lead_on(try_code(&request::portal()?, sent).await?)
}

/// "Gửi lại mã". The page then says whether it was.
#[server(endpoint = "login/resend")]
pub async fn resend_code() -> Result<(), AppError> {
    use crate::account::server;
    use crate::request;
    use backend::account::login::{Step, code};
    use backend::account::otp::Resent;
    let language = use_language();
    let resent = match server::attempt_token() {
        Some(token) => {
            code::resend(&request::portal()?, &token, language.into(), &server::address()?).await?
        }
        None => None,
    };
    let outcome = match resent {
        Some(Resent::Sent) => "?da-gui",
        Some(Resent::Until(_)) => "?chua-gui",
        Some(Resent::Gone) | None => "",
    };
    request::redirect(&(server::login_page(language, Step::Code) + outcome));
    Ok(())
}

/// The code from the text message.
#[component]
pub fn Code() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let step = load(|| CodeStep {});
    view! {
        <Title text=t(text::login::CODE_TITLE) />
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

fn draw(step: &CodeView, checking: bool) -> AnyView {
    let problem = checking.then(|| problem(step)).flatten();
    let locked = step.tries_left <= 0;
    let summary = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect::<Vec<_>>();
    let wrong = problem.is_some().then(|| {
        let title = [t(text::ui::ERROR), " ", t(text::login::CODE_TITLE)].concat();
        view! { <Title text=title /> }
    });
    let content = if locked {
        view! { {banner(Banner::Wrong, t(text::login::CODE_LOCKED))} {begin_again()} }.into_any()
    } else {
        view! { {form(problem)} {late(step)} }.into_any()
    };
    let until = (!step.expired && !locked).then(|| {
        view! { <p>{fill(text::login::CODE_UNTIL, &[("time", &step.expires_at)])}</p> }
    });
    view! {
        {wrong} {back_link(&routes::login_step(use_language(), "tinh"))}
        {(!locked).then(|| error_summary(summary))}
        <div class="question flow">
            {resent(step)} {heading(t(text::login::CODE_TITLE))}
            <p class="lead">
                {fill(text::login::CODE_SENT, &[("time", &step.sent_at)])} <br /> <b>{step.phone.clone()}</b>
            </p> {until} {outbox_link()} {content}
        </div>
    }
    .into_any()
}

fn form(problem: Option<String>) -> AnyView {
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(text::login::CODE_LABEL),
        hint: t(text::login::CODE_HINT),
        problem: Signal::stored(problem),
        inputmode: "numeric",
        autocomplete: "one-time-code",
        width: Width::W10,
        digits: true,
        ..TextField::default()
    });
    view! {
        <form method="post" action=SendCode::url() novalidate class="flow">
            {code} <div class="actions">{submit(t(text::login::CODE_BUTTON))}</div>
        </form>
    }
    .into_any()
}

fn problem(step: &CodeView) -> Option<String> {
    Some(match step.refusal? {
        CodeRefusal::Incomplete => t(text::login::CODE_INCOMPLETE).to_owned(),
        CodeRefusal::Wrong => fill(text::login::CODE_WRONG, &[("left", &step.tries_left.to_string())]),
        CodeRefusal::Expired => t(text::login::CODE_EXPIRED).to_owned(),
        CodeRefusal::Locked => t(text::login::CODE_LOCKED).to_owned(),
    })
}

/// What came of "Gửi lại mã".
fn resent(step: &CodeView) -> Option<AnyView> {
    let (done, too_early) = use_query_map()
        .with_untracked(|query| (query.get("da-gui").is_some(), query.get("chua-gui").is_some()));
    if done {
        return Some(banner(Banner::Done, t(text::login::RESENT)));
    }
    let again_at = step.again_at.as_ref().filter(|_| too_early)?;
    let sentence = fill(text::login::RESENT_TOO_EARLY, &[("time", again_at)]);
    Some(banner_with(Banner::Wait, TRIANGLE_ALERT, view! { <p>{sentence}</p> }.into_any()))
}

/// What to do when the message does not come.
fn late(step: &CodeView) -> AnyView {
    let wait = step.again_at.as_ref().map(|time| fill(text::login::RESEND_WAIT, &[("time", time)]));
    let resend = Button { label: t(text::login::RESEND_BUTTON), look: Look::Secondary, ..Button::default() };
    let phone = fill(text::login::LATE_PHONE, &[("help_line", &use_settings().help_line)]);
    view! {
        <section class="flow">
            <h2>{t(text::login::LATE_HEADING)}</h2>
            <p>{t(text::login::LATE_ADVICE)} {wait.map(|wait| format!(" {wait}"))}</p>
            <form method="post" action=ResendCode::url() class="flow">
                <div class="actions">{button(resend)}</div>
            </form>
            <p>{phone}</p>
        </section>
    }
    .into_any()
}

fn begin_again() -> AnyView {
    let again = Button { label: t(text::login::BEGIN_AGAIN), ..Button::default() };
    let href = routes::login_step(use_language(), "tinh");
    view! { <div class="actions">{button_link(again, &href)}</div> }.into_any()
}

/// In demonstrations messages land in a folder.
fn outbox_link() -> Option<AnyView> {
    use_settings().demo.then(|| {
        view! {
            <p>
                {t(text::login::CODE_DEMO)} " "
                <a href="/dev/outbox" rel="external">
                    {t(text::account::MAIL_DEMO_LINK)}
                </a>
            </p>
        }
        .into_any()
    })
}
