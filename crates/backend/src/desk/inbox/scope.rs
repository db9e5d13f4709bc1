//! Which dossiers an officer may read, as conditions of a query.

use ::entity::dossier::Column;
use domain::dossier::moves::Stage;
use domain::staff::{Deed, PERMISSIONS, Side};
use sea_orm::{ColumnTrait, Condition};

use crate::staff::Officer;

/// The dossiers of one side of one agency, as far as one of its officers may read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    side: Side,
    agency: String,
    stages: &'static [Stage],
}

/// All that an officer may read.
#[derive(Clone, Debug)]
pub(super) struct Scope(Vec<Part>);

impl Part {
    /// Whether it is that of a receiving desk; else that of a processing unit.
    pub fn is_desk(&self) -> bool {
        self.side == Side::Desk
    }

    /// The code of the agency.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The condition that its dossiers meet.
    pub fn condition(&self) -> Condition {
        let column = if self.is_desk() { Column::AgencyCode } else { Column::UnitCode };
        let all = self.stages.len() == Stage::ALL.len();
        let stages = || Column::Stage.is_in(self.stages.iter().map(|stage| stage.as_str()));
        Condition::all().add(column.eq(self.agency.as_str())).add_option((!all).then(stages))
    }
}

impl Scope {
    /// What the table of permissions lets the officer read.
    pub fn of(officer: &Officer) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for acting in officer.acting() {
            let role = acting.membership.role;
            let lines = PERMISSIONS.iter().filter(|line| line.deed == Deed::Read && line.role == role);
            for line in lines.filter(|line| matches!(line.side, Side::Desk | Side::Unit)) {
                let agency = acting.membership.agency.clone();
                let part = Part { side: line.side, agency, stages: line.stages };
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        Self(parts)
    }

    /// Its parts, each agency and side once.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Those of receiving desks.
    pub fn desks(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().filter(|part| part.is_desk())
    }

    /// Those of processing units.
    pub fn units(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().filter(|part| !part.is_desk())
    }

    /// Codes of the agencies in whose inboxes the officer looks, each once.
    pub fn agencies(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.0.iter().map(Part::agency).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The condition that a dossier meets which the officer may read; none do where nothing may be read.
    pub fn condition(&self) -> Condition {
        if self.0.is_empty() {
            return Condition::all().add(Column::AgencyCode.is_in(Vec::<String>::new()));
        }
        self.0.iter().fold(Condition::any(), |any, part| any.add(part.condition()))
    }
}
