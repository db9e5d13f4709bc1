//! What keeps an account safe: where one is logged in, proving who one is, the password, mailbox and phone, second factors,
//! and getting back in. Drawn by the server alone.

mod api;
mod factor;
mod fresh;
mod mailbox;
mod passkey;
mod password;
mod phone;
mod recovery;
mod recovery_code;
mod session;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_query_map;
use leptos_router::path;

use crate::drawn::drawn;
use crate::error::{AppError, Failure};
use crate::i18n::{Key, t, text, use_language};
use crate::routes;
use crate::ui::{Banner, Button, Look, back_link, banner, button_link, error_summary, title_of_wrong};

/// The addresses of this feature.
#[component(transparent)]
pub fn SafetyRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tai-khoan/phien") view=drawn!(session::Sessions) />
        <Route path=path!("/tai-khoan/xac-nhan") view=drawn!(fresh::Proof) />
        <Route path=path!("/tai-khoan/mat-khau") view=drawn!(password::Password) />
        <Route path=path!("/tai-khoan/hop-thu") view=drawn!(mailbox::Mailbox) />
        <Route path=path!("/tai-khoan/hop-thu/ma") view=drawn!(mailbox::Code) />
        <Route path=path!("/tai-khoan/dien-thoai") view=drawn!(phone::Phone) />
        <Route path=path!("/tai-khoan/dien-thoai/ma") view=drawn!(phone::Code) />
        <Route path=path!("/dang-nhap/quen-mat-khau") view=drawn!(recovery::Ask) />
        <Route path=path!("/dang-nhap/quen-mat-khau/ma") view=drawn!(recovery_code::Code) />
        <Route path=path!("/dang-nhap/quen-mat-khau/:token") view=drawn!(recovery::Set) />
        <Route path=path!("/tai-khoan/xac-thuc") view=drawn!(factor::Factors) />
        <Route path=path!("/tai-khoan/xac-thuc/ung-dung") view=drawn!(factor::App) />
        <Route path=path!("/tai-khoan/xac-thuc/ma-khoi-phuc") view=drawn!(factor::NewCodes) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// The part of the account's page that leads here.
pub(super) fn section() -> AnyView {
    let language = use_language();
    let links = [
        (text::safety::PASSWORD_TITLE, routes::change_password(language)),
        (text::safety::MAILBOX_TITLE, routes::change_mailbox(language)),
        (text::safety::PHONE_TITLE, routes::change_phone(language)),
        (text::safety::FACTORS_TITLE, routes::factors(language)),
        (text::safety::SESSIONS_TITLE, routes::sessions(language)),
    ]
    .map(|(label, to)| {
        button_link(Button { label: t(label), look: Look::Secondary, ..Button::default() }, &to)
    });
    view! {
        <section class="flow">
            <h2>{t(text::safety::HEADING)}</h2>
            <p>{t(text::safety::LINE)}</p>
            <div class="actions">{links.into_iter().collect_view()}</div>
        </section>
    }
    .into_any()
}

/// The sentence for what was done, where the address says so.
fn done(sentences: &[(&str, Key)]) -> Option<AnyView> {
    use_query_map().with_untracked(|query| {
        let done = sentences.iter().find(|(name, _)| query.get(name).is_some());
        done.map(|(_, sentence)| banner(Banner::Done, t(*sentence)))
    })
}

/// Whether the page is to say what was wrong with what was sent from it.
fn is_checking() -> bool {
    use_query_map().with_untracked(|query| query.get("kiem-tra").is_some())
}

/// A page with one form: the way back, what is wrong, its title.
fn form_page(title: Key, back: &str, problems: Vec<(String, String)>, body: AnyView) -> AnyView {
    let wrong = (!problems.is_empty()).then(|| {
        view! { <Title text=title_of_wrong(t(title)) /> }
    });
    view! {
        {wrong} {back_link(back)} {error_summary(problems)}
        <div class="question flow">
            <h1 tabindex="-1">{t(title)}</h1>
            {body}
        </div>
    }
    .into_any()
}

/// In place of a page that waits for a code where none is waited for: the way to begin again.
fn over(back: &str) -> AnyView {
    let again = Button { label: t(text::login::BEGIN_AGAIN), ..Button::default() };
    let body = view! {
        <p class="lead">{t(text::safety::CONTACT_CODE_NONE)}</p>
        <div class="actions">{button_link(again, back)}</div>
    };
    form_page(text::login::CODE_TITLE, back, Vec::new(), body.into_any())
}

/// Draws what was loaded, or says why not; somebody whose session ran out gets the way back in.
fn shown<T>(loaded: Result<T, AppError>, draw: impl FnOnce(T) -> AnyView) -> AnyView {
    match loaded {
        Ok(loaded) => draw(loaded),
        Err(error) => {
            let language = use_language();
            let again = (error == AppError::LoggedOut).then(|| {
                let href = routes::login_then(language, &routes::account(language));
                view! { <p><a href=href rel="external">{t(text::account::PROFILE_AGAIN)}</a></p> }
            });
            view! { <Failure error /> {again} }.into_any()
        }
    }
}
