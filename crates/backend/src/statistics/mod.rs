//! Public figures: how many dossiers were received and finished, in time and late, how long it usually takes, and what people
//! think of it. Computed at night into a table of their own; nobody's request counts dossiers.

mod repo;

use std::collections::{BTreeMap, HashMap};

use ::entity::figure;
use chrono::{DateTime, Datelike, Months, NaiveDate, Timelike, Utc};
use domain::Text;
use domain::date::{local, today};

use crate::{Portal, Result};

/// Months that are shown, the present one among them.
const MONTHS: u32 = 12;

/// The month under which the figures of all [`MONTHS`] stand.
const WHOLE: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// From this hour on, when few are there, the figures of yesterday are computed.
const NIGHT: u32 = 2;

/// The year from which on a moment stands for "no limit runs".
const NEVER: i32 = 9999;

/// Rows that are read together.
const TOGETHER: u64 = 20_000;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// Dossiers filed.
    pub received: u64,
    /// Dossiers whose result was ready.
    pub finished: u64,
    /// Of these, in time.
    pub on_time: u64,
    /// Of these, late.
    pub late: u64,
    /// Hours from filing to the result within which nine of ten were ready.
    pub usual_hours: u64,
    /// Ratings given.
    pub ratings: u64,
    /// Their stars together.
    pub stars: u64,
}

/// All public figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// When they were computed; never yet, where there is none.
    pub computed_at: Option<DateTime<Utc>>,
    /// Those of all procedures together.
    pub all: Figure,
    /// The same for each month, by its first day.
    pub months: Vec<(NaiveDate, Figure)>,
    /// Those of each procedure: its code, its name, its figures; what was received most comes first.
    pub procedures: Vec<(String, Text, Figure)>,
}

/// The figures as they were last computed.
pub async fn figures(portal: &Portal) -> Result<Figures> {
    let catalogue = portal.catalogue();
    let mut figures = Figures::default();
    for row in repo::figures(portal.database.read(), WHOLE).await? {
        let figure = read(&row);
        figures.computed_at = figures.computed_at.max(Some(row.computed_at));
        match (row.procedure_code.as_str(), row.month == WHOLE) {
            ("", true) => figures.all = figure,
            ("", false) => figures.months.push((row.month, figure)),
            (code, true) => {
                let known = catalogue.versions(code).first().map(|version| version.procedure.name.clone());
                let name = known.unwrap_or_else(|| Text { vi: code.to_owned(), en: code.to_owned() });
                figures.procedures.push((code.to_owned(), name, figure));
            }
            _ => {}
        }
    }
    figures.months.sort_by_key(|(month, _)| *month);
    figures.procedures.sort_by_key(|(code, _, figure)| (std::cmp::Reverse(figure.received), code.clone()));
    Ok(figures)
}

fn read(row: &figure::Model) -> Figure {
    Figure {
        received: row.received.unsigned_abs(),
        finished: row.finished.unsigned_abs(),
        on_time: row.on_time.unsigned_abs(),
        late: row.late.unsigned_abs(),
        usual_hours: row.usual_minutes.unsigned_abs().div_ceil(60),
        ratings: row.ratings.unsigned_abs(),
        stars: row.stars.unsigned_abs(),
    }
}

/// Computes the figures where those there are are of yesterday and it is night, or there are none; says whether it did.
pub async fn refresh_if_old(portal: &Portal) -> Result<bool> {
    let now = portal.clock.now();
    let last = repo::computed_at(portal.database.read()).await?;
    let is_old = last.is_none_or(|last| today(last) < today(now) && local(now).hour() >= NIGHT);
    if is_old {
        refresh(portal).await?;
    }
    Ok(is_old)
}

/// What was counted so far.
#[derive(Clone, Debug, Default)]
struct Tally {
    figure: Figure,
    minutes: Vec<u32>,
}

/// What is counted: for each procedure, and for all under the empty code; for each month, and for all of them.
#[derive(Default)]
struct Tallies(HashMap<String, BTreeMap<NaiveDate, Tally>>);

impl Tallies {
    fn count(&mut self, code: &str, month: NaiveDate, count: impl Fn(&mut Tally)) {
        for code in [code, ""] {
            let tallies = self.0.entry(code.to_owned()).or_default();
            count(tallies.entry(month).or_default());
            count(tallies.entry(WHOLE).or_default());
        }
    }
}

/// Computes the figures anew.
///
/// # Errors
///
/// When the database does not answer; what was there stays.
pub async fn refresh(portal: &Portal) -> Result<()> {
    let now = portal.clock.now();
    let since = month_of(now).checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(WHOLE);
    let read = portal.database.read();
    let mut tallies = Tallies::default();
    let mut after = None;
    loop {
        let lives = repo::lives(read, after, TOGETHER).await?;
        let Some(last) = lives.last() else { break };
        after = Some(last.id);
        for life in &lives {
            tallies.add(life, since);
        }
    }
    let mut after = None;
    loop {
        let ratings = repo::ratings(read, after, TOGETHER).await?;
        let Some((last, ..)) = ratings.last() else { break };
        after = Some(*last);
        for (_, code, stars, rated_at) in &ratings {
            let month = month_of(*rated_at);
            if month >= since {
                tallies.count(code, month, |tally| {
                    tally.figure.ratings += 1;
                    tally.figure.stars += u64::from(stars.unsigned_abs());
                });
            }
        }
    }
    let rows = tallies.0.into_iter().flat_map(|(code, months)| {
        months.into_iter().map(move |(month, tally)| row(code.clone(), month, tally, now))
    });
    let rows: Vec<_> = rows.collect();
    let transaction = portal.database.write().await?;
    repo::replace(&*transaction, rows).await?;
    transaction.commit().await
}

