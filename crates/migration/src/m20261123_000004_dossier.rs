//! Drafts, papers and their contents, dossiers and what happens to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, date, date_null, pk_uuid, string, string_null, string_uniq, text,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null, uuid_uniq,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("draft")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("procedure_code"))
                    .col(uuid("procedure_version"))
                    .col(binary("answers"))
                    .col(big_integer("revision"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("filed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("blob")
                    .col(string("sha256").primary_key())
                    .col(big_integer("size"))
                    .col(timestamp_with_time_zone("touched_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("paper")
                    .col(pk_uuid("id"))
                    .col(uuid("draft_id"))
                    .col(string("requirement"))
                    .col(string("name"))
                    .col(string("media_type"))
                    .col(big_integer("size"))
                    .col(string_null("blob"))
                    .col(string_null("refusal"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(ForeignKey::create().from("paper", "draft_id").to("draft", "id"))
                    .foreign_key(ForeignKey::create().from("paper", "blob").to("blob", "sha256"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier")
                    .col(pk_uuid("id"))
                    .col(string_uniq("code"))
                    .col(uuid_uniq("draft_id"))
                    .col(uuid("account_id"))
                    .col(string("procedure_code"))
                    .col(uuid("procedure_version"))
                    .col(string("agency_code"))
                    .col(string("status"))
                    .col(binary("answers"))
                    .col(text("second_facts"))
                    .col(timestamp_with_time_zone("submitted_at"))
                    .col(timestamp_with_time_zone("answer_by"))
                    .col(date_null("result_by"))
                    .col(big_integer("revision"))
                    .foreign_key(ForeignKey::create().from("dossier", "draft_id").to("draft", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier_event")
                    .col(uuid("dossier_id"))
                    .col(big_integer("number"))
                    .col(timestamp_with_time_zone("at"))
                    .col(string("status"))
                    .col(string("actor_kind"))
                    .col(uuid_null("actor_id"))
                    .col(string("previous_hash"))
                    .col(string("hash"))
                    .primary_key(Index::create().col("dossier_id").col("number"))
                    .foreign_key(ForeignKey::create().from("dossier_event", "dossier_id").to("dossier", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("counter")
                    .col(string("agency_code"))
                    .col(date("day"))
                    .col(big_integer("last"))
                    .primary_key(Index::create().col("agency_code").col("day"))
                    .to_owned(),
            )
            .await?;
        for (name, table, columns) in [
            ("draft_of_account", "draft", ["account_id", "filed_at"].as_slice()),
            ("draft_expired", "draft", &["filed_at", "expires_at"]),
            ("paper_of_draft", "paper", &["draft_id"]),
            ("paper_of_blob", "paper", &["blob"]),
            ("dossier_of_account", "dossier", &["account_id", "submitted_at"]),
            ("dossier_of_agency", "dossier", &["agency_code", "status"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["counter", "dossier_event", "dossier", "paper", "blob", "draft"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
