//! The moves that can be made, each a form with exactly what it demands.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::MakeMove;
use super::model::{Ask, OfferForm, SheetPage};
use super::sheet::{folded, problem_path};
use crate::i18n::{fill, t, text::desk as d};
use crate::ui::{
    Banner, Choices, TextField, Tick, Width, banner, checkbox, date_field, radios, select_field, submit,
    text_area, text_field,
};

/// The panel of moves.
pub fn moves(page: &SheetPage) -> AnyView {
    let none = page.offers.is_empty().then(|| view! { <p>{t(d::NO_MOVES)}</p> });
    let each = page.offers.iter().map(|offer| form(page, offer)).collect_view();
    view! {
        <section class="flow" id="moves">
            <h2>{t(d::MOVES)}</h2>
            {none} {each}
        </section>
    }
    .into_any()
}

fn form(page: &SheetPage, offer: &OfferForm) -> AnyView {
    let path = problem_path(&offer.name);
    let problem = page.problem(&offer.name);
    let is_tried = problem.is_some();
    let lacks = offer.lacks.as_ref().map(|lacks| banner(Banner::Information, lacks));
    let count = (offer.name == "request_supplement" && page.refused > 0)
        .then(|| view! { <p>{fill(d::SUMMARY_OF_REQUEST, &[("count", &page.refused.to_string())])}</p> });
    let fields = offer.asks.iter().enumerate().map(|(at, ask)| {
        // The first field is the one that the summary of errors leads to.
        let own = if at == 0 { path.clone() } else { format!("{path}-{at}") };
        field(page, offer, *ask, &own, problem.clone().filter(|_| at == 0))
    });
    let place = offer.asks.is_empty().then(|| view! { <span id=format!("f-{path}")></span> });
    let body = view! {
        <form method="post" action=MakeMove::url() novalidate class="flow">
            <input type="hidden" name="code" value=page.code.clone() />
            <input type="hidden" name="revision" value=page.revision.to_string() />
            <input type="hidden" name="name" value=offer.name.clone() />
            {place} {lacks} {count} {fields.collect_view()} {submit(&offer.label)}
        </form>
    };
    folded(&offer.label, is_tried, body.into_any())
}

fn field(page: &SheetPage, offer: &OfferForm, ask: Ask, path: &str, problem: Option<String>) -> AnyView {
    let typed = |name: &str| page.typed(&offer.name, name);
    let problem = Signal::stored(problem);
    match ask {
        Ask::Reason => text_area(
            TextField {
                path,
                name: "given[reason]",
                label: t(d::ASK_REASON),
                value: typed("reason"),
                problem,
                ..TextField::default()
            },
            3,
        ),
        Ask::Word => text_area(
            TextField {
                path,
                name: "given[reason]",
                label: t(d::ASK_WORD),
                optional: true,
                value: typed("reason"),
                problem,
                ..TextField::default()
            },
            2,
        ),
        Ask::Until | Ask::NewDue => date_field(TextField {
            path,
            name: "given[until]",
            label: t(if ask == Ask::Until { d::ASK_UNTIL } else { d::ASK_NEW_DUE }),
            optional: ask == Ask::Until,
            value: typed("until"),
            problem,
            ..TextField::default()
        }),
        Ask::Unit => {
            let first = page.units.first().map_or("", |(code, _)| code);
            let value =
                if typed("unit").is_empty() && offer.name != "transfer" { first } else { typed("unit") };
            let field = TextField {
                path,
                name: "given[unit]",
                label: t(d::ASK_UNIT),
                value,
                problem,
                ..TextField::default()
            };
            select_field(field, page.units.clone())
        }
        Ask::Amount => text_field(TextField {
            path,
            name: "given[amount]",
            label: t(d::ASK_AMOUNT),
            value: typed("amount"),
            inputmode: "numeric",
            width: Width::W10,
            problem,
            ..TextField::default()
        }),
        Ask::Refund => radios(
            Choices { path, name: "given[refund]", legend: t(d::ASK_REFUND), problem, ..Choices::default() },
            vec![Tick::new("yes", t(d::REFUND_YES)), Tick::new("no", t(d::REFUND_NO))],
            typed("refund"),
        ),
        Ask::HandOver => {
            let ways = radios(
                Choices { path, name: "given[way]", legend: t(d::ASK_WAY), problem, ..Choices::default() },
                vec![Tick::new("signed", t(d::WAY_SIGNED)), Tick::new("posted", t(d::WAY_POSTED))],
                typed("way"),
            );
            let tracking = text_field(TextField {
                path: &[path, "-tracking"].concat(),
                name: "given[tracking]",
                label: t(d::ASK_TRACKING),
                optional: true,
                value: typed("tracking"),
                width: Width::W24,
                ..TextField::default()
            });
            view! { {ways} {tracking} }.into_any()
        }
        Ask::Verify => checkbox(
            Choices { path, name: "given[verify]", problem, ..Choices::default() },
            t(d::ASK_VERIFY),
            typed("verify") == "yes",
        ),
    }
}
