//! The pages of registration, one address each.

mod api;
mod confirm;
mod details;
mod mail;

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Text;
use domain::account::registration::{self as rules, LEVEL, LEVEL_IAL2, Step};
use domain::account::{AccountKind, OrganisationKind};
use domain::form::Section;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub use confirm::{Confirm, Confirmed};
pub use details::Details;
pub use mail::{Mail, Mailbox};

use super::login::offered::{Offered, OfferedView};
use super::slug;
use crate::error::{AppError, Failure};
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::button::Button;
use crate::ui::choices::{Choices, Tick};
use crate::ui::form::{Form, Judge, Judged, form_fields, input_name};
use crate::ui::problem::judged;
use crate::ui::steps::{State, Step as StepShown, wizard_steps};
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{
    back_link, button_link, details, error_summary, heading, radios, submit, title_of_wrong, warning_summary,
};
use api::{Answer, Registration, RegistrationView};

/// Step 1: who issues the account.
#[component]
pub fn Provider() -> impl IntoView {
    view! {
        <Title text=t(text::account::REGISTER_TITLE) />
        {if_open(|| {
            let language = use_language();
            let name = fill(text::account::PROVIDER, &[("province", &use_settings().province)]);
            let begin = routes::register_step(language, slug(Step::Provider));
            view! {
                <div class="question flow">
                    {heading(t(text::account::REGISTER_TITLE))}
                    <p class="lead">{t(text::account::REGISTER_LEAD)}</p>
                    {provider_link(name, t(text::account::PROVIDER_HINT), begin)} <p>
                        <a href=routes::login(language)>{t(text::account::HAVE_ACCOUNT)}</a>
                    </p>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

/// The page, unless the operator issues no accounts: then it says so.
fn if_open(page: fn() -> AnyView) -> AnyView {
    let offered = load(|| Offered {});
    let closed = || {
        let log_in = Button { label: t(text::account::LOGIN_TITLE), ..Button::default() };
        view! {
            <div class="question flow">
                {heading(t(text::account::REGISTER_TITLE))} <p class="lead">{t(text::login::REGISTER_CLOSED)}</p>
                <div class="actions">{button_link(log_in, &routes::login(use_language()))}</div>
            </div>
        }
        .into_any()
    };
    let show = move || {
        move |offered: Result<OfferedView, AppError>| match offered {
            Ok(offered) if offered.own => page(),
            Ok(_) => closed(),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    };
    view! { {offered.show(show)} }.into_any()
}

/// One of the issuers to choose from.
pub(super) fn provider_link(name: String, hint: &'static str, href: String) -> AnyView {
    view! {
        <ul class="providers">
            <li>
                <a href=href>
                    <b>{name}</b>
                    " "
                    <span>{hint}</span>
                </a>
            </li>
        </ul>
    }
    .into_any()
}

/// Step 1, once chosen: what is needed, and "Đăng ký tài khoản".
#[component]
pub fn Begin() -> impl IntoView {
    view! {
        <Title text=t(text::account::BEGIN_TITLE) />
        {if_open(begin)}
    }
    .into_any()
}

fn begin() -> AnyView {
    let language = use_language();
    let needed = [
        text::account::BEGIN_CARD,
        text::account::BEGIN_PHONE,
        text::account::BEGIN_MAILBOX,
        text::account::BEGIN_ORGANISATION,
    ];
    let name = fill(text::account::PROVIDER, &[("province", &use_settings().province)]);
    let go = Button { label: t(text::account::BEGIN_BUTTON), ..Button::default() };
    view! {
        {back_link(&routes::register(language))}
        <div class="wizard">
            {rail(Step::Provider)}
            <div class="question flow">
                {heading(t(text::account::BEGIN_TITLE))} <p class="lead">{name}</p>
                <p>{t(text::account::BEGIN_LEAD)}</p>
                <ul class="needed">{needed.map(|key| view! { <li>{t(key)}</li> }).collect_view()}</ul>
                <p class="hint">{t(text::account::BEGIN_KEPT)}</p>
                <div class="actions">
                    {button_link(go, &routes::register_step(language, slug(Step::Kind)))}
                    <a href=routes::login(language)>{t(text::account::HAVE_ACCOUNT)}</a>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Step 2: "Công dân" or "Doanh nghiệp".
#[component]
pub fn Kind() -> impl IntoView {
    step_page(Step::Kind, text::account::KIND_TITLE, |known, checking| {
        let judged = judged_if(checking, &known);
        // The second question is always there, and shown by the style: nothing runs on this page that could draw it.
        let [kind, organisation] = [rules::KIND, rules::ORGANISATION_KIND].map(|path| {
            let mut section = sole_section(Step::Kind);
            section.fields.retain(|field| field.id == path);
            section.fields.iter_mut().for_each(|field| field.when = None);
            form_fields(Form {
                section,
                answers: known.answers.clone(),
                judged: judged.clone(),
                judge: None,
                on_change: None,
            })
        });
        let page = view! {
            {heading(t(text::account::KIND_TITLE))}
            <form method="post" action=Answer::url() novalidate class="flow">
                {hidden("step", slug(Step::Kind))} {kind} <div class="of-organisations">{organisation}</div>
                <div class="actions">{submit(t(text::account::NEXT))}</div>
            </form>
        };
        (judged, page.into_any())
    })
}

/// Step 3: "Xác minh mức độ trung bình (IAL2)".
#[component]
pub fn Level() -> impl IntoView {
    step_page(Step::Level, text::account::LEVEL_TITLE, |known, checking| {
        let section = sole_section(Step::Level);
        let judged = judged_if(checking, &known);
        let problem = first_problem(&judged, LEVEL);
        let label = section.fields.first().map(|field| field.label.get(use_language().into()).to_owned());
        let name = input_name(LEVEL);
        let choices = Choices {
            path: LEVEL,
            name: &name,
            legend: label.as_deref().unwrap_or_default(),
            problem,
            ..Choices::default()
        };
        let option =
            Tick::new(LEVEL_IAL2, t(text::account::LEVEL_NAME)).with_hint(t(text::account::LEVEL_EXPLAIN));
        let page = view! {
            {heading(t(text::account::LEVEL_TITLE))}
            <form method="post" action=Answer::url() novalidate class="flow">
                {hidden("step", slug(Step::Level))}
                {radios(choices, vec![option], LEVEL_IAL2)}
                {details(
                    t(text::account::LEVEL_MORE),
                    view! { <p>{t(text::account::LEVEL_MORE_TEXT)}</p> }.into_any(),
                )} <div class="actions">{submit(t(text::account::NEXT))}</div>
            </form>
        };
        (judged, page.into_any())
    })
}

/// Step 4: the number, then "Tiến hành đăng ký".
#[component]
pub fn Number() -> impl IntoView {
    step_page(Step::IdentityNumber, text::account::NUMBER_TITLE, |known, checking| {
        let mut section = sole_section(Step::IdentityNumber);
        let judged = judged_if(checking, &known);
        let organisation = matches!(rules::account_kind(&known.answers), Some(AccountKind::Organisation(_)));
        let hint = t(if organisation {
            text::account::NUMBER_HINT_ORGANISATION
        } else {
            text::account::NUMBER_HINT
        });
        if let Some(field) = section.fields.first_mut() {
            field.hint = Some(Text::new(hint, hint));
        }
        let fields = form_fields(Form {
            section,
            answers: known.answers.clone(),
            judged: judged.clone(),
            judge: Some(judge(Step::IdentityNumber, known.today)),
            on_change: None,
        });
        let help = fill(text::account::NUMBER_OLD_TEXT, &[("help_line", &use_settings().help_line)]);
        let page = view! {
            {heading(t(text::account::NUMBER_TITLE))}
            <form method="post" action=Answer::url() novalidate class="flow">
                {hidden("step", slug(Step::IdentityNumber))} {seen(&judged)} {card_picture()} {fields}
                {details(t(text::account::NUMBER_OLD), view! { <p>{help}</p> }.into_any())}
                {chosen(&known)} <div class="actions">{submit(t(text::account::NUMBER_BUTTON))}</div>
            </form>
        };
        (judged, page.into_any())
    })
}

/// Where the number stands on the card.
fn card_picture() -> AnyView {
    view! {
        <svg class="card-picture" viewBox="0 0 104 64" width="104" height="64" aria-hidden="true">
            <rect class="card-edge" x="0.75" y="0.75" width="102.5" height="62.5" rx="6" />
            <circle class="card-line" cx="19" cy="12" r="6" />
            <rect class="card-ink" x="8" y="26" width="22" height="28" rx="1" />
            <path class="card-line" d="M34 8h40M40 15h30M38 43h48M38 50h40M38 57h30" />
            <rect class="card-gold" x="37" y="24" width="58" height="10" rx="2" />
        </svg>
    }
    .into_any()
}

/// What was chosen before, and the way back to it.
fn chosen(known: &RegistrationView) -> AnyView {
    let language = use_language();
    let province = use_settings().province;
    let account = match rules::account_kind(&known.answers) {
        Some(AccountKind::Organisation(kind)) => fill(
            text::account::SUMMARY_ORGANISATION,
            &[("province", &province), ("kind", t(organisation_name(kind)))],
        ),
        _ => fill(text::account::SUMMARY_CITIZEN, &[("province", &province)]),
    };
    view! {
        <div class="chosen-account">
            {summary_list(
                vec![
                    Row::new(t(text::account::SUMMARY_ACCOUNT), account),
                    Row::new(t(text::account::SUMMARY_LEVEL), t(text::account::LEVEL_NAME)),
                ],
            )}
            <p>
                <a href=routes::register_step(
                    language,
                    slug(Step::Kind),
                )>{t(text::account::CHOOSE_AGAIN)}</a>
            </p>
        </div>
    }
    .into_any()
}

/// What an organisation of this kind is called.
pub(super) fn organisation_name(kind: OrganisationKind) -> Key {
    match kind {
        OrganisationKind::Enterprise => text::account::ORGANISATION_ENTERPRISE,
        OrganisationKind::HouseholdBusiness => text::account::ORGANISATION_HOUSEHOLD_BUSINESS,
        OrganisationKind::Other => text::account::ORGANISATION_OTHER,
    }
}

/// The page of a step: reads the registration, and draws its frame around what `draw` makes of it. `draw` also says
/// what is wrong, for the summary.
fn step_page(
    step: Step,
    title: Key,
    draw: impl Fn(RegistrationView, bool) -> (Judged, AnyView) + Clone + Send + Sync + 'static,
) -> AnyView {
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let known = load(move || Registration { step: slug(step).to_owned() });
    view! {
        <Title text=t(title) />
        {known.show(move || {
            let draw = draw.clone();
            move |known| draw_step(step, title, known, checking, draw)
        })}
    }
    .into_any()
}

fn draw_step(
    step: Step,
    title: Key,
    known: Result<RegistrationView, AppError>,
    checking: bool,
    draw: impl Fn(RegistrationView, bool) -> (Judged, AnyView),
) -> AnyView {
    match known {
        Ok(known) => {
            let (judged, page) = draw(known, checking);
            view! {
                {title_if_wrong(&judged, title)} {back(step)} {warned(&judged)} {error_summary(judged.problems)}
                <div class="wizard">{rail(step)} <div class="question flow">{page}</div></div>
            }
            .into_any()
        }
        Err(error) => view! { <Failure error /> }.into_any(),
    }
}

/// The title that says so when something is wrong, or looks wrong.
fn title_if_wrong(judged: &Judged, title: Key) -> Option<AnyView> {
    let title = match (judged.problems.is_empty(), judged.warnings.is_empty()) {
        (false, _) => title_of_wrong(t(title)),
        (true, false) => [t(text::ui::WARNING), " ", t(title)].concat(),
        (true, true) => return None,
    };
    Some(view! { <Title text=title /> }.into_any())
}

/// When nothing is wrong and something looks wrong: that it was held up, and how to go on.
fn warned(judged: &Judged) -> AnyView {
    let held_up = judged.problems.is_empty();
    warning_summary(if held_up { judged.warnings.clone() } else { Vec::new() })
}

/// To the step before; nowhere once the mail is out.
fn back(step: Step) -> Option<AnyView> {
    let before = Step::ALL.into_iter().take_while(|other| *other < step).last()?;
    (step < Step::Mail).then(|| back_link(&routes::register_step(use_language(), slug(before))))
}

/// The steps beside the page.
fn rail(now: Step) -> AnyView {
    let language = use_language();
    let steps = Step::ALL
        .into_iter()
        .map(|step| {
            let behind = step < now && now < Step::Mail;
            StepShown {
                label: t(name_of(step)).to_owned(),
                line: String::new(),
                href: behind.then(|| routes::register_step(language, slug(step))),
                state: match step.cmp(&now) {
                    std::cmp::Ordering::Less => State::Done,
                    std::cmp::Ordering::Equal => State::Now,
                    std::cmp::Ordering::Greater => State::Later,
                },
            }
        })
        .collect();
    wizard_steps(t(text::account::REGISTER_TITLE), steps)
}

fn name_of(step: Step) -> Key {
    match step {
        Step::Provider => text::account::STEP_PROVIDER,
        Step::Kind => text::account::STEP_KIND,
        Step::Level => text::account::STEP_LEVEL,
        Step::IdentityNumber => text::account::STEP_NUMBER,
        Step::Details => text::account::STEP_DETAILS,
        Step::Mail => text::account::STEP_MAIL,
        Step::Confirmed => text::account::STEP_CONFIRMED,
    }
}

/// The one section of a step that has one.
fn sole_section(step: Step) -> Section {
    rules::sections(step).into_iter().next().unwrap_or_else(|| Section {
        id: String::new(),
        title: domain::Text::default(),
        fields: Vec::new(),
    })
}

/// Judges the answers of a step while they are typed.
fn judge(step: Step, today: NaiveDate) -> Judge {
    Arc::new(move |section, answers| {
        let found = rules::check_step(step, answers, today, None);
        own_part(judged(std::slice::from_ref(section), found), section)
    })
}

/// What is about the questions of this section.
fn own_part(mut judged: Judged, section: &Section) -> Judged {
    let own = |(path, _): &(String, String)| {
        let id = path.split('.').next().unwrap_or_default();
        section.fields.iter().any(|field| field.id == id)
    };
    judged.problems.retain(own);
    judged.warnings.retain(own);
    judged
}

/// What the server found at this step, in sentences, if it is to be shown.
fn judged_if(checking: bool, known: &RegistrationView) -> Judged {
    if checking { known.judged.clone() } else { Judged::default() }
}

fn first_problem(judged: &Judged, path: &str) -> Signal<Option<String>> {
    let sentence = judged.problems.iter().find(|(at, _)| at == path).map(|(_, sentence)| sentence.clone());
    Signal::stored(sentence)
}

/// Sends along which warnings were on the page, so that each is shown once.
fn seen(judged: &Judged) -> AnyView {
    let paths: Vec<&str> = judged.warnings.iter().map(|(path, _)| path.as_str()).collect();
    hidden("seen", &paths.join(","))
}

pub(super) fn hidden(name: &'static str, value: &str) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_owned() /> }.into_any()
}

/// What Enter presses in a form whose first visible button does something else.
pub(super) fn first_button() -> AnyView {
    view! { <button type="submit" class="hidden" tabindex="-1" aria-hidden="true"></button> }.into_any()
}
