//! Identity providers: who says who somebody is, behind one interface.
//!
//! Three kinds are known: the accounts that the province issues (a number and a password of ours), VNeID through a
//! [`Directory`] (a number and the password of VNeID on the same form, then a code to the phone), and any provider of
//! OpenID Connect. Whichever it is, it answers with [`Claims`], or with an account of ours; what follows from that is
//! the same for all ([`link`] and the steps of logging in).

pub(crate) mod link;
pub mod openid;
pub(super) mod repo;
mod sandbox;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};
use domain::phone::Phone;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use openid::Begun;
pub use openid::OpenId;
pub use sandbox::Sandbox;

use crate::{Error, Result};

/// The issuer of accounts in the directory of VNeID.
pub const VNEID: &str = "vneid";

/// What a provider says about the person it vouches for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The provider: [`VNEID`], or the address of an OpenID Connect issuer.
    pub issuer: String,
    /// What the provider knows the person by, for ever.
    pub subject: String,
    /// Số định danh cá nhân.
    pub identity_number: IdentityNumber,
    /// Họ, chữ đệm và tên.
    pub name: String,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// Mobile number in E.164 form; empty where the provider does not tell.
    pub phone: String,
    /// Where the person lives; empty where the provider does not tell.
    pub address: Address,
    /// How well the provider has seen the person: 0 unknown, 1 or 2 (Nghị định 69/2024/NĐ-CP).
    pub level: i16,
}

impl Claims {
    /// The phone that a code can be sent to.
    pub(crate) fn mobile(&self) -> Result<Phone> {
        Phone::parse_mobile(&self.phone).map_err(|_| Error::Unreadable("claims.phone"))
    }
}

/// A directory of accounts that checks passwords, as VNeID's is.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Who has this number and this password; nobody where either is wrong, in the same time whichever it is.
    async fn check(&self, number: &IdentityNumber, password: &str) -> Result<Option<Claims>>;
}

/// The providers that the operator offers.
#[derive(Clone)]
pub struct Providers {
    /// Accounts that the province issues: registration, and their passwords.
    pub own: bool,
    /// Accounts of VNeID, if they are offered on the same form.
    pub vneid: Option<Arc<dyn Directory>>,
    /// Providers of OpenID Connect.
    pub openid: Vec<Arc<OpenId>>,
}

/// How well the person of an account was seen by whoever vouches for them best (see [`Claims::level`]); nothing where
/// nobody does.
pub async fn level(connection: &impl ConnectionTrait, account_id: Uuid) -> Result<Option<i16>> {
    repo::level(connection, account_id).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
