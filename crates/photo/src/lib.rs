//! Photos of papers, made fit for sending: upright, without where and when they were taken, no larger than one needs to
//! read them, several in one PDF. The browser does it before sending, and the server makes small pictures of what came
//! as it was.

mod bind;
mod decode;
mod exif;
mod jpeg;
mod picture;

pub use bind::bind;

use picture::Picture;

/// Dots per inch at which a page stays legible.
const DOTS_PER_INCH: f64 = 200.0;
const MILLIMETRES_PER_INCH: f64 = 25.4;
/// Sides of A4 in millimetres (ISO 216).
const A4: (f64, f64) = (210.0, 297.0);

/// The longest side of a prepared photo in pixels: the longer side of A4 at 200 dpi, 297 / 25.4 × 200 = 2339.
pub const LONGEST_SIDE: u32 = (A4.1 / MILLIMETRES_PER_INCH * DOTS_PER_INCH + 0.5) as u32;
/// The shorter side of A4 at 200 dpi, 210 / 25.4 × 200 = 1654: the width that is left to a strip, a picture more than
/// twice as long as wide, such as one of a whole page on a screen. It is no sheet of paper, and by the rule for its
/// longest side nobody could read it.
const STRIP_WIDTH: u32 = (A4.0 / MILLIMETRES_PER_INCH * DOTS_PER_INCH + 0.5) as u32;

/// A JPEG up to this many bytes that is small enough in pixels is not encoded anew.
const SMALL_ENOUGH: usize = 1_000_000;

/// Quality of prepared photos, on the scale of the Independent JPEG Group: print of 8 points on A4 stays readable, in
/// about half a megabyte.
const QUALITY: u8 = 80;
/// Quality of small pictures.
const THUMBNAIL_QUALITY: u8 = 70;
/// The largest small picture: rows show it at 44 × 56, on the finest screens with four pixels each way.
pub const THUMBNAIL: (u32, u32) = (176, 224);

/// Most pixels that are decoded. A pixel takes three bytes, so these take 180 MB; browsers on phones end a page that asks
/// for much more.
pub const MOST_PIXELS: u64 = 60_000_000;
/// Most pixels that the server decodes for a small picture: one file after another, beside everything else it does.
const MOST_PIXELS_FOR_THUMBNAIL: u64 = 12_000_000;
/// Most pixels of a JPEG that is decoded at a part of its size, which takes time but no memory. Phones take up to 200
/// million.
const MOST_STORED_PIXELS: u64 = 250_000_000;
/// Most pixels that are gone through in all scans of a JPEG. Cameras make one scan for each colour, or some ten that refine
/// each other; a file of a few hundred kilobytes can hold thousands, and each takes the time of the whole picture.
const MOST_SCANNED_PIXELS: u64 = 750_000_000;

/// Why a picture cannot be treated. It can be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// None of the kinds that are understood, or broken.
    #[error("not a JPEG, PNG or WebP, or a broken one")]
    Unreadable,
    /// More pixels than the memory of a phone holds.
    #[error("too many pixels")]
    TooLarge,
    /// A HEIF photo, which only some browsers decode.
    #[error("a HEIF photo")]
    Heic,
}

/// A photo that was made fit for sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The photo as a JPEG.
    pub jpeg: Vec<u8>,
    /// A small picture of it as a JPEG, at most [`THUMBNAIL`].
    pub thumbnail: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Makes a JPEG, PNG or WebP fit for sending: upright, without metadata, at most [`LONGEST_SIDE`] pixels long.
///
/// From a JPEG that is upright and small already only its metadata are cut out; its picture stays as it is, bit for
/// bit. Colour profiles go too: colours of a camera with wider ones than sRGB become a little paler.
///
/// # Errors
/// Why it cannot be treated.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, Problem> {
    let (picture, orientation) = decode::decode(bytes, room, MOST_PIXELS)?;
    match as_it_is(bytes) {
        Some(jpeg) => {
            let (width, height) = (picture.width(), picture.height());
            Ok(Prepared { jpeg, width, height, thumbnail: small(picture)? })
        }
        None => finished(picture, orientation),
    }
}

