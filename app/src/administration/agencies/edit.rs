//! `/quan-tri/co-quan/sua`: where an agency is, when it works, and to which account one pays.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried};
use backend::catalogue::{AgencyEditor, Set, set_agency};
use domain::catalogue::{
    Agency, BankAccount, OpeningHours, Weekday, read_days, read_hours, written_days, written_hours,
};
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::administration::who_may;
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::{Place, Staffed, hidden, said, staff_page};
use crate::ui::{
    Banner, TextField, Width, back_link, error_summary, heading, submit, text_area, text_field,
    title_of_wrong,
};

/// The fields of the weekdays, from Monday.
const DAYS: [(&str, Weekday, Key); 7] = [
    ("mon", Weekday::Mon, a::MONDAY),
    ("tue", Weekday::Tue, a::TUESDAY),
    ("wed", Weekday::Wed, a::WEDNESDAY),
    ("thu", Weekday::Thu, a::THURSDAY),
    ("fri", Weekday::Fri, a::FRIDAY),
    ("sat", Weekday::Sat, a::SATURDAY),
    ("sun", Weekday::Sun, a::SUNDAY),
];

/// More than anybody types into the form.
const MOST: usize = 20_000;

/// The form as it was typed, by the names of its fields.
type Typed = BTreeMap<String, String>;

/// An agency that is set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgencyPage {
    code: String,
    name: String,
    typed: Typed,
    /// What is wrong, by field.
    problems: Vec<(String, String)>,
}

/// What the form says.
struct Wanted {
    address: String,
    phone: String,
    hours: Vec<OpeningHours>,
    closed: std::collections::BTreeSet<chrono::NaiveDate>,
    working: std::collections::BTreeSet<chrono::NaiveDate>,
    bank: Option<BankAccount>,
}

fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |typed| typed.trim())
}

/// What the form says, or what is wrong with each field.
fn read(typed: &Typed) -> Result<Wanted, Vec<(String, String)>> {
    let mut wrong = Vec::new();
    let mut refuse = |name: &str, sentence: String| wrong.push((name.to_owned(), sentence));
    let lines: Vec<_> = DAYS.iter().map(|(name, day, _)| (*day, field(typed, name).to_owned())).collect();
    let hours = read_hours(&lines).unwrap_or_else(|day| {
        let name = DAYS.iter().find(|(_, known, _)| *known == day).map_or("mon", |(name, ..)| *name);
        refuse(name, t(a::WRONG_HOURS).to_owned());
        Vec::new()
    });
    if lines.iter().all(|(_, line)| line.is_empty()) {
        refuse("mon", t(a::NO_HOURS).to_owned());
    }
    let mut days = |name: &str| {
        read_days(field(typed, name)).unwrap_or_else(|line| {
            refuse(name, fill(a::WRONG_DAY, &[("line", &line)]));
            Default::default()
        })
    };
    let (closed, working) = (days("closed"), days("working"));
    let bank = BankAccount {
        bank: field(typed, "bank").to_owned(),
        account: field(typed, "account").to_owned(),
        holder: field(typed, "holder").to_owned(),
    };
    let is_left_out = [&bank.bank, &bank.account, &bank.holder].iter().all(|part| part.is_empty());
    if !is_left_out && !bank.can_be_paid_to() {
        refuse("bank", t(a::WRONG_BANK).to_owned());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Wanted {
        address: field(typed, "address").to_owned(),
        phone: field(typed, "phone").to_owned(),
        hours,
        closed,
        working,
        bank: Some(bank).filter(|_| !is_left_out),
    })
}

fn written(agency: &Agency) -> Typed {
    let bank = |part: fn(&BankAccount) -> &str| agency.bank.as_ref().map(part).unwrap_or_default().to_owned();
    let days = DAYS.iter().map(|(name, day, _)| ((*name).to_owned(), written_hours(&agency.hours, *day)));
    let others = [
        ("address", agency.address.clone()),
        ("phone", agency.phone.clone()),
        ("closed", written_days(&agency.closed)),
        ("working", written_days(&agency.working)),
        ("bank", bank(|bank| &bank.bank)),
        ("account", bank(|bank| &bank.account)),
        ("holder", bank(|bank| &bank.holder)),
    ];
    others.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(days).collect()
}

fn place(code: &str) -> String {
    format!("agency/{code}")
}

/// One agency, with what was typed last if `tried`.
#[server(input = GetUrl, endpoint = "admin/agency")]
pub async fn load_agency(
    /// Its code.
    code: String,
    /// What was typed is shown again.
    #[server(default)]
    tried: bool,
) -> Result<Staffed<AgencyPage>, AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditAgencies).await?;
    let catalogue = portal.catalogue();
    let agency = catalogue.agencies().iter().find(|agency| agency.code == code).ok_or(AppError::NotFound)?;
    let kept = if tried { note::tried(&portal, &citizen, &place(&code)).await? } else { None };
    let problems = kept.as_ref().and_then(|kept| read(&kept.typed).err());
    let page = AgencyPage {
        name: agency.name.get(use_language().into()).to_owned(),
        typed: kept.map_or_else(|| written(agency), |kept| kept.typed),
        problems: problems.unwrap_or_default(),
        code,
    };
    Staffed::of(&portal, &officer, page).await
}

