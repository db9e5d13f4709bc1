//! Mail through an SMTP server.

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{Mail, Mailer};
use crate::{Error, Result};

/// An SMTP server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
    host: String,
}

impl Smtp {
    /// Uses the server at `url` (`smtp://user:password@host:587?tls=required`, `smtps://…`), sending as `sender`.
    pub fn new(url: &str, sender: &str) -> Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| Error::Message(error.to_string()))?
            .timeout(Some(Duration::from_secs(20)))
            .build();
        let sender: Mailbox =
            sender.parse().map_err(|_| Error::Message("sender is no mail address".into()))?;
        let host = sender.email.domain().to_owned();
        Ok(Self { transport, sender, host })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<()> {
        // Addresses never go into errors: errors are logged.
        let to = mail.to.parse().map_err(|_| Error::Message("receiver is no mail address".into()))?;
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@{}>", mail.id, self.host)))
            .subject(&mail.subject)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| Error::Message(error.to_string()))?;
        self.transport
            .send(message)
            .await
            .map_err(|error| Error::Message(format!("SMTP server answered {:?}", error.status())))?;
        Ok(())
    }
}
