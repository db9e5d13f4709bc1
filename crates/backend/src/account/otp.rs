//! One-time codes sent to phones: six digits that live five minutes and are good once, for what asked for them alone.
//!
//! Each challenge has a secret and a counter of its own (RFC 4226, through `totp-rs`): the code is generated and checked
//! at that counter, so what time it is where the phone lies does not matter, and how long it lives is a column.

mod repo;

use ::entity::otp_challenge;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use domain::phone::Phone;
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use totp_rs::{Builder, Totp};
use uuid::Uuid;

use crate::job::{self, Job};
use crate::limit::{self, Allowance, Limit};
use crate::message::{Sms, sms};
use crate::secret::random_bytes;
use crate::{Error, Portal, Result};

/// A code works for so long, however often it is sent.
pub const LIFE: TimeDelta = TimeDelta::minutes(5);
/// Sent again at the earliest so long after the last time.
pub const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// Codes that may be typed; a new code does not begin anew.
pub const MOST_TRIES: i32 = 5;
/// Digits of a code.
pub const DIGITS: usize = 6;

/// Messages to one phone for one purpose: with [`MOST_TRIES`] each, a hundred codes a day can be guessed of a million.
/// Each purpose has its own count, so that nobody is kept from logging in by who asks for something else.
const TO_PHONE: [Limit; 2] = [
    Limit { name: "otp.phone", most: 6, window: TimeDelta::hours(1) },
    Limit { name: "otp.phone-day", most: 20, window: TimeDelta::days(1) },
];
/// Messages that one address asks for. Many people share one, and who logs in has shown the right password before.
const FROM_ADDRESS: Limit = Limit { name: "otp.address", most: 600, window: TimeDelta::hours(1) };

const PHONE: &str = "otp_challenge.phone";
const SECRET: &str = "otp_challenge.secret";

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Logging in; asked for by an attempt.
    Login,
    /// Showing that a phone is one's own; asked for by what waits for it.
    ConfirmPhone,
    /// Getting back into an account; asked for by an attempt. Without an account it is a pretence that nobody is sent, so
    /// that whoever asks for a number without one sees what everybody sees.
    Recovery,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::ConfirmPhone => "confirm_phone",
            Self::Recovery => "recovery",
        }
    }
}

/// Who asks for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// What it is to be good for.
    pub purpose: Purpose,
    /// What asks for it, and what alone it is good for.
    pub id: Uuid,
}

/// How a challenge stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The phone, in a way that only its owner recognises.
    pub phone: String,
    /// When the last message was sent.
    pub sent_at: DateTime<Utc>,
    /// From then on it may be sent again.
    pub again_at: DateTime<Utc>,
    /// The code works until then.
    pub expires_at: DateTime<Utc>,
    /// So many codes may still be typed.
    pub tries_left: i32,
}

/// Why a code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not have six digits.
    Incomplete,
    /// It is wrong.
    Wrong,
    /// It lives no more.
    Expired,
    /// Too many wrong ones.
    Locked,
}

impl Refusal {
    /// As a row keeps it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Wrong => "wrong",
            Self::Expired => "expired",
            Self::Locked => "locked",
        }
    }

    /// The one that a row keeps of a challenge that stands like this.
    pub(super) fn of(kept: Option<&str>, code: &State) -> Option<Self> {
        match kept {
            _ if code.tries_left <= 0 => Some(Self::Locked),
            Some("incomplete") => Some(Self::Incomplete),
            Some("wrong") => Some(Self::Wrong),
            Some("expired") => Some(Self::Expired),
            _ => None,
        }
    }
}

/// What a page that asks for a code shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: State,
    /// Why the code typed last was refused.
    pub refusal: Option<Refusal>,
}

/// What came of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right, and used now.
    Right,
    /// It does not have six digits; this was not counted.
    Incomplete,
    /// It is wrong.
    Wrong,
    /// It lives no more.
    Expired,
    /// Too many wrong ones; nothing but a new beginning helps.
    Locked,
    /// It was used, or never asked for.
    Gone,
}

/// What came of asking for the message again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resent {
    /// It is on its way. The code is the same, unless that one had expired.
    Sent,
    /// The pause is not over, or too many were sent to this phone.
    Until(DateTime<Utc>),
    /// Nothing can be sent any more: too many wrong codes, or none was asked for.
    Gone,
}

