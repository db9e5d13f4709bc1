//! The phone: showing that it is one's own, or another one.

use backend::account::contact::phone;
use backend::account::note::{self, Form};
use backend::account::proofing;
use domain::account::proofing::Evidence;
use domain::phone::Phone as Number;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::{form_page, is_checking, over, shown};
use crate::account::code::{CodePage, CodeView, draw, resent_query, sent_to};
use crate::account::server::{self, citizen, fresh_citizen};
use crate::error::AppError;
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::request::{self, portal};
use crate::routes;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{TextField, Width, submit, text_field};

const PHONE: &str = "phone";

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PhoneView {
    /// The present one.
    phone: String,
    /// It was confirmed.
    confirmed: bool,
    /// Why the last was refused, and what was typed.
    refused: Option<(String, String)>,
}

/// What the page shows.
#[server(input = GetUrl, endpoint = "account/phone-page")]
pub async fn load_phone() -> Result<PhoneView, AppError> {
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    let refused = note::refused(&portal, &citizen, Form::Contact).await?;
    let label = text::safety::PHONE_FIELD;
    let refused = refused.map(|refused| {
        (super::api::sentence(&refused.refusal, text::safety::CONTACT_CODE_OVER, label), refused.typed)
    });
    let confirmed = proofing::seen(&portal, &citizen).await?.contains(&Evidence::Phone);
    let phone = backend::account::person(&portal, &citizen).await?.phone;
    let phone = Number::parse(&phone).map(|phone| phone.display()).unwrap_or(phone);
    Ok(PhoneView { phone, confirmed, refused })
}

/// Sends a code to the phone.
#[server(endpoint = "account/phone-ask")]
pub async fn ask_phone(
    /// The number as typed.
    #[server(default)]
    phone: String,
) -> Result<(), AppError> {
    let language = use_language();
    let citizen = fresh_citizen().await?;
    let is_sent = phone::ask(&portal()?, &citizen, &phone, &server::address()?).await?;
    request::redirect(&if is_sent {
        routes::phone_code(language)
    } else {
        routes::change_phone(language) + "?kiem-tra"
    });
    Ok(())
}

/// The code that is waited for.
#[server(input = GetUrl, endpoint = "account/phone-code")]
pub async fn load_phone_code() -> Result<Option<CodeView>, AppError> {
    let (portal, citizen) = (portal()?, citizen().await?);
    let page = phone::page(&portal, &citizen).await?;
    Ok(page.map(|page| CodeView::of(page, portal.clock.now())))
}

/// Takes the phone by the code.
#[server(endpoint = "account/phone-confirm")]
pub async fn confirm_phone(
    /// The code as typed.
    #[server(default)]
    code: String,
) -> Result<(), AppError> {
    let language = use_language();
    let is_confirmed = phone::confirm(&portal()?, &citizen().await?, &code).await?;
    request::redirect(&if is_confirmed {
        routes::account(language) + "?da-xac-nhan-so"
    } else {
        routes::phone_code(language) + "?kiem-tra"
    });
    Ok(())
}

/// "Gửi lại mã". The page then says whether it was.
#[server(endpoint = "account/phone-resend")]
pub async fn resend_to_phone() -> Result<(), AppError> {
    let language = use_language();
    let (portal, citizen) = (portal()?, citizen().await?);
    let resent = phone::resend(&portal, &citizen, language.into(), &server::address()?).await?;
    request::redirect(&(routes::phone_code(language) + resent_query(resent.as_ref())));
    Ok(())
}

/// `/tai-khoan/dien-thoai`.
#[component]
pub fn Phone() -> impl IntoView {
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::PHONE_TITLE) />
        {load(|| LoadPhone {}).show(move || {
            move |known| shown(known, |known| show(known, checking))
        })}
    }
    .into_any()
}

fn show(known: PhoneView, checking: bool) -> AnyView {
    let refused = known.refused.filter(|_| checking);
    let problem = refused.as_ref().map(|(sentence, _)| sentence.clone());
    let problems = problem.iter().map(|sentence| (PHONE.to_owned(), sentence.clone())).collect();
    let state = if known.confirmed { text::safety::PHONE_CONFIRMED } else { text::safety::PHONE_UNCONFIRMED };
    // Confirming the present one is what most come for.
    let suggested = if known.confirmed { "" } else { &known.phone };
    let phone = text_field(TextField {
        path: PHONE,
        name: PHONE,
        label: t(text::safety::PHONE_FIELD),
        hint: t(text::safety::PHONE_HINT),
        value: refused.as_ref().map_or(suggested, |(_, typed)| typed),
        problem: Signal::stored(problem),
        kind: "tel",
        inputmode: "tel",
        autocomplete: "tel",
        width: Width::W16,
        ..TextField::default()
    });
    let now = [known.phone.as_str(), " – ", t(state)].concat();
    let body = view! {
        <p class="lead">{t(text::safety::PHONE_LEAD)}</p>
        {summary_list(vec![Row::new(t(text::safety::PHONE_NOW), now)])}
        <form method="post" action=AskPhone::url() novalidate class="flow">
            {phone} <div class="actions">{submit(t(text::safety::MAILBOX_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::PHONE_TITLE, &routes::account(use_language()), problems, body.into_any())
}

/// `/tai-khoan/dien-thoai/ma`.
#[component]
pub fn Code() -> impl IntoView {
    view! {
        <Title text=t(text::login::CODE_TITLE) />
        {load(|| LoadPhoneCode {}).show(|| {
            |known| shown(known, |known| known.map_or_else(|| over(&routes::change_phone(use_language())), show_code))
        })}
    }
    .into_any()
}

fn show_code(step: CodeView) -> AnyView {
    let page = CodePage {
        lead: sent_to(&step),
        send: ConfirmPhone::url(),
        button: text::safety::APP_BUTTON,
        resend: ResendToPhone::url(),
        locked: text::safety::PHONE_LOCKED,
        without_phone: text::safety::PHONE_LATE,
        back: &routes::change_phone(use_language()),
    };
    draw(&step, page)
}
