//! Configuration: one TOML file, and a variable for each of its keys, which wins over the file.
//!
//! A wrong value is named with the place it was read from and with what is expected there.

mod source;

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use backend::attachment::Clamd;
use backend::message::Gateway;
use domain::attachment::{MAX_DOSSIER_MB, MAX_FILE_MB};
use ipnet::IpNet;
use serde::Deserialize;
use toml::Spanned;

pub use source::Faults;
use source::{Source, line_of};

/// What the operator decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Address under which citizens reach the portal, without a slash at the end.
    pub public_url: String,
    /// Folder of the portal's files.
    pub data_dir: PathBuf,
    /// `sqlite://<file>` or `postgres://…`.
    pub database_url: String,
    /// Where papers are kept: `file://<folder>` or `s3://…`.
    pub storage_url: String,
    /// Mail server; none means the folder `outbox`.
    pub smtp_url: Option<String>,
    /// Gateway for text messages; none means the folder `outbox`.
    pub sms: Option<Gateway>,
    /// Virus scanner; none means that papers are not scanned.
    pub clamd: Option<Clamd>,
    /// Who may say who somebody is: `own`, `vneid`, `openid`.
    pub login_providers: Vec<String>,
    /// File of VNeID's accounts; none means the sandbox, in a demonstration only.
    pub vneid_directory: Option<PathBuf>,
    /// File of providers of OpenID Connect.
    pub openid_providers: Option<PathBuf>,
    /// Mail address that mails come from.
    pub mail_sender: String,
    /// Keys for sealing and look-up.
    pub key_file: PathBuf,
    /// The same as a value, in the place of the file.
    pub keys: Option<Secret>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Most megabytes of one file.
    pub max_file_mb: u64,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Name of the province.
    pub province_name: String,
    /// Number to call for help.
    pub help_line: String,
}

/// What is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// The file. Every key is a text, a number, a truth value or a list, exactly as the variables have them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<Spanned<String>>,
    public_url: Option<Spanned<String>>,
    data_dir: Option<Spanned<String>>,
    database_url: Option<Spanned<String>>,
    storage_url: Option<Spanned<String>>,
    smtp_url: Option<Spanned<String>>,
    sms_url: Option<Spanned<String>>,
    sms_headers: Option<Spanned<Vec<String>>>,
    sms_body: Option<Spanned<String>>,
    clamd: Option<Spanned<String>>,
    login_providers: Option<Spanned<Vec<String>>>,
    vneid_directory: Option<Spanned<String>>,
    openid_providers: Option<Spanned<String>>,
    mail_sender: Option<Spanned<String>>,
    key_file: Option<Spanned<String>>,
    trusted_proxies: Option<Spanned<Vec<String>>>,
    max_file_mb: Option<Spanned<u64>>,
    demo: Option<Spanned<bool>>,
    province_name: Option<Spanned<String>>,
    help_line: Option<Spanned<String>>,
}

