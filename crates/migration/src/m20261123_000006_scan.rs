//! What the virus scan says of contents, and events of a dossier that its status does not tell.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, string, string_null, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("blob", string("scan").default("waiting").take()),
            ("blob", integer("scan_attempts").default(0).take()),
            ("blob", timestamp_with_time_zone_null("scan_at")),
            ("blob", string_null("scan_found")),
            ("dossier_event", string_null("note")),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        // Also what was handed in before waits for the scan.
        let waiting = Query::update().table("blob").value("scan_at", Expr::col("touched_at")).to_owned();
        manager.execute(waiting).await?;
        manager
            .create_index(
                Index::create().name("blob_scan").table("blob").col("scan").col("scan_at").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("blob_scan").table("blob").to_owned()).await?;
        for (table, column) in [
            ("blob", "scan"),
            ("blob", "scan_attempts"),
            ("blob", "scan_at"),
            ("blob", "scan_found"),
            ("dossier_event", "note"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
