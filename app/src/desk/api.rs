//! Server functions of one dossier: who, parse, call, redirect.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried as Kept};
use backend::attachment::Opened;
use backend::desk::{self, Fee, Noted, Word};
use backend::dossier::{self, Judged, Made, Mover, Opinion, Wish};
use domain::dossier::judgement::{Item, Reason, Unfit};
use domain::dossier::moves::{HandOver, Move, Refusal};
use domain::{date, money};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

use super::model::{SheetPage, Tried, ViewerPage};
use super::words;
use super::{CountPages, gather};
use crate::account::server::citizen;
use crate::error::AppError;
use crate::i18n::{Key, t, text::desk as d, use_language};
use crate::request;
use crate::routes;
use crate::staff::Staffed;
use crate::staff::server::officer;

/// A dossier for an officer.
#[server(input = GetUrl, endpoint = "desk/sheet")]
pub async fn load_sheet(
    /// Its code.
    code: String,
    /// The form that was refused, if one was.
    #[server(default)]
    tried: String,
    /// The revision that a lost move saw.
    #[server(default)]
    since: i64,
) -> Result<Staffed<SheetPage>, AppError> {
    let (portal, officer) = officer().await?;
    let page = gather::sheet(&portal, &officer, &code, use_language()).await?;
    let mut page = page.ok_or(AppError::NotFound)?;
    if since > 0 {
        page.meanwhile = gather::since(&page, since);
    }
    if !tried.is_empty() {
        let kept = note::tried(&portal, &citizen().await?, &place(&code, &tried)).await?;
        page.tried = kept.map(|kept| Tried {
            form: tried,
            sentence: sentence(&kept.why).map_or("", t).to_owned(),
            typed: kept.typed,
        });
    }
    Staffed::of(&portal, &officer, page).await
}

/// A paper of a dossier, to look at.
#[server(input = GetUrl, endpoint = "desk/paper")]
pub async fn load_viewer(
    /// The dossier's code.
    code: String,
    /// The file.
    paper: String,
) -> Result<Staffed<ViewerPage>, AppError> {
    let (portal, officer) = officer().await?;
    let id: Uuid = paper.parse().map_err(|_| AppError::NotFound)?;
    let sheet = desk::read(&portal, &officer, &code).await?.ok_or(AppError::NotFound)?;
    let found = sheet.papers.iter().find_map(|paper| {
        let file = paper.files.iter().chain(&paper.earlier).find(|file| file.id == id)?;
        Some((paper, file))
    });
    let (paper, file) = found.ok_or(AppError::NotFound)?;
    let count = use_context::<CountPages>();
    let pages = match desk::open_paper(&portal, &officer, &code, id).await? {
        Opened::File(found) => match count {
            Some(CountPages(count)) => count(found).await,
            None => 1,
        },
        Opened::Withheld(_) | Opened::Nothing => 0,
    };
    let page = ViewerPage {
        pages,
        code,
        id,
        name: file.name.clone(),
        paper: paper.requirement.name.get(use_language().into()).to_owned(),
        can_open: file.withheld.is_none(),
    };
    Staffed::of(&portal, &officer, page).await
}

/// Accepts an item, takes a verdict back, or accepts all that nobody judged.
#[server(endpoint = "desk/judge")]
pub async fn judge(
    /// The dossier's code.
    code: String,
    /// The judgement that the officer saw.
    revision: i64,
    /// `accept`, `forget` or `rest`.
    act: String,
    /// What.
    #[server(default)]
    item: String,
) -> Result<(), AppError> {
    let opinion = match act.as_str() {
        "accept" => Opinion::Accept(parsed(&item)?),
        "forget" => Opinion::Forget(parsed(&item)?),
        "rest" => Opinion::AcceptRest,
        _ => return Err(AppError::Unfit),
    };
    say(&code, revision, opinion, &item, BTreeMap::new()).await
}

