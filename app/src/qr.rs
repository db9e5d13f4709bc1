//! QR codes. Server only.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::error::AppError;

/// A QR code: how many modules wide with a quiet zone of four (ISO/IEC 18004), and the path of the dark ones.
pub fn qr(words: &str) -> Result<(usize, String), AppError> {
    let code = QrCode::with_error_correction_level(words, EcLevel::M).map_err(|_| AppError::Internal)?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + 4, at / width + 4);
        }
    }
    Ok((width + 8, path))
}
