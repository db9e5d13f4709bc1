//! Builds the site's files: the browser's programs, stylesheet, font, icons, sentences; named by their content, packed,
//! and listed in a manifest that the server's build embeds.
//!
//! Every stage keeps its result under the hash of what it was made from, so a second build does nothing twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::packing::{Cache, hash, write};
use crate::program::{self, PROGRAMS};
use crate::run::{cargo, npm_command, npm_folder, output, root, step};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Small scripts that stand alone: `frontend/NAME.js`.
const SCRIPTS: [&str; 2] = ["session", "passkey"];
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Builds the site and returns the folder that `MOTCUA_SITE` names when the server is built.
pub fn build() -> Result<PathBuf> {
    let folder = root().join("target/site");
    let cache = Cache(folder.join("cache"));
    let compiled = step("compiling the browser's programs", compile)?;
    let packed = step("packing the browser's programs", || {
        let pairs = PROGRAMS.iter().zip(&compiled.programs);
        pairs.map(|(program, compiled)| program::pack(&cache, program, compiled)).collect::<Result<Vec<_>>>()
    })?;

    let mut site = Site { cache, files: BTreeMap::new(), roles: Vec::new() };
    step("putting the site together", || {
        let public = public_files()?;
        for (program::Program { name, .. }, (glue, program)) in PROGRAMS.iter().zip(packed) {
            site.add_hashed(&format!("{name}-glue"), &format!("{name}.js"), glue);
            site.add_hashed(&format!("{name}-program"), &format!("{name}.wasm"), program);
        }
        for name in SCRIPTS {
            let script = script(&site.cache, name)?;
            site.add_hashed(&format!("{name}-script"), &format!("{name}.js"), script);
        }
        for language in ["vi", "en"] {
            let sentences = fs::read(compiled.sentences.join(format!("{language}.txt")))?;
            site.add_hashed(&format!("sentences-{language}"), &format!("{language}.txt"), sentences);
        }
        let mut stylesheet = stylesheet(&site.cache)?;
        for (path, bytes) in &public {
            let name = path.rsplit('/').next().unwrap_or_default();
            let role = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
                Some("woff2") => "font",
                Some("svg") if path == "/favicon.svg" => "icon",
                _ => "",
            };
            if !role.is_empty() || stylesheet.contains(path.as_str()) {
                let hashed = site.add_hashed(role, name, bytes.clone());
                stylesheet = stylesheet.replace(path.as_str(), &hashed);
            }
            site.files.insert(path.clone(), (FOR_AN_HOUR, bytes.clone()));
        }
        site.add_hashed("stylesheet", "citizen.css", stylesheet.into_bytes());
        site.write(&folder.join("out"))
    })
}

struct Compiled {
    /// In the order of [`PROGRAMS`].
    programs: Vec<PathBuf>,
    /// Folder of the sentences that belong to these very programs.
    sentences: PathBuf,
}

fn compile() -> Result<Compiled> {
    let messages = output(
        cargo()
            .args([
                "build",
                "--package=frontend",
                "--profile=wasm-release",
                "--target=wasm32-unknown-unknown",
                "--message-format=json-render-diagnostics",
            ])
            .args(PROGRAMS.iter().map(|program| format!("--bin={}", program.name))),
    )?;
    let (mut programs, mut sentences) = (vec![None; PROGRAMS.len()], None);
    for line in messages.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let message: serde_json::Value = serde_json::from_slice(line)?;
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let at = PROGRAMS.iter().position(|program| message["target"]["name"] == program.name);
                if let Some(at) = at.filter(|_| is_package(&message["package_id"], "frontend")) {
                    programs[at] = executable(&message);
                }
            }
            Some("build-script-executed") if is_package(&message["package_id"], "app") => {
                sentences = message["out_dir"].as_str().map(PathBuf::from);
            }
            _ => {}
        }
    }
    let programs: Option<Vec<PathBuf>> = programs.into_iter().collect();
    Ok(Compiled {
        programs: programs.context("cargo did not name every program")?,
        sentences: sentences.context("cargo named no folder of sentences")?,
    })
}

fn executable(message: &serde_json::Value) -> Option<PathBuf> {
    message["executable"].as_str().map(PathBuf::from).or_else(|| {
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    })
}

/// `path+file:///…/app#0.1.0`
fn is_package(id: &serde_json::Value, name: &str) -> bool {
    id.as_str().and_then(|id| id.split('#').next()).is_some_and(|path| path.ends_with(&format!("/{name}")))
}

