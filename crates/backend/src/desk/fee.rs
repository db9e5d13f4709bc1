//! What is paid at the desk: cash taken with a receipt, or a fee that somebody need not pay.

use ::entity::{dossier as dossiers, fee_receipt};
use chrono::{DateTime, Datelike, Utc};
use domain::check::{clean_line, clean_text};
use domain::dossier::axes::{Payment, PaymentMove, SynchronisationMove};
use domain::dossier::moves::{Move, Stage};
use domain::staff::{Action, Deed};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::repo;
use crate::dossier::{self, Axes, By, Mover, Wish, Words};
use crate::staff::Officer;
use crate::{Portal, Result, audit};

/// Longest number of a receipt.
const MOST_NUMBER: usize = 40;

/// Money that was taken for a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Number on the receipt.
    pub number: String,
    /// Whole đồng.
    pub amount_vnd: i64,
    /// When.
    pub received_at: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fee {
    /// Paid, with the receipt of this number.
    Taken(String),
    /// Nobody has to pay it any more.
    Waived,
    /// Nothing is to be paid: it is paid, waived, or the dossier has ended.
    NotDue,
    /// Another amount than what is to be paid, or none.
    OtherAmount,
    /// A receipt has this number already, or it is too long.
    NumberTaken,
    /// Why it need not be paid was not said.
    NoReason,
    /// It is not theirs to take.
    NotTheirs,
    /// No such dossier, as far as this officer may know.
    Nothing,
}

/// Takes what is to be paid in cash. Where nothing says how much, as with fees that a council sets, it is what the officer
/// says. `number` is that of the receipt; where it is empty the portal gives one.
pub async fn take_cash(
    portal: &Portal,
    officer: &Officer,
    code: &str,
    amount_vnd: i64,
    number: &str,
) -> Result<Fee> {
    let number = clean_line(number);
    let Some(seen) = dossier::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Fee::Nothing);
    };
    let transaction = portal.database.write().await?;
    let (mut row, by) = match held(&*transaction, officer, seen.id).await? {
        Ok(held) => held,
        Err(otherwise) => return Ok(otherwise),
    };
    let mut axes = Axes::of(&row)?;
    match axes.payment {
        Payment::NotDue => {
            axes.pay(PaymentMove::Ask);
            row.amount_vnd = amount_vnd;
        }
        Payment::Due | Payment::Pending => {}
        Payment::Paid | Payment::Waived | Payment::RefundDue | Payment::Refunded => return Ok(Fee::NotDue),
    }
    if amount_vnd <= 0 || amount_vnd != row.amount_vnd {
        return Ok(Fee::OtherAmount);
    }
    if number.chars().count() > MOST_NUMBER {
        return Ok(Fee::NumberTaken);
    }
    let number = if number.is_empty() {
        let day = portal.clock.today();
        let counted = [&row.agency_code, "/BL"].concat();
        let at = dossier::take_numbers(&*transaction, &counted, day, 1).await?;
        format!("BL-{}-{:02}{:02}{:02}-{at:04}", row.agency_code, day.year() % 100, day.month(), day.day())
    } else {
        number
    };
    let receipt = fee_receipt::ActiveModel {
        id: Set(Uuid::now_v7()),
        dossier_id: Set(row.id),
        number: Set(number.clone()),
        amount_vnd: Set(amount_vnd),
        way: Set("cash".to_owned()),
        officer_id: Set(Some(officer.account_id())),
        received_at: Set(portal.clock.now()),
    };
    if !repo::insert_receipt(&*transaction, receipt).await? {
        return Ok(Fee::NumberTaken);
    }
    axes.pay(PaymentMove::Confirm);
    let words = Words { text: number.clone(), until: None };
    keep(portal, &*transaction, &mut row, axes, &by, "take_fee", &words).await?;
    audit(portal, &*transaction, officer, &row, "dossier.take_fee").await?;
    transaction.commit().await?;
    go_on(portal, &row).await?;
    Ok(Fee::Taken(number))
}

/// Says that somebody with the right to it pays nothing.
pub async fn waive(portal: &Portal, officer: &Officer, code: &str, reason: &str) -> Result<Fee> {
    let reason = clean_text(reason);
    if !reason.chars().any(char::is_alphanumeric) || reason.chars().count() > dossier::MOST_REASON {
        return Ok(Fee::NoReason);
    }
    let Some(seen) = dossier::dossier_by_code(portal.database.read(), code).await? else {
        return Ok(Fee::Nothing);
    };
    let transaction = portal.database.write().await?;
    let (mut row, by) = match held(&*transaction, officer, seen.id).await? {
        Ok(held) => held,
        Err(otherwise) => return Ok(otherwise),
    };
    let mut axes = Axes::of(&row)?;
    if axes.payment.after(PaymentMove::Waive).is_none() {
        return Ok(Fee::NotDue);
    }
    axes.pay(PaymentMove::Waive);
    let words = Words { text: reason, until: None };
    keep(portal, &*transaction, &mut row, axes, &by, "waive_fee", &words).await?;
    audit(portal, &*transaction, officer, &row, "dossier.waive_fee").await?;
    transaction.commit().await?;
    go_on(portal, &row).await?;
    Ok(Fee::Waived)
}

/// The dossier, held, and as what the officer takes its fee; else what to answer.
async fn held(
    connection: &impl ConnectionTrait,
    officer: &Officer,
    id: Uuid,
) -> Result<std::result::Result<(dossiers::Model, By), Fee>> {
    let Some(row) = dossier::hold_dossier(connection, id).await? else { return Ok(Err(Fee::Nothing)) };
    let target = dossier::target(&row)?;
    if officer.may(Action::OnDossier(Deed::Read, target)).is_none() {
        return Ok(Err(Fee::Nothing));
    }
    let Some(acting) = officer.may(Action::OnDossier(Deed::TakeFee, target)) else {
        return Ok(Err(Fee::NotTheirs));
    };
    let by = By::Staff { account: officer.account_id(), acting: acting.clone() };
    Ok(Ok((row, by)))
}

async fn keep(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &mut dossiers::Model,
    mut axes: Axes,
    by: &By,
    name: &str,
    words: &Words,
) -> Result<()> {
    axes.synchronise(SynchronisationMove::Change);
    axes.write(row);
    dossier::write_dossier(connection, row.clone()).await?;
    dossier::append(portal, connection, row, by, name, words).await?;
    Ok(())
}

async fn audit(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    officer: &Officer,
    row: &dossiers::Model,
    action: &str,
) -> Result<()> {
    let subject = Some(("dossier", row.id.to_string()));
    audit::record(portal, connection, officer.actor(), action, subject).await
}

/// With the unit, which waits for nothing else, the dossier goes on by itself. At the desk somebody says to which unit.
async fn go_on(portal: &Portal, row: &dossiers::Model) -> Result<()> {
    if row.stage == Stage::Unit.as_str() && row.status == "payment_requested" {
        dossier::make(portal, Mover::System, &row.code, &Wish::of(Move::ConfirmPayment)).await?;
    }
    Ok(())
}

/// The receipts of a dossier.
pub(super) async fn receipts(connection: &impl ConnectionTrait, dossier: Uuid) -> Result<Vec<Receipt>> {
    let rows = repo::receipts(connection, dossier).await?;
    Ok(rows
        .into_iter()
        .map(|row| Receipt { number: row.number, amount_vnd: row.amount_vnd, received_at: row.received_at })
        .collect())
}