impl Tallies {
    fn add(&mut self, life: &repo::Life, since: NaiveDate) {
        let received = month_of(life.submitted_at);
        if received >= since {
            self.count(&life.procedure_code, received, |tally| tally.figure.received += 1);
        }
        let Some(finished_at) = life.finished_at else { return };
        let finished = month_of(finished_at);
        if finished < since {
            return;
        }
        let minutes = u32::try_from((finished_at - life.submitted_at).num_minutes()).unwrap_or_default();
        let limited = life.due_at.year() < NEVER;
        let late = finished_at > life.due_at;
        self.count(&life.procedure_code, finished, |tally| {
            tally.figure.finished += 1;
            tally.figure.on_time += u64::from(limited && !late);
            tally.figure.late += u64::from(limited && late);
            tally.minutes.push(minutes);
        });
    }
}

fn row(
    procedure_code: String,
    month: NaiveDate,
    mut tally: Tally,
    computed_at: DateTime<Utc>,
) -> figure::Model {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    figure::Model {
        procedure_code,
        month,
        received: number(tally.figure.received),
        finished: number(tally.figure.finished),
        on_time: number(tally.figure.on_time),
        late: number(tally.figure.late),
        usual_minutes: i64::from(ninth_decile(&mut tally.minutes)),
        ratings: number(tally.figure.ratings),
        stars: number(tally.figure.stars),
        computed_at,
    }
}

/// The least of the numbers that nine of ten do not exceed; 0 of none.
fn ninth_decile(numbers: &mut [u32]) -> u32 {
    let place = (numbers.len() * 9).div_ceil(10).saturating_sub(1);
    if numbers.is_empty() { 0 } else { *numbers.select_nth_unstable(place).1 }
}

/// The first day of the month, in Viet Nam.
fn month_of(at: DateTime<Utc>) -> NaiveDate {
    let day = today(at);
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ::entity::{dossier, rating};
    use chrono::TimeDelta;
    use sea_orm::EntityTrait;

    use super::*;
    use crate::testing::{TestPortal, on_each_database};

    #[test]
    fn nine_of_ten_do_not_take_longer() {
        assert_eq!(ninth_decile(&mut []), 0);
        assert_eq!(ninth_decile(&mut [7]), 7);
        assert_eq!(ninth_decile(&mut [10, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 9);
        assert_eq!(ninth_decile(&mut (1..=101).rev().collect::<Vec<_>>()), 91);
    }

    on_each_database!(figures_are_those_of_the_dossiers_and_computed_at_night);
    async fn figures_are_those_of_the_dossiers_and_computed_at_night(portal: TestPortal) {
        crate::demo::generate(&portal, 1500, 2, |_| ()).await.unwrap();
        assert_eq!(figures(&portal).await.unwrap(), Figures::default());
        assert!(refresh_if_old(&portal).await.unwrap(), "there are none");
        assert!(!refresh_if_old(&portal).await.unwrap(), "they are there");
        let figures = figures(&portal).await.unwrap();
        let read = portal.database.read();
        let dossiers = dossier::Entity::find().all(read).await.unwrap();
        let since = month_of(portal.clock.now()).checked_sub_months(Months::new(11)).unwrap();
        let received = dossiers.iter().filter(|one| month_of(one.submitted_at) >= since).count();
        let finished: Vec<_> =
            dossiers.iter().filter(|one| one.finished_at.is_some_and(|at| month_of(at) >= since)).collect();
        let late = finished.iter().filter(|one| one.finished_at.unwrap() > one.due_at).count();
        let ratings = rating::Entity::find().all(read).await.unwrap();
        let ratings = ratings.iter().filter(|one| month_of(one.rated_at) >= since).count();
        assert_eq!(figures.all.received, received as u64);
        assert_eq!(figures.all.finished, finished.len() as u64);
        assert_eq!(figures.all.late, late as u64);
        assert_eq!(figures.all.ratings, ratings as u64);
        assert!(
            figures.all.usual_hours > 0 && figures.all.late > 0 && figures.all.on_time > figures.all.late
        );
        assert_eq!(figures.months.len(), 12);
        assert_eq!(figures.months.iter().map(|(_, one)| one.received).sum::<u64>(), figures.all.received);
        assert_eq!(
            figures.procedures.iter().map(|(.., one)| one.finished).sum::<u64>(),
            figures.all.finished
        );
        // 09:00 of the day; until 01:30 of the next nothing is computed, at 02:30 it is.
        portal.test_clock.advance(TimeDelta::minutes(16 * 60 + 30));
        assert!(!refresh_if_old(&portal).await.unwrap());
        portal.test_clock.advance(TimeDelta::hours(1));
        assert!(refresh_if_old(&portal).await.unwrap());
    }
}
