//! Belonging to an agency, and standing in for a colleague who is absent.

use chrono::{DateTime, TimeDelta, Utc};

use super::Role;

/// Days for which somebody may stand in at once. Who is away for longer is given another colleague's role.
pub const LONGEST_DAYS: i64 = 60;

/// A role within an agency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// Code of the agency.
    pub agency: String,
    /// What one is there.
    pub role: Role,
}

/// Somebody does the work of another for some time. `P` is how people are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation<P> {
    /// Whose work it is.
    pub of: P,
    /// Who does it.
    pub to: P,
    /// In which role, where.
    pub membership: Membership,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; when taken back earlier, that moment.
    pub until: DateTime<Utc>,
}

/// Why nobody can stand in like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDelegated {
    /// Nobody stands in for themselves.
    Oneself,
    /// A role that is not passed on: catalogue and administration are nobody's daily work.
    Role,
    /// A role that one does not have oneself; what one only has by standing in is not passed on.
    NotOnesOwn,
    /// The other one works on no dossiers of that agency.
    Stranger,
    /// It ends before it begins, or is over.
    Over,
    /// Longer than [`LONGEST_DAYS`].
    TooLong,
}

impl<P: PartialEq + Copy> Delegation<P> {
    /// Whether this delegation can be made at `now`. `of` and `to` are their own memberships.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn check(
        &self,
        of: &[Membership],
        to: &[Membership],
        now: DateTime<Utc>,
    ) -> Result<(), NotDelegated> {
        if self.of == self.to {
            Err(NotDelegated::Oneself)
        } else if !self.membership.role.works_on_dossiers() {
            Err(NotDelegated::Role)
        } else if !of.contains(&self.membership) {
            Err(NotDelegated::NotOnesOwn)
        } else if !to.iter().any(|own| own.agency == self.membership.agency && own.role.works_on_dossiers()) {
            Err(NotDelegated::Stranger)
        } else if self.until <= self.from || self.until <= now {
            Err(NotDelegated::Over)
        } else if self.until - self.from > TimeDelta::days(LONGEST_DAYS) {
            Err(NotDelegated::TooLong)
        } else {
            Ok(())
        }
    }

    /// Whether it counts at `now`: not before, not after, and only as long as whoever gave it could still give it.
    pub fn counts(&self, of: &[Membership], to: &[Membership], now: DateTime<Utc>) -> bool {
        self.from <= now && self.check(of, to, now).is_ok()
    }
}

/// What somebody may act as: their own memberships, then those of the colleagues for whom they stand in now, with whom.
/// `others` says the own memberships of a colleague.
pub fn acting<P: PartialEq + Copy>(
    who: P,
    own: &[Membership],
    delegations: &[Delegation<P>],
    others: impl Fn(P) -> Vec<Membership>,
    now: DateTime<Utc>,
) -> Vec<(Membership, Option<P>)> {
    let mut acting: Vec<_> = own.iter().map(|membership| (membership.clone(), None)).collect();
    let counting = delegations.iter().filter(|one| one.to == who && one.counts(&others(one.of), own, now));
    acting.extend(counting.map(|one| (one.membership.clone(), Some(one.of))));
    acting
}
