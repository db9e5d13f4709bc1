//! The pages and their server functions.
