//! Dated migrations: the truth about the tables.
