//! The order of the files of a paper.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Files of before stand first, in the order in which they came.
        let position = ColumnDef::new("position").big_integer().not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("paper").add_column(position).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("paper").drop_column("position").to_owned()).await
    }
}