/// Makes a picture that somebody else decoded fit for sending: `rgba` has four bytes a pixel, row by row, upright.
///
/// # Errors
/// [`Problem::Unreadable`] where the number of bytes is not that of such a picture, [`Problem::TooLarge`].
pub fn from_pixels(rgba: Vec<u8>, width: u32, height: u32) -> Result<Prepared, Problem> {
    decode::bounded(width, height, MOST_PIXELS)?;
    finished(Picture::new(width, height, 4, rgba)?, exif::UPRIGHT)
}

/// A small picture of a JPEG, PNG or WebP, upright, at most [`THUMBNAIL`], as a JPEG.
///
/// # Errors
/// Why there is none.
pub fn thumbnail(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let (width, height) = THUMBNAIL;
    // Whether it lies is known only when it is decoded; the larger of both rooms is enough for either.
    let (picture, orientation) = decode::decode(bytes, |_, _| (height, height), MOST_PIXELS_FOR_THUMBNAIL)?;
    let room = if exif::lies(orientation) { (height, width) } else { (width, height) };
    picture.within(room)?.turned(orientation).encoded(THUMBNAIL_QUALITY)
}

/// A JPEG, PNG or WebP to be looked at, as a JPEG: upright and then turned to the right by so many quarters, its longest
/// side at most `longest`.
///
/// # Errors
/// Why there is none.
pub fn view(bytes: &[u8], longest: u32, quarter_turns: u8) -> Result<Vec<u8>, Problem> {
    let (picture, orientation) = decode::decode(bytes, |_, _| (longest, longest), MOST_PIXELS)?;
    let picture = picture.within((longest, longest))?.turned(orientation);
    picture.turned(exif::of_quarter_turns(quarter_turns)).encoded(QUALITY)
}

/// A picture that somebody else drew, to be looked at: `rgba` has four bytes a pixel, row by row.
///
/// # Errors
/// [`Problem::Unreadable`] where the number of bytes is not that of such a picture.
pub fn view_of_pixels(rgba: Vec<u8>, width: u32, height: u32, quarter_turns: u8) -> Result<Vec<u8>, Problem> {
    decode::bounded(width, height, MOST_PIXELS)?;
    Picture::new(width, height, 4, rgba)?.turned(exif::of_quarter_turns(quarter_turns)).encoded(QUALITY)
}

fn finished(picture: Picture, orientation: u8) -> Result<Prepared, Problem> {
    let room = room(picture.width(), picture.height());
    let picture = picture.within(room)?.turned(orientation);
    let (width, height) = (picture.width(), picture.height());
    Ok(Prepared { jpeg: picture.encoded(QUALITY)?, width, height, thumbnail: small(picture)? })
}

fn small(picture: Picture) -> Result<Vec<u8>, Problem> {
    picture.within(THUMBNAIL)?.encoded(THUMBNAIL_QUALITY)
}

/// The room that a picture of this size has after it was prepared.
fn room(width: u32, height: u32) -> (u32, u32) {
    let (short, long) = (width.min(height), width.max(height));
    if long / 2 <= short {
        return (LONGEST_SIDE, LONGEST_SIDE);
    }
    if width < height { (STRIP_WIDTH, u32::MAX) } else { (u32::MAX, STRIP_WIDTH) }
}

/// The JPEG without its metadata, if it is upright and small enough.
fn as_it_is(bytes: &[u8]) -> Option<Vec<u8>> {
    let header = jpeg::header(bytes).ok()?;
    let room = room(header.width, header.height);
    let fits = header.width <= room.0 && header.height <= room.1;
    // Four colours are those of a printing press; screens show them as they please.
    if header.orientation != exif::UPRIGHT || !fits || header.components == 4 {
        return None;
    }
    jpeg::without_metadata(bytes).ok().filter(|jpeg| jpeg.len() <= SMALL_ENOUGH)
}

#[cfg(test)]
mod tests;
