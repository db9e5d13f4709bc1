//! What is stored about a person: for them to see, to take along, and to have deleted.

use ::entity::{
    account, account_deletion, audit as entries, dossier as dossiers, draft, evidence, kept_paper,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use domain::account::proofing::Evidence;
use futures::stream::{self, BoxStream, StreamExt};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::fresh::FreshCitizen;
use super::{Citizen, factor, guessing, letters, organisations, person, repo};
use crate::attachment::kept;
use crate::audit::{self, Actor};
use crate::job::{self, Job};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result, dossier};

/// How long an account is left as it is before it is deleted.
pub const PAUSE: TimeDelta = TimeDelta::days(14);
/// For so long an account is closed before it goes, so that nothing is under way any more.
const CLOSED: TimeDelta = TimeDelta::minutes(30);
/// Most entries of the trail shown.
const MOST_SHOWN: u64 = 200;

/// What is stored about a person, beside what the account's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Since when there is an account.
    pub since: DateTime<Utc>,
    /// What showed who it is, and when.
    pub evidence: Vec<(Option<Evidence>, DateTime<Utc>)>,
    /// Organisations, open drafts, dossiers and papers that are kept.
    pub organisations: usize,
    /// Drafts that were not filed.
    pub drafts: usize,
    /// Dossiers.
    pub dossiers: u64,
    /// Papers kept for later dossiers.
    pub kept: usize,
    /// Who looked, and what was done, the latest first.
    pub trail: Vec<Entry>,
    /// When the account is deleted, if that was asked for.
    pub delete_at: Option<DateTime<Utc>>,
}

/// Something that was done with a person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// `citizen`, `operator`, `system`, `nobody` (not logged in), …
    pub actor: String,
    /// Whether it was the person.
    pub is_own: bool,
    /// `login`, `login.refused`, `dossier.look`, …
    pub action: String,
    /// Code of the dossier that it was about, if it was one.
    pub dossier: Option<String>,
}

/// Everything that is stored about `citizen` but what other pages show.
pub async fn stored(portal: &Portal, citizen: &Citizen) -> Result<Stored> {
    let (read, id) = (portal.database.read(), citizen.account_id());
    let row = repo::account(read, id).await?.ok_or(Error::Unreadable("account"))?;
    let seen = evidence::Entity::find()
        .filter(evidence::Column::AccountId.eq(id))
        .order_by_asc(evidence::Column::SeenAt)
        .all(read)
        .await?;
    let listed = dossier::list(portal, citizen).await?;
    let deletion = account_deletion::Entity::find_by_id(id).one(read).await?;
    Ok(Stored {
        since: row.created_at,
        evidence: seen.iter().map(|row| (Evidence::named(&row.kind), row.seen_at)).collect(),
        organisations: organisations(portal, citizen).await?.len(),
        drafts: listed.drafts.len(),
        dossiers: dossiers_of(read, id).await?,
        kept: kept::list(portal, citizen).await?.len(),
        trail: trail(portal, citizen).await?,
        delete_at: deletion.map(|row| row.delete_at),
    })
}

