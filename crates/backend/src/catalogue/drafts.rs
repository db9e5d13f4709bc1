//! Versions of procedures that editors write: kept as they were typed, judged as an import is, published from a day on.

use ::entity::procedure_draft;
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::{Catalogue, Procedure};
use domain::staff::{Action, Deed};
use serde_json::json;
use uuid::Uuid;

use super::import::{newest, store};
use super::parse::{Fault, File, parse};
use super::repo;
use crate::audit::{self, Actor};
use crate::staff::Officer;
use crate::{Error, Portal, Result};

/// Most bytes of a draft.
pub const MOST: usize = 400_000;

/// Somebody who writes procedures. Only an officer who may makes one.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueEditor {
    account: Uuid,
    may_publish: bool,
}

impl CatalogueEditor {
    /// `officer`, if they may.
    pub fn of(officer: &Officer) -> Option<Self> {
        let may = |deed| officer.may(Action::InPortal(deed)).is_some();
        may(Deed::EditCatalogue)
            .then(|| Self { account: officer.account_id(), may_publish: may(Deed::PublishCatalogue) })
    }

    /// For the audit trail.
    pub(super) fn account(self) -> Uuid {
        self.account
    }
}

/// A draft, or what the next one begins with.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The file.
    pub text: String,
    /// Who wrote it last, and when; none where nobody began.
    pub written: Option<(Uuid, DateTime<Utc>)>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// How publishing ended.
#[derive(Debug)]
pub enum Published {
    /// It holds from that day on.
    Done,
    /// Nobody wrote a draft.
    Nothing,
    /// Not before today, nor before a version that is to come, nor after its own end.
    WrongDay,
    /// It cannot be published with these faults.
    Refused(Vec<Fault>),
}

/// The codes of procedures with a draft.
pub async fn drafted(portal: &Portal, _by: CatalogueEditor) -> Result<Vec<String>> {
    repo::drafted(portal.database.read()).await
}

/// The draft of a procedure; without one, its newest version. `None` where there is neither.
pub async fn open(portal: &Portal, _by: CatalogueEditor, code: &str) -> Result<Option<Opened>> {
    let read = portal.database.read();
    let current = newest(repo::load(read).await?);
    let draft = repo::draft(read, code).await?;
    let text = match &draft {
        Some(draft) => draft.content.clone(),
        None => match current.procedures.iter().find(|procedure| procedure.code == code) {
            Some(procedure) => written(procedure)?,
            None => return Ok(None),
        },
    };
    let faults = judged(current, code, &text).err().unwrap_or_default();
    Ok(Some(Opened { text, written: draft.map(|draft| (draft.written_by, draft.written_at)), faults }))
}

fn written(procedure: &Procedure) -> Result<String> {
    let file = json!({"format": "motcua-catalogue/1", "procedures": [procedure]});
    serde_json::to_string_pretty(&file).map_err(|_| Error::Unreadable("procedure_version.content"))
}

/// The procedure that the file holds, if it is faultless and fits the rest of the catalogue.
fn judged(current: Catalogue, code: &str, text: &str) -> std::result::Result<Procedure, Vec<Fault>> {
    let files = [File { name: code.to_owned(), text: text.to_owned() }];
    let mut change = parse(&files).over(current)?;
    let brings_more = change.agencies || change.references.iter().any(|(_, brought)| *brought);
    let holds_it = change.procedures == 1 && change.catalogue.procedures[0].code == code;
    if brings_more || !holds_it {
        return Err(vec![Fault {
            file: code.to_owned(),
            line: 1,
            column: 1,
            place: String::new(),
            message: format!("a draft holds the procedure {code} and nothing else"),
        }]);
    }
    Ok(change.catalogue.procedures.swap_remove(0))
}

