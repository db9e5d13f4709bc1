//! The operator's commands about other systems.

use anyhow::{Result, bail};
use backend::access::AccessAdministrator;
use backend::access::token::{self, NewToken};
use domain::access::Scope;
use domain::date;
use domain::staff::Membership;

use crate::command_line::Access;
use crate::config::Config;
use crate::start;

/// Does what is asked for.
pub async fn change(config: &Config, what: &Access) -> Result<()> {
    let portal = start::portal(config).await?;
    let by = AccessAdministrator::operator();
    match what {
        Access::Token { name, role, agency, scopes, days } => {
            let membership = Membership { agency: agency.clone(), role: *role };
            let new = NewToken { name: name.clone(), membership, scopes: scopes.clone(), days: *days };
            let Some(made) = token::make(&portal, by, new).await? else {
                bail!(
                    "no token: there is no such agency, or the role works on no dossiers, or it would live too long"
                );
            };
            println!("{}", made.secret);
        }
        Access::List => {
            for token in token::list(&portal, by).await? {
                let Membership { agency, role } = token.membership;
                let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
                let until = date::display(date::today(token.expires_at));
                let (role, scopes) = (role.as_str(), scopes.join(","));
                println!("{}  {agency}  {role}  {scopes}  until {until}  {}", token.id, token.name);
            }
        }
        Access::Revoke { id } => {
            if !token::revoke(&portal, by, *id).await? {
                bail!("there is no such token; see motcua access list");
            }
            println!("The token is good for nothing any more.");
        }
    }
    Ok(())
}

/// Reads a scope by its name.
pub fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_name(text).ok_or_else(|| {
        let names: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        format!("not one of {}", names.join(", "))
    })
}
