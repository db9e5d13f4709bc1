//! Sealing what must not be readable in the database, and keyed hashes to find it by.
//!
//! XChaCha20-Poly1305 with random nonces; one key per purpose is derived from the master key by HMAC-SHA-256
//! (NIST SP 800-108 in its simplest form). Look-ups go by HMAC-SHA-256 under a key of their own, which does not
//! rotate with the sealing keys.

mod signing;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{Error, Result};
use signing::{Signing, SigningKey};

pub use signing::{PublicKey, Signer};

const NONCE: usize = 24;

/// What a keyed hash is for; the same number hashed for two purposes gives two unrelated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Finding a person by identity number.
    IdentityNumber,
    /// Checking the last four digits of an identity number.
    IdentityLastFour,
    /// Finding a person by phone.
    Phone,
    /// Checking the last four digits of a phone.
    PhoneLastFour,
    /// Finding an account by mail address.
    Email,
    /// Finding an account by what an identity provider knows the person by.
    Identity,
    /// Telling an account's organisations apart.
    Organisation,
    /// A session's token.
    Session,
    /// A token or code sent by mail.
    Confirmation,
    /// The subject of a limit.
    Limit,
    /// A browser that somebody logged in from.
    Browser,
    /// A secret in a mail that undoes something: a lock, a deletion.
    Undo,
    /// Finding a passkey by its id.
    Passkey,
    /// Finding dossiers by the identity number of somebody they concern.
    DossierIdentityNumber,
    /// Finding dossiers by the phone of somebody they concern.
    DossierPhone,
    /// A token of another system.
    ApiToken,
    /// What another system sent.
    ApiRequest,
    /// Finding a dossier by the code with which it is claimed.
    Claim,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::IdentityNumber => "identity-number",
            Self::IdentityLastFour => "identity-last-four",
            Self::Phone => "phone",
            Self::PhoneLastFour => "phone-last-four",
            Self::Email => "email",
            Self::Identity => "identity",
            Self::Organisation => "organisation",
            Self::Session => "session",
            Self::Confirmation => "confirmation",
            Self::Limit => "limit",
            Self::Browser => "browser",
            Self::Undo => "undo",
            Self::Passkey => "passkey",
            Self::DossierIdentityNumber => "dossier-identity-number",
            Self::DossierPhone => "dossier-phone",
            Self::ApiToken => "api-token",
            Self::ApiRequest => "api-request",
            Self::Claim => "claim",
        }
    }
}

/// The file that holds the keys. The newest key seals, all of them open.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    /// Key for look-up hashes, 32 bytes in Base64.
    lookup: String,
    /// Sealing keys, oldest first.
    sealing: Vec<SealingKey>,
    /// Signing keys, oldest first. Files of before there was a desk have none.
    #[serde(default)]
    signing: Vec<SigningKey>,
}

#[derive(Serialize, Deserialize)]
struct SealingKey {
    /// Distinguishes the keys, 1 to 255.
    id: u8,
    /// 32 bytes in Base64.
    key: String,
}

struct Keys {
    lookup: [u8; 32],
    sealing: Vec<(u8, XChaCha20Poly1305)>,
    signing: Signing,
}

struct Ring {
    /// Where they are read from, unless they were given as they are.
    file: Option<PathBuf>,
    keys: RwLock<Arc<Keys>>,
}

/// The keys of this portal. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Ring>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring")
    }
}

fn invalid(why: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_string())
}

impl KeyFile {
    fn read(path: &Path) -> io::Result<Self> {
        Self::parse(&fs::read_to_string(path)?)
    }

    fn parse(text: &str) -> io::Result<Self> {
        // What is wrong is not said: it would be a part of a key.
        serde_json::from_str(text).map_err(|_| invalid("the keys are not readable as JSON"))
    }

    fn new() -> io::Result<Self> {
        let first = SealingKey { id: 1, key: STANDARD.encode(random_bytes::<32>()) };
        let mut signing = Vec::new();
        signing::rotate(&mut signing)?;
        Ok(Self { lookup: STANDARD.encode(random_bytes::<32>()), sealing: vec![first], signing })
    }

    /// Gives a file of before there was a desk its first signing key, once, whoever else is starting now.
    fn complete(self, path: &Path) -> io::Result<Self> {
        if !self.signing.is_empty() {
            return Ok(self);
        }
        let held = fs::File::open(path)?;
        held.lock()?;
        let mut file = Self::read(path)?;
        if file.signing.is_empty() {
            signing::rotate(&mut file.signing)?;
            file.write(path, false)?;
        }
        Ok(file)
    }

