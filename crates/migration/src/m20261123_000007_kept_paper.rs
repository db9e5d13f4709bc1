//! Papers that somebody keeps for later dossiers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, pk_uuid, string, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("kept_paper")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("dossier_code"))
                    .col(string("procedure_code"))
                    .col(string("requirement"))
                    .col(string("name_vi"))
                    .col(string("name_en"))
                    .col(date("handed_in_on"))
                    .col(date_null("expires_on"))
                    .col(timestamp_with_time_zone("kept_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("kept_paper_once")
                    .table("kept_paper")
                    .col("account_id")
                    .col("dossier_code")
                    .col("requirement")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("kept_file")
                    .col(pk_uuid("id"))
                    .col(uuid("kept_paper_id"))
                    .col(string("name"))
                    .col(string("media_type"))
                    .col(big_integer("size"))
                    .col(string("blob"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("kept_file", "kept_paper_id")
                            .to("kept_paper", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(ForeignKey::create().from("kept_file", "blob").to("blob", "sha256"))
                    .to_owned(),
            )
            .await?;
        for (name, column) in [("kept_file_of_paper", "kept_paper_id"), ("kept_file_of_blob", "blob")] {
            manager
                .create_index(Index::create().name(name).table("kept_file").col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["kept_file", "kept_paper"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
