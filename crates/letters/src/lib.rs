//! The national forms of a receiving desk as PDF (Thông tư 03/2025/TT-VPCP, Annex I): typed values in, bytes out.
//!
//! The layout of each form is a file of `forms/`, in the language of typst. A form reads what it shows from a file of data
//! that [`pdf`] makes of a [`Letter`], so nothing that people typed is ever read as that language. The same letter gives
//! the same bytes, always.

mod data;
#[cfg(test)]
mod tests;
mod world;

use chrono::{Datelike, Timelike};
use qrcode::{Color, EcLevel, QrCode};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use data::*;
use world::FormWorld;

/// How far the clock in Viet Nam is ahead of UTC, in minutes.
const OFFSET_MINUTES: i32 = 7 * 60;
/// After how many further letters what typst remembers of one is forgotten.
const REMEMBERED: usize = 8;

/// Why a letter could not be drawn. Nothing in it repeats what the letter says.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The values cannot be written as data.
    #[error("the values of a letter cannot be written")]
    Data,
    /// The address is too long for a QR code.
    #[error("an address does not fit a QR code")]
    Code,
    /// The form is wrong; what typst says about it.
    #[error("a form cannot be drawn: {0}")]
    Form(String),
}

/// Draws a letter. Takes some tens of milliseconds of a processor: never within a transaction, nor on a thread that serves.
///
/// `identity` tells this letter from all others, for ever; it is not shown. The fonts are in the file. It is PDF/A-2a where
/// the fonts have every sign of the letter; a sign that no font has would make it none, and leaves an ordinary PDF.
///
/// # Errors
///
/// A fault of the form, never of what somebody typed.
pub fn pdf(letter: &Letter, identity: &str) -> Result<Vec<u8>, Error> {
    let document = document(letter)?;
    let options = |standards| PdfOptions {
        ident: Smart::Custom(identity.to_owned()),
        creator: Smart::Custom(Some("Một Cửa".to_owned())),
        timestamp: timestamp(letter),
        standards,
        ..PdfOptions::default()
    };
    let archival = PdfStandards::new(&[PdfStandard::A_2a]).unwrap_or_default();
    let drawn = typst_pdf::pdf(&document, &options(archival))
        .or_else(|_| typst_pdf::pdf(&document, &options(PdfStandards::default())))
        .map_err(|said| Error::Form(messages(&said)));
    typst::comemo::evict(REMEMBERED);
    drawn
}

fn document(letter: &Letter) -> Result<PagedDocument, Error> {
    let data = serde_json::to_vec(letter).map_err(|_| Error::Data)?;
    let code = match &letter.proof {
        Some(proof) => picture(&proof.link)?,
        None => String::new(),
    };
    let world = FormWorld::new(&letter.content, data, code);
    typst::compile::<PagedDocument>(&world).output.map_err(|said| Error::Form(messages(&said)))
}

/// A QR code as SVG, with a quiet zone of four modules (ISO/IEC 18004).
fn picture(link: &str) -> Result<String, Error> {
    use std::fmt::Write as _;
    let code = QrCode::with_error_correction_level(link, EcLevel::M).map_err(|_| Error::Code)?;
    let width = code.width();
    let side = width + 8;
    let mut svg =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path d=\"");
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        // Dark ones beside each other are one bar, so that no reader sees gaps between them.
        let mut at = 0;
        for bar in modules.chunk_by(|a, b| a == b) {
            if bar.first() == Some(&Color::Dark) {
                // Writing into a String cannot fail.
                let _ = write!(svg, "M{} {}h{}v1h-{}z", at + 4, row + 4, bar.len(), bar.len());
            }
            at += bar.len();
        }
    }
    svg.push_str("\"/></svg>");
    Ok(svg)
}

fn timestamp(letter: &Letter) -> Option<Timestamp> {
    let at = letter.head.issued_at;
    let two = |number: u32| u8::try_from(number).ok();
    let at = Datetime::from_ymd_hms(
        at.year(),
        two(at.month())?,
        two(at.day())?,
        two(at.hour())?,
        two(at.minute())?,
        two(at.second())?,
    )?;
    Timestamp::new_local(at, OFFSET_MINUTES)
}

fn messages(said: &[SourceDiagnostic]) -> String {
    said.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("; ")
}
