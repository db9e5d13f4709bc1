//! The receipt: the dossier was passed on, to whom, its code, and what happens when.

use chrono::NaiveDate;
use domain::date;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::LoadReceipt;
use super::model::ReceiptPage;
use super::shown;
use super::words::{clock, day, moment, price, say};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::icon::{PRINTER, icon};
use crate::ui::receipt::{Receipt as Drawn, next_steps, receipt};
use crate::ui::summary_list::Row;
use crate::ui::{Button, button_link};

/// "Đã nộp hồ sơ".
#[component]
pub fn Receipt() -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    load(move || LoadReceipt { code: code.get() }).show(move || {
        let here = routes::receipt(use_language(), &code.get_untracked());
        move |loaded| shown(loaded, &here, draw)
    })
}

fn draw(page: ReceiptPage) -> AnyView {
    let language = use_language();
    let desk = say(&page.desk);
    let code = page.entry.code.clone();
    let rows = vec![
        Row::new(t(text::dossier::PROCEDURE), say(&page.entry.procedure)),
        Row::new(t(text::dossier::RECEIVED_BY), desk.clone()),
        Row::new(t(text::dossier::FILED_AT), moment(page.entry.submitted_at)),
        Row::new(t(text::dossier::FEE), price(page.fee)),
    ];
    let (width, path) = page.qr.clone();
    let name = fill(text::dossier::QR_NAME, &[("code", &code)]);
    let qr = view! {
        <svg viewBox=format!("0 0 {width} {width}") role="img" aria-label=name shape-rendering="crispEdges">
            <path fill="#fff" d=format!("M0 0h{width}v{width}H0z") />
            <path fill="#241915" d=path />
        </svg>
    }
    .into_any();
    let drawn = receipt(Drawn {
        done: t(text::dossier::FILED).to_owned(),
        heading: t(text::dossier::PASSED_ON).to_owned(),
        // The code never breaks, also at its hyphens.
        code_label: t(text::dossier::CODE).to_owned(),
        code: code.replace('-', "\u{2011}"),
        rows,
        qr,
        qr_words: t(text::dossier::QR_WORDS).to_owned(),
    });
    let see = Button { label: t(text::dossier::SEE_DOSSIER), ..Button::default() };
    view! {
        <Title text=fill(text::dossier::RECEIPT_TITLE, &[("code", &code)]) />
        <div class="sheet flow">
            {drawn}
            <section class="flow">
                <h2>{t(text::dossier::NEXT_STEPS)}</h2>
                {next_steps(steps(&page))}
            </section>
            {page.scan.clone().map(|line| view! { <p>{line}</p> })}
            <p class="meta">{t(text::dossier::KEEP_CODE)}</p>
            <div class="actions">
                {button_link(see, &routes::dossier(language, &code))}
                <button type="button" class="button button-secondary with-script" data-print="">
                    {icon(PRINTER)} {t(text::dossier::PRINT)}
                </button>
                {page.has_papers.then(|| view! { <a href=routes::keep_papers(language, &code)>{t(text::kept::KEEP_TITLE)}</a> })}
            </div>
        </div>
    }
    .into_any()
}

fn steps(page: &ReceiptPage) -> Vec<(String, String, bool)> {
    let by = page.entry.answer_by;
    let when = format!("{} {}", clock(by), day(date::today(by)));
    let answer = match page.days_off.as_slice() {
        [] => t(text::dossier::DESK_ANSWERS).to_owned(),
        days => fill(text::dossier::DESK_ANSWERS_AROUND, &[("days", &days_in_words(days))]),
    };
    let how = match page.delivery.as_str() {
        "online" => text::dossier::RESULT_ONLINE,
        "post" => text::dossier::RESULT_BY_POST,
        _ => text::dossier::RESULT_AT_DESK,
    };
    let result = match page.entry.result_by {
        Some(by) => fill(text::dossier::RESULT_BY, &[("day", &day(by))]),
        None => t(text::dossier::RESULT_BY_LAW).to_owned(),
    };
    vec![
        (t(text::dossier::TODAY).to_owned(), fill(text::dossier::MAIL_SENT, &[("email", &page.email)]), true),
        (fill(text::dossier::AT_LATEST, &[("moment", &when)]), answer, false),
        (result, t(how).to_owned(), false),
    ]
}

fn days_in_words(days: &[NaiveDate]) -> String {
    days.iter().map(|off| date::display(*off)).collect::<Vec<_>>().join(", ")
}
