//! What a file holds, from its first and last bytes.

use super::FileKind;
use super::dimensions::dimensions;
use super::name::split;
use crate::problem::Problem;

/// Most picture elements; a larger picture cannot be opened on an ordinary machine. Phones take up to 200 million.
const MAX_PIXELS: u64 = 250_000_000;
const MAX_MEGAPIXELS: u64 = MAX_PIXELS / 1_000_000;

/// Endings of programs and of files that browsers execute; nowhere in a name do they belong to a paper.
const PROGRAMS: [&str; 24] = [
    "apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "htm", "html", "jar", "js", "jse", "lnk",
    "mjs", "msi", "php", "ps1", "scr", "sh", "svg", "vbs", "wsf",
];

/// Judges a file by what it holds and says of what kind it is.
///
/// `name` and `declared` (the media type that the browser sent, empty if none) must agree with the content; `head` and
/// `tail` are its first and last [`super::END_BYTES`] bytes, the whole of it if it is shorter;
/// `accepts` are the kinds that the paper takes.
///
/// # Errors
/// Why the file is not taken; one of the `File…` problems.
pub fn judge(
    name: &str,
    declared: &str,
    size: u64,
    head: &[u8],
    tail: &[u8],
    accepts: &[FileKind],
) -> Result<FileKind, Problem> {
    if size == 0 {
        return Err(Problem::FileEmpty);
    }
    let kind = sniff(head)?;
    let visible: String = name.chars().filter(|c| !crate::person_name::is_invisible(*c)).collect();
    if visible.split('.').skip(1).any(|part| PROGRAMS.contains(&part.trim().to_ascii_lowercase().as_str())) {
        return Err(Problem::FileProgram);
    }
    if !accepts.contains(&kind) {
        return Err(Problem::FileNotAccepted { kinds: accepts.to_vec() });
    }
    let ending = split(&visible).1.to_ascii_lowercase();
    let same = |known: FileKind| known == kind || (known.is_picture() && kind.is_picture());
    // Phones and messengers mix up the endings of pictures; between pictures that is harmless.
    let known_ending = FileKind::ALL.into_iter().find(|known| known.endings().contains(&ending.as_str()));
    let foreign_ending = !ending.is_empty() && known_ending.is_none() && FOREIGN.contains(&ending.as_str());
    if known_ending.is_some_and(|known| !same(known)) || foreign_ending {
        return Err(Problem::FileNameDisagrees);
    }
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let declares_other = match declared.as_str() {
        "" | "application/octet-stream" | "binary/octet-stream" => false,
        "application/pdf" | "application/x-pdf" => kind != FileKind::Pdf,
        picture if picture.starts_with("image/") => !kind.is_picture() || picture == "image/svg+xml",
        _ => true,
    };
    if declares_other {
        return Err(Problem::FileNameDisagrees);
    }
    if holds_archive(tail) {
        return Err(Problem::FileNameDisagrees);
    }
    if dimensions(kind, head).is_some_and(|(width, height)| width.saturating_mul(height) > MAX_PIXELS) {
        return Err(Problem::PictureTooLarge { max_megapixels: MAX_MEGAPIXELS });
    }
    match kind {
        FileKind::Pdf => pdf(head, tail)?,
        FileKind::Png => png(head, tail)?,
        FileKind::Jpeg => jpeg(size, tail)?,
        FileKind::Heic => heic(size, head)?,
        FileKind::Webp => webp(size, head)?,
    }
    if kind.is_picture() && (holds_page(head) || holds_page(tail)) {
        return Err(Problem::FileNameDisagrees);
    }
    Ok(kind)
}

/// Endings that promise something else than what is taken; other endings ("bản v1.2") promise nothing.
const FOREIGN: [&str; 22] = [
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "txt", "csv", "xml", "json", "zip",
    "rar", "7z", "gz", "mp4", "mov", "avi", "mp3", "gif",
];

