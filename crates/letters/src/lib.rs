//! The national forms as PDF.
