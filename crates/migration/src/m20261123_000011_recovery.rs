//! Changes of mailbox and phone that wait for their code, and ways back into accounts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, binary_null, boolean, integer, pk_uuid, string, string_null, string_uniq,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
                    .table("contact_change")
                    .col(pk_uuid("account_id"))
                    .col(uuid("id"))
                    .col(uuid("session_id"))
                    .col(string("kind"))
                    .col(binary("value"))
                    .col(string_null("code_hash"))
                    .col(integer("tries").default(0))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .foreign_key(&mut belongs_to_account("contact_change"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("recovery")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string_uniq("link_hash"))
                    .col(string("via"))
                    .col(binary_null("vouched"))
                    .col(boolean("drops_factors").default(false))
                    .col(string_null("password_problem"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut belongs_to_account("recovery"))
                    .to_owned(),
            )
            .await?;
        for table in ["contact_change", "recovery"] {
            let name = format!("{table}_expires");
            manager
                .create_index(Index::create().name(name).table(table).col("expires_at").to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["recovery", "contact_change"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
