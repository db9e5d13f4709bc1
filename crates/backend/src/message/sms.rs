//! Text messages through a gateway that takes JSON over HTTP.

use std::time::Duration;

use async_trait::async_trait;

use super::{Sms, SmsGateway};
use crate::{Error, Result};

/// An HTTP gateway: `POST` with `{"id", "to", "text"}`; any 2xx answer means taken over.
#[derive(Clone, Debug)]
pub struct HttpSms {
    client: reqwest::Client,
    url: String,
}

impl HttpSms {
    /// Uses the gateway at `url`.
    pub fn new(url: &str) -> Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::Message(error.to_string()))?;
        Ok(Self { client, url: url.to_owned() })
    }
}

#[async_trait]
impl SmsGateway for HttpSms {
    async fn send(&self, sms: &Sms) -> Result<()> {
        let body = serde_json::to_vec(sms).map_err(|error| Error::Message(error.to_string()))?;
        let answer = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .map_err(|error| Error::Message(error.without_url().to_string()))?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Error::Message(format!("gateway answered {}", answer.status())))
        }
    }
}
