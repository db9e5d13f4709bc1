//! Ed25519 keys with which the portal signs what it gives out, so that anybody can check it without asking the portal.
//!
//! Public keys are published with their numbers for ever; of the secret ones only the newest is kept.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::{invalid, random_bytes};

/// A key as the file of keys has it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SigningKey {
    /// Distinguishes the keys, from 1.
    number: u16,
    /// 32 bytes in Base64.
    public: String,
    /// The secret, 32 bytes in Base64; gone once there is a newer key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
}

/// The public half of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its number.
    pub number: u16,
    /// The key itself (RFC 8032).
    pub bytes: [u8; 32],
}

impl PublicKey {
    /// Whether the key made this signature of these bytes.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.bytes).verify(message, signature).is_ok()
    }
}

/// The key that signs now.
pub struct Signer {
    number: u16,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Signs bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Signer {}", self.number)
    }
}

/// All keys, read.
pub(super) struct Signing {
    pub(super) signer: Arc<Signer>,
    pub(super) public: Vec<PublicKey>,
}

/// Adds a key that signs from now on, and forgets the secrets of the others.
pub(super) fn rotate(keys: &mut Vec<SigningKey>) -> io::Result<()> {
    let newest = keys.iter().map(|key| key.number).max().unwrap_or(0);
    let number = newest.checked_add(1).ok_or_else(|| invalid("there are 65535 signing keys"))?;
    let seed = random_bytes::<32>();
    let pair = pair(&seed)?;
    for key in keys.iter_mut() {
        key.seed = None;
    }
    keys.push(SigningKey {
        number,
        public: STANDARD.encode(pair.public_key()),
        seed: Some(STANDARD.encode(seed)),
    });
    Ok(())
}

pub(super) fn read(keys: &[SigningKey]) -> io::Result<Signing> {
    let mut public: Vec<PublicKey> = Vec::with_capacity(keys.len());
    let mut signer = None;
    for key in keys {
        if public.iter().any(|known| known.number == key.number) {
            return Err(invalid("two signing keys have one number"));
        }
        public.push(PublicKey { number: key.number, bytes: bytes(&key.public)? });
        if let Some(seed) = &key.seed {
            let pair = pair(&bytes(seed)?)?;
            if pair.public_key().as_ref() != bytes(&key.public)? {
                return Err(invalid("a signing key and its public key do not belong together"));
            }
            signer = Some(Arc::new(Signer { number: key.number, pair }));
        }
    }
    let signer = signer.ok_or_else(|| {
        invalid(
            "there is no signing key; `motcua keys rotate-signing` adds one, or prints the content with one",
        )
    })?;
    Ok(Signing { signer, public })
}

fn bytes(text: &str) -> io::Result<[u8; 32]> {
    let decoded = STANDARD.decode(text).map_err(|_| invalid("a signing key is not Base64"))?;
    decoded.try_into().map_err(|_| invalid("a signing key has 32 bytes"))
}

fn pair(seed: &[u8; 32]) -> io::Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| invalid("a signing key is not one"))
}
