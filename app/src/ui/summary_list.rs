//! Facts by name: what was answered, what is known.

use leptos::prelude::*;

/// One fact.
pub struct Row {
    /// What it is.
    pub term: String,
    /// Its value.
    pub value: AnyView,
}

impl Row {
    /// A fact in words.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self { term: term.into(), value: value.into().into_any() }
    }

    /// A fact in Vietnamese, whatever the language of the page: a name, an address.
    pub fn vietnamese(term: impl Into<String>, value: impl Into<String>) -> Self {
        let value = value.into();
        Self::of(term, view! { <span lang="vi">{value}</span> }.into_any())
    }

    /// A fact with a value of its own markup.
    pub fn of(term: impl Into<String>, value: AnyView) -> Self {
        Self { term: term.into(), value }
    }
}

/// The facts, ruled, names at the left; stacked on a phone.
pub fn summary_list(rows: Vec<Row>) -> AnyView {
    list("summary", rows)
}

/// The same with narrower names and lines, for cards and receipts.
pub fn summary_list_tight(rows: Vec<Row>) -> AnyView {
    list("summary summary-tight", rows)
}

/// The same beside each other, where there is room: the facts above a page of work.
pub fn summary_grid(rows: Vec<Row>) -> AnyView {
    list("summary-grid", rows)
}

fn list(class: &'static str, rows: Vec<Row>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <div>
                    <dt>{row.term}</dt>
                    <dd>{row.value}</dd>
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! { <dl class=class>{rows}</dl> }.into_any()
}
