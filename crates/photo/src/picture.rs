//! Pixels in memory: made smaller, turned, encoded.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use jpeg_encoder::{ColorType, Encoder};

use crate::{Problem, exif};

/// A picture in grey (one byte a pixel) or colour (three), row by row.
pub struct Picture {
    width: u32,
    height: u32,
    channels: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// A picture of `channels` bytes a pixel; with two or four the last says how opaque it is, and what shines through
    /// is white, like paper.
    pub fn new(width: u32, height: u32, channels: usize, mut pixels: Vec<u8>) -> Result<Self, Problem> {
        let count = width as usize * height as usize;
        if count == 0 || Some(pixels.len()) != count.checked_mul(channels) {
            return Err(Problem::Unreadable);
        }
        if let 2 | 4 = channels {
            let colours = channels - 1;
            for pixel in 0..count {
                let alpha = u16::from(pixels[pixel * channels + colours]);
                for colour in 0..colours {
                    let value = u16::from(pixels[pixel * channels + colour]);
                    let shown = (value * alpha + 255 * (255 - alpha) + 127) / 255;
                    pixels[pixel * colours + colour] = shown as u8;
                }
            }
            pixels.truncate(count * colours);
            return Ok(Self { width, height, channels: colours, pixels });
        }
        Ok(Self { width, height, channels, pixels })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The picture at its shape, no larger than `room`; one that fits stays as it is.
    pub fn within(self, room: (u32, u32)) -> Result<Self, Problem> {
        let scale = |side: u32, room: u32| f64::from(room) / f64::from(side);
        let scale = scale(self.width, room.0).min(scale(self.height, room.1));
        if scale >= 1.0 {
            return Ok(self);
        }
        let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        let (width, height) = (scaled(self.width), scaled(self.height));
        // Sharp where letters lose little; where nearly all is lost, what costs least.
        let filter = if scale > 0.25 { FilterType::CatmullRom } else { FilterType::Box };
        let pixels = match self.channels {
            1 => resized::<U8>(&self, width, height, filter),
            _ => resized::<U8x3>(&self, width, height, filter),
        };
        Ok(Self { width, height, channels: self.channels, pixels: pixels? })
    }

    /// The picture turned upright, as it was held with this EXIF orientation.
    pub fn turned(self, orientation: u8) -> Self {
        if orientation == exif::UPRIGHT {
            return self;
        }
        let lies = exif::lies(orientation);
        let from_right = matches!(orientation, 2 | 3 | 7 | 8);
        let from_below = matches!(orientation, 3 | 4 | 6 | 7);
        let (width, height) = if lies { (self.height, self.width) } else { (self.width, self.height) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (x, y) = if lies { (y, x) } else { (x, y) };
                let x = if from_right { self.width - 1 - x } else { x };
                let y = if from_below { self.height - 1 - y } else { y };
                let at = (y as usize * self.width as usize + x as usize) * self.channels;
                pixels.extend_from_slice(&self.pixels[at..at + self.channels]);
            }
        }
        Self { width, height, channels: self.channels, pixels }
    }

    /// The picture as a JPEG.
    pub fn encoded(&self, quality: u8) -> Result<Vec<u8>, Problem> {
        let side = |side: u32| u16::try_from(side).map_err(|_| Problem::TooLarge);
        let colours = if self.channels == 1 { ColorType::Luma } else { ColorType::Rgb };
        let mut jpeg = Vec::new();
        Encoder::new(&mut jpeg, quality)
            .encode(&self.pixels, side(self.width)?, side(self.height)?, colours)
            .map_err(|_| Problem::Unreadable)?;
        Ok(jpeg)
    }
}

fn resized<P: PixelTrait>(
    picture: &Picture,
    width: u32,
    height: u32,
    filter: FilterType,
) -> Result<Vec<u8>, Problem> {
    let source = TypedImageRef::<P>::from_buffer(picture.width, picture.height, &picture.pixels)
        .map_err(|_| Problem::Unreadable)?;
    let mut pixels = vec![0; width as usize * height as usize * picture.channels];
    let mut target =
        TypedImage::<P>::from_buffer(width, height, &mut pixels).map_err(|_| Problem::Unreadable)?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize_typed(&source, &mut target, &options).map_err(|_| Problem::Unreadable)?;
    Ok(pixels)
}
