//! What officers are told who have not shown a second factor.

use backend::account::factor;
use backend::staff::{self, Staff};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::server::first_page;
use crate::account::server::{citizen, lead_back_after_factor};
use crate::error::{AppError, Failure, NotFound};
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::ui::{Button, button_link, heading};

/// Whether the officer has a second factor, which was not shown in this session. Who has shown it is led on.
#[server(input = GetUrl, endpoint = "staff/factor")]
pub async fn load_officer_factor(
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<bool, AppError> {
    let (portal, citizen) = (request::portal()?, citizen().await?);
    let back = Some(return_to).filter(|path| request::is_local(path));
    let back = back.unwrap_or_else(|| first_page(use_language(), true));
    match staff::recognise(&portal, &citizen).await? {
        Staff::NeedsFactor => {
            lead_back_after_factor(&back)?;
            Ok(factor::mine(&portal, &citizen).await?.any())
        }
        Staff::Officer(_) => {
            request::redirect(&back);
            Ok(true)
        }
        Staff::None => Err(AppError::NotFound),
    }
}

/// `/tiep-nhan/buoc-hai`.
#[component]
pub fn SecondFactor() -> impl IntoView {
    let back = use_query_map().with_untracked(|query| query.get("tiep")).unwrap_or_default();
    let return_to = back.clone();
    load(move || LoadOfficerFactor { return_to: return_to.clone() }).show(move || {
        let back = if back.is_empty() { routes::inbox(use_language()) } else { back.clone() };
        move |has_factor| match has_factor {
            Ok(has_factor) => view! {
                <Title text=t(text::staff::FACTOR_TITLE) />
                <div class="question flow">
                    {heading(t(text::staff::FACTOR_TITLE))} {factor_needed(has_factor, &back)}
                </div>
            }
            .into_any(),
            Err(AppError::NotFound) => crate::drawn::still(NotFound().into_any()),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    })
}

/// Says what is missing, and leads there: to showing a factor that there is, or to setting one up.
pub fn factor_needed(has_factor: bool, back: &str) -> AnyView {
    let language = use_language();
    let (lead, label, to) = if has_factor {
        (text::staff::FACTOR_SHOW, text::staff::FACTOR_SHOW_BUTTON, routes::proof_then(language, back))
    } else {
        (text::staff::FACTOR_SET_UP, text::staff::FACTOR_SET_UP_BUTTON, routes::factors(language))
    };
    let go = Button { label: t(label), ..Button::default() };
    view! {
        <p class="lead">{t(lead)}</p>
        <p>{t(text::staff::FACTOR_WHY)}</p>
        <div class="actions">{button_link(go, &to)}</div>
    }
    .into_any()
}
