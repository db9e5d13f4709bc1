//! `docs/status.md` names a test for each promise, `docs/security.md` for each check of security; the tests they name must
//! exist.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::fs;

    use crate::run::root;

    /// Pairs of `file` and `name`, written `` `file`: `name` `` or, for several of one file, `` `file`: `a`, `b` ``.
    fn named(status: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for cell in
            status.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split(['|', ';']))
        {
            let Some((file, names)) = cell.split_once("`: `") else { continue };
            let file = file.trim().trim_start_matches('`');
            for name in names.trim().trim_end_matches('`').split("`, `") {
                found.push((file.to_owned(), name.to_owned()));
            }
        }
        found
    }

    /// The numbers of the checks.
    #[rustfmt::skip]
    const CHECKS: &[&str] = &[
        "V1.2.1", "V1.2.2", "V1.2.4", "V1.2.5", "V1.3.4", "V1.3.6", "V1.3.11", "V1.5.1", "V2.2.2",
        "V2.3.1", "V2.3.3", "V2.3.4", "V2.4.1", "V3.2.1", "V3.3.1", "V3.3.2", "V3.3.4", "V3.4.1", "V3.4.3",
        "V3.4.4", "V3.4.6", "V3.5.1", "V3.5.3", "V3.7.2", "V4.1.3", "V4.2.1", "V5.2.1", "V5.2.2", "V5.2.3",
        "V5.3.2", "V5.4.2", "V5.4.3", "V6.2.1", "V6.2.4", "V6.2.5", "V6.2.12", "V6.3.1", "V6.3.2",
        "V6.3.3", "V6.4.3", "V6.5.1", "V6.5.2", "V6.5.5", "V6.6.1", "V6.6.2", "V6.6.3", "V6.8.1", "V7.2.4",
        "V7.4.1", "V7.4.2", "V7.5.1", "V8.2.1", "V8.2.2", "V8.4.1", "V10.2.1", "V10.5.1", "V11.4.2",
        "V14.3.2", "V16.2.5", "V16.5.3",
    ];

    fn all_exist(document: &str) -> String {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let named = named(&text);
        assert!(named.len() > 50, "{document} names only {} tests", named.len());
        let missing: Vec<_> = named
            .into_iter()
            .filter(|(file, name)| {
                let shows = |text: String| {
                    // A title may have holes, and a semicolon, which ends it in the table.
                    [format!("fn {name}("), format!("!({name})"), format!("('{name}"), format!("(`{name}")]
                        .iter()
                        .any(|written| text.contains(written))
                };
                !fs::read_to_string(root().join(file)).is_ok_and(shows)
            })
            .collect();
        assert!(missing.is_empty(), "not there: {missing:#?}");
        text
    }

    #[test]
    fn every_test_that_the_status_names_exists() {
        all_exist("docs/status.md");
    }

    #[test]
    fn every_check_of_security_has_tests_or_a_reason() {
        let text = all_exist("docs/security.md");
        let rows: Vec<Vec<_>> = text
            .lines()
            .filter(|line| line.starts_with("| V"))
            .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
            .collect();
        let numbers: Vec<_> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(numbers, CHECKS);
        for row in rows {
            let [number, level, check, shown] = row[..] else { panic!("{row:?} has not four columns") };
            assert!(matches!(level, "1" | "2") && !check.is_empty(), "{number}");
            let has_test = !named(&format!("|{shown}|")).is_empty();
            let has_reason = ["reason: ", "Not yet: "]
                .iter()
                .any(|word| shown.split_once(word).is_some_and(|(_, reason)| reason.len() > 10));
            assert!(has_test || has_reason, "{number} names neither a test nor a reason");
        }
    }

    #[test]
    fn finds_files_and_names() {
        assert_eq!(
            named("| a | `x.rs`: `one`, `two`; `y.ts`: `three: four` |\n`no.rs`: `row`"),
            [("x.rs", "one"), ("x.rs", "two"), ("y.ts", "three: four")]
                .map(|(file, name)| (file.to_owned(), name.to_owned()))
        );
    }
}
