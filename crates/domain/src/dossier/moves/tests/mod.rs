#![allow(clippy::unwrap_used, clippy::expect_used)]

mod expected;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::dossier::axes::Payment;
use crate::dossier::judgement::Outcome;
use crate::dossier::printed::PrintedForm;
use crate::named::assert_names_lead_back;

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

/// A dossier of which nothing stands in the way, but for where it stands.
fn facts(status: Status, stage: Stage, name: Move) -> Facts<'static> {
    Facts {
        status,
        stage,
        answered: name != Move::AnswerSupplement,
        judged: if name == Move::RequestSupplement { Outcome::SomeRefused } else { Outcome::AllAccepted },
        rounds: 0,
        extensions: 0,
        unit: Some("H21.02"),
        fee: FeeMoment::AtReceipt,
        payment: Payment::Paid,
        due: Some(at("2026-11-24T02:00:00Z")),
        now: at("2026-11-23T02:00:00Z"),
    }
}

/// Everything that any move demands, as `actor` would give it.
fn given(actor: Actor) -> Given<'static> {
    Given {
        reason: "Thiếu chữ ký của chủ hồ sơ.",
        answers_all: true,
        leaders_word: false,
        unit: Some("H21.03"),
        amount_vnd: 8000,
        refund: Some(false),
        document: true,
        new_due: Some(at("2026-11-30T02:00:00Z")),
        hand_over: Some(if actor == Actor::System { HandOver::Online } else { HandOver::Signed }),
    }
}

fn made(name: Move, actor: Actor, facts: &Facts<'_>) -> Result<Moved, Refusal> {
    judge(name, actor, &given(actor), facts, Limits::default())
}

#[test]
fn exactly_these_moves_by_exactly_these_people() {
    let expected: BTreeSet<String> = expected::MOVES
        .trim()
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let mut found = BTreeSet::new();
    for status in Status::ALL {
        for stage in Stage::ALL.iter().copied() {
            for name in Move::ALL.iter().copied() {
                for actor in Actor::all() {
                    let facts = facts(status, stage, name);
                    let before =
                        format!("{} {} {} {}", name.as_str(), status.code(), stage.as_str(), actor.as_str());
                    match made(name, actor, &facts) {
                        Ok(moved) => {
                            found.insert(format!(
                                "{before} {} {}",
                                moved.status.code(),
                                moved.stage.as_str()
                            ));
                            assert!(PLACES.contains(&(status, stage)), "{before}: there is no such place");
                            assert!(PLACES.contains(&(moved.status, moved.stage)), "{before}");
                            assert!(offered(status, stage, actor).any(|rule| rule.name == name), "{before}");
                        }
                        Err(refusal) => {
                            let theirs = TABLE
                                .iter()
                                .any(|rule| rule.name == name && rule.from.contains(&(status, stage)));
                            let expected = if theirs { Refusal::NotTheirs } else { Refusal::NotFromHere };
                            assert_eq!(refusal, expected, "{before}");
                            assert!(offered(status, stage, actor).all(|rule| rule.name != name), "{before}");
                        }
                    }
                }
            }
        }
    }
    let (missing, surplus): (Vec<_>, Vec<_>) =
        (expected.difference(&found).collect(), found.difference(&expected).collect());
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}, not expected {surplus:#?}");
}

#[test]
fn exactly_these_demands() {
    let words = |words: Vec<String>| words.join(" ");
    let found: Vec<String> = TABLE
        .iter()
        .map(|rule| {
            let from =
                rule.from.iter().map(|(status, stage)| format!("{}@{}", status.code(), stage.as_str()));
            let by = rule.by.iter().map(|actor| actor.as_str().to_owned());
            let demands = rule.demands.iter().map(|demand| format!("{demand:?} "));
            let (from, by, demands) =
                (words(from.collect()), words(by.collect()), demands.collect::<String>());
            format!("{} {from} by {by}: {demands}| {}", rule.name.as_str(), rule.clock.as_str())
        })
        .collect();
    assert_eq!(found, expected::DEMANDS.trim().lines().collect::<Vec<_>>());
}

#[test]
fn a_move_is_one_line_of_the_table() {
    let mut seen = HashSet::new();
    for rule in TABLE {
        assert!(!rule.from.is_empty() && !rule.by.is_empty(), "{rule:?}");
        for from in rule.from {
            for by in rule.by {
                assert!(
                    seen.insert((rule.name, *from, *by)),
                    "{:?} from {from:?} by {by:?} twice",
                    rule.name
                );
            }
        }
    }
    assert_names_lead_back!(Stage, Move, Clock, Refusal, FeeMoment);
    assert_eq!(Actor::all().map(Actor::as_str).collect::<HashSet<_>>().len(), Actor::all().count());
}

