//! Mail through an SMTP server.

use std::error::Error as _;
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
        self.transport.send(message).await.map_err(|error| failed(&error))?;
        Ok(())
    }
}

/// Whether it is the mailbox that refuses, for good: 550 to 553, unless it is for our sake (5.7, a policy). Everything else
/// is tried again: a server that refuses all of us today may not tomorrow.
fn failed(error: &lettre::transport::smtp::Error) -> Error {
    let status = error.status().map(u16::from);
    // Its words may hold the address, so they are only looked at.
    let is_policy = error.source().is_some_and(|words| words.to_string().contains("5.7."));
    match status {
        Some(550..=553) if error.is_permanent() && !is_policy => Error::MailboxRefuses,
        status => Error::Message(format!("SMTP server answered {status:?}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;
    use uuid::Uuid;

    use super::*;

    /// A mail server that takes one mail; what was said to it.
    async fn server() -> (String, tokio::task::JoinHandle<Vec<String>>) {
        server_that_answers(b"250 ok\r\n").await
    }

    /// The same, with what it answers to the receiver.
    async fn server_that_answers(receiver: &'static [u8]) -> (String, tokio::task::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (from, mut to) = stream.into_split();
            to.write_all(b"220 here\r\n").await.unwrap();
            let mut lines = BufReader::new(from).lines();
            let (mut heard, mut data) = (Vec::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: &[u8] = match (data, line.as_str()) {
                    (true, ".") => b"250 taken\r\n",
                    (true, _) => b"",
                    (false, "DATA") => b"354 go on\r\n",
                    (false, "QUIT") => b"221 bye\r\n",
                    (false, line) if line.starts_with("RCPT") => receiver,
                    (false, _) => b"250 ok\r\n",
                };
                data = line == "DATA" || data && line != ".";
                let taken = line == ".";
                heard.push(line);
                to.write_all(answer).await.unwrap();
                if taken {
                    break;
                }
            }
            heard
        });
        (url, heard)
    }

    fn mail(to: &str, subject: &str) -> Mail {
        let (text, html) = ("a\r\n.\r\nMAIL FROM:<evil@example.vn>\r\nb".into(), "<p>a</p>".into());
        Mail { id: Uuid::now_v7(), to: to.into(), subject: subject.into(), text, html }
    }

    #[tokio::test]
    async fn no_line_of_a_subject_becomes_a_header_and_no_mail_a_second() {
        let (url, heard) = server().await;
        let smtp = Smtp::new(&url, "Một Cửa <portal@motcua.test>").unwrap();
        smtp.send(&mail("hoa@example.vn", "Chào\r\nBcc: evil@example.vn\r\n\r\n<p>x</p>")).await.unwrap();
        let heard = heard.await.unwrap();
        let receivers: Vec<_> = heard.iter().filter(|line| line.starts_with("RCPT")).collect();
        assert_eq!(receivers, ["RCPT TO:<hoa@example.vn>"]);
        assert_eq!(heard.iter().filter(|line| line.as_str() == "DATA").count(), 1);
        let message = heard.iter().skip_while(|line| line.as_str() != "DATA").skip(1);
        let headers: Vec<_> = message.take_while(|line| !line.is_empty()).collect();
        let names: Vec<_> =
            headers.iter().filter(|line| !line.starts_with(' ')).map(|line| line.split(':').next()).collect();
        for name in ["From", "To", "Message-ID", "Subject", "MIME-Version", "Date", "Content-Type"] {
            assert_eq!(names.iter().filter(|known| **known == Some(name)).count(), 1, "{name}: {headers:?}");
        }
        assert_eq!(names.len(), 7, "{headers:?}");
    }

    #[tokio::test]
    async fn a_mailbox_that_is_not_there_is_told_from_a_server_that_does_not_want_us() {
        for (answer, refuses) in [
            (b"550 5.1.1 no such user\r\n".as_slice(), true),
            (b"553 not allowed here\r\n", true),
            (b"550 5.7.1 blocked by policy\r\n", false),
            (b"554 refused\r\n", false),
            (b"451 try again\r\n", false),
        ] {
            let (url, _) = server_that_answers(answer).await;
            let smtp = Smtp::new(&url, "portal@motcua.test").unwrap();
            let refused = smtp.send(&mail("hoa@example.vn", "x")).await.unwrap_err();
            assert_eq!(matches!(refused, Error::MailboxRefuses), refuses, "{answer:?}: {refused}");
            assert!(!refused.to_string().contains("hoa"));
        }
    }

    #[tokio::test]
    async fn nobody_is_added_to_the_receiver() {
        let smtp = Smtp::new("smtp://127.0.0.1:1", "portal@motcua.test").unwrap();
        for to in
            ["a@example.vn\r\nRCPT TO:<evil@example.vn>", "a@example.vn, evil@example.vn", "a@example.vn>"]
        {
            let refused = smtp.send(&mail(to, "x")).await.unwrap_err();
            assert!(refused.to_string().contains("no mail address"), "{to}: {refused}");
        }
    }
}
