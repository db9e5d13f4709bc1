//! Proving once more who one is.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{LoadProof, ProofView, Prove};
use super::passkey::prove_button;
use super::{form_page, is_checking, shown};
use crate::account::register::hidden;
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::{Button, Look, TextField, Width, button_link, submit, text_field};

const PASSWORD: &str = "password";
const CODE: &str = "code";

/// `/tai-khoan/xac-nhan`.
#[component]
pub fn Proof() -> impl IntoView {
    let back_to = use_query_map().with_untracked(|query| query.get("tiep")).unwrap_or_default();
    let checking = is_checking();
    view! {
        <Title text=t(text::safety::PROOF_TITLE) />
        {load(|| LoadProof {}).show(move || {
            let back_to = back_to.clone();
            move |asked| shown(asked, |asked| draw(&asked, checking, &back_to))
        })}
    }
    .into_any()
}

fn draw(asked: &ProofView, checking: bool, back_to: &str) -> AnyView {
    let language = use_language();
    let back = routes::account(language);
    let by_passkey = asked.passkey.then(|| prove_button(back_to, !asked.password));
    if !asked.password {
        let (lead, look) = if asked.passkey {
            (text::safety::PROOF_PASSKEY, Look::Secondary)
        } else {
            (text::safety::PROOF_ANEW, Look::Primary)
        };
        let again = Button { label: t(text::safety::PROOF_ANEW_BUTTON), look, ..Button::default() };
        let to = routes::login_then(language, if back_to.is_empty() { &back } else { back_to });
        let body = view! {
            <p class="lead">{t(lead)}</p>
            {by_passkey}
            <div class="actions">{button_link(again, &to)}</div>
        };
        return form_page(text::safety::PROOF_TITLE, &back, Vec::new(), body.into_any());
    }
    let problem = asked.problem.clone().filter(|_| checking);
    let problems = problem.iter().map(|sentence| (PASSWORD.to_owned(), sentence.clone())).collect();
    let password = text_field(TextField {
        path: PASSWORD,
        name: PASSWORD,
        label: t(text::safety::PROOF_PASSWORD),
        problem: Signal::stored(problem),
        kind: "password",
        autocomplete: "current-password",
        width: Width::W24,
        ..TextField::default()
    });
    let code = asked.code.then(|| {
        text_field(TextField {
            path: CODE,
            name: CODE,
            label: t(if asked.app { text::safety::PROOF_CODE } else { text::safety::SECOND_RECOVERY }),
            hint: if asked.app { t(text::safety::PROOF_CODE_HINT) } else { "" },
            autocomplete: "one-time-code",
            width: Width::W16,
            ..TextField::default()
        })
    });
    let body = view! {
        <p class="lead">{t(text::safety::PROOF_LEAD)}</p>
        <form method="post" action=Prove::url() novalidate class="flow">
            {hidden("return_to", back_to)} {password} {code}
            <div class="actions">{submit(t(text::safety::PROOF_BUTTON))}</div>
        </form>
        {by_passkey}
    };
    form_page(text::safety::PROOF_TITLE, &back, problems, body.into_any())
}
