#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// A page with a grey that grows to the right and downwards, and a black mark near its top left corner.
fn pixels(width: u32, height: u32, channels: usize) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let paper = 100 + (x * 60 / width + y * 60 / height) as u8;
            let marked = x * 4 < width && y * 8 < height;
            let value = if marked { 0 } else { paper };
            pixels.extend(std::iter::repeat_n(value, channels.min(3)));
            if channels == 4 {
                pixels.push(255);
            }
        }
    }
    pixels
}

fn jpeg_of(width: u32, height: u32, colours: jpeg_encoder::ColorType, progressive: bool) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
    encoder.set_progressive(progressive);
    let channels = match colours {
        jpeg_encoder::ColorType::Luma => 1,
        jpeg_encoder::ColorType::Cmyk => 4,
        _ => 3,
    };
    let data = pixels(width, height, channels);
    encoder.encode(&data, width as u16, height as u16, colours).unwrap();
    jpeg
}

fn photo(width: u32, height: u32) -> Vec<u8> {
    jpeg_of(width, height, jpeg_encoder::ColorType::Rgb, false)
}

/// EXIF data with an orientation and a position, in either order of bytes.
fn exif_data(orientation: u16, little: bool) -> Vec<u8> {
    let short = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let long = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let mut tiff = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    tiff.extend(long(8));
    tiff.extend(short(3));
    for (tag, kind, count, value) in [
        (0x010f_u16, 2_u16, 4_u32, *b"Cam\0"),
        (0x0112, 3, 1, [short(orientation)[0], short(orientation)[1], 0, 0]),
        (0x8825, 4, 1, long(50)),
    ] {
        tiff.extend(short(tag));
        tiff.extend(short(kind));
        tiff.extend(long(count));
        tiff.extend(value);
    }
    tiff.extend(long(0));
    tiff.extend(b"GPS 13.98N 108.00E");
    tiff
}

/// The JPEG with segments put in after its start.
fn with_segments(jpeg: &[u8], segments: &[(u8, &[u8])]) -> Vec<u8> {
    let mut all = jpeg[..2].to_vec();
    for (marker, data) in segments {
        all.extend([0xff, *marker]);
        all.extend((data.len() as u16 + 2).to_be_bytes());
        all.extend(*data);
    }
    all.extend(&jpeg[2..]);
    all
}

fn held(jpeg: &[u8], orientation: u16, little: bool) -> Vec<u8> {
    with_segments(jpeg, &[(0xe1, &[&b"Exif\0\0"[..], &exif_data(orientation, little)].concat())])
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn holds_metadata(bytes: &[u8]) -> bool {
    [&b"Exif"[..], b"GPS", b"13.98N", b"xmp", b"ICC_PROFILE", b"written at home", b"MPF"]
        .iter()
        .any(|what| holds(bytes, what))
}

/// The pixels of a JPEG in grey.
fn grey(jpeg: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let colours = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let pixels = colours.into_iter().step_by(info.pixel_format.pixel_bytes()).collect();
    (info.width.into(), info.height.into(), pixels)
}

/// In which corner the mark of [`pixels`] is: left or right, top or bottom, and whether it lies along the width.
fn mark(jpeg: &[u8]) -> (bool, bool, bool) {
    let (width, height, pixels) = grey(jpeg);
    let dark = |x: u32, y: u32| pixels[(y * width + x) as usize] < 60;
    let corners = [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)];
    let at: Vec<_> = corners.into_iter().filter(|(x, y)| dark(*x, *y)).collect();
    assert_eq!(at.len(), 1, "the mark is in one corner");
    let (x, y) = at[0];
    let right = x > 4;
    let along = (0..width).filter(|x| dark(*x, y)).count() as f32 / width as f32;
    (right, y > 4, along > 0.2)
}

#[test]
fn photos_are_turned_upright_however_they_were_held() {
    // What each orientation means for a picture that was stored with its mark at the top left: where the mark belongs.
    // 5 to 8 lie, so the mark's quarter of the width becomes a quarter of the height.
    let upright = photo(160, 320);
    let expected = [
        (1, (false, false, true)),
        (2, (true, false, true)),
        (3, (true, true, true)),
        (4, (false, true, true)),
        (5, (false, false, false)),
        (6, (true, false, false)),
        (7, (true, true, false)),
        (8, (false, true, false)),
    ];
    for (orientation, place) in expected {
        for little in [true, false] {
            let prepared = prepare(&held(&upright, orientation, little)).unwrap();
            assert_eq!(mark(&prepared.jpeg), place, "orientation {orientation}");
            let size = if orientation >= 5 { (320, 160) } else { (160, 320) };
            assert_eq!((prepared.width, prepared.height), size);
            assert_eq!(mark(&prepared.thumbnail), place, "small picture of orientation {orientation}");
            assert_eq!(mark(&thumbnail(&held(&upright, orientation, little)).unwrap()), place);
            assert!(!holds_metadata(&prepared.jpeg));
            assert_eq!(jpeg::header(&prepared.jpeg).unwrap().orientation, 1);
        }
    }
}

