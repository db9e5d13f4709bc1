//! Names by content, and packing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of the SHA-256 of `bytes`.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A folder in which results lie under the hash of what they were made from.
pub struct Cache(pub PathBuf);

impl Cache {
    /// The file made from `key`: an earlier one, or what `make` returns now.
    pub fn get(&self, key: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let path = self.0.join(key);
        if let Ok(bytes) = fs::read(&path) {
            return Ok(bytes);
        }
        let bytes = make()?;
        write(&path, &bytes)?;
        Ok(bytes)
    }

    /// `bytes` packed with brotli at its strongest.
    pub fn brotli(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.get(&format!("{}.br", hash(bytes)), || {
            let mut packed = Vec::new();
            let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
            brotli::BrotliCompress(&mut &*bytes, &mut packed, &settings)?;
            Ok(packed)
        })
    }

    /// `bytes` packed with gzip at its strongest.
    pub fn gzip(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.get(&format!("{}.gz", hash(bytes)), || {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(bytes)?;
            Ok(encoder.finish()?)
        })
    }
}

/// Writes a whole file at once: nobody sees half of it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let partial = path.with_extension(format!("partial{}", std::process::id()));
    fs::write(&partial, bytes)?;
    fs::rename(&partial, path)?;
    Ok(())
}
