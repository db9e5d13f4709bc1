//! Telling a webhook: signed as Standard Webhooks 1.0 says, and never led to where only this machine reaches.
//!
//! An administrator names the address, so it is judged like anything that is typed: `https`, a name that stands for public
//! addresses only, asked at the moment of connecting, and no redirects. Proxies of the environment are not used, since they
//! would look the name up themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::{repo, webhook};
use crate::{Error, Portal, Result};

/// How long a system may take to answer.
const LONGEST: Duration = Duration::from_secs(10);

/// Most characters of an address.
const LONGEST_ADDRESS: usize = 500;

/// Something that a webhook is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub(super) webhook: Uuid,
    /// The same with each attempt, so that whoever gets it twice knows.
    pub(super) message: Uuid,
    pub(super) body: String,
}

/// What may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Public addresses, by https.
    Public,
    /// This machine, also without https: for demonstrations on it and for tests.
    Here,
}

impl Reach {
    /// A portal that only this machine reaches tells systems on it.
    pub fn of(portal: &Portal) -> Self {
        let is_local = portal.settings.public_url.starts_with("http://");
        if is_local { Self::Here } else { Self::Public }
    }

    /// The address, if something may be sent there as far as its text says.
    pub fn address(self, text: &str) -> Option<Url> {
        let url = Url::parse(text.trim()).ok().filter(|url| url.as_str().len() <= LONGEST_ADDRESS)?;
        let host = url.host_str()?;
        let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let literal: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let fits = match (self, literal) {
            (Self::Public, Some(address)) => url.scheme() == "https" && is_public(address),
            (Self::Public, None) => url.scheme() == "https" && host.contains('.'),
            (Self::Here, Some(address)) => matches!(url.scheme(), "http" | "https") && address.is_loopback(),
            (Self::Here, None) => matches!(url.scheme(), "http" | "https") && host == "localhost",
        };
        (is_bare && fits).then_some(url)
    }

    fn takes(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::Here => address.is_loopback(),
        }
    }
}

/// Whether an address is one that everybody reaches (IANA's registries of special-purpose addresses).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

/// Of the block that is given out, without what leads to IPv4 addresses by another way or is for examples.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_given_out = a & 0xe000 == 0x2000;
    let leads_elsewhere = a == 0x2002 || (a == 0x2001 && b < 0x0200);
    let is_example = (a == 0x2001 && b == 0x0db8) || (a == 0x3fff && b < 0x1000);
    is_given_out && !leads_elsewhere && !is_example
}

/// Looks names up, and knows only the addresses that may be reached: what was asked is what is connected to.
struct Resolver(Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(reached(self.0, name))
    }
}

async fn reached(reach: Reach, name: Name) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
    let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
    let reached: Vec<SocketAddr> = found.filter(|address| reach.takes(address.ip())).collect();
    if reached.is_empty() {
        return Err("the name stands for no address that may be reached".into());
    }
    Ok(Box::new(reached.into_iter()))
}

/// Tells a webhook; one that ended is not told, and one that says that it is gone ends.
pub(crate) async fn deliver(portal: &Portal, delivery: &Delivery) -> Result<()> {
    deliver_within(portal, Reach::of(portal), delivery).await
}

pub(super) async fn deliver_within(portal: &Portal, reach: Reach, delivery: &Delivery) -> Result<()> {
    let Some(row) = repo::webhook(portal.database.read(), delivery.webhook).await? else { return Ok(()) };
    let secret: String = portal.keys.open_value(webhook::SECRET, &row.secret)?;
    let answered = match reach.address(&row.url) {
        Some(url) => send(portal, reach, url, &webhook::key(&secret)?, delivery).await,
        None => Err(Error::Message("the address of a webhook may not be reached".to_owned())),
    };
    let now = portal.clock.now();
    let status = answered.as_ref().ok().copied();
    let transaction = portal.database.write().await?;
    repo::note_answer(&*transaction, row.id, now, status.map(i32::from)).await?;
    if status == Some(410) {
        repo::disable_webhook(&*transaction, row.id, now).await?;
    }
    transaction.commit().await?;
    match answered? {
        200..300 | 410 => Ok(()),
        status => Err(Error::Message(format!("a webhook answered {status}"))),
    }
}

/// Sends it; the status of the answer.
async fn send(portal: &Portal, reach: Reach, url: Url, key: &[u8], delivery: &Delivery) -> Result<u16> {
    // The address stays out of the log: it may hold a secret of the other system.
    let failed = |error: reqwest::Error| Error::Message(error.without_url().to_string());
    let client = reqwest::Client::builder()
        .timeout(LONGEST)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .dns_resolver(std::sync::Arc::new(Resolver(reach)))
        .build()
        .map_err(failed)?;
    let id = format!("msg_{}", delivery.message.simple());
    let timestamp = portal.clock.now().timestamp();
    let answer = client
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", "motcua-webhook/1")
        .header("webhook-signature", signature(key, &id, timestamp, &delivery.body)?)
        .header("webhook-timestamp", timestamp)
        .header("webhook-id", id)
        .body(delivery.body.clone())
        .send()
        .await
        .map_err(failed)?;
    Ok(answer.status().as_u16())
}

/// The signature over what is told, its id and the moment: `v1,` and an HMAC-SHA256 in Base64.
fn signature(key: &[u8], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).map_err(|_| Error::Unreadable(webhook::SECRET))?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // The example of the specification.
        let key = webhook::key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_public_addresses_are_reached() {
        for reached in ["8.8.8.8", "113.160.1.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(reached.parse().unwrap()), "{reached}");
        }
        for hidden in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "ff02::1",
        ] {
            assert!(!is_public(hidden.parse().unwrap()), "{hidden}");
        }
    }

    #[test]
    fn addresses_are_judged_by_their_text() {
        let taken = |text: &str| Reach::Public.address(text).is_some();
        assert!(taken("https://hooks.example.vn/motcua?x=1") && taken("https://hooks.example.vn:8443/"));
        for refused in [
            "http://hooks.example.vn/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://localhost/",
            "https://intern/",
            "https://a:b@hooks.example.vn/",
            "ftp://hooks.example.vn/",
            "https://hooks.example.vn/#x",
            "file:///etc/passwd",
            "nonsense",
            "",
        ] {
            assert!(!taken(refused), "{refused}");
        }
        assert!(Reach::Here.address("http://127.0.0.1:8080/x").is_some());
        assert!(Reach::Here.address("http://10.0.0.1/").is_none());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_known() {
        let asked = Resolver(Reach::Public).resolve("localhost".parse().unwrap()).await;
        assert!(asked.is_err());
        assert!(Resolver(Reach::Here).resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
