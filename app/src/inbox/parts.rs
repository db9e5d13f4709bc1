//! What stands around the rows: filters, pages, exports, lists that were kept.

use backend::desk::inbox::{Channel, MOST_EXPORTED, View};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::address::{self, Asked, ME, NOBODY, slug};
use super::api::{ForgetView, InboxView, KeepView};
use super::words;
use crate::i18n::{fill, t, text, use_language};
use crate::routes;
use crate::ui::icon::{TRASH, X, icon_small};
use crate::ui::{
    Banner, Button, Look, TextField, Width, banner, button, date_field, details, select_field, text_field,
};

/// Something a form sends along unseen; nothing where it is empty.
pub fn hidden(name: &'static str, value: &str) -> Option<AnyView> {
    let value = value.to_owned();
    (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value /> }.into_any())
}

/// What narrows the list, with what does so now.
pub fn filters(view: &InboxView) -> AnyView {
    let asked = &view.asked;
    let is_closed = asked.view() == View::Closed;
    let (from, to) = if is_closed {
        (text::inbox::FILTER_CLOSED_FROM, text::inbox::FILTER_CLOSED_TO)
    } else {
        (text::inbox::FILTER_FROM, text::inbox::FILTER_TO)
    };
    let select = |name: &'static str, label, value: &str, options| {
        select_field(TextField { path: name, name, label, value, ..TextField::default() }, options)
    };
    let day = |name: &'static str, label, value: &str| {
        let hint = t(text::inbox::FILTER_DATE_HINT);
        text_field(TextField {
            path: name,
            name,
            label,
            value,
            hint,
            inputmode: "numeric",
            width: Width::W10,
            ..TextField::default()
        })
    };
    let assignee = (!is_closed)
        .then(|| select("nguoi", t(text::inbox::FILTER_ASSIGNEE), &asked.assignee, assignees(view)));
    let channels = Channel::ALL
        .map(|channel| (channel.as_str().to_owned(), t(words::channel(channel)).to_owned()))
        .to_vec();
    let wrong = asked
        .wrong_day()
        .map(|typed| banner(Banner::Wrong, &fill(text::inbox::FILTER_DATE_WRONG, &[("typed", typed)])));
    let form = view! {
        <form class="inbox-filter" action=routes::inbox(use_language())>
            {hidden("xem", slug(asked.view()))}
            {select("thu-tuc", t(text::inbox::FILTER_PROCEDURE), &asked.procedure, view.procedures.clone())}
            {assignee}
            {select("kenh", t(text::inbox::FILTER_CHANNEL), &asked.channel, channels)}
            {day("tu", t(from), &asked.from)}
            {day("den", t(to), &asked.to)}
            <div class="actions">
                {button(Button { label: t(text::inbox::FILTER_APPLY), look: Look::Secondary, ..Button::default() })}
            </div>
        </form>
    }
    .into_any();
    view! {
        {wrong}
        {chosen(view)}
        <details class="details" open=asked.wrong_day().is_some()>
            <summary accesskey="l">{t(text::inbox::FILTER)}</summary>
            <div>{form}</div>
        </details>
    }
    .into_any()
}

fn assignees(view: &InboxView) -> Vec<(String, String)> {
    let mut options = vec![
        (ME.to_owned(), t(text::inbox::ME).to_owned()),
        (NOBODY.to_owned(), t(text::inbox::NOBODY).to_owned()),
    ];
    options.extend(view.colleagues.iter().map(|(id, name)| (id.to_string(), name.clone())));
    options
}

/// What narrows the list now, each with a way to take it back.
fn chosen(view: &InboxView) -> Option<AnyView> {
    let asked = view.asked.first();
    let name_of = |options: &[(String, String)], id: &str| {
        options.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    };
    let channel = Channel::from_name(&asked.channel).map(|channel| t(words::channel(channel)).to_owned());
    let from = format!("{} {}", t(text::inbox::FILTER_FROM), asked.from);
    let to = format!("{} {}", t(text::inbox::FILTER_TO), asked.to);
    let chosen: Vec<_> = [
        (
            &asked.procedure,
            name_of(&view.procedures, &asked.procedure),
            Asked { procedure: String::new(), ..asked.clone() },
        ),
        (
            &asked.assignee,
            name_of(&assignees(view), &asked.assignee),
            Asked { assignee: String::new(), ..asked.clone() },
        ),
        (&asked.channel, channel.unwrap_or_default(), Asked { channel: String::new(), ..asked.clone() }),
        (&asked.from, from, Asked { from: String::new(), ..asked.clone() }),
        (&asked.to, to, Asked { to: String::new(), ..asked.clone() }),
    ]
    .into_iter()
    .filter(|(value, ..)| !value.is_empty())
    .map(|(_, name, without)| {
        view! {
            <li>
                <a href=without.address(use_language())>
                    {name} <span class="hidden">" " {t(text::inbox::FILTER_CLEAR)}</span> {icon_small(X)}
                </a>
            </li>
        }
    })
    .collect();
    (!chosen.is_empty()).then(|| {
        view! {
            <div class="chosen">
                <p class="meta">{t(text::inbox::FILTER_ON)}</p>
                <ul>{chosen}</ul>
            </div>
        }
        .into_any()
    })
}

