//! People: registration, login, sessions, and what an account holds.

mod letters;
pub mod login;
pub mod organisation;
pub mod password;
mod person;
pub mod registration;
mod repo;
pub mod session;

pub(crate) use person::organisations_of;
pub use person::{NewOrganisation, Organisation, Person, organisations, person, provide};
pub use session::{Citizen, LapsedCitizen, Session, authenticate};

#[cfg(any(test, feature = "testing"))]
pub mod testing;
