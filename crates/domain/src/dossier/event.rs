//! What happens to a dossier beside the moves of its status.

use serde::{Deserialize, Serialize};

/// Something that the status does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventNote {
    /// A virus was found in a file; nobody opens it.
    FileInfected,
    /// A file is too large to be scanned for viruses; nobody opens it.
    FileUnscannable,
    /// Days off changed, and with them when something is due.
    DueChanged,
}

impl EventNote {
    const ALL: [Self; 3] = [Self::FileInfected, Self::FileUnscannable, Self::DueChanged];

    /// As tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FileInfected => "file_infected",
            Self::FileUnscannable => "file_unscannable",
            Self::DueChanged => "due_changed",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|note| note.as_str() == name)
    }
}
