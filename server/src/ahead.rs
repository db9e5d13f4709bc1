//! How far the reader of a form may run ahead of whoever takes its fields.
//!
//! It looks for the end of a field's head, and for the beginning of the first field, without end: what it has read until
//! then lies in memory. So what it is given is counted against what it hands out.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes};
use futures::{Stream, StreamExt};

/// The most that is read and not taken, in bytes: a few pieces as connections give them.
const MOST: usize = 512 * 1024;

/// Bytes that were read of a form and not taken. Clones count together.
#[derive(Clone, Default)]
pub struct Ahead(Arc<AtomicUsize>);

impl Ahead {
    /// `body`, which breaks off where it is read too far ahead.
    pub fn bound(&self, body: Body) -> Body {
        Body::from_stream(Bound { body: body.into_data_stream(), ahead: self.clone(), has_given: false })
    }

    /// So many bytes of a field were taken.
    pub fn taken(&self, bytes: usize) {
        // Never below nothing, whatever order the two threads count in.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |ahead| Some(ahead.saturating_sub(bytes)));
    }
}

struct Bound {
    body: BodyDataStream,
    ahead: Ahead,
    has_given: bool,
}

impl Stream for Bound {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // One piece at a time: the reader goes on as long as there is one, before it hands out any.
        if std::mem::take(&mut self.has_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = self.body.poll_next_unpin(context).map_err(Into::into);
        if let Poll::Ready(Some(Ok(piece))) = &piece {
            self.has_given = true;
            if self.ahead.0.fetch_add(piece.len(), Ordering::Relaxed) + piece.len() > MOST {
                return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::FileTooLarge).into())));
            }
        }
        piece
    }
}
