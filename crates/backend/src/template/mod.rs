//! The mails and text messages that citizens get about their dossiers: the words that the portal comes with, and what
//! administrators made of them. Every version stays, with who wrote it and when.

mod check;
mod repo;
mod shipped;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use ::entity::template_version;
use chrono::{DateTime, Utc};
use domain::Language;
use domain::staff::{Action, Deed};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub use check::{Fault, MOST_MAIL, MOST_SMS, faults, holes_of, needed};
pub use shipped::{DUE_CHANGED, NAMES};

use crate::audit::{self, Actor};
use crate::message::{letter, sms};
use crate::staff::Officer;
use crate::{Portal, Result};

/// How something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By mail: a subject, an empty line, and blocks as [`crate::message::letter`] reads them.
    Mail,
    /// By text message: one line.
    Sms,
}

/// A mail or text message in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Template {
    /// What is told: the name of a move, or [`DUE_CHANGED`].
    pub name: &'static str,
    /// How.
    pub kind: Kind,
    /// In which language.
    pub language: Language,
}

/// Somebody who writes them. Only an officer who may makes one.
#[derive(Clone, Copy, Debug)]
pub struct TemplateEditor(Uuid);

impl TemplateEditor {
    /// `officer`, if they may.
    pub fn of(officer: &Officer) -> Option<Self> {
        officer.may(Action::InPortal(Deed::EditTemplates)).map(|_| Self(officer.account_id()))
    }
}

/// A version of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The words; none where it went back to those that the portal comes with.
    pub words: Option<String>,
    /// Account of who wrote it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a message would look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The subject; none of text messages.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

impl Kind {
    /// As addresses and tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

impl Template {
    /// All that there are, in both languages.
    pub fn all() -> impl Iterator<Item = Self> {
        let kinds = NAMES.iter().flat_map(|name| [(*name, Kind::Mail), (*name, Kind::Sms)]);
        let both = kinds.flat_map(|(name, kind)| {
            [Language::Vi, Language::En].map(|language| Self { name, kind, language })
        });
        both.filter(|template| template.shipped().is_some())
    }

    /// Which one in its language, `accept.mail`.
    pub fn key(self) -> String {
        [self.name, ".", self.kind.as_str()].concat()
    }

    /// The one with this key and this language's tag.
    pub fn find(key: &str, language: &str) -> Option<Self> {
        Self::all().find(|template| template.key() == key && template.language.tag() == language)
    }

    /// The words that the portal comes with; none where nothing is told that way.
    pub fn shipped(self) -> Option<&'static str> {
        match self.kind {
            Kind::Mail => shipped::mail(self.name, self.language),
            Kind::Sms => shipped::message(self.name, self.language),
        }
    }

    /// The words that hold; none where nothing is told that way.
    pub(crate) async fn words(self, connection: &impl ConnectionTrait) -> Result<Option<Cow<'static, str>>> {
        let Some(shipped) = self.shipped() else { return Ok(None) };
        let last = repo::last(connection, &self.key(), self.language.tag()).await?;
        let edited = last.and_then(|row| row.words);
        Ok(Some(edited.map_or(Cow::Borrowed(shipped), Cow::Owned)))
    }
}

/// The keys and languages' tags of the templates that were edited, and by whom and when last.
pub async fn edited(portal: &Portal, _by: TemplateEditor) -> Result<Vec<(String, String, Written)>> {
    let rows = repo::all(portal.database.read()).await?;
    let mut last: Vec<(String, String, Written)> = Vec::new();
    for row in rows {
        let (name, language) = (row.name.clone(), row.language.clone());
        last.retain(|(known, tag, _)| (known, tag) != (&name, &language));
        if row.words.is_some() {
            last.push((name, language, read(row)));
        }
    }
    Ok(last)
}

/// What was made of a template, the last first.
pub async fn versions(portal: &Portal, _by: TemplateEditor, template: Template) -> Result<Vec<Written>> {
    let rows = repo::versions(portal.database.read(), &template.key(), template.language.tag()).await?;
    Ok(rows.into_iter().map(read).collect())
}

fn read(row: template_version::Model) -> Written {
    Written { words: row.words, by: row.written_by, at: row.written_at }
}

/// Makes these the words of a template, or says what is wrong with them. What is the same already stays as it is.
pub async fn save(
    portal: &Portal,
    by: TemplateEditor,
    template: Template,
    typed: &str,
) -> Result<std::result::Result<(), Vec<Fault>>> {
    let words = check::clean(template, typed);
    let found = faults(template, &words);
    if !found.is_empty() {
        return Ok(Err(found));
    }
    let words = Some(words).filter(|words| template.shipped() != Some(words.as_str()));
    write(portal, by, template, words).await?;
    Ok(Ok(()))
}

/// Goes back to the words that the portal comes with.
pub async fn reset(portal: &Portal, by: TemplateEditor, template: Template) -> Result<()> {
    write(portal, by, template, None).await
}

async fn write(
    portal: &Portal,
    TemplateEditor(by): TemplateEditor,
    template: Template,
    words: Option<String>,
) -> Result<()> {
    let transaction = portal.database.write().await?;
    let last = repo::last(&*transaction, &template.key(), template.language.tag()).await?;
    if last.and_then(|last| last.words) == words {
        return Ok(());
    }
    let row = template_version::Model {
        id: Uuid::now_v7(),
        name: template.key(),
        language: template.language.tag().to_owned(),
        words,
        written_by: by,
        written_at: portal.clock.now(),
    };
    let subject = Some(("template_version", row.id.to_string()));
    repo::add(&*transaction, row).await?;
    audit::record(portal, &*transaction, Actor::Officer(by), "template.write", subject).await?;
    transaction.commit().await
}

/// How these words look with values such as they get.
pub fn preview(portal: &Portal, template: Template, words: &str) -> Preview {
    let values = check::samples(portal, template.language);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let words = check::clean(template, words);
    match template.kind {
        Kind::Mail => {
            let mail = letter::write(&portal.settings, &words, template.language, "hoa@example.vn", &values);
            Preview { subject: Some(mail.subject), text: mail.text }
        }
        Kind::Sms => {
            let text = sms::plain(&letter::filled(&portal.settings, &words, &values));
            Preview { subject: None, text }
        }
    }
}
