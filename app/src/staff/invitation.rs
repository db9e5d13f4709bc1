//! Accepting an invitation to work for an agency.

use backend::account::factor;
use backend::staff::invitation::{self, Standing};
use backend::staff::{self, Staff};
use domain::staff::Role;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::factor::factor_needed;
use super::server::{agency_name, first_page_of};
use super::{hidden, role_name};
use crate::account::server::{citizen, lead_back_after_factor};
use crate::error::{AppError, Failure};
use crate::i18n::{t, text, use_language};
use crate::load::load;
use crate::request::{self, portal};
use crate::routes;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{heading, submit};

/// What the link is to whoever is logged in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum InvitationView {
    /// They can accept.
    Open(RoleView),
    /// They can once they have shown a second factor; whether there is one.
    NeedsFactor(RoleView, bool),
    /// It is for somebody else.
    NotTheirs,
    /// It is over.
    Over,
}

/// What one is invited to be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleView {
    role: Role,
    agency: String,
}

/// What the link is to whoever is logged in; changes nothing.
#[server(input = GetUrl, endpoint = "staff/invitation")]
pub async fn load_invitation(
    /// The secret in the link.
    token: String,
) -> Result<InvitationView, AppError> {
    let (portal, citizen) = (portal()?, citizen().await?);
    let role = |membership: domain::staff::Membership| RoleView {
        role: membership.role,
        agency: agency_name(&portal, &membership.agency),
    };
    Ok(match invitation::look(&portal, &citizen, &token).await? {
        Standing::Open(membership) => InvitationView::Open(role(membership)),
        Standing::NeedsFactor(membership) => {
            lead_back_after_factor(&routes::accept_invitation(use_language(), &token))?;
            let has_factor = factor::mine(&portal, &citizen).await?.any();
            InvitationView::NeedsFactor(role(membership), has_factor)
        }
        Standing::NotTheirs => InvitationView::NotTheirs,
        Standing::Over => InvitationView::Over,
    })
}

/// "Nhận lời".
#[server(endpoint = "staff/accept")]
pub async fn accept_invitation(
    /// The secret in the link.
    #[server(default)]
    token: String,
) -> Result<(), AppError> {
    let language = use_language();
    // Only what a link of ours can hold goes into the address that follows.
    let token: String = token.chars().filter(char::is_ascii_hexdigit).collect();
    let (portal, citizen) = (portal()?, citizen().await?);
    let page = match invitation::accept(&portal, &citizen, &token).await? {
        Standing::Open(_) => match staff::recognise(&portal, &citizen).await? {
            Staff::Officer(officer) => first_page_of(language, &officer),
            Staff::NeedsFactor | Staff::None => routes::home(language),
        },
        // The page says why.
        _ => routes::accept_invitation(language, &token),
    };
    request::redirect(&page);
    Ok(())
}

/// `/tiep-nhan/moi/{token}`. Opening the page changes nothing.
#[component]
pub fn Invitation() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let asked = token.clone();
    view! {
        <Title text=t(text::staff::INVITATION_TITLE) />
        {load(move || LoadInvitation { token: asked.clone() })
            .show(move || {
                let token = token.clone();
                move |found| match found {
                    Ok(found) => draw(found, &token),
                    Err(AppError::LoggedOut) => ().into_any(),
                    Err(error) => view! { <Failure error /> }.into_any(),
                }
            })}
    }
    .into_any()
}

fn draw(found: InvitationView, token: &str) -> AnyView {
    let language = use_language();
    let body = match found {
        InvitationView::Open(role) => view! {
            <p class="lead">{t(text::staff::INVITATION_LEAD)}</p>
            {offered(role)}
            <form method="post" action=AcceptInvitation::url()>
                {hidden("token", token)} <div class="actions">{submit(t(text::staff::ACCEPT))}</div>
            </form>
        }
        .into_any(),
        InvitationView::NeedsFactor(role, has_factor) => view! {
            {offered(role)}
            {factor_needed(has_factor, &routes::accept_invitation(language, token))}
        }
        .into_any(),
        InvitationView::NotTheirs => view! {
            <p class="lead">{t(text::staff::INVITATION_NOT_THEIRS)}</p>
            <p><a href=routes::account(language)>{t(text::layout::ACCOUNT)}</a></p>
        }
        .into_any(),
        InvitationView::Over => view! { <p class="lead">{t(text::staff::INVITATION_OVER)}</p> }.into_any(),
    };
    view! { <div class="question flow">{heading(t(text::staff::INVITATION_TITLE))} {body}</div> }.into_any()
}

fn offered(role: RoleView) -> AnyView {
    summary_list(vec![
        Row::new(t(text::staff::AGENCY), role.agency),
        Row::new(t(text::staff::ROLE), t(role_name(role.role))),
    ])
}
