//! Second factors: the authenticator app and the recovery codes.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{
    ConfirmApp, EnrolApp, EnrolmentView, FactorsView, LoadCodes, LoadEnrolment, LoadFactors, PutCodesAway,
    RemoveApp, RenewCodes,
};
use super::{done, form_page, is_checking, shown};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::icon::TRASH;
use crate::ui::{
    Banner, Button, Look, TextField, Tone, Width, back_link, banner, button, button_link, inset, submit, tag,
    text_field,
};

const CODE: &str = "code";

/// `/tai-khoan/xac-thuc`.
#[component]
pub fn Factors() -> impl IntoView {
    let done = done(&[
        ("da-cat", text::safety::CODES_AWAY),
        ("da-bo", text::safety::APP_REMOVED),
        ("da-them-khoa", text::safety::PASSKEY_ADDED),
        ("da-bo-khoa", text::safety::PASSKEY_REMOVED),
    ]);
    let kept = use_query_map().with_untracked(|query| {
        query.get("can-bo").is_some().then(|| banner(Banner::Wrong, t(text::staff::LAST_FACTOR)))
    });
    let factors = load(|| LoadFactors {}).show(|| |factors| shown(factors, draw));
    view! {
        <Title text=t(text::safety::FACTORS_TITLE) />
        {back_link(&routes::account(use_language()))}
        {done}
        {kept}
        {factors}
    }
    .into_any()
}

fn draw(factors: FactorsView) -> AnyView {
    let app = if factors.authenticator {
        let remove = Button {
            label: t(text::safety::APP_REMOVE),
            look: Look::Destructive,
            icon: Some(TRASH),
            ..Button::default()
        };
        view! {
            <p class="tags">{tag(Tone::Jade, t(text::safety::APP_ON))}</p>
            <form method="post" action=RemoveApp::url()>
                <div class="actions">{button(remove)}</div>
            </form>
        }
        .into_any()
    } else {
        let add = Button { label: t(text::safety::APP_ADD), look: Look::Secondary, ..Button::default() };
        view! {
            <p>{t(text::safety::APP_OFF)}</p>
            <form method="post" action=EnrolApp::url()>
                <div class="actions">{button(add)}</div>
            </form>
        }
        .into_any()
    };
    let codes = factors.any.then(|| {
        let renew =
            Button { label: t(text::safety::CODES_RENEW), look: Look::Secondary, ..Button::default() };
        view! {
            <section class="flow">
                <h2>{t(text::safety::CODES_HEADING)}</h2>
                <p>{fill(text::safety::CODES_LEFT, &[("count", &factors.recovery_codes.to_string())])}</p>
                <form method="post" action=RenewCodes::url()>
                    <div class="actions">{button(renew)}</div>
                </form>
            </section>
        }
    });
    view! {
        <div class="sheet flow">
            <h1 tabindex="-1">{t(text::safety::FACTORS_TITLE)}</h1>
            <p class="lead">{t(text::safety::FACTORS_LEAD)}</p>
            <section class="flow">
                <h2>{t(text::safety::APP_HEADING)}</h2>
                {app}
            </section>
            {super::passkey::section(factors.passkeys)} {codes}
        </div>
    }
    .into_any()
}

/// `/tai-khoan/xac-thuc/ung-dung`.
#[component]
pub fn App() -> impl IntoView {
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::APP_TITLE) />
        {load(|| LoadEnrolment {}).show(move || {
            move |enrolment| shown(enrolment, |enrolment| draw_app(enrolment, checking))
        })}
    }
    .into_any()
}

fn draw_app(enrolment: Option<EnrolmentView>, checking: bool) -> AnyView {
    // Led back to where it begins.
    let Some(enrolment) = enrolment else { return ().into_any() };
    let problem = enrolment.problem.filter(|_| checking);
    let problems = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect();
    let (width, path) = enrolment.qr;
    let groups: Vec<&str> =
        (0..enrolment.secret.len()).step_by(4).filter_map(|at| enrolment.secret.get(at..at + 4)).collect();
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(text::safety::APP_CODE),
        hint: t(text::safety::APP_CODE_HINT),
        problem: Signal::stored(problem),
        inputmode: "numeric",
        autocomplete: "one-time-code",
        width: Width::W10,
        digits: true,
        ..TextField::default()
    });
    let body = view! {
        <p class="lead">{t(text::safety::APP_SCAN)}</p>
        <div class="qr">
            <svg
                viewBox=format!("0 0 {width} {width}")
                role="img"
                aria-label=t(text::safety::APP_QR)
                shape-rendering="crispEdges"
            >
                <path fill="#fff" d=format!("M0 0h{width}v{width}H0z") />
                <path fill="#241915" d=path />
            </svg>
        </div>
        <p>{t(text::safety::APP_TYPED)}</p>
        <p class="secret" translate="no">{groups.join(" ")}</p>
        <form method="post" action=ConfirmApp::url() novalidate class="flow">
            {code} <div class="actions">{submit(t(text::safety::APP_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::APP_TITLE, &routes::factors(use_language()), problems, body.into_any())
}

/// `/tai-khoan/xac-thuc/ma-khoi-phuc`.
#[component]
pub fn NewCodes() -> impl IntoView {
    view! {
        <Title text=t(text::safety::CODES_TITLE) />
        {load(|| LoadCodes {}).show(|| |codes| shown(codes, draw_codes))}
    }
    .into_any()
}

fn draw_codes(codes: Option<Vec<String>>) -> AnyView {
    let Some(codes) = codes else {
        let back = Button { label: t(text::safety::BACK), ..Button::default() };
        return view! {
            <div class="question flow">
                <h1 tabindex="-1">{t(text::safety::CODES_TITLE)}</h1>
                <p class="lead">{t(text::safety::CODES_GONE)}</p>
                <div class="actions">{button_link(back, &routes::factors(use_language()))}</div>
            </div>
        }
        .into_any();
    };
    let codes = codes.into_iter().map(|code| view! { <li>{code.replace('-', "\u{2011}")}</li> });
    view! {
        <div class="question flow">
            <h1 tabindex="-1">{t(text::safety::CODES_TITLE)}</h1>
            <p class="lead">{t(text::safety::CODES_LEAD)}</p>
            {inset(view! { <p>{t(text::safety::CODES_ONCE)}</p> }.into_any())}
            <ul class="recovery-codes" translate="no">{codes.collect_view()}</ul>
            <div class="actions">
                <button type="button" class="button button-secondary" data-print="">{t(text::safety::CODES_PRINT)}</button>
                <form method="post" action=PutCodesAway::url()>{submit(t(text::safety::CODES_KEPT))}</form>
            </div>
        </div>
    }
    .into_any()
}
