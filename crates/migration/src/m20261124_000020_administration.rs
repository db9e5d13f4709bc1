//! What administration keeps: the anchors over the chains of all dossiers, with which calendar due times were
//! computed, and what administrators made of the mails and text messages, which
//! mailboxes refuse mail, versions of procedures that are being written, and
//! searches that found nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, pk_uuid, string, text, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [(&str, &str, &str); 3] = [
    ("dossier_event_at", "dossier_event", "at"),
    ("anchored_head_dossier", "anchored_head", "dossier_id"),
    ("template_version_name", "template_version", "name"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("anchor")
                    .col(date("day").primary_key())
                    .col(string("previous_hash"))
                    .col(big_integer("count"))
                    .col(string("hash"))
                    .col(timestamp_with_time_zone("made_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("anchored_head")
                    .col(date("day"))
                    .col(uuid("dossier_id"))
                    .col(big_integer("number"))
                    .col(string("hash"))
                    .primary_key(Index::create().col("day").col("dossier_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("calendar_seen")
                    .col(string("agency_code").primary_key())
                    .col(string("fingerprint"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("template_version")
                    .col(pk_uuid("id"))
                    .col(string("name"))
                    .col(string("language"))
                    .col(text_null("words"))
                    .col(uuid("written_by"))
                    .col(timestamp_with_time_zone("written_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("procedure_draft")
                    .col(string("code").primary_key())
                    .col(text("content"))
                    .col(uuid("written_by"))
                    .col(timestamp_with_time_zone("written_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("search_miss")
                    .col(date("day"))
                    .col(string("words"))
                    .col(big_integer("count"))
                    .primary_key(Index::create().col("day").col("words"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("mailbox_refusal")
                    .col(string("email_hash").primary_key())
                    .col(timestamp_with_time_zone("refused_at"))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in INDEXES {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("dossier_event_at").table("dossier_event").to_owned()).await?;
        for table in [
            "search_miss",
            "procedure_draft",
            "mailbox_refusal",
            "template_version",
            "calendar_seen",
            "anchored_head",
            "anchor",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
