//! People for tests.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

use domain::Language;
use domain::account::OrganisationKind;
use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};

use super::person::{self, NewOrganisation, Person};
use super::{Citizen, Session, authenticate, session};
use crate::Portal;

/// An identity number that no other call with another `seed` (below a million) gives: a woman born 1990 in Gia Lai.
pub fn identity_number(seed: u32) -> IdentityNumber {
    IdentityNumber::parse(&format!("064190{seed:06}"), 2026).expect("an identity number")
}

/// Makes the account of Nguyễn Thị Hoa and logs it in; returns her and the token of her session. Its password
/// cannot be used.
pub async fn citizen(portal: &Portal, seed: u32) -> (Citizen, String) {
    citizen_with_number(portal, identity_number(seed).as_str()).await
}

/// The same with a number of one's own.
pub async fn citizen_with_number(portal: &Portal, number: &str) -> (Citizen, String) {
    let person = Person {
        name: "Nguyễn Thị Hoa".into(),
        identity_number: IdentityNumber::parse(number, 2026).expect("an identity number"),
        birth_date: "1990-03-07".parse().expect("a day"),
        sex: Sex::Female,
        phone: "+84905123456".into(),
        email: "hoa@example.vn".into(),
        address: Address { province: "52".into(), commune: "23563".into(), detail: "Làng Plei Ốp".into() },
    };
    let transaction = portal.database.write().await.expect("a transaction");
    let account = person::create(portal, &*transaction, &person, Some("none".into()), Language::Vi)
        .await
        .expect("the account is written")
        .expect("the number is free");
    let token = session::begin(portal, &*transaction, account, false).await.expect("a session");
    transaction.commit().await.expect("commit");
    match authenticate(portal, &token).await {
        Ok(Session::Active(citizen)) => (citizen, token),
        other => panic!("not logged in: {other:?}"),
    }
}

/// The password of whom [`citizen_with_password`] makes.
pub const PASSWORD: &str = "bò vàng leo núi sớm";

/// [`citizen`] with a password that can be used.
pub async fn citizen_with_password(portal: &Portal, seed: u32) -> (Citizen, String) {
    let (citizen, token) = citizen(portal, seed).await;
    set_password(portal, &citizen, super::password::hash(PASSWORD).await.expect("hashed")).await;
    (citizen, token)
}

/// Logs `citizen` in once more; returns the token of the new session.
pub async fn log_in(portal: &Portal, citizen: &Citizen) -> String {
    begin_session(portal, citizen.account_id(), false).await
}

/// The same with a second factor, by the account's id.
pub async fn log_in_with_factor(portal: &Portal, account_id: uuid::Uuid) -> String {
    begin_session(portal, account_id, true).await
}

async fn begin_session(portal: &Portal, account_id: uuid::Uuid, second_factor: bool) -> String {
    let transaction = portal.database.write().await.expect("a transaction");
    let token = session::begin(portal, &*transaction, account_id, second_factor).await.expect("a session");
    transaction.commit().await.expect("commit");
    token
}

/// The same in the browser that says `user_agent` of itself, and used there once.
#[cfg(test)]
pub(crate) async fn log_in_from(portal: &Portal, citizen: &Citizen, user_agent: &str) -> String {
    let token = log_in(portal, citizen).await;
    let browser = session::Browser { user_agent, network: "198.51.100.7" };
    session::authenticate_in(portal, &token, browser).await.expect("recognised");
    token
}

/// Lists an enterprise with the account of `citizen`; returns its id.
pub async fn organisation(portal: &Portal, citizen: &Citizen) -> uuid::Uuid {
    let enterprise = NewOrganisation {
        kind: OrganisationKind::Enterprise,
        name: "Công ty TNHH Cà phê Pleiku".into(),
        tax_code: Some("5900189195".into()),
        address: Address {
            province: "52".into(), commune: "23563".into(), detail: "12 Hùng Vương".into()
        },
        position: "Giám đốc".into(),
    };
    let transaction = portal.database.write().await.expect("a transaction");
    let id = person::list_organisation(portal, &*transaction, citizen.account_id(), enterprise)
        .await
        .expect("the organisation is written")
        .expect("it is not listed yet");
    transaction.commit().await.expect("commit");
    id
}

/// Gives the account of `citizen` the password behind `hash`.
pub(crate) async fn set_password(portal: &Portal, citizen: &Citizen, hash: String) {
    let transaction = portal.database.write().await.expect("a transaction");
    let row = super::repo::credential(&*transaction, citizen.account_id(), person::PASSWORD)
        .await
        .expect("the credential is read")
        .expect("there is one");
    super::repo::change_credential(&*transaction, &row, hash, portal.clock.now()).await.expect("changed");
    transaction.commit().await.expect("commit");
}
