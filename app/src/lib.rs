//! The pages, and the functions by which they reach the server.
//!
//! Compiled twice: with `ssr` into the server, with `hydrate` into the browser's program. One module per feature.

// What only the server draws is there for the browser too, and used by nobody.
#![cfg_attr(not(feature = "ssr"), allow(dead_code, unused_imports))]

#[cfg(feature = "ssr")]
pub mod access;
pub mod account;
#[cfg(feature = "ssr")]
pub mod administration;
pub mod attachment;
pub mod catalogue;
pub mod citizen_app;
#[cfg(feature = "ssr")]
pub mod counter;
#[cfg(feature = "ssr")]
pub mod design;
#[cfg(feature = "ssr")]
pub mod desk;
pub mod dossier;
pub(crate) mod drawn;
pub mod error;
#[cfg(feature = "ssr")]
pub mod following;
pub mod guide;
pub mod home;
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod inbox;
pub mod layout;
pub mod load;
pub mod post;
#[cfg(feature = "ssr")]
mod qr;
#[cfg(feature = "ssr")]
pub mod request;
pub mod routes;
pub mod settings;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
pub mod statistics;
pub mod tracking;
pub mod ui;
pub mod verify;

pub use citizen_app::CitizenApp;
