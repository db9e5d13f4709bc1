//! The forms: what they ask for, and what is wrong with what was typed.

use std::collections::BTreeMap;

use backend::access::token::{LONGEST_NAME, NewToken, ROLES};
use backend::account::note::Tried;
use domain::Problem;
use domain::access::{Scope, Topic};
use domain::staff::{Membership, Role};

use crate::i18n::{Key, t, text};
use crate::ui::problem::problem_sentence;

/// For how many days a token may be made.
pub(super) const DAYS: [(&str, Key); 4] = [
    ("30", text::access::DAYS_30),
    ("90", text::access::DAYS_90),
    ("365", text::access::DAYS_365),
    ("730", text::access::DAYS_730),
];

/// What a scope is called.
pub(super) fn scope_name(scope: Scope) -> Key {
    match scope {
        Scope::Read => text::access::SCOPE_READ,
        Scope::Create => text::access::SCOPE_CREATE,
        Scope::Move => text::access::SCOPE_MOVE,
        Scope::Attach => text::access::SCOPE_ATTACH,
    }
}

/// What a topic is called.
pub(super) fn topic_name(topic: Topic) -> Key {
    match topic {
        Topic::Submitted => text::access::TOPIC_SUBMITTED,
        Topic::Moved => text::access::TOPIC_MOVED,
    }
}

/// What a field is called.
pub(super) fn label(field: &str) -> Key {
    match field {
        "name" => text::access::NAME,
        "agency" => text::staff::AGENCY,
        "role" => text::staff::ROLE,
        "scopes" => text::access::SCOPES,
        "days" => text::access::DAYS,
        "url" => text::access::URL,
        _ => text::access::TOPICS,
    }
}

fn said(field: &str, problem: &Problem) -> (String, String) {
    (field.to_owned(), problem_sentence(problem, t(label(field))))
}

/// The name of a topic's box: forms nest at dots.
pub(super) fn topic_field(topic: Topic) -> &'static str {
    match topic {
        Topic::Submitted => "submitted",
        Topic::Moved => "moved",
    }
}

/// What a token's form asks for, or what is wrong with each field.
pub(super) fn read_token(values: &BTreeMap<String, String>) -> Result<NewToken, Vec<(String, String)>> {
    let get = |name: &str| values.get(name).map_or("", |typed| typed.trim());
    let mut problems = Vec::new();
    let name = get("name").to_owned();
    let typed = name.chars().count();
    if name.is_empty() {
        problems.push(said("name", &Problem::Missing));
    } else if typed > LONGEST_NAME {
        problems.push(said("name", &Problem::TooLong { max: LONGEST_NAME, typed }));
    }
    let role = Role::from_name(get("role")).filter(|role| ROLES.contains(role));
    let days =
        DAYS.iter().find(|(days, _)| *days == get("days")).and_then(|(days, _)| days.parse::<u32>().ok());
    let scopes: Vec<Scope> =
        Scope::ALL.iter().copied().filter(|scope| get(scope.as_str()) == "yes").collect();
    for (field, is_chosen) in [
        ("agency", !get("agency").is_empty()),
        ("role", role.is_some()),
        ("scopes", !scopes.is_empty()),
        ("days", days.is_some()),
    ] {
        if !is_chosen {
            problems.push(said(field, &Problem::NotChosen));
        }
    }
    match (role, days) {
        (Some(role), Some(days)) if problems.is_empty() => {
            let membership = Membership { agency: get("agency").to_owned(), role };
            Ok(NewToken { name, membership, scopes, days })
        }
        _ => Err(problems),
    }
}

/// What was wrong with a webhook's form.
pub(super) fn wrong_webhook(tried: &Tried) -> Vec<(String, String)> {
    let sentence = |field: &str, key: Key| vec![(field.to_owned(), t(key).to_owned())];
    match tried.why.as_str() {
        "agency" => vec![("webhook_agency".to_owned(), said("agency", &Problem::NotChosen).1)],
        "topics" => vec![said("topics", &Problem::NotChosen)],
        "too_many" => sentence("webhook_agency", text::access::TOO_MANY_WEBHOOKS),
        _ => sentence("url", text::access::URL_REFUSED),
    }
}