/// The kind by its first bytes.
fn sniff(head: &[u8]) -> Result<FileKind, Problem> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(magic));
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if text.starts_with(b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if starts(b"\xff\xd8\xff") {
        return Ok(FileKind::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileKind::Png);
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Ok(FileKind::Webp);
    }
    if at(4, b"ftyp") {
        return match head.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1") => Ok(FileKind::Heic),
            Some(b"avif" | b"avis") => Err(Problem::FileKind),
            _ => Err(Problem::FileVideo),
        };
    }
    if (starts(b"RIFF") && at(8, b"AVI "))
        || starts(b"\x1a\x45\xdf\xa3")
        || at(4, b"moov")
        || starts(b"\0\0\x01\xba")
    {
        return Err(Problem::FileVideo);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        let office = [&b"[Content_Types].xml"[..], b"word/", b"xl/", b"ppt/", b"opendocument"];
        let is_office = office.iter().any(|part| find(head, part).is_some());
        return Err(if is_office { Problem::FileOldOffice } else { Problem::FileArchive });
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") || starts(b"{\\rtf") {
        return Err(Problem::FileOldOffice);
    }
    if starts(b"Rar!")
        || starts(b"7z\xbc\xaf\x27\x1c")
        || starts(b"\x1f\x8b")
        || starts(b"BZh")
        || starts(b"\xfd7zXZ")
    {
        return Err(Problem::FileArchive);
    }
    if starts(b"MZ")
        || starts(b"\x7fELF")
        || starts(b"#!")
        || starts(b"\xcf\xfa\xed\xfe")
        || starts(b"\xca\xfe\xba\xbe")
    {
        return Err(Problem::FileProgram);
    }
    Err(Problem::FileKind)
}

/// A PDF must end (ISO 32000-1, 7.5.5) and must not be encrypted, because then nobody at the desk can read it.
fn pdf(head: &[u8], tail: &[u8]) -> Result<(), Problem> {
    let last = &tail[tail.len().saturating_sub(4096)..];
    if find(last, b"%%EOF").is_none() {
        return Err(Problem::FileTruncated);
    }
    let encrypted = |part: &[u8]| {
        let mut rest = part;
        while let Some(at) = find(rest, b"/Encrypt") {
            rest = &rest[at + b"/Encrypt".len()..];
            // `/EncryptMetadata` and the like are other words.
            if rest.first().is_none_or(|next| !next.is_ascii_alphanumeric()) {
                return true;
            }
        }
        false
    };
    if encrypted(head) || encrypted(tail) { Err(Problem::FileLocked) } else { Ok(()) }
}

/// A PNG has its size in the first chunk and an end (PNG specification, 11.2).
fn png(head: &[u8], tail: &[u8]) -> Result<(), Problem> {
    let is_whole = dimensions(FileKind::Png, head).is_some() && find(tail, b"IEND\xaeB\x60\x82").is_some();
    if is_whole { Ok(()) } else { Err(Problem::FileTruncated) }
}

/// A JPEG must not end amid the picture. Behind its end phones put all kinds of things.
fn jpeg(size: u64, tail: &[u8]) -> Result<(), Problem> {
    let ends = if size == tail.len() as u64 {
        find(tail, b"\xff\xd9").is_some()
    } else {
        // In the picture's data 0xff stands only before 0 and restart markers (ITU-T T.81, B.1.1.5).
        let marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
        match tail.windows(2).rposition(marker) {
            // Nothing but data; some devices fill up with zeros.
            None => find(tail, b"\xff\0").is_none(),
            Some(at) => !begins_scan(&tail[at..]),
        }
    };
    if ends { Ok(()) } else { Err(Problem::FileTruncated) }
}

/// Whether the picture's data begin here: the marker, its length, and so many parts (ITU-T T.81, B.2.3).
fn begins_scan(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xda, 0, length, parts @ 1..=4, ..] if *length == 6 + 2 * parts)
}

