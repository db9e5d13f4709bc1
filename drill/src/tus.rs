//! Somebody's device: sends files by tus, files dossiers and fetches what was kept.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use reqwest::header::{COOKIE, LOCATION};
use reqwest::{Client, Method, RequestBuilder, StatusCode, redirect};
use uuid::Uuid;

use crate::people::PAPER;

/// Name and type of every file, as tus writes them: "giấy chứng sinh.pdf", "application/pdf".
const METADATA: &str = "filename Z2nhuqV5IGNo4bupbmcgc2luaC5wZGY=,filetype YXBwbGljYXRpb24vcGRm";

/// A device on which somebody is logged in.
#[derive(Clone)]
pub struct Device {
    client: Client,
    portal: String,
    cookie: String,
}

/// What was answered to bytes: the status and the offset it named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// So much has arrived, if it says so.
    pub offset: Option<u64>,
}

impl Device {
    /// A device that reaches the portal on `port` of this machine, with the cookie of somebody's session.
    pub fn new(port: u16, cookie: &str) -> Result<Self> {
        let client =
            Client::builder().redirect(redirect::Policy::none()).pool_max_idle_per_host(1).build()?;
        Ok(Self { client, portal: format!("http://127.0.0.1:{port}"), cookie: cookie.to_owned() })
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.portal));
        request.header(COOKIE, &self.cookie).header("Tus-Resumable", "1.0.0")
    }

    /// Begins an upload; its id, which will be that of the paper.
    pub async fn create(&self, draft: Uuid, length: u64) -> Result<Uuid> {
        let answer = self
            .ask(Method::POST, &format!("/files/{draft}/{PAPER}"))
            .header("Upload-Length", length)
            .header("Upload-Metadata", METADATA)
            .send()
            .await?;
        ensure!(answer.status() == StatusCode::CREATED, "creating answered {}", answer.status());
        let location = answer.headers().get(LOCATION).context("no Location")?.to_str()?;
        Ok(location.strip_prefix("/files/").context("an unexpected Location")?.parse()?)
    }

    /// How much has arrived; `None` where there is no such upload.
    pub async fn head(&self, upload: Uuid) -> Result<Option<u64>> {
        let answer = self.ask(Method::HEAD, &format!("/files/{upload}")).send().await?;
        match answer.status() {
            StatusCode::OK => Ok(offset(&answer)),
            StatusCode::NOT_FOUND => Ok(None),
            status => bail!("HEAD answered {status}"),
        }
    }

    /// Sends bytes from `offset` on.
    pub async fn patch(&self, upload: Uuid, from: u64, bytes: Bytes) -> Result<Answer> {
        let answer = self
            .ask(Method::PATCH, &format!("/files/{upload}"))
            .header("Upload-Offset", from)
            .header("Content-Type", "application/offset+octet-stream")
            .body(bytes)
            .send()
            .await?;
        Ok(Answer { status: answer.status(), offset: offset(&answer) })
    }

    /// Goes on with an upload from what the portal says it has, until all of `file` is there.
    pub async fn finish(&self, upload: Uuid, file: &Bytes) -> Result<()> {
        let from = self.head(upload).await?.context("the upload is gone")?;
        if from < file.len() as u64 {
            let rest = file.slice(usize::try_from(from)?..);
            let answer = self.patch(upload, from, rest).await?;
            ensure!(answer.offset == Some(file.len() as u64), "going on was answered {answer:?}");
        }
        Ok(())
    }

    /// The bytes of a paper; `None` where there is none.
    pub async fn download(&self, paper: Uuid) -> Result<Option<Bytes>> {
        let answer = self.ask(Method::GET, &format!("/giay-to/{paper}")).send().await?;
        match answer.status() {
            StatusCode::OK => Ok(Some(answer.bytes().await?)),
            StatusCode::NOT_FOUND => Ok(None),
            status => bail!("downloading answered {status}"),
        }
    }

    /// Files a dossier, as the form of the last page does; the address of its receipt.
    pub async fn submit(&self, draft: Uuid) -> Result<String> {
        let answer = self
            .ask(Method::POST, "/api/dossier/submit")
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("draft={draft}&answers[dossier_pledge]=yes"))
            .send()
            .await?;
        ensure!(answer.status().is_redirection(), "filing answered {}", answer.status());
        let location = answer.headers().get(LOCATION).context("no Location")?.to_str()?.to_owned();
        ensure!(location.contains("/da-nop"), "filing led to {location}");
        Ok(location)
    }

    /// Whether a page is there.
    pub async fn shows(&self, path: &str) -> Result<bool> {
        Ok(self.ask(Method::GET, path).header("Accept", "text/html").send().await?.status().is_success())
    }
}

fn offset(answer: &reqwest::Response) -> Option<u64> {
    answer.headers().get("upload-offset")?.to_str().ok()?.parse().ok()
}