    fn keys(&self) -> io::Result<Keys> {
        let bytes = |text: &str| -> io::Result<[u8; 32]> {
            let decoded = STANDARD.decode(text).map_err(|_| invalid("a key is not Base64"))?;
            decoded.try_into().map_err(|_| invalid("a key has 32 bytes"))
        };
        let mut sealing = Vec::new();
        for key in &self.sealing {
            sealing.push((key.id, XChaCha20Poly1305::new(&Key::from(bytes(&key.key)?))));
        }
        if sealing.is_empty() {
            return Err(invalid("there is no sealing key"));
        }
        Ok(Keys { lookup: bytes(&self.lookup)?, sealing, signing: signing::read(&self.signing)? })
    }

    /// Adds a key, with which everything is sealed from now on.
    fn rotate(&mut self) -> io::Result<()> {
        let is_free = |id: &u8| self.sealing.iter().all(|key| key.id != *id);
        let id = (1..=u8::MAX).find(is_free).ok_or_else(|| invalid("there are 255 keys; retire old ones"))?;
        self.sealing.push(SealingKey { id, key: STANDARD.encode(random_bytes::<32>()) });
        Ok(())
    }

    /// Leaves the newest key only; says how many went.
    fn retire(&mut self) -> usize {
        let old = self.sealing.len().saturating_sub(1);
        self.sealing.drain(..old);
        old
    }

    fn written(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Puts the file in the place of the one at `path`, whole or not at all.
    fn write(&self, path: &Path, is_new: bool) -> io::Result<()> {
        let beside = if is_new { path.to_owned() } else { path.with_extension("new") };
        let mut options = fs::OpenOptions::new();
        options.write(true);
        if is_new {
            options.create_new(true)
        } else {
            options.create(true).truncate(true)
        };
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&beside)?;
        out.write_all(self.written()?.as_bytes())?;
        out.sync_all()?;
        if !is_new {
            fs::rename(&beside, path)?;
        }
        // The name must be as durable as the content: without the keys nothing can be read.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder)?.sync_all()
    }
}

/// Adds a key to the file at `path`. A portal that is running notices within five seconds, seals with it from then on, and
/// opens what was sealed with the others.
pub fn rotate(path: &Path) -> io::Result<()> {
    let mut file = KeyFile::read(path)?;
    file.rotate()?;
    file.write(path, false)
}

/// Adds a signing key to the file at `path`, with which a portal that is running signs within five seconds. What the others
/// signed stays genuine.
pub fn rotate_signing(path: &Path) -> io::Result<()> {
    let mut file = KeyFile::read(path)?;
    signing::rotate(&mut file.signing)?;
    file.write(path, false)
}

/// `text` with one more signing key, as [`Keyring::given`] takes it.
pub fn rotated_signing(text: &str) -> io::Result<String> {
    let mut file = KeyFile::parse(text)?;
    signing::rotate(&mut file.signing)?;
    file.written()
}

/// Leaves the newest key only in the file at `path`; says how many went. What is sealed with the others is lost.
pub fn retire(path: &Path) -> io::Result<usize> {
    let mut file = KeyFile::read(path)?;
    let retired = file.retire();
    file.write(path, false)?;
    Ok(retired)
}

/// `text` with one more key, as [`Keyring::given`] takes it.
pub fn rotated(text: &str) -> io::Result<String> {
    let mut file = KeyFile::parse(text)?;
    file.rotate()?;
    file.written()
}

