//! Passkeys, and what browsers were asked that are to make or use one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, pk_uuid, string, string_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use crate::belongs_to_account;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("passkey")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string_uniq("credential_hash"))
                    .col(binary("key"))
                    .col(string("name"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut belongs_to_account("passkey"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("passkey_account").table("passkey").col("account_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ceremony")
                    .col(pk_uuid("holder_id"))
                    .col(binary("state"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ceremony_expires").table("ceremony").col("expires_at").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ceremony", "passkey"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
