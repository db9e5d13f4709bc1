//! Use cases: what the portal does, on SQLite and PostgreSQL.
