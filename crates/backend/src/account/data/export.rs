//! Everything that is stored about a person, to take along.

use bytes::Bytes;
use domain::account::proofing::Evidence;
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::json;

use super::{repo, stored};
use crate::account::fresh::FreshCitizen;
use crate::account::{Citizen, factor, organisations, person, session};
use crate::attachment::kept;
use crate::{Error, Portal, Result, dossier};

/// Everything as one JSON document, dossier by dossier, so that however many there are no more than one is in memory.
pub async fn export(portal: &Portal, citizen: &FreshCitizen) -> Result<BoxStream<'static, Result<Bytes>>> {
    let stored = stored(portal, citizen).await?;
    let listed = dossier::list(portal, citizen).await?;
    let mut drafts = Vec::new();
    for entry in listed.drafts {
        if let dossier::Found::Open(draft) = dossier::find(portal, citizen, entry.id).await? {
            drafts.push(json!({
                "procedure": entry.version.procedure.name,
                "updated_at": entry.updated_at,
                "answers": draft.answers,
                "papers": draft.papers.iter().map(|paper| &paper.name).collect::<Vec<_>>(),
            }));
        }
    }
    let organisations: Vec<_> = organisations(portal, citizen)
        .await?
        .into_iter()
        .map(|one| {
            json!({"kind": one.kind.as_str(), "name": one.name, "tax_code": one.tax_code, "address": one.address,
                   "position": one.position})
        })
        .collect();
    let kept: Vec<_> = kept::list(portal, citizen)
        .await?
        .into_iter()
        .map(|paper| {
            json!({"name": paper.name, "dossier": paper.dossier_code, "handed_in_on": paper.handed_in_on,
                   "expires_on": paper.expires_on})
        })
        .collect();
    let trail: Vec<_> = stored
        .trail
        .iter()
        .map(|entry| json!({"at": entry.at, "by": entry.actor, "action": entry.action, "dossier": entry.dossier}))
        .collect();
    let evidence: Vec<_> = stored
        .evidence
        .iter()
        .map(|(kind, at)| json!({"kind": kind.map(Evidence::as_str), "at": at}))
        .collect();
    let sessions: Vec<_> = session::sessions(portal, citizen)
        .await?
        .into_iter()
        .map(|one| {
            json!({"device": one.device.as_str(), "browser": one.browser, "network": one.network,
                   "began_at": one.began_at, "last_seen_at": one.last_seen_at})
        })
        .collect();
    let head = json!({
        "exported_at": portal.clock.now(),
        "account": {"since": stored.since, "delete_at": stored.delete_at},
        "person": person(portal, citizen).await?,
        "evidence": evidence,
        "sessions": sessions,
        "passkeys": factor::passkey::list(portal, citizen).await?,
        "organisations": organisations,
        "drafts": drafts,
        "kept_papers": kept,
        "trail": trail,
    });
    let head = head.to_string();
    let opened = format!("{},\"dossiers\":[", head.strip_suffix('}').unwrap_or(&head));
    // All of them, where the page lists the latest.
    let codes = repo::codes_of(portal.database.read(), citizen.account_id(), None).await?;
    let codes = codes.into_iter().map(|(_, code)| code).enumerate();
    let (portal, citizen) = (portal.clone(), citizen.clone());
    let each = stream::iter(codes).then(move |(at, code)| {
        let (portal, citizen) = (portal.clone(), citizen.clone());
        async move {
            let comma = if at > 0 { "," } else { "" };
            let one = whole(&portal, &citizen, &code).await?;
            Ok(Bytes::from(format!("{comma}{one}")))
        }
    });
    let begin = stream::iter([Ok(Bytes::from(opened))]);
    Ok(begin.chain(each).chain(stream::iter([Ok(Bytes::from_static(b"]}\n"))])).boxed())
}

async fn whole(portal: &Portal, citizen: &Citizen, code: &str) -> Result<serde_json::Value> {
    let found = dossier::by_code(portal, citizen, code).await?.ok_or(Error::Unreadable("dossier.code"))?;
    let papers = found.papers.iter().map(|paper| json!({"name": paper.name, "size": paper.size}));
    let events = found.events.iter().map(|event| json!({"at": event.at, "status": event.status.as_str()}));
    Ok(json!({
        "code": code,
        "procedure": found.entry.version.procedure.name,
        "desk": found.desk.name,
        "submitted_at": found.entry.submitted_at,
        "answers": found.answers,
        "papers": papers.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    }))
}
