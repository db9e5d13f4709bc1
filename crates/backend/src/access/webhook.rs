//! Webhooks: where systems are told what happens to the dossiers of an agency.
//!
//! What is told is enqueued in the transaction in which it happens, and says nothing personal: a system that wants more
//! looks it up.

use ::entity::{job as jobs, webhook};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::access::Topic;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::Serialize;
use uuid::Uuid;

use super::delivery::{Delivery, Reach};
use super::{AccessAdministrator, repo};
use crate::job::{self, Job};
use crate::secret::random_bytes;
use crate::{Error, Portal, Result, audit};

pub(super) const SECRET: &str = "webhook.secret";

/// What every secret begins with (Standard Webhooks 1.0).
const PREFIX: &str = "whsec_";

/// Most webhooks of one agency.
const MOST: usize = 10;

/// A webhook to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    /// Of whose dossiers it is told.
    pub agency: String,
    /// Where.
    pub url: String,
    /// Of what.
    pub topics: Vec<Topic>,
}

/// Why a webhook cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// There is no such agency.
    Agency,
    /// The address is none that anything is sent to.
    Url,
    /// It would be told of nothing.
    Topics,
    /// The agency has as many as may be.
    TooMany,
}

/// A webhook as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Of whose dossiers it is told.
    pub agency: String,
    /// Where.
    pub url: String,
    /// Of what.
    pub topics: Vec<Topic>,
    /// When something was last sent there.
    pub tried_at: Option<DateTime<Utc>>,
    /// The status of the answer; none where there was none.
    pub answered: Option<i32>,
}

/// Makes a webhook; returns the secret by which its system knows that it is told by the portal.
pub async fn make(
    portal: &Portal,
    by: AccessAdministrator,
    new: NewWebhook,
) -> Result<std::result::Result<String, NotMade>> {
    let NewWebhook { agency, url, topics } = new;
    if portal.catalogue().agency(&agency).is_none() {
        return Ok(Err(NotMade::Agency));
    }
    let Some(url) = Reach::of(portal).address(&url) else { return Ok(Err(NotMade::Url)) };
    if topics.is_empty() {
        return Ok(Err(NotMade::Topics));
    }
    let secret = [PREFIX, &STANDARD.encode(random_bytes::<32>())].concat();
    let id = Uuid::now_v7();
    let row = webhook::ActiveModel {
        id: Set(id),
        agency_code: Set(agency.clone()),
        url: Set(url.to_string()),
        secret: Set(portal.keys.seal(SECRET, &secret)?),
        topics: Set(repo::written(topics.iter().map(|topic| topic.as_str()))),
        created_by: Set(by.account_id()),
        created_at: Set(portal.clock.now()),
        disabled_at: Set(None),
        tried_at: Set(None),
        answered: Set(None),
    };
    let transaction = portal.database.write().await?;
    if repo::webhooks_of(&*transaction, vec![agency.as_str()]).await?.len() >= MOST {
        return Ok(Err(NotMade::TooMany));
    }
    repo::insert_webhook(&*transaction, row).await?;
    let subject = Some(("webhook", id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "webhook.make", subject).await?;
    transaction.commit().await?;
    Ok(Ok(secret))
}

/// The webhooks that are told something, the newest first.
pub async fn list(portal: &Portal, _by: AccessAdministrator) -> Result<Vec<Webhook>> {
    let rows = repo::webhooks(portal.database.read()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Webhook {
                id: row.id,
                topics: topics(&row)?,
                agency: row.agency_code,
                url: row.url,
                tried_at: row.tried_at,
                answered: row.answered,
            })
        })
        .collect()
}

/// Tells a webhook nothing any more, also of what waits. Says whether it was told something until now.
pub async fn end(portal: &Portal, by: AccessAdministrator, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    if !repo::disable_webhook(&*transaction, id, portal.clock.now()).await? {
        return Ok(false);
    }
    let subject = Some(("webhook", id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "webhook.end", subject).await?;
    transaction.commit().await?;
    Ok(true)
}

fn topics(row: &webhook::Model) -> Result<Vec<Topic>> {
    let read = |name| Topic::from_name(name).ok_or(Error::Unreadable("webhook.topics"));
    row.topics.split_whitespace().map(read).collect()
}

/// Something that happened to a dossier, as systems are told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Notice<'a> {
    #[serde(skip)]
    pub topic: Topic,
    /// Mã hồ sơ.
    pub code: &'a str,
    /// The dossier's revision after it.
    pub revision: i64,
    /// The move.
    pub name: &'a str,
    /// Where it stands now.
    pub status: &'a str,
    /// With whom it is now.
    pub stage: &'a str,
    /// Code of the desk.
    pub agency: &'a str,
    /// Code of the unit that has it.
    pub unit: Option<&'a str>,
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    topic: Topic,
    timestamp: DateTime<Utc>,
    data: &'a Notice<'a>,
}

/// What tells the webhooks that are to be told, for the transaction in which it happens.
pub(crate) async fn deliveries(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    notices: &[Notice<'_>],
) -> Result<Vec<jobs::ActiveModel>> {
    let mut agencies: Vec<&str> =
        notices.iter().flat_map(|notice| [Some(notice.agency), notice.unit]).flatten().collect();
    agencies.sort_unstable();
    agencies.dedup();
    let webhooks = repo::webhooks_of(connection, agencies).await?;
    let timestamp = portal.clock.now();
    let mut waiting = Vec::new();
    for webhook in &webhooks {
        let wanted = topics(webhook)?;
        for notice in notices {
            let concerns = webhook.agency_code == notice.agency || Some(&*webhook.agency_code) == notice.unit;
            if !concerns || !wanted.contains(&notice.topic) {
                continue;
            }
            let body = serde_json::to_string(&Told { topic: notice.topic, timestamp, data: notice })
                .map_err(|_| Error::Unreadable("webhook"))?;
            let delivery = Delivery { webhook: webhook.id, message: Uuid::now_v7(), body };
            waiting.push(job::prepared(portal, &Job::Webhook(delivery), None)?);
        }
    }
    Ok(waiting)
}

/// Tells the webhooks of one thing, in the transaction in which it happens.
pub(crate) async fn enqueue(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    notice: Notice<'_>,
) -> Result<()> {
    let waiting = deliveries(portal, connection, &[notice]).await?;
    if waiting.is_empty() { Ok(()) } else { job::enqueue_all(connection, waiting).await }
}

/// The key within a secret.
pub(super) fn key(secret: &str) -> Result<Vec<u8>> {
    let encoded = secret.strip_prefix(PREFIX).ok_or(Error::Unreadable(SECRET))?;
    STANDARD.decode(encoded).map_err(|_| Error::Unreadable(SECRET))
}
