//! Comma-separated values.

/// Says that the file is UTF-8.
pub const MARK: &[u8] = b"\xef\xbb\xbf";

/// A line. Every cell stands in quotation marks; one that a spreadsheet would take for a formula is made plain text by an
/// apostrophe before it (OWASP, CSV injection).
pub fn line(cells: &[String]) -> Vec<u8> {
    let mut line = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        line.push('"');
        if is_formula(cell) {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    }
    line.push_str("\r\n");
    line.into_bytes()
}

fn is_formula(cell: &str) -> bool {
    // Full-width signs mean the same to some spreadsheets.
    cell.trim_start_matches([' ', '\u{a0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        let cells =
            ["H21.01-261123-0001", "=1+1", " @SUM(A1)", "-2", "+84", "\t=1", "Nguyễn \"An\", Hoa", "a\nb"];
        let line = String::from_utf8(line(&cells.map(str::to_owned))).unwrap();
        assert_eq!(
            line,
            "\"H21.01-261123-0001\",\"'=1+1\",\"' @SUM(A1)\",\"'-2\",\"'+84\",\"'\t=1\",\"Nguyễn \"\"An\"\", Hoa\",\"a\nb\"\r\n"
        );
    }
}
