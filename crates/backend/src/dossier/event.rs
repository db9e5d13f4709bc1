//! What happens to a dossier, chained so that nothing can be changed or left out unseen.
//!
//! Events of before there was a desk have no name; they keep the hash they were written with.

use ::entity::{dossier, dossier_event, event_text};
use chrono::{DateTime, NaiveDate, Utc};
use domain::attachment::Scan;
use domain::dossier::moves::{Actor, Move, Stage};
use domain::dossier::{EventNote, Status};
use domain::staff::{Membership, Role};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::chain::link_hash;
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

/// The first event of a dossier: a citizen filed it, or an officer for them.
pub(crate) fn submitted(dossier_id: Uuid, by: &By, at: DateTime<Utc>) -> Result<dossier_event::Model> {
    linked(None, dossier_id, (Status::Submitted, Stage::Intake), by, SUBMIT, None, at)
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

/// The event after `last`: a move by the applicant, or else by the officer for the agency; without words, for demonstrations.
pub(crate) fn following(
    last: &dossier_event::Model,
    name: Move,
    (status, stage): (Status, Stage),
    at: DateTime<Utc>,
    applicant: Option<Uuid>,
    officer: Uuid,
    agency: &str,
) -> Result<dossier_event::Model> {
    let by = match applicant {
        Some(account) => By::Applicant(account),
        None => By::Staff {
            account: officer,
            acting: Acting {
                membership: Membership { agency: agency.to_owned(), role: Role::DeskOfficer },
                stands_in_for: None,
            },
        },
    };
    linked(Some(last), last.dossier_id, (status, stage), &by, name.as_str(), None, at)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::chain::{chain_is_whole, hash_of_before};
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
