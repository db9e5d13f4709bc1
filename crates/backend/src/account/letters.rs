//! The mails about accounts.

use chrono::{DateTime, Utc};
use domain::{Language, date};

use crate::Portal;
use crate::message::{Mail, letter};

/// What the mail about a registration carries.
pub(super) struct Confirmation<'a> {
    pub link_token: &'a str,
    pub link_until: DateTime<Utc>,
    pub code: &'a str,
    pub code_until: DateTime<Utc>,
}

/// The mail with the button and the code. It is the same whether or not the number that was typed has an account.
pub(super) fn confirm(portal: &Portal, language: Language, to: &str, carried: &Confirmation<'_>) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/confirm.vi.txt"),
        Language::En => include_str!("letters/confirm.en.txt"),
    };
    let path = match language {
        Language::Vi => "/dang-ky/xac-nhan/",
        Language::En => "/en/dang-ky/xac-nhan/",
    };
    let link = [&portal.settings.public_url, path, carried.link_token].concat();
    let values = [
        ("link", link.as_str()),
        ("code", carried.code),
        ("link_until", &date::display_time(carried.link_until)),
        ("code_until", &date::display_time(carried.code_until)),
    ];
    letter::write(&portal.settings, template, language, to, &values)
}

/// Tells the owner of an account that somebody confirmed a registration of the same number.
pub(super) fn taken(portal: &Portal, language: Language, to: &str) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/taken.vi.txt"),
        Language::En => include_str!("letters/taken.en.txt"),
    };
    let path = match language {
        Language::Vi => "/dang-nhap",
        Language::En => "/en/dang-nhap",
    };
    let link = [&portal.settings.public_url, path].concat();
    let time = date::display_time(portal.clock.now());
    letter::write(&portal.settings, template, language, to, &[("link", &link), ("time", &time)])
}

/// Tells the mailbox of an account that its number was won back by the person who has it.
pub(super) fn won_back(portal: &Portal, language: Language, to: &str) -> Mail {
    let template = match language {
        Language::Vi => include_str!("letters/won_back.vi.txt"),
        Language::En => include_str!("letters/won_back.en.txt"),
    };
    let time = date::display_time(portal.clock.now());
    letter::write(&portal.settings, template, language, to, &[("time", &time)])
}

/// Tells the owner of an account that it is locked, with what lifts that.
pub(super) fn locked(
    portal: &Portal,
    language: Language,
    to: &str,
    token: &str,
    until: DateTime<Utc>,
) -> Mail {
    let (template, path) = match language {
        Language::Vi => (include_str!("letters/locked.vi.txt"), "/dang-nhap/mo-khoa/"),
        Language::En => (include_str!("letters/locked.en.txt"), "/en/dang-nhap/mo-khoa/"),
    };
    let link = [&portal.settings.public_url, path, token].concat();
    let (time, until) = (date::display_time(portal.clock.now()), date::display_time(until));
    let values = [("link", link.as_str()), ("time", &time), ("until", &until)];
    letter::write(&portal.settings, template, language, to, &values)
}
