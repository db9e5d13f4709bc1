//! Importing catalogue files.

use std::fmt;

use domain::catalogue::Catalogue;
use sea_orm::ConnectionTrait;

use super::parse::{Change, Fault, File, parse};
use super::repo;
use super::snapshot::Stored;
use crate::audit::{self, Actor};
use crate::{Portal, Result};

/// How an import ended.
#[derive(Debug)]
pub enum Outcome {
    /// All is stored and in force.
    Imported(Report),
    /// Nothing was changed, because of these faults.
    Refused(Vec<Fault>),
}

/// What an import changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Codes of procedures that are new.
    pub added: Vec<String>,
    /// Codes of procedures that have a new version.
    pub changed: Vec<String>,
    /// How many procedures were the same already.
    pub unchanged: usize,
    /// Other parts that have changed: `agencies`, `fields`, `units`, `days_off`, `search`.
    pub parts: Vec<&'static str>,
}

impl Report {
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.parts.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (added, changed) = (self.added.len(), self.changed.len());
        write!(formatter, "procedures: {added} new, {changed} changed, {} unchanged", self.unchanged)?;
        if !self.parts.is_empty() {
            write!(formatter, "; changed: {}", self.parts.join(", "))?;
        }
        Ok(())
    }
}

/// Brings the portal's catalogue to what the files say.
///
/// The whole is judged first, together with what was imported earlier; if anything is wrong nothing changes.
/// Procedures are added or get a new version; those that the files do not name stay (a procedure ends by its
/// `in_force_to`). Agencies, fields, units, days off and search words are replaced as a whole by what the files hold
/// of them. Importing the same again changes nothing.
pub async fn import(portal: &Portal, files: &[File]) -> Result<Outcome> {
    let now = portal.clock.now();
    let transaction = portal.database.write().await?;
    let stored = repo::load(&*transaction).await?;
    let change = match parse(files).over(newest(stored)) {
        Ok(change) => change,
        Err(faults) => return Ok(Outcome::Refused(faults)),
    };
    let mut report = Report::default();
    for procedure in &change.catalogue.procedures[..change.procedures] {
        match store(portal, &*transaction, procedure).await? {
            Step::Added => report.added.push(procedure.code.clone()),
            Step::Changed => report.changed.push(procedure.code.clone()),
            Step::Same => report.unchanged += 1,
        }
    }
    let Change { catalogue, agencies, references, .. } = change;
    if agencies && repo::replace_agencies(&*transaction, &catalogue.agencies, now).await? {
        report.parts.push("agencies");
    }
    for (name, brought) in references {
        if brought && repo::replace_reference(&*transaction, name, &catalogue, now).await? {
            report.parts.push(name);
        }
    }
    if !report.is_empty() {
        repo::touch_revision(&*transaction, now).await?;
        audit::record(portal, &*transaction, Actor::Operator, "catalogue.import", None).await?;
    }
    transaction.commit().await?;
    super::refresh(portal).await?;
    Ok(Outcome::Imported(report))
}

pub(super) enum Step {
    Added,
    Changed,
    Same,
}

/// Stores a procedure as a new version unless the newest is the same.
///
/// A version that begins later than the one before it closes that on the eve; a correction (not beginning later)
/// holds from today on.
pub(super) async fn store(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    procedure: &domain::catalogue::Procedure,
) -> Result<Step> {
    let now = portal.clock.now();
    let Some(before) = repo::newest(connection, &procedure.code).await? else {
        repo::add_version(connection, 1, procedure.in_force_from, procedure, now).await?;
        return Ok(Step::Added);
    };
    if before.content == repo::write(procedure)? {
        return Ok(Step::Same);
    }
    let declared_later = procedure.in_force_from > before.in_force_from;
    let from =
        if declared_later { procedure.in_force_from } else { portal.clock.today().max(before.in_force_from) };
    let eve = from.pred_opt().unwrap_or(from).max(before.in_force_from);
    let last = before.in_force_to.map_or(eve, |known| known.min(eve));
    repo::close_version(connection, before.id, last).await?;
    repo::add_version(connection, before.number + 1, from, procedure, now).await?;
    Ok(Step::Changed)
}

/// The catalogue with every newest version, as a file that can be imported.
pub async fn export(portal: &Portal) -> Result<String> {
    let Catalogue { fields, procedures, agencies, units, days_off, search } =
        newest(repo::load(portal.database.read()).await?);
    let file = serde_json::json!({
        "format": "motcua-catalogue/1",
        "fields": fields,
        "procedures": procedures,
        "agencies": agencies,
        "units": units,
        "days_off": days_off,
        "search": search,
    });
    serde_json::to_string_pretty(&file).map_err(|_| crate::Error::Unreadable("a part of the catalogue"))
}

/// The catalogue as it would be with every newest version.
pub(super) fn newest(stored: Stored) -> Catalogue {
    let mut procedures = Vec::new();
    for version in stored.versions.iter().rev() {
        if procedures.iter().all(|newer: &domain::catalogue::Procedure| newer.code != version.procedure.code)
        {
            procedures.push(version.procedure.clone());
        }
    }
    Catalogue {
        fields: stored.fields,
        procedures,
        agencies: stored.agencies,
        units: stored.units.0,
        days_off: stored.days_off,
        search: stored.search,
    }
}
