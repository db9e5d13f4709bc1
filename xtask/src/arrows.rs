//! Who may know whom, checked instead of asked for (docs/architecture.md).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell::{command, output, root, run};

/// What must never travel to a browser.
const SERVER_ONLY: [&str; 11] =
    ["argon2", "axum", "backend", "entity", "lettre", "migration", "reqwest", "sea-orm", "sqlx", "tokio", "zxcvbn"];

/// What `domain` must not know.
const NOT_IN_DOMAIN: [&str; 6] = ["axum", "leptos", "sea-orm", "serde_json", "tokio", "web-sys"];

/// Fails when an arrow points the wrong way.
pub fn check() -> Result<()> {
    let browser = dependencies("frontend", &["--target", "wasm32-unknown-unknown"])?;
    refuse("the browser's program", &browser, &SERVER_ONLY)?;
    refuse("domain", &dependencies("domain", &[])?, &NOT_IN_DOMAIN)?;
    run(&mut command("cargo", &["check", "--quiet", "-p", "domain", "--target", "wasm32-unknown-unknown"]))?;
    for crate_folder in ["app", "server", "frontend", "crates/domain"] {
        let manifest = fs::read_to_string(root().join(crate_folder).join("Cargo.toml"))?;
        if manifest.contains("sea-orm") {
            bail!("{crate_folder}/Cargo.toml names sea-orm; only entity, migration and backend may");
        }
    }
    for (path, text) in sources(&root().join("app/src"))? {
        // Leptos 0.8 does not escape the children of a textarea; ui/text_area.rs does it by hand.
        if text.contains("<textarea") && !path.ends_with("ui/text_area.rs") {
            bail!("{path} has a <textarea>; use ui::text_area");
        }
        if text.contains("style=\"") || text.contains("style=move") {
            bail!("{path} has a style attribute, which the content security policy forbids");
        }
        if text.contains("ServerFnError>") || text.contains("ServerFnError::") && !path.ends_with("error.rs") {
            bail!("{path} uses ServerFnError, which tells the browser what only the log should say; use AppError");
        }
    }
    Ok(())
}

/// Names of all crates that `package` is made of.
fn dependencies(package: &str, more: &[&str]) -> Result<Vec<String>> {
    let mut tree = command("cargo", &["tree", "--quiet", "-e", "normal", "--prefix", "none", "-p", package]);
    tree.args(more);
    let tree = output(&mut tree)?;
    Ok(tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}

fn refuse(who: &str, names: &[String], refused: &[&str]) -> Result<()> {
    match names.iter().find(|name| refused.contains(&name.as_str())) {
        Some(name) => bail!("{who} must not depend on {name}"),
        None => Ok(()),
    }
}

/// All Rust files below `folder`, as path and text.
fn sources(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    Ok(found)
}
