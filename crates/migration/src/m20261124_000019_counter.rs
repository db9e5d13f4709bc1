//! Visits at counters, and the codes by which people take what was filed there into their accounts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, pk_uuid, string, string_uniq, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("counter_visit")
                    .col(pk_uuid("id"))
                    .col(string("agency_code"))
                    .col(uuid("officer_id"))
                    .col(binary("person"))
                    .col(uuid_null("account_id"))
                    .col(uuid_null("draft_id").unique_key())
                    .col(text("seen_papers"))
                    .col(timestamp_with_time_zone("began_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("counter_visit_draft")
                            .from("counter_visit", "draft_id")
                            .to("draft", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        let of_agency = Index::create()
            .name("counter_visit_agency")
            .table("counter_visit")
            .col("agency_code")
            .col("began_at")
            .to_owned();
        manager.create_index(of_agency).await?;
        manager
            .create_table(
                Table::create()
                    .table("dossier_claim")
                    .col(uuid("dossier_id").primary_key())
                    .col(string_uniq("code_hash"))
                    .col(string("number_hash"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("claimed_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("dossier_claim_dossier")
                            .from("dossier_claim", "dossier_id")
                            .to("dossier", "id"),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["dossier_claim", "counter_visit"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
