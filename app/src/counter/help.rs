//! `/tiep-nhan/tai-khoan`: help with the account of somebody whose card the officer sees.

use std::collections::BTreeMap;

use backend::account::at_counter::{Account, Standing};
use backend::account::note::{self, Tried};
use backend::counter::{self, Helped, Sought};
use chrono::Datelike;
use domain::date;
use domain::identity::IdentityNumber;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::unread_sentence;
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text::counter as c, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::server::officer_in_session;
use crate::staff::{Place, Staffed, hidden, is_checking, staff_page};
use crate::ui::choices::Choices;
use crate::ui::summary_list::{Row, summary_list};
use crate::ui::{
    Banner, Button, Look, TextField, banner, button, checkbox, error_summary, heading, inset, submit,
    text_field, title_of_wrong,
};

const HERE: &str = "counter/help";
const SCANNED: &str = "scanned";
const NUMBER: &str = "number";
const REASON: &str = "reason";

/// What the page shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HelpPage {
    /// What was scanned or typed, where it says nobody's number, and why.
    refused: Option<(String, String)>,
    /// Whom one helps.
    person: Option<PersonView>,
    /// What was done last, or why it was not.
    said: String,
    /// A link that sets a password, and until when.
    link: Option<(String, String)>,
}

/// Somebody whom an officer helps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonView {
    /// The whole number, which the officer reads on the card.
    number: String,
    /// Their account, if they have one.
    account: Option<AccountView>,
}

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountView {
    name: String,
    since: String,
    mailbox: String,
    is_vouched: bool,
    is_closed: bool,
    has_way_in: bool,
}

impl AccountView {
    fn of(account: Account) -> Self {
        Self {
            name: account.name,
            since: date::display(date::today(account.created_at)),
            mailbox: account.mailbox,
            is_vouched: account.standing == Standing::Vouched,
            is_closed: account.standing == Standing::Closed,
            has_way_in: account.has_way_in,
        }
    }
}

/// Whom one helps, and what was done.
#[server(input = GetUrl, endpoint = "counter/help")]
pub async fn load_help() -> Result<Staffed<HelpPage>, AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    if !counter::helps(&officer) {
        return Err(AppError::NotFound);
    }
    let mut page = HelpPage::default();
    if let Some(tried) = note::tried(&portal, &citizen, HERE).await? {
        let typed = |field: &str| tried.typed.get(field).map_or("", String::as_str);
        let unread = counter::unread(&portal, typed(SCANNED)).filter(|_| tried.why == "unread");
        page.refused = unread.map(|unread| (typed(SCANNED).to_owned(), unread_sentence(&unread)));
        if let Ok(number) = IdentityNumber::parse(typed(NUMBER), portal.clock.today().year()) {
            let account = counter::shown(&portal, &officer, &number).await?.map(AccountView::of);
            page.person = Some(PersonView { number: number.as_str().to_owned(), account });
        }
        page.link = tried.typed.get("token").map(|token| {
            let path = routes::recovery(use_language(), token);
            (portal.settings.public_url.clone() + &path, typed("until").to_owned())
        });
        page.said = tried.why;
    }
    Staffed::of(&portal, &officer, page).await
}

/// Looks for an account.
#[server(endpoint = "counter/look-up")]
pub async fn look_up(
    /// What was scanned or typed.
    #[server(default)]
    scanned: String,
) -> Result<(), AppError> {
    let (portal, _, officer) = officer_in_session().await?;
    match counter::look_up(&portal, &officer, &scanned).await? {
        Sought::Number(number, _) => leave("", BTreeMap::from([field(NUMBER, number.as_str())])).await,
        Sought::Unread(_) => {
            let scanned: String = scanned.chars().take(300).collect();
            leave("unread", BTreeMap::from([field(SCANNED, &scanned)])).await
        }
        Sought::NotTheirs => Err(AppError::NotFound),
    }
}

