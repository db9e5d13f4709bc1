//! The page that asks for the code from the text message.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;

use super::over;
use crate::account::code::{CodePage, CodeView, draw, sent_to};
use crate::error::{AppError, Failure};
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::routes;

/// The step of this browser's attempt to log in, if it waits for a code.
#[server(input = GetUrl, endpoint = "login/code-step")]
pub async fn code_step() -> Result<Option<CodeView>, AppError> {
    use crate::account::server;
    use backend::account::login::code::page;
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let portal = crate::request::portal()?;
    let page = page(&portal, &token, use_language().into()).await?;
    Ok(page.map(|page| CodeView::of(page, portal.clock.now())))
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
    use crate::account::code::resent_query;
    use crate::account::server;
    use crate::request;
    use backend::account::login::{Step, code};
    let language = use_language();
    let resent = match server::attempt_token() {
        Some(token) => {
            code::resend(&request::portal()?, &token, language.into(), &server::address()?).await?
        }
        None => None,
    };
    let outcome = resent_query(resent.as_ref());
    request::redirect(&(server::login_page(language, Step::Code) + outcome));
    Ok(())
}

/// The code from the text message.
#[component]
pub fn Code() -> impl IntoView {
    let step = load(|| CodeStep {});
    view! {
        <Title text=t(text::login::CODE_TITLE) />
        {step.show(move || {
            move |step| match step {
                Ok(Some(step)) => show(&step),
                Ok(None) => over(),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn show(step: &CodeView) -> AnyView {
    let page = CodePage {
        lead: sent_to(step),
        send: SendCode::url(),
        button: text::login::CODE_BUTTON,
        resend: ResendCode::url(),
        locked: text::login::CODE_LOCKED,
        without_phone: text::login::LATE_PHONE,
        back: &routes::login_step(use_language(), "tinh"),
    };
    draw(step, page)
}
