//! Who is writing to which upload.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Who is writing to which upload in this process: one at a time, and whoever comes takes over from one that may have
/// stalled.
#[derive(Default)]
pub(crate) struct Writers(Mutex<HashMap<Uuid, Writing>>);

/// Who writes to one upload, or waits for it.
#[derive(Default)]
struct Writing {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Tells the last one who came that somebody else has.
    taken_over: CancellationToken,
}

/// The turn to write to an upload.
pub(super) struct Turn {
    /// Somebody else wants it.
    pub taken_over: CancellationToken,
    _guard: OwnedMutexGuard<()>,
}

impl Writers {
    pub(super) async fn take(&self, id: Uuid) -> Turn {
        let taken_over = CancellationToken::new();
        let turn = {
            let mut writers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            writers.retain(|_, writing| Arc::strong_count(&writing.turn) > 1);
            let writing = writers.entry(id).or_default();
            std::mem::replace(&mut writing.taken_over, taken_over.clone()).cancel();
            writing.turn.clone()
        };
        Turn { taken_over, _guard: turn.lock_owned().await }
    }
}
