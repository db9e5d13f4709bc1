//! Lists of dossiers that stay quick with a million of them, views that officers keep, and public figures.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, pk_uuid, string, text, timestamp_with_time_zone, uuid};
use sea_orm_migration::sea_orm::DbBackend;

use crate::belongs_to_account;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the lists are read from. Behind the columns by which rows are found and put in order stand those by which lists are
/// narrowed, so that what is left out is never read from the table.
const LISTS: [(&str, &[&str]); 4] = [
    (
        "dossier_waiting",
        &[
            "queue_code",
            "queue",
            "due_at",
            "id",
            "agency_code",
            "unit_code",
            "stage",
            "procedure_code",
            "assignee_id",
            "channel",
            "submitted_at",
        ],
    ),
    ("dossier_closed", &["agency_code", "queue", "closed_at", "id", "procedure_code", "channel"]),
    (
        "dossier_unit_closed",
        &["unit_code", "queue", "closed_at", "id", "agency_code", "stage", "procedure_code", "channel"],
    ),
    ("dossier_procedure_closed", &["agency_code", "procedure_code", "queue", "closed_at", "id"]),
];

/// By what names are found from their beginning.
const NAMES: [(&str, &[&str; 2]); 4] = [
    ("dossier_owner", &["agency_code", "owner_folded"]),
    ("dossier_given_name", &["agency_code", "owner_reversed"]),
    ("dossier_unit_owner", &["unit_code", "owner_folded"]),
    ("dossier_unit_given_name", &["unit_code", "owner_reversed"]),
];

/// Indexes of the migration before that these take the place of.
const REPLACED: [(&str, &[&str]); 3] = [
    ("dossier_queue", &["queue_code", "queue", "due_at", "id"]),
    ("dossier_owner", &["agency_code", "owner_folded", "id"]),
    ("dossier_given_name", &["agency_code", "owner_reversed", "id"]),
];

fn index(name: &str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table("dossier").to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

/// The beginning of a text is found by its letters one by one, whatever order the database has for texts.
fn index_of_names(
    manager: &SchemaManager<'_>,
    name: &str,
    [agency, words]: [&'static str; 2],
) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table("dossier").col(agency).to_owned();
    if manager.get_database_backend() == DbBackend::Postgres {
        index.col(words.into_index_column().with_operator_class("text_pattern_ops"));
    } else {
        index.col(words);
    }
    index.col("id").to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in REPLACED {
            manager.drop_index(Index::drop().name(name).table("dossier").to_owned()).await?;
        }
        for (name, columns) in LISTS {
            manager.create_index(index(name, columns)).await?;
        }
        for (name, columns) in NAMES {
            manager.create_index(index_of_names(manager, name, *columns)).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("saved_view")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("name"))
                    .col(text("query"))
                    .foreign_key(&mut belongs_to_account("saved_view"))
                    .to_owned(),
            )
            .await?;
        let mut once = Index::create().name("saved_view_name").table("saved_view").unique().to_owned();
        manager.create_index(once.col("account_id").col("name").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("figure")
                    .col(string("procedure_code"))
                    .col(date("month"))
                    .col(big_integer("received"))
                    .col(big_integer("finished"))
                    .col(big_integer("on_time"))
                    .col(big_integer("late"))
                    .col(big_integer("usual_minutes"))
                    .col(big_integer("ratings"))
                    .col(big_integer("stars"))
                    .col(timestamp_with_time_zone("computed_at"))
                    .primary_key(Index::create().col("procedure_code").col("month"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["figure", "saved_view"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for name in LISTS.map(|(name, _)| name).into_iter().chain(NAMES.map(|(name, _)| name)) {
            manager.drop_index(Index::drop().name(name).table("dossier").to_owned()).await?;
        }
        for (name, columns) in REPLACED {
            manager.create_index(index(name, columns)).await?;
        }
        Ok(())
    }
}
