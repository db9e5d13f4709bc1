//! What happens to a dossier, chained so that nothing can be changed or left out unseen.
//!
//! Events of before there was a desk have no name; they keep the hash they were written with.

use ::entity::{dossier, dossier_event, event_text};
use chrono::{DateTime, NaiveDate, Utc};
use domain::attachment::Scan;
use domain::dossier::chain::{self, BEGINNING, Broken, Hash, Head};
use domain::dossier::moves::{Actor, Move, Stage};
use domain::dossier::{EventNote, Status};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::repo;
use crate::secret::{hex, random_bytes};
use crate::staff::Acting;
use crate::{Error, Portal, Result};

/// The name of the first event.
const SUBMIT: &str = "submit";

/// The name of the event by which a leader agrees to a further round of supplements.
pub(crate) const GIVE_WORD: &str = "give_word";

const TEXT: &str = "event_text.text";

/// Something that happened to a dossier, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// Where the dossier stood after it.
    pub status: Status,
    /// Which move it was, if it was one.
    pub name: Option<Move>,
    /// What happened, where the status does not tell.
    pub note: Option<EventNote>,
    /// What was written with it.
    pub words: Words,
}

impl Event {
    pub(super) fn read(row: &dossier_event::Model) -> Result<Self> {
        let note = row
            .note
            .as_deref()
            .map(|note| EventNote::from_name(note).ok_or(Error::Unreadable("dossier_event.note")));
        Ok(Self {
            at: row.at,
            status: Status::from_name(&row.status).ok_or(Error::Unreadable("dossier_event.status"))?,
            name: Move::from_name(&row.name),
            note: note.transpose()?,
            words: Words::default(),
        })
    }
}

/// Who does something to a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Whoever filed it.
    Applicant(Uuid),
    /// An officer, and as what they do it.
    Staff {
        /// The account.
        account: Uuid,
        /// As what.
        acting: Acting,
    },
    /// The portal itself.
    System,
}

impl By {
    /// As the table of moves knows them.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Applicant(_) => Actor::Applicant,
            Self::Staff { acting, .. } => Actor::Staff(acting.membership.role),
            Self::System => Actor::System,
        }
    }

    pub fn account(&self) -> Option<Uuid> {
        match self {
            Self::Applicant(account) | Self::Staff { account, .. } => Some(*account),
            Self::System => None,
        }
    }

    fn agency(&self) -> &str {
        match self {
            Self::Staff { acting, .. } => &acting.membership.agency,
            Self::Applicant(_) | Self::System => "",
        }
    }

    fn stands_in_for(&self) -> Option<Uuid> {
        match self {
            Self::Staff { acting, .. } => acting.stands_in_for,
            Self::Applicant(_) | Self::System => None,
        }
    }
}

/// What somebody wrote with an event, for the applicant to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The reason, or a word.
    pub text: String,
    /// Until when something is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl Words {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Words as they are sealed: the salt goes with them, and then nobody can find them out by trying.
#[derive(Serialize, Deserialize)]
struct Salted {
    salt: String,
    words: Words,
}

impl Salted {
    fn new(words: &Words) -> Self {
        Self { salt: hex(&random_bytes::<16>()), words: words.clone() }
    }

    fn digest(&self) -> String {
        let until = self.words.until.map(|day| day.to_string()).unwrap_or_default();
        hex(&Sha256::digest(format!("{}\n{until}\n{}", self.salt, self.words.text)))
    }
}

/// The first event of a dossier: a citizen filed it.
pub(super) fn submitted(
    dossier_id: Uuid,
    account_id: Uuid,
    at: DateTime<Utc>,
) -> Result<dossier_event::Model> {
    let by = By::Applicant(account_id);
    linked(None, dossier_id, (Status::Submitted, Stage::Intake), &by, SUBMIT, None, at)
}

