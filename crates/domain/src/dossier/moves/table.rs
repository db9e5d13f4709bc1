//! The table of moves. Nothing that is not in it happens.

use super::{Actor, Clock, Move, Stage, Status};
use crate::dossier::printed::PrintedForm;

/// Where a move leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// To this status and stage.
    Place(Status, Stage),
    /// Nowhere: something else about the dossier changes.
    Stays,
}

/// What must be there for a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Demand {
    /// A reason in words.
    Reason,
    /// Every paper was judged and nothing is refused.
    AllAccepted,
    /// Everything was judged, so that nothing is left for another round, and something is refused.
    SomeRefused,
    /// From the second round on, the word of a leader.
    LeadersWord,
    /// What was asked for has been answered before.
    Answered,
    /// What was asked for has not been answered before, and is now, all of it.
    AnswersNow,
    /// The unit that gets it.
    Unit,
    /// A unit other than the one that has it.
    OtherUnit,
    /// An amount above nothing.
    Amount,
    /// What was to be paid is paid or waived.
    Settled,
    /// The same, where the fee is taken when the dossier is received.
    FeeAtReceipt,
    /// The same, where the fee is taken when the result is handed over.
    FeeAtReturn,
    /// Where something was paid, whether it is paid back.
    RefundDecision,
    /// A document: the result, or the applicant's signed request.
    Document,
    /// The limit has not passed.
    BeforeDue,
    /// Not extended as often as may be.
    NotExtended,
    /// A new end later than the present one.
    LaterDue,
    /// The signature of who got the result, or the number by which the post can be followed.
    HandedOver,
    /// Received online.
    ReceivedOnline,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The move.
    pub name: Move,
    /// From where.
    pub from: &'static [(Status, Stage)],
    /// By whom.
    pub by: &'static [Actor],
    /// Where it leads.
    pub to: To,
    /// What must be there, in the order in which it is asked for.
    pub demands: &'static [Demand],
    /// Forms that are printed, or kept and get a line.
    pub forms: &'static [PrintedForm],
    /// What becomes of the time.
    pub clock: Clock,
}

use Demand::*;
use PrintedForm::{Apology, ControlSheet, Receipt, Refusal, Register, SupplementRequest};
use Stage::{Closed, Desk, Handover, Intake, Unit as AtUnit};
use Status::*;

const NEW: (Status, Stage) = (Submitted, Intake);
const ACCEPTED: (Status, Stage) = (Accepted, Desk);
const PROCESSING: (Status, Stage) = (Processing, AtUnit);
const ASKED_AT_INTAKE: (Status, Stage) = (SupplementRequested, Intake);
const ASKED_AT_DESK: (Status, Stage) = (SupplementRequested, Desk);
const ASKED_AT_UNIT: (Status, Stage) = (SupplementRequested, AtUnit);
const PAYING_AT_DESK: (Status, Stage) = (PaymentRequested, Desk);
const PAYING_AT_UNIT: (Status, Stage) = (PaymentRequested, AtUnit);
const DONE: (Status, Stage) = (Finished, Handover);

