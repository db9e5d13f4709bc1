//! Another password.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::api::{ChangePassword, LoadPassword, PasswordView};
use super::{form_page, is_checking, shown};
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::{TextField, Width, submit, text_field};

const PASSWORD: &str = "password";
const REPEATED: &str = "repeated";

/// `/tai-khoan/mat-khau`.
#[component]
pub fn Password() -> impl IntoView {
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::PASSWORD_TITLE) />
        {load(|| LoadPassword {}).show(move || {
            move |known| shown(known, |known| draw(known, checking))
        })}
    }
    .into_any()
}

fn draw(known: PasswordView, checking: bool) -> AnyView {
    let (problem, repeated_problem) = match known.problem.filter(|_| checking) {
        Some((sentence, true)) => (None, Some(sentence)),
        Some((sentence, false)) => (Some(sentence), None),
        None => (None, None),
    };
    let mut problems = Vec::new();
    for (path, problem) in [(PASSWORD, &problem), (REPEATED, &repeated_problem)] {
        problems.extend(problem.iter().map(|sentence| (path.to_owned(), sentence.clone())));
    }
    let body = view! {
        <p class="lead">{t(text::safety::PASSWORD_LINE)}</p>
        <form method="post" action=ChangePassword::url() novalidate class="flow">
            // What password managers keep the new password under.
            <input type="text" class="hidden" autocomplete="username" value=known.name tabindex="-1" aria-hidden="true" />
            {field(PASSWORD, problem)} {field(REPEATED, repeated_problem)}
            <div class="actions">{submit(t(text::safety::PASSWORD_BUTTON))}</div>
        </form>
    };
    form_page(text::safety::PASSWORD_TITLE, &routes::account(use_language()), problems, body.into_any())
}

/// The field of the new password, or of the same once more.
pub(super) fn field(path: &'static str, problem: Option<String>) -> AnyView {
    let (label, hint) = if path == PASSWORD {
        (text::safety::PASSWORD_NEW, t(text::account::PASSWORD_HINT))
    } else {
        (text::account::PASSWORD_REPEAT, "")
    };
    text_field(TextField {
        path,
        name: path,
        label: t(label),
        hint,
        problem: Signal::stored(problem),
        kind: "password",
        autocomplete: "new-password",
        width: Width::W24,
        ..TextField::default()
    })
}
