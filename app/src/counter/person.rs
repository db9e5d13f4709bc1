//! The person at the counter, and what they come for.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried};
use backend::counter::{self, Chosen};
use domain::Answers;
use domain::counter::person_section;
use domain::form::Section;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::gather::place_of;
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text::counter as c, use_language};
use crate::request;
use crate::routes;
use crate::staff::hidden;
use crate::staff::server::officer_in_session;
use crate::ui::choices::Choices;
use crate::ui::form::{Form, Judged, form_fields, place_after};
use crate::ui::{TextField, checkbox, inset, select_field, submit};

/// Name of the field of the procedure.
pub const PROCEDURE: &str = "procedure";
/// Name of the box that says that the account is the person's.
pub const IS_THEIRS: &str = "is_theirs";

/// The person so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonBody {
    /// What is asked.
    pub section: Section,
    /// What is known.
    pub answers: Answers,
    /// What is said of the account of the number.
    pub account: AccountLine,
    /// Codes and names of what can be filed.
    pub procedures: Vec<(String, String)>,
    /// The one that was chosen last.
    pub procedure: String,
}

/// What is said of the account of a number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum AccountLine {
    /// There is none: one is made.
    New,
    /// The person's own.
    Theirs {
        /// Since when.
        since: String,
    },
    /// Somebody registered it, and the person is asked whether it was they.
    Asked {
        /// Since when.
        since: String,
        /// Its mailbox, masked.
        mailbox: String,
    },
    /// It is closed.
    Closed,
}

/// Keeps the person and begins to file for them.
#[server(endpoint = "counter/choose")]
pub async fn choose(
    /// The visit.
    visit: Uuid,
    /// Paths and what was typed.
    #[server(default)]
    answers: BTreeMap<String, String>,
    /// Code of the procedure.
    #[server(default)]
    procedure: String,
    /// The person says that the account is theirs.
    #[server(default)]
    is_theirs: String,
    /// The button, if not the one to go on.
    #[server(default)]
    then: String,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let here = routes::counter_visit(use_language(), visit);
    let mut typed = Answers::default();
    for (path, value) in answers {
        typed.set(path, value);
    }
    let tried = |why: &str| Tried {
        place: place_of(visit),
        why: why.to_owned(),
        typed: BTreeMap::from([(PROCEDURE.to_owned(), procedure.chars().take(40).collect())]),
    };
    if !then.is_empty() {
        let kept = counter::keep_person(&portal, &officer, visit, &typed).await?;
        let kept = kept.ok_or(AppError::NotFound)?;
        note::leave_tried(&portal, &citizen, tried("")).await?;
        let place = place_after(&person_section(), &kept, &then);
        let place = place.map(|path| format!("#f-{path}")).unwrap_or_default();
        request::redirect(&(here + &place));
        return Ok(());
    }
    let is_theirs = is_theirs == "yes";
    let why = match counter::choose(&portal, &officer, visit, &typed, &procedure, is_theirs).await? {
        Chosen::Begun => {
            request::redirect(&here);
            return Ok(());
        }
        Chosen::Wrong => "",
        Chosen::NoProcedure => "no_procedure",
        Chosen::Unconfirmed => "unconfirmed",
        Chosen::Closed => "closed",
        Chosen::Nothing => {
            // Begun already, by another press: its page goes on. What is not theirs is not there.
            let visit = counter::open(&portal, &officer, visit).await?;
            visit.ok_or(AppError::NotFound)?;
            request::redirect(&here);
            return Ok(());
        }
    };
    note::leave_tried(&portal, &citizen, tried(why)).await?;
    request::redirect(&(here + "?kiem-tra"));
    Ok(())
}

/// Where the sentence about a refused choice stands, and what it says.
pub fn refusal(why: &str) -> Option<(&'static str, Key)> {
    Some(match why {
        "no_procedure" => (PROCEDURE, c::NO_PROCEDURE),
        "unconfirmed" => (IS_THEIRS, c::UNCONFIRMED),
        "closed" => (domain::counter::NUMBER, c::ACCOUNT_CLOSED),
        _ => return None,
    })
}

/// Draws the form.
pub fn draw(visit: Uuid, body: PersonBody, problems: &[(String, String)]) -> AnyView {
    let PersonBody { section, answers, account, procedures, procedure } = body;
    let problem = |path: &str| {
        let found = problems.iter().find(|(at, _)| at == path);
        Signal::stored(found.map(|(_, sentence)| sentence.clone()))
    };
    let account = match account {
        AccountLine::New => inset(view! { <p>{t(c::ACCOUNT_NEW)}</p> }.into_any()),
        AccountLine::Theirs { since } => {
            inset(view! { <p>{fill(c::ACCOUNT_THEIRS, &[("day", &since)])}</p> }.into_any())
        }
        AccountLine::Closed => inset(view! { <p>{t(c::ACCOUNT_CLOSED)}</p> }.into_any()),
        AccountLine::Asked { since, mailbox } => {
            let values = [("day", since.as_str()), ("mailbox", mailbox.as_str())];
            let choices = Choices {
                path: IS_THEIRS,
                name: IS_THEIRS,
                problem: problem(IS_THEIRS),
                ..Choices::default()
            };
            let ask = checkbox(choices, t(c::ACCOUNT_IS_THEIRS), false);
            let help = routes::counter_help(use_language());
            inset(
                view! {
                    <p>{fill(c::ACCOUNT_ASKED, &values)}</p>
                    {ask}
                    <p>{t(c::ACCOUNT_NOT_THEIRS)} " " <a href=help>{t(c::HELP)}</a></p>
                }
                .into_any(),
            )
        }
    };
    let judged = Judged { problems: problems.to_vec(), warnings: Vec::new() };
    let fields = form_fields(Form { section, answers, judged, judge: None, on_change: None });
    let choice = select_field(
        TextField {
            path: PROCEDURE,
            name: PROCEDURE,
            label: t(c::PROCEDURE),
            hint: t(c::PROCEDURE_HINT),
            value: &procedure,
            problem: problem(PROCEDURE),
            ..TextField::default()
        },
        procedures,
    );
    view! {
        <form method="post" action=Choose::url() novalidate autocomplete="off" class="flow">
            {hidden("visit", &visit.to_string())}
            // Pressing Enter in a field goes on, whatever buttons stand before.
            <button type="submit" class="hidden" tabindex="-1" aria-hidden="true"></button>
            {choice} {account} {fields} <div class="actions">{submit(t(c::BEGIN))}</div>
        </form>
    }
    .into_any()
}
