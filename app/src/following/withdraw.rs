//! `/ho-so/{code}/rut`: asks once more before a dossier is withdrawn.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{LoadWithdrawal, Withdraw as WithdrawDossier};
use crate::dossier::shown;
use crate::i18n::{fill, t, text::desk as d, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::{Banner, TextField, back_link, banner, submit, text_area};

/// Withdrawing a dossier.
#[component]
pub fn Withdraw() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let here = routes::withdraw(use_language(), &code);
    let asked = code.clone();
    load(move || LoadWithdrawal { code: asked.clone() }).show(move || {
        let (here, code) = (here.clone(), code.clone());
        move |loaded| shown(loaded, &here, |may| draw(&code, may))
    })
}

fn draw(code: &str, may: bool) -> AnyView {
    let body = if may {
        let reason = text_area(
            TextField {
                path: "reason",
                name: "reason",
                label: t(d::WITHDRAW_REASON),
                ..TextField::default()
            },
            2,
        );
        view! {
            <p class="lead">{fill(d::WITHDRAW_LEAD, &[("code", code)])}</p>
            <form method="post" action=WithdrawDossier::url() novalidate class="flow">
                <input type="hidden" name="code" value=code.to_owned() /> {reason}
                <div class="actions">{submit(t(d::WITHDRAW_BUTTON))}</div>
            </form>
        }
        .into_any()
    } else {
        banner(Banner::Information, t(d::WITHDRAW_NOT))
    };
    view! {
        <Title text=t(d::WITHDRAW_TITLE) />
        {back_link(&routes::dossier(use_language(), code))}
        <div class="question flow">
            <h1 tabindex="-1">{t(d::WITHDRAW_TITLE)}</h1>
            {body}
        </div>
    }
    .into_any()
}
