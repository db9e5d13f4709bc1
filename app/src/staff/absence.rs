//! Being away: who stands in, from when to when.

use backend::account::note::{self, Form, Refusal};
use backend::staff::absence::{self, Absence as Wanted};
use domain::staff::{LONGEST_DAYS, Membership, NotDelegated, Role};
use domain::{Problem, date};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::frame::{Place, Staffed, staff_page};
use super::server::{agency_name, officer_in_session};
use super::{hidden, is_checking, role_name, said};
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::ui::problem::problem_sentence;
use crate::ui::{
    Banner, Button, Look, TextField, button, date_field, error_summary, heading, select_field, submit,
    title_of_wrong,
};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AbsencePage {
    standing_in: Vec<StandInView>,
    /// One's own roles: what is sent, and as what they are shown.
    roles: Vec<(String, String)>,
    /// Colleagues: what is sent, and as what they are shown.
    colleagues: Vec<(String, String)>,
    typed: AbsenceForm,
    /// What was wrong with it, by field.
    problems: Vec<(String, String)>,
}

/// Somebody stands in for somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StandInView {
    id: Uuid,
    is_own: bool,
    colleague: String,
    role: Role,
    agency: String,
    from: String,
    until: String,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AbsenceForm {
    /// Name of the role, `@`, code of the agency.
    role: String,
    /// Id of the colleague's account.
    colleague: String,
    from: String,
    until: String,
}

impl AbsenceForm {
    /// What it asks for, or what is wrong with each field.
    fn read(&self) -> Result<Wanted, Vec<(&'static str, Problem)>> {
        let membership = self.role.split_once('@').and_then(|(role, agency)| {
            Some(Membership { agency: agency.to_owned(), role: Role::from_name(role)? })
        });
        let to = self.colleague.parse::<Uuid>().ok();
        match (membership, to, date::parse(&self.from), date::parse(&self.until)) {
            (Some(membership), Some(to), Ok(from), Ok(until)) => Ok(Wanted { membership, to, from, until }),
            (membership, to, from, until) => {
                let chosen = |is_chosen: bool| (!is_chosen).then_some(Problem::NotChosen);
                let found = [
                    ("role", chosen(membership.is_some())),
                    ("colleague", chosen(to.is_some())),
                    ("from", from.err()),
                    ("until", until.err()),
                ];
                Err(found.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect())
            }
        }
    }
}

fn label(field: &str) -> Key {
    match field {
        "role" => text::staff::ABSENCE_ROLE,
        "colleague" => text::staff::COLLEAGUE,
        "from" => text::staff::FROM,
        _ => text::staff::UNTIL_DAY,
    }
}

/// Why it cannot be like that, and by which field.
fn refused(refused: NotDelegated) -> (String, String) {
    let (field, sentence) = match refused {
        NotDelegated::Oneself | NotDelegated::Stranger => ("colleague", text::staff::NOT_A_COLLEAGUE),
        NotDelegated::Role | NotDelegated::NotOnesOwn => ("role", text::staff::NOT_PASSED_ON),
        NotDelegated::Over => ("until", text::staff::ENDS_TOO_EARLY),
        NotDelegated::TooLong => ("until", text::staff::TOO_LONG),
    };
    (field.to_owned(), fill_days(sentence))
}

fn fill_days(sentence: Key) -> String {
    fill(sentence, &[("days", &LONGEST_DAYS.to_string())])
}

/// Who stands in for whom, and who could.
#[server(input = GetUrl, endpoint = "staff/absence")]
pub async fn load_absence() -> Result<Staffed<AbsencePage>, AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let own = absence::own_roles(&officer);
    if own.is_empty() {
        return Err(AppError::NotFound);
    }
    let shown = |membership: &Membership| {
        format!("{} · {}", t(role_name(membership.role)), agency_name(&portal, &membership.agency))
    };
    let roles = own
        .iter()
        .map(|membership| (format!("{}@{}", membership.role.as_str(), membership.agency), shown(membership)));
    let mut colleagues: Vec<(String, String)> = Vec::new();
    for member in absence::colleagues(&portal, &officer).await? {
        let id = member.account_id.to_string();
        // Once, whatever they are.
        if colleagues.iter().all(|(known, _)| *known != id) {
            colleagues.push((id, format!("{} ({})", member.name, shown(&member.membership))));
        }
    }
    let standing_in = absence::list(&portal, &officer).await?.into_iter().map(|one| StandInView {
        id: one.id,
        is_own: one.is_own,
        colleague: one.colleague,
        role: one.membership.role,
        agency: agency_name(&portal, &one.membership.agency),
        from: date::display(one.from),
        until: date::display(one.until),
    });
    let kept = note::refused(&portal, &citizen, Form::Absence).await?;
    let typed: Option<AbsenceForm> = kept.and_then(|kept| serde_json::from_str(&kept.typed).ok());
    let sentence =
        |(field, problem): (&str, Problem)| (field.to_owned(), problem_sentence(&problem, t(label(field))));
    let problems = match typed.as_ref().map(AbsenceForm::read) {
        Some(Ok(wanted)) => {
            let checked = absence::check(&portal, &officer, &wanted).await?;
            checked.err().map(refused).into_iter().collect()
        }
        Some(Err(found)) => found.into_iter().map(sentence).collect(),
        None => Vec::new(),
    };
    let page = AbsencePage {
        standing_in: standing_in.collect(),
        roles: roles.collect(),
        colleagues,
        typed: typed.unwrap_or_default(),
        problems,
    };
    Staffed::of(&portal, &officer, page).await
}

