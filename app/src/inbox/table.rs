//! The rows, as a table; on a phone each is a card.

use backend::desk::inbox::View;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::address;
use super::api::{InboxView, RowView, WorkOn};
use super::page::said;
use super::parts::hidden;
use crate::i18n::{fill, t, text, use_language};
use crate::ui::icon::{CIRCLE_ALERT, CIRCLE_PAUSE, CLOCK};
use crate::ui::tag::tag_with;
use crate::ui::{Button, Look, TextField, Tone, button, select_field};

/// The rows with what can be done with those that are ticked.
pub fn table(view: &InboxView, name: &str) -> AnyView {
    let is_closed = view.asked.words.is_empty() && view.asked.view() == View::Closed;
    let may_tick = view.rows.iter().any(|row| row.may_tick);
    let first = if is_closed { text::inbox::COLUMN_CLOSED } else { text::inbox::COLUMN_DUE };
    let head = [
        first,
        text::inbox::COLUMN_CODE,
        text::inbox::COLUMN_PROCEDURE,
        text::inbox::COLUMN_OWNER,
        text::inbox::COLUMN_CHANNEL,
        text::inbox::COLUMN_SUBMITTED,
        text::inbox::COLUMN_STATUS,
        text::inbox::COLUMN_ASSIGNEE,
    ]
    .map(|column| view! { <th scope="col">{t(column)}</th> });
    let tick = may_tick
        .then(|| view! { <th scope="col"><span class="hidden">{t(text::inbox::COLUMN_TICK)}</span></th> });
    let rows = view.rows.iter().map(|one| row(one, may_tick, is_closed)).collect_view();
    let caption = fill(text::inbox::CAPTION, &[("view", name)]);
    let table = view! {
        <p role="status">{said(view)}</p>
        <table class="table inbox-table">
            <caption class="hidden">{caption}</caption>
            <thead>
                <tr>{tick} {head.into_iter().collect_view()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any();
    if !may_tick {
        return table;
    }
    view! {
        <form class="inbox-work" method="post" action=WorkOn::url()>
            {hidden("back", &view.asked.query())}
            {table}
            {with_ticked(view)}
        </form>
    }
    .into_any()
}

fn row(row: &RowView, may_tick: bool, is_closed: bool) -> AnyView {
    let language = use_language();
    let class = match row.urgency.as_str() {
        "late" => "inbox-row-late",
        "today" => "inbox-row-today",
        _ => "",
    };
    let tick = may_tick.then(|| {
        let tick = row.may_tick.then(|| {
            let label = fill(text::inbox::TICK, &[("code", &row.code)]);
            let name = format!("tick[{}]", row.code);
            let seen = row.seen.clone();
            view! { <label class="inbox-tick"><input type="checkbox" name=name value=seen /><span class="hidden">{label}</span></label> }
        });
        view! { <td class="inbox-tick-cell">{tick}</td> }
    });
    let due = if is_closed { row.moment.clone().into_any() } else { left(row) };
    let labelled = |label, value: String| view! { <td data-label=t(label)>{value}</td> };
    view! {
        <tr class=class>
            {tick}
            <td class="inbox-due">{due}</td>
            <th scope="row">
                <a href=address::dossier(language, &row.code) translate="no">{row.code.replace('-', "\u{2011}")}</a>
            </th>
            <td class="inbox-procedure">{row.procedure.clone()}</td>
            {labelled(text::inbox::COLUMN_OWNER, row.owner.clone())}
            {labelled(text::inbox::COLUMN_CHANNEL, row.channel.clone())}
            {labelled(text::inbox::COLUMN_SUBMITTED, row.submitted.clone())}
            {labelled(text::inbox::COLUMN_STATUS, row.status.clone())}
            {labelled(
                text::inbox::COLUMN_ASSIGNEE,
                if row.assignee.is_empty() { t(text::inbox::NOBODY).to_owned() } else { row.assignee.clone() },
            )}
        </tr>
    }
    .into_any()
}

/// What is left of the limit, and when it ends.
fn left(row: &RowView) -> AnyView {
    let (tone, picture) = match row.urgency.as_str() {
        "late" => (Tone::Son, CIRCLE_ALERT),
        "today" => (Tone::Gold, CLOCK),
        _ if row.is_paused => (Tone::Plain, CIRCLE_PAUSE),
        _ => (Tone::Plain, CLOCK),
    };
    let moment = (!row.moment.is_empty()).then(|| {
        let provisional = row.is_provisional.then(|| format!(" ({})", t(text::inbox::PROVISIONAL)));
        view! { <span class="meta">{row.moment.clone()} {provisional}</span> }
    });
    view! { {tag_with(tone, picture, &row.left)} {moment} }.into_any()
}

fn with_ticked(view: &InboxView) -> AnyView {
    let colleagues = view.colleagues.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let to = TextField { path: "to", name: "to", label: t(text::inbox::GIVE_TO), ..TextField::default() };
    let claim = Button {
        label: t(text::inbox::CLAIM),
        name: "wish",
        value: "claim",
        look: Look::Secondary,
        ..Button::default()
    };
    let give = Button {
        label: t(text::inbox::GIVE),
        name: "wish",
        value: "give",
        look: Look::Secondary,
        ..Button::default()
    };
    view! {
        <fieldset class="inbox-do">
            <legend>{t(text::inbox::WITH_TICKED)}</legend>
            <p class="meta">{t(text::inbox::TICK_HINT)}</p>
            <div class="inbox-do-row">{button(claim)} {select_field(to, colleagues)} {button(give)}</div>
        </fieldset>
    }
    .into_any()
}
