//! Who works for the agencies: for administrators.

use backend::account::note::{self, Form, Refusal};
use backend::staff::invitation::{self, invite};
use backend::staff::members::{self, Ended};
use chrono::Datelike;
use domain::staff::Role;
use domain::{Problem, date};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::frame::{Place, Staffed, staff_page};
use super::invite_form::{InviteForm, invite_form, label};
use super::server::{administrator, agency_name};
use super::{hidden, is_checking, role_name, said};
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::ui::problem::problem_sentence;
use crate::ui::{Banner, Button, Look, button, error_summary, heading, title_of_wrong};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MembersPage {
    members: Vec<MemberView>,
    waiting: Vec<WaitingView>,
    /// Codes and names of the agencies.
    agencies: Vec<(String, String)>,
    typed: InviteForm,
    /// What was wrong with it, by field.
    problems: Vec<(String, String)>,
}

/// Somebody in one role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberView {
    id: Uuid,
    name: String,
    role: Role,
    agency: String,
    since: String,
}

/// An invitation that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingView {
    id: Uuid,
    role: Role,
    agency: String,
    number: String,
    email: String,
    until: String,
}

/// Who works for the agencies, and who is invited to.
#[server(input = GetUrl, endpoint = "staff/members")]
pub async fn load_members() -> Result<Staffed<MembersPage>, AppError> {
    let (portal, citizen, officer, by) = administrator().await?;
    let members = members::all(&portal, by).await?.into_iter().map(|member| MemberView {
        id: member.id,
        name: member.name,
        role: member.membership.role,
        agency: agency_name(&portal, &member.membership.agency),
        since: date::display(date::today(member.since)),
    });
    let waiting = invitation::waiting(&portal, by).await?.into_iter().map(|waiting| WaitingView {
        id: waiting.id,
        role: waiting.membership.role,
        agency: agency_name(&portal, &waiting.membership.agency),
        number: waiting.identity_number.masked(),
        email: waiting.email,
        until: date::display_time(waiting.until),
    });
    let language = use_language().into();
    let catalogue = portal.catalogue();
    let agencies = catalogue.agencies().iter();
    let agencies = agencies.map(|agency| (agency.code.clone(), agency.name.get(language).to_owned()));
    let refused = note::refused(&portal, &citizen, Form::Invitation).await?;
    let typed: Option<InviteForm> = refused.and_then(|refused| serde_json::from_str(&refused.typed).ok());
    let found = typed.as_ref().and_then(|typed| typed.read(portal.clock.today().year()).err());
    let sentence =
        |(field, problem): (&str, Problem)| (field.to_owned(), problem_sentence(&problem, t(label(field))));
    let page = MembersPage {
        members: members.collect(),
        waiting: waiting.collect(),
        agencies: agencies.collect(),
        typed: typed.unwrap_or_default(),
        problems: found.unwrap_or_default().into_iter().map(sentence).collect(),
    };
    Staffed::of(&portal, &officer, page).await
}

/// "Gửi lời mời".
#[server(endpoint = "staff/invite")]
pub async fn invite_member(
    /// Name of the role.
    #[server(default)]
    role: String,
    /// Code of the agency.
    #[server(default)]
    agency: String,
    /// The identity number as typed.
    #[server(default)]
    identity_number: String,
    /// The mailbox as typed.
    #[server(default)]
    email: String,
) -> Result<(), AppError> {
    let language = use_language();
    let (portal, citizen, _, by) = administrator().await?;
    let typed = InviteForm { role, agency, identity_number, email };
    let done = match typed.read(portal.clock.today().year()) {
        Ok((membership, identity_number, email)) => {
            let asked = invitation::Invitation {
                membership,
                identity_number,
                email: Some(email),
                language: language.into(),
            };
            // Only a page that is old names an agency that there is no more.
            invite(&portal, by, asked).await?.ok_or(AppError::Unfit)?;
            note::forget(&portal, &citizen).await?;
            "?da-moi"
        }
        Err(_) => {
            let typed = serde_json::to_string(&typed).map_err(|_| AppError::Internal)?;
            note::refuse(&portal, &citizen, Form::Invitation, Refusal::Wrong, &typed).await?;
            "?kiem-tra"
        }
    };
    request::redirect(&(routes::members(language) + done));
    Ok(())
}

