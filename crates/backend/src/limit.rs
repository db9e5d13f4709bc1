//! Limits on costly or guessable things, kept in the database so that several instances agree.

use ::entity::rate_limit;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::secret::Purpose;
use crate::{Portal, Result};

/// How often something may be done.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Names what is limited: `login.account`, `look-up.address`, …
    pub name: &'static str,
    /// Most times in a window.
    pub most: i32,
    /// Length of the window; it begins with the first time.
    pub window: TimeDelta,
}

/// Whether one more time is within the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// It is.
    Allowed,
    /// It is not; from then on it is again.
    Until(DateTime<Utc>),
}

/// Counts one more time for `subject` (an address, an account's number, …) and says whether it was within `limit`.
pub async fn count(portal: &Portal, limit: Limit, subject: &str) -> Result<Allowance> {
    let now = portal.clock.now();
    let key = portal.keys.hash(Purpose::Limit, &format!("{}\n{subject}", limit.name));
    let over = now - limit.window;
    let table = rate_limit::Entity;
    let expired = Expr::col((table, rate_limit::Column::WindowStart)).lte(over);
    let transaction = portal.database.write().await?;
    let row = rate_limit::Entity::insert(rate_limit::ActiveModel {
        key: Set(key),
        window_start: Set(now),
        count: Set(1),
    })
    .on_conflict(
        OnConflict::column(rate_limit::Column::Key)
            .value(
                rate_limit::Column::Count,
                Expr::case(expired.clone(), 1).finally(Expr::col((table, rate_limit::Column::Count)).add(1)),
            )
            .value(
                rate_limit::Column::WindowStart,
                Expr::case(expired, now).finally(Expr::col((table, rate_limit::Column::WindowStart))),
            )
            .to_owned(),
    )
    .exec_with_returning(&*transaction)
    .await?;
    transaction.commit().await?;
    Ok(if row.count > limit.most {
        Allowance::Until(row.window_start + limit.window)
    } else {
        Allowance::Allowed
    })
}

/// Says whether one more time would be within `limit`, without counting it.
pub async fn look(portal: &Portal, limit: Limit, subject: &str) -> Result<Allowance> {
    let key = portal.keys.hash(Purpose::Limit, &format!("{}\n{subject}", limit.name));
    let row = rate_limit::Entity::find_by_id(key).one(portal.database.read()).await?;
    Ok(match row {
        Some(row) if row.count >= limit.most && portal.clock.now() < row.window_start + limit.window => {
            Allowance::Until(row.window_start + limit.window)
        }
        _ => Allowance::Allowed,
    })
}

/// Forgets what was counted for `subject`, for instance after a login that succeeded.
pub async fn forget(portal: &Portal, limit: Limit, subject: &str) -> Result<()> {
    let key = portal.keys.hash(Purpose::Limit, &format!("{}\n{subject}", limit.name));
    let transaction = portal.database.write().await?;
    rate_limit::Entity::delete_by_id(key).exec(&*transaction).await?;
    transaction.commit().await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::testing::{TestPortal, on_each_database};

    const LIMIT: Limit = Limit { name: "test", most: 2, window: TimeDelta::minutes(10) };

    async fn counts_by_subject_and_begins_again(portal: TestPortal) {
        assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
        assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
        assert!(matches!(look(&portal, LIMIT, "a").await.unwrap(), Allowance::Until(_)));
        assert!(matches!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Until(_)));
        assert_eq!(look(&portal, LIMIT, "b").await.unwrap(), Allowance::Allowed);
        assert_eq!(count(&portal, LIMIT, "b").await.unwrap(), Allowance::Allowed);
        portal.test_clock.advance(TimeDelta::minutes(10));
        assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
        assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
        assert!(matches!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Until(_)));
        forget(&portal, LIMIT, "a").await.unwrap();
        assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
    }
    on_each_database!(counts_by_subject_and_begins_again);
}
