//! The citizen pages in the browser.

fn main() {}