/// "Thu hồi" an invitation.
#[server(endpoint = "staff/invitation-take-back")]
pub async fn take_invitation_back(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, _, _, by) = administrator().await?;
    invitation::take_back(&portal, by, id).await?;
    request::redirect(&(routes::members(use_language()) + "?da-thu-hoi"));
    Ok(())
}

/// "Cho thôi" a role.
#[server(endpoint = "staff/membership-end")]
pub async fn end_membership(
    /// The membership's id.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, _, _, by) = administrator().await?;
    let done = match members::end(&portal, by, id).await? {
        Ended::Ended | Ended::NotThere => "?da-thoi",
        Ended::LastAdministrator => "?con-mot",
    };
    request::redirect(&(routes::members(use_language()) + done));
    Ok(())
}

/// `/quan-tri/nhan-su`.
#[component]
pub fn Members() -> impl IntoView {
    let checking = is_checking();
    load(|| LoadMembers {})
        .show(move || move |loaded| staff_page(loaded, Place::Members, |page| draw(page, checking)))
}

fn draw(page: MembersPage, checking: bool) -> AnyView {
    let MembersPage { members, waiting, agencies, typed, problems } = page;
    let problems = if checking { problems } else { Vec::new() };
    let typed = if checking { typed } else { InviteForm::default() };
    let said = said(&[
        ("da-moi", Banner::Done, text::staff::INVITED),
        ("da-thu-hoi", Banner::Done, text::staff::TAKEN_BACK),
        ("da-thoi", Banner::Done, text::staff::ENDED),
        ("con-mot", Banner::Wrong, text::staff::LAST_ADMINISTRATOR),
    ]);
    let title = t(text::staff::MEMBERS);
    let title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let form = invite_form(&typed, agencies, &problems);
    view! {
        <Title text=title />
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(t(text::staff::MEMBERS))}
            <p class="lead">{t(text::staff::MEMBERS_LEAD)}</p>
            {by_agency(members)}
            {(!waiting.is_empty())
                .then(|| {
                    view! {
                        <section class="flow">
                            <h2>{t(text::staff::WAITING)}</h2>
                            <ul class="rows">{waiting.into_iter().map(invitation_row).collect_view()}</ul>
                        </section>
                    }
                })}
            <section class="flow">
                <h2>{t(text::staff::INVITE)}</h2>
                <p>{t(text::staff::INVITE_LEAD)}</p>
                {form}
            </section>
        </div>
    }
    .into_any()
}

/// The members come ordered by agency.
fn by_agency(members: Vec<MemberView>) -> Vec<AnyView> {
    let mut sections: Vec<(String, Vec<MemberView>)> = Vec::new();
    for member in members {
        match sections.last_mut() {
            Some((agency, of_agency)) if *agency == member.agency => of_agency.push(member),
            _ => sections.push((member.agency.clone(), vec![member])),
        }
    }
    let section = |(agency, members): (String, Vec<MemberView>)| {
        let rows = members.into_iter().map(member_row).collect_view();
        view! {
            <section class="flow">
                <h2>{agency}</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any()
    };
    sections.into_iter().map(section).collect()
}

fn member_row(member: MemberView) -> AnyView {
    let role = t(role_name(member.role));
    let more = fill(text::staff::END_MORE, &[("name", &member.name), ("role", role)]);
    let end = small(text::staff::END, &more);
    view! {
        <li class="staff-row">
            <p>
                <b lang="vi">{member.name}</b>
                <br />
                {role} " · " {fill(text::staff::SINCE, &[("day", &member.since)])}
            </p>
            <form method="post" action=EndMembership::url()>{hidden("id", &member.id.to_string())} {end}</form>
        </li>
    }
    .into_any()
}

fn invitation_row(waiting: WaitingView) -> AnyView {
    let more = fill(text::staff::TAKE_BACK_MORE, &[("number", &waiting.number)]);
    let take_back = small(text::staff::TAKE_BACK, &more);
    view! {
        <li class="staff-row">
            <p>
                <b>{waiting.number}</b> " " {waiting.email}
                <br />
                {t(role_name(waiting.role))} " · " {waiting.agency}
                <br />
                {fill(text::staff::UNTIL, &[("time", &waiting.until)])}
            </p>
            <form method="post" action=TakeInvitationBack::url()>
                {hidden("id", &waiting.id.to_string())} {take_back}
            </form>
        </li>
    }
    .into_any()
}

fn small(label: Key, more: &str) -> AnyView {
    button(Button {
        label: t(label),
        label_more: more,
        look: Look::Secondary,
        small: true,
        ..Button::default()
    })
}
