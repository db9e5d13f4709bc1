//! What the applicant thinks of the service, once there is a result.

use ::entity::rating;
use domain::check::clean_text;
use domain::dossier::Status;
use sea_orm::ActiveValue::Set;

use super::repo;
use crate::account::Citizen;
use crate::{Portal, Result};

/// Most characters of the words.
pub const MOST_RATING: usize = 1000;

const WORDS: &str = "rating.words";

/// How somebody rated their dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// 1 to 5.
    pub stars: u8,
    /// In words; may be empty.
    pub words: String,
}

/// Keeps what `citizen` thinks of the service in the place of what they thought before; says whether there was something
/// to keep: a dossier of theirs with a result, and one to five stars.
pub async fn rate(portal: &Portal, citizen: &Citizen, code: &str, stars: u8, words: &str) -> Result<bool> {
    let words = clean_text(words);
    if !(1..=5).contains(&stars) || words.chars().count() > MOST_RATING {
        return Ok(false);
    }
    let transaction = portal.database.write().await?;
    let Some(row) = repo::dossier_by_code(&*transaction, code).await? else { return Ok(false) };
    let has_result = [Status::Finished, Status::Returned].iter().any(|status| status.as_str() == row.status);
    if row.account_id != citizen.account_id() || !has_result {
        return Ok(false);
    }
    let sealed = if words.is_empty() { None } else { Some(portal.keys.seal(WORDS, &words)?) };
    let rating = rating::ActiveModel {
        dossier_id: Set(row.id),
        stars: Set(i32::from(stars)),
        words: Set(sealed),
        procedure_code: Set(row.procedure_code),
        agency_code: Set(row.agency_code),
        rated_at: Set(portal.clock.now()),
    };
    repo::keep_rating(&*transaction, rating).await?;
    transaction.commit().await?;
    Ok(true)
}

/// What was said of a dossier.
pub(super) async fn of_dossier(portal: &Portal, dossier: uuid::Uuid) -> Result<Option<Rating>> {
    let Some(row) = repo::rating(portal.database.read(), dossier).await? else { return Ok(None) };
    let words = row.words.as_deref().map(|sealed| portal.keys.open_value(WORDS, sealed)).transpose()?;
    Ok(Some(Rating { stars: u8::try_from(row.stars).unwrap_or(1), words: words.unwrap_or_default() }))
}
