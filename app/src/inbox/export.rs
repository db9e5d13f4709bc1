//! What an exported list says.

use std::sync::Arc;

use backend::desk::inbox::{Row, Words};
use domain::date::display_time;

use super::words::{channel, time_left};
use crate::dossier::words::status;
use crate::i18n::{Language, sentence, text};

/// The words of a file in `language`.
pub fn words(language: Language) -> Words {
    let say = move |key| sentence(language, key).to_owned();
    let header = [
        text::inbox::COLUMN_CODE,
        text::inbox::COLUMN_PROCEDURE,
        text::inbox::COLUMN_OWNER,
        text::inbox::COLUMN_CHANNEL,
        text::inbox::COLUMN_SUBMITTED,
        text::inbox::COLUMN_STATUS,
        text::inbox::COLUMN_DUE,
        text::inbox::COLUMN_DUE_AT,
        text::inbox::COLUMN_CLOSED,
        text::inbox::COLUMN_ASSIGNEE,
        text::inbox::COLUMN_AGENCY,
    ];
    let cells = move |row: &Row| {
        let (status, ..) = status(row.status);
        vec![
            row.code.clone(),
            row.procedure.get(language.into()).to_owned(),
            row.owner.clone(),
            say(channel(row.channel)),
            display_time(row.submitted_at),
            say(status),
            time_left(language, row).0,
            row.due_at.map(display_time).unwrap_or_default(),
            row.closed_at.map(display_time).unwrap_or_default(),
            row.assignee.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
            row.agency.get(language.into()).to_owned(),
        ]
    };
    Words { header: header.map(say).to_vec(), cells: Arc::new(cells) }
}

/// What the file is called, without its extension.
pub fn file_name(language: Language) -> &'static str {
    sentence(language, text::inbox::FILE_NAME)
}
