//! The forms that were given out: what each says, its seal, and the numbers that agencies gave them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, integer, pk_uuid, string, string_uniq, text, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("printed_form")
                    .col(pk_uuid("id"))
                    .col(uuid("dossier_id"))
                    .col(big_integer("event_number"))
                    .col(string("form"))
                    .col(string("circular"))
                    .col(string("agency_code"))
                    .col(integer("year"))
                    .col(integer("number"))
                    .col(timestamp_with_time_zone("issued_at"))
                    .col(integer("signing_key"))
                    .col(text("seal"))
                    .col(text("signature"))
                    .col(string_uniq("typed_code"))
                    .col(binary("letter"))
                    .foreign_key(ForeignKey::create().from("printed_form", "dossier_id").to("dossier", "id"))
                    .to_owned(),
            )
            .await?;
        // A form is given out once for an event, and has a number of its own.
        for (name, columns) in [
            ("printed_form_event", ["dossier_id", "event_number", "form"].as_slice()),
            ("printed_form_number", &["agency_code", "form", "year", "number"]),
        ] {
            let mut index = Index::create().name(name).table("printed_form").unique().to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("printed_number")
                    .col(string("agency_code"))
                    .col(string("form"))
                    .col(integer("year"))
                    .col(integer("last"))
                    .primary_key(Index::create().col("agency_code").col("form").col("year"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["printed_number", "printed_form"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
