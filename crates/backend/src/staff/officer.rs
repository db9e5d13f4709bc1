//! Somebody who works for agencies and is logged in.

use domain::staff::{Action, Membership, may};
use uuid::Uuid;

use crate::audit::Actor;

/// A role within an agency, one's own or that of a colleague for whom one stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    /// The role and the agency.
    pub membership: Membership,
    /// Account of the colleague; none where the role is one's own.
    pub stands_in_for: Option<Uuid>,
}

/// An officer who logged in with a second factor, and what they may act as now.
#[derive(Clone, Debug)]
pub struct Officer {
    account_id: Uuid,
    name: String,
    acting: Vec<Acting>,
}

impl Officer {
    /// Only whoever knows that they are logged in makes one; `acting` has their own memberships first.
    pub(crate) fn new(account_id: Uuid, name: String, acting: Vec<Acting>) -> Self {
        Self { account_id, name, acting }
    }

    /// Id of the account.
    pub fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// Name as its holder wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What they may act as now, their own memberships first.
    pub fn acting(&self) -> &[Acting] {
        &self.acting
    }

    /// As what they may do this; `None` where they may not.
    pub fn may(&self, action: Action<'_>) -> Option<&Acting> {
        self.acting.iter().find(|acting| may(std::slice::from_ref(&acting.membership), action).is_some())
    }

    /// Whether there are dossiers for them.
    pub fn works_on_dossiers(&self) -> bool {
        self.acting.iter().any(|acting| acting.membership.role.works_on_dossiers())
    }

    /// For the audit trail.
    pub fn actor(&self) -> Actor {
        Actor::Officer(self.account_id)
    }
}
