//! What every feature stands on: jobs, limits, the audit trail.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, integer, pk_uuid, string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("job")
                    .col(pk_uuid("id"))
                    .col(string("kind"))
                    .col(binary("payload"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("run_at"))
                    .col(timestamp_with_time_zone_null("expires_at"))
                    .col(integer("attempts").default(0))
                    .col(timestamp_with_time_zone_null("locked_until"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .col(string_null("outcome"))
                    .col(string_null("last_error"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("job_due").table("job").col("finished_at").col("run_at").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rate_limit")
                    .col(string("key").primary_key())
                    .col(timestamp_with_time_zone("window_start"))
                    .col(integer("count"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(pk_uuid("id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(string("actor_kind"))
                    .col(uuid_null("actor_id"))
                    .col(string("action"))
                    .col(string_null("subject_kind"))
                    .col(string_null("subject_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["audit", "rate_limit", "job"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
