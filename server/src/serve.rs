//! `motcua serve`: the web server and the worker, until they are told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::Config;
use crate::connection;
use crate::router::{self, AppState};
use crate::site::SITE;
use crate::start;

/// How long running requests may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until SIGTERM or Ctrl-C; then answers what is running and stops.
pub async fn serve(config: Config) -> anyhow::Result<()> {
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
    let wait = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that the sender is gone, and with it the server.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let worker = tokio::spawn({
        let (portal, stop) = (portal.clone(), wait(stopped.clone()));
        async move { backend::job::work(&portal, stop).await }
    });
    let scanner = tokio::spawn({
        let (portal, stop) = (portal.clone(), wait(stopped.clone()));
        async move { backend::attachment::scan(&portal, stop).await }
    });
    let follower = tokio::spawn(backend::portal::follow(portal.clone()));
    let tidier = tokio::spawn(backend::tidy(portal.clone()));
    let router = router::router(AppState::new(portal, Arc::new(config), &SITE));
    tracing::info!(%listen, %public_url, "serving");
    let server = connection::serve(listener, router, connection::LONGEST_HEAD, wait(stopped));
    let server = tokio::spawn(server);

    stop_signal().await;
    tracing::info!("stopping");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, server).await {
        Ok(ended) => ended?,
        Err(_) => tracing::warn!("some requests were cut off"),
    }
    follower.abort();
    tidier.abort();
    worker.await?;
    scanner.await?;
    Ok(())
}

/// Resolves when the process is asked to stop.
pub async fn stop_signal() {
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
