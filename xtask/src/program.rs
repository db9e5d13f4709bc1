//! The programs that browsers load, made small.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::packing::{Cache, hash};
use crate::run::{npm_command, npm_folder, output, root, run};

/// A program that browsers load: a binary of `frontend`, started by `frontend/NAME.js`.
#[derive(Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// How wasm-opt makes it small, or fast.
    level: &'static str,
    /// Functions emptied, see [`LEPTOS_NEVER_RUNS`].
    never_run: &'static [&'static str],
}

/// All programs.
pub const PROGRAMS: [Program; 3] = [
    Program { name: "citizen", level: "-Oz", never_run: &LEPTOS_NEVER_RUNS },
    Program { name: "papers", level: "-Oz", never_run: &[] },
    Program { name: "photo", level: "-O3", never_run: &[] },
];

/// What wasm-opt is asked for. The features are those that Rust's target has switched on.
const OPTIMISATIONS: [&str; 8] = [
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// JavaScript glue and the program, made by wasm-bindgen and made small by wasm-opt and esbuild.
pub fn pack(cache: &Cache, program: &Program, compiled: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let lock = fs::read(npm_folder().join("package-lock.json"))?;
    let begin = fs::read(root().join(format!("frontend/{}.js", program.name)))?;
    // What is done here decides too.
    let here = include_bytes!("program.rs").to_vec();
    let key = hash(&[fs::read(compiled)?, lock, begin.clone(), here].concat());
    let folder = root().join("target/site/bindgen").join(program.name);
    let bound = || -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        wasm_bindgen_cli_support::Bindgen::new()
            .input_bytes("program", without_what_never_runs(program, compiled)?)
            .web(true)?
            .typescript(false)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(&folder)?;
        trim(&folder.join("program_bg.wasm"), &folder.join("program.js"))
    };
    let wasm = cache.get(&format!("{key}.wasm"), || {
        bound()?;
        let small = folder.join("small.wasm");
        run(npm_command("wasm-opt")
            .arg(program.level)
            .args(OPTIMISATIONS)
            .arg(folder.join("program_bg.wasm"))
            .arg("-o")
            .arg(&small))?;
        Ok(fs::read(small)?)
    })?;
    let glue = cache.get(&format!("{key}.js"), || {
        if !folder.join("program.js").exists() {
            bound()?;
        }
        fs::write(folder.join("begin.js"), &begin)?;
        output(npm_command("esbuild").arg(folder.join("begin.js")).args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ]))
    })?;
    Ok((glue, wasm))
}

/// Functions that Leptos compiles in for what we do not do, parts of a page that arrive late (`#[lazy]`) and streams of
/// JavaScript, and what only the server calls, the list of routes. They stand in tables, so that no tool can see that nobody calls them. Named to
/// the end, because the compiler gives functions with the same content one name: what such a function drops or compares
/// may be what others drop and compare. (For that reason `hydrate_from_template` is not among them: it is also the name
/// of `build`.)
const LEPTOS_NEVER_RUNS: [&str; 4] = [
    "js_sys::futures::future_to_promise::{{closure}}::{{closure}}",
    "::into_any::hydrate_async",
    "::into_any::hydrate_async::{{closure}}",
    "::into_any_nested_route::generate_routes",
];

/// The program with the functions that never run emptied; with them goes all that only they need.
fn without_what_never_runs(program: &Program, compiled: &Path) -> Result<Vec<u8>> {
    let mut module = walrus::Module::from_file(compiled)?;
    let mut emptied = Vec::new();
    let mut met = vec![false; program.never_run.len()];
    for (id, function) in module.funcs.iter_local() {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        let name = format!("{:#}", rustc_demangle::demangle(name));
        if let Some(at) = program.never_run.iter().position(|never| name.ends_with(never)) {
            met[at] = true;
            emptied.push((id, function.ty(), function.args.clone()));
        }
    }
    if let Some(at) = met.iter().position(|met| !met) {
        bail!(
            "no function of {} ends with {}: see xtask/src/program.rs",
            program.name,
            program.never_run[at]
        );
    }
    for (id, kind, arguments) in emptied {
        let (parameters, results) = module.types.params_results(kind);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let mut empty = walrus::FunctionBuilder::new(&mut module.types, &parameters, &results);
        empty.func_body().unreachable();
        module.funcs.get_mut(id).kind = walrus::FunctionKind::Local(empty.local_func(arguments));
    }
    Ok(module.emit_wasm())
}

/// Exported functions by which streams of Rust would be read in JavaScript; Leptos compiles them in, we send none.
const NEVER_ASKED_FOR: &str = "intounderlying";

/// Takes away exports that nobody asks for, and gives the functions between glue and program short names:
/// wasm-bindgen's end with digits at random, which no packing makes small.
fn trim(program: &Path, glue: &Path) -> Result<()> {
    let mut module = walrus::Module::from_file(program)?;
    let unwanted: Vec<_> = module
        .exports
        .iter()
        .filter(|export| export.name.contains(NEVER_ASKED_FOR))
        .map(|export| export.id())
        .collect();
    for export in unwanted {
        module.exports.delete(export);
    }
    let mut short = HashMap::new();
    let mut shorten = |long: &mut String| {
        let name = format!("n{}", short.len());
        short.insert(std::mem::replace(long, name.clone()), name);
    };
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    imports.filter(|name| name.starts_with("__wbg_")).for_each(&mut shorten);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    exports.filter(|name| name.starts_with("wasm_bindgen__")).for_each(&mut shorten);
    let roots = [home_of_crates()?, "/rustc/".to_owned()];
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in data {
        blank_paths(&mut module.data.get_mut(id).value, &roots);
    }
    fs::write(program, module.emit_wasm())?;
    let text = fs::read_to_string(glue)?;
    fs::write(glue, with_names(&text, &short))?;
    Ok(())
}

/// Where cargo keeps the sources of crates.
fn home_of_crates() -> Result<String> {
    let home = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| home + "/.cargo"));
    Ok(home.context("neither CARGO_HOME nor HOME is set")? + "/registry/src/")
}

/// Takes away the names of source files of other people's crates, which panics would show: they speak of the machine
/// that compiled the program. Line and column stay.
fn blank_paths(data: &mut [u8], roots: &[String]) {
    for root in roots {
        let mut at = 0;
        while let Some(begin) = find(&data[at..], root.as_bytes()).map(|found| at + found) {
            let end = find(&data[begin..], b".rs").map_or(data.len(), |found| begin + found + 3);
            data[begin..end].fill(b' ');
            at = end;
        }
    }
}

fn find(within: &[u8], sought: &[u8]) -> Option<usize> {
    within.windows(sought.len()).position(|window| window == sought)
}

/// The text with whole names replaced.
fn with_names(text: &str, names: &HashMap<String, String>) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_part) {
        let (before, from) = rest.split_at(begin);
        let (word, after) = from.split_at(from.find(|letter| !is_part(letter)).unwrap_or(from.len()));
        replaced.push_str(before);
        replaced.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_a_root_are_blanked() {
        let mut data = *b"title/home/x/a.rsslug/rustc/b.rs.rows";
        blank_paths(&mut data, &["/home/".to_owned(), "/rustc/".to_owned()]);
        assert_eq!(&data, b"title            slug           .rows");
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = HashMap::from([("__wbg_new_1".to_owned(), "i0".to_owned())]);
        assert_eq!(
            with_names("{__wbg_new_1: f, __wbg_new_12: g, x: __wbg_new_1}", &names),
            "{i0: f, __wbg_new_12: g, x: i0}"
        );
    }
}