/// The person was seen: confirmed, let in again, or given their number back.
#[server(endpoint = "counter/help-with")]
pub async fn help_with(
    /// The identity number.
    #[server(default)]
    number: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// The second factors are lost.
    #[server(default)]
    lost_factors: String,
    /// `confirm`, `recover` or `win_back`.
    #[server(default)]
    act: String,
) -> Result<(), AppError> {
    let (portal, _, officer) = officer_in_session().await?;
    if !counter::helps(&officer) {
        return Err(AppError::NotFound);
    }
    let person = IdentityNumber::parse(&number, portal.clock.today().year());
    let person = person.map_err(|_| AppError::Unfit)?;
    let helped = match act.as_str() {
        "confirm" => counter::confirm(&portal, &officer, &person).await?,
        "recover" => counter::recover(&portal, &officer, &person, &reason, lost_factors == "yes").await?,
        "win_back" => counter::win_back(&portal, &officer, &person, &reason).await?,
        _ => return Err(AppError::Unfit),
    };
    let mut typed = BTreeMap::from([field(NUMBER, person.as_str())]);
    let said = match helped {
        Helped::Confirmed => "confirmed",
        Helped::Link { token, until } => {
            typed.extend([field("token", &token), field("until", &date::display_time(until))]);
            "link"
        }
        Helped::Freed => "freed",
        Helped::NoAccount => "no_account",
        Helped::Theirs => "theirs",
        Helped::OfStaff => "of_staff",
        Helped::NoReason => "no_reason",
        Helped::NotTheirs => return Err(AppError::NotFound),
    };
    leave(said, typed).await
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// No number stands in an address: what the page shows lies sealed in the session.
async fn leave(why: &str, typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let (portal, citizen, _) = officer_in_session().await?;
    let tried = Tried { place: HERE.to_owned(), why: why.to_owned(), typed };
    note::leave_tried(&portal, &citizen, tried).await?;
    request::redirect(&(routes::counter_help(use_language()) + "?kiem-tra"));
    Ok(())
}

/// `/tiep-nhan/tai-khoan`.
#[component]
pub fn Help() -> impl IntoView {
    let checking = is_checking();
    load(|| LoadHelp {}).show(move || {
        move |loaded| {
            staff_page(loaded, Place::Help, |page| {
                // Who comes to the page anew does not find the person before.
                draw(if checking { page } else { HelpPage::default() })
            })
        }
    })
}

fn said(why: &str) -> Option<(Banner, Key)> {
    Some(match why {
        "confirmed" => (Banner::Done, c::HELP_CONFIRMED),
        "link" => (Banner::Done, c::HELP_LINK),
        "freed" => (Banner::Done, c::HELP_FREED),
        "no_account" => (Banner::Wrong, c::HELP_NO_ACCOUNT),
        "theirs" => (Banner::Wrong, c::HELP_THEIRS),
        "of_staff" => (Banner::Wrong, c::HELP_OF_STAFF),
        _ => return None,
    })
}

fn draw(page: HelpPage) -> AnyView {
    let HelpPage { refused, person, said: why, link } = page;
    let mut problems = Vec::new();
    problems.extend(refused.iter().map(|(_, why)| (SCANNED.to_owned(), why.clone())));
    if why == "no_reason" {
        problems.push((REASON.to_owned(), t(c::HELP_NO_REASON).to_owned()));
    }
    let no_reason = (why == "no_reason").then(|| t(c::HELP_NO_REASON).to_owned());
    let title = t(c::HELP);
    let title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let link = link.map(|(address, until)| {
        inset(
            view! {
                <p>{fill(c::HELP_LINK_LEAD, &[("time", &until)])}</p>
                <p class="code" translate="no">{address}</p>
            }
            .into_any(),
        )
    });
    let scanned = text_field(TextField {
        path: SCANNED,
        name: SCANNED,
        label: t(c::SCAN),
        hint: t(c::SCAN_HINT),
        value: refused.as_ref().map_or("", |(scanned, _)| scanned),
        problem: Signal::stored(refused.as_ref().map(|(_, why)| why.clone())),
        autocomplete: "off",
        digits: true,
        ..TextField::default()
    });
    let look = Button { label: t(c::LOOK_UP), ..Button::default() };
    view! {
        <Title text=title />
        {said(&why).map(|(kind, sentence)| banner(kind, t(sentence)))}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(t(c::HELP))} <p class="lead">{t(c::HELP_LEAD)}</p> {link}
            {person.map(|person| person_view(person, no_reason))}
            <form method="post" action=LookUp::url() novalidate autocomplete="off" class="flow">
                {scanned} <div class="actions">{button(look)}</div>
            </form>
        </div>
    }
    .into_any()
}

fn person_view(person: PersonView, no_reason: Option<String>) -> AnyView {
    let PersonView { number, account } = person;
    let Some(account) = account else {
        return inset(view! { <p>{fill(c::HELP_NOBODY, &[("number", &number)])}</p> }.into_any());
    };
    let standing = match &account {
        AccountView { is_closed: true, .. } => c::STANDING_CLOSED,
        AccountView { is_vouched: true, .. } => c::STANDING_VOUCHED,
        _ => c::STANDING_REGISTERED,
    };
    let mailbox = if account.mailbox.is_empty() { t(c::NO_MAILBOX).to_owned() } else { account.mailbox };
    let rows = vec![
        Row::new(t(c::NUMBER), number.clone()),
        Row::vietnamese(t(c::NAME), account.name),
        Row::new(t(c::SINCE), account.since),
        Row::new(t(c::MAILBOX), mailbox),
        Row::new(t(c::STANDING), t(standing)),
        Row::new(t(c::WAY_IN), t(if account.has_way_in { c::WAY_IN_YES } else { c::WAY_IN_NO })),
    ];
    let forms = (!account.is_closed).then(|| {
        let reason = text_field(TextField {
            path: REASON,
            name: REASON,
            label: t(c::REASON),
            hint: t(c::REASON_HINT),
            problem: Signal::stored(no_reason),
            autocomplete: "off",
            ..TextField::default()
        });
        let lost = Choices { path: "lost_factors", name: "lost_factors", ..Choices::default() };
        let act = |label: Key, act: &str| {
            button(Button {
                label: t(label),
                look: Look::Secondary,
                name: "act",
                value: act,
                ..Button::default()
            })
        };
        view! {
            <form method="post" action=HelpWith::url() class="flow">
                {hidden(NUMBER, &number)} {hidden("act", "confirm")} <p>{t(c::CONFIRM_LEAD)}</p>
                <div class="actions">{submit(t(c::CONFIRM))}</div>
            </form>
            <form method="post" action=HelpWith::url() novalidate autocomplete="off" class="flow">
                {hidden(NUMBER, &number)} {reason} {checkbox(lost, t(c::LOST_FACTORS), false)}
                <div class="actions">{act(c::RECOVER, "recover")} {act(c::WIN_BACK, "win_back")}</div>
                <p class="hint">{t(c::WIN_BACK_HINT)}</p>
            </form>
        }
    });
    view! { <section class="flow"><h2>{t(c::ACCOUNT)}</h2> {summary_list(rows)} {forms}</section> }.into_any()
}
