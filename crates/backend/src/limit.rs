//! Limits on costly or guessable things, kept in the database so that several instances agree.

use std::net::{IpAddr, Ipv4Addr};

use ::entity::rate_limit;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

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
    count_times(portal, limit, subject, 1).await
}

/// Counts several times at once, such as the size of a file.
pub async fn count_times(portal: &Portal, limit: Limit, subject: &str, times: i32) -> Result<Allowance> {
    let transaction = portal.database.write().await?;
    let allowance = add(portal, &*transaction, limit, subject, times).await?;
    transaction.commit().await?;
    Ok(allowance)
}

/// [`count`] as a part of a transaction, which it is undone with.
pub(crate) async fn count_within(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    limit: Limit,
    subject: &str,
) -> Result<Allowance> {
    add(portal, connection, limit, subject, 1).await
}

async fn add(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    limit: Limit,
    subject: &str,
    times: i32,
) -> Result<Allowance> {
    let now = portal.clock.now();
    let key = portal.keys.hash(Purpose::Limit, &format!("{}\n{subject}", limit.name));
    let over = now - limit.window;
    let table = rate_limit::Entity;
    let expired = Expr::col((table, rate_limit::Column::WindowStart)).lte(over);
    let row = rate_limit::Entity::insert(rate_limit::ActiveModel {
        key: Set(key),
        window_start: Set(now),
        count: Set(times),
    })
    .on_conflict(
        OnConflict::column(rate_limit::Column::Key)
            .value(
                rate_limit::Column::Count,
                Expr::case(expired.clone(), times)
                    .finally(Expr::col((table, rate_limit::Column::Count)).add(times)),
            )
            .value(
                rate_limit::Column::WindowStart,
                Expr::case(expired, now).finally(Expr::col((table, rate_limit::Column::WindowStart))),
            )
            .to_owned(),
    )
    .exec_with_returning(connection)
    .await?;
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

/// Takes one time back that was counted before it was known to be harmless. Counting first and taking back keeps many
/// tries at one moment from all finding room for one.
pub async fn take_back(portal: &Portal, limit: Limit, subject: &str) -> Result<()> {
    let key = portal.keys.hash(Purpose::Limit, &format!("{}\n{subject}", limit.name));
    let transaction = portal.database.write().await?;
    rate_limit::Entity::update_many()
        .col_expr(rate_limit::Column::Count, Expr::col(rate_limit::Column::Count).sub(1))
        .filter(rate_limit::Column::Key.eq(key))
        .filter(rate_limit::Column::Count.gt(0))
        .exec(&*transaction)
        .await?;
    transaction.commit().await
}

/// Whom an address belongs to, as limits count: IPv6 is given out in networks, mostly of 64 bits.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The network around one: of 48 bits around one of 64, which some have all of to themselves, or of 24 bits around an
/// address.
fn around(network: &str) -> Option<String> {
    if let Some(network) = network.strip_suffix("::/64") {
        let (rest, _) = network.rsplit_once(':')?;
        return Some([rest, "::/48"].concat());
    }
    let address: Ipv4Addr = network.parse().ok()?;
    let [a, b, c, _] = address.octets();
    Some(format!("{a}.{b}.{c}.0/24"))
}

/// How many times the limit of one network holds for what is around it, which may as well be a town.
const AROUND: i32 = 10;

/// [`count`] for a [`network`], and for what is around it.
pub async fn count_network(portal: &Portal, limit: Limit, network: &str) -> Result<Allowance> {
    let transaction = portal.database.write().await?;
    let allowance = count_network_within(portal, &*transaction, limit, network).await?;
    transaction.commit().await?;
    Ok(allowance)
}

/// [`count_network`] as a part of a transaction, which it is undone with.
pub(crate) async fn count_network_within(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    limit: Limit,
    network: &str,
) -> Result<Allowance> {
    let counted = count_within(portal, connection, limit, network).await?;
    match around(network) {
        Some(around) if counted == Allowance::Allowed => {
            let most = limit.most * AROUND;
            count_within(portal, connection, Limit { most, ..limit }, &around).await
        }
        _ => Ok(counted),
    }
}

/// [`look`] for a [`network`], and for what is around it.
pub async fn look_network(portal: &Portal, limit: Limit, network: &str) -> Result<Allowance> {
    let seen = look(portal, limit, network).await?;
    match around(network) {
        Some(around) if seen == Allowance::Allowed => {
            look(portal, Limit { most: limit.most * AROUND, ..limit }, &around).await
        }
        _ => Ok(seen),
    }
}

/// No window is longer.
const LONGEST_WINDOW: TimeDelta = TimeDelta::days(1);

/// Forgets what was counted in windows that are over; says how many.
pub(crate) async fn forget_expired(portal: &Portal) -> Result<u64> {
    let over = portal.clock.now() - LONGEST_WINDOW;
    let transaction = portal.database.write().await?;
    let forgotten = rate_limit::Entity::delete_many()
        .filter(rate_limit::Column::WindowStart.lte(over))
        .exec(&*transaction)
        .await?;
    transaction.commit().await?;
    Ok(forgotten.rows_affected)
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

    async fn what_is_taken_back_was_not_counted(portal: TestPortal) {
        take_back(&portal, LIMIT, "a").await.unwrap();
        for _ in 0..5 {
            assert_eq!(count(&portal, LIMIT, "a").await.unwrap(), Allowance::Allowed);
            take_back(&portal, LIMIT, "a").await.unwrap();
        }
    }
    on_each_database!(what_is_taken_back_was_not_counted);

    async fn many_networks_of_one_owner_are_counted_together(portal: TestPortal) {
        let of = |text: String| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4".into()), "2001:db8:1:2::/64");
        assert_eq!(of("::ffff:198.51.100.7".into()), "198.51.100.7");
        for at in 0..20 {
            let network = of(format!("2001:db8:1:{at:x}::1"));
            assert_eq!(look_network(&portal, LIMIT, &network).await.unwrap(), Allowance::Allowed);
            assert_eq!(count_network(&portal, LIMIT, &network).await.unwrap(), Allowance::Allowed);
        }
        let next = of("2001:db8:1:ff::1".into());
        assert!(matches!(look_network(&portal, LIMIT, &next).await.unwrap(), Allowance::Until(_)));
        assert!(matches!(count_network(&portal, LIMIT, &next).await.unwrap(), Allowance::Until(_)));
        let other = of("2001:db8:2:ff::1".into());
        assert_eq!(count_network(&portal, LIMIT, &other).await.unwrap(), Allowance::Allowed);
        for at in 0..20 {
            let address = of(format!("198.51.100.{at}"));
            assert_eq!(count_network(&portal, LIMIT, &address).await.unwrap(), Allowance::Allowed);
        }
        assert!(matches!(look_network(&portal, LIMIT, "198.51.100.200").await.unwrap(), Allowance::Until(_)));
        assert!(matches!(
            count_network(&portal, LIMIT, "198.51.100.201").await.unwrap(),
            Allowance::Until(_)
        ));
        assert_eq!(count_network(&portal, LIMIT, "198.51.101.1").await.unwrap(), Allowance::Allowed);
    }
    on_each_database!(many_networks_of_one_owner_are_counted_together);
}
