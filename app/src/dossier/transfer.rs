//! How to pay what a dossier costs: at the desk, and by a bank transfer where its agency has an account for that.

#[cfg(feature = "ssr")]
use chrono::NaiveDate;
#[cfg(feature = "ssr")]
use domain::catalogue::BankAccount;
#[cfg(feature = "ssr")]
use domain::{date, money, vietqr};
use leptos::prelude::*;

use super::model::{BankTransfer, ToPay};
#[cfg(feature = "ssr")]
use crate::error::AppError;
use crate::i18n::{fill, t, text::administration as a};
#[cfg(feature = "ssr")]
use crate::qr::qr;
use crate::ui::inset;
use crate::ui::summary_list::{Row, summary_list};

/// What is shown of `amount_vnd` that is to be paid for the dossier with this code.
#[cfg(feature = "ssr")]
pub fn to_pay(
    code: &str,
    amount_vnd: i64,
    desk: &str,
    until: Option<NaiveDate>,
    bank: Option<&BankAccount>,
) -> Result<ToPay, AppError> {
    let transfer = match bank {
        Some(bank) => transfer(code, amount_vnd, bank)?,
        None => None,
    };
    Ok(ToPay {
        amount: money::display(amount_vnd),
        desk: desk.to_owned(),
        until: until.map(date::display),
        transfer,
    })
}

#[cfg(feature = "ssr")]
fn transfer(code: &str, amount_vnd: i64, bank: &BankAccount) -> Result<Option<BankTransfer>, AppError> {
    let purpose = vietqr::purpose(code);
    let written = vietqr::Transfer {
        bank: &bank.bank,
        account: &bank.account,
        amount_vnd: u64::try_from(amount_vnd).unwrap_or_default(),
        purpose: &purpose,
    };
    let Some(payload) = written.payload() else { return Ok(None) };
    Ok(Some(BankTransfer {
        qr: qr(&payload)?,
        bank: bank.bank.clone(),
        account: bank.account.clone(),
        holder: bank.holder.clone(),
        purpose,
    }))
}

/// The section of the dossier's page.
pub fn how_to_pay(code: &str, pay: &ToPay) -> AnyView {
    let transfer = pay.transfer.as_ref().map(|transfer| by_transfer(code, &pay.amount, transfer));
    let until = pay.until.as_ref().map(|day| view! { {fill(a::PAY_UNTIL, &[("day", day)])} <br /> });
    view! {
        <section class="flow" id="nop-tien">
            <h2>{t(a::PAY_TITLE)}</h2>
            {inset(
                view! {
                    <p>
                        {t(a::PAY_AMOUNT)} ": " <b class="whole">{pay.amount.clone()}</b> <br /> {until}
                        {fill(a::PAY_AT_DESK, &[("desk", &pay.desk)])}
                    </p>
                }
                    .into_any(),
            )}
            {transfer}
        </section>
    }
    .into_any()
}

fn by_transfer(code: &str, amount: &str, transfer: &BankTransfer) -> AnyView {
    let (width, path) = transfer.qr.clone();
    let name = fill(a::PAY_QR, &[("amount", amount), ("code", code)]);
    let rows = vec![
        Row::new(t(a::BANK), transfer.bank.clone()),
        Row::new(t(a::ACCOUNT), transfer.account.clone()),
        Row::new(t(a::HOLDER), transfer.holder.clone()),
        Row::new(t(a::PAY_AMOUNT), amount),
        Row::new(t(a::PAY_PURPOSE), transfer.purpose.clone()),
    ];
    view! {
        <h3>{t(a::PAY_TRANSFER)}</h3>
        <p>{t(a::PAY_TRANSFER_LINE)}</p>
        <div class="qr">
            <svg viewBox=format!("0 0 {width} {width}") role="img" aria-label=name shape-rendering="crispEdges">
                <path fill="#fff" d=format!("M0 0h{width}v{width}H0z") />
                <path fill="#241915" d=path />
            </svg>
        </div>
        {summary_list(rows)}
        <p class="hint">{t(a::PAY_SAME)}</p>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_names_the_dossier() {
        let bank =
            BankAccount { bank: "970436".into(), account: "1234567890".into(), holder: "TTPVHCC".into() };
        let shown = to_pay("H21.01-261123-0001", 8000, "Quầy", None, Some(&bank)).unwrap();
        let transfer = shown.transfer.unwrap();
        assert_eq!(
            (transfer.purpose.as_str(), shown.amount.as_str()),
            ("H21012611230001", money::display(8000).as_str())
        );
        assert!(transfer.qr.0 > 20);
        assert!(to_pay("H21.01-261123-0001", 8000, "Quầy", None, None).unwrap().transfer.is_none());
    }
}
