//! Moves, reasons and refusals in words.

use domain::dossier::axes::{Delivery, Payment};
use domain::dossier::judgement::Reason;
use domain::dossier::moves::{Move, Refusal, Stage};
use domain::money;

use crate::i18n::{Key, fill, t, text::desk as d};

/// What a move is called.
pub fn move_name(name: Move) -> Key {
    match name {
        Move::Accept => d::MOVE_ACCEPT,
        Move::Refuse => d::MOVE_REFUSE,
        Move::RequestSupplement => d::MOVE_REQUEST_SUPPLEMENT,
        Move::AnswerSupplement => d::MOVE_ANSWER_SUPPLEMENT,
        Move::StartProcessing => d::MOVE_START_PROCESSING,
        Move::RequestPayment => d::MOVE_REQUEST_PAYMENT,
        Move::ConfirmPayment => d::MOVE_CONFIRM_PAYMENT,
        Move::Withdraw => d::MOVE_WITHDRAW,
        Move::Stop => d::MOVE_STOP,
        Move::Transfer => d::MOVE_TRANSFER,
        Move::Extend => d::MOVE_EXTEND,
        Move::Finish => d::MOVE_FINISH,
        Move::HandOver => d::MOVE_HAND_OVER,
    }
}

/// What an event is called.
pub fn event_name(name: &str) -> &'static str {
    t(match name {
        "give_word" => d::MOVE_GIVE_WORD,
        "take_fee" => d::MOVE_TAKE_FEE,
        "waive_fee" => d::MOVE_WAIVE_FEE,
        "file_infected" | "file_unscannable" => d::MOVE_FILE,
        "due_changed" => d::MOVE_DUE_CHANGED,
        name => Move::from_name(name).map_or(d::MOVE_SUBMIT, move_name),
    })
}

/// In which role somebody acted.
pub fn role(actor: &str) -> &'static str {
    t(match actor {
        "desk_officer" => d::ROLE_DESK_OFFICER,
        "specialist" => d::ROLE_SPECIALIST,
        "leader" => d::ROLE_LEADER,
        "system" => d::ROLE_SYSTEM,
        _ => d::ROLE_APPLICANT,
    })
}

/// Why something is refused.
pub fn reason(reason: Reason) -> &'static str {
    t(match reason {
        Reason::Missing => d::REASON_MISSING,
        Reason::Unreadable => d::REASON_UNREADABLE,
        Reason::Incomplete => d::REASON_INCOMPLETE,
        Reason::WrongPaper => d::REASON_WRONG_PAPER,
        Reason::WrongForm => d::REASON_WRONG_FORM,
        Reason::Expired => d::REASON_EXPIRED,
        Reason::NotCertified => d::REASON_NOT_CERTIFIED,
        Reason::NotSigned => d::REASON_NOT_SIGNED,
        Reason::NotSafe => d::REASON_NOT_SAFE,
        Reason::Disagrees => d::REASON_DISAGREES,
        Reason::Unclear => d::REASON_UNCLEAR,
        Reason::NotAllowed => d::REASON_NOT_ALLOWED,
        Reason::Other => d::REASON_OTHER,
    })
}

/// A reason with words: "Mờ, tối hoặc bị cắt: trang 2".
pub fn reason_with(why: Reason, words: &str) -> String {
    if words.is_empty() { reason(why).to_owned() } else { format!("{}: {words}", reason(why)) }
}

/// Why a move is not made.
pub fn refusal(refusal: Refusal) -> Key {
    match refusal {
        Refusal::NotFromHere => d::NOT_FROM_HERE,
        Refusal::NotTheirs => d::NOT_THEIRS,
        Refusal::NoReason => d::NO_REASON,
        Refusal::Unjudged => d::UNJUDGED,
        Refusal::SomethingRefused => d::SOMETHING_REFUSED,
        Refusal::NothingRefused => d::NOTHING_REFUSED,
        Refusal::LeaderMustAgree => d::LEADER_MUST_AGREE,
        Refusal::Unanswered => d::UNANSWERED,
        Refusal::AnsweredBefore => d::ANSWERED_BEFORE,
        Refusal::NoUnit => d::NO_UNIT,
        Refusal::SameUnit => d::SAME_UNIT,
        Refusal::NoAmount => d::NO_AMOUNT,
        Refusal::Unpaid => d::UNPAID,
        Refusal::RefundUndecided => d::REFUND_UNDECIDED,
        Refusal::NoDocument => d::NO_DOCUMENT,
        Refusal::NoLimit => d::NO_LIMIT,
        Refusal::TooLate => d::TOO_LATE,
        Refusal::ExtendedBefore => d::EXTENDED_BEFORE,
        Refusal::NotLater => d::NOT_LATER,
        Refusal::NoProof => d::NO_PROOF,
    }
}

/// With whom a dossier is.
pub fn stage(stage: Stage, unit: &str) -> String {
    match stage {
        Stage::Intake => t(d::STAGE_INTAKE).to_owned(),
        Stage::Desk => t(d::STAGE_DESK).to_owned(),
        Stage::Unit => fill(d::STAGE_UNIT, &[("unit", unit)]),
        Stage::Handover => t(d::STAGE_HANDOVER).to_owned(),
        Stage::Closed => t(d::STAGE_CLOSED).to_owned(),
    }
}

/// How a payment stands.
pub fn payment(payment: Payment, amount_vnd: i64) -> String {
    let key = match payment {
        Payment::NotDue => d::PAYMENT_NOT_DUE,
        Payment::Due => d::PAYMENT_DUE,
        Payment::Pending => d::PAYMENT_PENDING,
        Payment::Paid => d::PAYMENT_PAID,
        Payment::Waived => d::PAYMENT_WAIVED,
        Payment::RefundDue => d::PAYMENT_REFUND_DUE,
        Payment::Refunded => d::PAYMENT_REFUNDED,
    };
    fill(key, &[("amount", &money::display(amount_vnd))])
}

/// Where a result is.
pub fn delivery(delivery: Delivery) -> &'static str {
    t(match delivery {
        Delivery::Waiting => d::DELIVERY_WAITING,
        Delivery::Ready => d::DELIVERY_READY,
        Delivery::Posted => d::DELIVERY_POSTED,
        Delivery::Delivered => d::DELIVERY_DELIVERED,
    })
}

/// What a document is.
pub fn document(kind: &str) -> &'static str {
    t(match kind {
        "request" => d::DOCUMENT_REQUEST,
        "signature" => d::DOCUMENT_SIGNATURE,
        _ => d::DOCUMENT_RESULT,
    })
}
