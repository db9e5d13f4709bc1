//! Whether a move may be made now, by whom, with what is given.

use chrono::{DateTime, Utc};

use super::table::{Demand, Rule, TABLE, To};
use super::{Actor, Clock, Move, Stage, Status};
use crate::dossier::axes::Payment;
use crate::dossier::judgement::Outcome;
use crate::dossier::printed::PrintedForm;
use crate::named::named;

named! {
    /// When the fee is taken, by the national catalogue.
    pub enum FeeMoment {
        /// There is none, or the applicant pays none.
        Never = "never",
        /// Thu trước: with receipt.
        AtReceipt = "at_receipt",
        /// Thu sau: with the result.
        AtReturn = "at_return",
    }
}

/// How a result came to the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver<'a> {
    /// Downloaded from the portal.
    Online,
    /// At the desk; the signature is kept.
    Signed,
    /// By post, with the number by which it can be followed.
    Posted(&'a str),
}

/// All that is known of the dossier before the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Where it stands.
    pub status: Status,
    /// With whom it is.
    pub stage: Stage,
    /// What was last asked for has been answered.
    pub answered: bool,
    /// How the judging of its papers and answers stands.
    pub judged: Outcome,
    /// How often supplements were asked for.
    pub rounds: u32,
    /// How often the limit was extended.
    pub extensions: u32,
    /// Code of the unit that has it, if one has.
    pub unit: Option<&'a str>,
    /// When the fee is taken.
    pub fee: FeeMoment,
    /// How its payment stands.
    pub payment: Payment,
    /// When the result is due, as it stands; `None` where nothing says so.
    pub due: Option<DateTime<Utc>>,
    /// The moment of the move.
    pub now: DateTime<Utc>,
}

/// What comes with a move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given<'a> {
    /// Why, in words.
    pub reason: &'a str,
    /// Everything that was asked for is answered.
    pub answers_all: bool,
    /// A leader agreed.
    pub leaders_word: bool,
    /// Code of the unit that gets it.
    pub unit: Option<&'a str>,
    /// What is to be paid, in whole đồng.
    pub amount_vnd: i64,
    /// Whether what was paid is paid back.
    pub refund: Option<bool>,
    /// The result, or the applicant's request, is there as a document.
    pub document: bool,
    /// The new end of the limit.
    pub new_due: Option<DateTime<Utc>>,
    /// How the result came to the applicant.
    pub hand_over: Option<HandOver<'a>>,
}

/// What an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rounds of supplements that need no leader's word.
    pub free_rounds: u32,
    /// How often a limit may be extended. Nghị định 61/2018 said once; whether its successor does is not settled.
    pub most_extensions: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { free_rounds: 1, most_extensions: 1 }
    }
}

/// The dossier after the move, and what else follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it stands.
    pub status: Status,
    /// With whom it is.
    pub stage: Stage,
    /// What was last asked for has been answered.
    pub answered: bool,
    /// How often supplements were asked for.
    pub rounds: u32,
    /// How often the limit was extended.
    pub extensions: u32,
    /// What becomes of the time.
    pub clock: Clock,
    /// Forms that are printed, or kept and get a line.
    pub forms: &'static [PrintedForm],
}

named! {
    /// Why a move is not made.
    pub enum Refusal {
        /// There is no such move from where the dossier stands; somebody else may have moved it.
        NotFromHere = "not_from_here",
        /// Somebody else makes this move.
        NotTheirs = "not_theirs",
        /// No reason is given.
        NoReason = "no_reason",
        /// Not every paper has been judged.
        Unjudged = "unjudged",
        /// Something is refused.
        SomethingRefused = "something_refused",
        /// Nothing is refused, so there is nothing to ask for.
        NothingRefused = "nothing_refused",
        /// A further round needs the word of a leader.
        LeaderMustAgree = "leader_must_agree",
        /// What was asked for has not been answered, or not all of it.
        Unanswered = "unanswered",
        /// It was answered already.
        AnsweredBefore = "answered_before",
        /// No unit is named.
        NoUnit = "no_unit",
        /// The unit has it already.
        SameUnit = "same_unit",
        /// No amount is given.
        NoAmount = "no_amount",
        /// Something is still to be paid.
        Unpaid = "unpaid",
        /// Something was paid, and nobody said whether it is paid back.
        RefundUndecided = "refund_undecided",
        /// The document is missing.
        NoDocument = "no_document",
        /// No limit runs, so none can be extended.
        NoLimit = "no_limit",
        /// The limit has passed.
        TooLate = "too_late",
        /// The limit was extended as often as may be.
        ExtendedBefore = "extended_before",
        /// The new end is missing, or not later than the present one.
        NotLater = "not_later",
        /// Neither signature nor tracking number.
        NoProof = "no_proof",
    }
}

