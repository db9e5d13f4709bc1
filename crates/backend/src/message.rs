//! Mails and text messages on their way out. Use cases never send: they enqueue jobs, the worker sends.

pub mod letter;
mod outbox;
pub(crate) mod sms;
mod smtp;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use outbox::{Outbox, Outgoing};
pub use sms::{Gateway, HttpSms};
pub use smtp::Smtp;

use crate::Result;

/// A mail, written and ready to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Becomes the Message-ID, so that a mail sent twice after a failure can be recognised as one.
    pub id: Uuid,
    /// Mail address of the receiver.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Body as plain text.
    pub text: String,
    /// Body as HTML.
    pub html: String,
}

/// A text message, ready to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// Identifies the message towards the gateway.
    pub id: Uuid,
    /// Number of the receiver in E.164 form, `+84912345678`.
    pub to: String,
    /// Text without diacritics.
    pub text: String,
}

/// Hands mails over.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over; on an error it is tried again later.
    async fn send(&self, mail: &Mail) -> Result<()>;
}

/// Hands text messages over.
#[async_trait]
pub trait SmsGateway: Send + Sync {
    /// Hands one message over; on an error it is tried again later.
    async fn send(&self, sms: &Sms) -> Result<()>;
}
