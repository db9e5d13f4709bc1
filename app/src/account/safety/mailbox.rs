//! Another mailbox.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::api::{AskMailbox, ConfirmMailbox, ContactCodeView, LoadContactCode, LoadMailbox, MailboxView};
use super::{form_page, is_checking, over, shown};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{TextField, Width, submit, text_field};

const MAILBOX: &str = "mailbox";
const CODE: &str = "code";

/// `/tai-khoan/hop-thu`.
#[component]
pub fn Mailbox() -> impl IntoView {
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::MAILBOX_TITLE) />
        {load(|| LoadMailbox {}).show(move || {
            move |known| shown(known, |known| draw(known, checking))
        })}
    }
    .into_any()
}

fn draw(known: MailboxView, checking: bool) -> AnyView {
    let refused = known.refused.filter(|_| checking);
    let problem = refused.as_ref().map(|(sentence, _)| sentence.clone());
    let problems = problem.iter().map(|sentence| (MAILBOX.to_owned(), sentence.clone())).collect();
    let now = if known.mailbox.is_empty() { t(text::safety::MAILBOX_NONE).to_owned() } else { known.mailbox };
    let mailbox = text_field(TextField {
        path: MAILBOX,
        name: MAILBOX,
        label: t(text::safety::MAILBOX_NEW),
        value: refused.as_ref().map_or("", |(_, typed)| typed),
        problem: Signal::stored(problem),
        kind: "email",
        inputmode: "email",
        autocomplete: "email",
        ..TextField::default()
    });
    let body = view! {
        <p class="lead">{t(text::safety::MAILBOX_LEAD)}</p>
        {summary_list(vec![Row::new(t(text::safety::MAILBOX_NOW), now)])}
        <form method="post" action=AskMailbox::url() novalidate class="flow">
            {mailbox} <div class="actions">{submit(t(text::safety::MAILBOX_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::MAILBOX_TITLE, &routes::account(use_language()), problems, body.into_any())
}

/// `/tai-khoan/hop-thu/ma`.
#[component]
pub fn Code() -> impl IntoView {
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::CONTACT_CODE_TITLE) />
        {load(|| LoadContactCode {}).show(move || {
            move |known| shown(known, |known| draw_code(known, checking))
        })}
    }
    .into_any()
}

fn draw_code(known: Option<ContactCodeView>, checking: bool) -> AnyView {
    let back = routes::change_mailbox(use_language());
    let Some(known) = known else { return over(&back) };
    let problem = known.problem.filter(|_| checking);
    let problems = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect();
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(text::account::CODE_LABEL),
        problem: Signal::stored(problem),
        inputmode: "numeric",
        autocomplete: "one-time-code",
        width: Width::W10,
        digits: true,
        ..TextField::default()
    });
    let values = [("mailbox", known.mailbox.as_str()), ("time", &known.until)];
    let body = view! {
        <p class="lead">{fill(text::safety::CONTACT_CODE_LEAD, &values)}</p>
        <form method="post" action=ConfirmMailbox::url() novalidate class="flow">
            {code} <div class="actions">{submit(t(text::account::CODE_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::CONTACT_CODE_TITLE, &back, problems, body.into_any())
}
