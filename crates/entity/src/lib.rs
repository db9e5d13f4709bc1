//! One file per table.

pub mod account;
pub mod agency;
pub mod audit;
pub mod authenticator;
pub mod blob;
pub mod counter;
pub mod credential;
pub mod dossier;
pub mod dossier_event;
pub mod draft;
pub mod identity;
pub mod job;
pub mod kept_file;
pub mod kept_paper;
pub mod login_attempt;
pub mod organisation;
pub mod otp_challenge;
pub mod paper;
pub mod procedure_version;
pub mod rate_limit;
pub mod recovery_code;
pub mod reference;
pub mod registration;
pub mod session;
pub mod upload;
pub mod upload_part;
