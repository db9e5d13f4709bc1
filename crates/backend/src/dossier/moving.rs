//! The one way in which a dossier moves.

use ::entity::{dossier, hand_over};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Topic;
use domain::catalogue::{AgencyKind, Procedure};
use domain::check::clean_text;
use domain::dossier::Status;
use domain::dossier::axes::{DeliveryMove, PaymentMove, SynchronisationMove};
use domain::dossier::moves::{
    Clock, Facts, Given, HandOver, Limits, Move, Moved, Refusal, Stage, TABLE, judge,
};
use domain::staff::{Action, Deed};
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use super::event::{self, By, Event, GIVE_WORD, Words};
use super::place::{Axes, Place, queue, target};
use super::supplement::Answer;
use super::{deadline, giving_out, judging, repo, submit, supplement, telling};
use crate::access::webhook;
use crate::account::Citizen;
use crate::audit;
use crate::job;
use crate::staff::Officer;
use crate::{Error, Portal, Result};

/// Most characters of a reason.
pub const MOST_REASON: usize = 2000;

pub(crate) const TRACKING: &str = "hand_over.tracking";

/// Who wants to move a dossier.
#[derive(Clone, Copy, Debug)]
pub enum Mover<'a> {
    /// An officer, who saw the dossier at this revision.
    Officer(&'a Officer, i64),
    /// Whoever filed it.
    Applicant(&'a Citizen),
    /// The portal itself.
    System,
}

/// What is wished, with what comes with it. What a move does not demand is not looked at.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The move.
    pub name: Move,
    /// Why, or a word to the applicant.
    pub reason: &'a str,
    /// The last day for what is asked of the applicant; with [`Move::Extend`] the new last day of the limit.
    pub until: Option<NaiveDate>,
    /// Code of the unit that gets it.
    pub unit: &'a str,
    /// What is to be paid, in whole đồng.
    pub amount_vnd: i64,
    /// Whether what was paid is paid back.
    pub refund: Option<bool>,
    /// How the result came to the applicant.
    pub hand_over: Option<HandOver<'a>>,
    /// Something must be verified, so the longer limit holds; said with [`Move::Accept`].
    pub needs_verification: bool,
}

impl Wish<'_> {
    /// A move with nothing.
    pub fn of(name: Move) -> Self {
        Self {
            name,
            reason: "",
            until: None,
            unit: "",
            amount_vnd: 0,
            refund: None,
            hand_over: None,
            needs_verification: false,
        }
    }
}

/// What became of the wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there now.
    Moved {
        /// Where.
        status: Status,
        /// Its revision.
        revision: i64,
    },
    /// It cannot be made.
    Refused(Refusal),
    /// The dossier is not any more what the officer saw; this happened meanwhile.
    Changed(Vec<Event>),
    /// No such dossier, as far as this mover may know.
    Nothing,
}

/// Moves the dossier with this code. The applicant is told in the same transaction.
pub async fn make(portal: &Portal, mover: Mover<'_>, code: &str, wish: &Wish<'_>) -> Result<Made> {
    make_with(portal, mover, code, wish, None).await
}

