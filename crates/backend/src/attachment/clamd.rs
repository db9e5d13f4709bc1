//! The virus scanner clamd, asked by its command INSTREAM (clamd(8)).

use std::path::PathBuf;
use std::time::Duration;

use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixStream};

use super::Content;
use crate::secret::hex;
use crate::{Error, Result};

/// How long one scan may take. clamd itself gives up after two minutes (`MaxScanTime`).
pub(super) const LONGEST_SCAN: Duration = Duration::from_secs(180);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 1000;

/// Most bytes of one piece on its way to the scanner.
const PIECE: usize = 64 * 1024;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamd {
    address: Address,
    longest_scan: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    /// Host and port.
    Tcp(String),
    Unix(PathBuf),
}

/// What the scanner says of a content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It looked at all of it and found nothing.
    Clean,
    /// It found this.
    Found(String),
    /// It does not look at so much.
    TooLarge,
}

impl Clamd {
    /// Reads `tcp://host:port` or `unix:///path`.
    pub fn at(address: &str) -> Option<Self> {
        let address = if let Some(host) = address.strip_prefix("tcp://") {
            let (name, port) = host.rsplit_once(':')?;
            let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
            (!name.is_empty() && !name.contains('/') && is_port).then(|| Address::Tcp(host.to_owned()))?
        } else {
            let path = address.strip_prefix("unix://")?;
            path.starts_with('/').then(|| Address::Unix(path.into()))?
        };
        Some(Self { address, longest_scan: LONGEST_SCAN })
    }

    /// One that waits only so long, for tests.
    #[cfg(test)]
    pub(crate) fn impatient(self, longest_scan: Duration) -> Self {
        Self { longest_scan, ..self }
    }

    /// Has the content scanned. It must have this SHA-256, so that nothing is called clean of which another part or less
    /// was sent.
    ///
    /// # Errors
    /// Whenever the scanner did not say clearly what it thinks of the whole: then nothing is known.
    pub(super) async fn scan(&self, sha256: &str, content: Content) -> Result<Verdict> {
        let scan = async {
            match &self.address {
                Address::Tcp(host) => {
                    ask(TcpStream::connect(host).await.map_err(away)?, sha256, content).await
                }
                Address::Unix(path) => {
                    ask(UnixStream::connect(path).await.map_err(away)?, sha256, content).await
                }
            }
        };
        let waited = tokio::time::timeout(self.longest_scan, scan).await;
        waited.unwrap_or_else(|_| Err(Error::Scanner("no answer in time".to_owned())))
    }
}

fn away(error: std::io::Error) -> Error {
    Error::Scanner(error.to_string())
}

async fn ask(stream: impl AsyncRead + AsyncWrite, sha256: &str, content: Content) -> Result<Verdict> {
    let (reader, writer) = tokio::io::split(stream);
    // It is listened to while it is written to: what is too large is answered in the middle, and then it hangs up.
    let mut listening = std::pin::pin!(async {
        let mut answer = Vec::new();
        BufReader::new(reader.take(LONGEST_ANSWER)).read_until(0, &mut answer).await.map_err(away)?;
        Ok::<_, Error>(answer)
    });
    let (answer, is_all_sent) = tokio::select! {
        biased;
        answer = &mut listening => (answer?, false),
        sent = send(writer, sha256, content) => match sent {
            Ok(()) => (listening.await?, true),
            // Its last words may be here still.
            Err(Error::Scanner(_)) => (listening.await?, false),
            Err(error) => return Err(error),
        },
    };
    judge(&answer, is_all_sent)
}

/// Sends the content in pieces, each after its length.
async fn send(mut writer: impl AsyncWrite + Unpin, sha256: &str, mut content: Content) -> Result<()> {
    let mut hash = Sha256::new();
    writer.write_all(b"zINSTREAM\0").await.map_err(away)?;
    while let Some(bytes) = content.try_next().await.map_err(Error::Storage)? {
        hash.update(&bytes);
        // Never an empty piece: that would be the end.
        for piece in bytes.chunks(PIECE) {
            let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
            writer.write_u32(length).await.map_err(away)?;
            writer.write_all(piece).await.map_err(away)?;
        }
    }
    if hex(&hash.finalize()) != sha256 {
        return Err(Error::Unreadable("blob"));
    }
    writer.write_u32(0).await.map_err(away)?;
    writer.flush().await.map_err(away)
}

