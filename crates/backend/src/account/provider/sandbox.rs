//! A directory in the place of VNeID's, read from a file, for demonstrations and tests. Its passwords are published.

use std::collections::HashMap;
use std::path::Path;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::address::Address;
use domain::identity::IdentityNumber;
use domain::person_name::PersonName;
use domain::phone::Phone;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Claims, Directory, VNEID};
use crate::{Error, Result};

/// A person as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: IdentityNumber,
    password: String,
    name: String,
    birth_date: NaiveDate,
    phone: String,
    #[serde(default)]
    address: Address,
    level: i16,
}

/// A directory of accounts from a file.
pub struct Sandbox(HashMap<IdentityNumber, (String, Claims)>);

impl Sandbox {
    /// The accounts that the README lists.
    pub fn published() -> Result<Self> {
        Self::read(include_str!("sandbox.json"))
    }

    /// The accounts of the file at `path`, which is made like `sandbox.json`.
    pub fn open(path: &Path) -> Result<Self> {
        Self::read(&std::fs::read_to_string(path)?)
    }

    fn read(json: &str) -> Result<Self> {
        let invalid = |why: String| Error::Storage(std::io::Error::new(std::io::ErrorKind::InvalidData, why));
        let entries: Vec<Entry> = serde_json::from_str(json).map_err(|error| invalid(error.to_string()))?;
        let mut accounts = HashMap::new();
        for Entry { number, password, name, birth_date, phone, address, level } in entries {
            let wrong =
                |what: &str| invalid(format!("{what} of the account ending in {}", number.last_four()));
            let claims = Claims {
                issuer: VNEID.to_owned(),
                subject: number.as_str().to_owned(),
                identity_number: number.clone(),
                name: PersonName::parse(&name).map_err(|_| wrong("name"))?.as_str().to_owned(),
                birth_date,
                sex: number.sex(),
                phone: Phone::parse_mobile(&phone).map_err(|_| wrong("phone"))?.e164().to_owned(),
                address,
                level,
            };
            accounts.insert(number, (password, claims));
        }
        Ok(Self(accounts))
    }
}

#[async_trait]
impl Directory for Sandbox {
    async fn check(&self, number: &IdentityNumber, password: &str) -> Result<Option<Claims>> {
        let found = self.0.get(number);
        let stored = found.map_or("", |(stored, _)| stored.as_str());
        // Digests, so that the time does not say how much of a password is right.
        let right = Sha256::digest(stored) == Sha256::digest(password) && !password.is_empty();
        Ok(found.filter(|_| right).map(|(_, claims)| claims.clone()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_number_and_password_together_are_right() {
        let sandbox = Sandbox::published().unwrap();
        let number = IdentityNumber::parse("064195002345", 2026).unwrap();
        let claims = sandbox.check(&number, "suong som bien ho").await.unwrap().unwrap();
        assert_eq!((claims.name.as_str(), claims.phone.as_str()), ("Ksor H'Nhi", "+84905222345"));
        assert_eq!(sandbox.check(&number, "may trang dinh nui").await.unwrap(), None);
        let unknown = IdentityNumber::parse("064095002346", 2026).unwrap();
        for password in ["suong som bien ho", ""] {
            assert_eq!(sandbox.check(&unknown, password).await.unwrap(), None);
        }
    }

    #[test]
    fn the_readme_lists_every_account() {
        let readme = include_str!("../../../../../README.md");
        for (number, (password, _)) in &Sandbox::published().unwrap().0 {
            assert!(readme.contains(number.as_str()) && readme.contains(password), "{number:?}");
        }
    }

    #[test]
    fn a_file_that_is_wrong_says_where() {
        let wrong = r#"[{"number":"064195002345","password":"x","name":"Ksor H'Nhi","birth_date":"1995-06-12",
            "phone":"0269","level":2}]"#;
        let told = Sandbox::read(wrong).err().unwrap().to_string();
        assert!(told.contains("phone of the account ending in 2345"), "{told}");
    }
}
