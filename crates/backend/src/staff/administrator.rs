//! Who lets people in and out.

use domain::staff::{Action, Deed};
use uuid::Uuid;

use super::Officer;
use crate::audit::Actor;

/// Somebody who gives and takes roles. Only an officer who may, and the operator's command line, make one.
#[derive(Clone, Copy, Debug)]
pub struct StaffAdministrator(Actor);

impl StaffAdministrator {
    /// `officer`, if they may.
    pub fn of(officer: &Officer) -> Option<Self> {
        officer.may(Action::InPortal(Deed::InviteStaff)).map(|_| Self(officer.actor()))
    }

    /// The operator on the machine's command line, by whom the first administrator is let in.
    pub fn operator() -> Self {
        Self(Actor::Operator)
    }

    /// For the audit trail.
    pub fn actor(self) -> Actor {
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