/// The ways to other pages of the list.
pub fn pages(view: &InboxView) -> Option<AnyView> {
    let language = use_language();
    let first = (!view.asked.after.is_empty()).then(
        || view! { <li><a href=view.asked.first().address(language)>{t(text::inbox::FIRST_PAGE)}</a></li> },
    );
    let next = view.next.as_ref().map(|next| {
        let next = Asked { after: next.clone(), ..view.asked.clone() };
        view! { <li><a href=next.address(language) rel="next" accesskey="n">{t(text::inbox::NEXT_PAGE)}</a></li> }
    });
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=t(text::inbox::PAGES)>
                <ul>{first} {next}</ul>
            </nav>
        }
        .into_any()
    })
}

/// The list as files.
pub fn exports(asked: &Asked) -> AnyView {
    let link = |label, extension: &str| {
        let href = address::file(asked, use_language(), extension);
        view! { <a class="button button-secondary button-small" href=href rel="external">{t(label)}</a> }
    };
    let most = MOST_EXPORTED.to_string();
    let body = view! {
        <p>{fill(text::inbox::EXPORT_HINT, &[("max", &most)])}</p>
        <div class="actions">
            {link(text::inbox::EXPORT_CSV, "csv")} {link(text::inbox::EXPORT_XLSX, "xlsx")}
        </div>
    };
    details(t(text::inbox::EXPORT), body.into_any())
}

/// Form 07 of one of the officer's desks, from a day to another.
pub fn register(view: &InboxView) -> Option<AnyView> {
    let [(first, _), ..] = view.desks.as_slice() else { return None };
    let agency = select_field(
        TextField {
            path: "agency",
            name: "agency",
            label: t(text::inbox::REGISTER_DESK),
            value: first,
            ..TextField::default()
        },
        view.desks.clone(),
    );
    let day = |name, label, value| {
        date_field(TextField { path: name, name, label: t(label), value, ..TextField::default() })
    };
    let from = day("first", text::inbox::REGISTER_FIRST, &view.month_began);
    let to = day("last", text::inbox::REGISTER_LAST, &view.today);
    let open = Button {
        label: t(text::inbox::REGISTER_OPEN),
        look: Look::Secondary,
        small: true,
        ..Button::default()
    };
    let body = view! {
        <form action=routes::REGISTER_OF_DOSSIERS class="flow">
            {agency} {from} {to} <div class="actions">{button(open)}</div>
        </form>
    };
    Some(details(t(text::verify::REGISTER), body.into_any()))
}

/// The lists that the officer keeps, and keeping this one.
pub fn saved(view: &InboxView) -> AnyView {
    let language = use_language();
    let back = view.asked.query();
    let kept = view.saved.iter().map(|(id, name, query)| {
        let more = fill(text::inbox::FORGET_MORE, &[("name", name)]);
        let forget = Button {
            label: t(text::inbox::FORGET),
            label_more: &more,
            look: Look::Tertiary,
            icon: Some(TRASH),
            ..Button::default()
        };
        view! {
            <li>
                <a href=Asked::of_query(query).address(language)>{name.clone()}</a>
                <form class="inbox-forget" method="post" action=ForgetView::url()>
                    {hidden("id", &id.to_string())} {hidden("back", &back)} {button(forget)}
                </form>
            </li>
        }
    });
    let kept = kept.collect_view();
    let keep = view.asked.words.is_empty().then(|| {
        let name = TextField {
            path: "name",
            name: "name",
            label: t(text::inbox::SAVED_NAME),
            hint: t(text::inbox::SAVED_HINT),
            ..TextField::default()
        };
        let keep =
            Button { label: t(text::inbox::SAVE), look: Look::Secondary, small: true, ..Button::default() };
        let form = view! {
            <form class="inbox-keep" method="post" action=KeepView::url()>
                {hidden("back", &back)} {text_field(name)} <div class="actions">{button(keep)}</div>
            </form>
        };
        details(t(text::inbox::SAVE), form.into_any())
    });
    view! {
        <section class="inbox-saved">
            <h2 class="h3">{t(text::inbox::SAVED)}</h2>
            <ul>{kept}</ul>
            {keep}
        </section>
    }
    .into_any()
}
