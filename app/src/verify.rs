//! `/xac-minh`: whether a paper that the portal gave out is genuine, unaltered and in force. For anybody, without login;
//! it says nothing about a person.

use chrono::{DateTime, Utc};
use domain::dossier::moves::Move;
use domain::dossier::printed::PrintedForm;
use domain::{Text, fee};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_query_map;
use leptos_router::path;
use serde::{Deserialize, Serialize};

use crate::dossier::words::{moment, say};
use crate::drawn::drawn;
use crate::error::{AppError, Failure};
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load_if;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{
    Banner, TextField, Width, banner_with, details, error_summary, icon, submit, text_field, title_of_wrong,
};

/// The most of a link or code that is handed on: anybody can write an address.
const LONGEST: usize = 1000;

/// The addresses of this feature.
#[component(transparent)]
pub fn VerifyRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/xac-minh") view=drawn!(Verify) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// What is known of a paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// The portal gave it out.
    Genuine(Box<Paper>),
    /// Its seal is not one of the portal's.
    Altered,
    /// No paper has this code.
    Unknown,
    /// What was typed is no code.
    Mistyped(Mistyped),
    /// Too many codes that no paper has.
    Wait,
}

/// Why what was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mistyped {
    /// Something other than the signs of codes.
    Sign,
    /// So many signs instead of sixteen.
    Length(usize),
    /// A sign is wrong, or two were exchanged.
    Check,
}

/// A paper as its seal has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    form: PrintedForm,
    form_number: String,
    circular: String,
    number: i32,
    year: i32,
    agency: Option<Text>,
    agency_code: String,
    dossier: String,
    issued_at: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
    amount_vnd: Option<i64>,
    typed_code: String,
    ended: Option<(Move, DateTime<Utc>)>,
}

/// What is known of the paper with a code, or with the seal of a QR code.
#[server(input = GetUrl, endpoint = "verify/paper")]
pub async fn paper_of(
    /// The code as typed.
    code: String,
    /// What the QR code holds.
    seal: String,
) -> Result<Said, AppError> {
    use backend::printed::{Verified, by_link, by_typed};
    use chrono::Datelike;
    use domain::dossier::seal::NotTyped;

    use crate::request::{client_address, portal};

    let portal = portal()?;
    let verified = if seal.is_empty() {
        by_typed(&portal, client_address()?, &code).await?
    } else {
        by_link(&portal, &seal).await?
    };
    Ok(match verified {
        Verified::Genuine(found) => Said::Genuine(Box::new(Paper {
            form: found.seal.form,
            form_number: found
                .seal
                .form
                .number(found.seal.circular)
                .map_or(String::new(), |n| format!("{n:02}")),
            circular: found.seal.circular.as_str().to_owned(),
            number: found.number,
            year: domain::date::today(found.seal.issued_at).year(),
            agency: found.agency,
            agency_code: found.seal.agency,
            dossier: found.seal.dossier.to_string(),
            issued_at: found.seal.issued_at,
            due: found.seal.due,
            amount_vnd: found.seal.amount_vnd.and_then(|amount| i64::try_from(amount).ok()),
            typed_code: found.typed_code,
            ended: found.ended,
        })),
        Verified::Altered => Said::Altered,
        Verified::Unknown => Said::Unknown,
        Verified::Mistyped(NotTyped::Sign) => Said::Mistyped(Mistyped::Sign),
        Verified::Mistyped(NotTyped::Length(count)) => Said::Mistyped(Mistyped::Length(count)),
        Verified::Mistyped(NotTyped::Check) => Said::Mistyped(Mistyped::Check),
        Verified::NotBefore(_) => Said::Wait,
    })
}

