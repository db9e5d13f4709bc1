//! `motcua serve` and `motcua worker`: the web server and what goes on beside it, until they are told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use backend::Portal;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::connection;
use crate::router::{self, AppState};
use crate::site::SITE;
use crate::start;

/// How long running requests may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until SIGTERM or Ctrl-C; then answers what is running and stops.
pub async fn serve(config: Config) -> Result<()> {
    let portal = start::portal(&config).await?;
    if config.demo {
        backend::demo::prepare(&portal).await?;
    } else {
        backend::demo::close(&portal).await?;
        if config.smtp_url.is_none() {
            tracing::warn!("no smtp_url: mails are written into the data folder and reach nobody");
        }
        if config.clamd.is_none() {
            tracing::warn!("no clamd: papers are not scanned for viruses");
        }
    }
    let listen = config.listen;
    let public_url = config.public_url.clone();
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("listen {listen}"))?;

    let (stop, stopped) = watch::channel(false);
    let mut tasks = background(&portal, &stopped);
    let router = router::router(AppState::new(portal, Arc::new(config), &SITE));
    tracing::info!(%listen, %public_url, "serving");
    let server = connection::serve(listener, router, connection::LONGEST_HEAD, wait(stopped));
    let server = tokio::spawn(server);

    let ended = asked_to_stop(&mut tasks).await;
    tracing::info!("stopping");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, server).await {
        Ok(ended) => ended?,
        Err(_) => tracing::warn!("some requests were cut off"),
    }
    tasks.join_all().await;
    ended
}

/// Does what goes on beside the answering, and nothing else: for a machine of its own.
pub async fn work(config: &Config) -> Result<()> {
    let portal = start::portal(config).await?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = background(&portal, &stopped);
    let ended = asked_to_stop(&mut tasks).await;
    stop.send_replace(true);
    tasks.join_all().await;
    ended
}

/// What goes on beside the answering until `stopped`: jobs, the virus scan, what other processes changed, and tidying.
fn background(portal: &Portal, stopped: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn({
        let (portal, stop) = (portal.clone(), wait(stopped.clone()));
        async move { backend::job::work(&portal, stop).await }
    });
    tasks.spawn({
        let (portal, stop) = (portal.clone(), wait(stopped.clone()));
        async move { backend::attachment::scan(&portal, stop).await }
    });
    tasks.spawn(until(wait(stopped.clone()), backend::portal::follow(portal.clone())));
    tasks.spawn(until(wait(stopped.clone()), backend::tidy(portal.clone())));
    tasks.spawn(until(wait(stopped.clone()), backend::audit::keep(portal.clone())));
    tasks.spawn(until(wait(stopped.clone()), backend::dossier::follow_calendars(portal.clone())));
    tasks
}

async fn wait(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the server.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn until(stop: impl Future<Output = ()>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop => {}
        () = work => {}
    }
}

/// Resolves when the process is asked to stop, or when something that goes on beside has ended by itself, which is a fault:
/// without it the portal would look well and send no mail. Whoever watches over the process then starts it anew.
async fn asked_to_stop(tasks: &mut JoinSet<()>) -> Result<()> {
    tokio::select! {
        () = stop_signal() => Ok(()),
        Some(ended) = tasks.join_next() => {
            tracing::error!(panicked = ended.is_err(), "what goes on beside the answering has ended");
            bail!("what goes on beside the answering has ended")
        }
    }
}

/// Resolves when the process is asked to stop.
async fn stop_signal() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