/// Lets a colleague stand in.
#[server(endpoint = "staff/delegate")]
pub async fn delegate(
    /// The role that is passed on.
    #[server(default)]
    role: String,
    /// The colleague.
    #[server(default)]
    colleague: String,
    /// First day as typed.
    #[server(default)]
    from: String,
    /// Last day as typed.
    #[server(default)]
    until: String,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    if absence::own_roles(&officer).is_empty() {
        return Err(AppError::NotFound);
    }
    let typed = AbsenceForm { role, colleague, from, until };
    let is_made = match typed.read() {
        Ok(wanted) => absence::delegate(&portal, &officer, &wanted).await?.is_ok(),
        Err(_) => false,
    };
    let done = if is_made {
        note::forget(&portal, &citizen).await?;
        "?da-giao"
    } else {
        let typed = serde_json::to_string(&typed).map_err(|_| AppError::Internal)?;
        note::refuse(&portal, &citizen, Form::Absence, Refusal::Wrong, &typed).await?;
        "?kiem-tra"
    };
    request::redirect(&(routes::absence(use_language()) + done));
    Ok(())
}

/// "Thu hồi": one does one's work again.
#[server(endpoint = "staff/take-back")]
pub async fn take_delegation_back(
    /// The delegation's id.
    id: Uuid,
) -> Result<(), AppError> {
    let (portal, _, officer) = officer_in_session().await?;
    if absence::own_roles(&officer).is_empty() {
        return Err(AppError::NotFound);
    }
    absence::take_back(&portal, &officer, id).await?;
    request::redirect(&(routes::absence(use_language()) + "?da-thu-hoi"));
    Ok(())
}

/// `/tiep-nhan/vang-mat`.
#[component]
pub fn Absence() -> impl IntoView {
    let checking = is_checking();
    load(|| LoadAbsence {})
        .show(move || move |loaded| staff_page(loaded, Place::Absence, |page| draw(page, checking)))
}

fn draw(page: AbsencePage, checking: bool) -> AnyView {
    let AbsencePage { standing_in, roles, colleagues, typed, problems } = page;
    let (typed, problems) = if checking { (typed, problems) } else { Default::default() };
    let said = said(&[
        ("da-giao", Banner::Done, text::staff::DELEGATED),
        ("da-thu-hoi", Banner::Done, text::staff::DELEGATION_TAKEN_BACK),
    ]);
    let title = t(text::staff::ABSENCE);
    let title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let form = if colleagues.is_empty() {
        view! { <p>{t(text::staff::NO_COLLEAGUES)}</p> }.into_any()
    } else {
        absence_form(&typed, roles, colleagues, &problems)
    };
    let list = if standing_in.is_empty() {
        view! { <p>{t(text::staff::NOBODY_STANDS_IN)}</p> }.into_any()
    } else {
        view! { <ul class="rows">{standing_in.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Title text=title />
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(t(text::staff::ABSENCE))}
            <p class="lead">{t(text::staff::ABSENCE_LEAD)}</p>
            <section class="flow">
                <h2>{t(text::staff::STANDING_IN)}</h2>
                {list}
            </section>
            <section class="flow">
                <h2>{t(text::staff::DELEGATE)}</h2>
                {form}
            </section>
        </div>
    }
    .into_any()
}

fn row(one: StandInView) -> AnyView {
    let sentence = if one.is_own { text::staff::STANDS_IN_FOR_ME } else { text::staff::I_STAND_IN };
    let more = fill(text::staff::DELEGATION_MORE, &[("name", &one.colleague), ("from", &one.from)]);
    let take_back = one.is_own.then(|| {
        let take_back = button(Button {
            label: t(text::staff::TAKE_BACK),
            label_more: &more,
            look: Look::Secondary,
            small: true,
            ..Button::default()
        });
        view! {
            <form method="post" action=TakeDelegationBack::url()>
                {hidden("id", &one.id.to_string())} {take_back}
            </form>
        }
    });
    view! {
        <li class="staff-row">
            <p>
                <b>{fill(sentence, &[("name", &one.colleague)])}</b>
                <br />
                {t(role_name(one.role))} " · " {one.agency}
                <br />
                {fill(text::staff::FROM_UNTIL, &[("from", &one.from), ("until", &one.until)])}
            </p>
            {take_back}
        </li>
    }
    .into_any()
}

fn absence_form(
    typed: &AbsenceForm,
    roles: Vec<(String, String)>,
    colleagues: Vec<(String, String)>,
    problems: &[(String, String)],
) -> AnyView {
    let field = |path: &'static str| {
        let found = problems.iter().find(|(at, _)| at == path);
        TextField {
            path,
            name: path,
            label: t(label(path)),
            problem: Signal::stored(found.map(|(_, sentence)| sentence.clone())),
            ..TextField::default()
        }
    };
    // Who has one role is not asked which.
    let role = match roles.as_slice() {
        [(only, _)] => hidden("role", only),
        _ => select_field(TextField { value: &typed.role, ..field("role") }, roles),
    };
    let colleague = select_field(TextField { value: &typed.colleague, ..field("colleague") }, colleagues);
    let from = date_field(TextField { value: &typed.from, hint: t(text::staff::DAY_HINT), ..field("from") });
    let until =
        date_field(TextField { value: &typed.until, hint: t(text::staff::DAY_HINT), ..field("until") });
    view! {
        <form method="post" action=Delegate::url() novalidate class="flow">
            {role} {colleague} {from} {until}
            <p class="hint">{fill_days(text::staff::AT_MOST)}</p>
            <div class="actions">{submit(t(text::staff::DELEGATE_BUTTON))}</div>
        </form>
    }
    .into_any()
}
