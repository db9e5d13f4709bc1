//! Accounts: people, the organisations they act for, sessions, registrations and logins on their way.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, binary_null, integer, pk_uuid, string, string_null, string_uniq, timestamp_with_time_zone,
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
                    .table("account")
                    .col(pk_uuid("id"))
                    .col(string_uniq("identity_number_hash"))
                    .col(string("name"))
                    .col(binary("person"))
                    .col(string("email_hash"))
                    .col(string("language"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("email_confirmed_at"))
                    .col(timestamp_with_time_zone_null("disabled_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("organisation")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("kind"))
                    .col(string("name"))
                    .col(string("distinction_hash"))
                    .col(binary("details"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to_account("organisation"))
                    .index(
                        Index::create()
                            .unique()
                            .name("organisation_once")
                            .col("account_id")
                            .col("distinction_hash"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("credential")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("kind"))
                    .col(string("secret"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .foreign_key(&mut belongs_to_account("credential"))
                    .index(Index::create().unique().name("credential_once").col("account_id").col("kind"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(pk_uuid("id"))
                    .col(string_uniq("token_hash"))
                    .col(uuid("account_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("last_seen_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("ended_at"))
                    .foreign_key(&mut belongs_to_account("session"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("session_account").table("session").col("account_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("registration")
                    .col(pk_uuid("id"))
                    .col(string_uniq("token_hash"))
                    .col(string("language"))
                    .col(binary("answers"))
                    .col(string_null("password_hash"))
                    .col(string_null("password_problem"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("submitted_at"))
                    .col(string_null("link_hash").unique_key())
                    .col(binary_null("link_token"))
                    .col(timestamp_with_time_zone_null("link_expires_at"))
                    .col(string_null("code_hash"))
                    .col(timestamp_with_time_zone_null("code_expires_at"))
                    .col(integer("code_tries").default(0))
                    .col(timestamp_with_time_zone_null("mail_sent_at"))
                    .col(timestamp_with_time_zone_null("mail_again_at"))
                    .col(uuid_null("account_id"))
                    .col(timestamp_with_time_zone_null("confirmed_at"))
                    .foreign_key(&mut belongs_to_account("registration"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("login_attempt")
                    .col(pk_uuid("id"))
                    .col(string_uniq("token_hash"))
                    .col(string("step"))
                    .col(binary("typed"))
                    .col(string_null("refusal"))
                    .col(timestamp_with_time_zone_null("again_at"))
                    .col(string_null("return_to"))
                    .col(uuid_null("account_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .foreign_key(&mut belongs_to_account("login_attempt"))
                    .to_owned(),
            )
            .await?;
        for table in ["session", "registration", "login_attempt"] {
            let name = format!("{table}_expires");
            manager
                .create_index(Index::create().name(name).table(table).col("expires_at").to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["login_attempt", "registration", "session", "credential", "organisation", "account"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