/// Understands an answer. Whatever is not known word for word says nothing.
fn judge(answer: &[u8], is_all_sent: bool) -> Result<Verdict> {
    let unclear = || Error::Scanner(format!("answered {:?}", String::from_utf8_lossy(answer)));
    let line =
        answer.strip_suffix(b"\0").and_then(|line| std::str::from_utf8(line).ok()).ok_or_else(unclear)?;
    if line == "INSTREAM size limit exceeded. ERROR" {
        return Ok(Verdict::TooLarge);
    }
    if !is_all_sent {
        return Err(unclear());
    }
    if line == "stream: OK" {
        return Ok(Verdict::Clean);
    }
    let found =
        line.strip_prefix("stream: ").and_then(|rest| rest.strip_suffix(" FOUND")).ok_or_else(unclear)?;
    // With `AlertExceedsMax`, what it did not look at has names of this kind. That it had no time may be another thing
    // tomorrow.
    match found.strip_prefix("Heuristics.Limits.Exceeded") {
        Some(".MaxScanTime") => Err(unclear()),
        Some(_) => Ok(Verdict::TooLarge),
        None => Ok(Verdict::Found(found.to_owned())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_or_refused() {
        for address in
            ["tcp://127.0.0.1:3310", "tcp://clamd:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"]
        {
            assert!(Clamd::at(address).is_some(), "{address}");
        }
        for address in [
            "",
            "clamd",
            "127.0.0.1:3310",
            "tcp://",
            "tcp://clamd",
            "tcp://:3310",
            "tcp://a:0",
            "tcp://a:70000",
            "unix://x",
            "unix:/x",
            "http://a:1",
        ] {
            assert!(Clamd::at(address).is_none(), "{address}");
        }
    }

    #[test]
    fn nothing_is_clean_but_what_is_called_so_word_for_word() {
        assert_eq!(judge(b"stream: OK\0", true).unwrap(), Verdict::Clean);
        for answer in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: OK\n",
            b"stream: OK OK\0",
            b"stream: ok\0",
            b"OK\0",
            b"instream(127.0.0.1): OK\0",
            b"stream: \xff OK\0",
            b"stream: FOUND\0",
            b"UNKNOWN COMMAND\0",
            b"COMMAND READ TIMED OUT ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0",
        ] {
            assert!(judge(answer, true).is_err(), "{}", String::from_utf8_lossy(answer));
        }
        assert!(judge(b"stream: OK\0", false).is_err(), "said before it had seen all");
        assert_eq!(
            judge(b"stream: Eicar-Test-Signature FOUND\0", true).unwrap(),
            Verdict::Found("Eicar-Test-Signature".to_owned())
        );
        for answer in [
            &b"INSTREAM size limit exceeded. ERROR\0"[..],
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            b"stream: Heuristics.Limits.Exceeded FOUND\0",
        ] {
            assert_eq!(judge(answer, true).unwrap(), Verdict::TooLarge);
        }
    }

    #[tokio::test]
    async fn a_content_goes_out_in_pieces_none_of_them_empty() {
        let pieces = ["một ", "", "hai", ""].map(|piece| Ok(bytes::Bytes::from_static(piece.as_bytes())));
        let content = Box::pin(futures::stream::iter(pieces));
        let sha256 = hex(&Sha256::digest("một hai"));
        let mut sent = Vec::new();
        send(&mut sent, &sha256, content).await.unwrap();
        assert_eq!(sent, b"zINSTREAM\0\0\0\0\x06m\xe1\xbb\x99t \0\0\0\x03hai\0\0\0\0");
        let long = Box::pin(futures::stream::iter([Ok(bytes::Bytes::from(vec![7; PIECE + 1]))]));
        sent.clear();
        send(&mut sent, &hex(&Sha256::digest(vec![7; PIECE + 1])), long).await.unwrap();
        assert_eq!(sent.len(), 10 + 4 + PIECE + 4 + 1 + 4);
    }
}
