//! Guessing of passwords, browsers that somebody logged in from, what shows who people are, and accounts to be deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, pk_uuid, string, string_null, string_uniq, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
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
                    .table("guess")
                    .col(string("key").primary_key())
                    .col(integer("wrong"))
                    .col(timestamp_with_time_zone_null("last_at"))
                    .col(string_null("unlock_hash").unique_key())
                    .col(uuid_null("account_id"))
                    .foreign_key(&mut belongs_to_account("guess"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("known_browser")
                    .col(string("token_hash").primary_key())
                    .col(uuid("account_id"))
                    .col(timestamp_with_time_zone("known_since"))
                    .foreign_key(&mut belongs_to_account("known_browser"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("account_deletion")
                    .col(uuid("account_id").primary_key())
                    .col(string_uniq("undo_hash"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .col(timestamp_with_time_zone("delete_at"))
                    .foreign_key(&mut belongs_to_account("account_deletion"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("evidence")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("kind"))
                    .col(timestamp_with_time_zone("seen_at"))
                    .foreign_key(&mut belongs_to_account("evidence"))
                    .index(Index::create().unique().name("evidence_once").col("account_id").col("kind"))
                    .to_owned(),
            )
            .await?;
        // Who looked at what is stored about somebody is found by what was looked at.
        for (table, column) in
            [("guess", "last_at"), ("known_browser", "known_since"), ("audit", "subject_id")]
        {
            let name = format!("{table}_{column}");
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        // Every account there is was made by confirming its mailbox.
        manager
            .execute(
                Query::insert()
                    .into_table("evidence")
                    .columns(["id", "account_id", "kind", "seen_at"])
                    .select_from(
                        Query::select()
                            .columns(["id", "id"])
                            .expr(Expr::val("mail"))
                            .column("email_confirmed_at")
                            .from("account")
                            .to_owned(),
                    )
                    .map_err(|error| DbErr::Custom(error.to_string()))?
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("audit_subject_id").table("audit").to_owned()).await?;
        for table in ["evidence", "account_deletion", "known_browser", "guess"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
