//! Which accounts one may log in with.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::account::register::{hidden, provider_link};
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::routes;
use crate::settings::use_settings;

/// What the operator offers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OfferedView {
    /// Accounts that the province issues.
    pub own: bool,
    /// Accounts of VNeID, on the same form.
    pub vneid: bool,
    /// Other providers: name in addresses, and what the button says.
    pub others: Vec<(String, String)>,
}

/// Which accounts are taken.
#[server(input = GetUrl, endpoint = "login/offered")]
pub async fn offered() -> Result<OfferedView, AppError> {
    let portal = crate::request::portal()?;
    let providers = &portal.providers;
    let named = |name: &str, label: &str| (name.to_owned(), label.to_owned());
    Ok(OfferedView {
        own: providers.own,
        vneid: providers.vneid.is_some(),
        others: providers.openid.iter().map(|other| named(other.name(), other.label())).collect(),
    })
}

/// The accounts to choose from; afterwards one goes to the page `back_to`, if any.
pub(super) fn choices(offered: OfferedView, back_to: Option<&str>) -> AnyView {
    let language = use_language();
    let query = back_to.map(super::super::back_query).unwrap_or_default();
    let form = routes::login_step(language, "tinh") + &query;
    let own = fill(text::account::PROVIDER, &[("province", &use_settings().province)]);
    let first = match (offered.own, offered.vneid) {
        (true, true) => Some((own, t(text::login::OWN_OR_VNEID_HINT))),
        (true, false) => Some((own, t(text::account::PROVIDER_HINT))),
        (false, true) => Some((t(text::login::VNEID).to_owned(), t(text::login::VNEID_HINT))),
        (false, false) => None,
    };
    let back_to = back_to.unwrap_or_default().to_owned();
    let others = offered.others.into_iter().map(|(name, label)| {
        view! {
            <form method="post" action=format!("/dang-nhap/oidc/{name}") class="provider">
                {hidden("return_to", &back_to)} {hidden("language", language.tag())}
                <button type="submit">
                    <b>{fill(text::login::OTHER, &[("name", &label)])}</b>
                    " "
                    <span>{t(text::login::OTHER_HINT)}</span>
                </button>
            </form>
        }
    });
    view! {
        {first.map(|(name, hint)| provider_link(name, hint, form))}
        {others.collect_view()}
    }
    .into_any()
}
