//! The queries about officers.

use ::entity::{account, delegation, dossier, membership, staff_invitation};
use chrono::{DateTime, Utc};
use domain::staff::Membership;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::Result;

/// The memberships of accounts that are open, oldest first.
pub async fn memberships_of(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(membership::Column::EndedAt.is_null())
        .inner_join(account::Entity)
        .filter(account::Column::DisabledAt.is_null())
        .order_by_asc(membership::Column::Id)
        .all(connection)
        .await?)
}

/// Makes nobody's what is open in the inbox of an agency and was theirs.
pub async fn lay_down_work(connection: &impl ConnectionTrait, account: Uuid, agency: &str) -> Result<()> {
    dossier::Entity::update_many()
        .col_expr(dossier::Column::AssigneeId, Expr::value(Option::<Uuid>::None))
        .filter(dossier::Column::AssigneeId.eq(account))
        .filter(dossier::Column::QueueCode.eq(agency))
        .filter(dossier::Column::Queue.ne("closed"))
        .exec(connection)
        .await?;
    Ok(())
}

/// Whether the account has, or had, a membership.
pub async fn has_worked(connection: &impl ConnectionTrait, account: Uuid) -> Result<bool> {
    let own = membership::Entity::find().filter(membership::Column::AccountId.eq(account));
    Ok(own.count(connection).await? > 0)
}

/// Everybody who works for an agency, or for one of `agencies`, with the name of each.
pub async fn members(
    connection: &impl ConnectionTrait,
    agencies: Option<&[String]>,
) -> Result<Vec<(membership::Model, String)>> {
    let mut query = membership::Entity::find()
        .filter(membership::Column::EndedAt.is_null())
        .inner_join(account::Entity)
        .filter(account::Column::DisabledAt.is_null())
        .select_also(account::Entity);
    if let Some(agencies) = agencies {
        query = query.filter(membership::Column::AgencyCode.is_in(agencies.iter().map(String::as_str)));
    }
    let found = query
        .order_by_asc(membership::Column::AgencyCode)
        .order_by_asc(account::Column::Name)
        .order_by_asc(membership::Column::Id)
        .all(connection)
        .await?;
    Ok(found.into_iter().filter_map(|(row, account)| Some((row, account?.name))).collect())
}

/// Ids and names of accounts.
pub async fn names(connection: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    Ok(account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(accounts.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?)
}

/// Writes a membership, or lets one begin anew that had ended.
pub async fn put_membership(connection: &impl ConnectionTrait, row: membership::ActiveModel) -> Result<()> {
    use membership::Column;
    let conflict = OnConflict::columns([Column::AccountId, Column::AgencyCode, Column::Role])
        .update_columns([Column::Since, Column::EndedAt])
        .to_owned();
    membership::Entity::insert(row).on_conflict(conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// The memberships in this role that count, held until the transaction is over, so that of two who end the last two one
/// sees what the other did.
pub async fn hold_role(connection: &impl ConnectionTrait, role: &str) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::Role.eq(role))
        .filter(membership::Column::EndedAt.is_null())
        .order_by_asc(membership::Column::Id)
        .lock_exclusive()
        .all(connection)
        .await?)
}

