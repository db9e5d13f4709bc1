//! Other systems: their tokens, and where they are told what happens. For administrators, drawn by the server.

mod form;
mod page;

use std::collections::BTreeMap;

use backend::Portal;
use backend::access::AccessAdministrator;
use backend::access::token;
use backend::access::webhook::{self, NewWebhook, NotMade};
use backend::account::Citizen;
use backend::account::note::{self, Tried};
use backend::staff::Officer;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Topic;
use domain::date;
use domain::staff::Membership;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::form::{read_token, scope_name, topic_field, topic_name, wrong_webhook};
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::request;
use crate::routes;
use crate::staff::server::{agency_name, officer_in_session};
use crate::staff::{Staffed, role_name};

pub use page::Systems;

/// Where what was typed into a form is kept.
const TOKEN_FORM: &str = "he-thong/ma";
const WEBHOOK_FORM: &str = "he-thong/dia-chi";
/// Where a secret is kept while it is shown.
const SHOWN: &str = "he-thong/bi-mat";
/// So long a secret is shown.
const SHOWN_FOR: TimeDelta = TimeDelta::minutes(10);

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SystemsPage {
    tokens: Vec<Row>,
    webhooks: Vec<Row>,
    /// Codes and names of the agencies.
    agencies: Vec<(String, String)>,
    /// What it is and the secret, while it is shown.
    shown: Option<(String, String)>,
    token: Typed,
    webhook: Typed,
}

/// A token or webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    id: Uuid,
    name: String,
    lines: Vec<String>,
}

/// A form as it was typed, and what was wrong with it by field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Typed {
    values: BTreeMap<String, String>,
    problems: Vec<(String, String)>,
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

async fn administrator() -> Result<(Portal, Citizen, Officer, AccessAdministrator), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let by = AccessAdministrator::of(&officer).ok_or(AppError::NotFound)?;
    Ok((portal, citizen, officer, by))
}

/// Tokens and webhooks.
#[server(input = GetUrl, endpoint = "access/systems")]
pub async fn load_systems() -> Result<Staffed<SystemsPage>, AppError> {
    let (portal, citizen, officer, by) = administrator().await?;
    let tokens = token::list(&portal, by).await?.into_iter().map(|token| {
        let Membership { agency, role } = &token.membership;
        let scopes: Vec<_> = token.scopes.iter().map(|scope| t(scope_name(*scope))).collect();
        let until = date::display(date::today(token.expires_at));
        let used =
            token.last_used_at.map(|time| fill(text::access::USED, &[("time", &date::display_time(time))]));
        Row {
            id: token.id,
            name: token.name,
            lines: vec![
                format!("{} · {}", t(role_name(*role)), agency_name(&portal, agency)),
                scopes.join("; "),
                format!(
                    "{}, {}",
                    fill(text::access::UNTIL, &[("day", &until)]),
                    used.unwrap_or_else(|| t(text::access::UNUSED).to_owned())
                ),
            ],
        }
    });
    let webhooks = webhook::list(&portal, by).await?.into_iter().map(|one| {
        let topics: Vec<_> = one.topics.iter().map(|topic| t(topic_name(*topic))).collect();
        let last = match (one.tried_at.map(date::display_time), one.answered) {
            (None, _) => t(text::access::UNTRIED).to_owned(),
            (Some(time), None) => fill(text::access::NOT_ANSWERED, &[("time", &time)]),
            (Some(time), Some(status)) => {
                fill(text::access::ANSWERED, &[("time", &time), ("status", &status.to_string())])
            }
        };
        Row {
            id: one.id,
            name: one.url,
            lines: vec![agency_name(&portal, &one.agency), topics.join("; "), last],
        }
    });
    let catalogue = portal.catalogue();
    let language = use_language().into();
    let agencies = catalogue.agencies().iter();
    let agencies = agencies.map(|agency| (agency.code.clone(), agency.name.get(language).to_owned()));
    let token = note::tried(&portal, &citizen, TOKEN_FORM).await?.map(|tried| Typed {
        problems: read_token(&tried.typed).err().unwrap_or_default(),
        values: tried.typed,
    });
    let webhook = note::tried(&portal, &citizen, WEBHOOK_FORM)
        .await?
        .map(|tried| Typed { problems: wrong_webhook(&tried), values: tried.typed });
    let page = SystemsPage {
        tokens: tokens.collect(),
        webhooks: webhooks.collect(),
        agencies: agencies.collect(),
        shown: shown(&portal, &citizen).await?,
        token: token.unwrap_or_default(),
        webhook: webhook.unwrap_or_default(),
    };
    Staffed::of(&portal, &officer, page).await
}