/// Counts a message to `phone` that `address` asks for. Recoveries count addresses themselves.
pub(crate) async fn count(
    portal: &Portal,
    purpose: Purpose,
    phone: &Phone,
    address: &str,
) -> Result<Allowance> {
    if purpose != Purpose::Recovery
        && let until @ Allowance::Until(_) = limit::count_network(portal, FROM_ADDRESS, address).await?
    {
        return Ok(until);
    }
    let subject = [purpose.as_str(), "\n", phone.e164()].concat();
    for limit in TO_PHONE {
        if let until @ Allowance::Until(_) = limit::count(portal, limit, &subject).await? {
            return Ok(until);
        }
    }
    Ok(Allowance::Allowed)
}

/// Sends a code to `phone`, in the place of one that the same asker had. The message was counted by [`count`]. Call
/// [`job::ring`] once the transaction is committed.
pub(crate) async fn begin(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    asker: Asker,
    account_id: Option<Uuid>,
    phone: &Phone,
    language: Language,
) -> Result<()> {
    let now = portal.clock.now();
    let (secret, counter) = fresh();
    let row = otp_challenge::ActiveModel {
        id: Set(Uuid::now_v7()),
        purpose: Set(asker.purpose.as_str().to_owned()),
        asked_by: Set(asker.id),
        account_id: Set(account_id),
        phone: Set(portal.keys.seal(PHONE, &phone.e164())?),
        secret: Set(portal.keys.seal_bytes(SECRET, &secret)?),
        counter: Set(counter.into()),
        tries: Set(0),
        created_at: Set(now),
        sent_at: Set(now),
        expires_at: Set(now + LIFE),
        used_at: Set(None),
    };
    let row = repo::replace(connection, row).await?;
    send(portal, connection, &row, language).await
}

/// Sends the code again: the same one for as long as it lives, so that whichever message comes first is the right one.
pub(crate) async fn resend(
    portal: &Portal,
    asker: Asker,
    language: Language,
    address: &str,
) -> Result<Resent> {
    let now = portal.clock.now();
    let Some(row) = repo::find(portal.database.read(), asker.purpose.as_str(), asker.id).await? else {
        return Ok(Resent::Gone);
    };
    if row.used_at.is_some() || row.tries >= MOST_TRIES {
        return Ok(Resent::Gone);
    }
    if now < row.sent_at + PAUSE {
        return Ok(Resent::Until(row.sent_at + PAUSE));
    }
    let allowance = count(portal, asker.purpose, &phone(portal, &row)?, address).await?;
    // Who forgot the password is not told that too many were sent: that would tell whose phone it is.
    let is_silent = asker.purpose == Purpose::Recovery && allowance != Allowance::Allowed;
    if let (Allowance::Until(again_at), false) = (allowance, is_silent) {
        return Ok(Resent::Until(again_at));
    }
    let mut change = otp_challenge::ActiveModel { sent_at: Set(now), ..Default::default() };
    if row.expires_at <= now {
        let (secret, counter) = fresh();
        change.secret = Set(portal.keys.seal_bytes(SECRET, &secret)?);
        change.counter = Set(counter.into());
        change.expires_at = Set(now + LIFE);
    }
    let transaction = portal.database.write().await?;
    // Of two presses at once one finds what it saw.
    let Some(row) = repo::change_if_unsent(&*transaction, &row, change).await? else {
        return Ok(Resent::Until(now + PAUSE));
    };
    if !is_silent {
        send(portal, &*transaction, &row, language).await?;
    }
    transaction.commit().await?;
    job::ring(portal);
    Ok(Resent::Sent)
}

