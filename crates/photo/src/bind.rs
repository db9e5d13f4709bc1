//! Several photos as one PDF (ISO 32000-1), a page each.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::{A4, MILLIMETRES_PER_INCH, Problem, as_it_is, jpeg, prepare};

/// Points in a millimetre.
const POINTS: f32 = (72.0 / MILLIMETRES_PER_INCH) as f32;
/// White around a photo, in millimetres: what printers cannot print on.
const MARGIN: f32 = 5.0;
/// The name of the photo on its page.
const PHOTO: Name<'static> = Name(b"P");

/// Binds photos into one PDF with a page of A4 for each, upright or lying as the photo is; each fills its page but for a
/// small margin. Photos of [`prepare`] are put in as they are; others are prepared before.
///
/// # Errors
/// Why one of them cannot be treated; [`Problem::Unreadable`] where there is none.
pub fn bind<T: AsRef<[u8]>>(photos: &[T]) -> Result<Vec<u8>, Problem> {
    if photos.is_empty() {
        return Err(Problem::Unreadable);
    }
    let mut pdf = Pdf::new();
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree) = (next(), next());
    pdf.catalog(catalog).pages(tree);
    let mut pages = Vec::with_capacity(photos.len());
    for photo in photos {
        let photo = photo.as_ref();
        let photo = as_it_is(photo).map_or_else(|| prepare(photo).map(|prepared| prepared.jpeg), Ok)?;
        let [page, content, image] = [next(), next(), next()];
        pages.push(page);
        put(&mut pdf, tree, [page, content, image], &photo)?;
    }
    let count = i32::try_from(pages.len()).map_err(|_| Problem::TooLarge)?;
    pdf.pages(tree).kids(pages).count(count);
    Ok(pdf.finish())
}

fn put(pdf: &mut Pdf, tree: Ref, [page, content, image]: [Ref; 3], photo: &[u8]) -> Result<(), Problem> {
    let header = jpeg::header(photo)?;
    // A JPEG counts its sides in two bytes, so they are exact as numbers of either kind.
    let (width, height) = (header.width as f32, header.height as f32);
    let (short, long) = (A4.0 as f32 * POINTS, A4.1 as f32 * POINTS);
    let (across, down) = if width > height { (long, short) } else { (short, long) };
    let room = (across - 2.0 * MARGIN * POINTS, down - 2.0 * MARGIN * POINTS);
    let scale = (room.0 / width).min(room.1 / height);
    let (width, height) = (width * scale, height * scale);

    let mut described = pdf.page(page);
    described.parent(tree).media_box(Rect::new(0.0, 0.0, across, down)).contents(content);
    described.resources().x_objects().pair(PHOTO, image);
    described.finish();

    let mut drawn = Content::new();
    drawn.save_state();
    drawn.transform([width, 0.0, 0.0, height, (across - width) / 2.0, (down - height) / 2.0]);
    drawn.x_object(PHOTO);
    drawn.restore_state();
    pdf.stream(content, &drawn.finish());

    let mut embedded = pdf.image_xobject(image, photo);
    embedded.filter(Filter::DctDecode);
    embedded.width(header.width as i32).height(header.height as i32).bits_per_component(8);
    match header.components {
        1 => embedded.color_space().device_gray(),
        3 => embedded.color_space().device_rgb(),
        _ => embedded.color_space().device_cmyk(),
    }
    if header.components == 4 && header.adobe {
        embedded.decode([1.0, 0.0].repeat(4));
    }
    embedded.finish();
    Ok(())
}
