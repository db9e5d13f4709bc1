//! What can be wrong with a template, and values such as its holes get.

use std::collections::BTreeSet;

use domain::Language;

use super::{DUE_CHANGED, Kind, Template};
use crate::Portal;

/// Most characters of a mail.
pub const MOST_MAIL: usize = 5000;
/// Most characters of a text message.
pub const MOST_SMS: usize = 320;

/// Holes that every letter knows.
const EVERYWHERE: [&str; 2] = ["province", "help_line"];

/// What [`crate::dossier`] fills in for a move.
const OF_MOVES: [&str; 16] = [
    "code",
    "procedure",
    "desk",
    "unit",
    "link",
    "reason",
    "until",
    "due",
    "answer_by",
    "amount",
    "officer",
    "way",
    "fetch",
    "fee",
    "refund",
    "items",
];

/// What it fills in where days off moved an end.
const OF_DUE: [&str; 6] = ["code", "procedure", "link", "what", "due", "before"];

/// What must stay where the portal's own words have it: without these nobody knows what it is about or what to do.
const NEEDED: [&str; 7] = ["code", "link", "reason", "items", "due", "amount", "fetch"];

/// Something wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing.
    Empty,
    /// More characters than this.
    TooLong(usize),
    /// The first line of a mail is its subject, then comes an empty line, then the rest.
    NoSubject,
    /// A brace that is no hole.
    Brace,
    /// A hole that nothing is put into.
    Unknown(String),
    /// A hole that must be there.
    Missing(&'static str),
}

/// What can be filled in.
pub fn holes_of(template: Template) -> Vec<&'static str> {
    let own: &[&'static str] = if template.name == DUE_CHANGED { &OF_DUE } else { &OF_MOVES };
    own.iter().chain(&EVERYWHERE).copied().collect()
}

/// What must be filled in.
pub fn needed(template: Template) -> Vec<&'static str> {
    let shipped = template.shipped().and_then(holes).unwrap_or_default();
    NEEDED.into_iter().filter(|hole| shipped.contains(*hole)).collect()
}

/// The words as they are kept: lines end as in files, and a text message is one line.
pub(super) fn clean(template: Template, typed: &str) -> String {
    let lines: Vec<&str> = typed.lines().map(str::trim_end).collect();
    match template.kind {
        Kind::Mail => lines.join("\n").trim().to_owned() + "\n",
        Kind::Sms => lines.join(" ").trim().to_owned(),
    }
}

/// All that is wrong with these words.
pub fn faults(template: Template, words: &str) -> Vec<Fault> {
    let words = words.trim();
    if words.is_empty() {
        return vec![Fault::Empty];
    }
    let mut faults = Vec::new();
    let most = match template.kind {
        Kind::Mail => MOST_MAIL,
        Kind::Sms => MOST_SMS,
    };
    if words.chars().count() > most {
        faults.push(Fault::TooLong(most));
    }
    let has_subject = words.split_once("\n\n").is_some_and(|(subject, _)| !subject.contains('\n'));
    if template.kind == Kind::Mail && !has_subject {
        faults.push(Fault::NoSubject);
    }
    match holes(words) {
        None => faults.push(Fault::Brace),
        Some(holes) => {
            let known = holes_of(template);
            let unknown = holes.iter().filter(|hole| !known.contains(*hole));
            faults.extend(unknown.map(|hole| Fault::Unknown((*hole).to_owned())));
            let missing = needed(template).into_iter().filter(|hole| !holes.contains(*hole));
            faults.extend(missing.map(Fault::Missing));
        }
    }
    faults
}

/// The names between braces; `None` where a brace is alone.
fn holes(words: &str) -> Option<BTreeSet<&str>> {
    let mut holes = BTreeSet::new();
    let mut rest = words;
    while let Some(at) = rest.find(['{', '}']) {
        let (name, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            return None;
        }
        holes.insert(name);
        rest = after;
    }
    Some(holes)
}

/// A value for each hole, such as it gets.
pub(super) fn samples(portal: &Portal, language: Language) -> Vec<(&'static str, String)> {
    let link = |path: &str| [portal.settings.public_url.as_str(), path, "H21.01-261123-0001"].concat();
    let code = "H21.01-261123-0001";
    let values: [(&str, &str); 17] = match language {
        Language::Vi => [
            ("code", code),
            ("procedure", "Đăng ký khai sinh"),
            ("desk", "Trung tâm Phục vụ hành chính công"),
            ("unit", "Phòng Tư pháp"),
            ("reason", "Giấy chứng sinh bị mờ, không đọc được."),
            ("until", "Hạn: hết ngày 30/11/2026."),
            ("due", "27/11/2026 09:00"),
            ("answer_by", "25/11/2026 09:00"),
            ("amount", "8.000 đ"),
            ("officer", "Nguyễn Văn Minh"),
            ("way", "đã nhận và ký tại bộ phận một cửa"),
            ("fetch", "Bạn tải kết quả ở trang của hồ sơ trên cổng."),
            ("fee", "Số tiền phải nộp: 8.000 đ, nộp tại Trung tâm Phục vụ hành chính công."),
            ("refund", "Số tiền bạn đã nộp sẽ được hoàn trả."),
            ("items", "– Giấy chứng sinh (không đọc được)"),
            ("what", "Hẹn trả kết quả"),
            ("before", "26/11/2026 09:00"),
        ],
        Language::En => [
            ("code", code),
            ("procedure", "Birth registration"),
            ("desk", "Public Administration Service Centre"),
            ("unit", "Justice Division"),
            ("reason", "The birth notification is blurred and cannot be read."),
            ("until", "By the end of 30/11/2026."),
            ("due", "27/11/2026 09:00"),
            ("answer_by", "25/11/2026 09:00"),
            ("amount", "8.000 đ"),
            ("officer", "Nguyễn Văn Minh"),
            ("way", "received and signed for at the desk"),
            ("fetch", "Download the result on the dossier's page of the portal."),
            ("fee", "To be paid: 8.000 đ, at Public Administration Service Centre."),
            ("refund", "What you paid will be paid back."),
            ("items", "– Birth notification (cannot be read)"),
            ("what", "The result is due"),
            ("before", "26/11/2026 09:00"),
        ],
    };
    let path = match language {
        Language::Vi => "/ho-so/",
        Language::En => "/en/ho-so/",
    };
    values.into_iter().map(|(name, value)| (name, value.to_owned())).chain([("link", link(path))]).collect()
}
