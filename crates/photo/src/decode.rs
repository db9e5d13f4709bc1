//! From the bytes of a file to pixels, and how the picture was held.

use std::io::Cursor;

use jpeg_decoder::PixelFormat;

use crate::picture::Picture;
use crate::{MOST_SCANNED_PIXELS, MOST_STORED_PIXELS, Problem, exif, jpeg};

/// Sides that a JPEG can have (ITU-T T.81, B.2.2).
const LONGEST: u32 = 65_535;

/// The pixels of a JPEG, PNG or WebP and its orientation, 1 to 8. It may come smaller than it is stored, but no smaller
/// than would fill the room that `room` says for its width and height. More than `most` pixels are not decoded.
pub fn decode(
    bytes: &[u8],
    room: impl Fn(u32, u32) -> (u32, u32),
    most: u64,
) -> Result<(Picture, u8), Problem> {
    let brand = bytes.get(8..12);
    if bytes.starts_with(b"\xff\xd8\xff") {
        of_jpeg(bytes, room, most)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        of_png(bytes, most)
    } else if bytes.starts_with(b"RIFF") && brand == Some(b"WEBP") {
        of_webp(bytes, most)
    } else if bytes.get(4..8) == Some(b"ftyp") && brand.is_some_and(is_heif) {
        Err(Problem::Heic)
    } else {
        Err(Problem::Unreadable)
    }
}

/// The brands of still pictures in HEIF (ISO/IEC 23008-12, annex B).
fn is_heif(brand: &[u8]) -> bool {
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1")
}

/// Whether a picture of this size is decoded.
pub fn bounded(width: u32, height: u32, most: u64) -> Result<(), Problem> {
    if width == 0 || height == 0 {
        return Err(Problem::Unreadable);
    }
    if width.max(height) > LONGEST || u64::from(width) * u64::from(height) > most {
        return Err(Problem::TooLarge);
    }
    Ok(())
}

/// A JPEG can be decoded at a half, a quarter or an eighth of its size, at less cost of time and memory.
fn of_jpeg(bytes: &[u8], room: impl Fn(u32, u32) -> (u32, u32), most: u64) -> Result<(Picture, u8), Problem> {
    let unreadable = |_| Problem::Unreadable;
    let header = jpeg::header(bytes)?;
    let stored = u64::from(header.width) * u64::from(header.height);
    // A progressive one needs two bytes for each value of each colour until its last scan.
    let most_stored = if header.progressive { most / 3 } else { MOST_STORED_PIXELS };
    if stored > most_stored || stored * u64::from(header.scans) > MOST_SCANNED_PIXELS {
        return Err(Problem::TooLarge);
    }
    let (across, down) = room(header.width, header.height);
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let (width, height) = decoder.scale(side(across), side(down)).map_err(unreadable)?;
    bounded(width.into(), height.into(), most)?;
    let mut pixels = decoder.decode().map_err(unreadable)?;
    let channels = match decoder.info().ok_or(Problem::Unreadable)?.pixel_format {
        PixelFormat::L8 => 1,
        PixelFormat::RGB24 => 3,
        PixelFormat::CMYK32 => {
            pixels = without_ink(pixels);
            3
        }
        PixelFormat::L16 => return Err(Problem::Unreadable),
    };
    Ok((Picture::new(width.into(), height.into(), channels, pixels)?, header.orientation))
}

/// From how much ink of four colours there is to red, green and blue.
fn without_ink(pixels: Vec<u8>) -> Vec<u8> {
    let light = |ink: u8, black: u8| (u16::from(255 - ink) * u16::from(255 - black) / 255) as u8;
    let (inks, _) = pixels.as_chunks::<4>();
    inks.iter().flat_map(|[c, m, y, k]| [light(*c, *k), light(*m, *k), light(*y, *k)]).collect()
}

fn of_png(bytes: &[u8], most: u64) -> Result<(Picture, u8), Problem> {
    let unreadable = |_| Problem::Unreadable;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    bounded(width, height, most)?;
    let orientation = info.exif_metadata.as_ref().map_or(exif::UPRIGHT, |tiff| exif::orientation(tiff));
    let channels = reader.output_color_type().0.samples();
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(Problem::TooLarge)?];
    reader.next_frame(&mut pixels).map_err(unreadable)?;
    Ok((Picture::new(width, height, channels, pixels)?, orientation))
}

fn of_webp(bytes: &[u8], most: u64) -> Result<(Picture, u8), Problem> {
    let unreadable = |_| Problem::Unreadable;
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    bounded(width, height, most)?;
    // The decoder finds out only afterwards that the picture within is another, or that there are many.
    if decoder.is_animated() || webp_within(bytes).is_some_and(|within| within != (width, height)) {
        return Err(Problem::Unreadable);
    }
    let tiff = decoder.exif_metadata().map_err(unreadable)?;
    // Some cameras begin it as in a JPEG.
    let tiff = tiff.as_deref().map(|tiff| tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff));
    let orientation = tiff.map_or(exif::UPRIGHT, exif::orientation);
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    let mut pixels = vec![0; decoder.output_buffer_size().ok_or(Problem::TooLarge)?];
    decoder.read_image(&mut pixels).map_err(unreadable)?;
    Ok((Picture::new(width, height, channels, pixels)?, orientation))
}

/// Width and height of the picture within a WebP (RFC 9649, 2.3 to 2.6; RFC 6386, 9.1 for VP8).
fn webp_within(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(12..)?;
    loop {
        let (name, length) = (rest.get(..4)?, rest.get(4..8)?.first_chunk()?);
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let data = rest.get(8..)?;
        let pair = |at: usize| Some(u32::from(u16::from_le_bytes(*data.get(at..)?.first_chunk()?)));
        match name {
            b"VP8 " => return Some((pair(6)? & 0x3fff, pair(8)? & 0x3fff)),
            b"VP8L" => {
                let sides = u32::from_le_bytes(*data.get(1..)?.first_chunk()?);
                return Some(((sides & 0x3fff) + 1, (sides >> 14 & 0x3fff) + 1));
            }
            _ => rest = data.get(length.checked_add(length % 2)?..)?,
        }
    }
}
