//! Getting back in by a code to the confirmed phone.

use backend::account::login::forgotten::{self, Outcome};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;

use super::{over, shown};
use crate::account::code::{CodePage, CodeView, draw, resent_query};
use crate::account::server;
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::request::{self, portal};
use crate::routes;

/// The code that this browser's attempt waits for.
#[server(input = GetUrl, endpoint = "account/recovery-code")]
pub async fn load_recovery_code() -> Result<Option<CodeView>, AppError> {
    let Some(token) = server::attempt_token() else { return Ok(None) };
    let portal = portal()?;
    let page = forgotten::page(&portal, &token, use_language().into()).await?;
    Ok(page.map(|page| CodeView { phone: String::new(), ..CodeView::of(page, portal.clock.now()) }))
}

/// Leads to the page of the new password if the code is right.
#[server(endpoint = "account/recovery-by-code")]
pub async fn recover_by_code(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    let language = use_language();
    let portal = portal()?;
    let outcome = match server::attempt_token() {
        Some(token) => {
            forgotten::try_code(&portal, &token, &code, language.into(), &server::address()?).await?
        }
        None => Outcome::Lost,
    };
    request::redirect(&match outcome {
        Outcome::Link(token) => {
            request::append_cookie(server::attempt_cookie(&portal, "")?)?;
            routes::recovery(language, &token)
        }
        Outcome::Refused => routes::recovery_code(language) + "?kiem-tra",
        Outcome::Lost => routes::recovery_code(language),
    });
    Ok(())
}

/// "Gửi lại mã". The page then says whether it was.
#[server(endpoint = "account/recovery-resend")]
pub async fn resend_recovery_code() -> Result<(), AppError> {
    let language = use_language();
    let resent = match server::attempt_token() {
        Some(token) => forgotten::resend(&portal()?, &token, language.into(), &server::address()?).await?,
        None => None,
    };
    request::redirect(&(routes::recovery_code(language) + resent_query(resent.as_ref())));
    Ok(())
}

/// `/dang-nhap/quen-mat-khau/ma`.
#[component]
pub fn Code() -> impl IntoView {
    view! {
        <Title text=t(text::login::CODE_TITLE) />
        {load(|| LoadRecoveryCode {}).show(|| {
            |known| shown(known, |known| known.map_or_else(|| over(&routes::recover(use_language())), show))
        })}
    }
    .into_any()
}

fn show(step: CodeView) -> AnyView {
    let lead = fill(text::safety::RECOVER_CODE_LEAD, &[("time", &step.sent_at)]);
    let page = CodePage {
        lead: view! { <p class="lead">{lead}</p> }.into_any(),
        send: RecoverByCode::url(),
        button: text::safety::RECOVER_CODE_BUTTON,
        resend: ResendRecoveryCode::url(),
        locked: text::safety::RECOVER_CODE_LOCKED,
        without_phone: text::safety::RECOVER_CODE_LATE,
        back: &routes::recover(use_language()),
    };
    draw(&step, page)
}
