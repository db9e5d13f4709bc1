//! Embeds the site that `cargo xtask build` made: `MOTCUA_SITE` names its folder. Without it the server has no files
//! of the site, which is enough for checks and tests.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=MOTCUA_SITE");
    let code = match env::var_os("MOTCUA_SITE") {
        Some(folder) => embed(&PathBuf::from(folder))?,
        None => "Site { files: &[], roles: &[] }".into(),
    };
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("site.rs"), code)?;
    Ok(())
}

/// `manifest.tsv` has two kinds of lines: `file <path> <content type> <cache> <etag> <file name>` and
/// `role <role> <path>`. Beside a file may lie its `.br` and `.gz`.
fn embed(folder: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = folder.join("manifest.tsv");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let text = fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let (mut files, mut roles) = (String::new(), String::new());
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["file", path, content_type, cache, etag, name] => {
                let bytes = |extension: &str| {
                    let file = folder.join(format!("{name}{extension}"));
                    file.exists().then(|| format!("include_bytes!({:?})", file.display().to_string()))
                };
                let plain =
                    bytes("").ok_or_else(|| format!("{name} is missing beside {}", manifest.display()))?;
                let packed = |extension: &str| {
                    bytes(extension).map_or("None".into(), |bytes| format!("Some({bytes})"))
                };
                writeln!(
                    files,
                    "File {{ path: {path:?}, content_type: {content_type:?}, cache: {cache:?}, etag: {:?}, plain: {plain}, \
                     brotli: {}, gzip: {} }},",
                    format!("\"{etag}\""),
                    packed(".br"),
                    packed(".gz"),
                )?;
            }
            ["role", role, path] => writeln!(roles, "({role:?}, {path:?}),")?,
            _ => return Err(format!("{}: not understood: {line}", manifest.display()).into()),
        }
    }
    Ok(format!("Site {{ files: &[{files}], roles: &[{roles}] }}"))
}
