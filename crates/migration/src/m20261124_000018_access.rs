//! Other systems: their tokens, what they filed, and where they are told what happened.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, binary_null, integer_null, pk_uuid, string, string_uniq, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("api_token")
                    .col(pk_uuid("id"))
                    .col(string("name"))
                    .col(string("agency_code"))
                    .col(string("role"))
                    .col(string("scopes"))
                    .col(string_uniq("hash"))
                    .col(uuid_null("created_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("revoked_at"))
                    .col(timestamp_with_time_zone_null("last_used_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("api_request")
                    .col(pk_uuid("id"))
                    .col(uuid("token_id"))
                    .col(string("key_hash"))
                    .col(string("fingerprint"))
                    .col(uuid("account_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("locked_until"))
                    .col(binary_null("answer"))
                    .index(Index::create().unique().name("api_request_once").col("token_id").col("key_hash"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("api_request_token")
                            .from("api_request", "token_id")
                            .to("api_token", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("webhook")
                    .col(pk_uuid("id"))
                    .col(string("agency_code"))
                    .col(string("url"))
                    .col(binary("secret"))
                    .col(string("topics"))
                    .col(uuid_null("created_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("disabled_at"))
                    .col(timestamp_with_time_zone_null("tried_at"))
                    .col(integer_null("answered"))
                    .to_owned(),
            )
            .await?;
        let of_agency =
            Index::create().name("webhook_of_agency").table("webhook").col("agency_code").to_owned();
        manager.create_index(of_agency).await?;
        // What changed is read in the order of time.
        let in_time = Index::create()
            .name("dossier_event_in_time")
            .table("dossier_event")
            .col("at")
            .col("dossier_id")
            .col("number")
            .to_owned();
        manager.create_index(in_time).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let in_time = Index::drop().name("dossier_event_in_time").table("dossier_event").to_owned();
        manager.drop_index(in_time).await?;
        for table in ["webhook", "api_request", "api_token"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