#[test]
fn every_place_is_reached_from_filing_and_only_ends_have_no_way_on() {
    let mut reached = vec![(Status::Submitted, Stage::Intake)];
    let mut looked_at = 0;
    while let Some(place) = reached.get(looked_at).copied() {
        looked_at += 1;
        for rule in TABLE.iter().filter(|rule| rule.from.contains(&place)) {
            if let To::Place(status, stage) = rule.to
                && !reached.contains(&(status, stage))
            {
                reached.push((status, stage));
            }
        }
    }
    assert_eq!(reached.iter().collect::<BTreeSet<_>>(), PLACES.iter().collect::<BTreeSet<_>>());
    for (status, stage) in PLACES {
        let stuck = TABLE.iter().all(|rule| !rule.from.contains(&(*status, *stage)));
        assert_eq!(stuck, *stage == Stage::Closed, "{status:?} {stage:?}");
        assert_eq!(stuck, status.is_final(), "{status:?}");
    }
}

/// What is taken away or changed, of a move that could be made otherwise, and what then stands in its way.
#[test]
fn every_demand_stands_in_the_way_until_it_is_met() {
    type Change = fn(&mut Given<'static>, &mut Facts<'static>);
    let cases: &[(Demand, Change, Refusal)] = &[
        (Demand::Reason, |given, _| given.reason = "", Refusal::NoReason),
        (Demand::Reason, |given, _| given.reason = " … ", Refusal::NoReason),
        (Demand::AllAccepted, |_, facts| facts.judged = Outcome::Unfinished, Refusal::Unjudged),
        (Demand::AllAccepted, |_, facts| facts.judged = Outcome::SomeRefused, Refusal::SomethingRefused),
        (Demand::SomeRefused, |_, facts| facts.judged = Outcome::Unfinished, Refusal::Unjudged),
        (Demand::SomeRefused, |_, facts| facts.judged = Outcome::AllAccepted, Refusal::NothingRefused),
        (Demand::LeadersWord, |_, facts| facts.rounds = 1, Refusal::LeaderMustAgree),
        (Demand::Answered, |_, facts| facts.answered = false, Refusal::Unanswered),
        (Demand::AnswersNow, |given, _| given.answers_all = false, Refusal::Unanswered),
        (Demand::AnswersNow, |_, facts| facts.answered = true, Refusal::AnsweredBefore),
        (Demand::Unit, |given, _| given.unit = None, Refusal::NoUnit),
        (Demand::Unit, |given, _| given.unit = Some(""), Refusal::NoUnit),
        (Demand::OtherUnit, |given, facts| given.unit = facts.unit, Refusal::SameUnit),
        (Demand::Amount, |given, _| given.amount_vnd = 0, Refusal::NoAmount),
        (Demand::Amount, |given, _| given.amount_vnd = -8000, Refusal::NoAmount),
        (Demand::Settled, |_, facts| facts.payment = Payment::Due, Refusal::Unpaid),
        (Demand::Settled, |_, facts| facts.payment = Payment::Pending, Refusal::Unpaid),
        (Demand::FeeAtReceipt, |_, facts| facts.payment = Payment::Due, Refusal::Unpaid),
        (
            Demand::FeeAtReturn,
            |_, facts| (facts.payment, facts.fee) = (Payment::Due, FeeMoment::AtReturn),
            Refusal::Unpaid,
        ),
        (Demand::RefundDecision, |given, _| given.refund = None, Refusal::RefundUndecided),
        (Demand::Document, |given, _| given.document = false, Refusal::NoDocument),
        (Demand::BeforeDue, |_, facts| facts.due = None, Refusal::NoLimit),
        (Demand::BeforeDue, |_, facts| facts.due = Some(facts.now - TimeDelta::minutes(1)), Refusal::TooLate),
        (Demand::NotExtended, |_, facts| facts.extensions = 1, Refusal::ExtendedBefore),
        (Demand::LaterDue, |given, _| given.new_due = None, Refusal::NotLater),
        (Demand::LaterDue, |given, facts| given.new_due = facts.due, Refusal::NotLater),
        (Demand::HandedOver, |given, _| given.hand_over = None, Refusal::NoProof),
        (Demand::HandedOver, |given, _| given.hand_over = Some(HandOver::Online), Refusal::NoProof),
        (Demand::HandedOver, |given, _| given.hand_over = Some(HandOver::Posted(" ")), Refusal::NoProof),
        (Demand::ReceivedOnline, |given, _| given.hand_over = Some(HandOver::Signed), Refusal::NoProof),
        (Demand::ReceivedOnline, |given, _| given.hand_over = None, Refusal::NoProof),
    ];
    for rule in TABLE {
        for demand in rule.demands {
            assert!(cases.iter().any(|(known, ..)| known == demand), "{demand:?} is never tried");
        }
        for (demand, change, expected) in cases {
            for ((status, stage), actor) in
                rule.from.iter().flat_map(|from| rule.by.iter().map(move |by| (*from, *by)))
            {
                if *demand == Demand::LeadersWord && actor == Actor::LEADER {
                    continue;
                }
                let (mut given, mut facts) = (given(actor), facts(status, stage, rule.name));
                change(&mut given, &mut facts);
                let found = judge(rule.name, actor, &given, &facts, Limits::default());
                if rule.demands.contains(demand) {
                    assert_eq!(found, Err(*expected), "{:?} {demand:?}", rule.name);
                }
            }
        }
    }
}