pub(super) async fn make_with(
    portal: &Portal,
    mover: Mover<'_>,
    code: &str,
    wish: &Wish<'_>,
    answer: Option<&Answer>,
) -> Result<Made> {
    if wish.reason.chars().count() > MOST_REASON {
        return Err(Error::TooLarge);
    }
    let Some(seen) = repo::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Made::Nothing);
    };
    let version = super::draft::version(portal, seen.procedure_version).await?;
    let transaction = portal.database.write().await?;
    let Some(before) = repo::hold_dossier(&*transaction, seen.id).await? else { return Ok(Made::Nothing) };
    let by = match who(&*transaction, &before, mover, wish.name).await? {
        Ok(by) => by,
        Err(otherwise) => return Ok(otherwise),
    };
    let wanted = Wanted { portal, wish, by: &by, procedure: &version.procedure, answer };
    let (given, moved) = match wanted.judged(&*transaction, &before).await? {
        Ok(judged) => judged,
        Err(refusal) => return Ok(Made::Refused(refusal)),
    };
    if let Some(answer) = answer
        && !supplement::close_draft(portal, &*transaction, answer).await?
    {
        // What was answered changed since it was read.
        return Ok(Made::Refused(Refusal::Unanswered));
    }
    let after = wanted.moved(&*transaction, &before, &given, &moved).await?;
    repo::write_dossier(&*transaction, after.clone()).await?;
    let words = Words { text: clean_text(wish.reason), until: wish.until };
    let number = event::append(portal, &*transaction, &after, &by, wish.name.as_str(), &words).await?;
    wanted.kept(&*transaction, &after, &words).await?;
    let procedure = &version.procedure;
    let given = giving_out::Given {
        before: &before,
        after: &after,
        event: number,
        by: &by,
        words: &words,
        procedure,
    };
    given.give_out(portal, &*transaction, moved.forms).await?;
    let told = telling::Told { wish, words: &words, by: mover, procedure: &version.procedure };
    told.tell(portal, &*transaction, &after).await?;
    webhook::enqueue(portal, &*transaction, notice(&after, wish.name, number)).await?;
    let subject = Some(("dossier", after.id.to_string()));
    let action = ["dossier.", wish.name.as_str()].concat();
    audit::record(portal, &*transaction, actor(mover), &action, subject).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Made::Moved { status: moved.status, revision: number })
}

/// What other systems are told.
fn notice(after: &dossier::Model, name: Move, revision: i64) -> webhook::Notice<'_> {
    webhook::Notice {
        topic: Topic::Moved,
        code: &after.code,
        revision,
        name: name.as_str(),
        status: &after.status,
        stage: &after.stage,
        agency: &after.agency_code,
        unit: after.unit_code.as_deref(),
    }
}

fn actor(mover: Mover<'_>) -> audit::Actor {
    match mover {
        Mover::Officer(officer, _) => officer.actor(),
        Mover::Applicant(citizen) => citizen.actor(),
        Mover::System => audit::Actor::System,
    }
}

/// As what the mover makes this move; else what to answer.
async fn who(
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
    mover: Mover<'_>,
    name: Move,
) -> Result<std::result::Result<By, Made>> {
    let (officer, revision) = match mover {
        Mover::System => return Ok(Ok(By::System)),
        Mover::Applicant(citizen) if citizen.account_id() == row.account_id => {
            return Ok(Ok(By::Applicant(row.account_id)));
        }
        Mover::Applicant(_) => return Ok(Err(Made::Nothing)),
        Mover::Officer(officer, revision) => (officer, revision),
    };
    let target = target(row)?;
    let acting = officer.may(Action::Move(name, target));
    if acting.is_none() && officer.may(Action::OnDossier(Deed::Read, target)).is_none() {
        return Ok(Err(Made::Nothing));
    }
    if revision != row.revision {
        let events = repo::events(connection, row.id).await?;
        let meanwhile = events.iter().filter(|event| event.number > revision).map(Event::read);
        return Ok(Err(Made::Changed(meanwhile.collect::<Result<_>>()?)));
    }
    Ok(match acting {
        Some(acting) => Ok(By::Staff { account: officer.account_id(), acting: acting.clone() }),
        None => {
            let place = (target.status, target.stage);
            let is_move = TABLE.iter().any(|rule| rule.name == name && rule.from.contains(&place));
            Err(Made::Refused(if is_move { Refusal::NotTheirs } else { Refusal::NotFromHere }))
        }
    })
}

/// A wish with all it is judged by.
struct Wanted<'a> {
    portal: &'a Portal,
    wish: &'a Wish<'a>,
    by: &'a By,
    procedure: &'a Procedure,
    answer: Option<&'a Answer>,
}

