//! Deleting an account, when its owner asks for it.

mod repo;

use ::entity::{account, account_deletion};
use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::data::repo::count_dossiers;
use super::fresh::FreshCitizen;
use super::{Citizen, letters, person, repo as accounts};
use crate::audit::{self, Actor};
use crate::database::WriteTransaction;
use crate::job::{self, Job};
use crate::secret::{self, Purpose};
use crate::staff::has_worked;
use crate::{Error, Portal, Result};

/// How long an account is left as it is before it is deleted.
pub const PAUSE: TimeDelta = TimeDelta::days(14);
/// For so long an account is closed before it goes, so that nothing is under way any more.
const CLOSED: TimeDelta = TimeDelta::minutes(30);
/// Accounts looked at in one go.
const MOST_AT_ONCE: u64 = 1000;

/// What came of asking for an account to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is deleted then, unless its owner wants it back.
    Until(DateTime<Utc>),
    /// It has dossiers, which the law has the agencies keep (Luật Lưu trữ 33/2024/QH15), and its owner follow.
    HasDossiers,
    /// Its owner works or worked for an agency: what they did is in dossiers that are kept, with their name.
    Officer,
}

/// Asks for the account of `citizen` to be deleted after [`PAUSE`]; asked again, the day stays.
pub async fn ask_deletion(portal: &Portal, citizen: &FreshCitizen) -> Result<Asked> {
    let (id, now) = (citizen.account_id(), portal.clock.now());
    let transaction = portal.database.write().await?;
    if count_dossiers(&*transaction, id).await? > 0 {
        return Ok(Asked::HasDossiers);
    }
    if has_worked(&*transaction, id).await? {
        return Ok(Asked::Officer);
    }
    let token = secret::token();
    let row = account_deletion::ActiveModel {
        account_id: Set(id),
        undo_hash: Set(portal.keys.hash(Purpose::Undo, &token)),
        asked_at: Set(now),
        delete_at: Set(now + PAUSE),
    };
    if !repo::insert(&*transaction, row).await? {
        let before = repo::find(&*transaction, id).await?;
        return Ok(Asked::Until(before.map_or(now + PAUSE, |row| row.delete_at)));
    }
    let subject = Some(("account", id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "account.ask_deletion", subject).await?;
    let owner = accounts::account(&*transaction, id).await?.ok_or(Error::Unreadable("account"))?;
    let to = person::open_person(portal, &owner)?.email;
    if !to.is_empty() {
        let language = Language::of_tag(&owner.language);
        let letter = letters::deletion(portal, language, &to, Some((&token, now + PAUSE)));
        job::enqueue(portal, &*transaction, &Job::Mail(letter), None).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(Asked::Until(now + PAUSE))
}

/// When the account of `citizen` is deleted, if that was asked for.
pub async fn due(portal: &Portal, citizen: &Citizen) -> Result<Option<DateTime<Utc>>> {
    let asked = repo::find(portal.database.read(), citizen.account_id()).await?;
    Ok(asked.map(|row| row.delete_at))
}

/// Keeps the account after all.
pub async fn keep(portal: &Portal, citizen: &Citizen) -> Result<()> {
    let transaction = portal.database.write().await?;
    let now = portal.clock.now();
    if repo::take(&*transaction, citizen.account_id(), now).await?.is_some() {
        note_kept(portal, transaction, citizen.actor(), citizen.account_id()).await?;
    }
    Ok(())
}

/// Whether the link of a mail keeps an account; changes nothing, for mail scanners open links too.
pub async fn may_keep(portal: &Portal, token: &str) -> Result<bool> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    let asked = repo::by_undo(portal.database.read(), &hash).await?;
    Ok(asked.is_some_and(|row| portal.clock.now() < row.delete_at))
}

/// Keeps an account by the link of its mail; says whether there was something to undo.
pub async fn keep_by_link(portal: &Portal, token: &str) -> Result<bool> {
    let hash = portal.keys.hash(Purpose::Undo, token);
    let transaction = portal.database.write().await?;
    let Some(row) = repo::take_by_undo(&*transaction, &hash, portal.clock.now()).await? else {
        return Ok(false);
    };
    note_kept(portal, transaction, Actor::Nobody, row.account_id).await?;
    Ok(true)
}

async fn note_kept(portal: &Portal, transaction: WriteTransaction, actor: Actor, id: Uuid) -> Result<()> {
    let subject = Some(("account", id.to_string()));
    audit::record(portal, &*transaction, actor, "account.keep", subject).await?;
    transaction.commit().await
}

/// Deletes the accounts whose pause is over: they are closed first, and go the next time. Says how many went.
pub(crate) async fn delete_due(portal: &Portal) -> Result<u64> {
    let now = portal.clock.now();
    let mut deleted = 0;
    for row in repo::due(portal.database.read(), now, MOST_AT_ONCE).await? {
        let id = row.account_id;
        let transaction = portal.database.write().await?;
        let Some(owner) = accounts::account(&*transaction, id).await? else { continue };
        match owner.disabled_at {
            None => accounts::set_disabled(&*transaction, id, Some(now)).await?,
            Some(since) if now < since + CLOSED => {}
            Some(since) if must_stay(&*transaction, id).await? => {
                // Filed or let in in the meantime: there is something to follow, or somebody to name. Who closed it before that had other reasons.
                if row.delete_at <= since {
                    accounts::set_disabled(&*transaction, id, None).await?;
                }
                repo::forget(&*transaction, id).await?;
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

/// Whether the account is needed by what must be kept.
async fn must_stay(connection: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    Ok(count_dossiers(connection, id).await? > 0 || has_worked(connection, id).await?)
}

async fn delete(portal: &Portal, connection: &impl ConnectionTrait, owner: &account::Model) -> Result<()> {
    let to = person::open_person(portal, owner)?.email;
    repo::delete_account(connection, owner.id, portal.clock.now()).await?;
    let subject = Some(("account", owner.id.to_string()));
    audit::record(portal, connection, Actor::System, "account.delete", subject).await?;
    if !to.is_empty() {
        let letter = letters::deletion(portal, Language::of_tag(&owner.language), &to, None);
        job::enqueue(portal, connection, &Job::Mail(letter), None).await?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use ::entity::draft;
    use sea_orm::{EntityTrait, PaginatorTrait};

    use super::*;
    use crate::account::data::stored;
    use crate::account::fresh::fresh;
    use crate::account::testing::{citizen, log_in, organisation};
    use crate::account::{Session, authenticate};
    use crate::dossier;
    use crate::dossier::testing::{complete, draft as begin, filed};
    use crate::staff::testing::join;
    use crate::staff::{StaffAdministrator, members};
    use crate::testing::{TestPortal, on_each_database};
    use domain::staff::Membership;

    /// Asks as somebody who has just logged in.
    async fn ask(portal: &TestPortal, who: &Citizen) -> Result<Asked> {
        let token = log_in(portal, who).await;
        let Session::Active(citizen) = authenticate(portal, &token).await? else { panic!("not logged in") };
        ask_deletion(portal, &fresh(portal, citizen).unwrap()).await
    }

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
        assert_eq!(accounts::account(read, hoa.account_id()).await.unwrap(), None);
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
        assert!(accounts::account(portal.database.read(), hoa.account_id()).await.unwrap().is_some());
    }
    on_each_database!(the_owner_keeps_it_by_the_mail_or_by_the_page);

    async fn who_works_for_an_agency_stays_known(portal: TestPortal) {
        let membership = Membership { agency: "H21.01".into(), role: domain::staff::Role::Administrator };
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        let (lan, _) = citizen(&portal, 3).await;
        for who in [&hoa, &minh] {
            join(&portal, who, membership.role, &membership.agency).await;
        }
        let by = StaffAdministrator::operator();
        let own = members::all(&portal, by).await.unwrap();
        let own = own.into_iter().find(|one| one.account_id == minh.account_id()).unwrap().id;
        assert_eq!(members::end(&portal, by, own).await.unwrap(), members::Ended::Ended);
        assert_eq!(ask(&portal, &hoa).await.unwrap(), Asked::Officer);
        assert_eq!(ask(&portal, &minh).await.unwrap(), Asked::Officer, "what they did stays");
        assert!(matches!(ask(&portal, &lan).await.unwrap(), Asked::Until(_)));
        join(&portal, &lan, membership.role, &membership.agency).await;
        pass(&portal, TimeDelta::days(20)).await;
        let row = accounts::account(portal.database.read(), lan.account_id()).await.unwrap().unwrap();
        assert_eq!(row.disabled_at, None, "who was let in in the meantime stays too");
    }
    on_each_database!(who_works_for_an_agency_stays_known);

    async fn what_was_filed_is_kept(portal: TestPortal) {
        let (hoa, _) = citizen(&portal, 1).await;
        let (minh, _) = citizen(&portal, 2).await;
        let code = filed(&portal, &hoa).await;
        assert_eq!(ask(&portal, &hoa).await.unwrap(), Asked::HasDossiers);
        assert!(matches!(ask(&portal, &minh).await.unwrap(), Asked::Until(_)));
        let later = filed(&portal, &minh).await;
        pass(&portal, TimeDelta::days(20)).await;
        for (who, code) in [(&hoa, &code), (&minh, &later)] {
            assert!(dossier::by_code(&portal, who, code).await.unwrap().is_some());
            let row = accounts::account(portal.database.read(), who.account_id()).await.unwrap().unwrap();
            assert_eq!(row.disabled_at, None, "filing in the meantime keeps the account");
        }
    }
    on_each_database!(what_was_filed_is_kept);
}
