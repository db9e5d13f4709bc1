//! Names of files.

use crate::unicode::nfc;

use super::FileKind;
use crate::person_name::is_invisible;

/// Most bytes of a name: file systems take 255, and a number may be put before it.
const MAX_BYTES: usize = 200;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name under which a file of this kind is kept and handed out: composed (NFC), without folders, control and
/// direction marks and signs that file systems refuse, not too long, with an ending that fits the kind.
pub fn clean_name(name: &str, kind: Option<FileKind>) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            c if c.is_control() || is_invisible(c) || c == '\u{61c}' => {}
            ':' | '*' | '?' | '"' | '<' | '>' | '|' => clean.push('_'),
            c if c.is_whitespace() => clean.push(' '),
            c => clean.push(c),
        }
    }
    // Only now: what was taken out may have stood between a letter and its accent.
    let clean = nfc(&clean);
    let clean = clean.trim_start().trim_end_matches(['.', ' ']);
    let (stem, ending) = split(clean);
    let ending = match kind {
        Some(kind) if !kind.endings().contains(&ending.to_ascii_lowercase().as_str()) => kind.endings()[0],
        _ => ending,
    };
    let stem = shortened(stem, MAX_BYTES - ending.len() - 1);
    let mut stem = stem.trim_end_matches(['.', ' ']).to_owned();
    // Windows looks at what stands before the first dot.
    let device = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = device.strip_prefix("com").or_else(|| device.strip_prefix("lpt"));
    if DEVICES.contains(&device.as_str())
        || numbered.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    {
        stem.insert(0, '_');
    }
    if stem.is_empty() {
        stem.push_str("tep");
    }
    if !ending.is_empty() {
        stem.push('.');
        stem.push_str(ending);
    }
    stem
}

/// The stem and the ending of a name; what follows the last dot is an ending if it is short and of letters and digits.
pub(super) fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            (stem, ending)
        }
        _ => (name, ""),
    }
}

/// At most `bytes` bytes of `text`, whole characters.
fn shortened(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay() {
        for name in ["giấy chứng sinh.pdf", "IMG_2031.PDF", "CT01 (bản 2).pdf", "a.pdf"] {
            assert_eq!(clean_name(name, Some(FileKind::Pdf)), name);
        }
        let decomposed: String = crate::unicode::nfd("Giấy chứng sinh.pdf");
        assert_eq!(clean_name(&decomposed, Some(FileKind::Pdf)), "Giấy chứng sinh.pdf");
    }

    #[test]
    fn dangerous_names_are_made_harmless() {
        for (name, clean) in [
            ("../../etc/passwd", "passwd.pdf"),
            (r"C:\Users\Hoa\a.pdf", "a.pdf"),
            ("gi\u{202e}fdp.exe", "gifdp.pdf"),
            ("a\0b\r\nc.pdf", "abc.pdf"),
            ("a\"; filename=\"x.pdf", "a_; filename=_x.pdf"),
            ("gia\u{302}\u{1}\u{301}y.pdf", "giấy.pdf"),
            ("CON", "_CON.pdf"),
            ("com1.pdf", "_com1.pdf"),
            ("con.bản 2.pdf", "_con.bản 2.pdf"),
            ("a.pdf. . ", "a.pdf"),
            ("", "tep.pdf"),
            (".pdf", "tep.pdf"),
            ("ảnh.v1", "ảnh.pdf"),
            ("bản v1.2 cuối cùng", "bản v1.2 cuối cùng.pdf"),
        ] {
            assert_eq!(clean_name(name, Some(FileKind::Pdf)), clean, "{name:?}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let long = format!("{}.heic", "ế".repeat(300));
        let clean = clean_name(&long, Some(FileKind::Heic));
        assert!(clean.len() <= MAX_BYTES && clean.ends_with("ế.heic"), "{clean}");
    }

    #[test]
    fn a_refused_file_keeps_its_ending() {
        assert_eq!(clean_name("VID_2026.mov", None), "VID_2026.mov");
    }
}
