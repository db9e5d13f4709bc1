//! "Dữ liệu của tôi": what is stored about a person, who looked, taking it along, and having the account deleted.

use chrono::{DateTime, Utc};
use domain::account::proofing::Evidence;
use domain::date::display_time;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

use super::register::hidden;
use crate::error::{AppError, Failure};
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::choices::{Choices, checkbox};
use crate::ui::icon::TRASH;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{Banner, Button, Look, back_link, banner, button, heading, inset, submit};

/// What is stored, as the page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DataView {
    since: DateTime<Utc>,
    evidence: Vec<(String, DateTime<Utc>)>,
    counts: [u64; 4],
    trail: Vec<TrailView>,
    delete_at: Option<DateTime<Utc>>,
}

/// Something that was done with a person's data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrailView {
    at: DateTime<Utc>,
    actor: String,
    is_own: bool,
    action: String,
    dossier: Option<String>,
}

/// What is stored about whoever is logged in.
#[server(input = GetUrl, endpoint = "data/stored")]
pub async fn stored_data() -> Result<DataView, AppError> {
    let portal = crate::request::portal()?;
    let citizen = super::server::citizen().await?;
    let stored = backend::account::data::stored(&portal, &citizen).await?;
    let evidence = stored.evidence.into_iter();
    Ok(DataView {
        since: stored.since,
        evidence: evidence.filter_map(|(kind, at)| Some((kind?.as_str().to_owned(), at))).collect(),
        counts: [stored.organisations as u64, stored.drafts as u64, stored.dossiers, stored.kept as u64],
        trail: stored
            .trail
            .into_iter()
            .map(|entry| TrailView {
                at: entry.at,
                actor: entry.actor,
                is_own: entry.is_own,
                action: entry.action,
                dossier: entry.dossier,
            })
            .collect(),
        delete_at: stored.delete_at,
    })
}

/// Asks for the account to be deleted.
#[server(endpoint = "data/delete")]
pub async fn delete_account(
    /// Set by the box that says that one means it.
    #[server(default)]
    sure: String,
) -> Result<(), AppError> {
    use backend::account::deletion::{Asked, ask_deletion};
    let portal = crate::request::portal()?;
    let citizen = super::server::fresh_citizen().await?;
    let page = routes::my_data(use_language());
    let done = if sure.is_empty() {
        "?chua-chac"
    } else {
        match ask_deletion(&portal, &citizen).await? {
            Asked::Until(_) => "?se-xoa",
            Asked::HasDossiers => "?con-ho-so",
            Asked::Officer => "?can-bo",
        }
    };
    crate::request::redirect(&(page + done));
    Ok(())
}

/// Keeps the account after all.
#[server(endpoint = "data/keep")]
pub async fn keep_account() -> Result<(), AppError> {
    let portal = crate::request::portal()?;
    let citizen = super::server::citizen().await?;
    backend::account::deletion::keep(&portal, &citizen).await?;
    crate::request::redirect(&(routes::my_data(use_language()) + "?da-giu"));
    Ok(())
}

/// Whether the link of a mail keeps an account; changes nothing.
#[server(input = GetUrl, endpoint = "data/link")]
pub async fn deletion_of_link(
    /// The secret in the link.
    token: String,
) -> Result<bool, AppError> {
    Ok(backend::account::deletion::may_keep(&crate::request::portal()?, &token).await?)
}

/// Keeps an account by the button that the mail leads to.
#[server(endpoint = "data/keep-by-link")]
pub async fn keep_by_link(
    /// The secret in the link.
    token: String,
) -> Result<(), AppError> {
    let kept = backend::account::deletion::keep_by_link(&crate::request::portal()?, &token).await?;
    let language = use_language();
    let to =
        if kept { routes::my_data(language) + "?da-giu" } else { routes::keep_account(language, "het-han") };
    crate::request::redirect(&to);
    Ok(())
}

