//! Work after the fact: enqueued in the transaction that causes it, done by a worker, tried again for a day.

use ::entity::job;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{self, Delivery};
use crate::account::recovery::{self, Request};
use crate::account::refusal;
use crate::message::{Mail, Sms};
use crate::{Error, Portal, Result};

const PLACE: &str = "job.payload";

/// How long a worker may hold a job before another takes it over.
const LOCK: TimeDelta = TimeDelta::minutes(2);

/// After so many attempts (about a day, with growing pauses) a job is given up, and the log says so.
const MOST_ATTEMPTS: i32 = 20;

/// What can be done later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Send a mail.
    Mail(Mail),
    /// Send a text message.
    Sms(Sms),
    /// Write the mail by which somebody gets back into an account.
    Recovery(Request),
    /// Tell another system what happened.
    Webhook(Delivery),
}

/// The kind of those that tell other systems.
const WEBHOOK: &str = "webhook";

/// So many other systems are told at once.
const WEBHOOKS_AT_ONCE: usize = 4;

/// Which jobs a worker does. Other systems may take long to answer, and nobody's mail waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    All,
    Webhooks,
    Others,
}

impl Lane {
    fn kinds(self) -> sea_orm::Condition {
        let every = sea_orm::Condition::all();
        match self {
            Self::All => every,
            Self::Webhooks => every.add(job::Column::Kind.eq(WEBHOOK)),
            Self::Others => every.add(job::Column::Kind.ne(WEBHOOK)),
        }
    }
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Sms(_) => "sms",
            Self::Recovery(_) => "recovery",
            Self::Webhook(_) => WEBHOOK,
        }
    }

    async fn run(&self, portal: &Portal) -> Result<()> {
        match self {
            Self::Mail(mail) => match portal.mailer.send(mail).await {
                Ok(()) => refusal::forget(portal, &mail.to).await,
                Err(Error::MailboxRefuses) => {
                    refusal::note(portal, &mail.to).await?;
                    Err(Error::MailboxRefuses)
                }
                failed => failed,
            },
            Self::Sms(sms) => portal.sms.send(sms).await,
            Self::Recovery(request) => recovery::write(portal, request).await,
            Self::Webhook(delivery) => access::deliver(portal, delivery).await,
        }
    }
}

/// Enqueues `job` in the transaction that causes it. After `expires_at` it is dropped instead of done late (a code
/// nobody can use any more). Call [`ring`] once the transaction is committed.
pub async fn enqueue(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    job: &Job,
    expires_at: Option<DateTime<Utc>>,
) -> Result<()> {
    enqueue_all(connection, vec![prepared(portal, job, expires_at)?]).await
}

/// What [`enqueue`] writes, for [`enqueue_all`].
pub(crate) fn prepared(
    portal: &Portal,
    job: &Job,
    expires_at: Option<DateTime<Utc>>,
) -> Result<job::ActiveModel> {
    let now = portal.clock.now();
    Ok(job::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(job.kind().to_owned()),
        payload: Set(portal.keys.seal(PLACE, job)?),
        created_at: Set(now),
        run_at: Set(now),
        expires_at: Set(expires_at),
        attempts: Set(0),
        locked_until: Set(None),
        finished_at: Set(None),
        outcome: Set(None),
        last_error: Set(None),
    })
}

/// Enqueues several jobs, at least one.
pub(crate) async fn enqueue_all(
    connection: &impl ConnectionTrait,
    jobs: Vec<job::ActiveModel>,
) -> Result<()> {
    job::Entity::insert_many(jobs).exec_without_returning(connection).await?;
    Ok(())
}

/// Tells this instance's worker that there is something to do.
pub fn ring(portal: &Portal) {
    portal.work.notify_one();
}

