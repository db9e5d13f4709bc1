//! Where the values of a configuration come from, and what was wrong with them.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use toml::Spanned;

/// Everything that is wrong with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults(pub(super) Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the configuration cannot be used:")?;
        self.0.iter().try_for_each(|fault| write!(formatter, "\n  {fault}"))
    }
}

impl std::error::Error for Faults {}

/// Variables of ours that are no settings: the place of the file, what to log, what the binary is built with.
const OTHER_VARIABLES: [&str; 3] = ["MOTCUA_CONFIG", "MOTCUA_LOG", "MOTCUA_SITE"];

/// Where values come from, and what was wrong with them.
pub(super) struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
    pub variables: HashMap<String, String>,
    pub faults: Vec<String>,
}

impl Source<'_> {
    pub(super) fn variable(&mut self, key: &str) -> Option<(String, String)> {
        let name = format!("MOTCUA_{}", key.to_uppercase());
        self.variables.remove(&name).filter(|value| !value.is_empty()).map(|value| (value, name))
    }

    /// A variable that was not asked for is a typing mistake, as an unknown key in the file is.
    pub(super) fn unknown_variables(&mut self) {
        let mut unknown: Vec<String> =
            self.variables.drain().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name).collect();
        unknown.retain(|name| !OTHER_VARIABLES.contains(&name.as_str()) && !name.starts_with("MOTCUA_TEST_"));
        unknown.sort();
        self.faults.extend(unknown.into_iter().map(|name| format!("{name}: there is no such setting")));
    }

    /// The value of a key and the place it was read from.
    pub(super) fn find(&mut self, key: &str, in_file: Option<Spanned<String>>) -> Option<(String, String)> {
        self.variable(key).or_else(|| {
            in_file.map(|value| {
                let place = self.place(value.span().start, key);
                (value.into_inner(), place)
            })
        })
    }

    pub(super) fn place(&self, offset: usize, key: &str) -> String {
        format!("{}:{}: {key}", self.name, line_of(self.text, offset))
    }

    /// Values may hold passwords, so a fault shows them only where they cannot.
    pub(super) fn fault(&mut self, place: &str, value: &str, expected: &str) {
        let shown = if value.contains('@') || value.contains("://") {
            String::new()
        } else {
            format!("`{value}` is wrong; ")
        };
        self.faults.push(format!("{place}: {shown}expected {expected}"));
    }

    pub(super) fn parse<T>(
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

    pub(super) fn optional<T>(
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

    pub(super) fn truth(&mut self, key: &str, in_file: Option<Spanned<bool>>) -> Option<bool> {
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
    pub(super) fn list(
        &mut self,
        key: &str,
        in_file: Option<Spanned<Vec<String>>>,
    ) -> Option<(Vec<String>, String)> {
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

    pub(super) fn networks(
        &mut self,
        key: &str,
        in_file: Option<Spanned<Vec<String>>>,
    ) -> Option<Vec<IpNet>> {
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
    pub(super) fn lines(&mut self, key: &str, in_file: Option<Spanned<Vec<String>>>) -> Vec<String> {
        match self.variable(key) {
            Some((value, _)) => value.lines().map(str::to_owned).collect(),
            None => in_file.map(Spanned::into_inner).unwrap_or_default(),
        }
    }

    /// Which providers are offered, of those that are `there`: all of them where nothing is said.
    pub(super) fn providers(
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

pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
