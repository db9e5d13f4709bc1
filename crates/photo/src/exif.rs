//! Which way a picture was held, by its EXIF data (CIPA DC-008, 4.6.5).

/// The orientation of a picture whose first row is its top.
pub const UPRIGHT: u8 = 1;

/// The orientation of a picture that is to be turned to the right by so many quarters.
pub fn of_quarter_turns(quarters: u8) -> u8 {
    match quarters % 4 {
        1 => 6,
        2 => 3,
        3 => 8,
        _ => UPRIGHT,
    }
}

/// Whether the picture lies on its side, so that width and height change places when it is turned upright.
pub fn lies(orientation: u8) -> bool {
    orientation >= 5
}

/// The orientation, 1 to 8, that EXIF data say; upright where they say nothing that makes sense. They are a TIFF file
/// (TIFF 6.0, section 2) whose first directory may have the tag 0x0112.
pub fn orientation(tiff: &[u8]) -> u8 {
    said(tiff).filter(|orientation| (1..=8).contains(orientation)).unwrap_or(UPRIGHT)
}

fn said(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    // Each entry: tag, type, count, value.
    (0..entries)
        .map_while(|entry| directory.checked_add(2 + entry * 12))
        .find(|at| short(*at) == Some(0x0112))
        .and_then(|at| u8::try_from(short(at.checked_add(8)?)?).ok())
}
