//! Step 5: password and personal information, the privacy notice, the consent, then "Đăng ký".

use std::time::Duration;

use domain::account::password::length_problem;
use domain::account::registration::{self as rules, CONSENT, KIND, ORGANISATION_KIND, Step};
use domain::form::Section;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::api::{PASSWORD, PasswordProblem, REPEATED, RegistrationView, SubmitDetails};
use super::{first_button, judge, judged_if, own_part, seen, step_page};
use crate::i18n::{fill, t, text};
use crate::load::ask;
use crate::settings::use_settings;
use crate::ui::choices::Choices;
use crate::ui::field::{TextField, Width};
use crate::ui::form::{Form, Judged, form_fields};
use crate::ui::problem::problem_sentence;
use crate::ui::{checkbox, heading, inset, submit, text_field};

/// How long nothing must have been typed before the password is judged.
const PAUSE: Duration = Duration::from_millis(700);

/// Step 5.
#[component]
pub fn Details() -> impl IntoView {
    step_page(Step::Details, text::account::DETAILS_TITLE, draw)
}

fn draw(known: RegistrationView, checking: bool) -> (Judged, AnyView) {
    let organisation = known.answers.get(KIND) == "organisation";
    let household = known.answers.get(ORGANISATION_KIND) == "household_business";
    let sections: Vec<Section> = rules::sections(Step::Details)
        .into_iter()
        .filter(|section| organisation || section.id != "organisation")
        .collect();
    let all = judged_if(checking, &known);
    let drawn = sections
        .into_iter()
        .map(|section| {
            let own = own_part(all.clone(), &section);
            let title = t(match (section.id.as_str(), organisation, household) {
                ("organisation", _, true) => text::account::HOUSEHOLD_HEADING,
                ("organisation", ..) => text::account::ORGANISATION_HEADING,
                (_, true, true) => text::account::PERSONAL_HEADING_HOUSEHOLD,
                (_, true, false) => text::account::PERSONAL_HEADING_REPRESENTATIVE,
                _ => text::account::PERSONAL_HEADING,
            });
            view! { <section class="flow"><h2>{title}</h2> {fields(section, &known, own)}</section> }
        })
        .collect_view();
    let problem_at =
        |path: &str| all.problems.iter().find(|(at, _)| at == path).map(|(_, sentence)| sentence.clone());
    let page = view! {
        {heading(t(text::account::DETAILS_TITLE))}
        <form method="post" action=SubmitDetails::url() novalidate class="flow">
            {first_button()} {seen(&all)} {drawn}
            <section class="flow">
                <h2>{t(text::account::PASSWORD_HEADING)}</h2>
                {passwords(&known, checking, problem_at(PASSWORD), problem_at(REPEATED))}
            </section>
            <section class="flow">
                <h2>{t(text::account::PRIVACY_HEADING)}</h2>
                {privacy()}
                {checkbox(
                    Choices {
                        path: CONSENT,
                        name: CONSENT,
                        problem: Signal::stored(problem_at(CONSENT)),
                        ..Choices::default()
                    },
                    t(text::account::CONSENT),
                    known.answers.get(CONSENT) == "yes",
                )}
            </section>
            <div class="actions">{submit(t(text::account::REGISTER_BUTTON))}</div>
        </form>
    };
    (all, page.into_any())
}

fn fields(section: Section, known: &RegistrationView, own: Judged) -> AnyView {
    form_fields(Form {
        section,
        answers: known.answers.clone(),
        judged: own,
        judge: Some(judge(Step::Details, known.today)),
        on_change: None,
    })
}

/// The password twice, for nobody can read what was typed; with the program it is judged after a pause, and can be
/// shown.
fn passwords(
    known: &RegistrationView,
    checking: bool,
    password: Option<String>,
    repeated: Option<String>,
) -> AnyView {
    let problem = RwSignal::new(password);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let shown = RwSignal::new(false);
    let note = if known.password_set {
        Some(t(text::account::PASSWORD_KEPT))
    } else if checking && known.password_refused {
        Some(t(text::account::PASSWORD_AGAIN))
    } else {
        None
    };
    let judge = move || {
        let Some(typed) = typed_password().filter(|typed| !typed.is_empty()) else { return };
        if let Some(found) = length_problem(&typed) {
            problem.set(Some(problem_sentence(&found, t(text::account::PASSWORD_LABEL))));
            return;
        }
        spawn_local(async move {
            // Without an answer nothing is said; "Đăng ký" judges again.
            if let Ok(sentence) = ask(PasswordProblem { password: typed.clone() }).await
                && typed_password().as_deref() == Some(typed.as_str())
            {
                problem.try_set(sentence);
            }
        });
    };
    let on_input = move |_| {
        if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
            handle.clear();
        }
        if let Ok(handle) = set_timeout_with_handle(judge, PAUSE) {
            waiting.set_value(Some(handle));
        }
    };
    let toggle = move |_| {
        shown.update(|shown| *shown = !*shown);
        let kind = if shown.get_untracked() { "text" } else { "password" };
        for id in ["f-password", "f-repeated"] {
            if let Some(input) = document().get_element_by_id(id)
                && input.set_attribute("type", kind).is_err()
            {
                // It stays hidden, which is no harm.
            }
        }
    };
    let field = |path: &'static str, label, hint, problem: Signal<Option<String>>| {
        text_field(TextField {
            path,
            name: path,
            label,
            hint,
            problem,
            kind: "password",
            autocomplete: "new-password",
            width: Width::W24,
            ..TextField::default()
        })
    };
    view! {
        <div class="form">
            {note.map(|note| inset(view! { <p>{note}</p> }.into_any()))}
            <div on:input=on_input>
                {field(
                    PASSWORD,
                    t(text::account::PASSWORD_LABEL),
                    t(text::account::PASSWORD_HINT),
                    problem.into(),
                )}
            </div>
            {field(REPEATED, t(text::account::PASSWORD_REPEAT), "", Signal::stored(repeated))}
            <p class="with-script">
                <button type="button" class="button-text" aria-pressed=move || shown.get().to_string() on:click=toggle>
                    {move || {
                        if shown.get() {
                            t(text::account::PASSWORD_HIDE)
                        } else {
                            t(text::account::PASSWORD_SHOW)
                        }
                    }}
                </button>
            </p>
        </div>
    }
    .into_any()
}

fn typed_password() -> Option<String> {
    let input = document().get_element_by_id("f-password")?;
    Some(input.unchecked_into::<leptos::web_sys::HtmlInputElement>().value())
}

/// What is done with the data (Luật 91/2025/QH15).
fn privacy() -> AnyView {
    let settings = use_settings();
    view! {
        <p>{fill(text::account::PRIVACY_PURPOSE, &[("province", &settings.province)])}</p>
        <p>{t(text::account::PRIVACY_SHARED)}</p>
        <p>{fill(text::account::PRIVACY_RIGHTS, &[("help_line", &settings.help_line)])}</p>
    }
    .into_any()
}
