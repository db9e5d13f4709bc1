//! What can fail through no fault of the person using the portal.
//!
//! Mistakes of people are never errors here: use cases return them as values (problems of a draft, refusals), and
//! pages say them. An [`Error`] means that we failed, and the log says the cause; or that too much was asked for at once,
//! which anybody can bring about ([`Error::Busy`], [`Error::TooMany`], [`Error::TooLarge`]).

use sea_orm::DbErr;

/// Shorthand for results of use cases.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of ours or of something we depend on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or is away.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The file store refused or is away.
    #[error("file store: {0}")]
    Storage(#[from] std::io::Error),
    /// A mail or text message could not be handed over.
    #[error("message: {0}")]
    Message(String),
    /// A mailbox refuses mail for good.
    #[error("the mailbox refuses mail")]
    MailboxRefuses,
    /// The virus scanner is away or did not say clearly what it thinks of a content.
    #[error("virus scanner: {0}")]
    Scanner(String),
    /// Something stored cannot be read back: sealed with a key we do not hold, or not what its column promises.
    #[error("unreadable: {0}")]
    Unreadable(&'static str),
    /// More is asked at once than can be done; try again shortly.
    #[error("busy")]
    Busy,
    /// One address asks for more than anybody needs; it may again after a while.
    #[error("too many")]
    TooMany,
    /// More was sent than is kept, and than any page of ours sends.
    #[error("too large")]
    TooLarge,
    /// A task of ours was cut off.
    #[error("task: {0}")]
    Task(#[from] tokio::task::JoinError),
}