fn script(cache: &Cache, name: &str) -> Result<Vec<u8>> {
    let path = root().join(format!("frontend/{name}.js"));
    let sources = [fs::read(npm_folder().join("package-lock.json"))?, fs::read(&path)?].concat();
    cache.get(&format!("{}.js", hash(&sources)), || {
        output(npm_command("esbuild").arg(&path).args(["--minify", "--target=es2022", "--log-level=warning"]))
    })
}

fn stylesheet(cache: &Cache) -> Result<String> {
    let folder = root().join("style");
    let mut sources = fs::read(npm_folder().join("package-lock.json"))?;
    for (name, bytes) in files_below(&folder)? {
        sources.extend_from_slice(name.as_bytes());
        sources.extend_from_slice(&bytes);
    }
    let css = cache.get(&format!("{}.css", hash(&sources)), || {
        output(
            npm_command("sass").args(["--no-source-map", "--style=compressed"]).arg(folder.join("main.scss")),
        )
    })?;
    Ok(String::from_utf8(css)?)
}

/// Files of `public/` under their addresses, without notes that nobody links to.
fn public_files() -> Result<BTreeMap<String, Vec<u8>>> {
    let files = files_below(&root().join("public"))?;
    Ok(files.into_iter().map(|(name, bytes)| (format!("/{name}"), bytes)).collect())
}

fn files_below(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).with_context(|| format!("{}", current.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder)?.to_string_lossy().into_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

struct Site {
    cache: Cache,
    /// Address → how long browsers keep it, content.
    files: BTreeMap<String, (&'static str, Vec<u8>)>,
    roles: Vec<(String, String)>,
}

impl Site {
    /// Adds a file under a name that changes with its content; returns its address.
    fn add_hashed(&mut self, role: &str, name: &str, bytes: Vec<u8>) -> String {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("/assets/{stem}.{}.{extension}", hash(&bytes));
        self.files.insert(path.clone(), (IMMUTABLE, bytes));
        if !role.is_empty() {
            self.roles.push((role.to_owned(), path.clone()));
        }
        path
    }

    /// Writes files, packed forms and the manifest; only what changed is touched, so that the server is rebuilt only
    /// where it must be.
    fn write(&self, folder: &Path) -> Result<PathBuf> {
        let mut manifest = String::new();
        let mut wanted = vec!["manifest.tsv".to_owned()];
        for (path, (cache_control, bytes)) in &self.files {
            let digest = hash(bytes);
            let name = format!("{digest}{}", path.replace('/', "_"));
            let packed = if is_packed_already(path) {
                Vec::new()
            } else {
                vec![(".br", self.cache.brotli(bytes)?), (".gz", self.cache.gzip(bytes)?)]
            };
            let forms = std::iter::once(("", bytes.clone()));
            for (extension, form) in
                forms.chain(packed.into_iter().filter(|(_, form)| form.len() < bytes.len()))
            {
                let file = format!("{name}{extension}");
                if !folder.join(&file).exists() {
                    write(&folder.join(&file), &form)?;
                }
                wanted.push(file);
            }
            let content_type = content_type(path)?;
            manifest.push_str(&format!("file\t{path}\t{content_type}\t{cache_control}\t{digest}\t{name}\n"));
        }
        for (role, path) in &self.roles {
            manifest.push_str(&format!("role\t{role}\t{path}\n"));
            let packed = self.cache.brotli(&self.files[path].1)?;
            eprintln!("  {role:15} {:7} bytes, {:7} with brotli", self.files[path].1.len(), packed.len());
        }
        let path = folder.join("manifest.tsv");
        if fs::read_to_string(&path).ok().as_ref() != Some(&manifest) {
            write(&path, manifest.as_bytes())?;
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !wanted.iter().any(|name| **name == *entry.file_name()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(folder.to_owned())
    }
}

fn is_packed_already(path: &str) -> bool {
    [".woff2", ".png", ".webp", ".jpg", ".avif"].iter().any(|extension| path.ends_with(extension))
}

fn content_type(path: &str) -> Result<&'static str> {
    Ok(match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ico") => "image/x-icon",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("jpg") => "image/jpeg",
        Some("avif") => "image/avif",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("pdf") => "application/pdf",
        _ => bail!("{path}: what kind of file is this? Name its extension in xtask/src/site.rs"),
    })
}
