//! Logging in in several steps: what was proved so far, codes sent to phones, and who vouches for whom.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, binary_null, integer, pk_uuid, small_integer, string, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::belongs_to_account;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [string("proved").default("").to_owned(), binary_null("carried")] {
            let change = Table::alter().table("login_attempt").add_column(column).to_owned();
            manager.alter_table(change).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("otp_challenge")
                    .col(pk_uuid("id"))
                    .col(string("purpose"))
                    .col(uuid("asked_by"))
                    .col(uuid_null("account_id"))
                    .col(binary("phone"))
                    .col(binary("secret"))
                    .col(big_integer("counter"))
                    .col(integer("tries").default(0))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("sent_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut belongs_to_account("otp_challenge"))
                    .index(Index::create().unique().name("otp_challenge_once").col("purpose").col("asked_by"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("otp_challenge_expires")
                    .table("otp_challenge")
                    .col("expires_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("identity")
                    .col(pk_uuid("id"))
                    .col(string("issuer"))
                    .col(string("subject"))
                    .col(uuid("account_id"))
                    .col(small_integer("level"))
                    .col(timestamp_with_time_zone("linked_at"))
                    .foreign_key(&mut belongs_to_account("identity"))
                    .index(Index::create().unique().name("identity_once").col("issuer").col("subject"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("identity_account").table("identity").col("account_id").to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["identity", "otp_challenge"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["carried", "proved"] {
            let change = Table::alter().table("login_attempt").drop_column(column).to_owned();
            manager.alter_table(change).await?;
        }
        Ok(())
    }
}
