//! The server function of the public figures.

use backend::statistics::{self, Figure};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::dossier::words::{moment, say};
use crate::error::AppError;
use crate::i18n::{fill, t, text};
use crate::request::portal;

/// The figures as the page shows them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FiguresView {
    /// When they were computed; `None` where there are none yet.
    pub computed: Option<String>,
    /// Those of all procedures together.
    pub all: FigureView,
    /// The same by month.
    pub months: Vec<FigureView>,
    /// Those of each procedure.
    pub procedures: Vec<FigureView>,
}

/// Figures in words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FigureView {
    /// The month or the procedure.
    pub name: String,
    /// Dossiers filed.
    pub received: u64,
    /// Dossiers finished.
    pub finished: u64,
    /// In time.
    pub on_time: u64,
    /// Late.
    pub late: u64,
    /// How many of a hundred were in time.
    pub share: String,
    /// How long it usually takes.
    pub usual: String,
    /// What people think of it.
    pub satisfaction: String,
}

/// The figures as they were last computed.
#[server(input = GetUrl, endpoint = "statistics/figures")]
pub async fn load_figures() -> Result<FiguresView, AppError> {
    let figures = statistics::figures(&portal()?).await?;
    let months = figures.months.iter();
    let procedures = figures.procedures.iter();
    Ok(FiguresView {
        computed: figures.computed_at.map(moment),
        all: view(String::new(), &figures.all),
        months: months.map(|(month, one)| view(month.format("%m/%Y").to_string(), one)).collect(),
        procedures: procedures.map(|(_, name, one)| view(say(name), one)).collect(),
    })
}

fn view(name: String, figure: &Figure) -> FigureView {
    let judged = figure.on_time + figure.late;
    let none = || t(text::statistics::NONE).to_owned();
    let usual = match figure.usual_hours {
        _ if figure.finished == 0 => none(),
        hours @ 0..48 => fill(text::statistics::HOURS, &[("count", &hours.to_string())]),
        hours => fill(text::statistics::DAYS, &[("count", &hours.div_ceil(24).to_string())]),
    };
    // Rounded down: what is not all is never shown as all.
    let share = (figure.on_time * 1000).checked_div(judged).map_or_else(none, |share| tenths(share) + "%");
    let stars = (figure.stars * 10).checked_div(figure.ratings).map(|stars| {
        let (stars, count) = (tenths(stars), figure.ratings.to_string());
        fill(text::statistics::SATISFACTION_OF, &[("stars", &stars), ("count", &count)])
    });
    FigureView {
        name,
        received: figure.received,
        finished: figure.finished,
        on_time: figure.on_time,
        late: figure.late,
        share,
        usual,
        satisfaction: stars.unwrap_or_else(none),
    }
}

/// "98,5".
fn tenths(tenths: u64) -> String {
    let comma = if crate::i18n::use_language() == crate::i18n::Language::English { '.' } else { ',' };
    format!("{}{comma}{}", tenths / 10, tenths % 10)
}
