//! A workbook with one sheet of text (ECMA-376), in a ZIP archive (APPNOTE 6.3) that is written from its beginning to its end.
//!
//! Cells are inline strings, which no spreadsheet reads as formulas.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The parts of a workbook that are always the same, and the beginning of its sheet.
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" baseColWidth="24"/><sheetData>"#;
const END: &str = "</sheetData></worksheet>";

/// 1980-01-01, the beginning of time to ZIP.
const DAY: u16 = 0x21;
/// Sizes follow the content; names are UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;

/// A file in the archive.
struct Part {
    name: &'static str,
    offset: u32,
    crc: u32,
    packed: u32,
    plain: u32,
}

/// A workbook that is being written.
#[derive(Default)]
pub struct Workbook {
    parts: Vec<Part>,
    written: u32,
    open: Option<Open>,
    rows: u32,
}

/// The part that is being written.
struct Open {
    name: &'static str,
    offset: u32,
    packer: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    packed: u32,
}

impl Workbook {
    /// Everything up to the first row of cells.
    pub fn begin(&mut self, header: &[String]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        for (name, content) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", PARTS),
        ] {
            self.open(name, &mut out);
            self.write(content, &mut out)?;
            self.close(&mut out)?;
        }
        self.open("xl/worksheets/sheet1.xml", &mut out);
        self.write(SHEET, &mut out)?;
        out.extend(self.rows(&[header.to_vec()])?);
        Ok(out)
    }

    /// More rows.
    pub fn rows(&mut self, rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
        let (mut out, mut xml) = (Vec::new(), String::new());
        for cells in rows {
            self.rows += 1;
            xml.push_str(&format!("<row r=\"{}\">", self.rows));
            for (column, cell) in ('A'..='Z').zip(cells) {
                xml.push_str(&format!(
                    "<c r=\"{column}{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                    self.rows
                ));
                escape(cell, &mut xml);
                xml.push_str("</t></is></c>");
            }
            xml.push_str("</row>");
        }
        self.write(&xml, &mut out)?;
        Ok(out)
    }

    /// What follows the last row.
    pub fn end(&mut self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.write(END, &mut out)?;
        self.close(&mut out)?;
        let begin = self.written;
        let mut directory = Vec::new();
        for part in &self.parts {
            short(&mut directory, &[0x4b50, 0x0201, 20, 20, FLAGS, 8, 0, DAY]);
            long(&mut directory, &[part.crc, part.packed, part.plain]);
            short(&mut directory, &[length(part.name), 0, 0, 0, 0]);
            long(&mut directory, &[0, part.offset]);
            directory.extend_from_slice(part.name.as_bytes());
        }
        let count = u16::try_from(self.parts.len()).unwrap_or(u16::MAX);
        let size = size(directory.len())?;
        short(&mut directory, &[0x4b50, 0x0605, 0, 0, count, count]);
        long(&mut directory, &[size, begin]);
        short(&mut directory, &[0]);
        out.extend(directory);
        Ok(out)
    }

    fn open(&mut self, name: &'static str, out: &mut Vec<u8>) {
        let offset = self.written;
        let before = out.len();
        short(out, &[0x4b50, 0x0403, 20, FLAGS, 8, 0, DAY]);
        long(out, &[0, 0, 0]);
        short(out, &[length(name), 0]);
        out.extend_from_slice(name.as_bytes());
        self.written += u32::try_from(out.len() - before).unwrap_or_default();
        let packer = DeflateEncoder::new(Vec::new(), Compression::new(4));
        self.open = Some(Open { name, offset, packer, crc: Crc::new(), packed: 0 });
    }

    fn write(&mut self, text: &str, out: &mut Vec<u8>) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.crc.update(text.as_bytes());
        open.packer.write_all(text.as_bytes())?;
        let ready = size(open.packer.get_ref().len())?;
        out.append(open.packer.get_mut());
        open.packed = open.packed.checked_add(ready).ok_or_else(too_large)?;
        self.written = self.written.checked_add(ready).ok_or_else(too_large)?;
        Ok(())
    }

    fn close(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let Some(Open { name, offset, packer, crc, packed }) = self.open.take() else { return Ok(()) };
        let rest = packer.finish()?;
        let last = size(rest.len())?;
        out.extend(rest);
        let part = Part { name, offset, crc: crc.sum(), packed: packed + last, plain: crc.amount() };
        short(out, &[0x4b50, 0x0807]);
        long(out, &[part.crc, part.packed, part.plain]);
        self.written = self.written.checked_add(last + 16).ok_or_else(too_large)?;
        self.parts.push(part);
        Ok(())
    }
}

fn too_large() -> io::Error {
    io::Error::other("a workbook of more than 4 GB")
}

fn size(bytes: usize) -> io::Result<u32> {
    u32::try_from(bytes).map_err(|_| too_large())
}

fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or_default()
}

fn short(out: &mut Vec<u8>, numbers: &[u16]) {
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

fn long(out: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
}

/// Text as XML takes it; what XML has no sign for is left out.
fn escape(text: &str, xml: &mut String) {
    for char in text.chars() {
        match char {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            char if char.is_control() && !matches!(char, '\n' | '\t') => {}
            char => xml.push(char),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Read;

    use super::*;

    fn number(bytes: &[u8], at: usize) -> usize {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    /// The parts as a reader finds them: from the end, by the directory.
    fn parts(file: &[u8]) -> Vec<(String, String)> {
        let end = file.len() - 22;
        assert_eq!(&file[end..end + 4], b"PK\x05\x06");
        let (count, mut at) = (usize::from(file[end + 10]), number(file, end + 16));
        let mut parts = Vec::new();
        for _ in 0..count {
            assert_eq!(&file[at..at + 4], b"PK\x01\x02");
            let (crc, packed, plain) = (number(file, at + 16), number(file, at + 20), number(file, at + 24));
            let (name_length, offset) = (usize::from(file[at + 28]), number(file, at + 42));
            let name = String::from_utf8(file[at + 46..at + 46 + name_length].to_vec()).unwrap();
            assert_eq!(&file[offset..offset + 4], b"PK\x03\x04");
            let begin = offset + 30 + name_length;
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(&file[begin..begin + packed])
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text.len(), plain);
            let mut sum = Crc::new();
            sum.update(text.as_bytes());
            assert_eq!(sum.sum() as usize, crc);
            assert_eq!(&file[begin + packed..begin + packed + 4], b"PK\x07\x08");
            parts.push((name, text));
            at += 46 + name_length;
        }
        assert_eq!(at, end);
        parts
    }

    #[test]
    fn what_was_written_is_read_back_and_no_cell_is_a_formula() {
        let mut workbook = Workbook::default();
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let mut file = workbook.begin(&cells(&["Mã", "Tên"])).unwrap();
        for number in 0..2000 {
            let row = cells(&[&format!("H21.01-261123-{number:04}"), "=1+1 <&> \u{1}Hoa"]);
            file.extend(workbook.rows(&[row]).unwrap());
        }
        file.extend(workbook.end().unwrap());
        let parts = parts(&file);
        assert_eq!(parts.len(), 5);
        let (name, sheet) = &parts[4];
        assert_eq!(name, "xl/worksheets/sheet1.xml");
        assert!(sheet.ends_with("</row></sheetData></worksheet>"), "{sheet:.200}");
        assert_eq!(sheet.matches("<row ").count(), 2001);
        assert!(sheet.contains(
            "<c r=\"B2001\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1 &lt;&amp;&gt; Hoa</t></is></c>"
        ));
        assert!(!sheet.contains("<f>"));
    }
}
