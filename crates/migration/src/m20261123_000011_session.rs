//! What a session knows of its browser, when its holder last proved who they are, and what its pages have to say.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary_null, string, timestamp_with_time_zone_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [
            string("device").default("computer").take(),
            string("browser").default("").take(),
            binary_null("network").take(),
            timestamp_with_time_zone_null("proved_at").take(),
            binary_null("note").take(),
        ] {
            manager.alter_table(Table::alter().table("session").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["note", "proved_at", "network", "browser", "device"] {
            manager.alter_table(Table::alter().table("session").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
