//! Uploads that are put together of others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [boolean("is_partial").default(false).to_owned(), text_null("joins").to_owned()] {
            manager.alter_table(Table::alter().table("upload").add_column(column).to_owned()).await?;
        }
        let joins = Index::create().name("upload_joins").table("upload").col("joins").unique().to_owned();
        manager.create_index(joins).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("upload_joins").table("upload").to_owned()).await?;
        for column in ["joins", "is_partial"] {
            manager.alter_table(Table::alter().table("upload").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
