//! PDFs, drawn when somebody opens them.

use ::entity::{dossier, printed_form};
use chrono::{DateTime, Utc};
use domain::dossier::Status;
use domain::dossier::moves::Stage;
use domain::dossier::printed::{Circular, PrintedForm};
use domain::staff::{Action, Deed, Target};
use letters::Letter;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{LETTER, repo};
use crate::account::Citizen;
use crate::staff::Officer;
use crate::{Error, Portal, Result};

/// How many are drawn at the same moment: each takes a processor for some tens of milliseconds.
static UNDER_WAY: Semaphore = Semaphore::const_new(2);

/// A form that was given out, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOut {
    /// Its id.
    pub id: Uuid,
    /// Which form.
    pub form: PrintedForm,
    /// Its number under the circular, two digits.
    pub form_number: String,
    /// Its number within the year.
    pub number: i32,
    /// When it was given out.
    pub issued_at: DateTime<Utc>,
}

/// Everything given out for a dossier, the oldest first. Who may see the dossier may see these.
pub async fn given_out(portal: &Portal, dossier_id: Uuid) -> Result<Vec<GivenOut>> {
    let rows = repo::of_dossier(portal.database.read(), dossier_id).await?;
    rows.iter()
        .map(|row| {
            let form = PrintedForm::from_name(&row.form).ok_or(Error::Unreadable("printed_form.form"))?;
            let circular =
                Circular::from_name(&row.circular).ok_or(Error::Unreadable("printed_form.circular"))?;
            let form_number = form.number(circular).map(|number| format!("{number:02}")).unwrap_or_default();
            Ok(GivenOut { id: row.id, form, form_number, number: row.number, issued_at: row.issued_at })
        })
        .collect()
}

/// The same for whoever filed the dossier with this code; nothing for others.
pub async fn given_out_for(portal: &Portal, citizen: &Citizen, code: &str) -> Result<Vec<GivenOut>> {
    match repo::dossier_by_code(portal.database.read(), code).await? {
        Some(dossier) if dossier.account_id == citizen.account_id() => given_out(portal, dossier.id).await,
        _ => Ok(Vec::new()),
    }
}

/// Draws a form that was given out; `None` where there is no such form. Who may see it is for the caller to know.
pub async fn pdf(portal: &Portal, id: Uuid) -> Result<Option<Vec<u8>>> {
    match repo::by_id(portal.database.read(), id).await? {
        Some(row) => Ok(Some(drawn(portal, &row).await?)),
        None => Ok(None),
    }
}

/// Draws a form of the dossier with this code for whoever filed it.
pub async fn pdf_for(portal: &Portal, citizen: &Citizen, code: &str, id: Uuid) -> Result<Option<Vec<u8>>> {
    let Some(row) = of_code(portal, code, id, |dossier| dossier.account_id == citizen.account_id()).await?
    else {
        return Ok(None);
    };
    Ok(Some(drawn(portal, &row).await?))
}

/// Draws a form of the dossier with this code for an officer who may read it.
pub async fn pdf_for_officer(
    portal: &Portal,
    officer: &Officer,
    code: &str,
    id: Uuid,
) -> Result<Option<Vec<u8>>> {
    let Some(row) = of_code(portal, code, id, |dossier| may_read(officer, dossier)).await? else {
        return Ok(None);
    };
    Ok(Some(drawn(portal, &row).await?))
}

/// Whether an officer may read a dossier.
pub(super) fn may_read(officer: &Officer, dossier: &dossier::Model) -> bool {
    let (Some(status), Some(stage)) = (Status::from_name(&dossier.status), Stage::from_name(&dossier.stage))
    else {
        return false;
    };
    let target = Target { desk: &dossier.agency_code, unit: dossier.unit_code.as_deref(), status, stage };
    officer.may(Action::OnDossier(Deed::Read, target)).is_some()
}

async fn of_code(
    portal: &Portal,
    code: &str,
    id: Uuid,
    may: impl FnOnce(&dossier::Model) -> bool,
) -> Result<Option<printed_form::Model>> {
    let connection = portal.database.read();
    let Some(row) = repo::by_id(connection, id).await? else { return Ok(None) };
    let dossier = repo::dossier(connection, row.dossier_id).await?;
    Ok(dossier.filter(|dossier| dossier.code == code && may(dossier)).map(|_| row))
}

async fn drawn(portal: &Portal, row: &printed_form::Model) -> Result<Vec<u8>> {
    let letter: Letter = portal.keys.open_value(LETTER, &row.letter)?;
    draw(letter, row.id.to_string()).await
}

/// Draws beside the threads that serve.
pub(super) async fn draw(letter: Letter, identity: String) -> Result<Vec<u8>> {
    let turn = UNDER_WAY.acquire().await.map_err(|_| Error::Busy)?;
    let drawn = tokio::task::spawn_blocking(move || {
        let drawn = letters::pdf(&letter, &identity);
        drop(turn);
        drawn
    });
    drawn.await?.map_err(|error| {
        tracing::error!(%error, "a form could not be drawn");
        Error::Unreadable("letter")
    })
}