/// Check a paper.
#[component]
fn Verify() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let given = |name| -> Option<String> {
                query.get_str(name).map(|given| given.chars().take(LONGEST).collect())
            };
            (given("ma"), given("s").unwrap_or_default())
        })
    });
    let said = load_if(move || {
        let (code, seal) = asked.get();
        let code = code.unwrap_or_default();
        (!code.trim().is_empty() || !seal.is_empty()).then_some(PaperOf { code, seal })
    });
    view! {
        {said.show(move || {
            let (code, _) = asked.get();
            move |said| match said {
                Ok(Some(Said::Genuine(paper))) => genuine(*paper),
                Ok(said) => form(code, said),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

/// The field for the code, after what is wrong with the one before.
fn form(code: Option<String>, said: Option<Said>) -> AnyView {
    let problem = match &said {
        Some(Said::Mistyped(Mistyped::Sign)) => Some(t(text::verify::CODE_SIGNS).to_owned()),
        Some(Said::Mistyped(Mistyped::Length(count))) => {
            Some(fill(text::verify::CODE_LENGTH, &[("count", &count.to_string())]))
        }
        Some(Said::Mistyped(Mistyped::Check)) => Some(t(text::verify::CODE_CHECK).to_owned()),
        None if code.is_some() => Some(t(text::verify::CODE_MISSING).to_owned()),
        _ => None,
    };
    let help_line = use_settings().help_line;
    let told = match &said {
        Some(Said::Altered) => Some((text::verify::ALTERED, text::verify::ALTERED_LINE)),
        Some(Said::Unknown) => Some((text::verify::UNKNOWN, text::verify::UNKNOWN_LINE)),
        Some(Said::Wait) => Some((text::verify::WAIT, text::verify::WAIT_LINE)),
        _ => None,
    };
    let title = t(text::verify::TITLE);
    let page_title = match told {
        Some((heading, _)) => t(heading).to_owned(),
        None if problem.is_some() => title_of_wrong(title),
        None => title.to_owned(),
    };
    let problems: Vec<_> = problem.iter().map(|problem| ("ma".to_owned(), problem.clone())).collect();
    // Takes the focus like a summary of errors.
    let told = told.map(|(heading, line)| {
        let words = view! { <p><b>{t(heading)}</b></p> <p>{fill(line, &[("number", &help_line)])}</p> };
        let words = banner_with(Banner::Wrong, icon::TRIANGLE_ALERT, view! { <div>{words}</div> }.into_any());
        view! { <div id="error-summary" tabindex="-1">{words}</div> }
    });
    let language = use_language();
    let code = code.unwrap_or_default();
    view! {
        <Title text=page_title />
        <div class="question flow">
            {error_summary(problems)}
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{t(text::verify::LEAD)}</p>
            {told}
            <form method="get" action=routes::verify(language)>
                <div class="form">
                    {text_field(TextField {
                        path: "ma",
                        name: "ma",
                        label: t(text::verify::CODE),
                        hint: t(text::verify::CODE_HINT),
                        value: &code,
                        problem: Signal::stored(problem),
                        autocomplete: "off",
                        width: Width::W24,
                        digits: true,
                        ..TextField::default()
                    })}
                    <div class="actions">{submit(t(text::verify::CHECK))}</div>
                </div>
            </form>
            {by_yourself()}
        </div>
    }
    .into_any()
}

fn genuine(paper: Paper) -> AnyView {
    let language = use_language();
    let (title, line) = match paper.ended {
        None => (text::verify::GENUINE, t(text::verify::GENUINE_LINE).to_owned()),
        Some((event, at)) => {
            let values = [("event", t(ended_by(event))), ("moment", &moment(at))];
            (text::verify::ENDED, fill(text::verify::ENDED_LINE, &values))
        }
    };
    let (kind, picture) = match paper.ended {
        None => (Banner::Done, icon::CIRCLE_CHECK),
        Some(_) => (Banner::Wrong, icon::TRIANGLE_ALERT),
    };
    let form = fill(
        text::verify::FORM_NUMBER,
        &[("name", t(name(paper.form))), ("number", &paper.form_number), ("circular", &paper.circular)],
    );
    let numbered = [("number", paper.number.to_string()), ("year", paper.year.to_string())];
    let numbered =
        fill(text::verify::NUMBER_OF, &numbered.each_ref().map(|(hole, value)| (*hole, value.as_str())));
    let agency = paper.agency.as_ref().map(say).unwrap_or(paper.agency_code);
    let mut rows = vec![
        Row::new(t(text::verify::FORM), form),
        Row::new(t(text::verify::NUMBER), numbered),
        Row::new(t(text::verify::AGENCY), agency),
        Row::new(t(text::verify::DOSSIER), paper.dossier.replace('-', "\u{2011}")),
        Row::new(t(text::verify::ISSUED), moment(paper.issued_at)),
    ];
    rows.extend(paper.due.map(|due| Row::new(t(text::verify::DUE), moment(due))));
    rows.extend(paper.amount_vnd.map(|amount| Row::new(t(text::verify::AMOUNT), fee::display(amount))));
    rows.push(Row::new(t(text::verify::TYPED), paper.typed_code.replace('-', "\u{2011}")));
    view! {
        <Title text=t(title) />
        <div class="question flow">
            <h1 tabindex="-1">{t(title)}</h1>
            {banner_with(kind, picture, view! { <p>{line}</p> }.into_any())}
            {summary_list(rows)}
            <p><a href=routes::verify(language)>{t(text::verify::ANOTHER)}</a></p>
            {by_yourself()}
        </div>
    }
    .into_any()
}

fn by_yourself() -> AnyView {
    let line = fill(text::verify::BY_YOURSELF_LINE, &[("address", routes::SIGNING_KEYS)]);
    details(t(text::verify::BY_YOURSELF), view! { <p>{line}</p> }.into_any())
}

/// What a form is called.
pub fn name(form: PrintedForm) -> Key {
    match form {
        PrintedForm::Receipt => text::verify::RECEIPT,
        PrintedForm::SupplementRequest => text::verify::SUPPLEMENT_REQUEST,
        PrintedForm::Refusal => text::verify::REFUSAL,
        PrintedForm::Apology => text::verify::APOLOGY,
        PrintedForm::Stop => text::verify::STOP,
        PrintedForm::ControlSheet => text::verify::CONTROL_SHEET,
        PrintedForm::Register => text::verify::REGISTER,
    }
}

fn ended_by(event: Move) -> Key {
    match event {
        Move::RequestSupplement => text::verify::BY_SUPPLEMENT,
        Move::AnswerSupplement => text::verify::BY_ANSWER,
        Move::Accept => text::verify::BY_ACCEPT,
        Move::Refuse => text::verify::BY_REFUSE,
        Move::RequestPayment => text::verify::BY_PAYMENT,
        Move::Withdraw => text::verify::BY_WITHDRAW,
        Move::Stop => text::verify::BY_STOP,
        Move::Extend => text::verify::BY_EXTEND,
        Move::HandOver => text::verify::BY_HAND_OVER,
        Move::StartProcessing | Move::ConfirmPayment | Move::Transfer | Move::Finish => {
            text::verify::BY_OTHER
        }
    }
}