impl<'a> Wanted<'a> {
    async fn judged(
        &self,
        connection: &impl ConnectionTrait,
        row: &dossier::Model,
    ) -> Result<std::result::Result<(Given<'a>, Moved), Refusal>> {
        let (portal, wish) = (self.portal, self.wish);
        let place = Place::of(row)?;
        let given = Given {
            reason: wish.reason,
            answers_all: self.answer.is_some_and(|answer| answer.is_complete()),
            leaders_word: wish.name == Move::RequestSupplement && self.has_word(connection, row).await?,
            unit: self.unit(row),
            amount_vnd: wish.amount_vnd,
            refund: wish.refund,
            document: self.has_document(connection, row).await?,
            new_due: match wish.until.filter(|_| wish.name == Move::Extend) {
                Some(day) => deadline::close_of(portal, &row.agency_code, day)?,
                None => None,
            },
            hand_over: wish.hand_over,
        };
        let facts = Facts {
            status: place.status,
            stage: place.stage,
            answered: row.answered,
            judged: judging::outcome(portal, connection, row, self.procedure).await?,
            rounds: row.rounds.unsigned_abs(),
            extensions: row.extensions.unsigned_abs(),
            unit: row.unit_code.as_deref(),
            fee: place.fee,
            payment: place.axes.payment,
            due: deadline::due(row),
            now: portal.clock.now(),
        };
        let moved = judge(wish.name, self.by.actor(), &given, &facts, Limits::default());
        Ok(moved.map(|moved| (given, moved)))
    }

