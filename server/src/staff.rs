//! The operator's commands about officers.

use anyhow::{Result, anyhow, bail};
use backend::Portal;
use backend::staff::StaffAdministrator;
use backend::staff::invitation::{Invitation, invite};
use backend::staff::members::{self, Ended};
use chrono::Datelike;
use domain::email::Email;
use domain::identity::IdentityNumber;
use domain::staff::{Membership, Role};
use domain::{Language, date};
use uuid::Uuid;

use crate::command_line::Staff;
use crate::config::Config;
use crate::start;

/// Does what is asked for.
pub async fn change(config: &Config, what: &Staff) -> Result<()> {
    let portal = start::portal(config).await?;
    match what {
        Staff::Invite { role, agency, identity_number, email } => {
            let membership = Membership { agency: agency.clone(), role: *role };
            let_in(&portal, membership, identity_number, email.as_deref()).await
        }
        Staff::List => list(&portal).await,
        Staff::End { id } => end(&portal, *id).await,
    }
}

async fn let_in(portal: &Portal, membership: Membership, number: &str, email: Option<&str>) -> Result<()> {
    let identity_number = IdentityNumber::parse(number, portal.clock.today().year())
        .map_err(|problem| anyhow!("this is no identity number: {problem:?}"))?;
    let email = email.map(Email::parse).transpose();
    let email = email.map_err(|problem| anyhow!("this is no mail address: {problem:?}"))?;
    let asked = Invitation { membership, identity_number, email, language: Language::Vi };
    let Some(made) = invite(portal, StaffAdministrator::operator(), asked).await? else {
        bail!("there is no such agency: see catalogue/agencies.json, or what you imported");
    };
    let path = app::routes::accept_invitation(app::i18n::Language::Vietnamese, &made.token);
    println!("{}{path}", portal.settings.public_url);
    println!(
        "It works once, until {}, for the account with this identity number.",
        date::display_time(made.until)
    );
    Ok(())
}

async fn list(portal: &Portal) -> Result<()> {
    let members = members::all(portal, StaffAdministrator::operator()).await?;
    if members.is_empty() {
        println!("Nobody works for an agency yet: invite an administrator.");
    }
    for member in members {
        let Membership { agency, role } = member.membership;
        let since = date::display(date::today(member.since));
        println!("{}  {agency}  {}  {}  since {since}", member.id, role.as_str(), member.name);
    }
    Ok(())
}

async fn end(portal: &Portal, id: Uuid) -> Result<()> {
    match members::end(portal, StaffAdministrator::operator(), id).await? {
        Ended::Ended => {
            println!("The membership has ended: what its holder does next is refused.");
            Ok(())
        }
        Ended::LastAdministrator | Ended::NotThere => {
            bail!("there is no such membership; see motcua staff list")
        }
    }
}

/// Reads a role by its name.
pub fn role(text: &str) -> Result<Role, String> {
    Role::from_name(text).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("not one of {}", names.join(", "))
    })
}
