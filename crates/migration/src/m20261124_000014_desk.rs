//! What happens to a dossier after it was filed: the desk, its judging, supplements, time, money and result.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, binary_null, integer, pk_uuid, string, string_uniq, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Columns that tables of before get, each with the value of rows of before.
fn columns() -> [(&'static str, Vec<ColumnDef>); 4] {
    [
        (
            "dossier",
            vec![
                ColumnDef::new("stage").string().not_null().default("intake").to_owned(),
                ColumnDef::new("answered").boolean().not_null().default(false).to_owned(),
                ColumnDef::new("rounds").integer().not_null().default(0).to_owned(),
                ColumnDef::new("extensions").integer().not_null().default(0).to_owned(),
                ColumnDef::new("unit_code").string().null().to_owned(),
                ColumnDef::new("assignee_id").uuid().null().to_owned(),
                ColumnDef::new("queue").string().not_null().default("intake").to_owned(),
                ColumnDef::new("queue_code").string().not_null().default("").to_owned(),
                ColumnDef::new("fee_moment").string().not_null().default("never").to_owned(),
                ColumnDef::new("payment").string().not_null().default("not_due").to_owned(),
                ColumnDef::new("amount_vnd").big_integer().not_null().default(0).to_owned(),
                ColumnDef::new("delivery").string().not_null().default("waiting").to_owned(),
                ColumnDef::new("synchronisation").string().not_null().default("waiting").to_owned(),
                ColumnDef::new("received_at").timestamp_with_time_zone().null().to_owned(),
                ColumnDef::new("due_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default("9999-12-31T00:00:00+00:00")
                    .to_owned(),
                ColumnDef::new("due_provisional").boolean().not_null().default(false).to_owned(),
                ColumnDef::new("needs_verification").boolean().not_null().default(false).to_owned(),
                ColumnDef::new("finished_at").timestamp_with_time_zone().null().to_owned(),
                ColumnDef::new("closed_at").timestamp_with_time_zone().null().to_owned(),
                ColumnDef::new("channel").string().not_null().default("online").to_owned(),
                ColumnDef::new("circular").string().not_null().default("03/2025/TT-VPCP").to_owned(),
                ColumnDef::new("language").string().not_null().default("vi").to_owned(),
                ColumnDef::new("owner_name").string().not_null().default("").to_owned(),
                ColumnDef::new("owner_folded").string().not_null().default("").to_owned(),
                ColumnDef::new("owner_reversed").string().not_null().default("").to_owned(),
            ],
        ),
        (
            "dossier_event",
            vec![
                ColumnDef::new("name").string().not_null().default("").to_owned(),
                ColumnDef::new("stage").string().not_null().default("intake").to_owned(),
                ColumnDef::new("agency_code").string().not_null().default("").to_owned(),
                ColumnDef::new("stands_in_for_id").uuid().null().to_owned(),
                ColumnDef::new("detail").string().null().to_owned(),
            ],
        ),
        ("draft", vec![ColumnDef::new("supplement_to").uuid().null().to_owned()]),
        ("paper", vec![ColumnDef::new("superseded_in").integer().null().to_owned()]),
    ]
}

const INDEXES: [(&str, &str, &[&str]); 10] = [
    ("dossier_queue", "dossier", &["queue_code", "queue", "due_at", "id"]),
    ("dossier_assignee", "dossier", &["assignee_id", "queue", "due_at", "id"]),
    ("dossier_agency_submitted", "dossier", &["agency_code", "submitted_at", "id"]),
    ("dossier_unit_submitted", "dossier", &["unit_code", "submitted_at", "id"]),
    ("dossier_owner", "dossier", &["agency_code", "owner_folded", "id"]),
    ("dossier_given_name", "dossier", &["agency_code", "owner_reversed", "id"]),
    ("dossier_fact_dossier", "dossier_fact", &["dossier_id"]),
    ("dossier_document_dossier", "dossier_document", &["dossier_id"]),
    ("dossier_document_blob", "dossier_document", &["blob"]),
    ("dossier_note_dossier", "dossier_note", &["dossier_id"]),
];

fn belongs_to_dossier(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "dossier_id").to("dossier", "id").to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in columns() {
            for column in columns {
                manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
            }
        }
        let waits = Query::update()
            .table("dossier")
            .value("queue_code", Expr::col("agency_code"))
            .value("due_at", Expr::col("answer_by"))
            .to_owned();
        manager.execute(waits).await?;
        manager
            .create_table(
                Table::create()
                    .table("event_text")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(big_integer("number"))
                    .col(binary("text"))
                    .foreign_key(&mut belongs_to_dossier("event_text"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("round")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(integer("number"))
                    .col(binary("answers"))
                    .col(text("papers"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut belongs_to_dossier("round"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("supplement")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(integer("number"))
                    .col(binary("request"))
                    .col(uuid("asked_by"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .col(uuid_null("draft_id"))
                    .col(timestamp_with_time_zone_null("answered_at"))
                    .foreign_key(&mut belongs_to_dossier("supplement"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("pause")
                    .col(uuid("dossier_id"))
                    .col(timestamp_with_time_zone("begins_at"))
                    .col(timestamp_with_time_zone_null("ends_at"))
                    .primary_key(Index::create().col("dossier_id").col("begins_at"))
                    .foreign_key(&mut belongs_to_dossier("pause"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("extension")
                    .col(uuid("dossier_id"))
                    .col(integer("number"))
                    .col(timestamp_with_time_zone("given_at"))
                    .col(timestamp_with_time_zone("until"))
                    .primary_key(Index::create().col("dossier_id").col("number"))
                    .foreign_key(&mut belongs_to_dossier("extension"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("judgement")
                    .col(pk_uuid("dossier_id"))
                    .col(binary("verdicts"))
                    .col(big_integer("revision"))
                    .col(uuid("judged_by"))
                    .col(timestamp_with_time_zone("judged_at"))
                    .foreign_key(&mut belongs_to_dossier("judgement"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("hand_over")
                    .col(pk_uuid("dossier_id"))
                    .col(string("way"))
                    .col(binary_null("tracking"))
                    .col(uuid_null("officer_id"))
                    .col(timestamp_with_time_zone("handed_over_at"))
                    .foreign_key(&mut belongs_to_dossier("hand_over"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rating")
                    .col(pk_uuid("dossier_id"))
                    .col(integer("stars"))
                    .col(binary_null("words"))
                    .col(string("procedure_code"))
                    .col(string("agency_code"))
                    .col(timestamp_with_time_zone("rated_at"))
                    .foreign_key(&mut belongs_to_dossier("rating"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier_document")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(string("kind"))
                    .col(string("name"))
                    .col(string("media_type"))
                    .col(big_integer("size"))
                    .col(string("blob"))
                    .col(uuid("added_by"))
                    .col(timestamp_with_time_zone("added_at"))
                    .foreign_key(&mut belongs_to_dossier("dossier_document"))
                    .foreign_key(ForeignKey::create().from("dossier_document", "blob").to("blob", "sha256"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier_note")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(uuid("author_id"))
                    .col(string("agency_code"))
                    .col(binary("text"))
                    .col(timestamp_with_time_zone("written_at"))
                    .foreign_key(&mut belongs_to_dossier("dossier_note"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("fee_receipt")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(string_uniq("number"))
                    .col(big_integer("amount_vnd"))
                    .col(string("way"))
                    .col(uuid_null("officer_id"))
                    .col(timestamp_with_time_zone("received_at"))
                    .foreign_key(&mut belongs_to_dossier("fee_receipt"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier_fact")
                    .col(string("fact"))
                    .col(uuid("dossier_id"))
                    .primary_key(Index::create().col("fact").col("dossier_id"))
                    .foreign_key(&mut belongs_to_dossier("dossier_fact"))
                    .to_owned(),
            )
            .await?;
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        for table in ["event_text", "round", "supplement"] {
            let mut once = Index::create().name(format!("{table}_number")).table(table).unique().to_owned();
            manager.create_index(once.col("dossier_id").col("number").to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "dossier_fact",
            "fee_receipt",
            "dossier_note",
            "dossier_document",
            "rating",
            "hand_over",
            "judgement",
            "extension",
            "pause",
            "supplement",
            "round",
            "event_text",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (name, table, _) in INDEXES.iter().filter(|(_, table, _)| *table == "dossier") {
            manager.drop_index(Index::drop().name(*name).table(*table).to_owned()).await?;
        }
        for (table, columns) in columns() {
            for column in columns {
                let name = column.get_column_name();
                manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
            }
        }
        Ok(())
    }
}
