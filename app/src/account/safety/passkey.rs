//! Passkeys of one's own: making, naming and taking them off, and proving by one who one is.

use backend::account::factor::passkey;
use backend::account::{fresh, note};
use domain::date;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::login::passkey::{AskedView, PasskeyButton, passkey_button};
use crate::account::register::hidden;
use crate::account::server::{self, citizen, fresh_citizen};
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::request::{self, portal};
use crate::routes;
use crate::ui::icon::TRASH;
use crate::ui::summary_list::{Row, summary_list_tight};
use crate::ui::{Button, Look, TextField, Width, button, details, text_field};

/// The passkeys of one's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PasskeysView {
    /// There can be some.
    pub available: bool,
    /// There can be one more.
    pub room: bool,
    /// Those there are.
    pub own: Vec<PasskeyView>,
}

/// A passkey of one's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Its id.
    pub id: Uuid,
    /// What it is called; may be empty.
    pub name: String,
    /// When it was made.
    pub created_at: String,
    /// When it was used last.
    pub used_at: Option<String>,
}

/// The passkeys of whoever is logged in.
pub async fn view() -> Result<PasskeysView, AppError> {
    let portal = portal()?;
    let own = passkey::list(&portal, &citizen().await?).await?;
    let room = own.len() < passkey::MOST;
    let view = |one: passkey::OwnPasskey| PasskeyView {
        id: one.id,
        name: one.name,
        created_at: date::display_time(one.created_at),
        used_at: one.used_at.map(date::display_time),
    };
    let own = own.into_iter().map(view).collect();
    Ok(PasskeysView { available: passkey::available(&portal), room, own })
}

/// Begins making a passkey.
#[server(endpoint = "account/passkey-make-begin")]
pub async fn begin_making() -> Result<Option<AskedView>, AppError> {
    let options = passkey::begin_making(&portal()?, &fresh_citizen().await?).await?;
    Ok(options.map(|options| AskedView { options }))
}

/// Keeps a passkey that the browser made; the script is led on when it is kept.
#[server(endpoint = "account/passkey-make")]
pub async fn make(
    /// What the browser answered.
    answer: String,
) -> Result<(), AppError> {
    let language = use_language();
    let (portal, citizen) = (portal()?, fresh_citizen().await?);
    if passkey::finish_making(&portal, &citizen, &answer, &request::user_agent()).await? {
        let has_codes = note::new_codes(&portal, &citizen).await?.is_some();
        request::redirect(&if has_codes {
            routes::new_codes(language)
        } else {
            routes::factors(language) + "?da-them-khoa"
        });
    }
    Ok(())
}

/// Calls a passkey something else.
#[server(endpoint = "account/passkey-rename")]
pub async fn rename_passkey(
    /// Its id.
    id: Uuid,
    /// Its name.
    #[server(default)]
    name: String,
) -> Result<(), AppError> {
    passkey::rename(&portal()?, &citizen().await?, id, &name).await?;
    request::redirect(&routes::factors(use_language()));
    Ok(())
}

/// Takes a passkey off the account.
#[server(endpoint = "account/passkey-remove")]
pub async fn remove_passkey(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    let is_gone = passkey::remove(&portal()?, &fresh_citizen().await?, id).await?;
    request::redirect(&(routes::factors(use_language()) + if is_gone { "?da-bo-khoa" } else { "?can-bo" }));
    Ok(())
}

/// Begins to prove by a passkey who one is.
#[server(endpoint = "account/passkey-prove-begin")]
pub async fn begin_proving() -> Result<Option<AskedView>, AppError> {
    let options = fresh::begin_passkey(&portal()?, &citizen().await?).await?;
    Ok(options.map(|options| AskedView { options }))
}

/// Proves by a passkey who one is; the script is led on when it is right.
#[server(endpoint = "account/passkey-prove")]
pub async fn prove_by_passkey(
    /// What the browser answered.
    answer: String,
    /// The local address to go to afterwards.
    #[server(default)]
    return_to: String,
) -> Result<(), AppError> {
    let language = use_language();
    if let Some(session) = fresh::prove_by_passkey(&portal()?, &citizen().await?, &answer).await? {
        server::begin_session(&session)?;
        let local = Some(return_to.as_str()).filter(|path| request::is_local(path));
        request::redirect(&local.map_or_else(|| routes::account(language), str::to_owned));
    }
    Ok(())
}

/// The button that proves who one is, and leads back.
pub fn prove_button(return_to: &str, primary: bool) -> AnyView {
    passkey_button(PasskeyButton {
        label: text::safety::PASSKEY_PROVE,
        begin: BeginProving::url(),
        finish: ProveByPasskey::url(),
        return_to,
        stopped: text::safety::PASSKEY_STOPPED,
        primary,
    })
}

/// The passkeys that one has, and making another.
pub fn section(passkeys: PasskeysView) -> Option<AnyView> {
    let PasskeysView { available, room, own } = passkeys;
    let rows = own.into_iter().map(row).collect_view();
    let add = if room {
        passkey_button(PasskeyButton {
            label: text::safety::PASSKEY_ADD,
            begin: BeginMaking::url(),
            finish: Make::url(),
            return_to: "",
            stopped: text::safety::PASSKEY_NOT_MADE,
            primary: false,
        })
    } else {
        view! { <p>{t(text::safety::PASSKEY_ENOUGH)}</p> }.into_any()
    };
    available.then(|| {
        view! {
            <section class="flow">
                <h2>{t(text::safety::PASSKEYS_HEADING)}</h2>
                <p>{t(text::safety::PASSKEYS_LINE)}</p>
                {rows}
                {add}
            </section>
        }
        .into_any()
    })
}

fn row(one: PasskeyView) -> AnyView {
    let name = if one.name.is_empty() { t(text::safety::PASSKEY_UNNAMED).to_owned() } else { one.name };
    let more = fill(text::safety::PASSKEY_MORE, &[("name", &name), ("time", &one.created_at)]);
    let id = one.id.to_string();
    let used = one.used_at.unwrap_or_else(|| t(text::safety::PASSKEY_NEVER).to_owned());
    let facts = vec![
        Row::new(t(text::safety::PASSKEY_MADE), one.created_at),
        Row::new(t(text::safety::PASSKEY_USED), used),
    ];
    let field = text_field(TextField {
        path: &format!("name-{id}"),
        name: "name",
        label: t(text::safety::PASSKEY_NAME),
        value: &name,
        width: Width::W24,
        ..TextField::default()
    });
    let small = |label, look, icon| {
        button(Button { label: t(label), label_more: &more, look, small: true, icon, ..Button::default() })
    };
    let rename = view! {
        <form method="post" action=RenamePasskey::url() class="flow">
            {hidden("id", &id)} {field}
            <div class="actions">{small(text::safety::PASSKEY_NAME_BUTTON, Look::Secondary, None)}</div>
        </form>
    };
    view! {
        <div class="card flow">
            <h3>{name.clone()}</h3>
            {summary_list_tight(facts)}
            {details(t(text::safety::PASSKEY_RENAME), rename.into_any())}
            <form method="post" action=RemovePasskey::url()>
                {hidden("id", &id)} {small(text::safety::PASSKEY_REMOVE, Look::Destructive, Some(TRASH))}
            </form>
        </div>
    }
    .into_any()
}