async fn dossiers_of(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<u64> {
    let of_account = dossiers::Column::AccountId.eq(account_id);
    Ok(dossiers::Entity::find().filter(of_account).count(connection).await?)
}

/// What was done with the account, by whomever, and by others with its dossiers.
async fn trail(portal: &Portal, citizen: &Citizen) -> Result<Vec<Entry>> {
    let (read, id) = (portal.database.read(), citizen.account_id());
    let codes: Vec<(Uuid, String)> = dossiers::Entity::find()
        .select_only()
        .columns([dossiers::Column::Id, dossiers::Column::Code])
        .filter(dossiers::Column::AccountId.eq(id))
        .order_by_desc(dossiers::Column::SubmittedAt)
        .limit(MOST_SHOWN)
        .into_tuple()
        .all(read)
        .await?;
    let about = |kind: &str, ids: Vec<String>| {
        Condition::all().add(entries::Column::SubjectKind.eq(kind)).add(entries::Column::SubjectId.is_in(ids))
    };
    let others =
        Condition::any().add(entries::Column::ActorId.is_null()).add(entries::Column::ActorId.ne(id));
    let of_dossiers = about("dossier", codes.iter().map(|(id, _)| id.to_string()).collect()).add(others);
    let rows = entries::Entity::find()
        .filter(Condition::any().add(about("account", vec![id.to_string()])).add(of_dossiers))
        .order_by_desc(entries::Column::At)
        .order_by_desc(entries::Column::Id)
        .limit(MOST_SHOWN)
        .all(read)
        .await?;
    let code_of = |subject: &Option<String>| {
        codes.iter().find(|(id, _)| Some(id.to_string()) == *subject).map(|(_, code)| code.clone())
    };
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            at: row.at,
            is_own: row.actor_id == Some(id),
            actor: row.actor_kind,
            action: row.action,
            dossier: code_of(&row.subject_id),
        })
        .collect())
}

/// Everything as one JSON document, dossier by dossier, so that however many there are no more than one is in memory.
pub async fn export(portal: &Portal, citizen: &Citizen) -> Result<BoxStream<'static, Result<Bytes>>> {
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
    let head = json!({
        "exported_at": portal.clock.now(),
        "account": {"since": stored.since, "delete_at": stored.delete_at},
        "person": person(portal, citizen).await?,
        "evidence": evidence,
        "passkeys": factor::passkey::list(portal, citizen).await?,
        "organisations": organisations,
        "drafts": drafts,
        "kept_papers": kept,
        "trail": trail,
    });
    let head = head.to_string();
    let opened = format!("{},\"dossiers\":[", head.strip_suffix('}').unwrap_or(&head));
    let (portal, citizen) = (portal.clone(), citizen.clone());
    let codes = listed.dossiers.into_iter().map(|entry| entry.code).enumerate();
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

/// What came of asking for an account to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is deleted then, unless its owner wants it back.
    Until(DateTime<Utc>),
    /// It has dossiers, which the law has the agencies keep (Luật Lưu trữ 33/2024/QH15), and its owner follow.
    HasDossiers,
}

/// Asks for the account of `citizen` to be deleted after [`PAUSE`]; asked again, the day stays.
pub async fn ask_deletion(portal: &Portal, citizen: &FreshCitizen) -> Result<Asked> {
    let (id, now) = (citizen.account_id(), portal.clock.now());
    let transaction = portal.database.write().await?;
    if dossiers_of(&*transaction, id).await? > 0 {
        return Ok(Asked::HasDossiers);
    }
    let token = secret::token();
    let row = account_deletion::ActiveModel {
        account_id: Set(id),
        undo_hash: Set(portal.keys.hash(Purpose::Undo, &token)),
        asked_at: Set(now),
        delete_at: Set(now + PAUSE),
    };
    let conflict = OnConflict::column(account_deletion::Column::AccountId).do_nothing().to_owned();
    let asked = account_deletion::Entity::insert(row).on_conflict(conflict);
    if asked.exec_without_returning(&*transaction).await? == 0 {
        let before = account_deletion::Entity::find_by_id(id).one(&*transaction).await?;
        return Ok(Asked::Until(before.map_or(now + PAUSE, |row| row.delete_at)));
    }
    let subject = Some(("account", id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "account.ask_deletion", subject).await?;
    let owner = repo::account(&*transaction, id).await?.ok_or(Error::Unreadable("account"))?;
    let to = super::person::open_person(portal, &owner)?.email;
    if !to.is_empty() {
        let language = guessing::language_of(&owner);
        let letter = letters::deletion(portal, language, &to, Some((&token, now + PAUSE)));
        job::enqueue(portal, &*transaction, &Job::Mail(letter), None).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(Asked::Until(now + PAUSE))
}

/// Keeps the account after all.
pub async fn keep(portal: &Portal, citizen: &Citizen) -> Result<()> {
    keep_where(portal, citizen.actor(), account_deletion::Column::AccountId.eq(citizen.account_id())).await?;
    Ok(())
}

/// Whether the link of a mail keeps an account; changes nothing, for mail scanners open links too.
pub async fn may_keep(portal: &Portal, token: &str) -> Result<bool> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    let found = account_deletion::Entity::find().filter(account_deletion::Column::UndoHash.eq(hash));
    Ok(found.count(portal.database.read()).await? > 0)
}

/// Keeps an account by the link of its mail; says whether there was something to undo.
pub async fn keep_by_link(portal: &Portal, token: &str) -> Result<bool> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    keep_where(portal, Actor::Nobody, account_deletion::Column::UndoHash.eq(hash)).await
}

