//! Who gives other systems access.

use domain::staff::{Action, Deed};
use uuid::Uuid;

use crate::audit::Actor;
use crate::staff::Officer;

/// Somebody who gives other systems access. Only an officer who may, and the operator's command line, make one.
#[derive(Clone, Copy, Debug)]
pub struct AccessAdministrator(Actor);

impl AccessAdministrator {
    /// `officer`, if they may.
    pub fn of(officer: &Officer) -> Option<Self> {
        officer.may(Action::InPortal(Deed::ManageTokens)).map(|_| Self(officer.actor()))
    }

    /// The operator on the machine's command line.
    pub fn operator() -> Self {
        Self(Actor::Operator)
    }

    /// For the audit trail.
    pub(super) fn actor(self) -> Actor {
        self.0
    }

    /// Id of the account; the operator has none.
    pub(super) fn account_id(self) -> Option<Uuid> {
        match self.0 {
            Actor::Officer(account) => Some(account),
            _ => None,
        }
    }
}
