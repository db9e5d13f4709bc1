//! Letters: the words of a mail in one plain file per language, from which both its bodies are made.
//!
//! The first line is the subject; blocks are separated by empty lines. `[Label]({link})` alone makes a button,
//! `# {code}` something to read off, `> …` small print; everything else is a paragraph. `{holes}` are filled in after
//! the blocks are told apart, so a value is never read as markup.

use domain::Language;
use uuid::Uuid;

use super::Mail;
use crate::portal::Settings;

enum Block<'a> {
    Paragraph(&'a str),
    Button { label: &'a str, link: &'a str },
    Prominent(&'a str),
    Small(&'a str),
}

impl<'a> Block<'a> {
    fn parse(block: &'a str) -> Self {
        if let Some(text) = block.strip_prefix("# ") {
            return Self::Prominent(text);
        }
        if let Some(text) = block.strip_prefix("> ") {
            return Self::Small(text);
        }
        let button = block.strip_prefix('[').and_then(|rest| rest.strip_suffix(')')?.split_once("]("));
        button.map_or(Self::Paragraph(block), |(label, link)| Self::Button { label, link })
    }
}

/// Writes the mail that `template` describes to the mailbox `to`, with `values` in its holes. `{province}` and
/// `{help_line}` are known to every letter.
pub fn write(
    settings: &Settings,
    template: &str,
    language: Language,
    to: &str,
    values: &[(&str, &str)],
) -> Mail {
    let fill = |text: &str| filled(settings, text, values);
    let (subject, body) = template.trim().split_once("\n\n").unwrap_or((template, ""));
    let subject: String = fill(subject).chars().filter(|c| !c.is_control()).collect();
    let mut text = String::new();
    let mut html = String::new();
    for block in body.split("\n\n").map(|block| Block::parse(block.trim())) {
        match block {
            // A sentence that does not apply this time is an empty value.
            Block::Paragraph(words) if fill(words).trim().is_empty() => {}
            Block::Paragraph(words) => {
                push(&mut text, &[&fill(words)]);
                push(&mut html, &["<p style=\"margin:0 0 16px\">", &escaped_lines(&fill(words)), "</p>"]);
            }
            Block::Button { label, link } => {
                let link = fill(link);
                push(&mut text, &[&fill(label), ":\n", &link]);
                let (href, label) = (escaped(&link), escaped(&fill(label)));
                let anchor = format!("<a href=\"{href}\" style=\"{BUTTON}\">{label}</a>");
                push(&mut html, &["<p style=\"margin:24px 0\">", &anchor, "</p>"]);
            }
            Block::Prominent(words) => {
                push(&mut text, &["    ", &fill(words)]);
                push(&mut html, &["<p style=\"", PROMINENT, "\">", &escaped(&fill(words)), "</p>"]);
            }
            Block::Small(words) => {
                let words = fill(words);
                push(&mut text, &[&words]);
                push(&mut html, &["<p style=\"", SMALL, "\">", &escaped_lines(&words), "</p>"]);
            }
        }
    }
    let sender = match language {
        Language::Vi => format!("Một Cửa · Dịch vụ công tỉnh {}", settings.province_name),
        Language::En => format!("Một Cửa · Public services of {}", settings.province_name),
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title></head>\n<body style=\"{BODY}\">\n<div \
         style=\"{SHEET}\">\n<p style=\"{HEAD}\">{}</p>\n<div style=\"padding:24px\">\n{}</div></div></body></html>\n",
        language.tag(),
        escaped(&subject),
        escaped(&sender),
        html,
    );
    let text = format!("{}\n\n--\n{sender}\n", text.trim_end());
    Mail { id: Uuid::now_v7(), to: to.to_owned(), subject, text, html }
}

/// `text` with `values` in its holes.
pub(crate) fn filled(settings: &Settings, text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hole, rest) = part.split_once('}').unwrap_or((part, ""));
        filled.push_str(match hole {
            "province" => &settings.province_name,
            "help_line" => &settings.help_line,
            _ => values.iter().find(|(name, _)| *name == hole).map_or("", |(_, value)| *value),
        });
        filled.push_str(rest);
    }
    filled
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
    out.push_str("\n\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn escaped_lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>\n")
}

const BODY: &str = "margin:0;padding:16px;background:#faf6ee;color:#241915;font:17px/1.6 system-ui,-apple-system,\
                    'Segoe UI',Roboto,'Noto Sans',sans-serif";
const SHEET: &str = "max-width:560px;margin:0 auto;background:#fffdf9;border:1px solid #e0d5c3;border-radius:12px;\
                     overflow:hidden";
const HEAD: &str = "margin:0;padding:16px 24px;background:#75161a;color:#fff8ee;font-weight:600";
const BUTTON: &str = "display:inline-block;padding:12px 24px;background:#8b1a1d;color:#fff8ee;border-radius:8px;\
                      font-weight:600;text-decoration:none";
const PROMINENT: &str = "margin:0 0 16px;font-size:30px;font-weight:600;letter-spacing:0.06em";
const SMALL: &str = "margin:0 0 16px;font-size:15px;color:#5d5047";

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str =
        "Thư của {name}\n\nChào {name},\nhai dòng.\n\n[Mở ra]({link})\n\n# {code}\n\n> Gọi {help_line}.\n";

    fn settings() -> Settings {
        Settings {
            public_url: "https://motcua.test".into(),
            data_dir: "/nowhere".into(),
            province_name: "Gia Lai".into(),
            help_line: "1022".into(),
            max_file_mb: domain::attachment::MAX_FILE_MB,
        }
    }

    #[test]
    fn both_bodies_say_the_same() {
        let values = [("name", "Hoa"), ("link", "https://motcua.test/a?b=1&c=2"), ("code", "012345")];
        let mail = write(&settings(), TEMPLATE, Language::Vi, "hoa@example.vn", &values);
        assert_eq!(mail.subject, "Thư của Hoa");
        assert_eq!(
            mail.text,
            "Chào Hoa,\nhai dòng.\n\nMở ra:\nhttps://motcua.test/a?b=1&c=2\n\n    012345\n\nGọi 1022.\n\n--\nMột Cửa · \
             Dịch vụ công tỉnh Gia Lai\n"
        );
        assert!(mail.html.contains("Chào Hoa,<br>\nhai dòng."));
        assert!(mail.html.contains("<a href=\"https://motcua.test/a?b=1&amp;c=2\""));
        assert!(mail.html.contains(">Mở ra</a>"));
        assert!(mail.html.contains(">012345</p>"));
    }

    #[test]
    fn values_are_neither_markup_nor_headers() {
        let name = "<b>A</b>{code}\r\nBcc: x@y.z\n\n[k](javascript:1)";
        let mail =
            write(&settings(), TEMPLATE, Language::En, "hoa@example.vn", &[("name", name), ("code", "1")]);
        assert_eq!(mail.subject, "Thư của <b>A</b>{code}Bcc: x@y.z[k](javascript:1)");
        assert!(!mail.html.contains("<b>"));
        assert!(!mail.html.contains("href=\"javascript"));
        assert!(mail.html.contains("lang=\"en\""));
    }
}