impl Keyring {
    /// Reads the keys from `path`, or makes them at the first start, readable by the owner only.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = match KeyFile::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let file = KeyFile::new()?;
                file.write(path, true)?;
                file
            }
            read => read?.complete(path)?,
        };
        Self::of(file.keys()?, Some(path.to_owned()))
    }

    /// Takes the keys as the file would have them, from where secrets are kept otherwise.
    pub fn given(text: &str) -> io::Result<Self> {
        Self::of(KeyFile::parse(text)?.keys()?, None)
    }

    fn of(keys: Keys, file: Option<PathBuf>) -> io::Result<Self> {
        Ok(Self(Arc::new(Ring { file, keys: RwLock::new(Arc::new(keys)) })))
    }

    fn keys(&self) -> Arc<Keys> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the file again, where the keys come from one.
    pub fn refresh(&self) -> io::Result<()> {
        let Some(file) = &self.0.file else { return Ok(()) };
        let keys = KeyFile::read(file)?.keys()?;
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    /// Whether `sealed` was sealed with the newest key.
    pub fn is_newest(&self, sealed: &[u8]) -> bool {
        self.keys().sealing.last().map(|(id, _)| id) == sealed.first()
    }

    /// Encrypts `plain`; `place` (table and column) is bound in, so that a value cannot be moved to another column.
    pub fn seal_bytes(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let keys = self.keys();
        let (id, cipher) = keys.sealing.last().ok_or(Error::Unreadable("keys"))?;
        let nonce = random_bytes::<NONCE>();
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| Error::Unreadable("too long to seal"))?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(*id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Decrypts what [`Self::seal_bytes`] made for the same `place`.
    ///
    /// A key that is not known may have come into the file a moment ago, and another process have sealed with it.
    pub fn open_bytes(&self, place: &'static str, sealed: &[u8]) -> Result<Vec<u8>> {
        let is_known = |id: u8| self.keys().sealing.iter().any(|(known, _)| *known == id);
        if sealed.first().is_some_and(|id| !is_known(*id)) {
            self.refresh().map_err(|_| Error::Unreadable("keys"))?;
        }
        let keys = self.keys();
        let unreadable = || Error::Unreadable(place);
        let (&id, rest) = sealed.split_first().ok_or_else(unreadable)?;
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or_else(unreadable)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| unreadable())?;
        let (_, cipher) = keys.sealing.iter().find(|(known, _)| *known == id).ok_or_else(unreadable)?;
        cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| unreadable())
    }

    /// Encrypts a value as JSON.
    pub fn seal<T: Serialize>(&self, place: &'static str, value: &T) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(value).map_err(|_| Error::Unreadable(place))?;
        self.seal_bytes(place, &plain)
    }

    /// Decrypts a value that [`Self::seal`] made for the same `place`.
    pub fn open_value<T: DeserializeOwned>(&self, place: &'static str, sealed: &[u8]) -> Result<T> {
        let plain = self.open_bytes(place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Unreadable(place))
    }

    /// The key that signs.
    pub fn signer(&self) -> Arc<Signer> {
        self.keys().signing.signer.clone()
    }

    /// Every public key there was, oldest first.
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.keys().signing.public.clone()
    }

    /// A keyed hash to find `value` by: 64 hexadecimal digits.
    pub fn hash(&self, purpose: Purpose, value: &str) -> String {
        // HMAC takes keys of any length, so this cannot fail.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.keys().lookup) else {
            return String::new();
        };
        mac.update(purpose.label().as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

/// `bytes` as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Random bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
#[allow(clippy::expect_used, reason = "without randomness nothing safe can be done")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A new secret token for links and cookies: 256 random bits in 64 hexadecimal digits.
pub fn token() -> String {
    hex(&random_bytes::<32>())
}

/// A new six-digit code, uniformly distributed.
pub fn six_digits() -> String {
    loop {
        let drawn = u32::from_le_bytes(random_bytes()) >> 12;
        if drawn < 1_000_000 {
            return format!("{drawn:06}");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_only_at_their_place_and_with_their_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(&folder.path().join("a.json")).unwrap();
        let others = Keyring::open(&folder.path().join("b.json")).unwrap();
        let sealed = keys.seal("account.phone", &"0912345678").unwrap();
        assert_eq!(keys.open_value::<String>("account.phone", &sealed).unwrap(), "0912345678");
        assert!(keys.open_value::<String>("account.email", &sealed).is_err());
        assert!(others.open_value::<String>("account.phone", &sealed).is_err());
        assert!(keys.open_bytes("account.phone", &sealed[..10]).is_err());
        let reopened = Keyring::open(&folder.path().join("a.json")).unwrap();
        assert_eq!(reopened.open_value::<String>("account.phone", &sealed).unwrap(), "0912345678");
    }

    #[test]
    fn a_new_key_seals_and_the_old_ones_open_until_they_are_retired() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let keys = Keyring::open(&path).unwrap();
        let other = Keyring::open(&path).unwrap();
        let old = keys.seal("a.b", &"cũ").unwrap();
        let hash = keys.hash(Purpose::Phone, "1");
        rotate(&path).unwrap();
        assert!(keys.is_newest(&keys.seal("a.b", &"x").unwrap()), "what is not read again does not change");
        keys.refresh().unwrap();
        assert!(!keys.is_newest(&old));
        let new = keys.seal("a.b", &"mới").unwrap();
        assert!(keys.is_newest(&new));
        assert_eq!(keys.open_value::<String>("a.b", &old).unwrap(), "cũ");
        assert_eq!(other.open_value::<String>("a.b", &new).unwrap(), "mới", "an unknown key is looked for");
        assert_eq!(keys.hash(Purpose::Phone, "1"), hash, "what is found by hashes stays found");
        let text = fs::read_to_string(&path).unwrap();
        let given = Keyring::given(&text).unwrap();
        assert_eq!(given.open_value::<String>("a.b", &new).unwrap(), "mới");
        assert!(!Keyring::given(&rotated(&text).unwrap()).unwrap().is_newest(&new));
        assert_eq!(retire(&path).unwrap(), 1);
        keys.refresh().unwrap();
        assert!(keys.open_value::<String>("a.b", &old).is_err());
        assert_eq!(keys.open_value::<String>("a.b", &new).unwrap(), "mới");
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "for this user alone");
    }

    #[test]
    fn a_new_key_signs_and_what_the_old_ones_signed_stays_genuine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let keys = Keyring::open(&path).unwrap();
        let old = (keys.signer().number(), keys.signer().sign(b"cu"));
        let seed = |text: &str| serde_json::from_str::<KeyFile>(text).unwrap().signing[0].clone();
        rotate_signing(&path).unwrap();
        keys.refresh().unwrap();
        let new = (keys.signer().number(), keys.signer().sign(b"moi"));
        assert_eq!((old.0, new.0), (1, 2));
        let verified = |number: u16, message: &[u8], signature: &[u8]| {
            let known = keys.public_keys().into_iter().find(|key| key.number == number);
            known.is_some_and(|key| key.verifies(message, signature))
        };
        assert!(verified(1, b"cu", &old.1) && verified(2, b"moi", &new.1));
        assert!(!verified(2, b"cu", &old.1) && !verified(1, b"cU", &old.1) && !verified(3, b"cu", &old.1));
        let text = fs::read_to_string(&path).unwrap();
        let first = serde_json::to_string(&seed(&text)).unwrap();
        assert!(!first.contains("seed"), "the secret of an old key is gone");
        assert_eq!(Keyring::given(&rotated_signing(&text).unwrap()).unwrap().signer().number(), 3);
        retire(&path).unwrap();
        keys.refresh().unwrap();
        assert_eq!(keys.public_keys().len(), 2, "sealing keys are retired, public keys stay");
    }

    #[test]
    fn a_file_of_before_gets_a_signing_key_and_a_variable_says_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        Keyring::open(&path).unwrap();
        let mut file: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        file.as_object_mut().unwrap().remove("signing");
        fs::write(&path, file.to_string()).unwrap();
        let refused = Keyring::given(&file.to_string()).unwrap_err().to_string();
        assert!(refused.contains("rotate-signing"), "{refused}");
        let (one, other) = (Keyring::open(&path).unwrap(), Keyring::open(&path).unwrap());
        assert_eq!(one.public_keys(), other.public_keys());
        assert_eq!(one.public_keys().len(), 1);
    }

    #[test]
    fn a_broken_file_of_keys_is_not_shown() {
        for broken in ["", "{\"lookup\": \"c2VjcmV0", "{\"lookup\": \"c2VjcmV0\", \"sealing\": []}"] {
            let error = Keyring::given(broken).unwrap_err().to_string();
            assert!(!error.contains("c2Vj"), "{error}");
        }
    }

    #[test]
    fn hashes_differ_by_purpose_and_stay_the_same_over_time() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keyring::open(&folder.path().join("a.json")).unwrap();
        let again = Keyring::open(&folder.path().join("a.json")).unwrap();
        assert_ne!(keys.hash(Purpose::Phone, "1"), keys.hash(Purpose::IdentityNumber, "1"));
        assert_eq!(keys.hash(Purpose::Phone, "1"), again.hash(Purpose::Phone, "1"));
        assert_eq!(keys.hash(Purpose::Phone, "1").len(), 64);
    }

    #[test]
    fn codes_have_six_digits() {
        for _ in 0..1000 {
            let code = six_digits();
            assert_eq!(code.len(), 6);
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
}