/// Takes the next due job, so that no other worker does it at the same time.
async fn claim(portal: &Portal, lane: Lane) -> Result<Option<job::Model>> {
    let now = portal.clock.now();
    let free = || job::Column::LockedUntil.is_null().or(job::Column::LockedUntil.lt(now));
    let next = Query::select()
        .column(job::Column::Id)
        .from(job::Entity)
        .and_where(job::Column::FinishedAt.is_null())
        .and_where(job::Column::RunAt.lte(now))
        .and_where(free())
        .cond_where(lane.kinds())
        .order_by(job::Column::RunAt, sea_orm::Order::Asc)
        .limit(1)
        .to_owned();
    let transaction = portal.database.write().await?;
    let claimed = job::Entity::update_many()
        .col_expr(job::Column::LockedUntil, Expr::value(now + LOCK))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.in_subquery(next))
        .filter(job::Column::FinishedAt.is_null())
        .filter(free())
        .exec_with_returning(&*transaction)
        .await?;
    transaction.commit().await?;
    Ok(claimed.into_iter().next())
}

/// Does the next due job; says whether there was one.
pub async fn run_next(portal: &Portal) -> Result<bool> {
    run_next_in(portal, Lane::All).await
}

async fn run_next_in(portal: &Portal, lane: Lane) -> Result<bool> {
    let due = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::FinishedAt.is_null())
        .filter(job::Column::RunAt.lte(portal.clock.now()))
        .filter(lane.kinds())
        .order_by_asc(job::Column::RunAt)
        .into_tuple::<Uuid>()
        .one(portal.database.read())
        .await?;
    if due.is_none() {
        return Ok(false);
    }
    let Some(row) = claim(portal, lane).await? else { return Ok(false) };
    let now = portal.clock.now();
    let mut change = job::ActiveModel { id: Set(row.id), locked_until: Set(None), ..Default::default() };
    if row.expires_at.is_some_and(|expires_at| expires_at <= now) {
        finish(&mut change, now, "expired");
    } else {
        let outcome = match portal.keys.open_value::<Job>(PLACE, &row.payload) {
            Ok(job) => job.run(portal).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => finish(&mut change, now, "done"),
            Err(Error::MailboxRefuses) => finish(&mut change, now, "refused"),
            Err(error) => {
                let hopeless = row.attempts >= MOST_ATTEMPTS || matches!(error, Error::Unreadable(_));
                if hopeless {
                    tracing::error!(job = %row.id, kind = row.kind, attempts = row.attempts, %error, "job given up");
                } else {
                    tracing::warn!(job = %row.id, kind = row.kind, attempts = row.attempts, %error, "job failed");
                }
                change.last_error = Set(Some(error.to_string()));
                if hopeless {
                    finish(&mut change, now, "failed");
                } else {
                    change.run_at = Set(now + pause(row.attempts));
                }
            }
        }
    }
    let transaction = portal.database.write().await?;
    job::Entity::update(change).exec(&*transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Jobs that are over are kept so long, for the operator to look at.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Forgets jobs that were over long ago; says how many.
pub(crate) async fn forget_finished(portal: &Portal) -> Result<u64> {
    let transaction = portal.database.write().await?;
    let forgotten = job::Entity::delete_many()
        .filter(job::Column::FinishedAt.lt(portal.clock.now() - KEPT))
        .exec(&*transaction)
        .await?;
    transaction.commit().await?;
    Ok(forgotten.rows_affected)
}

/// Nothing personal stays behind once a job is over.
fn finish(change: &mut job::ActiveModel, now: DateTime<Utc>, outcome: &str) {
    change.finished_at = Set(Some(now));
    change.outcome = Set(Some(outcome.to_owned()));
    change.payload = Set(Vec::new());
}

/// The pause after a failed attempt: 5 s, 10 s, 20 s, … at most two hours.
fn pause(attempts: i32) -> TimeDelta {
    let doublings = attempts.clamp(1, 12).unsigned_abs() - 1;
    TimeDelta::seconds(Ord::min(5_i64 << doublings, 7200))
}

/// Does jobs as they come, until `stop` resolves. Looks once a second for those of other instances and for retries.
pub async fn work(portal: &Portal, stop: impl Future<Output = ()>) {
    let stop = futures::FutureExt::shared(stop);
    let webhooks = (0..WEBHOOKS_AT_ONCE).map(|_| work_in(portal, Lane::Webhooks, stop.clone()));
    futures::join!(work_in(portal, Lane::Others, stop.clone()), futures::future::join_all(webhooks));
}

async fn work_in(portal: &Portal, lane: Lane, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let idle = match run_next_in(portal, lane).await {
            Ok(worked) => !worked,
            Err(error) => {
                tracing::error!(%error, "the worker cannot reach its jobs");
                true
            }
        };
        if idle {
            let rung = async {
                match lane {
                    // The bell wakes one, and that is whoever sends mails.
                    Lane::Webhooks => std::future::pending().await,
                    Lane::All | Lane::Others => portal.work.notified().await,
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = rung => {}
                () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
            }
        } else if futures::FutureExt::now_or_never(&mut stop).is_some() {
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::testing::{TestPortal, on_each_database};

    fn mail() -> Job {
        Job::Mail(Mail {
            id: Uuid::now_v7(),
            to: "hoa@example.vn".into(),
            subject: "s".into(),
            text: "t".into(),
            html: "h".into(),
        })
    }

    async fn put(portal: &TestPortal, expires_at: Option<DateTime<Utc>>) {
        let transaction = portal.database.write().await.unwrap();
        enqueue(portal, &*transaction, &mail(), expires_at).await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn sends_once_and_keeps_nothing(portal: TestPortal) {
        put(&portal, None).await;
        assert!(run_next(&portal).await.unwrap());
        assert!(!run_next(&portal).await.unwrap());
        assert_eq!(portal.mails().len(), 1);
        let row = job::Entity::find().one(portal.database.read()).await.unwrap().unwrap();
        assert_eq!(row.outcome.as_deref(), Some("done"));
        assert!(row.payload.is_empty());
    }
    on_each_database!(sends_once_and_keeps_nothing);

    async fn tries_again_after_a_pause(portal: TestPortal) {
        portal.mail_fails.store(true, Ordering::Relaxed);
        put(&portal, None).await;
        assert!(run_next(&portal).await.unwrap());
        assert!(!run_next(&portal).await.unwrap(), "not before the pause is over");
        portal.mail_fails.store(false, Ordering::Relaxed);
        portal.test_clock.advance(TimeDelta::seconds(6));
        assert!(run_next(&portal).await.unwrap());
        assert_eq!(portal.mails().len(), 1);
    }
    on_each_database!(tries_again_after_a_pause);

    async fn drops_what_comes_too_late(portal: TestPortal) {
        put(&portal, Some(portal.clock.now() + TimeDelta::minutes(5))).await;
        portal.test_clock.advance(TimeDelta::minutes(6));
        assert!(run_next(&portal).await.unwrap());
        assert!(portal.mails().is_empty());
    }
    on_each_database!(drops_what_comes_too_late);

    async fn two_workers_never_take_the_same_job(portal: TestPortal) {
        for _ in 0..20 {
            put(&portal, None).await;
        }
        let worker = async || {
            let mut idle = 0;
            while idle < 3 {
                if run_next(&portal).await.unwrap() { idle = 0 } else { idle += 1 }
            }
        };
        futures::join!(worker(), worker(), worker(), worker());
        assert_eq!(portal.mails().len(), 20);
    }
    on_each_database!(two_workers_never_take_the_same_job);

    #[test]
    fn pauses_grow_to_two_hours() {
        assert_eq!(pause(1), TimeDelta::seconds(5));
        assert_eq!(pause(2), TimeDelta::seconds(10));
        assert_eq!(pause(20), TimeDelta::hours(2));
    }
}
