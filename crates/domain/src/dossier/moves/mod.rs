//! The life of a dossier: every move there is, as one table, and who may make it when.
//!
//! A dossier stands at a national [`Status`] and at a [`Stage`], which says with whom it is: a supplement (status 5) or a
//! payment (status 6) can be asked for at several stages, and leads back there. Payment, delivery and synchronisation
//! have states of their own ([`super::axes`]).

mod judge;
mod table;
#[cfg(test)]
mod tests;

pub use judge::{Facts, FeeMoment, Given, HandOver, Limits, Moved, Refusal, judge, offered};
pub use table::{Demand, Rule, TABLE, To};

use super::status::Status;
use crate::named::named;
use crate::staff::Role;

named! {
    /// With whom a dossier is.
    pub enum Stage {
        /// At the desk, which has not taken it yet.
        Intake = "intake",
        /// At the desk, which took it and has not passed it on.
        Desk = "desk",
        /// With the processing unit.
        Unit = "unit",
        /// Back at the desk, with the result.
        Handover = "handover",
        /// With nobody: nothing follows.
        Closed = "closed",
    }
}

named! {
    /// What can happen to a dossier by somebody's will.
    pub enum Move {
        /// Tiếp nhận.
        Accept = "accept",
        /// Từ chối tiếp nhận.
        Refuse = "refuse",
        /// Yêu cầu bổ sung, hoàn thiện.
        RequestSupplement = "request_supplement",
        /// Bổ sung: all that was asked for is there.
        AnswerSupplement = "answer_supplement",
        /// Chuyển xử lý: the desk passes it to the processing unit.
        StartProcessing = "start_processing",
        /// Yêu cầu thực hiện nghĩa vụ tài chính.
        RequestPayment = "request_payment",
        /// Đã thực hiện nghĩa vụ tài chính.
        ConfirmPayment = "confirm_payment",
        /// Rút hồ sơ.
        Withdraw = "withdraw",
        /// Dừng giải quyết.
        Stop = "stop",
        /// Chuyển đơn vị khác.
        Transfer = "transfer",
        /// Xin lỗi và gia hạn.
        Extend = "extend",
        /// Hoàn thành: the result goes back to the desk.
        Finish = "finish",
        /// Trả kết quả.
        HandOver = "hand_over",
    }
}

/// Who makes a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Whoever filed it, or owns it.
    Applicant,
    /// Somebody of the agency it is with.
    Staff(Role),
    /// The portal itself: a payment that came, a result that was downloaded.
    System,
}

impl Actor {
    /// The officer of the receiving desk.
    pub const DESK: Self = Self::Staff(Role::DeskOfficer);
    /// The specialist of the processing unit.
    pub const SPECIALIST: Self = Self::Staff(Role::Specialist);
    /// The leader of the processing unit.
    pub const LEADER: Self = Self::Staff(Role::Leader);

    /// Everybody there is, for tables and tests.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Applicant, Self::System].into_iter().chain(Role::ALL.iter().copied().map(Self::Staff))
    }

    /// As events write it: `applicant`, `system`, or the role.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff(role) => role.as_str(),
            Self::System => "system",
        }
    }
}

named! {
    /// What a move does to the time that runs.
    pub enum Clock {
        /// A limit begins: the eight working hours of intake, or with acceptance the limit by law.
        Begins = "begins",
        /// The limit stands still: a pause begins.
        Stops = "stops",
        /// The pause ends.
        GoesOn = "goes_on",
        /// The limit gets a later end.
        Extends = "extends",
        /// Nothing is measured any more.
        Ends = "ends",
        /// It runs on as before.
        Runs = "runs",
    }
}

/// Every place at which a dossier can be.
pub const PLACES: &[(Status, Stage)] = &[
    (Status::Submitted, Stage::Intake),
    (Status::Accepted, Stage::Desk),
    (Status::Refused, Stage::Closed),
    (Status::Processing, Stage::Unit),
    (Status::SupplementRequested, Stage::Intake),
    (Status::SupplementRequested, Stage::Desk),
    (Status::SupplementRequested, Stage::Unit),
    (Status::PaymentRequested, Stage::Desk),
    (Status::PaymentRequested, Stage::Unit),
    (Status::Withdrawn, Stage::Closed),
    (Status::Stopped, Stage::Closed),
    (Status::Finished, Stage::Handover),
    (Status::Returned, Stage::Closed),
];