/// `/tai-khoan/du-lieu`.
#[component]
pub fn MyData() -> impl IntoView {
    let said = use_query_map().with_untracked(|query| {
        let sentences = [
            ("se-xoa", Banner::Done, text::data::ASKED),
            ("con-ho-so", Banner::Information, text::data::HAS_DOSSIERS),
            ("can-bo", Banner::Information, text::data::OFFICER),
            ("chua-chac", Banner::Wrong, text::data::NOT_SURE),
            ("da-giu", Banner::Done, text::data::KEPT),
        ];
        sentences.into_iter().find(|(name, ..)| query.get(name).is_some())
    });
    view! {
        <Title text=t(text::data::TITLE) />
        {load(|| StoredData {})
            .show(move || {
                move |stored| match stored {
                    Ok(stored) => {
                        view! {
                            {said.map(|(_, kind, sentence)| banner(kind, t(sentence)))}
                            {draw(stored)}
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failure error /> }.into_any(),
                }
            })}
    }
    .into_any()
}

fn draw(stored: DataView) -> AnyView {
    let language = use_language();
    let [organisations, drafts, dossiers, kept] = stored.counts;
    let mut facts = vec![Row::new(t(text::data::SINCE), display_time(stored.since))];
    for (kind, at) in &stored.evidence {
        let Some(evidence) = Evidence::named(kind) else { continue };
        facts.push(Row::new(t(evidence_name(evidence)), display_time(*at)));
    }
    for (name, count) in [
        (text::data::ORGANISATIONS, organisations),
        (text::data::DRAFTS, drafts),
        (text::data::DOSSIERS, dossiers),
        (text::data::KEPT_PAPERS, kept),
    ] {
        facts.push(Row::new(t(name), count.to_string()));
    }
    let trail = stored.trail.iter().map(entry).collect::<Vec<_>>();
    view! {
        {back_link(&routes::account(language))}
        <div class="sheet flow">
            {heading(t(text::data::TITLE))} <p class="lead">{t(text::data::LEAD)}</p>
            <section class="flow">
                <h2>{t(text::data::STORED)}</h2>
                {summary_list(facts)}
                <p class="hint">{t(text::data::HOW_STORED)}</p>
            </section>
            <section class="flow">
                <h2>{t(text::data::TAKE_TITLE)}</h2>
                <p>{t(text::data::TAKE_LEAD)}</p>
                <div class="actions">
                    <a class="button button-secondary" href=routes::take_data() rel="external">{t(text::data::TAKE)}</a>
                </div>
            </section>
            <section class="flow">
                <h2>{t(text::data::TRAIL)}</h2>
                <p>{t(text::data::TRAIL_LEAD)}</p>
                <ul class="rows">{trail}</ul>
            </section>
            <section class="flow">
                <h2>{t(text::data::DELETE_TITLE)}</h2>
                {deletion(stored.delete_at, dossiers > 0)}
            </section>
        </div>
    }
    .into_any()
}

fn deletion(delete_at: Option<DateTime<Utc>>, has_dossiers: bool) -> AnyView {
    if let Some(at) = delete_at {
        let keep = Button { label: t(text::data::KEEP), ..Button::default() };
        return view! {
            {inset(view! { <p>{fill(text::data::WILL_BE_DELETED, &[("time", &display_time(at))])}</p> }.into_any())}
            <form method="post" action=KeepAccount::url()>{button(keep)}</form>
        }
        .into_any();
    }
    if has_dossiers {
        return view! { <p>{t(text::data::HAS_DOSSIERS)}</p> }.into_any();
    }
    let delete = Button {
        label: t(text::data::DELETE),
        look: Look::Destructive,
        icon: Some(TRASH),
        ..Button::default()
    };
    let sure = Choices { path: "sure", name: "sure", ..Choices::default() };
    view! {
        <p>{t(text::data::DELETE_LEAD)}</p>
        <form method="post" action=DeleteAccount::url() class="flow">
            {checkbox(sure, t(text::data::SURE), false)}
            {button(delete)}
        </form>
    }
    .into_any()
}

fn entry(entry: &TrailView) -> AnyView {
    let about = entry.dossier.as_ref().map(|code| {
        let shown = code.replace('-', "\u{2011}");
        view! { " " <span translate="no">{shown}</span> }
    });
    let who = match entry.actor.as_str() {
        _ if entry.is_own => text::data::BY_YOU,
        "nobody" => text::data::BY_NOBODY,
        "system" => text::data::BY_SYSTEM,
        "operator" => text::data::BY_OPERATOR,
        _ => text::data::BY_OFFICER,
    };
    view! {
        <li>
            <p>{t(action_name(&entry.action))} {about}</p>
            <p class="meta">{display_time(entry.at)} " · " {t(who)}</p>
        </li>
    }
    .into_any()
}

fn action_name(action: &str) -> Key {
    match action {
        "login" => text::data::DID_LOGIN,
        "login.refused" | "session.prove_refused" => text::data::DID_LOGIN_REFUSED,
        "login.lock" => text::data::DID_LOCK,
        "login.unlock" => text::data::DID_UNLOCK,
        "account.create" => text::data::DID_CREATE,
        "account.ask_deletion" => text::data::DID_ASK_DELETION,
        "account.keep" => text::data::DID_KEEP,
        "registration.taken" => text::data::DID_REGISTER_AGAIN,
        "password.change" => text::data::DID_PASSWORD,
        "mailbox.change" | "phone.change" | "phone.confirm" => text::data::DID_CONTACT,
        "password.recover"
        | "recovery.mail"
        | "recovery.phone"
        | "recovery.desk"
        | "recovery.desk_without_factors" => text::data::DID_RECOVER,
        "authenticator.add"
        | "authenticator.remove"
        | "passkey.add"
        | "passkey.remove"
        | "recovery_code.renew"
        | "recovery_code.use" => text::data::DID_FACTOR,
        "identity.link" => text::data::DID_LINK,
        look if look.ends_with(".look") => text::data::DID_LOOK,
        _ => text::data::DID_OTHER,
    }
}

fn evidence_name(evidence: Evidence) -> Key {
    match evidence {
        Evidence::Mail => text::data::SEEN_MAIL,
        Evidence::Phone => text::data::SEEN_PHONE,
        Evidence::Desk => text::data::SEEN_DESK,
        Evidence::Vneid1 | Evidence::Vneid2 => text::data::SEEN_VNEID,
    }
}

/// Where the mail about a deletion leads. Opening the page changes nothing.
#[component]
pub fn KeepIt() -> impl IntoView {
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let asked = token.clone();
    view! {
        <Title text=t(text::data::KEEP_TITLE) />
        {load(move || DeletionOfLink { token: asked.clone() })
            .show(move || {
                let token = token.clone();
                move |found| match found {
                    Ok(true) => {
                        view! {
                            <div class="question flow">
                                {heading(t(text::data::KEEP_TITLE))} <p class="lead">{t(text::data::KEEP_LEAD)}</p>
                                <form method="post" action=KeepByLink::url() class="flow">
                                    {hidden("token", &token)} <div class="actions">{submit(t(text::data::KEEP))}</div>
                                </form>
                            </div>
                        }
                            .into_any()
                    }
                    Ok(false) => {
                        view! {
                            <div class="question flow">
                                {heading(t(text::data::KEEP_TITLE))} <p class="lead">{t(text::data::KEEP_OVER)}</p>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failure error /> }.into_any(),
                }
            })}
    }
    .into_any()
}
