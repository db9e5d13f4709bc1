//! `/thong-ke`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{FigureView, FiguresView, LoadFigures};
use super::chart::chart;
use crate::error::Failure;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::empty;
use crate::ui::summary_list::{Row, summary_list};

/// The public figures.
#[component]
pub fn Statistics() -> impl IntoView {
    let figures = load(|| LoadFigures {}).show(|| {
        |loaded| match loaded {
            Ok(figures) => draw(figures),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    });
    view! {
        <Title text=t(text::statistics::TITLE) />
        <h1 tabindex="-1">{t(text::statistics::TITLE)}</h1>
        <p class="lead">{t(text::statistics::LEAD)}</p>
        {figures}
    }
    .into_any()
}

fn draw(figures: FiguresView) -> AnyView {
    let Some(computed) = &figures.computed else {
        return empty(
            t(text::statistics::NOT_YET),
            view! { <p>{t(text::statistics::NOT_YET_LINE)}</p> }.into_any(),
        );
    };
    let all = &figures.all;
    let facts = vec![
        Row::new(t(text::statistics::RECEIVED), all.received.to_string()),
        Row::new(t(text::statistics::FINISHED), all.finished.to_string()),
        Row::new(t(text::statistics::ON_TIME_SHARE), all.share.clone()),
        Row::new(t(text::statistics::USUAL), all.usual.clone()),
        Row::new(t(text::statistics::SATISFACTION), all.satisfaction.clone()),
    ];
    let file = |label: Key, extension: &str| {
        let href = format!("{}/du-lieu.{extension}", routes::statistics(use_language()));
        view! { <a class="button button-secondary" href=href rel="external">{t(label)}</a> }
    };
    let key = [("chart-key-on-time", text::statistics::ON_TIME), ("chart-key-late", text::statistics::LATE)]
        .map(|(class, name)| view! { <li class=class>{t(name)}</li> });
    view! {
        <div class="flow">
            <p class="meta">{fill(text::statistics::COMPUTED, &[("moment", computed)])}</p>
            {summary_list(facts)}
            <p class="meta">{t(text::statistics::USUAL_MEANS)}</p>
            <section>
                <h2>{t(text::statistics::BY_MONTH)}</h2>
                <ul class="chart-key">{key.into_iter().collect_view()}</ul>
                {chart(&figures.months, t(text::statistics::CHART))}
                {table(&figures.months, text::statistics::BY_MONTH, text::statistics::MONTH)}
            </section>
            <section>
                <h2>{t(text::statistics::BY_PROCEDURE)}</h2>
                {table(&figures.procedures, text::statistics::BY_PROCEDURE, text::statistics::PROCEDURE)}
            </section>
            <section class="flow">
                <h2>{t(text::statistics::OPEN_DATA)}</h2>
                <p>{t(text::statistics::OPEN_DATA_LINE)}</p>
                <div class="actions">
                    {file(text::statistics::CSV, "csv")} {file(text::statistics::JSON, "json")}
                </div>
            </section>
        </div>
    }
    .into_any()
}

fn table(figures: &[FigureView], caption: Key, first: Key) -> AnyView {
    use text::statistics as s;
    let head =
        [first, s::RECEIVED, s::FINISHED, s::ON_TIME, s::LATE, s::ON_TIME_SHARE, s::USUAL, s::SATISFACTION]
            .map(|column| view! { <th scope="col">{t(column)}</th> });
    let rows = figures.iter().map(|one| {
        let number =
            |label: Key, count: u64| view! { <td class="number" data-label=t(label)>{count.to_string()}</td> };
        let words = |label: Key, words: &str| view! { <td data-label=t(label)>{words.to_owned()}</td> };
        view! {
            <tr>
                <th scope="row">{one.name.clone()}</th>
                {number(s::RECEIVED, one.received)}
                {number(s::FINISHED, one.finished)}
                {number(s::ON_TIME, one.on_time)}
                {number(s::LATE, one.late)}
                {words(s::ON_TIME_SHARE, &one.share)}
                {words(s::USUAL, &one.usual)}
                {words(s::SATISFACTION, &one.satisfaction)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="table">
            <caption class="hidden">{t(caption)}</caption>
            <thead>
                <tr>{head.into_iter().collect_view()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
