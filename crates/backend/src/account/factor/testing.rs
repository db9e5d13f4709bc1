//! Authenticator apps for tests.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use chrono::{DateTime, Utc};

use super::authenticator::{confirm, enrol, enrolment};
use crate::Portal;
use crate::account::fresh::fresh;
use crate::account::{Citizen, note};

/// The code that an app shows, by an implementation that has nothing in common with ours.
pub(crate) fn shown(secret: &str, at: DateTime<Utc>) -> String {
    let key = base32(secret);
    let time = u64::try_from(at.timestamp()).unwrap();
    totp_lite::totp_custom::<totp_lite::Sha1>(30, 6, &key, time)
}

/// Base32 (RFC 4648) by hand.
pub(in crate::account) fn base32(text: &str) -> Vec<u8> {
    let mut bits = String::new();
    for sign in text.chars() {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(sign).unwrap();
        bits.push_str(&format!("{value:05b}"));
    }
    let whole = bits.as_bytes().chunks_exact(8);
    whole.map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap()).collect()
}

/// Sets up an app; returns its secret and the recovery codes.
pub(crate) async fn set_up(portal: &Portal, citizen: &Citizen) -> (String, Vec<String>) {
    let citizen = fresh(portal, citizen.clone()).unwrap();
    assert!(enrol(portal, &citizen).await.unwrap());
    let enrolment = enrolment(portal, &citizen).await.unwrap().unwrap();
    assert!(confirm(portal, &citizen, &shown(&enrolment.secret, portal.clock.now())).await.unwrap());
    let codes = note::new_codes(portal, &citizen).await.unwrap().unwrap();
    (enrolment.secret, codes)
}
