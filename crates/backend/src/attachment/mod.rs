//! Papers of a dossier and their contents.

mod store;

pub use store::{BlobStore, Bucket, Content, Folder, open_store};