/// Judges a typed code. One statement counts the try and, if the code is right, uses it: of many at once one wins.
/// Whatever the verdict, the transaction must be committed.
pub(crate) async fn check(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    asker: Asker,
    typed: &str,
) -> Result<Verdict> {
    let now = portal.clock.now();
    let Some(row) = repo::find(connection, asker.purpose.as_str(), asker.id).await? else {
        return Ok(Verdict::Gone);
    };
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != DIGITS {
        return Ok(Verdict::Incomplete);
    }
    let right = totp(portal, &row)?.check(&digits, counter_of(&row)?).is_some();
    if repo::settle(connection, &row, right, MOST_TRIES, now).await? {
        return Ok(if right { Verdict::Right } else { Verdict::Wrong });
    }
    let row = repo::find(connection, asker.purpose.as_str(), asker.id).await?;
    Ok(match row {
        Some(row) if row.used_at.is_some() => Verdict::Gone,
        Some(row) if row.tries >= MOST_TRIES => Verdict::Locked,
        Some(_) => Verdict::Expired,
        None => Verdict::Gone,
    })
}

/// How the challenge of `asker` stands, unless it was used.
pub(crate) async fn state(portal: &Portal, asker: Asker) -> Result<Option<State>> {
    let row = repo::find(portal.database.read(), asker.purpose.as_str(), asker.id).await?;
    let Some(row) = row.filter(|row| row.used_at.is_none()) else { return Ok(None) };
    Ok(Some(State {
        phone: phone(portal, &row)?.masked(),
        sent_at: row.sent_at,
        again_at: row.sent_at + PAUSE,
        expires_at: row.expires_at,
        tries_left: MOST_TRIES - row.tries,
    }))
}

/// Forgets challenges that nobody can ask about any more; says how many.
pub(crate) async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    repo::forget(connection, now - TimeDelta::days(1)).await
}

fn fresh() -> ([u8; 20], u32) {
    (random_bytes(), u32::from_le_bytes(random_bytes()))
}

fn phone(portal: &Portal, row: &otp_challenge::Model) -> Result<Phone> {
    let number: String = portal.keys.open_value(PHONE, &row.phone)?;
    Phone::parse(&number).map_err(|_| Error::Unreadable(PHONE))
}

/// Steps of one second and none beside: the "time" given to it is the counter.
fn totp(portal: &Portal, row: &otp_challenge::Model) -> Result<Totp> {
    let secret = portal.keys.open_bytes(SECRET, &row.secret)?.into_boxed_slice();
    let secret: [u8; 20] = secret.as_ref().try_into().map_err(|_| Error::Unreadable(SECRET))?;
    Builder::new()
        .with_secret(secret)
        .with_step_duration(1)
        .with_skew(0)
        .build()
        .map_err(|_| Error::Unreadable(SECRET))
}

fn counter_of(row: &otp_challenge::Model) -> Result<u64> {
    u64::try_from(row.counter).map_err(|_| Error::Unreadable("otp_challenge.counter"))
}

async fn send(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &otp_challenge::Model,
    language: Language,
) -> Result<()> {
    if row.purpose == Purpose::Recovery.as_str() && row.account_id.is_none() {
        return Ok(());
    }
    let code = totp(portal, row)?.generate(counter_of(row)?).to_string();
    let (province, url) = (&portal.settings.province_name, &portal.settings.public_url);
    let text = text(province, url, &code, row.purpose == Purpose::Recovery.as_str(), language);
    let to = phone(portal, row)?.e164().to_owned();
    let sms = Sms { id: Uuid::now_v7(), to, text };
    job::enqueue(portal, connection, &Job::Sms(sms), Some(row.expires_at)).await
}

/// Short and without diacritics, so that it is one message on every phone, and so that nobody who is asked for a code can
/// mistake what it gives away. The last line lets phones fill the code in on this site and on no other (W3C/WICG,
/// origin-bound one-time codes).
fn text(province: &str, public_url: &str, code: &str, sets_password: bool, language: Language) -> String {
    let province = sms::plain(province);
    let host = public_url.split("://").last().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let what = match (language, sets_password) {
        (Language::Vi, false) => format!("la ma dung cho dich vu cong {province}, trong 5 phut."),
        (Language::Vi, true) => format!("la ma DAT LAI MAT KHAU dich vu cong {province}, trong 5 phut."),
        (Language::En, false) => format!("is your code for {province} public services, for 5 minutes."),
        (Language::En, true) => format!("RESETS YOUR PASSWORD at {province} public services, for 5 minutes."),
    };
    let never = match language {
        Language::Vi => "Khong dua ma nay cho ai.",
        Language::En => "Never give it to anyone.",
    };
    format!("{code} {what} {never}\n@{host} #{code}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
