//! `docs/status.md` names a test for each promise; the tests it names must exist.

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
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

    #[test]
    fn every_test_that_the_status_names_exists() {
        let status = fs::read_to_string(root().join("docs/status.md")).unwrap();
        let named = named(&status);
        assert!(named.len() > 50, "only {} tests are named", named.len());
        let missing: Vec<_> = named
            .into_iter()
            .filter(|(file, name)| {
                !fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(name.as_str()))
            })
            .collect();
        assert!(missing.is_empty(), "not there: {missing:#?}");
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
