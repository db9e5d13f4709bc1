//! The words people search by: which searches found nothing, and what editors make of that.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{Days, NaiveDate};
use domain::search::countable;
use serde_json::json;

use super::drafts::{CatalogueEditor, MOST};
use super::import::newest;
use super::parse::{Fault, File, parse};
use super::repo;
use crate::audit::{self, Actor};
use crate::{Error, Portal, Result};

/// Most different searches that are counted between two writes; and in a day.
const MOST_AT_ONCE: usize = 200;
const MOST_IN_A_DAY: u64 = 2000;

/// For how many days searches are kept.
const KEPT: Days = Days::new(90);

/// Shown are those that more than one search had: what one person alone looked for may tell who.
const LEAST: i64 = 2;

/// Searches that found nothing and are not written yet: a page that is read writes nothing.
#[derive(Debug, Default)]
pub(crate) struct Misses(Mutex<HashMap<String, i64>>);

/// Counts that a search found nothing, if nothing of it can be of a person.
pub fn note_miss(portal: &Portal, typed: &str) {
    let Some(words) = countable(typed) else { return };
    let mut counts = portal.misses().0.lock().unwrap_or_else(PoisonError::into_inner);
    let is_full = counts.len() >= MOST_AT_ONCE;
    match counts.get_mut(&words) {
        Some(count) => *count += 1,
        None if is_full => {}
        None => {
            counts.insert(words, 1);
        }
    }
}

/// Writes what was counted. Where that fails it is lost: it is no more than a hint.
pub(crate) async fn write_misses(portal: &Portal) -> Result<()> {
    let counts = std::mem::take(&mut *portal.misses().0.lock().unwrap_or_else(PoisonError::into_inner));
    if counts.is_empty() {
        return Ok(());
    }
    let day = portal.clock.today();
    let transaction = portal.database.write().await?;
    if repo::misses_on(&*transaction, day).await? < MOST_IN_A_DAY {
        repo::add_misses(&*transaction, day, counts).await?;
    }
    if let Some(before) = day.checked_sub_days(KEPT) {
        repo::forget_misses(&*transaction, before).await?;
    }
    transaction.commit().await
}

/// What was looked for and not found since a day, the most frequent first.
pub async fn misses(portal: &Portal, _by: CatalogueEditor, since: NaiveDate) -> Result<Vec<(String, i64)>> {
    repo::misses(portal.database.read(), since, LEAST).await
}

/// The search words as a catalogue file.
pub fn search_words(portal: &Portal, _by: CatalogueEditor) -> Result<String> {
    let file = json!({"format": "motcua-catalogue/1", "search": portal.catalogue().search_words()});
    serde_json::to_string_pretty(&file).map_err(|_| Error::Unreadable("search"))
}

/// What is wrong with such a file, upon what is stored now.
pub async fn faults_of_words(portal: &Portal, _by: CatalogueEditor, text: &str) -> Result<Vec<Fault>> {
    let current = newest(repo::load(portal.database.read()).await?);
    let files = [File { name: "search".to_owned(), text: text.to_owned() }];
    Ok(parse(&files).over(current).err().unwrap_or_default())
}

/// Makes what the file says the search words; or says what is wrong with it.
///
/// # Errors
///
/// [`Error::TooLarge`] for more than [`MOST`].
pub async fn set_search_words(
    portal: &Portal,
    by: CatalogueEditor,
    text: &str,
) -> Result<std::result::Result<(), Vec<Fault>>> {
    if text.len() > MOST {
        return Err(Error::TooLarge);
    }
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let current = newest(repo::load(&*transaction).await?);
    let files = [File { name: "search".to_owned(), text: text.to_owned() }];
    let change = match parse(&files).over(current) {
        Ok(change) => change,
        Err(faults) => return Ok(Err(faults)),
    };
    // Other parts of such a file are not what is edited here, and stay as they are.
    if repo::replace_reference(&*transaction, "search", &change.catalogue, now).await? {
        repo::touch_revision(&*transaction, now).await?;
        audit::record(portal, &*transaction, Actor::Officer(by.account()), "catalogue.words", None).await?;
    }
    transaction.commit().await?;
    super::refresh(portal).await?;
    Ok(Ok(()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::staff::Role;

    use super::*;
    use crate::desk::testing::officer;
    use crate::dossier::testing::DESK;
    use crate::testing::{TestPortal, on_each_database};

    async fn searches_that_found_nothing_are_counted_and_words_added(portal: TestPortal) {
        let editor = officer(&portal, 11, DESK, Role::CatalogueEditor).await;
        let by = CatalogueEditor::of(&editor).unwrap();
        for typed in ["Xin giấy qqzz", "xin giay QQZZ", "0905123456", "0905123456", "chỉ một lần"] {
            note_miss(&portal, typed);
        }
        write_misses(&portal).await.unwrap();
        write_misses(&portal).await.unwrap();
        note_miss(&portal, "xin giấy qqzz");
        write_misses(&portal).await.unwrap();
        let today = portal.clock.today();
        assert_eq!(misses(&portal, by, today).await.unwrap(), [("xin giay qqzz".to_owned(), 3)]);
        portal.test_clock.advance(chrono::TimeDelta::days(100));
        note_miss(&portal, "khác hẳn");
        write_misses(&portal).await.unwrap();
        assert_eq!(misses(&portal, by, today).await.unwrap(), []);

        let words = search_words(&portal, by).unwrap();
        assert_eq!(set_search_words(&portal, by, &words).await.unwrap(), Ok(()), "as they are");
        assert!(set_search_words(&portal, by, "{").await.unwrap().is_err());
        assert_eq!(faults_of_words(&portal, by, "{").await.unwrap().len(), 1);
    }
    on_each_database!(searches_that_found_nothing_are_counted_and_words_added);
}
