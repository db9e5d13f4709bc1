//! Officers for tests.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

use domain::staff::{Membership, Role};

use super::{Officer, Staff, authenticate, members};
use crate::Portal;
use crate::account::Citizen;
use crate::account::testing::{citizen, log_in_with_factor};

/// Makes somebody who works for `agency`, logged in with a second factor; returns them and the token of the session.
/// Their account has `seed` as [`citizen`] takes it.
pub async fn officer(portal: &Portal, seed: u32, role: Role, agency: &str) -> (Officer, String) {
    let (citizen, _) = citizen(portal, seed).await;
    join(portal, &citizen, role, agency).await;
    let token = log_in_with_factor(portal, citizen.account_id()).await;
    (officer_of(portal, &token).await, token)
}

/// Gives `citizen` a role.
pub async fn join(portal: &Portal, citizen: &Citizen, role: Role, agency: &str) {
    let membership = Membership { agency: agency.to_owned(), role };
    let transaction = portal.database.write().await.expect("a transaction");
    members::let_in(portal, &*transaction, citizen.account_id(), &membership).await.expect("let in");
    transaction.commit().await.expect("commit");
}

/// The officer of a session, as they are now.
pub async fn officer_of(portal: &Portal, token: &str) -> Officer {
    match authenticate(portal, token).await {
        Ok(Staff::Officer(officer)) => officer,
        other => panic!("no officer: {other:?}"),
    }
}
