//! The operator's commands about accounts.

use anyhow::{Result, anyhow, bail};
use backend::account::recovery::{AtDesk, Vouched, recover_at_desk};
use backend::audit::Actor;
use chrono::Datelike;
use domain::date;
use domain::identity::IdentityNumber;

use crate::command_line::Account;
use crate::config::Config;
use crate::start;

/// Does what is asked for.
pub async fn change(config: &Config, what: &Account) -> Result<()> {
    let Account::Recover { number, officer, reason, lost_factors } = what;
    let portal = start::portal(config).await?;
    let number = IdentityNumber::parse(number, portal.clock.today().year())
        .map_err(|problem| anyhow!("this is no identity number: {problem:?}"))?;
    let vouched = Vouched { officer: officer.clone(), reason: reason.clone() };
    match recover_at_desk(&portal, Actor::Operator, &number, &vouched, *lost_factors).await? {
        AtDesk::Link { token, until } => {
            let path = app::routes::recovery(app::i18n::Language::Vietnamese, &token);
            println!("{}{path}", portal.settings.public_url);
            println!("It works once, until {}. Whoever has it sets the password.", date::display_time(until));
            Ok(())
        }
        AtDesk::NoAccount => bail!("this number has no account with a password, or the account is closed"),
        AtDesk::NotVouched => bail!("say who has seen the card and why"),
    }
}
