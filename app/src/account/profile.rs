//! What an account holds, and the organisations its person acts for.

use std::sync::Arc;

use domain::account::OrganisationKind;
use domain::account::registration::organisation_sections;
use domain::catalogue::ProofingLevel;
use domain::check::check_section;
use domain::date;
use domain::form::Section;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{
    AddOrganisation as AddOrganisationForm, LogOut, OrganisationDraft, OrganisationSoFar, OrganisationView,
    ProfileView, RemoveOrganisation,
};
use super::register::{first_button, hidden, organisation_name};
use crate::error::{AppError, Failure};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::{Button, Look, button};
use crate::ui::form::{Form, Judged, form_fields};
use crate::ui::icon::TRASH;
use crate::ui::notice::{Banner, banner};
use crate::ui::problem::judged;
use crate::ui::summary_list::{Row, summary_list, summary_list_tight};
use crate::ui::{back_link, button_link, error_summary, heading, submit, title_of_wrong};

/// `/tai-khoan`.
#[component]
pub fn Profile() -> impl IntoView {
    let done = use_query_map().with_untracked(|query| {
        let sentences = [
            ("da-them", text::account::PROFILE_ADDED),
            ("da-bo", text::account::PROFILE_REMOVED),
            ("da-doi-mat-khau", text::safety::PASSWORD_CHANGED),
            ("da-doi-hop-thu", text::safety::MAILBOX_CHANGED),
            ("da-xac-nhan-so", text::safety::PHONE_DONE),
        ];
        sentences.into_iter().find(|(name, _)| query.get(name).is_some()).map(|(_, sentence)| sentence)
    });
    let known = load(|| super::api::Profile {});
    view! {
        <Title text=t(text::account::PROFILE_TITLE) />
        {known.show(move || {
            move |known| match known {
                Ok(known) => {
                    view! {
                        {done.map(|sentence| banner(Banner::Done, t(sentence)))}
                        {draw(known)}
                    }
                        .into_any()
                }
                Err(error) => failure(error),
            }
        })}
    }
    .into_any()
}

/// Says why not; somebody whose session ran out gets the way back in.
fn failure(error: AppError) -> AnyView {
    let again = (error == AppError::LoggedOut).then(|| {
        let back = super::back_query(&routes::account(use_language()));
        let href = routes::login_step(use_language(), "tinh") + &back;
        view! { <p><a href=href rel="external">{t(text::account::PROFILE_AGAIN)}</a></p> }
    });
    view! { <Failure error /> {again} }.into_any()
}

/// An account made by an identity provider may lack something.
fn or_none(value: String) -> String {
    if value.is_empty() { t(text::login::NOT_KNOWN).to_owned() } else { value }
}

