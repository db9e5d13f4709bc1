//! `cargo xtask serve`: a demonstration on this machine.

use std::time::Instant;

use anyhow::Result;

use crate::run::{program, run};
use crate::{binary, tools};

/// Prepares, builds and serves until Ctrl-C.
pub fn serve() -> Result<()> {
    let started = Instant::now();
    tools::prepare()?;
    let server = binary::for_serving()?;
    eprintln!(
        "▸ serving on http://localhost:3000 ({:.0} s after the start; Ctrl-C ends it)",
        started.elapsed().as_secs_f32()
    );
    eprintln!(
        "  data in var/; mails and text messages in var/outbox, readable at http://localhost:3000/dev/outbox"
    );
    eprintln!("  demo accounts are listed in README.md");
    let mut serve = program(server);
    serve.arg("serve").env("MOTCUA_DEMO", "1").env("MOTCUA_DATA_DIR", "var");
    run(&mut serve)
}
