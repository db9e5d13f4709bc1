//! Second factors: what somebody shows who logs in, besides the password.

pub mod authenticator;
pub mod passkey;
pub mod recovery_codes;
mod repo;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{Portal, Result};

/// The second factors of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// There is an authenticator app.
    pub authenticator: bool,
    /// So many passkeys.
    pub passkeys: usize,
    /// So many recovery codes are not used yet.
    pub recovery_codes: usize,
}

impl Factors {
    /// Whether one is asked for at the login. Recovery codes alone are none: they stand in for one.
    pub fn any(self) -> bool {
        self.authenticator || self.passkeys > 0
    }

    /// Whether there are codes to type: of the app, or for recovery.
    pub fn takes_codes(self) -> bool {
        self.authenticator || (self.any() && self.recovery_codes > 0)
    }
}

/// The second factors of an account.
pub(crate) async fn of(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Factors> {
    let authenticator = repo::authenticator(connection, account_id).await?;
    Ok(Factors {
        authenticator: authenticator.is_some_and(|row| row.confirmed_at.is_some()),
        passkeys: repo::passkeys(connection, account_id).await?.len(),
        recovery_codes: repo::unused_codes(connection, account_id).await?.len(),
    })
}

/// The second factors of an account, for its owner.
pub async fn mine(portal: &Portal, citizen: &super::Citizen) -> Result<Factors> {
    of(portal.database.read(), citizen.account_id()).await
}

/// Takes a code of the authenticator app, or a recovery code, which is used up by it. Says whether it was right; of
/// several that send the same code at once, one is. Whoever calls limits the tries.
pub(super) async fn take_code(portal: &Portal, account_id: Uuid, typed: &str) -> Result<bool> {
    let code: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    if code.len() == authenticator::DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()) {
        return authenticator::take(portal, account_id, &code).await;
    }
    recovery_codes::take(portal, account_id, typed).await
}

/// After a factor was taken off an account, in the same transaction, which holds the account: the recovery codes go with
/// the last one. Says whether that one may go.
async fn let_go(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<bool> {
    if of(connection, account_id).await?.any() {
        return Ok(true);
    }
    if crate::staff::is_member(connection, account_id).await? {
        return Ok(false);
    }
    repo::delete_codes(connection, account_id).await?;
    Ok(true)
}

/// Takes all second factors off an account, which are lost.
pub(super) async fn drop_all(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<()> {
    repo::delete_authenticator(connection, account_id).await?;
    repo::delete_passkeys(connection, account_id).await?;
    repo::delete_codes(connection, account_id).await
}

#[cfg(test)]
pub(crate) mod testing;
