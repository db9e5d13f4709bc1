//! Step 6: the mail is out. Its button or its code confirms; it can be sent again, or elsewhere.

use domain::account::registration::{EMAIL, Step, mailbox_section};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{ChangeMailbox, ConfirmCode, MailView, Registration, RegistrationView, ResendMail};
use super::{judged_if, seen, slug, step_page};
use crate::error::Failure;
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::{Button, Look, button};
use crate::ui::field::{TextField, Width};
use crate::ui::form::{Form, Judged, form_fields};
use crate::ui::icon::TRIANGLE_ALERT;
use crate::ui::notice::{Banner, banner, banner_with};
use crate::ui::{back_link, error_summary, heading, submit, text_field};

/// Path of the code; its answer is what was typed last.
const CODE: &str = "code";
const CODE_LENGTH: usize = 6;

/// Step 6.
#[component]
pub fn Mail() -> impl IntoView {
    step_page(Step::Mail, text::account::MAIL_TITLE, draw)
}

fn draw(known: RegistrationView, checking: bool) -> (Judged, AnyView) {
    let mail = known.mail.clone().unwrap_or_default();
    let mailbox = known.answers.get(EMAIL).to_owned();
    let problem = checking.then(|| code_problem(known.answers.get(CODE), &mail)).flatten();
    let mut judged = Judged::default();
    judged.problems.extend(problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())));
    let sent = match &mail.sent_at {
        Some(time) => view! {
            <p class="lead">
                {fill(text::account::MAIL_SENT, &[("time", time)])} <br />
                <b translate="no">{mailbox}</b>
            </p>
            <p>{t(text::account::MAIL_WHAT)}</p>
        }
        .into_any(),
        None => {
            let time = mail.again_at.clone().unwrap_or_default();
            banner(Banner::Wrong, &fill(text::account::MAIL_NOT_SENT, &[("time", &time)]))
        }
    };
    let typed = if checking { known.answers.get(CODE) } else { "" };
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(text::account::CODE_LABEL),
        hint: t(text::account::CODE_HINT),
        value: typed,
        problem: Signal::stored(problem),
        inputmode: "numeric",
        autocomplete: "one-time-code",
        width: Width::W10,
        digits: true,
        ..TextField::default()
    });
    let page = view! {
        {resent(&mail)} {heading(t(text::account::MAIL_TITLE))} {sent} {outbox_link()}
        <section class="flow">
            <h2>{t(text::account::CODE_HEADING)}</h2>
            <form method="post" action=ConfirmCode::url() novalidate class="flow">
                {code} <div class="actions">{submit(t(text::account::CODE_BUTTON))}</div>
            </form>
        </section>
        {again(&mail)}
    };
    (judged, page.into_any())
}

/// What came of "Gửi lại thư".
fn resent(mail: &MailView) -> Option<AnyView> {
    let (done, too_early) = use_query_map()
        .with_untracked(|query| (query.get("da-gui").is_some(), query.get("chua-gui").is_some()));
    if done {
        return Some(banner(Banner::Done, t(text::account::RESENT)));
    }
    let again_at = mail.sent_at.as_ref().and(mail.again_at.as_ref()).filter(|_| too_early)?;
    let sentence = fill(text::account::RESENT_TOO_EARLY, &[("time", again_at)]);
    Some(banner_with(Banner::Wait, TRIANGLE_ALERT, view! { <p>{sentence}</p> }.into_any()))
}

fn code_problem(typed: &str, mail: &MailView) -> Option<String> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    Some(if typed.trim().is_empty() {
        t(text::account::CODE_MISSING).to_owned()
    } else if digits != CODE_LENGTH {
        t(text::account::CODE_SHORT).to_owned()
    } else if mail.tries_left <= 0 {
        t(text::account::CODE_LOCKED).to_owned()
    } else if mail.code_expired {
        t(text::account::CODE_EXPIRED).to_owned()
    } else {
        fill(text::account::CODE_WRONG, &[("left", &mail.tries_left.to_string())])
    })
}

/// In demonstrations mails land in a folder.
fn outbox_link() -> Option<AnyView> {
    use_settings().demo.then(|| {
        view! {
            <p>
                {t(text::account::MAIL_DEMO)} " "
                <a href="/dev/outbox" rel="external">
                    {t(text::account::MAIL_DEMO_LINK)}
                </a>
            </p>
        }
        .into_any()
    })
}

/// Sending again, or to another mailbox.
fn again(mail: &MailView) -> AnyView {
    let wait = mail.sent_at.as_ref().and(mail.again_at.as_ref());
    let wait = wait.map(|time| fill(text::account::RESEND_WAIT, &[("time", time)]));
    let resend =
        Button { label: t(text::account::RESEND_BUTTON), look: Look::Secondary, ..Button::default() };
    view! {
        <section class="flow">
            <h2>{t(text::account::RESEND_HEADING)}</h2>
            <p>{t(text::account::RESEND_ADVICE)} {wait.map(|wait| format!(" {wait}"))}</p>
            <form method="post" action=ResendMail::url() class="flow">
                <div class="actions">
                    {button(resend)}
                    <a href=routes::register_step(
                        use_language(),
                        "doi-hop-thu",
                    )>{t(text::account::MAILBOX_LINK)}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Another mailbox for the mail.
#[component]
pub fn Mailbox() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let known = load(|| Registration { step: slug(Step::Details).to_owned() });
    view! {
        <Title text=t(text::account::MAILBOX_TITLE) />
        {known.show(move || {
            move |known| match known {
                Ok(known) => draw_mailbox(&known, checking),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn draw_mailbox(known: &RegistrationView, checking: bool) -> AnyView {
    let section = mailbox_section();
    let mut judged = judged_if(checking, known);
    judged.problems.retain(|(path, _)| path == EMAIL);
    judged.warnings.retain(|(path, _)| path == EMAIL);
    view! {
        {super::title_if_wrong(&judged, text::account::MAILBOX_TITLE)}
        {back_link(&routes::register_step(use_language(), slug(Step::Mail)))} {super::warned(&judged)}
        {error_summary(judged.problems.clone())}
        <div class="question flow">
            {heading(t(text::account::MAILBOX_TITLE))}
            <form method="post" action=ChangeMailbox::url() novalidate class="flow">
                {seen(&judged)}
                {form_fields(Form {
                    section,
                    answers: known.answers.clone(),
                    judged,
                    judge: None,
                    on_change: None,
                })} <div class="actions">{submit(t(text::account::MAILBOX_BUTTON))}</div>
            </form>
        </div>
    }
    .into_any()
}
