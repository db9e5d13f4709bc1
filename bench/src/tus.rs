//! Sends files by tus.

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use crate::load::{self, Answer};

/// Bytes that are handed to the connection at a time.
const PIECE: usize = 256 * 1024;

/// A PDF that nobody else has: a beginning of its own before the same filling.
#[derive(Clone)]
pub struct File {
    head: String,
    filling: Bytes,
}

impl File {
    /// The `number`th file of so many bytes.
    pub fn new(number: u64, length: usize) -> Self {
        let head = format!("%PDF-1.7\n% {number:020}\n");
        let mut filling = Vec::with_capacity(length);
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        while head.len() + filling.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            filling.extend(state.to_le_bytes());
        }
        let tail = b"\ntrailer<</Root 1 0 R>>\n%%EOF\n";
        filling.truncate(length - head.len() - tail.len());
        filling.extend(tail);
        Self { head, filling: filling.into() }
    }

    /// The same with another beginning.
    pub fn like(&self, number: u64) -> Self {
        Self { head: format!("%PDF-1.7\n% {number:020}\n"), filling: self.filling.clone() }
    }

    /// Its bytes.
    pub fn length(&self) -> usize {
        self.head.len() + self.filling.len()
    }

    /// Its SHA-256 in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(Sha256::new().chain_update(&self.head).chain_update(&self.filling))
    }
}

/// SHA-256 of `bytes` in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::new().chain_update(bytes))
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sends `file` in one request after the one that begins the upload at `path`; returns the path of the upload.
/// `headers` go with both, each with its end of line.
pub async fn send(port: u16, path: &str, headers: &str, file: &File) -> Result<String> {
    let mut connection = load::connect(port).await?;
    let length = file.length();
    let begin = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Length: {length}\r\n\
         Upload-Metadata: filename Z2lheS5wZGY=,filetype YXBwbGljYXRpb24vcGRm\r\nContent-Length: 0\r\n{headers}\r\n"
    );
    connection.get_mut().write_all(begin.as_bytes()).await?;
    let Answer { status, location, .. } = load::answer(&mut connection).await?;
    ensure!(status == 201, "the upload was not begun: {status}");
    let location = location.context("the upload has no address")?;
    let upload =
        location.find("/files/").map(|at| &location[at..]).context("the upload has a strange address")?;

    let patch = format!(
        "PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n{headers}\r\n{}",
        file.head
    );
    connection.get_mut().write_all(patch.as_bytes()).await?;
    for piece in file.filling.chunks(PIECE) {
        connection.get_mut().write_all(piece).await?;
    }
    let Answer { status, .. } = load::answer(&mut connection).await?;
    ensure!(status == 204, "the file was not taken: {status}");
    Ok(upload.to_owned())
}
