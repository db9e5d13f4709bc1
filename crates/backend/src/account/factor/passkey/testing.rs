//! A device with passkeys, as WebAuthn level 3 describes them, by an implementation that has nothing in common with the
//! one that judges.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING as ES256, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{begin_making, finish_making};
use crate::Portal;
use crate::account::Citizen;
use crate::account::fresh::fresh;
use crate::secret::random_bytes;

/// What browsers say in which [`Device::make`] was called.
pub(in crate::account) const BROWSER: &str =
    "Mozilla/5.0 (Linux; Android 14) Chrome/147.0.0.0 Mobile Safari/537.36";

/// Flags of what a device says about itself (section 6.1).
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const CAN_BE_BACKED_UP: u8 = 1 << 3;
const HAS_KEY: u8 = 1 << 6;

/// A device that holds one passkey.
#[derive(Clone)]
pub(crate) struct Device {
    /// The key pair, as PKCS #8.
    pub key: Vec<u8>,
    /// Its id.
    pub id: [u8; 32],
    /// Whose it says the passkey is.
    pub holder: String,
    /// Counts its uses, as devices do whose passkey stays in them; others say 0.
    pub counter: u32,
    /// Somebody unlocks it.
    pub unlocked: bool,
    /// The page that asks, by its origin.
    pub origin: &'static str,
}

impl Device {
    /// A new one, with its key.
    pub fn new() -> Self {
        let key = EcdsaKeyPair::generate_pkcs8(&ES256, &SystemRandom::new()).unwrap();
        Self {
            key: key.as_ref().to_owned(),
            id: random_bytes(),
            holder: String::new(),
            counter: 0,
            unlocked: true,
            origin: "https://motcua.test",
        }
    }

    /// Makes the passkey that `options` ask for.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.holder = options["user"]["id"].as_str().unwrap().to_owned();
        let pair = self.pair();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), HAS_KEY);
        // Of no known make; then the id, and the key as CBOR (RFC 9052).
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(self.id);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(x);
        data.extend([0x22, 0x58, 32]);
        data.extend(y);
        let length = u8::try_from(data.len()).unwrap();
        let attestation =
            [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        let client = self.client("webauthn.create", &options);
        let response =
            json!({"attestationObject": BASE64.encode(attestation), "clientDataJSON": BASE64.encode(client)});
        self.answer(&response)
    }

    /// Uses the passkey as `options` ask.
    pub fn answer_to(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client = self.client("webauthn.get", &options);
        let signed = [data.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature = self.pair().sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(&json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature),
            "userHandle": self.holder,
        }))
    }

    /// Says that its passkey is of somebody else.
    pub fn held_by(&self, other: &Citizen) -> Self {
        Self { holder: BASE64.encode(other.account_id()), ..self.clone() }
    }

    fn pair(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ES256, &self.key, &SystemRandom::new()).unwrap()
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let unlocked = if self.unlocked { VERIFIED } else { 0 };
        let backed_up = if self.counter == 0 { CAN_BE_BACKED_UP } else { 0 };
        let flags = flags | PRESENT | unlocked | backed_up;
        [&Sha256::digest(host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin})
            .to_string()
            .into_bytes()
    }

    fn answer(&self, response: &Value) -> String {
        let id = BASE64.encode(self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {}})
            .to_string()
    }
}

/// Makes a passkey for `citizen`; returns the device that holds it.
pub(crate) async fn set_up(portal: &Portal, citizen: &Citizen) -> Device {
    set_up_in(portal, citizen, Device::new()).await
}

/// The same in a certain device.
pub(in crate::account) async fn set_up_in(portal: &Portal, citizen: &Citizen, mut device: Device) -> Device {
    let citizen = fresh(portal, citizen.clone()).unwrap();
    let options = begin_making(portal, &citizen).await.unwrap().unwrap();
    assert!(finish_making(portal, &citizen, &device.make(&options), BROWSER).await.unwrap());
    device
}