#[test]
fn a_second_round_needs_a_leader() {
    let mut facts = facts(Status::Processing, Stage::Unit, Move::RequestSupplement);
    assert_eq!(made(Move::RequestSupplement, Actor::SPECIALIST, &facts).unwrap().rounds, 1);
    facts.rounds = 1;
    assert_eq!(made(Move::RequestSupplement, Actor::SPECIALIST, &facts), Err(Refusal::LeaderMustAgree));
    assert_eq!(made(Move::RequestSupplement, Actor::LEADER, &facts).unwrap().rounds, 2);
    let word = Given { leaders_word: true, ..given(Actor::SPECIALIST) };
    let with_word = judge(Move::RequestSupplement, Actor::SPECIALIST, &word, &facts, Limits::default());
    assert_eq!(with_word.unwrap().rounds, 2);
    let lenient = Limits { free_rounds: 2, ..Limits::default() };
    let found = judge(Move::RequestSupplement, Actor::SPECIALIST, &given(Actor::SPECIALIST), &facts, lenient);
    assert_eq!(found.unwrap().rounds, 2);
}

#[test]
fn an_extension_comes_before_the_limit_passes_and_once() {
    let mut facts = facts(Status::Processing, Stage::Unit, Move::Extend);
    facts.now = facts.due.unwrap();
    let moved = made(Move::Extend, Actor::LEADER, &facts).unwrap();
    assert_eq!(
        (moved.extensions, moved.clock, moved.forms),
        (1, Clock::Extends, &[PrintedForm::Apology][..])
    );
    facts.extensions = 1;
    assert_eq!(made(Move::Extend, Actor::LEADER, &facts), Err(Refusal::ExtendedBefore));
    let twice = Limits { most_extensions: 2, ..Limits::default() };
    assert_eq!(
        judge(Move::Extend, Actor::LEADER, &given(Actor::LEADER), &facts, twice).unwrap().extensions,
        2
    );
    facts.now += TimeDelta::minutes(1);
    let late = judge(Move::Extend, Actor::LEADER, &given(Actor::LEADER), &facts, twice);
    assert_eq!(late, Err(Refusal::TooLate));
}

#[test]
fn what_is_answered_before_acceptance_is_looked_at_anew() {
    let mut facts = facts(Status::SupplementRequested, Stage::Intake, Move::AnswerSupplement);
    assert!(facts.status.clock_stands(facts.answered));
    assert_eq!(made(Move::Accept, Actor::DESK, &facts), Err(Refusal::Unanswered));
    let moved = made(Move::AnswerSupplement, Actor::Applicant, &facts).unwrap();
    assert_eq!((moved.status, moved.answered, moved.clock), (facts.status, true, Clock::Begins));
    assert!(!moved.status.clock_stands(moved.answered));
    facts.answered = true;
    assert_eq!(made(Move::Accept, Actor::DESK, &facts).unwrap().clock, Clock::Begins);
    (facts.judged, facts.rounds) = (Outcome::SomeRefused, 1);
    let word = Given { leaders_word: true, ..given(Actor::DESK) };
    let asked = judge(Move::RequestSupplement, Actor::DESK, &word, &facts, Limits::default()).unwrap();
    assert_eq!((asked.answered, asked.clock), (false, Clock::Stops));
}

