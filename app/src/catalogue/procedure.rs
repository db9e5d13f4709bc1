//! A procedure's page.

use domain::catalogue::{PaperKind, ServiceLevel};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::ShowProcedure;
use super::list::service_tag;
use super::shown::{Cost, Need, Paper, Shown};
use crate::error::{AppError, Failure, NotFound};
use crate::i18n::{Key, Language, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::fees::{Price, fee_alone, fees};
use crate::ui::icon::{FILE_TEXT, Icon, PENCIL, USER, icon};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{Button, Tone, breadcrumbs, button_link, details, heading, tag};

/// What one must know before filing, and the way to begin.
#[component]
pub fn ProcedurePage() -> impl IntoView {
    let params = use_params_map();
    let code = move || params.with(|params| params.get_str("code").unwrap_or_default().to_owned());
    load(move || ShowProcedure { code: code() }).show(|| {
        |shown| match shown {
            Ok(shown) => page(shown),
            Err(AppError::NotFound) => view! { <NotFound /> }.into_any(),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    })
}

/// What is shown of a procedure.
pub fn page(shown: Shown) -> AnyView {
    let language = use_language();
    let field = format!("{}?linh-vuc={}", routes::catalogue(language), shown.field.0);
    let trail = vec![
        (routes::catalogue(language), t(text::catalogue::CATALOGUE_TITLE).to_owned()),
        (field, shown.field.1.clone()),
    ];
    let applicants = shown.applicants.iter().map(|applicant| tag(Tone::Plain, applicant)).collect::<Vec<_>>();
    view! {
        <Title text=shown.name.clone() />
        {breadcrumbs(trail)}
        <article class="aside-page">
            <div class="flow">
                <p class="tags">
                    {service_tag(shown.service)} {applicants} <span class="meta whole">{shown.code.clone()}</span>
                </p>
                {heading(&shown.name)}
                <p class="lead">{shown.summary.clone()}</p>
            </div>
            <div class="aside flow">{filing(language, &shown)} {help()}</div>
            <div class="flow">
                {costs(&shown)}
                {papers(language, &shown)}
                {other(&shown)}
            </div>
        </article>
    }
    .into_any()
}

/// The card the page is for: how long it takes, and the button.
fn filing(language: Language, shown: &Shown) -> AnyView {
    let time =
        if shown.time.is_empty() { t(text::catalogue::TIME_UNKNOWN).to_owned() } else { shown.time.clone() };
    let notes =
        shown.time_notes.iter().map(|note| view! { <p class="meta">{note.clone()}</p> }).collect::<Vec<_>>();
    let can_file = shown.service != ServiceLevel::Information;
    let due = (can_file && !shown.due.is_empty()).then(|| {
        let days_off = (!shown.days_off.is_empty())
            .then(|| format!(" {}", fill(text::catalogue::DAYS_OFF, &[("days", &shown.days_off)])));
        view! {
            <p class="meta">
                {t(text::catalogue::DUE)} " " <b>{shown.due.clone()}</b> "." {days_off}
            </p>
        }
    });
    let way = if can_file {
        let button = Button { label: t(text::catalogue::FILE), large: true, ..Button::default() };
        view! {
            {button_link(button, &routes::begin_filing(language, &shown.code))}
            <p class="meta">{t(text::catalogue::FILE_AGAIN)}</p>
            {shown.needs_higher_proofing.then(|| view! { <p class="meta">{t(text::catalogue::FILE_HIGHER)}</p> })}
        }
        .into_any()
    } else {
        ().into_any()
    };
    let at_desk = (!shown.at_desk.is_empty()).then(|| {
        let title = if can_file { text::catalogue::COME_TOO } else { text::catalogue::NOT_ONLINE };
        view! {
            <div>
                <h2 class="h3">{t(title)}</h2>
                <p class=can_file.then_some("meta")>{shown.at_desk.clone()}</p>
            </div>
        }
    });
    view! {
        <div class="card card-main">
            <div>
                <p class="meta">{t(text::catalogue::TIME_TITLE)}</p>
                <p class="card-number">{time}</p>
                {notes}
            </div>
            {due}
            {way}
            {at_desk}
        </div>
    }
    .into_any()
}

fn help() -> AnyView {
    let number = use_settings().help_line;
    let address = format!("tel:{number}");
    view! {
        <div class="help">
            <h2 class="h3">{t(text::catalogue::HELP_TITLE)}</h2>
            <p class="small">{t(text::catalogue::HELP_LINE)}</p>
            <p class="small">
                <a href=routes::desks(use_language())>{t(text::catalogue::HELP_DESKS)}</a>
            </p>
            <p class="small">
                <a href=address>{fill(text::catalogue::HELP_CALL, &[("number", &number)])}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Both prices, and directly below who pays nothing or less.
fn costs(shown: &Shown) -> AnyView {
    let price = |channel: Key, cost: &Cost, saving: &str| Price {
        channel: t(channel).to_owned(),
        amount: cost.amount.clone(),
        in_words: cost.in_words,
        per: cost.per.clone(),
        saving: saving.to_owned(),
    };
    let desk = price(text::catalogue::FEE_AT_DESK, &shown.fee_at_desk, "");
    let pair = if shown.service == ServiceLevel::Information {
        fee_alone(desk)
    } else {
        fees(desk, price(text::catalogue::FEE_ONLINE, &shown.fee_online, &shown.saving))
    };
    let lines = shown
        .exemptions
        .iter()
        .chain([&shown.fee_at_desk.note])
        .chain(Some(&shown.fee_online.note).filter(|note| **note != shown.fee_at_desk.note))
        .filter(|line| !line.is_empty())
        .cloned()
        .chain(shown.is_reference.then(|| t(text::catalogue::COUNCIL_NOTE).to_owned()))
        .map(|line| view! { <p>{line}</p> })
        .collect::<Vec<_>>();
    let tiers = [
        (text::catalogue::TIERS_DESK, &shown.fee_at_desk.tiers),
        (text::catalogue::TIERS_ONLINE, &shown.fee_online.tiers),
    ]
    .into_iter()
    .filter(|(_, tiers)| !tiers.is_empty())
    .map(|(channel, tiers)| {
        let rows = tiers.iter().map(|(case, amount)| Row::new(case.clone(), amount.clone())).collect();
        view! {
            <h3 class="small">{t(text::catalogue::TIERS_TITLE)} ", " {t(channel).to_lowercase()}</h3>
            {summary_list(rows)}
        }
        .into_any()
    })
    .collect::<Vec<_>>();
    view! {
        <section class="flow">
            <h2>{t(text::catalogue::FEES_TITLE)}</h2>
            {pair}
            <div class="fee-lines">{lines}</div>
            {tiers}
        </section>
    }
    .into_any()
}

fn papers(language: Language, shown: &Shown) -> AnyView {
    let (present, submit): (Vec<&Paper>, Vec<&Paper>) =
        shown.papers.iter().partition(|paper| paper.kind == PaperKind::Present);
    let print = shown.has_form.then(|| routes::blank_form(language, &shown.code));
    let list = |papers: Vec<&Paper>| {
        let rows = papers.into_iter().map(|one| paper(one, print.clone())).collect::<Vec<_>>();
        view! { <ul class="rows">{rows}</ul> }
    };
    let can_file = shown.service != ServiceLevel::Information;
    let common = (can_file && !shown.has_form)
        .then(|| view! { <p class="meta">{t(text::catalogue::FILE_COMMON_FORM)}</p> });
    let present = (!present.is_empty()).then(|| {
        view! {
            <h3>{t(text::catalogue::PAPERS_PRESENT)}</h3>
            <p class="meta">{t(text::catalogue::PAPERS_PRESENT_HINT)}</p>
            {list(present)}
        }
    });
    let submit = (!submit.is_empty()).then(|| {
        view! {
            <h3>{t(text::catalogue::PAPERS_SUBMIT)}</h3>
            {can_file.then(|| view! { <p class="meta">{t(text::catalogue::PAPERS_SUBMIT_HINT)}</p> })}
            {list(submit)}
        }
    });
    view! {
        <section class="papers flow">
            <h2>{t(text::catalogue::PAPERS_TITLE)}</h2>
            {common}
            {submit}
            {present}
        </section>
    }
    .into_any()
}

fn paper(paper: &Paper, print: Option<String>) -> AnyView {
    let picture: Icon = match paper.kind {
        PaperKind::ElectronicForm => PENCIL,
        PaperKind::Submit => FILE_TEXT,
        PaperKind::Present => USER,
    };
    let (tone, label) = match (paper.kind, paper.need) {
        (PaperKind::ElectronicForm, _) => (Tone::Cham, text::catalogue::PAPER_FORM),
        (_, Need::Always) => (Tone::Plain, text::catalogue::PAPER_ALWAYS),
        (_, Need::InACase) => (Tone::Plain, text::catalogue::PAPER_IN_A_CASE),
        (_, Need::Optional) => (Tone::Plain, text::catalogue::PAPER_OPTIONAL),
    };
    let form = (paper.kind == PaperKind::ElectronicForm).then(|| {
        let print = print.map(|href| view! { " " <a href=href>{t(text::catalogue::PAPER_FORM_PRINT)}</a> });
        view! { <p class="meta">{t(text::catalogue::PAPER_FORM_LINE)} {print}</p> }
    });
    let lines = paper.lines.join(" ");
    let lines = (!lines.is_empty()).then(|| view! { <p class="meta">{lines}</p> });
    view! {
        <li class="row">
            {icon(picture)}
            <div>
                <p class="h3">{paper.name.clone()}</p>
                {form}
                {lines}
            </div>
            {tag(tone, t(label))}
        </li>
    }
    .into_any()
}

fn other(shown: &Shown) -> AnyView {
    let lines = |lines: &[String], language: Option<&'static str>| {
        let line = |line: &String| view! { <p lang=language>{line.clone()}</p> };
        lines.iter().map(line).collect::<Vec<_>>().into_any()
    };
    let who = if shown.applicants_note.is_empty() {
        shown.applicants.join(", ")
    } else {
        shown.applicants_note.clone()
    };
    let in_force = shown.versions.first().map(span).unwrap_or_default();
    let rows = vec![
        Row::new(t(text::catalogue::WHO), who),
        Row::new(t(text::catalogue::AGENCY), shown.agency.clone()),
        Row::new(t(text::catalogue::RESULT), shown.result.clone()),
        Row::of(t(text::catalogue::DELIVERY), lines(&shown.delivery, None)),
        // Laws are cited by their own names, in both languages.
        Row::of(t(text::catalogue::LEGAL_BASIS), lines(&shown.legal_basis, Some("vi"))),
        Row::new(t(text::catalogue::CODE), shown.code.clone()),
        Row::new(t(text::catalogue::IN_FORCE), in_force),
    ];
    let versions = (shown.versions.len() > 1).then(|| {
        let spans =
            shown.versions.iter().map(|version| view! { <li>{span(version)}</li> }).collect::<Vec<_>>();
        let count = shown.versions.len().to_string();
        details(
            &fill(text::catalogue::VERSIONS, &[("count", &count)]),
            view! { <ul class="bullets">{spans}</ul> }.into_any(),
        )
    });
    let caution = [
        (!shown.verified).then_some(text::catalogue::UNVERIFIED),
        use_settings().demo.then_some(text::catalogue::DEMO_FACTS),
    ]
    .into_iter()
    .flatten()
    .map(|key| view! { <p class="meta">{t(key)}</p> })
    .collect::<Vec<_>>();
    view! {
        <section class="flow">
            <h2>{t(text::catalogue::OTHER_TITLE)}</h2>
            {summary_list(rows)}
            {versions}
            {caution}
        </section>
    }
    .into_any()
}

fn span((from, to): &(String, String)) -> String {
    if to.is_empty() {
        fill(text::catalogue::IN_FORCE_FROM, &[("from", from)])
    } else {
        fill(text::catalogue::IN_FORCE_SPAN, &[("from", from), ("to", to)])
    }
}
