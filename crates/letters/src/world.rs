//! What a form may read: itself, what the forms share, its data, its QR code, and the fonts. Nothing else, so no form
//! reaches a file of the machine or the network.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::data::Content;

/// Every form by its name, and what they share.
const FORMS: [(&str, &str); 8] = [
    ("common.typ", include_str!("../forms/common.typ")),
    ("receipt.typ", include_str!("../forms/receipt.typ")),
    ("supplement_request.typ", include_str!("../forms/supplement_request.typ")),
    ("refusal.typ", include_str!("../forms/refusal.typ")),
    ("apology.typ", include_str!("../forms/apology.typ")),
    ("stop.typ", include_str!("../forms/stop.typ")),
    ("control_sheet.typ", include_str!("../forms/control_sheet.typ")),
    ("register.typ", include_str!("../forms/register.typ")),
];

/// The values of the letter.
const DATA: &str = "letter.json";
/// The picture of its QR code.
const CODE: &str = "qr.svg";

/// What is the same for all letters.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    forms: Vec<Source>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<_> = typst_assets::fonts().flat_map(|font| Font::iter(Bytes::new(font))).collect();
    let forms = FORMS
        .iter()
        .filter_map(|(name, text)| Some(Source::new(file_id(name)?, (*text).to_owned())))
        .collect();
    Shared {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        forms,
    }
});

fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// What one form is drawn from.
pub struct FormWorld {
    main: FileId,
    data: Bytes,
    code: Bytes,
}

impl FormWorld {
    pub fn new(content: &Content, data: Vec<u8>, code: String) -> Self {
        let name = match content {
            Content::Receipt(_) => "receipt.typ",
            Content::SupplementRequest(_) => "supplement_request.typ",
            Content::Refusal(_) => "refusal.typ",
            Content::Apology(_) => "apology.typ",
            Content::Stop(_) => "stop.typ",
            Content::ControlSheet(_) => "control_sheet.typ",
            Content::Register(_) => "register.typ",
        };
        let is_main = |form: &&Source| form.id().get().vpath().get_without_slash() == name;
        // Each of these is in the list above, as the tests show; without one the form is reported as missing.
        let main = SHARED.forms.iter().find(is_main).or(SHARED.forms.first()).map(Source::id);
        let main = main.unwrap_or_else(|| Source::detached("").id());
        Self { main, data: Bytes::new(data), code: Bytes::from_string(code) }
    }
}

impl World for FormWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = SHARED.forms.iter().find(|form| form.id() == id);
        found.cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_without_slash() {
            DATA => Ok(self.data.clone()),
            CODE => Ok(self.code.clone()),
            _ => Err(missing(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    /// The forms know no time but that of their data.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
