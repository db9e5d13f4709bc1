//! The pages of logging in.

pub(super) mod claim;
pub(super) mod code;
pub(super) mod offered;
pub(super) mod passkey;
pub(super) mod second;

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{AttemptView, LogIn, LoginAttempt, RefusalView};
use super::register::hidden;
use crate::error::Failure;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::Button;
use crate::ui::field::{TextField, Width};
use crate::ui::icon::USER;
use crate::ui::notice::{Banner, banner, banner_with};
use crate::ui::{back_link, button_link, details, error_summary, heading, submit, text_field};

const NUMBER: &str = "number";
const PASSWORD: &str = "password";

/// Where to go afterwards, as the address says.
fn back_to() -> Option<String> {
    use_query_map().with_untracked(|query| query.get("tiep"))
}

/// Which account.
#[component]
pub fn Provider() -> impl IntoView {
    let back_to = back_to();
    let offered = load(|| offered::Offered {});
    view! {
        <Title text=t(text::account::LOGIN_TITLE) />
        {offered.show(move || {
            let back_to = back_to.clone();
            move |offered| match offered {
                Ok(offered) => choose(offered, back_to.as_deref()),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn choose(offered: offered::OfferedView, back_to: Option<&str>) -> AnyView {
    let language = use_language();
    // A step of a draft: whoever is sent here from there must not think that the work is lost.
    let filing = back_to.is_some_and(|page| page.starts_with(&routes::drafts(language)));
    let refused = use_query_map().with_untracked(|query| query.get("chua-xong").is_some());
    let register = offered.own.then(|| {
        view! {
            <p>
                <a href=routes::register(language)>{t(text::account::LOGIN_REGISTER)}</a>
            </p>
        }
    });
    view! {
        <div class="question flow">
            {refused.then(|| banner(Banner::Wrong, t(text::login::NOT_VOUCHED)))}
            {heading(t(text::account::LOGIN_TITLE))}
            {filing.then(|| known(text::account::LOGIN_TO_GO_ON))} <p class="lead">{t(text::account::LOGIN_LEAD)}</p>
            {offered::choices(offered, back_to)} {register}
        </div>
    }
    .into_any()
}

/// What the portal knows of the one who comes here.
fn known(sentence: Key) -> AnyView {
    banner_with(Banner::Information, USER, view! { <p>{t(sentence)}</p> }.into_any())
}

/// Number and password.
#[component]
pub fn Password() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let back_to = back_to().unwrap_or_default();
    let attempt = load(|| LoginAttempt {});
    view! {
        <Title text=t(text::account::LOGIN_TITLE) />
        {attempt.show(move || {
            let back_to = back_to.clone();
            move |attempt| match attempt {
                Ok(attempt) => draw(&attempt, checking, &back_to),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn draw(attempt: &AttemptView, checking: bool, back_to: &str) -> AnyView {
    let language = use_language();
    let settings = use_settings();
    let unlocked = use_query_map().with_untracked(|query| query.get("da-mo-khoa").is_some());
    let (number_problem, password_problem) = if checking { problems(attempt) } else { (None, None) };
    let mut summary = Vec::new();
    for (path, problem) in [(NUMBER, &number_problem), (PASSWORD, &password_problem)] {
        summary.extend(problem.iter().map(|sentence| (path.to_owned(), sentence.clone())));
    }
    let number = text_field(TextField {
        path: NUMBER,
        name: NUMBER,
        label: t(text::account::LOGIN_NUMBER),
        hint: t(if attempt.vneid {
            text::login::NUMBER_HINT_VNEID
        } else {
            text::account::LOGIN_NUMBER_HINT
        }),
        value: if checking { &attempt.number } else { "" },
        problem: Signal::stored(number_problem),
        inputmode: "numeric",
        autocomplete: "username",
        width: Width::W16,
        digits: true,
        ..TextField::default()
    });
    let password = text_field(TextField {
        path: PASSWORD,
        name: PASSWORD,
        label: t(text::account::LOGIN_PASSWORD),
        hint: match (attempt.own, attempt.vneid) {
            (true, true) => t(text::login::PASSWORD_HINT_VNEID),
            (false, _) => t(text::login::PASSWORD_HINT_VNEID_ONLY),
            (true, false) => "",
        },
        problem: Signal::stored(password_problem),
        kind: "password",
        autocomplete: "current-password",
        width: Width::W24,
        ..TextField::default()
    });
    let query = if back_to.is_empty() { String::new() } else { super::back_query(back_to) };
    let back = routes::login(language) + &query;
    let forgot = fill(text::account::LOGIN_FORGOT_TEXT, &[("help_line", &settings.help_line)]);
    let title = if attempt.own {
        fill(text::account::LOGIN_PASSWORD_TITLE, &[("province", &settings.province)])
    } else {
        t(text::login::VNEID_TITLE).to_owned()
    };
    let wrong = (!summary.is_empty()).then(|| {
        let title = [t(text::ui::ERROR), " ", t(text::account::LOGIN_TITLE)].concat();
        view! { <Title text=title /> }
    });
    view! {
        {wrong} {back_link(&back)} {error_summary(summary)}
        <div class="question flow">
            {heading(&title)}
            {attempt.logged_in.then(|| known(text::account::LOGIN_LOGGED_IN))}
            {unlocked.then(|| known(text::account::UNLOCKED))}
            <form method="post" action=LogIn::url() novalidate class="flow">
                {hidden("return_to", back_to)} {number} {password}
                <div class="actions">{submit(t(text::account::LOGIN_BUTTON))}</div>
            </form>
            {attempt.passkeys.then(|| by_passkey(back_to))} {attempt.own.then(|| view! {
                {details(
                    t(text::account::LOGIN_FORGOT),
                    view! {
                        <p>
                            <a href=routes::recover(language)>{t(text::safety::RECOVER_SET_BUTTON)}</a>
                        </p>
                        <p>{forgot}</p>
                    }
                        .into_any(),
                )}
                <p>
                    <a href=routes::register(language)>{t(text::account::LOGIN_REGISTER)}</a>
                </p>
            })}
        </div>
    }
    .into_any()
}

/// What is wrong at the number, and at the password.
fn problems(attempt: &AttemptView) -> (Option<String>, Option<String>) {
    match &attempt.refusal {
        Some(RefusalView::Incomplete { password_missing }) => (
            attempt.number_problem.clone(),
            password_missing.then(|| t(text::account::LOGIN_PASSWORD_MISSING).to_owned()),
        ),
        Some(RefusalView::Wrong) => (Some(t(text::account::LOGIN_WRONG).to_owned()), None),
        Some(RefusalView::TooMany { again_at }) => {
            (Some(fill(text::account::LOGIN_TOO_MANY, &[("time", again_at)])), None)
        }
        Some(RefusalView::TooManyCodes { again_at }) => {
            (Some(fill(text::login::TOO_MANY_CODES, &[("time", again_at)])), None)
        }
        Some(RefusalView::Locked { again_at }) => {
            (Some(fill(text::account::LOGIN_LOCKED, &[("time", again_at)])), None)
        }
        None => (None, None),
    }
}

fn by_passkey(return_to: &str) -> AnyView {
    use passkey::{BeginLoginByPasskey, LogInByPasskey, PasskeyButton, passkey_button};
    passkey_button(PasskeyButton {
        label: text::safety::PASSKEY_LOG_IN,
        begin: BeginLoginByPasskey::url(),
        finish: LogInByPasskey::url(),
        return_to,
        stopped: text::safety::PASSKEY_STOPPED,
        primary: false,
    })
}

/// In the place of a step that no attempt waits for any more.
fn over() -> AnyView {
    let again = Button { label: t(text::login::BEGIN_AGAIN), ..Button::default() };
    view! {
        <Title text=t(text::login::OVER_TITLE) />
        <div class="question flow">
            {heading(t(text::login::OVER_TITLE))} <p class="lead">{t(text::login::OVER_LEAD)}</p>
            <div class="actions">{button_link(again, &routes::login_step(use_language(), "tinh"))}</div>
        </div>
    }
    .into_any()
}
