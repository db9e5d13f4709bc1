//! How many picture elements a picture has, from its first bytes, without opening it.

use super::FileKind;

/// Width and height, where the first bytes tell.
pub(super) fn dimensions(kind: FileKind, head: &[u8]) -> Option<(u64, u64)> {
    match kind {
        FileKind::Pdf => None,
        FileKind::Jpeg => jpeg(head),
        // In the first chunk (PNG specification, 11.2).
        FileKind::Png => Some((number(head, 16)?, number(head, 20)?)),
        FileKind::Heic => heic(head),
        FileKind::Webp => webp(head),
    }
}

/// Four bytes, the greatest first.
fn number(bytes: &[u8], from: usize) -> Option<u64> {
    let four = bytes.get(from..from.checked_add(4)?)?;
    Some(u64::from(u32::from_be_bytes(four.try_into().ok()?)))
}

/// Up to four bytes, the least first.
fn little(bytes: &[u8], from: usize, count: usize) -> Option<u64> {
    let bytes = bytes.get(from..from + count)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// From the start-of-frame marker (ITU-T T.81, B.2.2).
fn jpeg(head: &[u8]) -> Option<(u64, u64)> {
    let pair = |from: usize| Some(u16::from_be_bytes(head.get(from..from + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        if *head.get(at)? != 0xff {
            return None;
        }
        let marker = *head.get(at + 1)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some((u64::from(pair(at + 7)?), u64::from(pair(at + 5)?)));
        }
        at += 2 + usize::from(pair(at + 2)?);
    }
}

/// The largest of the image spatial extents (ISO/IEC 23008-12, 6.5.3): of the picture, its tiles and its thumbnail.
fn heic(head: &[u8]) -> Option<(u64, u64)> {
    const EXTENT: &[u8] = b"ispe";
    let places = head.windows(EXTENT.len()).enumerate().filter(|(_, bytes)| *bytes == EXTENT);
    let extents = places.filter_map(|(at, _)| Some((number(head, at + 8)?, number(head, at + 12)?)));
    extents.max_by_key(|(width, height)| width * height)
}

/// From the first chunk (RFC 9649, 2.5 to 2.7): of the whole picture (`VP8X`), without loss (`VP8L`), or with (`VP8 `,
/// RFC 6386, 9.1).
fn webp(head: &[u8]) -> Option<(u64, u64)> {
    match head.get(12..16)? {
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        b"VP8L" => {
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((little(head, 26, 2)? & 0x3fff, little(head, 28, 2)? & 0x3fff)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webp(chunk: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&b"RIFF\0\0\0\0WEBP"[..], chunk, b"\0\0\0\0", content].concat()
    }

    #[test]
    fn every_kind_of_webp_tells_its_size() {
        let of = |chunk, content: &[u8]| dimensions(FileKind::Webp, &webp(chunk, content));
        assert_eq!(of(b"VP8X", b"\x10\0\0\0\x9f\x0f\0\xb7\x0b\0"), Some((4000, 3000)));
        assert_eq!(of(b"VP8X", b"\x10\0\0\0\xff\xff\xff\xff\xff\xff"), Some((1 << 24, 1 << 24)));
        let bits: u32 = 3999 | 2999 << 14;
        assert_eq!(of(b"VP8L", &[&b"\x2f"[..], &bits.to_le_bytes()].concat()), Some((4000, 3000)));
        assert_eq!(of(b"VP8 ", b"\x10\0\0\x9d\x01\x2a\xa0\x0f\xb8\x0b"), Some((4000, 3000)));
        assert_eq!(of(b"VP8X", b"\x10\0\0\0\x9f"), None);
        assert_eq!(of(b"ALPH", b""), None);
    }

    #[test]
    fn the_largest_extent_of_a_heic_counts() {
        let extent = |width: u32, height: u32| {
            [&b"\0\0\0\x14ispe\0\0\0\0"[..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
        };
        let head =
            [&b"\0\0\0\x18ftypheic"[..], &extent(512, 512), &extent(4032, 3024), &extent(320, 240)].concat();
        assert_eq!(dimensions(FileKind::Heic, &head), Some((4032, 3024)));
        assert_eq!(dimensions(FileKind::Heic, b"\0\0\0\x18ftypheic\0\0\0\x14ispe\0\0"), None);
        assert_eq!(dimensions(FileKind::Heic, &extent(u32::MAX, u32::MAX)), Some((0xffff_ffff, 0xffff_ffff)));
    }

    #[test]
    fn no_beginning_makes_it_fail() {
        for kind in FileKind::ALL {
            for length in 0..40 {
                dimensions(kind, &[0xff; 40][..length]);
                dimensions(kind, &webp(b"VP8L", &[0xff; 9])[..length.min(29)]);
            }
        }
    }
}