/// The secret that was made a moment ago.
async fn shown(portal: &Portal, citizen: &Citizen) -> Result<Option<(String, String)>, AppError> {
    let Some(mut kept) = note::tried(portal, citizen, SHOWN).await? else { return Ok(None) };
    let until = kept.typed.get("until").and_then(|text| text.parse::<DateTime<Utc>>().ok());
    if until.is_none_or(|until| until <= portal.clock.now()) {
        return Ok(None);
    }
    let title = match kept.typed.remove("name") {
        Some(name) => fill(text::access::SHOWN_TOKEN, &[("name", &name)]),
        None => t(text::access::SHOWN_WEBHOOK).to_owned(),
    };
    Ok(kept.typed.remove("secret").map(|secret| (title, secret)))
}

/// Keeps a secret for the page that shows it.
async fn show(
    portal: &Portal,
    citizen: &Citizen,
    name: Option<String>,
    secret: String,
) -> Result<(), AppError> {
    let until = (portal.clock.now() + SHOWN_FOR).to_rfc3339();
    let mut typed = BTreeMap::from([("secret".to_owned(), secret), ("until".to_owned(), until)]);
    typed.extend(name.map(|name| ("name".to_owned(), name)));
    Ok(note::leave_tried(portal, citizen, Tried { place: SHOWN.to_owned(), why: String::new(), typed })
        .await?)
}

/// Keeps a form that was refused; what no form of ours sends is cut off.
async fn keep(
    portal: &Portal,
    citizen: &Citizen,
    place: &str,
    why: &str,
    typed: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let short = |(name, value): (String, String)| (name, value.chars().take(500).collect());
    let typed = typed.into_iter().map(short).collect();
    let tried = Tried { place: place.to_owned(), why: why.to_owned(), typed };
    Ok(note::leave_tried(portal, citizen, tried).await?)
}

fn lead_back(done: &str) {
    request::redirect(&(routes::systems(use_language()) + done));
}

/// "Tạo mã".
#[server(endpoint = "access/token")]
pub async fn make_token(
    /// What was typed and ticked, by field.
    #[server(default)]
    token: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, citizen, _, by) = administrator().await?;
    match read_token(&token) {
        Ok(new) => {
            let name = new.name.clone();
            // Only a page that is old names an agency that there is no more.
            let made = token::make(&portal, by, new).await?.ok_or(AppError::Unfit)?;
            show(&portal, &citizen, Some(name), made.secret).await?;
            lead_back("?da-tao");
        }
        Err(_) => {
            keep(&portal, &citizen, TOKEN_FORM, "", token).await?;
            lead_back("?kiem-tra");
        }
    }
    Ok(())
}

/// "Thu hồi" a token.
#[server(endpoint = "access/token-revoke")]
pub async fn revoke_token(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, _, _, by) = administrator().await?;
    token::revoke(&portal, by, id).await?;
    lead_back("?da-thu-hoi");
    Ok(())
}

/// "Thêm địa chỉ".
#[server(endpoint = "access/webhook")]
pub async fn make_webhook(
    /// What was typed and ticked, by field.
    #[server(default)]
    webhook: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, citizen, _, by) = administrator().await?;
    let get = |name: &str| webhook.get(name).map_or("", |typed| typed.trim()).to_owned();
    let topics = Topic::ALL.iter().copied().filter(|topic| get(topic_field(*topic)) == "yes").collect();
    let new = NewWebhook { agency: get("agency"), url: get("url"), topics };
    let why = match webhook::make(&portal, by, new).await? {
        Ok(secret) => {
            show(&portal, &citizen, None, secret).await?;
            lead_back("?da-tao");
            return Ok(());
        }
        Err(NotMade::Agency) => "agency",
        Err(NotMade::Url) => "url",
        Err(NotMade::Topics) => "topics",
        Err(NotMade::TooMany) => "too_many",
    };
    keep(&portal, &citizen, WEBHOOK_FORM, why, webhook).await?;
    lead_back("?kiem-tra");
    Ok(())
}

/// "Ngừng gửi".
#[server(endpoint = "access/webhook-end")]
pub async fn end_webhook(
    /// Its id.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, _, _, by) = administrator().await?;
    webhook::end(&portal, by, id).await?;
    lead_back("?da-ngung");
    Ok(())
}

/// "Tôi đã cất giữ".
#[server(endpoint = "access/secret-away")]
pub async fn put_secret_away() -> Result<(), AppError> {
    let (portal, citizen, _, _) = administrator().await?;
    note::forget(&portal, &citizen).await?;
    lead_back("");
    Ok(())
}