/// Refuses an item.
#[server(endpoint = "desk/refuse")]
pub async fn refuse(
    /// The dossier's code.
    code: String,
    /// The judgement that the officer saw.
    revision: i64,
    /// What.
    item: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// Words of one's own.
    #[server(default)]
    words: String,
) -> Result<(), AppError> {
    let typed = BTreeMap::from([("reason".to_owned(), reason.clone()), ("words".to_owned(), words.clone())]);
    let Some(reason) = Reason::from_name(&reason) else {
        officer().await?;
        return leave(&code, &item, "no_reason_chosen", typed).await;
    };
    let opinion = Opinion::Refuse { item: parsed(&item)?, reason, words: &words };
    say(&code, revision, opinion, &item, typed).await
}

async fn say(
    code: &str,
    revision: i64,
    opinion: Opinion<'_>,
    item: &str,
    typed: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    let why = match dossier::judge(&portal, &officer, code, revision, &[opinion]).await? {
        Judged::Kept(_) => {
            let place = if item.is_empty() { "#papers".to_owned() } else { ["#i-", &slug(item)].concat() };
            request::redirect(&(routes::desk_dossier(use_language(), code) + &place));
            return Ok(());
        }
        Judged::Changed => "judged_changed",
        Judged::Unfit(Unfit::NoWords) => "no_words",
        Judged::Unfit(Unfit::TooLong) => "too_long",
        Judged::Unfit(Unfit::OtherKind) | Judged::NoItem => return Err(AppError::Unfit),
        Judged::NotTheirs => "not_theirs",
        Judged::Nothing => return Err(AppError::NotFound),
    };
    leave(code, item, why, typed).await
}

/// Moves a dossier.
#[server(endpoint = "desk/move")]
pub async fn make_move(
    /// The dossier's code.
    code: String,
    /// The revision that the officer saw.
    revision: i64,
    /// The move.
    name: String,
    /// What was typed, by the names of the fields.
    #[server(default)]
    given: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    let name_of_move = Move::from_name(&name).ok_or(AppError::Unfit)?;
    let typed = |field: &str| given.get(field).map_or("", |typed| typed.trim());
    let until = match typed("until") {
        "" => None,
        typed => match date::parse(typed) {
            Ok(day) => Some(day),
            Err(_) => return leave(&code, &name, "wrong_day", given).await,
        },
    };
    let amount_vnd = match typed("amount") {
        "" => 0,
        typed => match money::parse(typed) {
            Ok(amount) => amount,
            Err(_) => return leave(&code, &name, "no_amount", given).await,
        },
    };
    let wish = Wish {
        name: name_of_move,
        reason: typed("reason"),
        until,
        unit: typed("unit"),
        amount_vnd,
        refund: match typed("refund") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        hand_over: match typed("way") {
            "signed" => Some(HandOver::Signed),
            "posted" => Some(HandOver::Posted(typed("tracking"))),
            _ => None,
        },
        needs_verification: typed("verify") == "yes",
    };
    let here = routes::desk_dossier(use_language(), &code);
    match dossier::make(&portal, Mover::Officer(&officer, revision), &code, &wish).await? {
        Made::Moved { .. } => request::redirect(&(here + "?da-ghi")),
        Made::Refused(refusal) => return leave(&code, &name, refusal.as_str(), given).await,
        Made::Changed(_) => {
            keep(&code, &name, "not_from_here", given).await?;
            request::redirect(&format!("{here}?kiem-tra={name}&da-doi={revision}"));
        }
        Made::Nothing => return Err(AppError::NotFound),
    }
    Ok(())
}

/// Writes a private note.
#[server(endpoint = "desk/note")]
pub async fn write_note(
    /// The dossier's code.
    code: String,
    /// The note.
    #[server(default)]
    text: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    let typed = BTreeMap::from([("text".to_owned(), text.clone())]);
    let why = match desk::write(&portal, &officer, &code, &text).await? {
        Noted::Kept => {
            request::redirect(&(routes::desk_dossier(use_language(), &code) + "#notes"));
            return Ok(());
        }
        Noted::Empty => "note_empty",
        Noted::TooLong => "too_long",
        Noted::Nothing => return Err(AppError::NotFound),
    };
    leave(&code, "note", why, typed).await
}

