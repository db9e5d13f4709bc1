//! Whether the national system knows what the portal knows.

use crate::named::named;

named! {
    /// How far the national system has followed. A dossier late there is not late here.
    pub enum Synchronisation {
        /// Something is to be sent.
        Waiting = "waiting",
        /// Sent, without an answer yet.
        Sent = "sent",
        /// The other side confirmed all there is.
        InStep = "in_step",
        /// The other side could not be reached or failed (401, 5xx, silence): sent again by itself.
        Failed = "failed",
        /// The other side refused what was sent (400, 403, 404): somebody must look.
        Rejected = "rejected",
    }
}

named! {
    /// What changes it.
    pub enum SynchronisationMove {
        /// The dossier changed.
        Change = "change",
        /// What waits is sent.
        Send = "send",
        /// The other side confirmed.
        Confirm = "confirm",
        /// No answer, or one that says to try again.
        Fail = "fail",
        /// The other side refused.
        Reject = "reject",
    }
}

use Synchronisation::*;

const TABLE: &[(SynchronisationMove, &[Synchronisation], Synchronisation)] = &[
    // What is confirmed later is then older than the dossier, so a change also undoes "sent".
    (SynchronisationMove::Change, Synchronisation::ALL, Waiting),
    (SynchronisationMove::Send, &[Waiting, Failed], Sent),
    (SynchronisationMove::Confirm, &[Sent], InStep),
    (SynchronisationMove::Fail, &[Sent], Failed),
    (SynchronisationMove::Reject, &[Sent], Rejected),
];

impl Synchronisation {
    /// The state after a move; `None` where there is no such move from here, as for an answer to what was overtaken.
    pub fn after(self, name: SynchronisationMove) -> Option<Self> {
        super::after(TABLE, name, self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::named::assert_names_lead_back;

    #[test]
    fn synchronisation_moves_exactly_so() {
        use SynchronisationMove::*;
        let expected = [
            (Change, Waiting, Waiting),
            (Change, Sent, Waiting),
            (Change, InStep, Waiting),
            (Change, Failed, Waiting),
            (Change, Rejected, Waiting),
            (Send, Waiting, Sent),
            (Send, Failed, Sent),
            (Confirm, Sent, InStep),
            (Fail, Sent, Failed),
            (Reject, Sent, Rejected),
        ];
        for name in SynchronisationMove::ALL {
            for from in Synchronisation::ALL {
                let to =
                    expected.iter().find(|(known, at, _)| known == name && at == from).map(|(.., to)| *to);
                assert_eq!(from.after(*name), to, "{name:?} from {from:?}");
            }
        }
        assert_names_lead_back!(Synchronisation, SynchronisationMove);
    }
}
