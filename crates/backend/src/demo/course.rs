//! How a dossier that does not exist fared.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::WorkCalendar;
use domain::catalogue::Duration;
use domain::dossier::Status;
use domain::dossier::moves::{Move, Stage};

use super::people::Random;

/// Something that happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The move.
    pub name: Move,
    /// Where it stood then.
    pub to: (Status, Stage),
    /// When.
    pub at: DateTime<Utc>,
}

/// All that happened to it until now, after it was filed.
#[derive(Clone, Debug)]
pub struct Course {
    /// In order.
    pub steps: Vec<Step>,
    /// Until when the desk must answer.
    pub answer_by: DateTime<Utc>,
    /// When the desk took it.
    pub received_at: Option<DateTime<Utc>>,
    /// The end of the limit by law, where one began.
    pub due_at: Option<DateTime<Utc>>,
}

/// What decides how it fares, beside chance.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// When its desk works.
    pub calendar: &'a WorkCalendar<'a>,
    /// The limit by law, where there is one.
    pub limit: Option<Duration>,
    /// It was filed at the counter.
    pub at_counter: bool,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Course {
    /// Where it stands.
    pub fn place(&self) -> (Status, Stage) {
        self.steps.last().map_or((Status::Submitted, Stage::Intake), |step| step.to)
    }

    /// When something was done last.
    pub fn at(&self, name: Move) -> Option<DateTime<Utc>> {
        self.steps.iter().rev().find(|step| step.name == name).map(|step| step.at)
    }

    /// Lets chance decide.
    pub fn of(setting: &Setting<'_>, random: &mut Random) -> Self {
        let open = |at: DateTime<Utc>| setting.calendar.next_open(at).unwrap_or(at);
        let submitted_at = setting.submitted_at;
        let answer_by = setting.calendar.intake_due(submitted_at).unwrap_or(submitted_at);
        let mut course = Self { steps: Vec::new(), answer_by, received_at: None, due_at: None };
        // A few lie and are forgotten.
        let forgotten = random.below(1000);
        if forgotten < 2 {
            return course;
        }
        let mut answered =
            if setting.at_counter { submitted_at } else { between(submitted_at, answer_by, random) };
        if !setting.at_counter && random.happens(40) {
            answered = answer_by + days(random, 2.0);
        }
        let fate = random.below(1000);
        let do_step = |course: &mut Self, name, to, at: DateTime<Utc>| {
            let at = open(at);
            let happens = at <= setting.now;
            if happens {
                course.steps.push(Step { name, to, at });
            }
            happens
        };
        if fate < 40 && !setting.at_counter {
            do_step(&mut course, Move::Refuse, (Status::Refused, Stage::Closed), answered);
            return course;
        }
        if (40..130).contains(&fate) && !setting.at_counter {
            let asked = (Status::SupplementRequested, Stage::Intake);
            if !do_step(&mut course, Move::RequestSupplement, asked, answered) {
                return course;
            }
            answered += TimeDelta::hours(3) + days(random, 14.0);
            if !do_step(&mut course, Move::AnswerSupplement, asked, answered) {
                return course;
            }
            answered += TimeDelta::hours(2);
        }
        if !do_step(&mut course, Move::Accept, (Status::Accepted, Stage::Desk), answered) {
            return course;
        }
        let received_at = open(answered);
        course.received_at = Some(received_at);
        course.due_at = setting.limit.and_then(|limit| setting.calendar.due(limit, received_at));
        let due = course.due_at.unwrap_or(received_at + TimeDelta::days(5));
        let begun =
            received_at + TimeDelta::minutes(10 + i64::try_from(random.below(200)).unwrap_or_default());
        if forgotten < 4
            || !do_step(&mut course, Move::StartProcessing, (Status::Processing, Stage::Unit), begun)
        {
            return course;
        }
        let begun = open(begun);
        if (130..150).contains(&fate) {
            do_step(&mut course, Move::Stop, (Status::Stopped, Stage::Closed), between(begun, due, random));
            return course;
        }
        let in_time = between(begun, due, random);
        let finished = match random.below(1000) {
            0..=929 => in_time,
            930..=994 => due.max(begun) + days(random, 12.0),
            _ => return course,
        };
        if !do_step(&mut course, Move::Finish, (Status::Finished, Stage::Handover), finished) {
            return course;
        }
        let returned = open(finished) + TimeDelta::hours(1) + days(random, 9.0);
        do_step(&mut course, Move::HandOver, (Status::Returned, Stage::Closed), returned);
        course
    }
}

fn days(random: &mut Random, most: f64) -> TimeDelta {
    TimeDelta::seconds((random.share() * most * 86_400.0) as i64)
}

/// Some moment from the one to the other, the later the likelier.
fn between(from: DateTime<Utc>, to: DateTime<Utc>, random: &mut Random) -> DateTime<Utc> {
    let seconds = (to - from).num_seconds().max(0) as f64;
    from + TimeDelta::seconds((seconds * random.share().sqrt() * 0.97) as i64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::dossier::moves::{PLACES, TABLE};

    use super::*;

    #[test]
    fn what_happens_is_in_the_table_of_moves_and_in_order() {
        let catalogue = crate::catalogue::of_this_release().unwrap();
        let calendar = WorkCalendar::of(&catalogue.agencies[0], &catalogue.days_off);
        let now: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
        let mut random = Random::new(1, 1);
        let mut places = std::collections::BTreeSet::new();
        for number in 0..3000 {
            let setting = Setting {
                calendar: &calendar,
                limit: Some(Duration::WorkingDays { half_days: 10 }),
                at_counter: number % 3 == 0,
                submitted_at: now - TimeDelta::minutes(20 * number),
                now,
            };
            let course = Course::of(&setting, &mut random);
            let mut before = (setting.submitted_at, (Status::Submitted, Stage::Intake));
            for step in &course.steps {
                assert!(before.0 <= step.at && step.at <= now, "{course:?}");
                let allowed =
                    TABLE.iter().any(|rule| rule.name == step.name && rule.from.contains(&before.1));
                assert!(allowed, "{:?} from {:?}", step.name, before.1);
                before = (step.at, step.to);
            }
            assert!(PLACES.contains(&course.place()));
            places.insert(course.place().1.as_str());
        }
        assert_eq!(places.len(), Stage::ALL.len(), "{places:?}");
    }
}
