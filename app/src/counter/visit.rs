//! `/tiep-nhan/quay/{visit}`: first the person and what they come for, then all that is filed, on one page.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::draft::DraftBody;
use super::person::PersonBody;
use super::{draft, gather, person, visit_in_address};
use crate::drawn::still;
use crate::error::AppError;
use crate::i18n::{t, text::counter as c, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::server::officer_in_session;
use crate::staff::{Place, Staffed, is_checking, staff_page};
use crate::ui::{back_link, error_summary, heading, title_of_wrong};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VisitPage {
    /// The visit.
    pub id: Uuid,
    /// Name of the person, where it is known.
    pub name: String,
    /// What is wrong: paths and sentences, in the order of the page.
    pub problems: Vec<(String, String)>,
    /// How far it is.
    pub body: Body,
}

/// How far a visit is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Body {
    /// The person is looked at.
    Person(Box<PersonBody>),
    /// Something is filled in.
    Draft(Box<DraftBody>),
    /// It was filed: what is left is to hand over the slip.
    Filed,
}

/// A visit, for an officer of its desk.
#[server(input = GetUrl, endpoint = "counter/visit")]
pub async fn load_visit(
    /// The visit.
    visit: String,
) -> Result<Staffed<VisitPage>, AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let id: Uuid = visit.parse().map_err(|_| AppError::NotFound)?;
    let page = gather::visit(&portal, &citizen, &officer, id).await?;
    if matches!(page.body, Body::Filed) {
        request::redirect(&routes::counter_done(use_language(), id));
    }
    Staffed::of(&portal, &officer, page).await
}

/// `/tiep-nhan/quay/{visit}`.
#[component]
pub fn Visit() -> impl IntoView {
    let (visit, checking) = (visit_in_address(), is_checking());
    load(move || LoadVisit { visit: visit.clone() })
        .show(move || move |loaded| still(staff_page(loaded, Place::Counter, |page| draw(page, checking))))
}

fn draw(page: VisitPage, checking: bool) -> AnyView {
    let VisitPage { id, name, problems, body } = page;
    // What was refused when it was sent is always said; what is missing, once one wanted to file.
    let problems = if checking { problems } else { Vec::new() };
    let title = match &body {
        Body::Person(_) => t(c::PERSON_TITLE).to_owned(),
        Body::Draft(draft) => draft.procedure.clone(),
        Body::Filed => t(c::DONE).to_owned(),
    };
    let page_title = if problems.is_empty() { title.clone() } else { title_of_wrong(&title) };
    let drawn = match body {
        Body::Person(body) => person::draw(id, *body, &problems),
        Body::Draft(body) => draft::draw(id, *body, &problems),
        Body::Filed => {
            let to = routes::counter_done(use_language(), id);
            view! { <p><a href=to>{t(c::DONE)}</a></p> }.into_any()
        }
    };
    view! {
        <Title text=page_title />
        {error_summary(problems)}
        <div class="sheet flow">
            {back_link(&routes::counter(use_language()))} {heading(&title)}
            {(!name.is_empty()).then(|| view! { <p class="lead" lang="vi">{name}</p> })} {drawn}
        </div>
    }
    .into_any()
}
