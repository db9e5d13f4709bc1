use super::*;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Faults> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
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
    for part in ["`vneid` is wrong; expected vneid_directory beside it", "`facebook` is wrong; expected own"]
    {
        assert!(faults.contains(part), "{part} is not in\n{faults}");
    }
}

#[test]
fn a_variable_wins_over_the_file() {
    let text = "listen = '0.0.0.0:80'\ndata_dir = '/srv'\nmax_file_mb = 50\nsmtp_url = 'smtp://mail.test'\n";
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
    let readme = include_str!("../../../README.md");
    for key in keys {
        let variable = format!("MOTCUA_{}", key.to_uppercase());
        assert!(help.contains(&format!("  {key} ")) && help.contains(&variable), "motcua --help: {key}");
        assert!(readme.contains(&format!("`{key}`")), "README: {key}");
    }
}
