//! The form by which somebody is invited.

use backend::staff::invitation::ROLES;
use domain::Problem;
use domain::email::Email;
use domain::identity::IdentityNumber;
use domain::staff::{Membership, Role};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};

use super::members::InviteMember;
use super::role_name;
use crate::i18n::{Key, t, text};
use crate::ui::{TextField, Width, select_field, submit, text_field};

/// The form of an invitation as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct InviteForm {
    pub role: String,
    pub agency: String,
    pub identity_number: String,
    pub email: String,
}

/// What is wrong with fields, by their names.
type Problems = Vec<(&'static str, Problem)>;

impl InviteForm {
    /// What it asks for, or what is wrong with each field.
    pub fn read(&self, year: i32) -> Result<(Membership, IdentityNumber, Email), Problems> {
        let role = Role::from_name(&self.role).ok_or(Problem::NotChosen);
        let number = IdentityNumber::parse(&self.identity_number, year);
        let email = Email::parse(&self.email);
        let agency = if self.agency.is_empty() { Err(Problem::NotChosen) } else { Ok(self.agency.clone()) };
        match (role, agency, number, email) {
            (Ok(role), Ok(agency), Ok(number), Ok(email)) => Ok((Membership { agency, role }, number, email)),
            (role, agency, number, email) => {
                let found = [
                    ("agency", agency.err()),
                    ("role", role.err()),
                    ("identity_number", number.err()),
                    ("email", email.err()),
                ];
                Err(found.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect())
            }
        }
    }
}

/// The question that a field answers.
pub fn label(field: &str) -> Key {
    match field {
        "agency" => text::staff::AGENCY,
        "role" => text::staff::ROLE,
        "identity_number" => text::staff::NUMBER,
        _ => text::staff::EMAIL,
    }
}

/// The form, with what was typed and what is wrong with it.
pub fn invite_form(
    typed: &InviteForm,
    agencies: Vec<(String, String)>,
    problems: &[(String, String)],
) -> AnyView {
    let problem = |field: &str| {
        let found = problems.iter().find(|(path, _)| path == field);
        Signal::stored(found.map(|(_, sentence)| sentence.clone()))
    };
    let roles = ROLES.map(|role| (role.as_str().to_owned(), t(role_name(role)).to_owned())).to_vec();
    let field = |path: &'static str| TextField {
        path,
        name: path,
        label: t(label(path)),
        problem: problem(path),
        ..TextField::default()
    };
    let agency = select_field(TextField { value: &typed.agency, ..field("agency") }, agencies);
    let role = select_field(TextField { value: &typed.role, width: Width::W24, ..field("role") }, roles);
    let number = text_field(TextField {
        value: &typed.identity_number,
        inputmode: "numeric",
        digits: true,
        width: Width::W16,
        ..field("identity_number")
    });
    let email =
        text_field(TextField { value: &typed.email, kind: "email", inputmode: "email", ..field("email") });
    view! {
        <form method="post" action=InviteMember::url() novalidate class="flow">
            {agency} {role} {number} {email}
            <div class="actions">{submit(t(text::staff::INVITE_BUTTON))}</div>
        </form>
    }
    .into_any()
}