/// Agrees to a further round of supplements.
#[server(endpoint = "desk/word")]
pub async fn give_word(
    /// The dossier's code.
    code: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    match desk::give_word(&portal, &officer, &code).await? {
        Word::Given => {
            request::redirect(&(routes::desk_dossier(use_language(), &code) + "?da-ghi"));
            Ok(())
        }
        Word::NotTheirs => leave(&code, "word", "not_theirs", BTreeMap::new()).await,
        Word::Nothing => Err(AppError::NotFound),
    }
}

/// Takes a fee in cash.
#[server(endpoint = "desk/fee")]
pub async fn take_fee(
    /// The dossier's code.
    code: String,
    /// The amount as typed.
    #[server(default)]
    amount: String,
    /// The receipt's number.
    #[server(default)]
    number: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    let typed =
        BTreeMap::from([("amount".to_owned(), amount.clone()), ("number".to_owned(), number.clone())]);
    let Ok(amount) = money::parse(&amount) else {
        return leave(&code, "fee", "no_amount", typed).await;
    };
    paid(&code, "fee", desk::take_cash(&portal, &officer, &code, amount, &number).await?, typed).await
}

/// Says that a fee need not be paid.
#[server(endpoint = "desk/waive")]
pub async fn waive_fee(
    /// The dossier's code.
    code: String,
    /// Why.
    #[server(default)]
    reason: String,
) -> Result<(), AppError> {
    let (portal, officer) = officer().await?;
    let typed = BTreeMap::from([("reason".to_owned(), reason.clone())]);
    paid(&code, "waive", desk::waive(&portal, &officer, &code, &reason).await?, typed).await
}

async fn paid(code: &str, form: &str, fee: Fee, typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let why = match fee {
        Fee::Taken(_) | Fee::Waived => {
            request::redirect(&(routes::desk_dossier(use_language(), code) + "?da-ghi"));
            return Ok(());
        }
        Fee::NotDue => "not_due",
        Fee::OtherAmount => "other_amount",
        Fee::NumberTaken => "number_taken",
        Fee::NoReason => "no_reason",
        Fee::NotTheirs => "not_theirs",
        Fee::Nothing => return Err(AppError::NotFound),
    };
    leave(code, form, why, typed).await
}

fn place(code: &str, form: &str) -> String {
    format!("desk/{code}/{form}")
}

/// An item as it is written into addresses and ids.
pub(super) fn slug(item: &str) -> String {
    item.replace([':', '.'], "-")
}

async fn keep(code: &str, form: &str, why: &str, typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let kept = Kept { place: place(code, form), why: why.to_owned(), typed };
    Ok(note::leave_tried(&request::portal()?, &citizen().await?, kept).await?)
}

/// Leads back to the form, which says why and shows what was typed.
async fn leave(code: &str, form: &str, why: &str, typed: BTreeMap<String, String>) -> Result<(), AppError> {
    keep(code, form, why, typed).await?;
    let here = routes::desk_dossier(use_language(), code);
    request::redirect(&format!("{here}?kiem-tra={}", routes::query_value(form)));
    Ok(())
}

fn parsed(item: &str) -> Result<Item, AppError> {
    match item.split_once(':') {
        Some(("paper", id)) => Ok(Item::Paper(id.to_owned())),
        Some(("answer", path)) => Ok(Item::Answer(path.to_owned())),
        _ => Err(AppError::Unfit),
    }
}

fn sentence(why: &str) -> Option<Key> {
    Some(match why {
        "no_reason_chosen" => d::NO_REASON_CHOSEN,
        "no_words" => d::NO_WORDS,
        "too_long" => d::TOO_LONG,
        "judged_changed" => d::JUDGED_CHANGED,
        "wrong_day" => d::WRONG_DAY,
        "note_empty" => d::NOTE_EMPTY,
        "not_due" => d::NOT_DUE,
        "other_amount" => d::OTHER_AMOUNT,
        "number_taken" => d::NUMBER_TAKEN,
        why => words::refusal(Refusal::from_name(why)?),
    })
}
