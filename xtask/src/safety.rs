//! What the portal's own code never does, so that nothing that people send can make it.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use crate::arrows::rust_files;
    use crate::run::root;

    /// Lines of what runs in the portal that contain one of `words`, by file. Tests and what only they use are left out.
    fn lines_with(words: &[&str]) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for folder in ["crates", "app/src", "server/src"] {
            for path in rust_files(&root().join(folder)).unwrap() {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                if name.contains("test") {
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\n#[allow").next().unwrap();
                let lines = code.lines().filter(|line| words.iter().any(|word| line.contains(word)));
                found.extend(lines.map(|line| (name.clone(), line.trim().to_owned())));
            }
        }
        found
    }

    fn files(found: &[(String, String)]) -> Vec<&str> {
        let mut files: Vec<_> = found.iter().map(|(file, _)| file.as_str()).collect();
        files.dedup();
        files
    }

    #[test]
    fn no_sql_is_written_by_hand() {
        let raw =
            ["_raw(", "execute_unprepared", "Statement::from_", "Expr::cust", "raw_sql!", "sqlx::query"];
        let found = lines_with(&raw);
        // Asks a setting of SQLite.
        assert_eq!(files(&found), ["crates/backend/src/database.rs"], "{found:#?}");
        assert!(found.iter().all(|(_, line)| !line.contains("format!")), "{found:#?}");
    }

    #[test]
    fn the_portal_starts_no_program() {
        let found = lines_with(&["Command::new", "std::process::Command", "tokio::process", "execv"]);
        assert!(found.is_empty(), "{found:#?}");
    }

    /// Each of these reads its address from the configuration.
    #[test]
    fn only_what_is_configured_is_connected_to() {
        let mut found =
            lines_with(&["reqwest::", "TcpStream::connect", "UnixStream::connect", "SmtpTransport"]);
        found.extend(lines_with(&["object_store::aws", "UdpSocket", "lookup_host"]));
        let mut files = files(&found);
        files.sort_unstable();
        files.dedup();
        let known = [
            // Named by an administrator, and judged: see there.
            "crates/backend/src/access/delivery.rs",
            "crates/backend/src/account/provider/openid.rs",
            "crates/backend/src/attachment/clamd.rs",
            "crates/backend/src/attachment/store.rs",
            "crates/backend/src/message/sms.rs",
            "crates/backend/src/message/smtp.rs",
        ];
        assert_eq!(files, known, "{found:#?}");
    }
}
