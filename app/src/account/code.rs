//! Pages that ask for the code from a text message: at the login, to confirm a phone, to get back in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::i18n::{Key, fill, t, text};
use crate::settings::use_settings;
use crate::ui::button::{Button, Look, button};
use crate::ui::field::{TextField, Width};
use crate::ui::icon::TRIANGLE_ALERT;
use crate::ui::notice::{Banner, banner, banner_with};
use crate::ui::{back_link, button_link, error_summary, heading, submit, text_field, title_of_wrong};

const CODE: &str = "code";

/// The code as its page shows it.
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

#[cfg(feature = "ssr")]
impl CodeView {
    /// What is to be shown at `now`.
    pub fn of(page: backend::account::otp::Page, now: chrono::DateTime<chrono::Utc>) -> Self {
        use backend::account::otp::Refusal;
        use domain::date::local;
        let code = page.code;
        Self {
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
        }
    }
}

/// What the address says of "Gửi lại mã".
#[cfg(feature = "ssr")]
pub fn resent_query(resent: Option<&backend::account::otp::Resent>) -> &'static str {
    use backend::account::otp::Resent;
    match resent {
        Some(Resent::Sent) => "?da-gui",
        Some(Resent::Until(_)) => "?chua-gui",
        Some(Resent::Gone) | None => "",
    }
}

/// In what the pages differ.
pub struct CodePage<'a> {
    /// Where the code was sent.
    pub lead: AnyView,
    /// Where it is sent from here.
    pub send: &'a str,
    /// What the button says.
    pub button: Key,
    /// What sends the message again.
    pub resend: &'a str,
    /// What is said after too many wrong ones.
    pub locked: Key,
    /// What to do without that phone, with a hole for the help line.
    pub without_phone: Key,
    /// Where one comes from, and begins again.
    pub back: &'a str,
}

/// Draws the page.
pub fn draw(step: &CodeView, page: CodePage<'_>) -> AnyView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let problem = checking.then(|| problem(step, page.locked)).flatten();
    let locked = step.tries_left <= 0;
    let summary = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect::<Vec<_>>();
    let title = if problem.is_some() {
        title_of_wrong(t(text::login::CODE_TITLE))
    } else {
        t(text::login::CODE_TITLE).to_owned()
    };
    let content = if locked {
        let again = Button { label: t(text::login::BEGIN_AGAIN), ..Button::default() };
        view! {
            {banner(Banner::Wrong, t(page.locked))}
            <div class="actions">{button_link(again, page.back)}</div>
        }
        .into_any()
    } else {
        view! { {form(problem, &page)} {late(step, &page)} }.into_any()
    };
    let until = (!step.expired && !locked).then(|| {
        view! { <p>{fill(text::login::CODE_UNTIL, &[("time", &step.expires_at)])}</p> }
    });
    view! {
        <Title text=title />
        {back_link(page.back)}
        {(!locked).then(|| error_summary(summary))}
        <div class="question flow">
            {resent(step)} {heading(t(text::login::CODE_TITLE))} {page.lead} {until} {outbox_link()} {content}
        </div>
    }
    .into_any()
}

/// When it was sent, and to which phone.
pub fn sent_to(step: &CodeView) -> AnyView {
    view! {
        <p class="lead">
            {fill(text::login::CODE_SENT, &[("time", &step.sent_at)])} <br /> <b>{step.phone.clone()}</b>
        </p>
    }
    .into_any()
}

fn form(problem: Option<String>, page: &CodePage<'_>) -> AnyView {
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
    let action = page.send.to_owned();
    view! {
        <form method="post" action=action novalidate class="flow">
            {code} <div class="actions">{submit(t(page.button))}</div>
        </form>
    }
    .into_any()
}

fn problem(step: &CodeView, locked: Key) -> Option<String> {
    Some(match step.refusal? {
        CodeRefusal::Incomplete => t(text::login::CODE_INCOMPLETE).to_owned(),
        CodeRefusal::Wrong => fill(text::login::CODE_WRONG, &[("left", &step.tries_left.to_string())]),
        CodeRefusal::Expired => t(text::login::CODE_EXPIRED).to_owned(),
        CodeRefusal::Locked => t(locked).to_owned(),
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
fn late(step: &CodeView, page: &CodePage<'_>) -> AnyView {
    let wait = step.again_at.as_ref().map(|time| fill(text::login::RESEND_WAIT, &[("time", time)]));
    let resend = Button { label: t(text::login::RESEND_BUTTON), look: Look::Secondary, ..Button::default() };
    let without_phone = fill(page.without_phone, &[("help_line", &use_settings().help_line)]);
    let action = page.resend.to_owned();
    view! {
        <section class="flow">
            <h2>{t(text::login::LATE_HEADING)}</h2>
            <p>{t(text::login::LATE_ADVICE)} {wait.map(|wait| format!(" {wait}"))}</p>
            <form method="post" action=action class="flow">
                <div class="actions">{button(resend)}</div>
            </form>
            <p>{without_phone}</p>
        </section>
    }
    .into_any()
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
