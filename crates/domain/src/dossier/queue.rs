//! The lists of an inbox: where a dossier waits, and for whom.

use super::Status;
use super::moves::Stage;
use crate::named::named;

named! {
    /// The list in which a dossier waits. Each is in one.
    pub enum Queue {
        /// At the desk, which has not taken it yet.
        Intake = "intake",
        /// At the desk, which took it and has not passed it on.
        Desk = "desk",
        /// With the processing unit.
        Unit = "unit",
        /// Back at the desk, with the result.
        Handover = "handover",
        /// The applicant has something to do; no limit runs.
        Paused = "paused",
        /// With nobody: nothing follows.
        Closed = "closed",
    }
}

impl Queue {
    /// Where somebody has something to do or to wait for.
    pub const OPEN: &[Self] = &[Self::Intake, Self::Desk, Self::Unit, Self::Handover, Self::Paused];
    /// Where a limit runs.
    pub const TIMED: &[Self] = &[Self::Intake, Self::Desk, Self::Unit];

    /// The list of a dossier that stands there; `answered` says whether what was last asked for has been answered.
    pub fn of(status: Status, stage: Stage, answered: bool) -> Self {
        if status.clock_stands(answered) {
            return Self::Paused;
        }
        match stage {
            Stage::Intake => Self::Intake,
            Stage::Desk => Self::Desk,
            Stage::Unit => Self::Unit,
            Stage::Handover => Self::Handover,
            Stage::Closed => Self::Closed,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::dossier::moves::PLACES;
    use crate::named::assert_names_lead_back;

    #[test]
    fn names_lead_back() {
        assert_names_lead_back!(Queue);
    }

    #[test]
    fn every_place_has_its_list() {
        for (status, stage) in PLACES {
            let asked = Queue::of(*status, *stage, false);
            let is_asked = matches!(status, Status::SupplementRequested | Status::PaymentRequested);
            assert_eq!(asked == Queue::Paused, is_asked, "{status:?} {stage:?}");
            assert_eq!(asked == Queue::Closed, *stage == Stage::Closed, "{status:?} {stage:?}");
        }
        let supplemented = Queue::of(Status::SupplementRequested, Stage::Intake, true);
        assert_eq!(supplemented, Queue::Intake, "what was answered waits for the desk again");
    }
}
