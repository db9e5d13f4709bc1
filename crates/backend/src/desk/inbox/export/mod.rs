//! A list as a file for spreadsheets, written as it is read: however long it is, no more than some rows are in memory.

mod csv;
mod xlsx;

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use sea_orm::Condition;

use super::repo::{self, Order};
use super::view::{Cursor, Filter, Row, View, filtered, rows};
use crate::staff::Officer;
use crate::{Error, Portal, Result};

/// Most rows of a file.
pub const MOST_EXPORTED: usize = 100_000;

/// Rows that are read together.
const TOGETHER: usize = 500;

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180), UTF-8 with a mark at the beginning, by which spreadsheets know it.
    Csv,
    /// A workbook of Office Open XML.
    Xlsx,
}

/// What a file says, which is for the caller to put in words.
#[derive(Clone)]
pub struct Words {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The cells of a row, as many as there are columns.
    pub cells: Arc<Cells>,
}

/// Makes the cells of a row.
type Cells = dyn Fn(&Row) -> Vec<String> + Send + Sync;

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").field("header", &self.header).finish_non_exhaustive()
    }
}

/// What writes rows.
enum Writer {
    Csv,
    Xlsx(Box<xlsx::Workbook>),
}

impl Writer {
    fn new(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx(Box::default()),
        }
    }

    fn begin(&mut self, header: &[String]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok([csv::MARK, &csv::line(header)].concat()),
            Self::Xlsx(workbook) => workbook.begin(header),
        }
    }

    fn rows(&mut self, rows: &[Vec<String>]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(rows.iter().flat_map(|row| csv::line(row)).collect()),
            Self::Xlsx(workbook) => workbook.rows(rows),
        }
    }

    fn end(&mut self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(Vec::new()),
            Self::Xlsx(workbook) => workbook.end(),
        }
    }
}

/// How far a file is written.
struct Going {
    portal: Portal,
    officer: Officer,
    lanes: Vec<Condition>,
    order: Order,
    words: Words,
    writer: Writer,
    after: Option<Cursor>,
    left: usize,
    is_over: bool,
}

impl Going {
    /// The next piece of the file.
    async fn next(&mut self) -> Result<Vec<u8>> {
        let connection = self.portal.database.read();
        let most = TOGETHER.min(self.left);
        let places = repo::places(connection, &self.lanes, self.order, self.after, most).await?;
        let ids: Vec<_> = places.iter().map(|place| place.id).collect();
        let rows = rows(&self.portal, &self.officer, repo::entries(connection, &ids).await?).await?;
        let cells: Vec<_> = rows.iter().map(|row| (self.words.cells)(row)).collect();
        let mut piece = self.writer.rows(&cells)?;
        self.left -= places.len();
        self.after = places.last().copied().or(self.after);
        if places.len() < most || self.left == 0 {
            piece.extend(self.writer.end()?);
            self.is_over = true;
        }
        Ok(piece)
    }
}

/// The view with what narrows it as a file, at most [`MOST_EXPORTED`] rows.
///
/// # Errors
///
/// When the file cannot be begun; what fails later ends the stream with the error.
pub fn export(
    portal: &Portal,
    officer: &Officer,
    view: View,
    filter: &Filter,
    format: Format,
    words: Words,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let mut writer = Writer::new(format);
    let begin = writer.begin(&words.header)?;
    let going = Going {
        lanes: filtered(portal, officer, view, filter),
        portal: portal.clone(),
        officer: officer.clone(),
        order: view.order(),
        words,
        writer,
        after: None,
        left: MOST_EXPORTED,
        is_over: false,
    };
    let pieces = stream::try_unfold(going, |mut going| async move {
        if going.is_over {
            return Ok::<_, Error>(None);
        }
        let piece = going.next().await?;
        Ok(Some((Bytes::from(piece), going)))
    });
    Ok(stream::iter([Ok(Bytes::from(begin))]).chain(pieces).boxed())
}