fn draw(known: ProfileView) -> AnyView {
    let language = use_language();
    let sex = if known.female { text::account::PROFILE_FEMALE } else { text::account::PROFILE_MALE };
    let proofing = match known.proofing {
        ProofingLevel::Ial1 => text::account::PROOFING_IAL1,
        ProofingLevel::Ial2 => text::account::PROOFING_IAL2,
        ProofingLevel::Ial3 => text::account::PROOFING_IAL3,
    };
    let facts = vec![
        Row::vietnamese(t(text::account::PROFILE_NAME), known.name),
        Row::new(t(text::account::PROFILE_NUMBER), known.identity_number),
        Row::new(t(text::account::PROFILE_BIRTH_DATE), date::display(known.birth_date)),
        Row::new(t(text::account::PROFILE_SEX), t(sex)),
        Row::new(t(text::account::PROFILE_PHONE), known.phone),
        Row::new(t(text::account::PROFILE_EMAIL), or_none(known.email)),
        Row::vietnamese(t(text::account::PROFILE_ADDRESS), or_none(known.address)),
        Row::new(t(text::account::PROFILE_LEVEL), t(proofing)),
    ];
    let organisations = if known.organisations.is_empty() {
        view! { <p>{t(text::account::PROFILE_NO_ORGANISATION)}</p> }.into_any()
    } else {
        known.organisations.into_iter().map(organisation).collect_view().into_any()
    };
    let add = Button { label: t(text::account::PROFILE_ADD), look: Look::Secondary, ..Button::default() };
    let papers = Button { label: t(text::kept::OPEN), look: Look::Secondary, ..Button::default() };
    let data = Button { label: t(text::data::OPEN), look: Look::Secondary, ..Button::default() };
    let log_out =
        Button { label: t(text::account::PROFILE_LOG_OUT), look: Look::Secondary, ..Button::default() };
    let refuses = known.mailbox_refuses.then(|| banner(Banner::Wrong, t(text::account::MAILBOX_REFUSES)));
    view! {
        {refuses}
        <div class="sheet flow">
            {heading(t(text::account::PROFILE_TITLE))}
            <section class="flow">
                <h2>{t(text::account::PROFILE_PERSON)}</h2>
                {summary_list(facts)}
                <p class="hint">
                    {fill(text::account::PROFILE_CHANGE, &[("help_line", &use_settings().help_line)])}
                </p>
            </section>
            <section class="flow">
                <h2>{t(text::account::PROFILE_ORGANISATIONS)}</h2>
                {organisations}
                <div class="actions">{button_link(add, &routes::add_organisation(language))}</div>
            </section>
            <section class="flow">
                <h2>{t(text::kept::STORE_TITLE)}</h2>
                <p>{t(text::kept::STORE_LINE)}</p>
                <div class="actions">{button_link(papers, &routes::kept(language))}</div>
            </section>
            {safety()}
            <section class="flow">
                <h2>{t(text::data::TITLE)}</h2>
                <p>{t(text::data::LINE)}</p>
                <div class="actions">{button_link(data, &routes::my_data(language))}</div>
            </section>
            <section class="flow">
                <form method="post" action=LogOut::url()>
                    {button(log_out)}
                </form>
            </section>
        </div>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn safety() -> AnyView {
    super::safety::section()
}

/// Only the server draws the page.
#[cfg(not(feature = "ssr"))]
fn safety() -> AnyView {
    ().into_any()
}

fn organisation(one: OrganisationView) -> AnyView {
    let kind = OrganisationKind::from_answer(&one.kind).map_or("", |kind| t(organisation_name(kind)));
    let mut facts = vec![Row::new(t(text::account::PROFILE_KIND), kind)];
    for (term, value) in [
        (text::account::PROFILE_TAX_CODE, one.tax_code),
        (text::account::PROFILE_HEAD_OFFICE, one.address),
        (text::account::PROFILE_POSITION, one.position),
    ] {
        if !value.is_empty() {
            facts.push(Row::vietnamese(t(term), value));
        }
    }
    let more = format!(": {}", one.name);
    let remove = Button {
        label: t(text::account::PROFILE_REMOVE),
        label_more: &more,
        look: Look::Destructive,
        small: true,
        icon: Some(TRASH),
        ..Button::default()
    };
    view! {
        <div class="card flow">
            <h3>{one.name.clone()}</h3>
            {summary_list_tight(facts)}
            <form method="post" action=RemoveOrganisation::url()>
                {hidden("id", &one.id)} {button(remove)}
            </form>
        </div>
    }
    .into_any()
}

/// `/tai-khoan/to-chuc`.
#[component]
pub fn AddOrganisation() -> impl IntoView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let draft = load(|| OrganisationSoFar {});
    view! {
        <Title text=t(text::account::ADD_TITLE) />
        {draft.show(move || {
            move |draft| match draft {
                Ok(draft) => draw_adding(draft, checking),
                Err(error) => failure(error),
            }
        })}
    }
    .into_any()
}

fn draw_adding(draft: OrganisationDraft, checking: bool) -> AnyView {
    let Some(section) = organisation_sections().into_iter().next() else { return ().into_any() };
    let found = if checking { draft.judged } else { Judged::default() };
    let today = draft.today;
    let judge = move |section: &Section, answers: &domain::Answers| {
        judged(std::slice::from_ref(section), check_section(section, answers, today, None))
    };
    let wrong = (!found.problems.is_empty()).then(|| {
        view! { <Title text=title_of_wrong(t(text::account::ADD_TITLE)) /> }
    });
    view! {
        {wrong} {back_link(&routes::account(use_language()))} {error_summary(found.problems.clone())}
        <div class="question flow">
            {heading(t(text::account::ADD_TITLE))}
            <form method="post" action=AddOrganisationForm::url() novalidate class="flow">
                {first_button()}
                {form_fields(Form {
                    section,
                    answers: draft.answers,
                    judged: found,
                    judge: Some(Arc::new(judge)),
                    on_change: None,
                })} <div class="actions">{submit(t(text::account::ADD_BUTTON))}</div>
            </form>
        </div>
    }
    .into_any()
}