#[test]
fn fees_hold_up_receipt_or_return_only_where_they_are_taken_then() {
    let mut facts = facts(Status::Submitted, Stage::Intake, Move::Accept);
    for (fee, payment, accepted) in [
        (FeeMoment::Never, Payment::NotDue, true),
        (FeeMoment::AtReceipt, Payment::Due, false),
        (FeeMoment::AtReceipt, Payment::NotDue, false),
        (FeeMoment::AtReceipt, Payment::Waived, true),
        (FeeMoment::AtReturn, Payment::Due, true),
    ] {
        (facts.fee, facts.payment) = (fee, payment);
        assert_eq!(made(Move::Accept, Actor::DESK, &facts).is_ok(), accepted, "{fee:?} {payment:?}");
    }
    let mut facts = self::facts(Status::Finished, Stage::Handover, Move::HandOver);
    (facts.fee, facts.payment) = (FeeMoment::AtReturn, Payment::Due);
    assert_eq!(made(Move::HandOver, Actor::DESK, &facts), Err(Refusal::Unpaid));
}

#[test]
fn what_becomes_of_money_is_said_where_there_is_some() {
    let undecided = Given { refund: None, ..given(Actor::DESK) };
    for name in [Move::Refuse, Move::Withdraw] {
        let mut facts = facts(Status::Submitted, Stage::Intake, name);
        for payment in Payment::ALL.iter().copied() {
            facts.payment = payment;
            let found = judge(name, Actor::DESK, &undecided, &facts, Limits::default());
            assert_eq!(
                found.err(),
                (payment == Payment::Paid).then_some(Refusal::RefundUndecided),
                "{payment:?}"
            );
        }
    }
}

#[test]
fn moves_print_their_forms() {
    let printed = |name: Move| -> BTreeSet<PrintedForm> {
        let rules = TABLE.iter().filter(|rule| rule.name == name);
        rules.flat_map(|rule| rule.forms).filter(|form| !form.is_kept()).copied().collect()
    };
    for name in Move::ALL {
        let expected = match name {
            Move::Accept => Some(PrintedForm::Receipt),
            Move::Refuse => Some(PrintedForm::Refusal),
            Move::RequestSupplement => Some(PrintedForm::SupplementRequest),
            Move::Stop => Some(PrintedForm::Stop),
            Move::Extend => Some(PrintedForm::Apology),
            _ => None,
        };
        assert_eq!(printed(*name), expected.into_iter().collect(), "{name:?}");
    }
}

#[test]
fn the_clock_stands_exactly_while_the_applicant_has_something_to_do() {
    for rule in TABLE {
        let to = match rule.to {
            To::Place(status, _) => status,
            To::Stays => rule.from[0].0,
        };
        let waits = matches!(to, Status::SupplementRequested | Status::PaymentRequested)
            && rule.name != Move::AnswerSupplement;
        assert_eq!(rule.clock == Clock::Stops, waits, "{rule:?}");
        let stood = rule.from.iter().all(|(status, _)| status.clock_stands(false));
        let goes_on = rule.clock == Clock::GoesOn;
        assert_eq!(
            goes_on,
            stood && matches!(to, Status::Accepted | Status::Processing) && rule.name != Move::Accept
        );
        assert_eq!(
            rule.clock == Clock::Ends,
            to.is_final() && to != Status::Returned || to == Status::Finished
        );
    }
}

proptest! {
    /// Whatever is tried in whatever order: a dossier is always at a place that there is, and counters only grow.
    #[test]
    fn no_sequence_of_moves_leads_astray(
        tries in prop::collection::vec((0..Move::ALL.len(), 0..7usize, any::<bool>()), 1..60)
    ) {
        let mut facts = facts(Status::Submitted, Stage::Intake, Move::Accept);
        facts.answered = false;
        for (name, actor, refused) in tries {
            let (name, actor) = (Move::ALL[name], Actor::all().nth(actor).unwrap());
            facts.judged = if refused { Outcome::SomeRefused } else { Outcome::AllAccepted };
            let before = facts;
            match made(name, actor, &facts) {
                Ok(moved) => {
                    prop_assert!(moved.status == before.status || before.status.may_become(moved.status));
                    facts.status = moved.status;
                    facts.stage = moved.stage;
                    facts.answered = moved.answered;
                    facts.rounds = moved.rounds;
                    facts.extensions = moved.extensions;
                }
                Err(_) => prop_assert_eq!(facts, before),
            }
            prop_assert!(PLACES.contains(&(facts.status, facts.stage)));
            prop_assert!(facts.extensions <= 1);
        }
    }
}