/// The boxes of a HEIC file end with the file (ISO/IEC 14496-12, 4.2).
fn heic(size: u64, head: &[u8]) -> Result<(), Problem> {
    let number = |from: usize| {
        let bytes = head.get(from..from + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        bytes.map(|bytes| u64::from(u32::from_be_bytes(bytes)))
    };
    let mut at = 0;
    // A length of 0 means "to the end" and 1 a longer number, which no photo needs. Behind its boxes phones put all kinds
    // of things.
    while let Some(length @ 8..) = number(at)
        && matches!(head.get(at + 4..at + 8), Some(b"ftyp" | b"meta" | b"mdat" | b"moov" | b"free"))
    {
        let end = at as u64 + length;
        if end > size {
            return Err(Problem::FileTruncated);
        }
        let Ok(end) = usize::try_from(end) else { break };
        at = end;
    }
    Ok(())
}

/// A WebP file says its length first (RFC 9649, 2.4).
fn webp(size: u64, head: &[u8]) -> Result<(), Problem> {
    let length = head.get(4..8).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(u32::from_le_bytes);
    let is_whole = length.is_none_or(|length| u64::from(length) + 8 <= size);
    if is_whole { Ok(()) } else { Err(Problem::FileTruncated) }
}

/// Whether a ZIP archive ends here, so that unpackers would see another file than viewers do (APPNOTE 4.3.16).
fn holds_archive(tail: &[u8]) -> bool {
    find(tail, b"PK\x05\x06\0\0\0\0").is_some()
}

/// Whether there is a web page or script in it, so that a browser could take it for one.
fn holds_page(part: &[u8]) -> bool {
    let lower = part.to_ascii_lowercase();
    [&b"<script"[..], b"<!doctype html", b"<html", b"<iframe", b"<?php", b"javascript:"]
        .iter()
        .any(|tag| find(&lower, tag).is_some())
        // Shorter than the others: one in some thousand photos has these four signs somewhere by chance.
        || lower.windows(5).any(|tag| tag.starts_with(b"<svg") && b" >/\t\r\n".contains(&tag[4]))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] =
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";
    const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\xaeB\x60\x82");
        bytes
    }

    fn of(name: &str, declared: &str, bytes: &[u8]) -> Result<FileKind, Problem> {
        let end = bytes.len().min(super::super::END_BYTES as usize);
        judge(name, declared, bytes.len() as u64, &bytes[..end], &bytes[bytes.len() - end..], &FileKind::ALL)
    }

    #[test]
    fn takes_what_people_have() {
        assert_eq!(of("giấy chứng sinh.pdf", "application/pdf", PDF), Ok(FileKind::Pdf));
        assert_eq!(of("QUET.PDF", "", PDF), Ok(FileKind::Pdf));
        assert_eq!(of("bản v1.2", "application/octet-stream", PDF), Ok(FileKind::Pdf));
        assert_eq!(of("IMG_1.jpg", "image/jpeg", JPEG), Ok(FileKind::Jpeg));
        assert_eq!(of("Zalo.png", "image/png", JPEG), Ok(FileKind::Jpeg), "messengers mix up pictures");
        assert_eq!(of("IMG_1.HEIC", "image/heic", HEIC), Ok(FileKind::Heic));
        assert_eq!(of("a.png", "image/png", &png(4000, 3000)), Ok(FileKind::Png));
        let with_scripts = [b"%PDF-1.7 /OpenAction<</S/JavaScript>>\n", PDF].concat();
        assert_eq!(of("a.pdf", "", &with_scripts), Ok(FileKind::Pdf), "only ever served as an attachment");
        let signed = [PDF, b"2 0 obj<</Type/Sig/EncryptMetadata false>>endobj\n%%EOF"].concat();
        assert_eq!(of("a.pdf", "", &signed), Ok(FileKind::Pdf));
    }

    #[test]
    fn says_why_it_takes_nothing_else() {
        for (name, bytes, problem) in [
            ("a.pdf", &b""[..], Problem::FileEmpty),
            ("a.mov", b"\0\0\0\x14ftypqt  ", Problem::FileVideo),
            ("a.mp4", b"\0\0\0\x18ftypisom", Problem::FileVideo),
            ("a.zip", b"PK\x03\x04\x14\0\0\0", Problem::FileArchive),
            ("a.docx", b"PK\x03\x04\x14\0\0\0 [Content_Types].xml", Problem::FileOldOffice),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Problem::FileOldOffice),
            ("a.pdf", b"MZ\x90\0", Problem::FileProgram),
            ("a.svg", b"<svg onload=alert(1)>", Problem::FileKind),
            ("a.html", b"<!DOCTYPE html>", Problem::FileKind),
            ("a.gif", b"GIF89a/*", Problem::FileKind),
            ("a.txt", b"X5O!P%@AP[4", Problem::FileKind),
        ] {
            assert_eq!(of(name, "", bytes), Err(problem), "{name}");
        }
    }

    #[test]
    fn refuses_what_is_two_things_at_once() {
        let disagree = Err(Problem::FileNameDisagrees);
        assert_eq!(of("a.jpg", "image/jpeg", PDF), disagree);
        assert_eq!(of("a.docx", "", PDF), disagree);
        assert_eq!(of("a.pdf", "text/html", PDF), disagree);
        assert_eq!(of("a.png", "image/svg+xml", &png(1, 1)), disagree);
        assert_eq!(of("a.pdf.exe", "", PDF), Err(Problem::FileProgram));
        assert_eq!(of("a.exe.pdf", "", PDF), Err(Problem::FileProgram));
        assert_eq!(of("a\u{202e}fdp.exe", "", PDF), Err(Problem::FileProgram));
        let zip_at_end = [PDF, b"PK\x05\x06\0\0\0\0\x01\0\x01\0%%EOF"].concat();
        assert_eq!(of("a.pdf", "", &zip_at_end), disagree);
        let page_in_picture = [&png(1, 1)[..], b"<SCRIPT>alert(1)</SCRIPT>"].concat();
        assert_eq!(of("a.png", "", &page_in_picture), disagree);
    }

    #[test]
    fn a_long_photo_may_end_in_anything_but_the_picture() {
        const SCAN: &[u8] = b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0";
        let data = b"picture\xff\0data\xff\xd3".repeat(10_000);
        let begun = [&JPEG[..JPEG.len() - 2], SCAN, &data].concat();
        assert_eq!(of("a.jpg", "", &begun), Err(Problem::FileTruncated));
        assert_eq!(of("a.jpg", "", &begun[..begun.len() - data.len() + 60_000]), Err(Problem::FileTruncated));
        for behind in [&b""[..], &[0; 100_000], &b"\0\0\0\x18ftypmp42 \xff\x17 film".repeat(5_000)] {
            let whole = [&begun[..], b"\xff\xd9", behind].concat();
            assert_eq!(of("a.jpg", "", &whole), Ok(FileKind::Jpeg), "{} bytes behind", behind.len());
        }
    }

    #[test]
    fn refuses_what_cannot_be_opened() {
        assert_eq!(of("a.pdf", "", &PDF[..PDF.len() - 8]), Err(Problem::FileTruncated));
        let locked = [PDF, b"trailer<</Encrypt 5 0 R>>\n%%EOF"].concat();
        assert_eq!(of("a.pdf", "", &locked), Err(Problem::FileLocked));
        assert_eq!(of("a.png", "", &png(4000, 3000)[..30]), Err(Problem::FileTruncated));
        assert_eq!(of("a.jpg", "", &JPEG[..JPEG.len() - 2]), Err(Problem::FileTruncated));
        let webp = |length: u32| [&b"RIFF"[..], &length.to_le_bytes(), b"WEBPVP8 \0\0\0\0"].concat();
        assert_eq!(of("a.webp", "", &webp(12)), Ok(FileKind::Webp));
        assert_eq!(of("a.webp", "", &webp(13)), Err(Problem::FileTruncated));
        let with_data = |length: u32| [HEIC, &length.to_be_bytes()[..], b"mdat1234"].concat();
        assert_eq!(of("a.heic", "", &with_data(12)), Ok(FileKind::Heic));
        assert_eq!(of("a.heic", "", &with_data(13)), Err(Problem::FileTruncated));
        let huge = Err(Problem::PictureTooLarge { max_megapixels: 250 });
        assert_eq!(of("a.png", "", &png(60_000, 60_000)), huge);
        let canvas = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff";
        assert_eq!(of("a.webp", "", canvas), huge);
        let spatial = [HEIC, b"\0\0\0\x14ispe\0\0\0\0\0\0\xff\xff\0\0\xff\xff"].concat();
        assert_eq!(of("a.heic", "", &spatial), huge);
        let mut wide = b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff".to_vec();
        wide.extend(b"\x03\xff\xd9");
        assert_eq!(of("a.jpg", "", &wide), huge);
    }

    #[test]
    fn a_paper_takes_only_what_it_accepts() {
        let only = |name: &str, bytes: &[u8], accepts: &[FileKind]| {
            judge(name, "", bytes.len() as u64, bytes, bytes, accepts)
        };
        assert_eq!(only("a.pdf", PDF, &[FileKind::Pdf]), Ok(FileKind::Pdf));
        let refused = Err(Problem::FileNotAccepted { kinds: vec![FileKind::Pdf] });
        assert_eq!(only("a.jpg", JPEG, &[FileKind::Pdf]), refused);
        assert_eq!(only("a.pdf", JPEG, &[FileKind::Pdf]), refused, "whatever it is called");
        let photo = [FileKind::Jpeg, FileKind::Png];
        assert_eq!(only("a.pdf", PDF, &photo), Err(Problem::FileNotAccepted { kinds: photo.to_vec() }));
        assert_eq!(only("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &photo), Err(Problem::FileOldOffice));
    }
}
