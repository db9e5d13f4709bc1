//! Who works for which agency, who is invited to, and who stands in for whom; and which sessions were begun with a second
//! factor.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, pk_uuid, string, string_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use crate::belongs_to_account;

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [(&str, &str, &str); 4] = [
    ("membership_agency", "membership", "agency_code"),
    ("staff_invitation_number", "staff_invitation", "identity_number_hash"),
    ("delegation_of", "delegation", "of_id"),
    ("delegation_to", "delegation", "to_id"),
];

fn is_account(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("delegation_{column}_account"))
        .from("delegation", column)
        .to("account", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Of sessions of before it is not known.
        let column = ColumnDef::new("second_factor").boolean().not_null().default(false).to_owned();
        manager.alter_table(Table::alter().table("session").add_column(column).to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("membership")
                    .col(pk_uuid("id"))
                    .col(uuid("account_id"))
                    .col(string("agency_code"))
                    .col(string("role"))
                    .col(timestamp_with_time_zone("since"))
                    .col(timestamp_with_time_zone_null("ended_at"))
                    .foreign_key(&mut belongs_to_account("membership"))
                    .index(
                        Index::create()
                            .unique()
                            .name("membership_once")
                            .col("account_id")
                            .col("agency_code")
                            .col("role"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("staff_invitation")
                    .col(pk_uuid("id"))
                    .col(string("agency_code"))
                    .col(string("role"))
                    .col(string("identity_number_hash"))
                    .col(binary("invited"))
                    .col(string_uniq("token_hash"))
                    .col(uuid_null("invited_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("delegation")
                    .col(pk_uuid("id"))
                    .col(uuid("of_id"))
                    .col(uuid("to_id"))
                    .col(string("agency_code"))
                    .col(string("role"))
                    .col(timestamp_with_time_zone("begins_at"))
                    .col(timestamp_with_time_zone("ends_at"))
                    .col(timestamp_with_time_zone_null("taken_back_at"))
                    .foreign_key(&mut is_account("of_id"))
                    .foreign_key(&mut is_account("to_id"))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in INDEXES {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["delegation", "staff_invitation", "membership"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("session").drop_column("second_factor").to_owned()).await
    }
}