#[test]
fn an_orientation_that_makes_no_sense_is_upright() {
    assert_eq!(exif::orientation(&exif_data(6, true)), 6);
    assert_eq!(exif::orientation(&exif_data(0, true)), 1);
    assert_eq!(exif::orientation(&exif_data(9, false)), 1);
    for end in 0..40 {
        exif::orientation(&exif_data(6, true)[..end]);
    }
    assert_eq!(exif::orientation(b"II*\0\xff\xff\xff\xff"), 1);
}

/// What a camera writes around a picture.
fn from_a_camera(jpeg: &[u8]) -> Vec<u8> {
    let camera = with_segments(
        &held(jpeg, 1, true),
        &[
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPS=\"13.98N\"/>"),
            (0xe2, b"ICC_PROFILE\0\x01\x01Display P3"),
            (0xe2, b"MPF\0II*\0"),
            (0xed, b"Photoshop 3.0\0 xmp"),
            (0xfe, b"written at home"),
        ],
    );
    // Behind its end some add further pictures, with metadata of their own.
    [camera, held(jpeg, 6, false), b"GPS of the maker".to_vec()].concat()
}

#[test]
fn from_a_small_upright_photo_only_metadata_are_cut_out() {
    use jpeg_encoder::ColorType::{Luma, Rgb};
    for (colours, progressive) in [(Rgb, false), (Rgb, true), (Luma, false)] {
        let clean = jpeg_of(300, 400, colours, progressive);
        let camera = from_a_camera(&clean);
        assert!(holds_metadata(&camera));
        let prepared = prepare(&camera).unwrap();
        assert!(!holds_metadata(&prepared.jpeg));
        assert_eq!(prepared.jpeg, clean, "bit for bit");
        assert_eq!((prepared.width, prepared.height), (300, 400));
    }
}

