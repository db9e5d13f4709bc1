//! `cargo xtask schemathesis`: asks the API of a demonstration what its description allows, and what it does not.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::run::{output, program, root, run, step};
use crate::{binary, python, tools};

const VERSION: &str = "4.32.5";

/// What every answer must keep: no fault of ours, and nothing that the description does not say.
const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// For so many seconds it asks.
const SECONDS: u32 = 240;

/// So long the server may take to start.
const START: Duration = Duration::from_secs(60);

/// The first of the ports that are tried.
const FIRST_PORT: u16 = 28_600;

/// A demonstration that ends with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds, serves, makes a token, and has schemathesis ask; fails when it finds something. `motcua` is a binary that is
/// there already.
pub fn schemathesis(motcua: Option<&Path>) -> Result<()> {
    let motcua = match motcua {
        Some(motcua) => motcua.to_owned(),
        None => {
            tools::prepare()?;
            binary::for_serving()?
        }
    };
    let programs = python::with("schemathesis", VERSION)?;
    let folder = root().join("target/schemathesis");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let port = (FIRST_PORT..FIRST_PORT + 100)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .context("no free port")?;
    let address = format!("http://127.0.0.1:{port}");
    let command = || {
        let mut command = program(&motcua);
        command.env("MOTCUA_DEMO", "1").env("MOTCUA_DATA_DIR", &folder).env("MOTCUA_LOG", "warn");
        command.env("MOTCUA_LISTEN", format!("127.0.0.1:{port}"));
        command.env("MOTCUA_PUBLIC_URL", format!("http://localhost:{port}"));
        command
    };
    let _server = step("starting a demonstration", || serve(command().arg("serve"), port))?;
    let mut make = command();
    make.args(["access", "token", "--name=schemathesis", "--role=desk_officer", "--agency=H21.01"]);
    make.args(["--scope=read", "--scope=create", "--scope=move", "--scope=attach", "--days=1"]);
    let token = String::from_utf8(output(&mut make)?)?;
    let token = token.trim();
    step("filing by the API", || {
        let script = root().join("xtask/src/schemathesis.py");
        run(program(programs.join("python")).arg(script).args([&address, token]))
    })?;
    step(&format!("asking for {SECONDS} s"), || {
        let mut ask = program(programs.join("st"));
        ask.args(["run", &format!("{address}/api/openapi.json"), "--checks", CHECKS]);
        ask.args(["--max-time", &SECONDS.to_string(), "--rate-limit", "1000/m", "--request-timeout", "30"]);
        // Random data that never fits the example is no fault of the portal's.
        ask.args(["--suppress-health-check", "all", "--warnings", "off"]);
        ask.args(["--header", &format!("Authorization: Bearer {token}")]).current_dir(&folder);
        run(&mut ask)
    })
}

/// Starts the server and waits until it takes connections.
fn serve(command: &mut Command, port: u16) -> Result<Server> {
    let mut server = Server(command.spawn().context("the server cannot be started")?);
    let started = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = server.0.try_wait()? {
            bail!("the server ended with {status}");
        }
        if started.elapsed() > START {
            bail!("the server takes too long to start");
        }
        sleep(Duration::from_millis(200));
    }
    Ok(server)
}