async fn keep_where(
    portal: &Portal,
    actor: Actor,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let undone = account_deletion::Entity::delete_many()
        .filter(which.into_condition())
        .filter(account_deletion::Column::DeleteAt.gt(portal.clock.now()))
        .exec_with_returning(&*transaction)
        .await?;
    let Some(row) = undone.into_iter().next() else { return Ok(false) };
    let subject = Some(("account", row.account_id.to_string()));
    audit::record(portal, &*transaction, actor, "account.keep", subject).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Deletes the accounts whose pause is over: they are closed first, and go the next time. Says how many went.
pub(crate) async fn delete_due(portal: &Portal) -> Result<u64> {
    let now = portal.clock.now();
    let due = account_deletion::Entity::find()
        .filter(account_deletion::Column::DeleteAt.lte(now))
        .limit(1000)
        .all(portal.database.read())
        .await?;
    let mut deleted = 0;
    for row in due {
        let id = row.account_id;
        let transaction = portal.database.write().await?;
        let Some(owner) = repo::account(&*transaction, id).await? else { continue };
        match owner.disabled_at {
            None => repo::set_disabled(&*transaction, id, Some(now)).await?,
            Some(since) if now < since + CLOSED => {}
            Some(_) if dossiers_of(&*transaction, id).await? > 0 => {
                // Filed in the meantime: there is something to follow.
                repo::set_disabled(&*transaction, id, None).await?;
                account_deletion::Entity::delete_by_id(id).exec(&*transaction).await?;
            }
            Some(_) => {
                delete(portal, &*transaction, &owner).await?;
                deleted += 1;
            }
        }
        transaction.commit().await?;
    }
    Ok(deleted)
}

async fn delete(portal: &Portal, connection: &impl ConnectionTrait, owner: &account::Model) -> Result<()> {
    // Their files go with them, by the tidying of drafts that ran out and of contents that nobody has.
    draft::Entity::update_many()
        .col_expr(draft::Column::ExpiresAt, Expr::value(portal.clock.now()))
        .filter(draft::Column::AccountId.eq(owner.id))
        .exec(connection)
        .await?;
    kept_paper::Entity::delete_many()
        .filter(kept_paper::Column::AccountId.eq(owner.id))
        .exec(connection)
        .await?;
    let to = super::person::open_person(portal, owner)?.email;
    account::Entity::delete_by_id(owner.id).exec(connection).await?;
    let subject = Some(("account", owner.id.to_string()));
    audit::record(portal, connection, Actor::System, "account.delete", subject).await?;
    if !to.is_empty() {
        let language = if owner.language == Language::En.tag() { Language::En } else { Language::Vi };
        let letter = letters::deletion(portal, language, &to, None);
        job::enqueue(portal, connection, &Job::Mail(letter), None).await?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use futures::TryStreamExt;

    use super::*;
    use crate::account::fresh::fresh;
    use crate::account::testing::{citizen, log_in, organisation};
    use crate::account::{Session, authenticate};
    use crate::dossier::testing::{complete, draft as begin};
    use crate::dossier::{Submitted, submit};
    use crate::testing::{TestPortal, on_each_database};

    async fn file(portal: &TestPortal, who: &Citizen) -> String {
        let draft = complete(portal, who).await;
        match submit(portal, who, draft, Language::Vi).await.unwrap() {
            Submitted::Filed(code) => code,
            other => panic!("{other:?}"),
        }
    }

    /// Asks as somebody who has just logged in.
    async fn ask(portal: &TestPortal, who: &Citizen) -> Result<Asked> {
        let token = log_in(portal, who).await;
        let Session::Active(citizen) = authenticate(portal, &token).await? else { panic!("not logged in") };
        ask_deletion(portal, &fresh(portal, citizen).unwrap()).await
    }

    async fn one_sees_what_is_stored_and_who_looked(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        organisation(&portal, &hoa).await;
        let code = file(&portal, &hoa).await;
        begin(&portal, &hoa).await;
        let id = dossiers::Entity::find().one(portal.database.read()).await.unwrap().unwrap().id;
        let transaction = portal.database.write().await.unwrap();
        for (actor, action, subject) in [
            (Actor::Citizen(hoa.account_id()), "login", ("account", hoa.account_id().to_string())),
            (Actor::Nobody, "login.refused", ("account", hoa.account_id().to_string())),
            (Actor::Operator, "dossier.look", ("dossier", id.to_string())),
            (Actor::Operator, "account.look", ("account", minh.account_id().to_string())),
        ] {
            portal.test_clock.advance(TimeDelta::minutes(1));
            audit::record(&portal, &*transaction, actor, action, Some(subject)).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let stored = stored(&portal, &hoa).await.unwrap();
        assert_eq!((stored.organisations, stored.drafts, stored.dossiers, stored.kept), (1, 1, 1, 0));
        assert_eq!(stored.evidence[0].0, Some(Evidence::Mail));
        let trail: Vec<_> = stored.trail.iter().map(|entry| (entry.action.as_str(), entry.is_own)).collect();
        assert_eq!(trail, [("dossier.look", false), ("login.refused", false), ("login", true)]);
        assert_eq!(stored.trail[0].dossier.as_deref(), Some(code.as_str()));
        let others = super::stored(&portal, &minh).await.unwrap();
        assert_eq!((others.dossiers, others.trail.len()), (0, 1));
    }
    on_each_database!(one_sees_what_is_stored_and_who_looked);

    async fn everything_can_be_taken_along(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        organisation(&portal, &hoa).await;
        let codes = [file(&portal, &hoa).await, file(&portal, &hoa).await];
        begin(&portal, &hoa).await;
        let taken = async |who: &Citizen| {
            let pieces: Vec<Bytes> = export(&portal, who).await.unwrap().try_collect().await.unwrap();
            serde_json::from_slice::<serde_json::Value>(&pieces.concat()).unwrap()
        };
        let mine = taken(&hoa).await;
        assert_eq!(mine["person"]["name"], "Nguyễn Thị Hoa");
        assert_eq!(mine["person"]["identity_number"], "064190000001");
        assert_eq!(mine["organisations"][0]["tax_code"], "5900189195");
        assert_eq!(mine["drafts"].as_array().unwrap().len(), 1);
        let dossiers = mine["dossiers"].as_array().unwrap();
        assert!(codes.iter().all(|code| dossiers.iter().any(|one| one["code"] == **code)), "{mine}");
        assert_eq!(dossiers[0]["answers"]["child_name"], "Nguyễn Minh An");
        assert_eq!(dossiers[0]["papers"][0]["name"], "giấy chứng sinh.pdf");
        let other = taken(&minh).await;
        assert_eq!(other["dossiers"].as_array().unwrap().len(), 0);
        assert!(!other.to_string().contains("064190000001"));
    }
    on_each_database!(everything_can_be_taken_along);

    /// Lets so much time pass, with the tidying of every half hour.
    async fn pass(portal: &TestPortal, time: TimeDelta) {
        portal.test_clock.advance(time);
        for _ in 0..3 {
            delete_due(portal).await.unwrap();
            portal.test_clock.advance(CLOSED);
        }
        dossier::delete_expired(portal).await.unwrap();
    }

    async fn an_account_is_deleted_after_a_pause(portal: TestPortal) {
        let (hoa, token) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        organisation(&portal, &hoa).await;
        complete(&portal, &hoa).await;
        begin(&portal, &minh).await;
        let Asked::Until(at) = ask(&portal, &hoa).await.unwrap() else { panic!() };
        portal.test_clock.advance(TimeDelta::days(1));
        assert_eq!(ask(&portal, &hoa).await.unwrap(), Asked::Until(at), "the day stays");
        assert_eq!(stored(&portal, &hoa).await.unwrap().delete_at, Some(at));
        pass(&portal, TimeDelta::days(12)).await;
        let again = log_in(&portal, &hoa).await;
        assert!(
            matches!(authenticate(&portal, &again).await.unwrap(), Session::Active(_)),
            "until then as ever"
        );
        pass(&portal, TimeDelta::days(1)).await;
        for token in [&token, &again] {
            assert_eq!(authenticate(&portal, token).await.unwrap(), Session::None);
        }
        let read = portal.database.read();
        assert_eq!(repo::account(read, hoa.account_id()).await.unwrap(), None);
        assert_eq!(account::Entity::find().count(read).await.unwrap(), 1);
        assert_eq!(draft::Entity::find().count(read).await.unwrap(), 1, "that of somebody else");
        assert_eq!(::entity::organisation::Entity::find().count(read).await.unwrap(), 0);
        portal.work().await;
        assert_eq!(portal.mails().len(), 2, "when it was asked for, and when it was done");
        citizen(&portal, 1).await;
    }
    on_each_database!(an_account_is_deleted_after_a_pause);

    async fn the_owner_keeps_it_by_the_mail_or_by_the_page(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        ask(&portal, &hoa).await.unwrap();
        portal.work().await;
        let text = portal.mails()[0].text.clone();
        let (_, rest) = text.split_once("/tai-khoan/du-lieu/giu/").unwrap();
        let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        assert!(!may_keep(&portal, "0").await.unwrap());
        assert!(may_keep(&portal, &token).await.unwrap());
        assert!(may_keep(&portal, &token).await.unwrap(), "looking changes nothing");
        assert!(keep_by_link(&portal, &token).await.unwrap());
        assert!(!keep_by_link(&portal, &token).await.unwrap());
        ask(&portal, &hoa).await.unwrap();
        keep(&portal, &hoa).await.unwrap();
        pass(&portal, TimeDelta::days(20)).await;
        assert!(repo::account(portal.database.read(), hoa.account_id()).await.unwrap().is_some());
    }
    on_each_database!(the_owner_keeps_it_by_the_mail_or_by_the_page);

    async fn what_was_filed_is_kept(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        let code = file(&portal, &hoa).await;
        assert_eq!(ask(&portal, &hoa).await.unwrap(), Asked::HasDossiers);
        assert!(matches!(ask(&portal, &minh).await.unwrap(), Asked::Until(_)));
        let later = file(&portal, &minh).await;
        pass(&portal, TimeDelta::days(20)).await;
        for (who, code) in [(&hoa, &code), (&minh, &later)] {
            assert!(dossier::by_code(&portal, who, code).await.unwrap().is_some());
            let row = repo::account(portal.database.read(), who.account_id()).await.unwrap().unwrap();
            assert_eq!(row.disabled_at, None, "filing in the meantime keeps the account");
        }
    }
    on_each_database!(what_was_filed_is_kept);
}
