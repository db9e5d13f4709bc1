//! Uploads that go on where they stopped.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, pk_uuid, string, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("upload")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(uuid("draft_id"))
                    .col(string("requirement"))
                    .col(string("name"))
                    .col(string("declared"))
                    .col(big_integer("length"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("upload", "draft_id")
                            .to("draft", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("upload_part")
                    .col(uuid("upload_id"))
                    .col(big_integer("begin"))
                    .col(big_integer("size"))
                    .col(string("blob"))
                    .primary_key(Index::create().col("upload_id").col("begin"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("upload_part", "upload_id")
                            .to("upload", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(ForeignKey::create().from("upload_part", "blob").to("blob", "sha256"))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in [
            ("upload_of_account", "upload", "account_id"),
            ("upload_of_draft", "upload", "draft_id"),
            ("upload_expired", "upload", "expires_at"),
            ("upload_part_of_blob", "upload_part", "blob"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["upload_part", "upload"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
