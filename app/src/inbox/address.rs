//! What an address of the inbox asks for.

use backend::desk::inbox::{Assignee, Channel, Cursor, Filter, View};
use backend::staff::Officer;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::i18n::Language;
use crate::routes;

/// What the address asks for, as it is written there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The view.
    pub view: String,
    /// National code of a procedure.
    pub procedure: String,
    /// `toi`, `chua-ai`, or the id of an account.
    pub assignee: String,
    /// `online` or `counter`.
    pub channel: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the page before ended.
    pub after: String,
    /// What is looked for.
    pub words: String,
}

/// What a key of a query says.
type Said = fn(&mut Asked) -> &mut String;

/// The keys of a query, each with what it says.
const KEYS: [(&str, Said); 8] = [
    ("xem", |asked| &mut asked.view),
    ("thu-tuc", |asked| &mut asked.procedure),
    ("nguoi", |asked| &mut asked.assignee),
    ("kenh", |asked| &mut asked.channel),
    ("tu", |asked| &mut asked.from),
    ("den", |asked| &mut asked.to),
    ("sau", |asked| &mut asked.after),
    ("tim", |asked| &mut asked.words),
];

/// What views are called in addresses.
pub const VIEWS: [(View, &str); 8] = [
    (View::Mine, "cua-toi"),
    (View::Intake, "cho-tiep-nhan"),
    (View::Today, "han-hom-nay"),
    (View::Late, "qua-han"),
    (View::Paused, "tam-dung"),
    (View::Agency, "don-vi"),
    (View::Handover, "cho-tra"),
    (View::Closed, "da-xong"),
];

/// In addresses: the officer who asks.
pub const ME: &str = "toi";
/// In addresses: what nobody has taken.
pub const NOBODY: &str = "chua-ai";

/// What a view is called in addresses.
pub fn slug(view: View) -> &'static str {
    VIEWS.into_iter().find(|(known, _)| *known == view).map_or("", |(_, slug)| slug)
}

impl Asked {
    /// What a query asks for.
    pub fn of(query: &ParamsMap) -> Self {
        let mut asked = Self::default();
        for (key, field) in KEYS {
            query.get_str(key).unwrap_or_default().trim().clone_into(field(&mut asked));
        }
        asked
    }

    /// What the query of an address asks for, as it stands there.
    pub fn of_query(query: &str) -> Self {
        let mut map = ParamsMap::new();
        for pair in query.trim_start_matches('?').split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            // It takes away the percent signs itself.
            map.insert(key.to_owned(), value.replace('+', " "));
        }
        Self::of(&map)
    }

    /// Its query, with the question mark; empty where nothing is asked for.
    pub fn query(&self) -> String {
        let (mut query, mut own) = (String::new(), self.clone());
        for (key, field) in KEYS {
            let value = std::mem::take(field(&mut own));
            if !value.is_empty() {
                let sign = if query.is_empty() { '?' } else { '&' };
                query.push_str(&format!("{sign}{key}={}", routes::query_value(&value)));
            }
        }
        query
    }

    /// Its address.
    pub fn address(&self, language: Language) -> String {
        routes::inbox(language) + &self.query()
    }

    /// The same from the first page on.
    pub fn first(&self) -> Self {
        Self { after: String::new(), ..self.clone() }
    }

    /// The view alone.
    pub fn only_view(view: View) -> Self {
        Self { view: slug(view).to_owned(), ..Self::default() }
    }

    /// Something narrows the view.
    pub fn is_filtered(&self) -> bool {
        [&self.procedure, &self.assignee, &self.channel, &self.from, &self.to]
            .iter()
            .any(|value| !value.is_empty())
    }

    /// The view; the officer's agencies' where none is named.
    pub fn view(&self) -> View {
        VIEWS.into_iter().find(|(_, slug)| *slug == self.view).map_or_else(View::default, |(view, _)| view)
    }

    /// What narrows it. A day that cannot be read narrows nothing.
    pub fn filter(&self, officer: &Officer) -> Filter {
        let day = |typed: &str| domain::date::parse(typed).ok();
        Filter {
            procedure: Some(self.procedure.clone()).filter(|code| !code.is_empty()),
            assignee: match self.assignee.as_str() {
                ME => Assignee::Officer(officer.account_id()),
                NOBODY => Assignee::Nobody,
                id => id.parse().map_or(Assignee::Any, Assignee::Officer),
            },
            channel: Channel::from_name(&self.channel),
            from: day(&self.from),
            to: day(&self.to),
        }
    }

    /// The first day that was typed and cannot be read.
    pub fn wrong_day(&self) -> Option<&str> {
        let is_wrong = |typed: &&str| !typed.is_empty() && domain::date::parse(typed).is_err();
        [self.from.as_str(), self.to.as_str()].into_iter().find(is_wrong)
    }

    /// Where the page before ended.
    pub fn cursor(&self) -> Option<Cursor> {
        Cursor::read(&self.after)
    }
}

/// The page of a dossier at the desk.
pub fn dossier(language: Language, code: &str) -> String {
    format!("{}/ho-so/{code}", routes::inbox(language))
}

/// The list as a file; not a page.
pub fn file(asked: &Asked, language: Language, extension: &str) -> String {
    format!("{}/xuat.{extension}{}", routes::inbox(language), asked.first().query())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_asks_for_leads_back_to_it() {
        let asked = Asked {
            view: "qua-han".into(),
            procedure: "1.001193".into(),
            from: "1/11/2026".into(),
            words: "Nguyễn & Hoa".into(),
            ..Asked::default()
        };
        assert_eq!(Asked::of_query(&asked.query()), asked);
        assert_eq!(asked.view(), View::Late);
        assert!(asked.is_filtered());
        assert_eq!(Asked::default().query(), "");
        assert_eq!(Asked::of_query("").view(), View::Agency);
        assert_eq!(Asked { from: "32/1/2026".into(), ..asked }.wrong_day(), Some("32/1/2026"));
    }

    #[test]
    fn every_view_has_its_name() {
        for view in View::ALL {
            assert_eq!(Asked::only_view(view).view(), view);
        }
    }
}