/// The moves that `actor` could make from where the dossier stands, with whatever they demand: what a page offers.
pub fn offered(status: Status, stage: Stage, actor: Actor) -> impl Iterator<Item = &'static Rule> {
    TABLE.iter().filter(move |rule| rule.from.contains(&(status, stage)) && rule.by.contains(&actor))
}

/// Judges a move.
///
/// # Errors
///
/// The first thing that stands in its way.
pub fn judge(
    name: Move,
    actor: Actor,
    given: &Given<'_>,
    facts: &Facts<'_>,
    limits: Limits,
) -> Result<Moved, Refusal> {
    let place = (facts.status, facts.stage);
    let mut from_here =
        TABLE.iter().filter(|rule| rule.name == name && rule.from.contains(&place)).peekable();
    if from_here.peek().is_none() {
        return Err(Refusal::NotFromHere);
    }
    let rule = from_here.find(|rule| rule.by.contains(&actor)).ok_or(Refusal::NotTheirs)?;
    for demand in rule.demands {
        met(*demand, actor, given, facts, limits)?;
    }
    let (status, stage) = match rule.to {
        To::Place(status, stage) => (status, stage),
        To::Stays => place,
    };
    Ok(Moved {
        status,
        stage,
        answered: match name {
            Move::RequestSupplement => false,
            Move::AnswerSupplement => true,
            _ => facts.answered,
        },
        rounds: facts.rounds + u32::from(name == Move::RequestSupplement),
        extensions: facts.extensions + u32::from(name == Move::Extend),
        clock: rule.clock,
        forms: rule.forms,
    })
}

fn met(
    demand: Demand,
    actor: Actor,
    given: &Given<'_>,
    facts: &Facts<'_>,
    limits: Limits,
) -> Result<(), Refusal> {
    let settled = facts.payment.is_settled();
    let (is_met, otherwise) = match demand {
        Demand::Reason => (given.reason.chars().any(char::is_alphanumeric), Refusal::NoReason),
        Demand::AllAccepted => match facts.judged {
            Outcome::Unfinished => (false, Refusal::Unjudged),
            judged => (judged == Outcome::AllAccepted, Refusal::SomethingRefused),
        },
        Demand::SomeRefused => match facts.judged {
            Outcome::Unfinished => (false, Refusal::Unjudged),
            judged => (judged == Outcome::SomeRefused, Refusal::NothingRefused),
        },
        Demand::LeadersWord => {
            let word = given.leaders_word || actor == Actor::LEADER;
            (facts.rounds < limits.free_rounds || word, Refusal::LeaderMustAgree)
        }
        Demand::Answered => (facts.answered, Refusal::Unanswered),
        Demand::AnswersNow if facts.answered => (false, Refusal::AnsweredBefore),
        Demand::AnswersNow => (given.answers_all, Refusal::Unanswered),
        Demand::Unit => (given.unit.is_some_and(|unit| !unit.is_empty()), Refusal::NoUnit),
        Demand::OtherUnit => (given.unit != facts.unit, Refusal::SameUnit),
        Demand::Amount => (given.amount_vnd > 0, Refusal::NoAmount),
        Demand::Settled => (settled, Refusal::Unpaid),
        Demand::FeeAtReceipt => (settled || facts.fee != FeeMoment::AtReceipt, Refusal::Unpaid),
        Demand::FeeAtReturn => (settled || facts.fee != FeeMoment::AtReturn, Refusal::Unpaid),
        Demand::RefundDecision => {
            (given.refund.is_some() || facts.payment != Payment::Paid, Refusal::RefundUndecided)
        }
        Demand::Document => (given.document, Refusal::NoDocument),
        Demand::BeforeDue => match facts.due {
            None => (false, Refusal::NoLimit),
            Some(due) => (facts.now <= due, Refusal::TooLate),
        },
        Demand::NotExtended => (facts.extensions < limits.most_extensions, Refusal::ExtendedBefore),
        Demand::LaterDue => (given.new_due.is_some() && given.new_due > facts.due, Refusal::NotLater),
        Demand::HandedOver => match given.hand_over {
            Some(HandOver::Signed) => (true, Refusal::NoProof),
            Some(HandOver::Posted(number)) => (!number.trim().is_empty(), Refusal::NoProof),
            Some(HandOver::Online) | None => (false, Refusal::NoProof),
        },
        Demand::ReceivedOnline => (given.hand_over == Some(HandOver::Online), Refusal::NoProof),
    };
    if is_met { Ok(()) } else { Err(otherwise) }
}