pub async fn membership(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<membership::Model>> {
    let counts = membership::Entity::find_by_id(id).filter(membership::Column::EndedAt.is_null());
    Ok(counts.one(connection).await?)
}

/// Ends a membership; says whether it did.
pub async fn end_membership(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let ended = membership::Entity::update_many()
        .col_expr(membership::Column::EndedAt, Expr::value(now))
        .filter(membership::Column::Id.eq(id))
        .filter(membership::Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
}

pub async fn insert_invitation(
    connection: &impl ConnectionTrait,
    row: staff_invitation::ActiveModel,
) -> Result<()> {
    staff_invitation::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Takes back what waits of the same invitation: the newest link is the one that works.
pub async fn forget_same_invitations(
    connection: &impl ConnectionTrait,
    identity_number_hash: &str,
    membership: &Membership,
) -> Result<()> {
    staff_invitation::Entity::delete_many()
        .filter(staff_invitation::Column::IdentityNumberHash.eq(identity_number_hash))
        .filter(staff_invitation::Column::AgencyCode.eq(membership.agency.as_str()))
        .filter(staff_invitation::Column::Role.eq(membership.role.as_str()))
        .filter(staff_invitation::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The invitation with this secret, if it can be accepted.
pub async fn open_invitation(
    connection: &impl ConnectionTrait,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<staff_invitation::Model>> {
    Ok(staff_invitation::Entity::find()
        .filter(staff_invitation::Column::TokenHash.eq(token_hash))
        .filter(staff_invitation::Column::UsedAt.is_null())
        .filter(staff_invitation::Column::ExpiresAt.gt(now))
        .one(connection)
        .await?)
}

/// Invitations that can be accepted, the newest first.
pub async fn open_invitations(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<staff_invitation::Model>> {
    Ok(staff_invitation::Entity::find()
        .filter(staff_invitation::Column::UsedAt.is_null())
        .filter(staff_invitation::Column::ExpiresAt.gt(now))
        .order_by_desc(staff_invitation::Column::Id)
        .all(connection)
        .await?)
}

/// Uses an invitation up; of several who do at once one succeeds.
pub async fn use_invitation(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let used = staff_invitation::Entity::update_many()
        .col_expr(staff_invitation::Column::UsedAt, Expr::value(now))
        .filter(staff_invitation::Column::Id.eq(id))
        .filter(staff_invitation::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn delete_invitation(connection: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let deleted = staff_invitation::Entity::delete_many()
        .filter(staff_invitation::Column::Id.eq(id))
        .filter(staff_invitation::Column::UsedAt.is_null())
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected == 1)
}

pub async fn insert_delegation(
    connection: &impl ConnectionTrait,
    row: delegation::ActiveModel,
) -> Result<()> {
    delegation::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// The delegations to somebody whose time has come and is not over.
pub async fn delegations_to(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<delegation::Model>> {
    Ok(delegation::Entity::find()
        .filter(delegation::Column::ToId.eq(account_id))
        .filter(delegation::Column::TakenBackAt.is_null())
        .filter(delegation::Column::BeginsAt.lte(now))
        .filter(delegation::Column::EndsAt.gt(now))
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?)
}

/// The delegations of and to somebody that count now or later.
pub async fn delegations_about(
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<delegation::Model>> {
    let about = Condition::any()
        .add(delegation::Column::OfId.eq(account_id))
        .add(delegation::Column::ToId.eq(account_id));
    Ok(delegation::Entity::find()
        .filter(about)
        .filter(delegation::Column::TakenBackAt.is_null())
        .filter(delegation::Column::EndsAt.gt(now))
        .order_by_asc(delegation::Column::BeginsAt)
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?)
}

/// Takes a delegation back that somebody gave; says whether there was one.
pub async fn take_back(
    connection: &impl ConnectionTrait,
    of_id: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let taken_back = delegation::Entity::update_many()
        .col_expr(delegation::Column::TakenBackAt, Expr::value(now))
        .filter(delegation::Column::Id.eq(id))
        .filter(delegation::Column::OfId.eq(of_id))
        .filter(delegation::Column::TakenBackAt.is_null())
        .exec(connection)
        .await?;
    Ok(taken_back.rows_affected == 1)
}

/// Takes back what somebody gave of a membership that ended: it is not to count again where they are let in again.
pub async fn take_all_back(
    connection: &impl ConnectionTrait,
    row: &membership::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    delegation::Entity::update_many()
        .col_expr(delegation::Column::TakenBackAt, Expr::value(now))
        .filter(delegation::Column::OfId.eq(row.account_id))
        .filter(delegation::Column::AgencyCode.eq(row.agency_code.as_str()))
        .filter(delegation::Column::Role.eq(row.role.as_str()))
        .filter(delegation::Column::TakenBackAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}