/// Adds an event to a dossier that is held, with what was written with it, and notes its number as the revision of the
/// dossier. Returns the number.
pub(crate) async fn append(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    dossier: &dossier::Model,
    by: &By,
    name: &str,
    words: &Words,
) -> Result<i64> {
    let last = repo::last_event(connection, dossier.id).await?;
    let place = (
        Status::from_name(&dossier.status).ok_or(Error::Unreadable("dossier.status"))?,
        Stage::from_name(&dossier.stage).ok_or(Error::Unreadable("dossier.stage"))?,
    );
    let salted = (!words.is_empty()).then(|| Salted::new(words));
    let detail = salted.as_ref().map(Salted::digest);
    let now = portal.clock.now();
    let mut event = linked(last.as_ref(), dossier.id, place, by, name, detail, now)?;
    event.note = EventNote::from_name(name).map(|note| note.as_str().to_owned());
    let number = event.number;
    repo::insert_events(connection, vec![event]).await?;
    if let Some(salted) = salted {
        let text = event_text::ActiveModel {
            id: Set(Uuid::now_v7()),
            dossier_id: Set(dossier.id),
            number: Set(number),
            text: Set(portal.keys.seal(TEXT, &salted)?),
        };
        repo::insert_text(connection, text).await?;
    }
    repo::set_revision(connection, dossier.id, number).await?;
    Ok(number)
}

/// What was written with the event, if that is still there.
pub(crate) fn open_words(portal: &Portal, row: &event_text::Model) -> Result<Words> {
    let salted: Salted = portal.keys.open_value(TEXT, &row.text)?;
    Ok(salted.words)
}

/// Notes that a file of the dossier made of `draft` turned out to be one that nobody may open.
pub(crate) async fn note_withheld(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    draft: Uuid,
    scan: Scan,
) -> Result<()> {
    let Some(dossier) = repo::hold_dossier_of_draft(connection, draft).await? else { return Ok(()) };
    let note = match scan {
        Scan::Infected => EventNote::FileInfected,
        Scan::Unscannable => EventNote::FileUnscannable,
        Scan::Waiting | Scan::Clean => return Ok(()),
    };
    append(portal, connection, &dossier, &By::System, note.as_str(), &Words::default()).await?;
    Ok(())
}

fn linked(
    last: Option<&dossier_event::Model>,
    dossier_id: Uuid,
    (status, stage): (Status, Stage),
    by: &By,
    name: &str,
    detail: Option<String>,
    at: DateTime<Utc>,
) -> Result<dossier_event::Model> {
    let mut row = dossier_event::Model {
        dossier_id,
        number: last.map_or(1, |last| last.number + 1),
        at,
        status: status.as_str().to_owned(),
        actor_kind: by.actor().as_str().to_owned(),
        note: None,
        actor_id: by.account(),
        name: name.to_owned(),
        stage: stage.as_str().to_owned(),
        agency_code: by.agency().to_owned(),
        stands_in_for_id: by.stands_in_for(),
        detail,
        previous_hash: last.map(|last| last.hash.clone()).unwrap_or_default(),
        hash: String::new(),
    };
    row.hash = link_hash(&row).ok_or(Error::Unreadable("dossier_event.hash"))?;
    Ok(row)
}

/// The hash that an event with a name has; `None` where the row says what no event says.
fn link_hash(row: &dossier_event::Model) -> Option<String> {
    let previous = if row.previous_hash.is_empty() { BEGINNING } else { from_hex(&row.previous_hash)? };
    let event = chain::Event {
        dossier: row.dossier_id.into_bytes(),
        number: u64::try_from(row.number).ok()?,
        at: row.at,
        name: row.name.clone(),
        status: Status::from_name(&row.status)?,
        stage: Stage::from_name(&row.stage)?,
        actor: row.actor_kind.clone(),
        account: row.actor_id.map(Uuid::into_bytes),
        stands_in_for: row.stands_in_for_id.map(Uuid::into_bytes),
        agency: row.agency_code.clone(),
        detail: match &row.detail {
            Some(detail) => Some(from_hex(detail)?),
            None => None,
        },
    };
    Some(hex(&event.link(previous).hash))
}

fn from_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes?.try_into().ok()
}

/// The hash of an event of before there was a desk: SHA-256 over the fields in order, each on a line of its own; a note,
/// which not all events have, at the end.
fn hash_of_before(event: &dossier_event::Model) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}",
        event.previous_hash,
        event.dossier_id,
        event.number,
        // What both databases keep exactly.
        event.at.timestamp_millis(),
        event.status,
        event.actor_kind,
        event.actor_id.map(|id| id.to_string()).unwrap_or_default(),
    );
    if let Some(note) = &event.note {
        text.push('\n');
        text.push_str(note);
    }
    hex(&Sha256::digest(text.as_bytes()))
}