impl Config {
    /// Reads the file (if one is named) and the process's variables.
    pub fn load(file: Option<&Path>) -> Result<Self, Faults> {
        let text = match file {
            None => None,
            Some(path) => Some((
                path.display().to_string(),
                std::fs::read_to_string(path)
                    .map_err(|error| Faults(vec![format!("{}: {error}", path.display())]))?,
            )),
        };
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
            })
            .filter(|(name, _)| name.starts_with("MOTCUA_"))
            .collect();
        Self::read(text.as_ref().map(|(name, text)| (name.as_str(), text.as_str())), variables)
    }

    /// Reads a configuration from the name and content of a file, and from variables.
    pub(crate) fn read(
        file: Option<(&str, &str)>,
        variables: HashMap<String, String>,
    ) -> Result<Self, Faults> {
        let (name, text) = file.unwrap_or_default();
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            Faults(vec![format!("{name}:{line}: {}", error.message())])
        })?;
        let mut source = Source { name, text, variables, faults: Vec::new() };

        let listen = source.parse(
            "listen",
            file.listen,
            "127.0.0.1:3000",
            "an address and port, such as 0.0.0.0:3000",
            |text| text.parse().ok(),
        );
        let public_url = source.parse(
            "public_url",
            file.public_url,
            "http://localhost:3000",
            "an address beginning with https:// (or http://localhost), without a path",
            public_url,
        );
        let data_dir = source.parse("data_dir", file.data_dir, "var", "a folder", path);
        let folder = data_dir.clone().unwrap_or_default();
        let database_url = source.parse(
            "database_url",
            file.database_url,
            &format!("sqlite://{}", folder.join("motcua.db").display()),
            "sqlite://<file> or postgres://user:password@host/database",
            |text| with_scheme(text, &["sqlite", "postgres", "postgresql"]),
        );
        let storage_url = source.parse(
            "storage_url",
            file.storage_url,
            &format!("file://{}", folder.join("files").display()),
            "file://<folder> or s3://bucket",
            |text| with_scheme(text, &["file", "s3"]),
        );
        let smtp_url = source.optional(
            "smtp_url",
            file.smtp_url,
            "smtp://user:password@host:587 or smtps://…",
            |text| with_scheme(text, &["smtp", "smtps"]),
        );
        let sms_url = source
            .optional("sms_url", file.sms_url, "https://…", |text| with_scheme(text, &["https", "http"]));
        let sms_headers = source.lines("sms_headers", file.sms_headers);
        let sms_body = source.optional("sms_body", file.sms_body, "a text with {to} and {text}", |text| {
            let has_phone = text.contains("{to}") || text.contains("{national}");
            (has_phone && text.contains("{text}")).then(|| text.to_owned())
        });
        let clamd = source.optional("clamd", file.clamd, "tcp://host:port or unix:///path", Clamd::at);
        let mail_sender = source.parse(
            "mail_sender",
            file.mail_sender,
            "Một Cửa <khong-tra-loi@localhost>",
            "Name <address@host>",
            |text| text.contains('@').then(|| text.to_owned()),
        );
        let key_file = source.parse(
            "key_file",
            file.key_file,
            &folder.join("keys.json").display().to_string(),
            "a file",
            path,
        );
        // A variable alone: who writes the keys into a file has the file of keys.
        let keys = source.variable("keys").map(|(value, _)| Secret(value));
        let trusted_proxies = source.networks("trusted_proxies", file.trusted_proxies);
        let max_file_mb = source.parse(
            "max_file_mb",
            file.max_file_mb.map(|number| Spanned::new(number.span(), number.as_ref().to_string())),
            &MAX_FILE_MB.to_string(),
            "megabytes, from 1 to 200",
            |text| text.parse().ok().filter(|megabytes| (1..=MAX_DOSSIER_MB).contains(megabytes)),
        );
        let demo = source.truth("demo", file.demo);
        let vneid_directory = source.optional("vneid_directory", file.vneid_directory, "a file", path);
        let openid_providers = source.optional("openid_providers", file.openid_providers, "a file", path);
        let is_set = |file: &Option<Option<PathBuf>>| file.as_ref().is_some_and(Option::is_some);
        let there = [
            ("own", true),
            ("vneid", demo == Some(true) || is_set(&vneid_directory)),
            ("openid", is_set(&openid_providers)),
        ];
        let login_providers = source.providers(file.login_providers, there);
        let province_name = source.parse("province_name", file.province_name, "Gia Lai", "a name", name_of);
        let help_line = source.parse("help_line", file.help_line, "1022", "a phone number", name_of);

        source.unknown_variables();
        let config = (|| {
            Some(Self {
                listen: listen?,
                public_url: public_url?,
                data_dir: data_dir?,
                database_url: database_url?,
                storage_url: storage_url?,
                smtp_url: smtp_url?,
                sms: sms_url?.map(|url| Gateway { url, headers: sms_headers, body: sms_body.flatten() }),
                clamd: clamd?,
                login_providers: login_providers?,
                vneid_directory: vneid_directory?,
                openid_providers: openid_providers?,
                mail_sender: mail_sender?,
                key_file: key_file?,
                keys,
                trusted_proxies: trusted_proxies?,
                max_file_mb: max_file_mb?,
                demo: demo?,
                province_name: province_name?,
                help_line: help_line?,
            })
        })();
        match config {
            Some(config) if source.faults.is_empty() => Ok(config),
            _ => Err(Faults(source.faults)),
        }
    }

    /// Whether citizens reach the portal by https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The client's address: the peer, or the last address in `forwarded` (all `X-Forwarded-For` values, in order)
    /// that no trusted proxy has. What stands before that can be made up by anyone.
    pub fn client_address<'a>(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> IpAddr {
        let is_trusted =
            |address: &IpAddr| self.trusted_proxies.iter().any(|network| network.contains(address));
        let mut client = peer.to_canonical();
        let mut hops = forwarded.flat_map(|value| value.split(',')).map(str::trim).rev();
        while is_trusted(&client) {
            match hops.next().and_then(|hop| hop.parse::<IpAddr>().ok()) {
                Some(hop) => client = hop.to_canonical(),
                None => break,
            }
        }
        client
    }
}

fn path(text: &str) -> Option<PathBuf> {
    (!text.is_empty()).then(|| PathBuf::from(text))
}

fn name_of(text: &str) -> Option<String> {
    let is_plain = !text.trim().is_empty() && !text.contains(['<', '>', '"', '\n']);
    is_plain.then(|| text.trim().to_owned())
}

fn with_scheme(text: &str, schemes: &[&str]) -> Option<String> {
    let (scheme, rest) = text.split_once(':')?;
    (schemes.contains(&scheme) && !rest.trim_start_matches('/').is_empty()).then(|| text.to_owned())
}

fn public_url(text: &str) -> Option<String> {
    let url = text.strip_suffix('/').unwrap_or(text);
    let uri: axum::http::Uri = url.parse().ok()?;
    let host = uri.host()?;
    let is_local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let is_fit = match uri.scheme_str()? {
        "https" => true,
        "http" => is_local,
        _ => false,
    };
    (is_fit && uri.path() == "/" && uri.query().is_none()).then(|| url.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
