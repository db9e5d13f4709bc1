//! Drafts that an officer fills in for somebody at the counter. They are drafts of that person like any other; whether the
//! officer may write into them is for [`crate::counter`] to know.

use std::collections::BTreeSet;

use ::entity::draft;
use domain::catalogue::{Delivery, Procedure};
use domain::check::{Known, prefill};
use domain::dossier::sections::{DELIVERY, DESK, FILED_FOR, all_sections};
use domain::dossier::submission::Lack;
use domain::{Answers, Language, Problem};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::draft::{ANSWERS, Draft, Found, LIFE, find_of};
use super::event::By;
use super::submit::{Channel, Filer, prepare};
use super::{repo, window};
use crate::audit::Actor;
use crate::catalogue::Version;
use crate::{Error, Portal, Result, account, job};

/// Path of the mailbox for notices, which somebody at the counter may not have.
const MAILBOX: &str = "dossier_email";

/// Begins a draft at the desk with this code, with what is known of the person as first answers.
pub(crate) async fn begin(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    account_id: Uuid,
    version: &Version,
    desk: &str,
    known: &Known,
) -> Result<Uuid> {
    let (id, now) = (Uuid::now_v7(), portal.clock.now());
    let answers = first_answers(&version.procedure, desk, known);
    let row = draft::ActiveModel {
        id: Set(id),
        account_id: Set(account_id),
        procedure_code: Set(version.procedure.code.clone()),
        procedure_version: Set(version.id),
        answers: Set(portal.keys.seal(ANSWERS, &answers)?),
        // Not an untouched draft, which its person would go on with who begins the same procedure.
        revision: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        expires_at: Set(now + LIFE),
        filed_at: Set(None),
        supplement_to: Set(None),
    };
    repo::insert_draft(connection, row).await?;
    Ok(id)
}

/// Most people come for themselves, and fetch the result where they handed the papers in.
fn first_answers(procedure: &Procedure, desk: &str, known: &Known) -> Answers {
    let mut answers = Answers::default();
    answers.set(DESK, desk);
    answers.set(FILED_FOR, "self");
    let way = match procedure.delivery.as_slice() {
        ways if ways.contains(&Delivery::AtDesk) => "at_desk",
        [Delivery::Online] => "online",
        [Delivery::Post] => "post",
        _ => "",
    };
    answers.set(DELIVERY, way);
    for section in all_sections(procedure, &[]) {
        prefill(&section, &mut answers, known);
    }
    answers
}

/// The draft of an account, in which the papers `seen` count as handed in.
pub(crate) async fn find(
    portal: &Portal,
    account_id: Uuid,
    id: Uuid,
    seen: &BTreeSet<String>,
) -> Result<Found> {
    Ok(match find_of(portal, account_id, id).await? {
        Found::Open(mut draft) => {
            draft.count_seen(seen.iter());
            Found::Open(draft)
        }
        found => found,
    })
}

/// What is wrong or missing: as for everybody, but for the mailbox.
pub(crate) fn lacks(draft: &Draft) -> Vec<Lack> {
    let mut lacks = draft.filing().lacks();
    for lack in &mut lacks {
        lack.problems.retain(|found| found.path != MAILBOX || found.problem != Problem::Missing);
    }
    lacks.retain(|lack| !lack.problems.is_empty());
    lacks
}

/// Files a draft that lacks nothing, as `by` does it for the account; `None` where it was changed or filed since it was
/// read.
pub(crate) async fn file(
    portal: &Portal,
    account_id: Uuid,
    draft: &Draft,
    (by, actor): (By, Actor),
    fee_vnd: Option<i64>,
) -> Result<Option<String>> {
    let person = account::at_counter::person_of(portal, account_id).await?;
    let person = person.ok_or(Error::Unreadable("account.person"))?;
    let filer = Filer { account_id, by, actor, channel: Channel::Counter { fee_vnd } };
    let answers = draft.filing().kept();
    let filing = prepare(portal, &filer, &person, draft, &answers, Language::Vi)?;
    let code = window::file(portal, filing).await?;
    job::ring(portal);
    Ok(code)
}
