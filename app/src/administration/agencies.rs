//! `/quan-tri/co-quan`: the agencies.

pub mod edit;

use domain::catalogue::AgencyKind;
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::who_may;
use crate::error::AppError;
use crate::i18n::{Key, t, text::administration as a, use_language};
use crate::load::load;
use crate::routes;
use crate::staff::{Place, Staffed, staff_page};
use crate::ui::heading;

/// An agency in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgencyView {
    code: String,
    name: String,
    is_desk: bool,
    takes_transfers: bool,
}

/// All agencies.
#[server(input = GetUrl, endpoint = "admin/agencies")]
pub async fn load_agencies() -> Result<Staffed<Vec<AgencyView>>, AppError> {
    let (portal, _, officer) = who_may(Deed::EditAgencies).await?;
    let language = use_language().into();
    let catalogue = portal.catalogue();
    let agencies = catalogue.agencies().iter().map(|agency| AgencyView {
        code: agency.code.clone(),
        name: agency.name.get(language).to_owned(),
        is_desk: agency.kind == AgencyKind::ReceivingDesk,
        takes_transfers: agency.bank.is_some(),
    });
    Staffed::of(&portal, &officer, agencies.collect()).await
}

/// `/quan-tri/co-quan`.
#[component]
pub fn Agencies() -> impl IntoView {
    load(|| LoadAgencies {}).show(|| |loaded| staff_page(loaded, Place::Agencies, draw))
}

fn draw(agencies: Vec<AgencyView>) -> AnyView {
    let (desks, units): (Vec<_>, Vec<_>) = agencies.into_iter().partition(|agency| agency.is_desk);
    let title = t(a::AGENCIES);
    view! {
        <Title text=title />
        <div class="sheet flow">
            {heading(title)} <p class="lead">{t(a::AGENCIES_LEAD)}</p> {section(a::DESKS, desks)}
            {section(a::UNITS, units)}
        </div>
    }
    .into_any()
}

fn section(title: Key, agencies: Vec<AgencyView>) -> AnyView {
    let rows = agencies.into_iter().map(|agency| {
        let href = routes::agency(use_language(), &agency.code);
        let transfers =
            agency.takes_transfers.then(|| view! { <span class="meta">{t(a::TAKES_TRANSFERS)}</span> });
        view! {
            <li class="staff-row">
                <a href=href>{agency.name}</a>
                <span>
                    <span translate="no">{agency.code}</span>
                    " "
                    {transfers}
                </span>
            </li>
        }
    });
    view! {
        <section class="flow">
            <h2>{t(title)}</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}
