//! A bar chart: for each month what was finished in time, and upon it what was late.

use leptos::prelude::*;

use super::api::FigureView;

/// Units of the drawing: width of a month's place, and of its bar; height of the highest bar, and of the words below.
const PLACE: u64 = 60;
const BAR: u64 = 36;
const HEIGHT: u64 = 200;
const BELOW: u64 = 28;

/// The chart. Those who do not see it hear `label`; the figures stand in a table beside it.
pub fn chart(months: &[FigureView], label: &str) -> AnyView {
    let highest = months.iter().map(|month| month.on_time + month.late).max().unwrap_or_default().max(1);
    let width = PLACE * months.len() as u64;
    let bars = months.iter().zip(0u64..).map(|(month, at)| {
        let x = at * PLACE + (PLACE - BAR) / 2;
        let on_time = month.on_time * HEIGHT / highest;
        let late = (month.late * HEIGHT).div_ceil(highest).min(HEIGHT - on_time);
        let middle = (at * PLACE + PLACE / 2).to_string();
        view! {
            <rect class="chart-on-time" x=x.to_string() y=(HEIGHT - on_time).to_string() width=BAR.to_string() height=on_time.to_string() />
            <rect class="chart-late" x=x.to_string() y=(HEIGHT - on_time - late).to_string() width=BAR.to_string() height=late.to_string() />
            <text x=middle y=(HEIGHT + 20).to_string() text-anchor="middle">{month.name.clone()}</text>
        }
    });
    let bars = bars.collect_view();
    view! {
        <svg class="chart" viewBox=format!("0 0 {width} {}", HEIGHT + BELOW) role="img" aria-label=label.to_owned()>
            {bars}
        </svg>
    }
    .into_any()
}
