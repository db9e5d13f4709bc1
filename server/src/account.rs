//! The operator's commands about accounts.

use anyhow::{Result, anyhow, bail};
use backend::Portal;
use backend::account::recovery::{AtDesk, Vouched, WonBack, recover_at_desk, win_back_at_desk};
use backend::audit::Actor;
use chrono::Datelike;
use domain::date;
use domain::identity::IdentityNumber;

use crate::command_line::Account;
use crate::config::Config;
use crate::start;

/// Does what is asked for.
pub async fn change(config: &Config, what: &Account) -> Result<()> {
    let portal = start::portal(config).await?;
    match what {
        Account::Recover { number, officer, reason, lost_factors } => {
            let number = identity_number(&portal, number)?;
            recover(&portal, &number, &vouched(officer, reason), *lost_factors).await
        }
        Account::WinBack { number, officer, reason } => {
            let number = identity_number(&portal, number)?;
            win_back(&portal, &number, &vouched(officer, reason)).await
        }
    }
}

fn identity_number(portal: &Portal, typed: &str) -> Result<IdentityNumber> {
    IdentityNumber::parse(typed, portal.clock.today().year())
        .map_err(|problem| anyhow!("this is no identity number: {problem:?}"))
}

fn vouched(officer: &str, reason: &str) -> Vouched {
    Vouched { officer: officer.to_owned(), reason: reason.to_owned() }
}

async fn recover(
    portal: &Portal,
    number: &IdentityNumber,
    vouched: &Vouched,
    lost_factors: bool,
) -> Result<()> {
    match recover_at_desk(portal, Actor::Operator, number, vouched, lost_factors).await? {
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

async fn win_back(portal: &Portal, number: &IdentityNumber, vouched: &Vouched) -> Result<()> {
    match win_back_at_desk(portal, Actor::Operator, number, vouched).await? {
        WonBack::Freed => {
            println!("The account is closed and the number is free: its owner can register now.");
            Ok(())
        }
        WonBack::NoAccount => bail!("this number has no open account"),
        WonBack::Theirs => bail!("VNeID vouches that the account is the person's own: recover it instead"),
        WonBack::NotVouched => bail!("say who has seen the card and why"),
    }
}