/// "Lưu".
#[server(endpoint = "admin/agency-save")]
pub async fn save_agency(
    /// Its code.
    code: String,
    /// The form by the names of its fields.
    #[server(default)]
    field: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditAgencies).await?;
    let by = AgencyEditor::of(&officer).ok_or(AppError::NotFound)?;
    if field.iter().map(|(name, typed)| name.len() + typed.len()).sum::<usize>() > MOST {
        return Err(AppError::Unfit);
    }
    let here = routes::agency(use_language(), &code);
    let Ok(wanted) = read(&field) else {
        let tried = Tried { place: place(&code), why: "wrong".to_owned(), typed: field };
        note::leave_tried(&portal, &citizen, tried).await?;
        request::redirect(&(here + "&kiem-tra"));
        return Ok(());
    };
    let set = set_agency(&portal, by, &code, |agency| {
        agency.address = wanted.address;
        agency.phone = wanted.phone;
        agency.hours = wanted.hours;
        agency.closed = wanted.closed;
        agency.working = wanted.working;
        agency.bank = wanted.bank;
    });
    match set.await? {
        Set::Done => request::redirect(&(here + "&da-luu")),
        Set::Nothing => return Err(AppError::NotFound),
        // What the form lets through is refused only where the rest of the catalogue does not fit.
        Set::Refused(_) => return Err(AppError::Unfit),
    }
    Ok(())
}

/// `/quan-tri/co-quan/sua`.
#[component]
pub fn EditAgency() -> impl IntoView {
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("ma")).unwrap_or_default();
    let tried = query.with_untracked(|query| query.get("kiem-tra")).is_some();
    load(move || LoadAgency { code: code.clone(), tried })
        .show(|| |loaded| staff_page(loaded, Place::Agencies, draw))
}

fn draw(page: AgencyPage) -> AnyView {
    let said = said(&[("da-luu", Banner::Done, a::AGENCY_SAVED)]);
    let problems = page.problems.clone();
    let shown = if problems.is_empty() { page.name.clone() } else { title_of_wrong(&page.name) };
    view! {
        <Title text=shown />
        {back_link(&routes::agencies(use_language()))}
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(&page.name)} <p class="meta" translate="no">{page.code.clone()}</p> {form(&page)}
        </div>
    }
    .into_any()
}

fn form(page: &AgencyPage) -> AnyView {
    let line = |name: &'static str, label: Key, hint: Option<Key>, width: Width| {
        let sent = format!("field[{name}]");
        text_field(TextField {
            path: name,
            name: &sent,
            label: t(label),
            hint: hint.map_or("", t),
            value: page.typed.get(name).map_or("", String::as_str),
            problem: problem(page, name),
            width,
            ..TextField::default()
        })
    };
    let lines = |name: &'static str, label: Key| {
        let sent = format!("field[{name}]");
        text_area(
            TextField {
                path: name,
                name: &sent,
                label: t(label),
                hint: t(a::DAYS_HINT),
                value: page.typed.get(name).map_or("", String::as_str),
                problem: problem(page, name),
                ..TextField::default()
            },
            3,
        )
    };
    let days = DAYS.iter().map(|(name, _, label)| line(name, *label, None, Width::W24)).collect_view();
    view! {
        <form method="post" action=SaveAgency::url() novalidate class="flow">
            {hidden("code", &page.code)} {line("address", a::ADDRESS, None, Width::Full)}
            {line("phone", a::PHONE, None, Width::W16)} <fieldset class="flow">
                <legend>
                    <h2>{t(a::HOURS)}</h2>
                </legend>
                <p class="hint">{t(a::HOURS_HINT)}</p>
                {days}
            </fieldset> {lines("closed", a::CLOSED_DAYS)} {lines("working", a::WORKING_DAYS)}
            <p class="hint">{t(a::DAYS_MOVE)}</p> <fieldset class="flow">
                <legend>
                    <h2>{t(a::BANK_ACCOUNT)}</h2>
                </legend>
                <p class="hint">{t(a::BANK_ACCOUNT_HINT)}</p>
                {line("bank", a::BANK, Some(a::BANK_HINT), Width::W10)}
                {line("account", a::ACCOUNT, None, Width::W24)} {line("holder", a::HOLDER, None, Width::Full)}
            </fieldset> <div class="actions">{submit(t(a::SAVE))}</div>
        </form>
    }
    .into_any()
}

fn problem(page: &AgencyPage, name: &str) -> Signal<Option<String>> {
    let found = page.problems.iter().find(|(field, _)| field == name);
    Signal::stored(found.map(|(_, sentence)| sentence.clone()))
}
