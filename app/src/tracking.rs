//! Looking up a dossier without an account.
//!
//! The second fact is sent by POST and kept nowhere: what was found is remembered by a sealed cookie for a while, so
//! that neither the address nor the browser's history holds it.

use domain::Problem;
use domain::dossier::DossierCode;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::hooks::use_query_map;
use leptos_router::path;
use serde::{Deserialize, Serialize};

use crate::dossier::model::DossierEntry;
use crate::dossier::standing;
use crate::dossier::words::{say, status};
use crate::drawn::drawn;
use crate::error::{AppError, Failure};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load_if;
use crate::post::post_form;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::problem::problem_sentence;
use crate::ui::{TextField, Width, details, error_summary, inset, submit, tag, text_field, title_of_wrong};

/// The addresses of this feature.
#[component(transparent)]
pub fn TrackingRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/tra-cuu") view=drawn!(Tracking) />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Name of the cookie that remembers what was found.
#[cfg(feature = "ssr")]
const COOKIE: &str = "tra-cuu";

/// Where a dossier stands: never a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Code, procedure, status, dates.
    pub entry: DossierEntry,
    /// The receiving desk.
    pub desk: domain::Text,
}

/// Looks up a dossier and leads back to the page with what was found.
#[server(endpoint = "tracking/look-up")]
pub async fn look_up(
    /// The code as typed.
    code: String,
    /// The last four digits of an identity number or phone.
    fact: String,
) -> Result<(), AppError> {
    use backend::dossier::LookUp;

    use crate::request::{self, Lifetime, portal};

    let (portal, language) = (portal()?, use_language());
    let address = request::client_address()?;
    let typed = shortened(&code);
    let of = |code: &str| routes::tracking_of(language, code);
    let to = match backend::dossier::look_up(&portal, address, &typed, &fact).await? {
        LookUp::Found(found) => {
            let proof = backend::dossier::grant(&portal, &found.entry.code)?;
            let name = request::private_cookie_name(&portal, COOKIE);
            request::set_cookie(
                &name,
                &proof,
                Lifetime::Seconds(u32::try_from(backend::dossier::GRANT_LIFE.num_seconds()).unwrap_or(0)),
            )?;
            of(&found.entry.code)
        }
        LookUp::Nothing => format!("{}&ket-qua=khong-thay", of(&typed)),
        LookUp::Mistyped(_) if backend::dossier::four_digits(&fact).is_none() => {
            format!("{}&ket-qua=sai-ca-hai", of(&typed))
        }
        LookUp::Mistyped(_) => format!("{}&ket-qua=sai-ma", of(&typed)),
        LookUp::NotFourDigits => format!("{}&ket-qua=bon-so", of(&typed)),
        LookUp::NotBefore(_) => format!("{}&ket-qua=cho", of(&typed)),
    };
    request::redirect(&to);
    Ok(())
}

/// What was found a moment ago, if this browser found it.
#[server(input = GetUrl, endpoint = "tracking/found")]
pub async fn found(
    /// The code.
    code: String,
) -> Result<Option<Standing>, AppError> {
    use crate::request::{cookie, portal, private_cookie_name};

    let portal = portal()?;
    let proof = cookie(&private_cookie_name(&portal, COOKIE));
    let (Some(proof), Ok(code)) = (proof, DossierCode::parse(&code)) else { return Ok(None) };
    let found = backend::dossier::granted(&portal, &proof, &code.to_string()).await?;
    Ok(found.map(|found| Standing {
        entry: DossierEntry {
            code: found.entry.code.clone(),
            procedure: found.entry.version.procedure.name.clone(),
            status: found.entry.status,
            submitted_at: found.entry.submitted_at,
            answer_by: found.entry.answer_by,
            result_by: found.entry.result_by,
        },
        desk: found.desk.name,
    }))
}

/// What was typed, as much of it as a code can take: anybody can write an address.
fn shortened(code: &str) -> String {
    code.chars().take(60).collect()
}