/// Checks the events of a dossier, in order, against a head that an anchor holds; answers with their present head.
///
/// # Errors
///
/// The first event that is not what it was.
pub(crate) fn verify(
    dossier_id: Uuid,
    events: &[dossier_event::Model],
    anchored: Option<Head>,
) -> std::result::Result<Option<Head>, Broken> {
    chain::verify(dossier_id.into_bytes(), events.iter().map(seen), anchored)
}

/// Whether the events, in order, are all there and as they were written.
pub fn chain_is_whole(events: &[dossier_event::Model]) -> bool {
    events.first().is_none_or(|first| verify(first.dossier_id, events, None).is_ok())
}

/// The head that a row says; `None` where it says none.
pub(crate) fn head(number: i64, hash: &str) -> Option<Head> {
    Some(Head { number: u64::try_from(number).ok()?, hash: from_hex(hash)? })
}

/// The event as whoever could change the database would write it anew after `last`.
#[cfg(test)]
pub(crate) fn forge(
    mut row: dossier_event::Model,
    last: Option<&dossier_event::Model>,
) -> dossier_event::Model {
    row.previous_hash = last.map(|last| last.hash.clone()).unwrap_or_default();
    row.hash = link_hash(&row).unwrap_or_default();
    row
}

fn seen(row: &dossier_event::Model) -> chain::Seen {
    let computed = if row.name.is_empty() { Some(hash_of_before(row)) } else { link_hash(row) };
    let note_fits =
        row.name.is_empty() || row.note.as_deref() == EventNote::from_name(&row.name).map(EventNote::as_str);
    // What no hash is written as fits nowhere.
    let previous = if row.previous_hash.is_empty() { Some(BEGINNING) } else { from_hex(&row.previous_hash) };
    chain::Seen {
        dossier: row.dossier_id.into_bytes(),
        number: u64::try_from(row.number).unwrap_or_default(),
        previous: previous.unwrap_or([0xff; 32]),
        hash: from_hex(&row.hash).unwrap_or_default(),
        computed: computed.filter(|_| note_fits).and_then(|hash| from_hex(&hash)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of_before(dossier_id: Uuid, at: DateTime<Utc>) -> dossier_event::Model {
        let by = By::Applicant(Uuid::now_v7());
        let mut row =
            linked(None, dossier_id, (Status::Submitted, Stage::Intake), &by, SUBMIT, None, at).unwrap();
        row.name = String::new();
        row.actor_kind = "citizen".to_owned();
        row.hash = hash_of_before(&row);
        row
    }

    #[test]
    fn a_chain_goes_on_from_events_of_before() {
        let at: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
        let dossier = Uuid::now_v7();
        let first = of_before(dossier, at);
        let place = (Status::Refused, Stage::Closed);
        let words = Salted::new(&Words { text: "Sai nơi nhận".into(), until: None });
        let second = linked(Some(&first), dossier, place, &By::System, "refuse", Some(words.digest()), at);
        let events = [first, second.unwrap()];
        assert!(chain_is_whole(&events));
        assert!(!chain_is_whole(&events[1..]));
        type Change = fn(&mut dossier_event::Model);
        let changes: [Change; 9] = [
            |event| event.name = "accept".into(),
            |event| event.status = Status::Accepted.as_str().into(),
            |event| event.stage = Stage::Desk.as_str().into(),
            |event| event.actor_kind = "leader".into(),
            |event| event.agency_code = "H21.01".into(),
            |event| event.stands_in_for_id = Some(Uuid::nil()),
            |event| event.detail = None,
            |event| event.note = Some(EventNote::FileInfected.as_str().into()),
            |event| event.name = String::new(),
        ];
        for (at, change) in changes.iter().enumerate() {
            let mut changed = events.clone();
            change(&mut changed[1]);
            assert!(!chain_is_whole(&changed), "change {at}");
        }
    }
}