/// Statuses by the national catalogue and forms by Thông tư 03/2025/TT-VPCP; which status may follow which, who may do it
/// and what it demands is the portal's reading of Nghị định 118/2025/NĐ-CP.
pub const TABLE: &[Rule] = &[
    Rule {
        name: Move::Accept,
        from: &[NEW],
        by: &[Actor::DESK],
        to: To::Place(Accepted, Desk),
        demands: &[AllAccepted, FeeAtReceipt],
        forms: &[Receipt, ControlSheet, Register],
        clock: Clock::Begins,
    },
    Rule {
        name: Move::Accept,
        from: &[ASKED_AT_INTAKE],
        by: &[Actor::DESK],
        to: To::Place(Accepted, Desk),
        demands: &[Answered, AllAccepted, FeeAtReceipt],
        forms: &[Receipt, ControlSheet, Register],
        clock: Clock::Begins,
    },
    Rule {
        name: Move::Refuse,
        from: &[NEW, ASKED_AT_INTAKE],
        by: &[Actor::DESK],
        to: To::Place(Refused, Closed),
        demands: &[Reason, RefundDecision],
        forms: &[Refusal],
        clock: Clock::Ends,
    },
    Rule {
        name: Move::RequestSupplement,
        from: &[NEW],
        by: &[Actor::DESK],
        to: To::Place(SupplementRequested, Intake),
        demands: &[SomeRefused, LeadersWord],
        forms: &[SupplementRequest],
        clock: Clock::Stops,
    },
    Rule {
        name: Move::RequestSupplement,
        from: &[ASKED_AT_INTAKE],
        by: &[Actor::DESK],
        to: To::Stays,
        demands: &[Answered, SomeRefused, LeadersWord],
        forms: &[SupplementRequest],
        clock: Clock::Stops,
    },
    Rule {
        name: Move::RequestSupplement,
        from: &[ACCEPTED],
        by: &[Actor::DESK],
        to: To::Place(SupplementRequested, Desk),
        demands: &[SomeRefused, LeadersWord],
        forms: &[SupplementRequest],
        clock: Clock::Stops,
    },
    Rule {
        name: Move::RequestSupplement,
        from: &[PROCESSING],
        by: &[Actor::SPECIALIST, Actor::LEADER],
        to: To::Place(SupplementRequested, AtUnit),
        demands: &[SomeRefused, LeadersWord],
        forms: &[SupplementRequest],
        clock: Clock::Stops,
    },
    // No status leads back to "Mới đăng ký", so what is answered before acceptance keeps its status and gets the eight
    // hours of intake anew.
    Rule {
        name: Move::AnswerSupplement,
        from: &[ASKED_AT_INTAKE],
        by: &[Actor::Applicant, Actor::DESK],
        to: To::Stays,
        demands: &[AnswersNow],
        forms: &[],
        clock: Clock::Begins,
    },
    Rule {
        name: Move::AnswerSupplement,
        from: &[ASKED_AT_DESK],
        by: &[Actor::Applicant, Actor::DESK],
        to: To::Place(Accepted, Desk),
        demands: &[AnswersNow],
        forms: &[],
        clock: Clock::GoesOn,
    },
    Rule {
        name: Move::AnswerSupplement,
        from: &[ASKED_AT_UNIT],
        by: &[Actor::Applicant, Actor::DESK],
        to: To::Place(Processing, AtUnit),
        demands: &[AnswersNow],
        forms: &[],
        clock: Clock::GoesOn,
    },
    Rule {
        name: Move::StartProcessing,
        from: &[ACCEPTED],
        by: &[Actor::DESK],
        to: To::Place(Processing, AtUnit),
        demands: &[Unit],
        forms: &[ControlSheet],
        clock: Clock::Runs,
    },
    Rule {
        name: Move::RequestPayment,
        from: &[ACCEPTED],
        by: &[Actor::DESK],
        to: To::Place(PaymentRequested, Desk),
        demands: &[Reason, Amount],
        forms: &[],
        clock: Clock::Stops,
    },
    Rule {
        name: Move::RequestPayment,
        from: &[PROCESSING],
        by: &[Actor::SPECIALIST, Actor::LEADER],
        to: To::Place(PaymentRequested, AtUnit),
        demands: &[Reason, Amount],
        forms: &[],
        clock: Clock::Stops,
    },
    Rule {
        name: Move::ConfirmPayment,
        from: &[PAYING_AT_DESK],
        by: &[Actor::System, Actor::DESK],
        to: To::Place(Processing, AtUnit),
        demands: &[Settled, Unit],
        forms: &[ControlSheet],
        clock: Clock::GoesOn,
    },
    Rule {
        name: Move::ConfirmPayment,
        from: &[PAYING_AT_UNIT],
        by: &[Actor::System, Actor::DESK],
        to: To::Place(Processing, AtUnit),
        demands: &[Settled],
        forms: &[],
        clock: Clock::GoesOn,
    },
    Rule {
        name: Move::Withdraw,
        from: &[
            NEW,
            ACCEPTED,
            PROCESSING,
            ASKED_AT_INTAKE,
            ASKED_AT_DESK,
            ASKED_AT_UNIT,
            PAYING_AT_DESK,
            PAYING_AT_UNIT,
        ],
        by: &[Actor::Applicant],
        to: To::Place(Withdrawn, Closed),
        demands: &[],
        forms: &[],
        clock: Clock::Ends,
    },
    // On paper: the officer keeps the request that the applicant signed.
    Rule {
        name: Move::Withdraw,
        from: &[
            NEW,
            ACCEPTED,
            PROCESSING,
            ASKED_AT_INTAKE,
            ASKED_AT_DESK,
            ASKED_AT_UNIT,
            PAYING_AT_DESK,
            PAYING_AT_UNIT,
        ],
        by: &[Actor::DESK],
        to: To::Place(Withdrawn, Closed),
        demands: &[Document, RefundDecision],
        forms: &[],
        clock: Clock::Ends,
    },
    Rule {
        name: Move::Stop,
        from: &[ACCEPTED, ASKED_AT_INTAKE, ASKED_AT_DESK, PAYING_AT_DESK],
        by: &[Actor::DESK],
        to: To::Place(Stopped, Closed),
        demands: &[Reason, RefundDecision],
        forms: &[PrintedForm::Stop],
        clock: Clock::Ends,
    },
    Rule {
        name: Move::Stop,
        from: &[PROCESSING, ASKED_AT_UNIT, PAYING_AT_UNIT],
        by: &[Actor::LEADER],
        to: To::Place(Stopped, Closed),
        demands: &[Reason, RefundDecision],
        forms: &[PrintedForm::Stop, ControlSheet],
        clock: Clock::Ends,
    },
    Rule {
        name: Move::Transfer,
        from: &[PROCESSING],
        by: &[Actor::LEADER],
        to: To::Stays,
        demands: &[Reason, Unit, OtherUnit],
        forms: &[ControlSheet],
        clock: Clock::Runs,
    },
    Rule {
        name: Move::Extend,
        from: &[PROCESSING],
        by: &[Actor::LEADER],
        to: To::Stays,
        demands: &[Reason, BeforeDue, NotExtended, LaterDue],
        forms: &[Apology],
        clock: Clock::Extends,
    },
    Rule {
        name: Move::Finish,
        from: &[PROCESSING],
        by: &[Actor::SPECIALIST, Actor::LEADER],
        to: To::Place(Finished, Handover),
        demands: &[Document],
        forms: &[ControlSheet, Register],
        clock: Clock::Ends,
    },
    Rule {
        name: Move::HandOver,
        from: &[DONE],
        by: &[Actor::DESK],
        to: To::Place(Returned, Closed),
        demands: &[FeeAtReturn, HandedOver],
        forms: &[ControlSheet, Register],
        clock: Clock::Runs,
    },
    Rule {
        name: Move::HandOver,
        from: &[DONE],
        by: &[Actor::System],
        to: To::Place(Returned, Closed),
        demands: &[FeeAtReturn, ReceivedOnline],
        forms: &[ControlSheet, Register],
        clock: Clock::Runs,
    },
];