/// Look up a dossier.
#[component]
fn Tracking() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let code = query.get_str("ma").map(shortened).unwrap_or_default();
            (code, query.get("ket-qua").unwrap_or_default())
        })
    });
    let standing = load_if(move || {
        let (code, outcome) = asked.get();
        (!code.is_empty() && outcome.is_empty()).then_some(Found { code })
    });
    view! {
        {standing.show(move || {
            let (code, outcome) = asked.get();
            move |standing| match standing {
                Ok(Some(Some(found))) => result(found),
                Ok(_) => form(code, &outcome),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

fn form(code: String, outcome: &str) -> AnyView {
    let code_problem = match DossierCode::parse(&code) {
        Err(Problem::Missing) if matches!(outcome, "sai-ma" | "sai-ca-hai") => {
            Some(t(text::tracking::CODE_MISSING).to_owned())
        }
        Err(problem) if !outcome.is_empty() => Some(problem_sentence(&problem, t(text::tracking::CODE))),
        _ => None,
    };
    let fact_problem =
        matches!(outcome, "bon-so" | "sai-ca-hai").then(|| t(text::tracking::FOUR_DIGITS).to_owned());
    let not_found = outcome == "khong-thay" && code_problem.is_none();
    let problems = [("code", code_problem.clone()), ("fact", fact_problem.clone())];
    let problems: Vec<_> =
        problems.into_iter().filter_map(|(path, sentence)| Some((path.to_owned(), sentence?))).collect();
    let help_line = use_settings().help_line;
    let said = match outcome {
        _ if not_found => Some((text::tracking::NOT_FOUND, text::tracking::NOT_FOUND_ADVICE)),
        "cho" => Some((text::tracking::WAIT, text::tracking::WAIT_ADVICE)),
        _ => None,
    };
    let title = t(text::tracking::TRACKING_TITLE);
    let page_title =
        if problems.is_empty() && said.is_none() { title.to_owned() } else { title_of_wrong(title) };
    // Takes the focus like a summary of errors.
    let said = said.map(|(heading, advice)| {
        let words = inset(
            view! {
                <p><b>{t(heading)}</b></p>
                <p>{fill(advice, &[("number", &help_line)])}</p>
            }
            .into_any(),
        );
        view! { <div id="error-summary" role="alert" tabindex="-1">{words}</div> }
    });
    view! {
        <Title text=page_title />
        <div class="question flow">
            {error_summary(problems)}
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{t(text::tracking::LEAD)}</p>
            {said}
            {post_form::<LookUp>("", view! {
                <div class="form">
                    {text_field(TextField {
                        path: "code",
                        name: "code",
                        label: t(text::tracking::CODE),
                        hint: t(text::tracking::CODE_HINT),
                        value: &code,
                        problem: Signal::stored(code_problem),
                        width: Width::W24,
                        digits: true,
                        ..TextField::default()
                    })}
                    {text_field(TextField {
                        path: "fact",
                        name: "fact",
                        label: t(text::tracking::FACT),
                        hint: t(text::tracking::FACT_HINT),
                        problem: Signal::stored(fact_problem),
                        inputmode: "numeric",
                        autocomplete: "off",
                        width: Width::W4,
                        digits: true,
                        ..TextField::default()
                    })}
                    <div class="actions">{submit(t(text::tracking::LOOK_UP))}</div>
                </div>
            }.into_any())}
            {details(
                t(text::tracking::WHERE_IS_CODE),
                view! { <p>{t(text::tracking::WHERE_IS_CODE_LINE)}</p> }.into_any(),
            )}
            <p><a href=routes::verify(use_language())>{t(text::verify::TITLE)}</a></p>
        </div>
    }
    .into_any()
}

fn result(found: Standing) -> AnyView {
    let (label, _, tone) = status(found.entry.status);
    let language = use_language();
    view! {
        <Title text=fill(text::dossier::DOSSIER_TITLE, &[("code", &found.entry.code)]) />
        <div class="question flow">
            <p class="meta">{say(&found.entry.procedure)}</p>
            <h1 tabindex="-1" translate="no">{found.entry.code.replace('-', "\u{2011}")}</h1>
            <p class="tags">{tag(tone, t(label))}</p>
            {standing(&found.entry, &say(&found.desk))}
            <p class="meta">{t(text::tracking::MORE_LOGGED_IN)}</p>
            <p><a href=routes::tracking(language)>{t(text::tracking::ANOTHER)}</a></p>
        </div>
    }
    .into_any()
}