#[test]
fn a_small_picture_within_the_header_goes_too() {
    let mut data = b"JFIF\0\x01\x01\x01\0\x48\0\x48\x01\x01".to_vec();
    data.extend([7; 3]);
    let jpeg = photo(64, 64);
    // The encoder's own first segment is replaced by one with a picture in it.
    let with_picture = with_segments(&[&jpeg[..2], &jpeg[20..]].concat(), &[(0xe0, &data)]);
    let prepared = prepare(&with_picture).unwrap();
    assert!(prepared.jpeg.starts_with(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\x01\0\x48\0\x48\0\0\xff"));
    assert_eq!(grey(&prepared.jpeg).2, grey(&jpeg).2);
}

#[test]
fn large_photos_become_as_large_as_one_needs_to_read_them() {
    for (from, to) in [
        ((3000, 4000), (1754, 2339)),
        ((4000, 3000), (2339, 1754)),
        ((2339, 1000), (2339, 1000)),
        ((2400, 2400), (2339, 2339)),
        // Decoded at a half.
        ((3600, 4800), (1754, 2339)),
        // Strips keep the width of a page.
        ((1000, 9000), (1000, 9000)),
        ((2000, 6000), (1654, 4962)),
    ] {
        let prepared = prepare(&photo(from.0, from.1)).unwrap();
        assert_eq!((prepared.width, prepared.height), to, "{from:?}");
        let header = jpeg::header(&prepared.jpeg).unwrap();
        assert_eq!((header.width, header.height), to);
        let small = jpeg::header(&prepared.thumbnail).unwrap();
        assert!(small.width <= 176 && small.height <= 224, "{small:?}");
        assert!(small.width == 176 || small.height == 224, "{small:?}");
    }
    assert_eq!((LONGEST_SIDE, STRIP_WIDTH), (2339, 1654));
}

#[test]
fn photos_that_are_large_in_bytes_are_encoded_anew() {
    let noise: Vec<u8> =
        (0..1500_u32 * 1500 * 3).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 100)
        .encode(&noise, 1500, 1500, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    assert!(jpeg.len() > SMALL_ENOUGH);
    let prepared = prepare(&jpeg).unwrap();
    assert!(prepared.jpeg.len() < jpeg.len() / 2);
    assert_eq!((prepared.width, prepared.height), (1500, 1500));
}

fn png_of(width: u32, height: u32, colour: png::ColorType, data: &[u8], tiff: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut info = png::Info::with_size(width, height);
    info.color_type = colour;
    info.bit_depth = png::BitDepth::Eight;
    info.exif_metadata = tiff.map(Into::into);
    let mut writer = png::Encoder::with_info(&mut bytes, info).unwrap().write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn png_and_webp_become_jpeg() {
    let rgb = pixels(120, 200, 3);
    let png = png_of(120, 200, png::ColorType::Rgb, &rgb, None);
    let prepared = prepare(&png).unwrap();
    assert_eq!((prepared.width, prepared.height), (120, 200));
    assert_eq!(mark(&prepared.jpeg), (false, false, true));

    let grey = png_of(120, 200, png::ColorType::Grayscale, &pixels(120, 200, 1), None);
    let prepared = prepare(&grey).unwrap();
    assert_eq!(jpeg::header(&prepared.jpeg).unwrap().components, 1);

    let turned = png_of(120, 200, png::ColorType::Rgb, &rgb, Some(exif_data(6, false)));
    assert!(holds_metadata(&turned));
    let prepared = prepare(&turned).unwrap();
    assert_eq!((prepared.width, prepared.height), (200, 120));
    assert!(!holds_metadata(&prepared.jpeg));

    let mut webp = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut webp);
    encoder.set_exif_metadata(exif_data(8, true));
    encoder.encode(&rgb, 120, 200, image_webp::ColorType::Rgb8).unwrap();
    let prepared = prepare(&webp).unwrap();
    assert_eq!((prepared.width, prepared.height), (200, 120));
    assert_eq!(mark(&prepared.jpeg), (false, true, false));
    assert!(!holds_metadata(&prepared.jpeg));
}

#[test]
fn what_shines_through_is_white() {
    let transparent = png_of(40, 40, png::ColorType::Rgba, &[0; 40 * 40 * 4], None);
    let (.., pixels) = grey(&prepare(&transparent).unwrap().jpeg);
    assert!(pixels.iter().all(|value| *value > 250));
}

#[test]
fn pixels_of_the_browser_are_treated_alike() {
    let prepared = from_pixels(pixels(3000, 4000, 4), 3000, 4000).unwrap();
    assert_eq!((prepared.width, prepared.height), (1754, 2339));
    assert_eq!(mark(&prepared.jpeg), (false, false, true));
    assert_eq!(from_pixels(vec![0; 7], 2, 2), Err(Problem::Unreadable));
    assert_eq!(from_pixels(Vec::new(), 0, 0), Err(Problem::Unreadable));
    assert_eq!(from_pixels(Vec::new(), 10_000, 10_000), Err(Problem::TooLarge));
}

#[test]
fn what_no_memory_holds_is_said_before_it_is_decoded() {
    let header = |marker: u8, width: u16, height: u16| {
        let mut jpeg = photo(16, 16);
        let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        jpeg[at + 1] = marker;
        jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        jpeg
    };
    assert_eq!(prepare(&header(0xc0, 60_000, 60_000)), Err(Problem::TooLarge));
    assert_eq!(prepare(&header(0xc2, 6_000, 4_000)), Err(Problem::TooLarge), "progressive");
    assert_eq!(thumbnail(&header(0xc0, 60_000, 60_000)), Err(Problem::TooLarge));

    let mut png = png_of(16, 16, png::ColorType::Rgb, &pixels(16, 16, 3), None);
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert!(prepare(&png).is_err());
}

#[test]
fn what_is_no_picture_is_said() {
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    assert_eq!(prepare(&heic), Err(Problem::Heic));
    heic[8..12].copy_from_slice(b"isom");
    for bytes in [&b""[..], b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", &heic] {
        assert_eq!(prepare(bytes), Err(Problem::Unreadable), "{bytes:?}");
        assert_eq!(thumbnail(bytes), Err(Problem::Unreadable));
        assert_eq!(bind(&[bytes]), Err(Problem::Unreadable));
    }
    let whole = photo(400, 300);
    for end in [whole.len() - 2, whole.len() / 2, 700, 30, 3] {
        assert_eq!(prepare(&whole[..end]), Err(Problem::Unreadable), "cut off after {end} bytes");
    }
    let png = png_of(120, 200, png::ColorType::Rgb, &pixels(120, 200, 3), None);
    assert_eq!(prepare(&png[..png.len() / 2]), Err(Problem::Unreadable));
}

#[test]
fn photos_are_bound_into_a_pdf_that_the_portal_takes() {
    let photos = [
        prepare(&photo(300, 400)).unwrap().jpeg,
        prepare(&photo(400, 300)).unwrap().jpeg,
        jpeg_of(200, 200, jpeg_encoder::ColorType::Luma, true),
    ];
    let pdf = bind(&photos).unwrap();
    let end = pdf.len().min(domain::attachment::END_BYTES as usize);
    let judged = domain::attachment::judge(
        "giay-to.pdf",
        "application/pdf",
        pdf.len() as u64,
        &pdf[..end],
        &pdf[pdf.len() - end..],
        &[domain::attachment::FileKind::Pdf],
    );
    assert_eq!(judged, Ok(domain::attachment::FileKind::Pdf));
    for photo in &photos {
        assert!(holds(&pdf, photo), "a photo is in it as it is");
    }
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("/Count 3"));
    assert_eq!(text.matches("/MediaBox [0 0 595").count(), 2);
    assert_eq!(text.matches("/MediaBox [0 0 841").count(), 1);
    assert_eq!((text.matches("/DeviceRGB").count(), text.matches("/DeviceGray").count()), (2, 1));
    assert_eq!(bind::<Vec<u8>>(&[]), Err(Problem::Unreadable));
}

#[test]
fn photos_that_were_not_prepared_are_prepared_before_they_are_bound() {
    let cmyk = jpeg_of(64, 64, jpeg_encoder::ColorType::Cmyk, false);
    let pdf = bind(&[from_a_camera(&photo(300, 400)), held(&photo(160, 320), 6, true), cmyk]).unwrap();
    assert!(!holds_metadata(&pdf));
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/MediaBox [0 0 841").count(), 1, "the one that was held across lies");
    assert_eq!(text.matches("/DeviceRGB").count(), 3);
}

fn samples() -> Vec<Vec<u8>> {
    use jpeg_encoder::ColorType::{Cmyk, Luma, Rgb};
    let mut webp = Vec::new();
    image_webp::WebPEncoder::new(&mut webp)
        .encode(&pixels(40, 60, 3), 40, 60, image_webp::ColorType::Rgb8)
        .unwrap();
    vec![
        held(&jpeg_of(48, 64, Rgb, false), 6, true),
        held(&jpeg_of(48, 64, Rgb, true), 3, false),
        jpeg_of(40, 40, Luma, false),
        jpeg_of(40, 40, Cmyk, false),
        from_a_camera(&jpeg_of(33, 17, Rgb, false)),
        png_of(40, 60, png::ColorType::Rgba, &pixels(40, 60, 4), Some(exif_data(5, true))),
        webp,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn never_panics(
        which in 0..7_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..12),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte, near) in changes {
            // Most of what decides is at the beginning.
            let span = if near { bytes.len().min(200) } else { bytes.len() };
            bytes[at.index(span)] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        // What claims to be huge takes long to decode, and is refused or not by another rule.
        let huge = jpeg::header(&bytes).is_ok_and(|header| header.width * header.height > 1_000_000);
        if !huge {
            if let Ok(prepared) = prepare(&bytes) {
                prop_assert!(!holds(&prepared.jpeg, b"Exif"));
                prop_assert!(jpeg::header(&prepared.jpeg).is_ok());
                prop_assert!(bind(&[&prepared.jpeg]).is_ok());
            }
            let _ = thumbnail(&bytes);
        }
    }
}

#[test]
fn what_would_cost_too_much_is_not_decoded() {
    // A picture that is gone through as often as its file says.
    let jpeg = photo(640, 480);
    let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let (head, scan) = (&jpeg[..scan], &jpeg[scan..jpeg.len() - 2]);
    let often = |scans: usize| [head, &scan.repeat(scans), &[0xff, 0xd9]].concat();
    assert_eq!(jpeg::header(&often(1)).unwrap().scans, 1);
    assert!(prepare(&often(1)).is_ok());
    assert_eq!(prepare(&often(2500)).unwrap_err(), Problem::TooLarge);
    assert_eq!(thumbnail(&often(2500)).unwrap_err(), Problem::TooLarge);

    // On a device for its own photo, but not on the server for a small picture of it.
    let png = png_of(5000, 3000, png::ColorType::Grayscale, &[200; 15_000_000], None);
    assert!(prepare(&png).is_ok());
    assert_eq!(thumbnail(&png).unwrap_err(), Problem::TooLarge);

    // The picture within a WebP is the one that is decoded.
    let mut webp = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut webp);
    encoder.encode(&pixels(40, 30, 3), 40, 30, image_webp::ColorType::Rgb8).unwrap();
    assert!(thumbnail(&webp).is_ok());
    let vp8x = |flags: u8, width: u8, height: u8| {
        let head = [flags, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0];
        let body = [b"WEBPVP8X".as_slice(), &10_u32.to_le_bytes(), &head, &webp[12..]].concat();
        [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
    };
    assert!(thumbnail(&vp8x(0, 40, 30)).is_ok());
    assert_eq!(thumbnail(&vp8x(0, 4, 3)).unwrap_err(), Problem::Unreadable);
    assert_eq!(thumbnail(&vp8x(2, 40, 30)).unwrap_err(), Problem::Unreadable, "one that moves");
}
