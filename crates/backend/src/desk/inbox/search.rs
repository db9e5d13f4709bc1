//! Finding dossiers among all that an officer may read: by code, by exact number or phone, by name.

use ::entity::dossier::Column;
use chrono::Datelike;
use domain::dossier::DossierCode;
use domain::fold::fold;
use domain::identity::IdentityNumber;
use domain::phone::Phone;
use sea_orm::Condition;

use super::repo::{self, Entry, begins};
use super::scope::{Part, Scope};
use super::view::{PAGE, Row, rows};
use crate::dossier::{fact, reversed};
use crate::staff::Officer;
use crate::{Portal, Result};

/// Most bytes that are looked for; no name is longer.
const LONGEST: usize = 300;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What is open, by when it is due, then what is closed, the latest first.
    pub rows: Vec<Row>,
    /// There may be more than are shown.
    pub has_more: bool,
}

/// Finds dossiers by what was typed. A code and a number are found whole, a name from its beginning, from its given name, or
/// by its first and last words.
pub async fn search(portal: &Portal, officer: &Officer, typed: &str) -> Result<Found> {
    let (typed, scope) = (typed.trim(), Scope::of(officer));
    if typed.is_empty() || typed.len() > LONGEST || scope.parts().is_empty() {
        return Ok(Found::default());
    }
    let connection = portal.database.read();
    if let Ok(code) = DossierCode::parse(typed) {
        let found = repo::by_codes(connection, vec![code.to_string()], scope.condition()).await?;
        return shown(portal, officer, found, false).await;
    }
    let facts = facts(portal, typed);
    let (found, has_more) = if facts.is_empty() {
        by_name(portal, &scope, typed).await?
    } else {
        let found = repo::by_facts(connection, facts, scope.condition(), PAGE as u64 + 1).await?;
        let has_more = found.len() > PAGE;
        (found, has_more)
    };
    shown(portal, officer, found, has_more).await
}

/// What was typed as facts by which dossiers are found, where it is a number or a phone.
fn facts(portal: &Portal, typed: &str) -> Vec<String> {
    let number = IdentityNumber::parse(typed, portal.clock.today().year()).ok();
    let phone = Phone::parse(typed).ok();
    let number = number.map(|number| fact::of_number(portal, &number));
    number.into_iter().chain(phone.map(|phone| fact::of_phone(portal, &phone))).collect()
}

async fn by_name(portal: &Portal, scope: &Scope, typed: &str) -> Result<(Vec<Entry>, bool)> {
    let connection = portal.database.read();
    let backend = connection.get_database_backend();
    let folded = fold(typed);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Ok(Default::default()) };
    let backwards = reversed(&folded);
    let named =
        |part: &Part, column, beginning: &str| part.condition().add(begins(backend, column, beginning));
    let lanes: Vec<Condition> = scope
        .parts()
        .iter()
        .flat_map(|part| {
            [named(part, Column::OwnerFolded, &folded), named(part, Column::OwnerReversed, &backwards)]
        })
        .collect();
    let most = PAGE as u64 + 1;
    let mut ids = repo::ids(connection, lanes, most).await?;
    if ids.is_empty() && words.len() > 1 {
        // Words in between were left out. The given name is the rarer one.
        let between = |part: &Part| {
            named(part, Column::OwnerReversed, &format!("{last} ")).add(begins(
                backend,
                Column::OwnerFolded,
                &format!("{first} "),
            ))
        };
        ids = repo::ids(connection, scope.parts().iter().map(between).collect(), most).await?;
    }
    let has_more = ids.len() > PAGE;
    Ok((repo::entries(connection, &ids).await?, has_more))
}

async fn shown(portal: &Portal, officer: &Officer, mut found: Vec<Entry>, has_more: bool) -> Result<Found> {
    found.sort_by_key(|entry| (entry.closed_at.map(|at| -at.timestamp()), entry.due_at, entry.id));
    found.truncate(PAGE);
    Ok(Found { rows: rows(portal, officer, found).await?, has_more })
}
