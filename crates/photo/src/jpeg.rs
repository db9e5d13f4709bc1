//! The markers of a JPEG (ITU-T T.81, annex B): what the header says, and the file without its metadata.

use crate::Problem;
use crate::exif;

const START: [u8; 2] = [0xff, 0xd8];
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP14: u8 = 0xee;

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How many colours: 1, 3 or 4.
    pub components: u8,
    /// Whether its scans refine each other, so that it is decoded as a whole.
    pub progressive: bool,
    /// How often the picture, or a colour of it, is gone through.
    pub scans: u32,
    /// Whether Adobe's marker is there; four colours are then stored the other way round.
    pub adobe: bool,
    /// How it was held, 1 to 8.
    pub orientation: u8,
}

/// A piece of the file.
enum Piece<'a> {
    /// A marker with what belongs to it.
    Segment(u8, &'a [u8]),
    /// The bytes of a picture that follow the head of a scan, with its restart markers.
    Scan(&'a [u8]),
}

/// Goes through the pieces between start and end; what follows the end, further pictures of the camera, is left out.
fn pieces<'a>(bytes: &'a [u8], mut each: impl FnMut(Piece<'a>)) -> Result<(), Problem> {
    let mut rest = bytes.strip_prefix(&START).ok_or(Problem::Unreadable)?;
    loop {
        // Any number of 0xff may stand before a marker.
        let filled = rest.iter().take_while(|byte| **byte == 0xff).count();
        let marker = *rest.get(filled).filter(|_| filled > 0).ok_or(Problem::Unreadable)?;
        rest = &rest[filled + 1..];
        match marker {
            END => return Ok(()),
            // They stand alone.
            0x01 | 0xd0..=0xd7 => continue,
            0x00 | 0xd8 => return Err(Problem::Unreadable),
            _ => {}
        }
        let length = rest.first_chunk().map(|length| usize::from(u16::from_be_bytes(*length)));
        let length = length.filter(|length| (2..=rest.len()).contains(length)).ok_or(Problem::Unreadable)?;
        each(Piece::Segment(marker, &rest[2..length]));
        rest = &rest[length..];
        if marker == SCAN {
            let end = scan_end(rest).ok_or(Problem::Unreadable)?;
            each(Piece::Scan(&rest[..end]));
            rest = &rest[end..];
        }
    }
}

/// Where the bytes of a scan end: before the first marker that is neither a stuffed zero nor a restart.
fn scan_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
}

/// Reads the header.
///
/// # Errors
/// [`Problem::Unreadable`] where it is no whole JPEG of a kind that decoders know.
pub fn header(bytes: &[u8]) -> Result<Header, Problem> {
    let mut header = None;
    let mut faulty = false;
    let (mut adobe, mut orientation, mut scans) = (false, exif::UPRIGHT, 0_u32);
    pieces(bytes, |piece| match piece {
        Piece::Segment(marker @ 0xc0..=0xcf, frame) if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
            faulty |= header.is_some() || scans > 0 || marker > 0xc2;
            header = frame_header(marker, frame);
            faulty |= header.is_none();
        }
        Piece::Segment(APP1, data) => {
            if let Some(tiff) = data.strip_prefix(b"Exif\0\0") {
                orientation = exif::orientation(tiff);
            }
        }
        Piece::Segment(APP14, data) => adobe |= data.starts_with(b"Adobe"),
        Piece::Segment(SCAN, _) => scans += 1,
        _ => {}
    })?;
    let header: Header = header.filter(|_| scans > 0 && !faulty).ok_or(Problem::Unreadable)?;
    Ok(Header { adobe, orientation, scans, ..header })
}

/// Precision, height, width, components (B.2.2).
fn frame_header(marker: u8, frame: &[u8]) -> Option<Header> {
    let [8, h1, h2, w1, w2, components @ (1 | 3 | 4), ..] = *frame else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
    (width > 0 && height > 0 && frame.len() == 6 + 3 * usize::from(components)).then_some(Header {
        width: width.into(),
        height: height.into(),
        components,
        progressive: marker == 0xc2,
        scans: 0,
        adobe: false,
        orientation: exif::UPRIGHT,
    })
}

/// The same picture, bit for bit, without anything that is not needed to show it. What says how its colours are stored
/// stays: the markers of JFIF, without the small picture that may be in it, and of Adobe.
///
/// # Errors
/// [`Problem::Unreadable`] where it is no whole JPEG.
pub fn without_metadata(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend(START);
    pieces(bytes, |piece| match piece {
        Piece::Segment(APP0, data) if data.starts_with(b"JFIF\0") && data.len() >= 14 => {
            segment(&mut kept, APP0, &[&data[..12], &[0, 0]].concat());
        }
        Piece::Segment(APP14, data) if data.starts_with(b"Adobe") && data.len() >= 12 => {
            segment(&mut kept, APP14, &data[..12]);
        }
        Piece::Segment(marker, data) if is_needed(marker) => segment(&mut kept, marker, data),
        Piece::Segment(..) => {}
        Piece::Scan(data) => kept.extend_from_slice(data),
    })?;
    kept.extend([0xff, END]);
    Ok(kept)
}

/// Whether it says how the picture is decoded: frames and their tables (B.1.1.3).
fn is_needed(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc2 | 0xc4 | SCAN..=0xdd)
}

fn segment(to: &mut Vec<u8>, marker: u8, data: &[u8]) {
    // What was read with a length of two bytes has a length of two bytes.
    let length = u16::try_from(data.len() + 2).unwrap_or(u16::MAX);
    to.extend([0xff, marker]);
    to.extend(length.to_be_bytes());
    to.extend_from_slice(data);
}
