//! Staff of agencies: what they are, what they may do, and who stands in for whom.

mod delegation;
mod permission;
mod role;
#[cfg(test)]
mod tests;

pub use delegation::{Delegation, LONGEST_DAYS, Membership, NotDelegated, acting};
pub use permission::{Action, Deed, PERMISSIONS, Permission, Side, Target, may};
pub use role::Role;
