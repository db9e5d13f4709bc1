//! Papers: choosing and uploading them.

pub mod papers;
mod uploader;
