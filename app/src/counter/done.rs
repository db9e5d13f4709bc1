//! `/tiep-nhan/quay/{visit}/xong`: what the person is given: the code, the receipt of the fee, the slip to claim it with,
//! and form 01.

use std::collections::BTreeMap;

use backend::Portal;
use backend::account::Citizen;
use backend::account::note::{self, Tried};
use backend::counter::{self, Slip, State};
use backend::printed;
use domain::dossier::Status;
use domain::{date, money};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::visit_in_address;
use crate::dossier::words::say;
use crate::error::AppError;
use crate::i18n::{fill, t, text::counter as c, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::server::officer_in_session;
use crate::staff::{Place, Staffed, hidden, staff_page};
use crate::ui::icon::{PRINTER, icon};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{Banner, Button, Look, banner, button, button_link, heading};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DonePage {
    visit: Uuid,
    code: String,
    procedure: String,
    owner: String,
    is_accepted: bool,
    due: String,
    /// Numbers and amounts.
    receipts: Vec<(String, String)>,
    /// The code to claim it with, and until when, as long as it can be read.
    slip: Option<(String, String)>,
    /// Where it is claimed.
    address: String,
    /// Forms that were given out.
    forms: Vec<Uuid>,
}

fn place(visit: Uuid) -> String {
    format!("counter/{visit}/slip")
}

/// Keeps the code for the page that shows it: nobody can read it again.
pub async fn left_slip(
    portal: &Portal,
    citizen: &Citizen,
    visit: Uuid,
    slip: Option<Slip>,
) -> Result<(), AppError> {
    let Some(Slip { code, until }) = slip else { return Ok(()) };
    let until = date::display(date::today(until));
    let typed = BTreeMap::from([("code".to_owned(), code), ("until".to_owned(), until)]);
    let tried = Tried { place: place(visit), why: "slip".to_owned(), typed };
    Ok(note::leave_tried(portal, citizen, tried).await?)
}

/// What somebody at the counter is given.
#[server(input = GetUrl, endpoint = "counter/done")]
pub async fn load_done(
    /// The visit.
    visit: String,
) -> Result<Staffed<DonePage>, AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let id: Uuid = visit.parse().map_err(|_| AppError::NotFound)?;
    let opened = counter::open(&portal, &officer, id).await?.ok_or(AppError::NotFound)?;
    let State::Filed(code) = opened.state else { return Err(AppError::NotFound) };
    let filed = counter::given(&portal, &officer, &code).await?.ok_or(AppError::NotFound)?;
    let kept = note::tried(&portal, &citizen, &place(id)).await?;
    let forms = printed::given_out(&portal, filed.dossier_id).await?;
    let page = DonePage {
        visit: id,
        procedure: say(&filed.version.procedure.name),
        owner: filed.owner,
        is_accepted: filed.status != Status::Submitted,
        due: filed.due_at.map(date::display_time).unwrap_or_default(),
        receipts: filed
            .receipts
            .into_iter()
            .map(|(number, amount)| (number, money::display(amount)))
            .collect(),
        slip: kept.and_then(|kept| Some((kept.typed.get("code")?.clone(), kept.typed.get("until")?.clone()))),
        address: portal.settings.public_url.clone() + &routes::claim_dossier(use_language()),
        forms: forms.into_iter().map(|form| form.id).collect(),
        code,
    };
    Staffed::of(&portal, &officer, page).await
}

/// Another code in the place of the one that nobody can read again.
#[server(endpoint = "counter/slip")]
pub async fn make_slip(
    /// The visit.
    visit: Uuid,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let opened = counter::open(&portal, &officer, visit).await?.ok_or(AppError::NotFound)?;
    if let State::Filed(code) = opened.state {
        let slip = counter::new_slip(&portal, &officer, &code).await?;
        left_slip(&portal, &citizen, visit, slip).await?;
    }
    request::redirect(&routes::counter_done(use_language(), visit));
    Ok(())
}

/// The same person has something else to file.
#[server(endpoint = "counter/again")]
pub async fn begin_again(
    /// The visit.
    visit: Uuid,
) -> Result<(), AppError> {
    let (portal, _, officer) = officer_in_session().await?;
    let another = counter::begin_again(&portal, &officer, visit).await?.ok_or(AppError::NotFound)?;
    request::redirect(&routes::counter_visit(use_language(), another));
    Ok(())
}

/// `/tiep-nhan/quay/{visit}/xong`.
#[component]
pub fn Done() -> impl IntoView {
    let visit = visit_in_address();
    load(move || LoadDone { visit: visit.clone() })
        .show(move || move |loaded| staff_page(loaded, Place::Counter, draw))
}

fn draw(page: DonePage) -> AnyView {
    let language = use_language();
    let DonePage { visit, code, procedure, owner, is_accepted, due, receipts, slip, address, forms } = page;
    let said = if is_accepted {
        banner(Banner::Done, t(c::ACCEPTED))
    } else {
        banner(Banner::Information, t(c::NOT_ACCEPTED))
    };
    let mut rows = vec![
        // The code never breaks, also at its hyphens.
        Row::new(t(c::CODE), code.replace('-', "\u{2011}")),
        Row::new(t(c::PROCEDURE), procedure),
        Row::vietnamese(t(c::OWNER), owner),
    ];
    if !due.is_empty() {
        rows.push(Row::new(t(c::DUE), due));
    }
    for (number, amount) in receipts {
        rows.push(Row::new(t(c::RECEIPT), format!("{number} · {amount}")));
    }
    let small =
        |label| button(Button { label: t(label), look: Look::Secondary, small: true, ..Button::default() });
    let slip = match slip {
        Some((code, until)) => view! {
            <p class="code" translate="no">{code.replace('-', "\u{2011}")}</p>
            <p>{fill(c::SLIP_LEAD, &[("address", &address), ("day", &until)])}</p>
        }
        .into_any(),
        None => view! {
            <p>{t(c::SLIP_GONE)}</p>
            <form method="post" action=MakeSlip::url()>
                {hidden("visit", &visit.to_string())} {small(c::SLIP_NEW)}
            </form>
        }
        .into_any(),
    };
    let papers = forms.into_iter().map(|form| {
        view! { <li><a href=routes::counter_form(visit, form) rel="external">{t(c::FORM)}</a></li> }
    });
    let papers = papers.collect_view();
    let dossier = routes::in_language(language, &format!("/tiep-nhan/ho-so/{code}"));
    view! {
        <Title text=t(c::DONE) />
        {said}
        <div class="sheet flow">
            {heading(t(c::DONE))} {summary_list(rows)}
            <section class="flow">
                <h2>{t(c::SLIP)}</h2>
                {slip}
            </section>
            <ul class="rows">
                {papers} <li><a href=dossier rel="external">{t(c::OPEN_DOSSIER)}</a></li>
            </ul>
            <div class="actions">
                {button_link(
                    Button { label: t(c::NEXT), ..Button::default() },
                    &routes::counter(language),
                )} <button type="button" class="button button-secondary with-script" data-print="">
                    {icon(PRINTER)}
                    {t(c::PRINT)}
                </button>
                <form method="post" action=BeginAgain::url()>
                    {hidden("visit", &visit.to_string())}
                    {button(Button { label: t(c::AGAIN), look: Look::Secondary, ..Button::default() })}
                </form>
            </div>
        </div>
    }
    .into_any()
}
