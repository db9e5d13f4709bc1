//! Connections from outside: each has so long to ask for something, and is then served until it ends,
//! or takes nothing of what it asked for.
//!
//! What axum serves by itself waits for ever for the rest of a request's head, so that a few thousand half-sent ones leave
//! no room for anybody else.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use axum::serve::Listener;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// How long the head of a request may take from its first byte, and the first request from the beginning.
pub const LONGEST_HEAD: Duration = Duration::from_secs(30);

/// How long somebody may take nothing of an answer.
const LONGEST_SILENCE: Duration =
    if cfg!(test) { Duration::from_millis(300) } else { Duration::from_secs(60) };

/// Bytes that are read from a connection at once. Files come in through fifty connections and more.
const READ_AT_ONCE: usize = 256 * 1024;

/// Serves `router` until `stop`; then takes nobody new, and resolves when all that was running is answered.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    longest_head: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut builder = Builder::new(TokioExecutor::new());
    let mut http1 = builder.http1();
    http1.timer(TokioTimer::new()).header_read_timeout(longest_head).max_buf_size(READ_AT_ONCE);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(longest_head);
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        let asked = Arc::<AtomicBool>::default();
        let visitor = Visitor { router: router.clone(), peer, asked: asked.clone() };
        tokio::spawn(talk(builder.clone(), stream, visitor, asked, longest_head, stopped.clone()));
    }
    drop((listener, stopped));
    stopping.send_replace(true);
    // Every connection holds a receiver.
    stopping.closed().await;
}

async fn talk(
    builder: Builder<TokioExecutor>,
    stream: TcpStream,
    visitor: Visitor,
    asked: Arc<AtomicBool>,
    longest_head: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(visitor);
    let mut stream = Box::pin(TimeoutStream::new(stream));
    stream.as_mut().set_write_timeout_pinned(Some(LONGEST_SILENCE));
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut first_head = pin!(tokio::time::sleep(longest_head));
    let (mut waits, mut serves) = (true, true);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::trace!(%error, "a connection broke");
                }
                return;
            }
            // Who says nothing at all, or not even which HTTP is spoken, reaches no timeout of hyper's.
            () = &mut first_head, if waits => {
                if !asked.load(Ordering::Relaxed) {
                    return;
                }
                waits = false;
            }
            _ = stopped.wait_for(|stopped| *stopped), if serves => {
                serves = false;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The portal, for one connection.
#[derive(Clone)]
struct Visitor {
    router: Router,
    peer: SocketAddr,
    /// Set with the first request.
    asked: Arc<AtomicBool>,
}

impl<B> Service<Request<B>> for Visitor
where
    B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <Router as Service<Request<B>>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<B>>::poll_ready(&mut self.router, context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        self.asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.call(request)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    use super::*;

    /// A server for heads that are there at once; its address, and what stops it.
    async fn server() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
        let much = || async { vec![0_u8; 64 * 1024 * 1024] };
        let router = Router::new().route("/", get(peer)).route("/much", get(much));
        let stopped = async move {
            let _ = stopped.await;
        };
        let server = tokio::spawn(serve(listener, router, Duration::from_millis(300), stopped));
        (address, stop, server)
    }

    /// What the server says to `sent`, until it ends the connection.
    async fn said(address: SocketAddr, sent: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A connection that is cut off may end in an error.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn who_does_not_end_a_head_is_sent_away() {
        let (address, _stop, _server) = server().await;
        for half in ["", "G", "PRI * HTT", "GET / HTTP/1.1\r\nhost: x\r\n"] {
            assert!(!said(address, half).await.contains("200 OK"), "{half:?}");
        }
        let whole = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        let answer = said(address, &[whole, "GET / HT"].concat()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("127.0.0.1"), "{answer}");
    }

    #[tokio::test]
    async fn who_takes_no_answer_is_sent_away() {
        let (address, stop, server) = server().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /much HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        stream.readable().await.unwrap();
        stop.send(()).unwrap();
        // It ends only when the connection does.
        server.await.unwrap();
    }

    #[tokio::test]
    async fn it_stops_when_everybody_is_served() {
        let (address, stop, server) = server().await;
        let answer = said(address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        stop.send(()).unwrap();
        server.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
