//! Text messages through a gateway that is asked over HTTP.

use std::time::Duration;

use async_trait::async_trait;
use domain::phone::Phone;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use unicode_normalization::UnicodeNormalization;

use super::{Sms, SmsGateway};
use crate::{Error, Result};

/// What is sent where the operator does not say.
const BODY: &str = r#"{"id":"{id}","to":"{to}","text":"{text}"}"#;

/// How a gateway is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gateway {
    /// Its address.
    pub url: String,
    /// Headers, `Name: value`; without a `Content-Type` the body is JSON.
    pub headers: Vec<String>,
    /// The body with the holes `{id}`, `{to}` (+84912345678), `{national}` (0912345678) and `{text}`. Values are written
    /// as JSON or as form fields, as the `Content-Type` says.
    pub body: Option<String>,
}

/// `text` without diacritics, so that it is short on every phone.
pub(crate) fn plain(text: &str) -> String {
    text.nfd()
        .filter_map(|char| match char {
            'đ' => Some('d'),
            'Đ' => Some('D'),
            char => char.is_ascii().then_some(char),
        })
        .collect()
}

/// How values are written into a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Json,
    Form,
    Plain,
}

/// An HTTP gateway: `POST`; any 2xx answer means taken over.
#[derive(Clone, Debug)]
pub struct HttpSms {
    client: reqwest::Client,
    url: String,
    headers: HeaderMap,
    body: String,
    writing: Writing,
}

impl HttpSms {
    /// Uses `gateway`.
    pub fn new(gateway: &Gateway) -> Result<Self> {
        let failed = |error: reqwest::Error| Error::Message(error.to_string());
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(failed)?;
        let mut headers =
            HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        for line in &gateway.headers {
            // The value may be a secret, so only the name is told.
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let wrong = || Error::Message(format!("the header `{}` cannot be sent", name.trim()));
            let mut value = HeaderValue::from_str(value.trim()).map_err(|_| wrong())?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| wrong())?, value);
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let writing = match kind {
            kind if kind.contains("json") => Writing::Json,
            kind if kind.contains("x-www-form-urlencoded") => Writing::Form,
            _ => Writing::Plain,
        };
        let body = gateway.body.clone().unwrap_or_else(|| BODY.to_owned());
        Ok(Self { client, url: gateway.url.clone(), headers, body, writing })
    }

    /// The body for `sms`. What is filled in is not looked at for holes.
    fn filled(&self, sms: &Sms) -> String {
        let id = sms.id.to_string();
        let national = Phone::parse(&sms.to).map(|phone| phone.national()).unwrap_or_default();
        let values = [("{id}", &id), ("{to}", &sms.to), ("{national}", &national), ("{text}", &sms.text)];
        let mut filled = String::with_capacity(self.body.len() + 200);
        let mut rest = self.body.as_str();
        while let Some(start) = rest.find('{') {
            filled.push_str(&rest[..start]);
            rest = &rest[start..];
            match values.iter().find(|(hole, _)| rest.starts_with(hole)) {
                Some((hole, value)) => {
                    filled.push_str(&self.writing.of(value));
                    rest = &rest[hole.len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

impl Writing {
    fn of(self, value: &str) -> String {
        match self {
            Self::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Self::Form => value.bytes().fold(String::new(), |mut written, byte| {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                        written.push(byte.into());
                    }
                    byte => written.push_str(&format!("%{byte:02X}")),
                }
                written
            }),
            Self::Plain => value.to_owned(),
        }
    }
}

#[async_trait]
impl SmsGateway for HttpSms {
    async fn send(&self, sms: &Sms) -> Result<()> {
        let answer = self
            .client
            .post(&self.url)
            .headers(self.headers.clone())
            .body(self.filled(sms))
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use uuid::Uuid;

    use super::*;

    fn sms() -> Sms {
        Sms { id: Uuid::nil(), to: "+84905123456".into(), text: "1 \"a\" {to}\n@h #1".into() }
    }

    fn gateway(headers: &[&str], body: Option<&str>) -> HttpSms {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let headers = headers.iter().map(|header| (*header).to_owned()).collect();
        let url = "http://localhost:9".to_owned();
        HttpSms::new(&Gateway { url, headers, body: body.map(str::to_owned) }).unwrap()
    }

    #[test]
    fn the_operator_says_what_the_gateway_is_sent() {
        let json = gateway(&[], None).filled(&sms());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["to"], "+84905123456");
        assert_eq!(json["text"], "1 \"a\" {to}\n@h #1", "what is filled in stays as it is");
        let form = ["Content-Type: application/x-www-form-urlencoded"];
        let form = gateway(&form, Some("phone={national}&msg={text}&x={other}")).filled(&sms());
        assert_eq!(form, "phone=0905123456&msg=1%20%22a%22%20%7Bto%7D%0A%40h%20%231&x={other}");
        let wrong = Gateway { headers: vec!["Bad name: secret".into()], ..Gateway::default() };
        let told = HttpSms::new(&wrong).unwrap_err().to_string();
        assert!(told.contains("Bad name") && !told.contains("secret"), "{told}");
    }

    #[tokio::test]
    async fn the_gateway_gets_headers_and_body_and_its_refusal_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let _ = rustls::crypto::ring::default_provider().install_default();
        let headers = vec!["Authorization: Bearer abc".to_owned()];
        let sms_gateway = HttpSms::new(&Gateway { url, headers, body: Some("{text}".into()) }).unwrap();
        for (status, fine) in [("202 Accepted", true), ("503 Busy", false), ("302 Found", false)] {
            let serve = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 4096];
                let read = stream.read(&mut request).await.unwrap();
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
                String::from_utf8_lossy(&request[..read]).to_lowercase()
            };
            let sms = sms();
            let (sent, request) = futures::join!(sms_gateway.send(&sms), serve);
            assert_eq!(sent.is_ok(), fine, "{status}");
            assert!(request.starts_with("post /send http/1.1"), "{request}");
            assert!(request.contains("authorization: bearer abc"), "{request}");
        }
    }
}