    /// The unit that is wished, if there is such a one: a processing unit, or the desk where it does the work itself.
    fn unit(&self, row: &dossier::Model) -> Option<&'a str> {
        let catalogue = self.portal.catalogue();
        let agency = catalogue.agency(self.wish.unit)?;
        let works = agency.kind == AgencyKind::ProcessingUnit || agency.code == row.agency_code;
        works.then_some(self.wish.unit)
    }

    /// Whether a leader has agreed since supplements were last asked for.
    async fn has_word(&self, connection: &impl ConnectionTrait, row: &dossier::Model) -> Result<bool> {
        let events = repo::events(connection, row.id).await?;
        let mut since =
            events.iter().rev().take_while(|event| event.name != Move::RequestSupplement.as_str());
        Ok(since.any(|event| event.name == GIVE_WORD))
    }

    async fn has_document(&self, connection: &impl ConnectionTrait, row: &dossier::Model) -> Result<bool> {
        let kind = match self.wish.name {
            Move::Finish => "result",
            Move::Withdraw => "request",
            _ => return Ok(false),
        };
        Ok(repo::has_document(connection, row.id, kind).await?)
    }

    /// The dossier as it is after the move.
    async fn moved(
        &self,
        connection: &impl ConnectionTrait,
        before: &dossier::Model,
        given: &Given<'_>,
        moved: &Moved,
    ) -> Result<dossier::Model> {
        let now = self.portal.clock.now();
        let mut after = before.clone();
        after.status = moved.status.as_str().to_owned();
        after.stage = moved.stage.as_str().to_owned();
        after.answered = moved.answered;
        after.rounds = i32::try_from(moved.rounds).unwrap_or(i32::MAX);
        after.extensions = i32::try_from(moved.extensions).unwrap_or(i32::MAX);
        if matches!(self.wish.name, Move::StartProcessing | Move::ConfirmPayment | Move::Transfer)
            && let Some(unit) = given.unit
            // Who has it already keeps it when the payment came.
            && (self.wish.name != Move::ConfirmPayment || before.stage != Stage::Unit.as_str())
        {
            after.unit_code = Some(unit.to_owned());
        }
        (after.queue, after.queue_code) = queue(moved, &after);
        let passes_on = (before.stage == Stage::Unit.as_str()) != (moved.stage == Stage::Unit)
            || before.unit_code != after.unit_code;
        if passes_on || moved.stage == Stage::Closed {
            after.assignee_id = None;
        }
        if self.wish.name == Move::Accept {
            after.received_at = Some(now);
            after.needs_verification = self.wish.needs_verification;
        }
        if self.wish.name == Move::Finish {
            after.finished_at = Some(now);
        }
        if moved.stage == Stage::Closed {
            after.closed_at = Some(now);
        }
        if let Some(answer) = self.answer {
            submit::write_answers(self.portal, &mut after, answer.answers())?;
        }
        self.axes(&mut after, given, moved)?;
        self.clock(connection, &mut after, given, moved.clock, now).await?;
        Ok(after)
    }

    /// Payment, delivery and synchronisation, each by its own table.
    fn axes(&self, after: &mut dossier::Model, given: &Given<'_>, moved: &Moved) -> Result<()> {
        let mut axes = Axes::of(after)?;
        let ends = moved.stage == Stage::Closed && moved.status != Status::Returned;
        match self.wish.name {
            Move::RequestPayment => {
                // What is still owed of the fee is asked for with it.
                let owed = if axes.payment.after(PaymentMove::Ask).is_some() { 0 } else { after.amount_vnd };
                after.amount_vnd = owed.saturating_add(given.amount_vnd);
                axes.pay(PaymentMove::Ask);
            }
            _ if ends && given.refund == Some(true) => axes.pay(PaymentMove::OweBack),
            _ if ends => axes.pay_if_due(PaymentMove::Waive),
            _ => {}
        }
        match (self.wish.name, given.hand_over) {
            (Move::Finish, _) => axes.deliver(DeliveryMove::Prepare),
            (Move::HandOver, Some(HandOver::Posted(_))) => axes.deliver(DeliveryMove::Post),
            (Move::HandOver, _) => axes.deliver(DeliveryMove::Deliver),
            _ => {}
        }
        axes.synchronise(SynchronisationMove::Change);
        axes.write(after);
        Ok(())
    }

    async fn clock(
        &self,
        connection: &impl ConnectionTrait,
        after: &mut dossier::Model,
        given: &Given<'_>,
        clock: Clock,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let end = match clock {
            Clock::Runs => return Ok(()),
            Clock::Ends => return Ok(repo::end_pause(connection, after.id, now).await?),
            Clock::Stops => {
                repo::begin_pause(connection, after.id, now).await?;
                deadline::End::none()
            }
            Clock::Begins if after.received_at.is_none() => {
                repo::end_pause(connection, after.id, now).await?;
                let end = deadline::of_intake(self.portal, &after.agency_code, now)?;
                after.answer_by = end.at;
                end
            }
            Clock::Begins | Clock::GoesOn => {
                repo::end_pause(connection, after.id, now).await?;
                deadline::by_law(self.portal, connection, after, self.procedure).await?
            }
            Clock::Extends => {
                let until = given.new_due.ok_or(Error::Unreadable("extension.until"))?;
                repo::insert_extension(connection, after.id, after.extensions, now, until).await?;
                deadline::by_law(self.portal, connection, after, self.procedure).await?
            }
        };
        (after.due_at, after.due_provisional) = (end.at, end.is_provisional);
        if after.received_at.is_some()
            && let Some(due) = deadline::due(after)
        {
            after.result_by = Some(domain::date::today(due));
        }
        Ok(())
    }

    /// Everything beside the row of the dossier.
    async fn kept(
        &self,
        connection: &impl ConnectionTrait,
        after: &dossier::Model,
        words: &Words,
    ) -> Result<()> {
        match self.wish.name {
            Move::RequestSupplement => {
                supplement::ask(self.portal, connection, after, self.procedure, self.by, words).await
            }
            Move::AnswerSupplement => match self.answer {
                Some(answer) => supplement::receive(self.portal, connection, after, answer).await,
                None => Ok(()),
            },
            Move::HandOver => self.keep_hand_over(connection, after).await,
            _ if after.stage == Stage::Closed.as_str() => supplement::drop_answer(connection, after.id).await,
            _ => Ok(()),
        }
    }

    async fn keep_hand_over(&self, connection: &impl ConnectionTrait, after: &dossier::Model) -> Result<()> {
        let (way, tracking) = match self.wish.hand_over {
            Some(HandOver::Signed) => ("signed", None),
            Some(HandOver::Posted(number)) => ("posted", Some(number.trim())),
            Some(HandOver::Online) | None => ("online", None),
        };
        let sealed = tracking.map(|number| self.portal.keys.seal(TRACKING, &number)).transpose()?;
        let row = hand_over::ActiveModel {
            dossier_id: Set(after.id),
            way: Set(way.to_owned()),
            tracking: Set(sealed),
            officer_id: Set(match self.by {
                By::Staff { account, .. } => Some(*account),
                By::Applicant(_) | By::System => None,
            }),
            handed_over_at: Set(self.portal.clock.now()),
        };
        Ok(repo::insert_hand_over(connection, row).await?)
    }
}
