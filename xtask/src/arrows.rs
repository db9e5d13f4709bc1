//! What the architecture forbids and no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run::{cargo, output, root, run};

/// Crates that must never travel to a browser.
const NEVER_IN_THE_BROWSER: &[&str] = &[
    "argon2",
    "axum",
    "backend",
    "entity",
    "lettre",
    "migration",
    "reqwest",
    "sea-orm",
    "sqlx",
    "tokio",
    "zxcvbn",
];

/// What the rules and the work on photos must not know. In the browser the rules ask it to normalise text, by `js-sys`,
/// and nothing else.
const NEVER_IN_DOMAIN: &[&str] = &["axum", "leptos", "sea-orm", "tokio", "web-sys"];

/// The only crates that may name sea-orm.
const MAY_NAME_SEA_ORM: [&str; 3] = ["backend", "entity", "migration"];

/// Server functions that may be called by GET: they only read. A function that writes must never be here, since other
/// sites can make a browser send a GET with its cookies.
const READS: &[&str] = &[
    "claim_step",
    "code_step",
    "confirmation_link",
    "current_viewer",
    "deletion_of_link",
    "found",
    "load_absence",
    "load_agencies",
    "load_agency",
    "load_choice",
    "load_claim",
    "load_codes",
    "load_contact_code",
    "load_counter",
    "load_done",
    "load_dossier",
    "load_enrolment",
    "load_factors",
    "load_figures",
    "load_go_on",
    "load_inbox",
    "load_help",
    "load_keepable",
    "load_invitation",
    "load_kept",
    "load_kept_paper",
    "load_mailbox",
    "load_members",
    "load_mine",
    "load_officer_factor",
    "load_password",
    "load_phone",
    "load_phone_code",
    "load_procedure_draft",
    "load_procedure_preview",
    "load_procedures",
    "load_proof",
    "load_receipt",
    "load_recovery",
    "load_recovery_code",
    "load_recovery_request",
    "load_sessions",
    "load_sheet",
    "load_start",
    "load_step",
    "load_supplement",
    "load_viewer",
    "load_withdrawal",
    "load_systems",
    "load_visit",
    "load_template",
    "load_templates",
    "load_words",
    "lock_of_link",
    "login_attempt",
    "offered",
    "organisation_so_far",
    "paper_of",
    "profile",
    "registration",
    "second_step",
    "session_left",
    "stored_data",
];

/// Features that only read: citizens' pages cannot change the catalogue.
const READING_FEATURES: &[&str] = &["app/src/catalogue"];

/// Checks all of it.
pub fn check() -> Result<()> {
    let mut faults = Vec::new();
    let never = [("frontend", NEVER_IN_THE_BROWSER), ("domain", NEVER_IN_DOMAIN), ("photo", NEVER_IN_DOMAIN)];
    for (package, never) in never {
        let names = dependencies(package)?;
        for name in never.iter().filter(|name| names.iter().any(|known| known == *name)) {
            faults.push(format!(
                "{package} depends on {name}: see `cargo tree --target wasm32-unknown-unknown -p {package} -i {name}`"
            ));
        }
    }
    for manifest in manifests()? {
        let text = fs::read_to_string(&manifest)?;
        let name =
            manifest.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        if text.contains("\nsea-orm") && !MAY_NAME_SEA_ORM.contains(&&*name) {
            faults.push(format!("{name} names sea-orm: queries belong to a repo.rs of backend"));
        }
    }
    for path in rust_files(&root().join("app/src"))? {
        let text = fs::read_to_string(&path)?;
        faults.extend(faults_of(&path.strip_prefix(root())?.to_string_lossy(), &text));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    run(cargo().args([
        "check",
        "--quiet",
        "--package=domain",
        "--package=photo",
        "--profile=wasm-release",
        "--target=wasm32-unknown-unknown",
    ]))
}

/// Names of all crates that `package` is made of in a browser.
fn dependencies(package: &str) -> Result<Vec<String>> {
    let tree = output(cargo().args([
        "tree",
        "--package",
        package,
        "--target=wasm32-unknown-unknown",
        "--edges=normal",
        "--prefix=none",
    ]))?;
    let tree = String::from_utf8(tree)?;
    Ok(tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}

/// What is wrong with one file of pages.
fn faults_of(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let place = format!("{name}:{}", index + 1);
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if code.contains("<textarea") && !text.contains("pub fn text_area") {
            faults.push(format!(
                "{place}: Leptos does not escape what is inside <textarea>; use ui::text_area"
            ));
        }
        if code.contains(" style=") {
            faults.push(format!("{place}: the security policy forbids style attributes; use a class"));
        }
        if code.contains("ServerFnError")
            && !code.contains("FromServerFnError")
            && !code.contains("ServerFnErrorErr")
        {
            faults.push(format!(
                "{place}: ServerFnError tells browsers the texts of inner errors; use AppError"
            ));
        }
        let may_write = !READING_FEATURES.iter().any(|feature| name.starts_with(feature));
        if code.starts_with("#[server") && code.contains("GetUrl") && may_write {
            let function =
                lines[index..].iter().find_map(|line| line.split("fn ").nth(1)?.split(['(', '<']).next());
            if function.is_none_or(|function| !READS.contains(&function)) {
                faults.push(format!("{place}: a server function by GET must only read; if it does, name it in xtask/src/arrows.rs"));
            }
        }
    }
    faults
}

fn manifests() -> Result<Vec<PathBuf>> {
    let mut manifests = vec![
        root().join("app/Cargo.toml"),
        root().join("server/Cargo.toml"),
        root().join("frontend/Cargo.toml"),
    ];
    for entry in fs::read_dir(root().join("crates"))? {
        manifests.push(entry?.path().join("Cargo.toml"));
    }
    Ok(manifests)
}

/// All Rust files below `folder`.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::faults_of;

    #[test]
    fn each_forbidden_thing_is_found_with_its_line() {
        let faults = |text: &str| faults_of("app/src/x.rs", text);
        assert_eq!(faults("view! { <textarea></textarea> }").len(), 1);
        assert_eq!(faults("// <textarea> is forbidden").len(), 0);
        assert_eq!(faults("a\n<p style=\"x\">")[0].split(": ").next(), Some("app/src/x.rs:2"));
        assert_eq!(faults("fn a() -> Result<(), ServerFnError>").len(), 1);
        assert_eq!(faults("use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};").len(), 0);
        assert_eq!(faults("#[server(input = GetUrl)]\npub async fn delete_draft()").len(), 1);
        assert_eq!(faults("#[server(input = GetUrl)]\npub async fn current_viewer()").len(), 0);
    }
}
