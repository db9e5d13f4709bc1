//! Officers and what there is to be found, for tests and for measuring.
#![allow(clippy::expect_used, reason = "a test that cannot begin has failed")]

use ::entity::dossier::{self, Column};
use domain::staff::{Membership, Role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::Portal;
use crate::staff::{Acting, Officer};

/// Somebody in these roles of these agencies.
pub fn officer(account_id: Uuid, roles: &[(&str, Role)]) -> Officer {
    let acting = roles.iter().map(|(agency, role)| Acting {
        membership: Membership { agency: (*agency).to_owned(), role: *role },
        stands_in_for: None,
    });
    Officer::new(account_id, "Đỗ Thu Hà".to_owned(), acting.collect())
}

/// How many dossiers there are.
pub async fn count(portal: &Portal) -> u64 {
    dossier::Entity::find().count(portal.database.read()).await.expect("counted")
}

/// The account of somebody whose work something at this agency is.
pub async fn assignee(portal: &Portal, agency: &str) -> Uuid {
    let found = dossier::Entity::find()
        .select_only()
        .column(Column::AssigneeId)
        .filter(Column::QueueCode.eq(agency))
        .filter(Column::AssigneeId.is_not_null())
        .filter(Column::Queue.ne("closed"))
        .into_tuple::<Option<Uuid>>()
        .one(portal.database.read())
        .await;
    found.expect("read").flatten().unwrap_or_else(Uuid::now_v7)
}

/// Codes, names of owners and procedures of some dossiers that this agency received.
pub async fn some(portal: &Portal, agency: &str, most: u64) -> Vec<(String, String, String)> {
    dossier::Entity::find()
        .select_only()
        .columns([Column::Code, Column::OwnerName, Column::ProcedureCode])
        .filter(Column::AgencyCode.eq(agency))
        .order_by_asc(Column::SubmittedAt)
        .limit(most)
        .into_tuple()
        .all(portal.database.read())
        .await
        .expect("read")
}
