//! What is sent after it was clear that it is not taken: it is read and forgotten for a while, because a connection that
//! is closed while one sends is reset, and then whoever sends never hears why.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// How long is read what nobody takes.
const LONGEST_READING: Duration = Duration::from_secs(10);

/// Reads on where the answer comes before the end of what is sent.
pub async fn read_away(request: Request, next: Next) -> Response {
    let request = request.map(|body| Body::from_stream(Unread(Some(body.into_data_stream()))));
    next.run(request).await
}

/// A body that is read to its end when it is dropped before.
struct Unread(Option<BodyDataStream>);

impl Stream for Unread {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(rest) = &mut self.0 else { return Poll::Ready(None) };
        let piece = rest.poll_next_unpin(context);
        if matches!(piece, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        piece
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        if let (Some(mut rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime
                .spawn(timeout(LONGEST_READING, async move { while let Some(Ok(_)) = rest.next().await {} }));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn whoever_sends_hears_why_it_is_not_taken() {
        let refuses = |_: Body| async { StatusCode::INSUFFICIENT_STORAGE };
        let router = Router::new().route("/", post(refuses)).layer(from_fn(read_away));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let answer = tokio::task::spawn_blocking(move || {
            let mut connection = TcpStream::connect(address).unwrap();
            let length = 32 * 1024 * 1024;
            write!(connection, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n").unwrap();
            connection.write_all(&vec![7; length]).unwrap();
            let mut answer = [0; 12];
            connection.read_exact(&mut answer).unwrap();
            answer
        });
        assert_eq!(&answer.await.unwrap(), b"HTTP/1.1 507");
    }
}
