//! What ran out is removed: drafts nobody went on with, files nobody needs, and rows that only passing things left behind.

use std::time::Duration;

use crate::{Portal, Result, access, account, attachment, counter, dossier, job, limit, statistics};

/// How often it is looked for.
const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Removes once an hour what ran out, and computes once a night the public figures. Never returns.
pub async fn tidy(portal: Portal) {
    loop {
        match remove(&portal).await {
            Ok(removed) if removed == Removed::default() => {}
            Ok(Removed { drafts, contents, rows }) => {
                tracing::info!(drafts, contents, rows, "removed what ran out");
            }
            Err(error) => tracing::warn!(%error, "cannot remove what ran out; tried again in an hour"),
        }
        if let Err(error) = statistics::refresh_if_old(&portal).await {
            tracing::warn!(%error, "cannot compute the public figures; tried again in an hour");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// How much was removed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Removed {
    drafts: usize,
    contents: usize,
    /// Accounts whose owners wanted that, sessions, registrations, attempts to log in, counts, jobs.
    rows: u64,
}

async fn remove(portal: &Portal) -> Result<Removed> {
    // Before the drafts: theirs go with them.
    let accounts = account::deletion::delete_due(portal).await?;
    Ok(Removed {
        drafts: dossier::delete_expired(portal).await?,
        contents: attachment::clean_up(portal).await?,
        rows: accounts
            + access::forget_old(portal).await?
            + account::forget_expired(portal).await?
            + counter::forget_expired(portal).await?
            + limit::forget_expired(portal).await?
            + job::forget_finished(portal).await?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ::entity::{job as jobs, login_attempt, rate_limit, registration, session};
    use chrono::TimeDelta;
    use domain::account::registration::Step;
    use domain::{Answers, Language};
    use sea_orm::{EntityTrait, PaginatorTrait};

    use super::*;
    use crate::account::{login, testing};
    use crate::testing::{TestPortal, on_each_database};

    async fn rows(portal: &TestPortal) -> [u64; 5] {
        let read = portal.database.read();
        [
            session::Entity::find().count(read).await.unwrap(),
            registration::Entity::find().count(read).await.unwrap(),
            login_attempt::Entity::find().count(read).await.unwrap(),
            rate_limit::Entity::find().count(read).await.unwrap(),
            jobs::Entity::find().count(read).await.unwrap(),
        ]
    }

    async fn passing_things_leave_no_rows_behind(portal: TestPortal) {
        let address = "198.51.100.7";
        testing::citizen(&portal, 1).await;
        let begin = account::registration::answer;
        begin(&portal, None, Language::Vi, Step::Kind, &Answers::default(), "", address).await.unwrap();
        let tried = login::Try {
            attempt: None,
            session: None,
            number: "",
            password: "",
            return_to: None,
            address,
            language: Language::Vi,
            browser: None,
        };
        login::try_password(&portal, tried).await.unwrap();
        let sms =
            crate::message::Sms { id: uuid::Uuid::now_v7(), to: "+84905123456".into(), text: "x".into() };
        let transaction = portal.database.write().await.unwrap();
        job::enqueue(&portal, &*transaction, &job::Job::Sms(sms), None).await.unwrap();
        transaction.commit().await.unwrap();
        portal.work().await;

        let before = rows(&portal).await;
        assert!(before.iter().all(|count| *count > 0), "{before:?}");
        assert_eq!(remove(&portal).await.unwrap(), Removed::default(), "nothing ran out yet");
        portal.test_clock.advance(TimeDelta::days(3));
        remove(&portal).await.unwrap();
        assert_eq!(rows(&portal).await, [0, 0, 0, 0, 1], "what was sent is still to be seen");
        portal.test_clock.advance(TimeDelta::days(28));
        assert_eq!(remove(&portal).await.unwrap().rows, 1);
        assert_eq!(rows(&portal).await, [0; 5]);
    }
    on_each_database!(passing_things_leave_no_rows_behind);
}
