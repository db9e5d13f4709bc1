//! The part of a dossier's page that says what became of it and what its applicant can do.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::api::Rate;
use super::model::Fate;
use crate::i18n::{fill, t, text::desk as d, use_language};
use crate::routes;
use crate::ui::{
    Banner, Button, Choices, Look, TextField, Tick, banner, button, button_link, inset, radios, text_area,
};

/// What became of the dossier with this code.
pub fn fate(code: &str, fate: &Fate) -> AnyView {
    let language = use_language();
    let done =
        [("da-bo-sung", d::SUPPLEMENT_DONE), ("da-rut", d::WITHDRAWN), ("da-danh-gia", d::RATING_DONE)];
    let done = use_query_map().with_untracked(|query| {
        let done = done.iter().find(|(name, _)| query.get(name).is_some());
        done.map(|(_, sentence)| banner(Banner::Done, t(*sentence)))
    });
    let to_pay = fate
        .to_pay
        .clone()
        .filter(|_| fate.pay_first.is_none())
        .map(|line| banner(Banner::Information, &line));
    let due = fate.due.clone().map(|due| view! { <p>{t(d::DUE_NOW)} ": " <b>{due}</b></p> });
    let withdraw = fate.may_withdraw.then(|| {
        view! { <p><a href=routes::withdraw(language, code)>{t(d::WITHDRAW_TITLE)}</a></p> }
    });
    let why = fate.why.clone().map(|(about, words)| {
        inset(
            view! {
                <h2>{about}</h2>
                <p lang="vi">{words}</p>
            }
            .into_any(),
        )
    });
    view! { {done} {why} {asked(code, fate)} {to_pay} {results(code, fate)} {due} {withdraw} {rating(code, fate)} }
        .into_any()
}

fn asked(code: &str, fate: &Fate) -> Option<AnyView> {
    (!fate.asked.is_empty()).then(|| {
        let items = fate.asked.iter().map(|item| view! { <li>{item.clone()}</li> }).collect_view();
        let word = (!fate.word.is_empty()).then(|| view! { <p>{fate.word.clone()}</p> });
        let until = fate.until.clone().map(|until| view! { <p><b>{until}</b></p> });
        let link = Button { label: t(d::SUPPLEMENT_LINK), ..Button::default() };
        let count = fate.asked.len().to_string();
        let body = view! {
            <h2>{fill(d::SUPPLEMENT_ASKED, &[("count", &count)])}</h2>
            <ul>{items}</ul>
            {word} {until}
            <p>{fate.call.clone()}</p>
            <div class="actions">{button_link(link, &routes::supplement(use_language(), code))}</div>
        };
        inset(body.into_any())
    })
}

fn results(code: &str, fate: &Fate) -> Option<AnyView> {
    if let Some(pay_first) = &fate.pay_first {
        return Some(banner(Banner::Information, pay_first));
    }
    (!fate.results.is_empty()).then(|| {
        let each = fate.results.iter().map(|(id, name)| {
            let href = routes::result(code, *id);
            let label = fill(d::RESULT_DOWNLOAD, &[("name", name)]);
            view! { <li><a href=href rel="external" download="">{label}</a></li> }
        });
        view! {
            <section class="flow">
                <h2>{t(d::RESULTS)}</h2>
                <ul class="rows">{each.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

fn rating(code: &str, fate: &Fate) -> Option<AnyView> {
    let (stars, words) = fate.rating.as_ref()?;
    let wrong = use_query_map().with_untracked(|query| query.get("danh-gia").is_some());
    let problem = wrong.then(|| t(d::RATING_CHOOSE).to_owned());
    let choices = [d::RATING_1, d::RATING_2, d::RATING_3, d::RATING_4, d::RATING_5];
    let mut ticks: Vec<Tick> =
        (1..).zip(choices).map(|(stars, label): (u8, _)| Tick::new(stars.to_string(), t(label))).collect();
    // The best first, as people look for it.
    ticks.reverse();
    let chosen = if *stars == 0 { String::new() } else { stars.to_string() };
    let stars = radios(
        Choices {
            path: "stars",
            name: "stars",
            legend: t(d::RATING_TITLE),
            problem: Signal::stored(problem),
            ..Choices::default()
        },
        ticks,
        &chosen,
    );
    let words = text_area(
        TextField {
            path: "words",
            name: "words",
            label: t(d::RATING_WORDS),
            value: words,
            ..TextField::default()
        },
        2,
    );
    let send = Button { label: t(d::RATING_BUTTON), look: Look::Secondary, ..Button::default() };
    Some(
        view! {
            <form method="post" action=Rate::url() novalidate class="flow">
                <input type="hidden" name="code" value=code.to_owned() /> {stars} {words} {button(send)}
            </form>
        }
        .into_any(),
    )
}
