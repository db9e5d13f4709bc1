//! Dated migrations: the truth about the tables.
//!
//! A landed migration is never edited. Changes expand first and contract in a later release, so that the old and the
//! new binary can run side by side.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod m20261123_000001_foundation;
mod m20261123_000002_catalogue;
mod m20261123_000003_account;
mod m20261123_000004_dossier;
mod m20261123_000005_upload;
mod m20261123_000006_scan;
mod m20261123_000007_kept_paper;
mod m20261123_000008_paper_order;
mod m20261123_000009_concatenation;
mod m20261123_000010_sign_in;
mod m20261123_000011_factor;
mod m20261123_000011_recovery;
mod m20261123_000011_session;
mod m20261123_000012_guard;
mod m20261123_000013_passkey;
mod m20261124_000014_desk;
mod m20261124_000015_staff;
mod m20261124_000016_printed;
mod m20261124_000017_inbox;
mod m20261124_000018_access;
mod m20261124_000019_counter;
mod m20261124_000020_administration;

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_foundation::Migration),
            Box::new(m20261123_000002_catalogue::Migration),
            Box::new(m20261123_000003_account::Migration),
            Box::new(m20261123_000004_dossier::Migration),
            Box::new(m20261123_000005_upload::Migration),
            Box::new(m20261123_000006_scan::Migration),
            Box::new(m20261123_000007_kept_paper::Migration),
            Box::new(m20261123_000008_paper_order::Migration),
            Box::new(m20261123_000009_concatenation::Migration),
            Box::new(m20261123_000010_sign_in::Migration),
            Box::new(m20261123_000011_session::Migration),
            Box::new(m20261123_000011_factor::Migration),
            Box::new(m20261123_000012_guard::Migration),
            Box::new(m20261123_000011_recovery::Migration),
            Box::new(m20261123_000013_passkey::Migration),
            Box::new(m20261124_000014_desk::Migration),
            Box::new(m20261124_000015_staff::Migration),
            Box::new(m20261124_000016_printed::Migration),
            Box::new(m20261124_000017_inbox::Migration),
            Box::new(m20261124_000018_access::Migration),
            Box::new(m20261124_000019_counter::Migration),
            Box::new(m20261124_000020_administration::Migration),
        ]
    }
}

/// What goes with the account that it belongs to.
fn belongs_to_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_account"))
        .from(table, "account_id")
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
