//! What pages know of the operator's settings.

/// The settings that pages show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicSettings {
    /// Name of the province, "Gia Lai".
    pub province: String,
    /// Number to call for help, "1022".
    pub help_line: String,
    /// Whether this is a demonstration, in which mails go to a folder.
    pub demo: bool,
}

#[cfg(feature = "ssr")]
mod holder {
    use leptos::prelude::use_context;

    use super::PublicSettings;

    /// The settings that pages show.
    pub fn use_settings() -> PublicSettings {
        use_context().unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
mod holder {
    use std::sync::OnceLock;

    use super::PublicSettings;

    static INSTALLED: OnceLock<PublicSettings> = OnceLock::new();

    /// Takes over the settings that the server wrote on the page's `<html>`.
    pub fn install_settings(settings: PublicSettings) {
        INSTALLED.get_or_init(|| settings);
    }

    /// The settings that pages show.
    pub fn use_settings() -> PublicSettings {
        INSTALLED.get().cloned().unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
pub use holder::install_settings;
pub use holder::use_settings;
