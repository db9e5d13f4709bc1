//! Versions of procedures, agencies, reference documents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, date_null, integer, pk_uuid, string, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("procedure_version")
                    .col(pk_uuid("id"))
                    .col(string("procedure_code"))
                    .col(integer("number"))
                    .col(text("content"))
                    .col(date("in_force_from"))
                    .col(date_null("in_force_to"))
                    .col(timestamp_with_time_zone("imported_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("procedure_version_number")
                    .table("procedure_version")
                    .col("procedure_code")
                    .col("number")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("agency")
                    .col(string("code").primary_key())
                    .col(integer("position"))
                    .col(text("content"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("reference")
                    .col(string("name").primary_key())
                    .col(text("content"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["reference", "agency", "procedure_version"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
