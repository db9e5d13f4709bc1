//! Configuration: one TOML file, and a variable for each of its keys, which wins over the file.
//!
//! A wrong value is named with the place it was read from and with what is expected there.

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

/// Everything that is wrong with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults(Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the configuration cannot be used:")?;
        self.0.iter().try_for_each(|fault| write!(formatter, "\n  {fault}"))
    }
}

impl std::error::Error for Faults {}

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

/// Variables of ours that are no settings: the place of the file, what to log, what the binary is built with.
const OTHER_VARIABLES: [&str; 3] = ["MOTCUA_CONFIG", "MOTCUA_LOG", "MOTCUA_SITE"];

/// Where values come from, and what was wrong with them.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
    variables: HashMap<String, String>,
    faults: Vec<String>,
}

impl Source<'_> {
    fn variable(&mut self, key: &str) -> Option<(String, String)> {
        let name = format!("MOTCUA_{}", key.to_uppercase());
        self.variables.remove(&name).filter(|value| !value.is_empty()).map(|value| (value, name))
    }

    /// A variable that was not asked for is a typing mistake, as an unknown key in the file is.
    fn unknown_variables(&mut self) {
        let mut unknown: Vec<String> =
            self.variables.drain().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name).collect();
        unknown.retain(|name| !OTHER_VARIABLES.contains(&name.as_str()) && !name.starts_with("MOTCUA_TEST_"));
        unknown.sort();
        self.faults.extend(unknown.into_iter().map(|name| format!("{name}: there is no such setting")));
    }

    /// The value of a key and the place it was read from.
    fn find(&mut self, key: &str, in_file: Option<Spanned<String>>) -> Option<(String, String)> {
        self.variable(key).or_else(|| {
            in_file.map(|value| {
                let place = self.place(value.span().start, key);
                (value.into_inner(), place)
            })
        })
    }

    fn place(&self, offset: usize, key: &str) -> String {
        format!("{}:{}: {key}", self.name, line_of(self.text, offset))
    }

    /// Values may hold passwords, so a fault shows them only where they cannot.
    fn fault(&mut self, place: &str, value: &str, expected: &str) {
        let shown = if value.contains('@') || value.contains("://") {
            String::new()
        } else {
            format!("`{value}` is wrong; ")
        };
        self.faults.push(format!("{place}: {shown}expected {expected}"));
    }

    fn parse<T>(
        &mut self,
        key: &str,
        in_file: Option<Spanned<String>>,
        default: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (value, place) = self.find(key, in_file).unwrap_or_else(|| (default.to_owned(), key.to_owned()));
        let parsed = parse(&value);
        if parsed.is_none() {
            self.fault(&place, &value, expected);
        }
        parsed
    }

    fn optional<T>(
        &mut self,
        key: &str,
        in_file: Option<Spanned<String>>,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some((value, place)) = self.find(key, in_file) else { return Some(None) };
        let parsed = parse(&value);
        if parsed.is_none() {
            self.fault(&place, &value, expected);
        }
        parsed.map(Some)
    }

    fn truth(&mut self, key: &str, in_file: Option<Spanned<bool>>) -> Option<bool> {
        match self.variable(key) {
            None => Some(in_file.is_some_and(Spanned::into_inner)),
            Some((value, place)) => match value.as_str() {
                "1" | "true" => Some(true),
                "0" | "false" => Some(false),
                _ => {
                    self.fault(&place, &value, "1 or 0");
                    None
                }
            },
        }
    }

    /// The values of a list and the place they were read from: in a variable they are separated by commas.
    fn list(&mut self, key: &str, in_file: Option<Spanned<Vec<String>>>) -> Option<(Vec<String>, String)> {
        match self.variable(key) {
            Some((value, place)) => {
                Some((value.split(',').map(|value| value.trim().to_owned()).collect(), place))
            }
            None => in_file.map(|values| {
                let place = self.place(values.span().start, key);
                (values.into_inner(), place)
            }),
        }
    }

    fn networks(&mut self, key: &str, in_file: Option<Spanned<Vec<String>>>) -> Option<Vec<IpNet>> {
        let (values, place) = self.list(key, in_file).unwrap_or_default();
        let mut networks = Vec::new();
        for value in values {
            match value.parse().or_else(|_| value.parse().map(|address: IpAddr| IpNet::from(address))) {
                Ok(network) => networks.push(network),
                Err(_) => {
                    self.fault(&place, &value, "addresses or networks, such as 10.0.0.0/8");
                    return None;
                }
            }
        }
        Some(networks)
    }

    /// The lines of a list; in a variable they are separated by line breaks.
    fn lines(&mut self, key: &str, in_file: Option<Spanned<Vec<String>>>) -> Vec<String> {
        match self.variable(key) {
            Some((value, _)) => value.lines().map(str::to_owned).collect(),
            None => in_file.map(Spanned::into_inner).unwrap_or_default(),
        }
    }

    /// Which providers are offered, of those that are `there`: all of them where nothing is said.
    fn providers(
        &mut self,
        in_file: Option<Spanned<Vec<String>>>,
        there: [(&str, bool); 3],
    ) -> Option<Vec<String>> {
        let Some((values, place)) = self.list("login_providers", in_file) else {
            let offered = there.iter().filter(|(_, is_there)| *is_there);
            return Some(offered.map(|(name, _)| (*name).to_owned()).collect());
        };
        let mut fit = !values.is_empty();
        for value in &values {
            let expected = match there.iter().find(|(name, _)| name == value) {
                Some((_, true)) => continue,
                Some(("vneid", false)) => "vneid_directory beside it: the sandbox is for demonstrations",
                Some((_, false)) => "openid_providers beside it",
                None => "own, vneid, openid",
            };
            self.fault(&place, value, expected);
            fit = false;
        }
        fit.then_some(values)
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
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
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Faults> {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::read(Some(("motcua.toml", text)), variables)
    }

    fn faults(text: &str, variables: &[(&str, &str)]) -> String {
        read(text, variables).unwrap_err().to_string()
    }

    #[test]
    fn without_anything_it_runs_on_this_machine() {
        let config = read("", &[]).unwrap();
        assert_eq!(config.listen, "127.0.0.1:3000".parse().unwrap());
        assert_eq!(config.database_url, "sqlite://var/motcua.db");
        assert_eq!(config.storage_url, "file://var/files");
        assert_eq!(config.max_file_mb, 20);
        assert!(!config.demo);
        assert_eq!(config.clamd, None);
        assert_eq!(config.login_providers, ["own"]);
    }

    #[test]
    fn the_operator_says_who_may_vouch_for_people() {
        let offered = |text: &str| read(text, &[]).unwrap().login_providers;
        assert_eq!(offered("demo = true\n"), ["own", "vneid"]);
        assert_eq!(offered("vneid_directory = '/srv/vneid.json'\n"), ["own", "vneid"]);
        assert_eq!(offered("demo = true\nlogin_providers = ['vneid']\n"), ["vneid"]);
        let variables = [("MOTCUA_LOGIN_PROVIDERS", "vneid, facebook")];
        let faults = faults("", &variables);
        for part in
            ["`vneid` is wrong; expected vneid_directory beside it", "`facebook` is wrong; expected own"]
        {
            assert!(faults.contains(part), "{part} is not in\n{faults}");
        }
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let text =
            "listen = '0.0.0.0:80'\ndata_dir = '/srv'\nmax_file_mb = 50\nsmtp_url = 'smtp://mail.test'\n";
        let config = read(text, &[("MOTCUA_LISTEN", "[::]:8080"), ("MOTCUA_DEMO", "1")]).unwrap();
        assert_eq!(config.listen.port(), 8080);
        assert_eq!(config.max_file_mb, 50);
        assert_eq!(config.key_file, PathBuf::from("/srv/keys.json"));
        assert_eq!(config.smtp_url.as_deref(), Some("smtp://mail.test"));
        assert!(config.demo);
    }

    #[test]
    fn keys_are_a_variable_that_is_never_shown() {
        let config = read("", &[("MOTCUA_KEYS", "{\"lookup\": \"c2VjcmV0\"}")]).unwrap();
        assert!(config.keys.is_some());
        assert!(!format!("{config:?}").contains("c2Vj"));
    }

    #[test]
    fn every_wrong_value_is_named_with_its_place() {
        let text = "public_url = 'https://portal.test'\n\nlisten = 'three thousand'\ntrusted_proxies = ['10.0.0.0/99']\n";
        let variables = [
            ("MOTCUA_DEMO", "perhaps"),
            ("MOTCUA_SMTP_URL", "secret:word@host"),
            ("MOTCUA_MAX_FILE_MB", "201"),
            ("MOTCUA_CLAMD", "127.0.0.1:3310"),
        ];
        let faults = faults(text, &variables);
        for part in [
            "motcua.toml:3: listen: `three thousand` is wrong; expected an address and port",
            "motcua.toml:4: trusted_proxies: `10.0.0.0/99` is wrong",
            "MOTCUA_MAX_FILE_MB: `201` is wrong; expected megabytes, from 1 to 200",
            "MOTCUA_DEMO: `perhaps` is wrong; expected 1 or 0",
            "MOTCUA_CLAMD: `127.0.0.1:3310` is wrong; expected tcp://host:port or unix:///path",
            "MOTCUA_SMTP_URL: expected smtp://",
        ] {
            assert!(faults.contains(part), "{part} is not in\n{faults}");
        }
        assert!(!faults.contains("secret"), "a password is shown:\n{faults}");
    }

    #[test]
    fn the_gateway_for_text_messages_is_described() {
        let text = "sms_url = 'https://sms.test'\nsms_headers = ['X-Key: 1']\nsms_body = 'p={to}&t={text}'\n";
        let gateway = read(text, &[("MOTCUA_SMS_HEADERS", "A: 1\nB: 2, 3")]).unwrap().sms.unwrap();
        assert_eq!(gateway.headers, ["A: 1", "B: 2, 3"]);
        assert_eq!(gateway.body.as_deref(), Some("p={to}&t={text}"));
        assert!(faults("sms_body = 'no hole'\n", &[]).contains("expected a text with {to} and {text}"));
    }

    #[test]
    fn an_unknown_key_and_a_wrong_type_are_faults_with_a_line() {
        assert!(
            faults("listen = '127.0.0.1:1'\nprovince = 'x'\n", &[])
                .contains("motcua.toml:2: unknown field `province`")
        );
        assert!(
            faults("", &[("MOTCUA_LISTN", "x"), ("MOTCUA_LOG", "debug")])
                .ends_with("\n  MOTCUA_LISTN: there is no such setting")
        );
        assert!(faults("\ndemo = 'yes'\n", &[]).contains("motcua.toml:2: invalid type"));
    }

    #[test]
    fn the_public_address_is_https_or_this_machine() {
        for url in ["https://dichvucong.gialai.gov.vn", "https://a.vn:8443/", "http://localhost:3000"] {
            assert!(public_url(url).is_some(), "{url}");
        }
        for url in ["http://a.vn", "https://a.vn/portal", "a.vn", "ftp://a.vn", "https://"] {
            assert!(public_url(url).is_none(), "{url}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed_about_the_client() {
        let config = read("trusted_proxies = ['10.0.0.0/8', '127.0.0.1']\n", &[]).unwrap();
        let address = |peer: &str, forwarded: &[&str]| {
            config.client_address(peer.parse().unwrap(), forwarded.iter().copied()).to_string()
        };
        assert_eq!(address("203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(address("10.1.1.1", &["6.6.6.6, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(address("10.1.1.1", &["6.6.6.6", "203.0.113.7, 10.2.2.2"]), "203.0.113.7");
        assert_eq!(address("::ffff:10.1.1.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(address("10.1.1.1", &["nonsense"]), "10.1.1.1");
        assert_eq!(address("10.1.1.1", &[]), "10.1.1.1");
    }

    #[test]
    fn every_key_is_explained() {
        use clap::CommandFactory;
        let unknown = toml::from_str::<File>("nonsense = 1").err().unwrap().to_string();
        let (_, expected) = unknown.split_once("expected one of ").unwrap();
        let keys: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
        assert!(keys.len() > 15, "{unknown}");
        let help = crate::command_line::Arguments::command().render_long_help().to_string();
        let readme = include_str!("../../README.md");
        for key in keys {
            let variable = format!("MOTCUA_{}", key.to_uppercase());
            assert!(help.contains(&format!("  {key} ")) && help.contains(&variable), "motcua --help: {key}");
            assert!(readme.contains(&format!("`{key}`")), "README: {key}");
        }
    }
}