/// Keeps what was typed, with its faults.
///
/// # Errors
///
/// [`Error::TooLarge`] for more than [`MOST`], or a code that is none.
pub async fn keep(portal: &Portal, by: CatalogueEditor, code: &str, text: &str) -> Result<()> {
    let is_code = (1..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if text.len() > MOST || !is_code {
        return Err(Error::TooLarge);
    }
    let transaction = portal.database.write().await?;
    let row = procedure_draft::Model {
        code: code.to_owned(),
        content: text.to_owned(),
        written_by: by.account,
        written_at: portal.clock.now(),
    };
    repo::keep_draft(&*transaction, row).await?;
    transaction.commit().await
}

/// Forgets the draft of a procedure.
pub async fn discard(portal: &Portal, by: CatalogueEditor, code: &str) -> Result<()> {
    let transaction = portal.database.write().await?;
    repo::remove_draft(&*transaction, code).await?;
    let subject = Some(("procedure", code.to_owned()));
    audit::record(portal, &*transaction, Actor::Officer(by.account), "catalogue.discard", subject).await?;
    transaction.commit().await
}

/// The procedure as the draft says it, to be shown as citizens will see it; `None` where it has faults.
pub async fn preview(portal: &Portal, by: CatalogueEditor, code: &str) -> Result<Option<Procedure>> {
    let Some(opened) = open(portal, by, code).await? else { return Ok(None) };
    Ok(judged(newest(repo::load(portal.database.read()).await?), code, &opened.text).ok())
}

/// Makes the draft the version that holds from `from` on; `None` where `by` may not.
pub async fn publish(
    portal: &Portal,
    by: CatalogueEditor,
    code: &str,
    from: NaiveDate,
) -> Result<Option<Published>> {
    if !by.may_publish {
        return Ok(None);
    }
    let transaction = portal.database.write().await?;
    let Some(draft) = repo::draft(&*transaction, code).await? else { return Ok(Some(Published::Nothing)) };
    let current = newest(repo::load(&*transaction).await?);
    let mut procedure = match judged(current, code, &draft.content) {
        Ok(procedure) => procedure,
        Err(faults) => return Ok(Some(Published::Refused(faults))),
    };
    let before = repo::newest(&*transaction, code).await?;
    let is_early = from < portal.clock.today() || before.is_some_and(|before| from < before.in_force_from);
    if is_early || procedure.in_force_to.is_some_and(|last| last < from) {
        return Ok(Some(Published::WrongDay));
    }
    procedure.in_force_from = from;
    store(portal, &*transaction, &procedure).await?;
    repo::remove_draft(&*transaction, code).await?;
    repo::touch_revision(&*transaction, portal.clock.now()).await?;
    let subject = Some(("procedure", code.to_owned()));
    audit::record(portal, &*transaction, Actor::Officer(by.account), "catalogue.publish", subject).await?;
    transaction.commit().await?;
    super::refresh(portal).await?;
    Ok(Some(Published::Done))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::staff::Role;

    use super::*;
    use crate::desk::testing::officer;
    use crate::dossier::testing::{BIRTH, DESK};
    use crate::testing::{TestPortal, on_each_database};

    async fn a_procedure_is_edited_judged_and_published(portal: TestPortal) {
        let editor = officer(&portal, 11, DESK, Role::CatalogueEditor).await;
        let administrator = officer(&portal, 12, DESK, Role::Administrator).await;
        assert!(CatalogueEditor::of(&administrator).is_none());
        let by = CatalogueEditor::of(&editor).unwrap();
        let opened = open(&portal, by, BIRTH).await.unwrap().unwrap();
        assert!(opened.written.is_none() && opened.faults.is_empty(), "{:?}", opened.faults);
        assert!(open(&portal, by, "9.999999").await.unwrap().is_none());
        let today = portal.clock.today();
        assert!(matches!(publish(&portal, by, BIRTH, today).await.unwrap(), Some(Published::Nothing)));

        keep(&portal, by, BIRTH, &opened.text.replace("\"papers\"", "\"papiers\"")).await.unwrap();
        let wrong = open(&portal, by, BIRTH).await.unwrap().unwrap();
        assert_eq!(wrong.written.unwrap().0, editor.account_id());
        assert!(wrong.faults[0].line > 1, "{:?}", wrong.faults);
        assert!(matches!(publish(&portal, by, BIRTH, today).await.unwrap(), Some(Published::Refused(_))));
        assert!(preview(&portal, by, BIRTH).await.unwrap().is_none());
        keep(&portal, by, "9.999999", &opened.text).await.unwrap();
        assert_eq!(open(&portal, by, "9.999999").await.unwrap().unwrap().faults.len(), 1, "another's file");
        discard(&portal, by, "9.999999").await.unwrap();

        let renamed = opened.text.replace("\"Đăng ký khai sinh\"", "\"Khai sinh cho trẻ\"");
        keep(&portal, by, BIRTH, &renamed).await.unwrap();
        assert_eq!(preview(&portal, by, BIRTH).await.unwrap().unwrap().name.vi, "Khai sinh cho trẻ");
        let yesterday = today.pred_opt().unwrap();
        assert!(matches!(publish(&portal, by, BIRTH, yesterday).await.unwrap(), Some(Published::WrongDay)));
        let next_week = today + chrono::Days::new(7);
        assert!(matches!(publish(&portal, by, BIRTH, next_week).await.unwrap(), Some(Published::Done)));
        assert_eq!(drafted(&portal, by).await.unwrap(), Vec::<String>::new());
        let name = || portal.catalogue().procedure(BIRTH).unwrap().procedure.name.vi.clone();
        assert_eq!(name(), "Đăng ký khai sinh");
        portal.test_clock.advance(chrono::TimeDelta::days(7));
        assert_eq!(name(), "Khai sinh cho trẻ");
    }
    on_each_database!(a_procedure_is_edited_judged_and_published);
}
