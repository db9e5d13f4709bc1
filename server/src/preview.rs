//! Papers as pictures for officers, page by page: made by the server, so that no original is ever opened in a browser.

use std::time::Duration;

use backend::attachment::Download;
use bytes::BytesMut;
use domain::attachment::{FileKind, MAX_FILE_BYTES};
use futures::TryStreamExt;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Most pages of a PDF that can be looked at.
pub const MOST_PAGES: usize = 200;

/// How many are made at the same moment.
static UNDER_WAY: Semaphore = Semaphore::const_new(2);

/// How long one waits for one's turn, and then for the picture.
const LONGEST_TURN: Duration = Duration::from_secs(10);
const LONGEST_WORK: Duration = Duration::from_secs(15);

/// Longest side of a picture in pixels, in the page and when it is made larger.
const USUAL: u32 = 1100;
const LARGE: u32 = 2200;

/// Most pixels that a page of a PDF is drawn with.
const MOST_PIXELS: f32 = 12_000_000.0;

/// How a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which page, from 1.
    pub page: usize,
    /// Quarter turns to the right.
    pub turns: u8,
    /// Made larger.
    pub is_large: bool,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// There is no such page, or the file cannot be shown.
    Page,
    /// Too much is going on.
    Turn,
}

/// A page as a JPEG.
pub async fn page(found: Download, look: Look) -> Result<Vec<u8>, Without> {
    off_thread(found, move |bytes, is_pdf| {
        if is_pdf {
            pdf_page(bytes, look)
        } else if look.page == 1 {
            photo::view(&bytes, longest(look), look.turns).ok()
        } else {
            None
        }
    })
    .await
}

/// How many pages a file has.
pub async fn pages(found: Download) -> Result<usize, Without> {
    off_thread(found, |bytes, is_pdf| {
        if is_pdf { Some(Pdf::new(bytes).ok()?.pages().len().min(MOST_PAGES)) } else { Some(1) }
    })
    .await
}

fn longest(look: Look) -> u32 {
    if look.is_large { LARGE } else { USUAL }
}

fn pdf_page(bytes: Vec<u8>, look: Look) -> Option<Vec<u8>> {
    let pdf = Pdf::new(bytes).ok()?;
    let page = pdf.pages().get(look.page.checked_sub(1)?).filter(|_| look.page <= MOST_PAGES)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "both are some thousands")]
    let scale = longest(look) as f32 / width.max(height);
    // A strip so long that its width would vanish is not shown.
    if (width * scale) < 1.0 || (height * scale) < 1.0 || width * height * scale * scale > MOST_PIXELS {
        return None;
    }
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let pixels = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    photo::view_of_pixels(pixels.data_as_u8_slice().to_vec(), width, height, look.turns).ok()
}

async fn off_thread<T: Send + 'static>(
    mut found: Download,
    work: impl FnOnce(Vec<u8>, bool) -> Option<T> + Send + 'static,
) -> Result<T, Without> {
    if found.paper.size > MAX_FILE_BYTES {
        return Err(Without::Page);
    }
    let turn = match timeout(LONGEST_TURN, UNDER_WAY.acquire()).await {
        Ok(Ok(turn)) => turn,
        _ => return Err(Without::Turn),
    };
    let is_pdf = found.paper.media_type == FileKind::Pdf.media_type();
    let mut bytes = BytesMut::with_capacity(usize::try_from(found.paper.size).unwrap_or_default());
    loop {
        match found.content.try_next().await {
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => break,
            Err(error) => {
                tracing::error!(%error, paper = %found.paper.id, "a file could not be read for its pictures");
                return Err(Without::Page);
            }
        }
    }
    let made = tokio::task::spawn_blocking(move || {
        let made = work(bytes.to_vec(), is_pdf);
        // Only now is its memory free for the next.
        drop(turn);
        made
    });
    match timeout(LONGEST_WORK, made).await {
        Ok(Ok(made)) => made.ok_or(Without::Page),
        // What gives up on a strange file, or takes too long over one, ends nothing else.
        Ok(Err(error)) => {
            tracing::warn!(%error, paper = %found.paper.id, "a file could not be drawn");
            Err(Without::Page)
        }
        Err(_) => {
            tracing::warn!(paper = %found.paper.id, "a file takes too long to draw");
            Err(Without::Page)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn photo() -> Vec<u8> {
        photo::from_pixels([200, 60, 60, 255].repeat(30_000), 150, 200).unwrap().jpeg
    }

    #[test]
    fn each_page_of_a_pdf_is_drawn_and_what_is_none_is_not() {
        let pdf = photo::bind(&[photo(), photo()]).unwrap();
        let look = |page| Look { page, turns: 1, is_large: false };
        for page in [1, 2] {
            assert!(pdf_page(pdf.clone(), look(page)).unwrap().starts_with(&[0xff, 0xd8]), "{page}");
        }
        for page in [0, 3] {
            assert_eq!(pdf_page(pdf.clone(), look(page)), None, "{page}");
        }
        assert_eq!(pdf_page(pdf[..pdf.len() / 3].to_vec(), look(2)), None);
        assert_eq!(pdf_page(b"%PDF-1.7\n%%EOF\n".to_vec(), look(1)), None);
    }

    #[test]
    fn a_photo_is_turned() {
        let pictures: Vec<_> = (0..4).map(|turns| photo::view(&photo(), 100, turns).unwrap()).collect();
        assert!(pictures.iter().all(|picture| picture.starts_with(&[0xff, 0xd8])));
        assert_ne!(pictures[0], pictures[1], "it lies");
    }
}
