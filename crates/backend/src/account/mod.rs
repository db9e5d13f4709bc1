//! People: registration, login, sessions, what keeps them safe, and what an account holds.

pub mod at_counter;
pub mod contact;
pub mod data;
pub mod deletion;
pub mod factor;
pub mod fresh;
pub mod guessing;
mod letters;
pub mod login;
pub mod note;
pub mod organisation;
pub mod otp;
pub mod password;
pub mod password_change;
mod person;
pub mod proofing;
pub mod provider;
pub mod recovery;
pub mod refusal;
pub mod registration;
mod repo;
pub mod session;

pub use person::{NewOrganisation, Organisation, Person, organisations, person, provide};
pub(crate) use person::{
    close, hash_number, id_by_number, name_in, name_of, of_demonstration, organisations_of, reopen,
};
pub(crate) use repo::{account as row, hold_account};
pub use session::{Citizen, LapsedCitizen, Session, authenticate, authenticate_in};

use crate::{Portal, Result};

/// Forgets sessions, registrations, attempts to log in, codes and wrong passwords that ran out; says how many.
pub(crate) async fn forget_expired(portal: &Portal) -> Result<u64> {
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let sessions = repo::forget_sessions(&*transaction, now - session::longest_lapse()).await?;
    let registrations = repo::forget_registrations(&*transaction, now).await?;
    let attempts = repo::forget_attempts(&*transaction, now).await?;
    let codes = otp::forget(&*transaction, now).await?;
    let guesses = guessing::forget_expired(&*transaction, now).await?;
    let changes = contact::forget(&*transaction, now).await?;
    let recoveries = recovery::forget(&*transaction, now).await?;
    let ceremonies = factor::passkey::forget(&*transaction, now).await?;
    let refusals = refusal::forget_old(&*transaction, now).await?;
    transaction.commit().await?;
    Ok(refusals + sessions + registrations + attempts + codes + guesses + changes + recoveries + ceremonies)
}

#[cfg(any(test, feature = "testing"))]
pub mod testing;
