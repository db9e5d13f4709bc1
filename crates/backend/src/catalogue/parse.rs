//! Reading catalogue files, with the place of everything that cannot be read.

use std::collections::HashMap;
use std::fmt;

use domain::catalogue::{
    self, Agency, Catalogue, DaysOff, Item, Mistake, Procedure, ProcedureField, Province, SearchWords, Step,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// What a file says that it is.
const FORMAT: &str = "motcua-catalogue/1";

/// A catalogue file.
#[derive(Clone, Debug)]
pub struct File {
    /// As messages name it.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the file; empty where what is wrong was imported earlier.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Where in the data, `procedures[3].papers[1].kind`; with the procedure's code.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file.is_empty() {
            write!(formatter, "already imported: ")?;
        } else {
            write!(formatter, "{}:{}:{}: ", self.file, self.line, self.column)?;
        }
        if self.place.is_empty() {
            write!(formatter, "{}", self.message)
        } else {
            write!(formatter, "{}: {}", self.place, self.message)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    format: String,
    #[serde(borrow)]
    fields: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    procedures: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    agencies: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    units: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    days_off: Option<&'a RawValue>,
    #[serde(borrow)]
    search: Option<&'a RawValue>,
}

/// Where an item was read.
#[derive(Clone, Debug)]
struct Origin<'a> {
    file: &'a File,
    raw: &'a RawValue,
    place: String,
}

/// An item and, unless it was imported earlier, where it was read.
type Found<'a, T> = (T, Option<Origin<'a>>);

/// What the files held.
#[derive(Default)]
pub struct Parsed<'a> {
    fields: Option<Vec<Found<'a, ProcedureField>>>,
    procedures: Vec<Found<'a, Procedure>>,
    agencies: Option<Vec<Found<'a, Agency>>>,
    units: Option<Vec<Found<'a, Province>>>,
    days_off: Option<Found<'a, DaysOff>>,
    search: Option<Found<'a, SearchWords>>,
    faults: Vec<Fault>,
}

/// Reads all files. At most one fault of shape is found in each procedure, agency, …; the rest follows when it is
/// mended.
pub fn parse(files: &[File]) -> Parsed<'_> {
    let mut parsed = Parsed::default();
    for file in files {
        let envelope = match serde_json::from_str::<Envelope<'_>>(&file.text) {
            Ok(envelope) => envelope,
            Err(error) => {
                parsed.faults.push(Fault {
                    file: file.name.clone(),
                    line: error.line(),
                    column: error.column(),
                    place: String::new(),
                    message: without_position(&error),
                });
                continue;
            }
        };
        if envelope.format != FORMAT {
            parsed.faults.push(Fault {
                file: file.name.clone(),
                line: 1,
                column: 1,
                place: "format".to_owned(),
                message: format!("`{}` is not `{FORMAT}`", envelope.format),
            });
            continue;
        }
        let faults = &mut parsed.faults;
        if let Some(raws) = envelope.fields {
            parsed.fields.get_or_insert_default().extend(items(file, "fields", raws, faults));
        }
        if let Some(raws) = envelope.procedures {
            parsed.procedures.extend(items(file, "procedures", raws, faults));
        }
        if let Some(raws) = envelope.agencies {
            parsed.agencies.get_or_insert_default().extend(items(file, "agencies", raws, faults));
        }
        if let Some(raws) = envelope.units {
            parsed.units.get_or_insert_default().extend(items(file, "units", raws, faults));
        }
        if let Some(raw) = envelope.days_off {
            whole(file, "days_off", raw, &mut parsed.days_off, faults);
        }
        if let Some(raw) = envelope.search {
            whole(file, "search", raw, &mut parsed.search, faults);
        }
    }
    parsed
}

fn items<'a, T: DeserializeOwned>(
    file: &'a File,
    part: &str,
    raws: Vec<&'a RawValue>,
    faults: &mut Vec<Fault>,
) -> Vec<Found<'a, T>> {
    let read = |(index, raw)| read(Origin { file, raw, place: format!("{part}[{index}]") });
    let mut found = Vec::new();
    for item in raws.into_iter().enumerate().map(read) {
        match item {
            Ok(item) => found.push(item),
            Err(fault) => faults.push(fault),
        }
    }
    found
}

fn whole<'a, T: DeserializeOwned>(
    file: &'a File,
    part: &str,
    raw: &'a RawValue,
    into: &mut Option<Found<'a, T>>,
    faults: &mut Vec<Fault>,
) {
    let origin = Origin { file, raw, place: part.to_owned() };
    if into.is_some() {
        faults.push(origin.fault(&[], "another file has this part already".to_owned()));
        return;
    }
    match read(origin) {
        Ok(found) => *into = Some(found),
        Err(fault) => faults.push(fault),
    }
}

fn read<T: DeserializeOwned>(origin: Origin<'_>) -> Result<Found<'_, T>, Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(origin.raw.get());
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| {
            let path = error.path().to_string();
            let inner = error.into_inner();
            let (line, column) = position(&origin.file.text, offset(&origin.file.text, origin.raw.get()));
            let joint = if path.starts_with('[') { "" } else { "." };
            Fault {
                file: origin.file.name.clone(),
                line: line + inner.line().saturating_sub(1),
                column: if inner.line() <= 1 { column - 1 + inner.column() } else { inner.column() },
                place: match path.as_str() {
                    "." => origin.label(),
                    path => format!("{}{joint}{path}", origin.label()),
                },
                message: without_position(&inner),
            }
        })
        .map(|item| (item, Some(origin)))
}

impl Origin<'_> {
    /// `procedures[3]`, and the code if there is one: indices alone are hard to find in a long file.
    fn label(&self) -> String {
        #[derive(Deserialize)]
        struct Code {
            code: String,
        }
        match serde_json::from_str::<Code>(self.raw.get()) {
            Ok(Code { code }) => format!("{}({code})", self.place),
            Err(_) => self.place.clone(),
        }
    }

    fn fault(&self, path: &[Step], message: String) -> Fault {
        let (line, column) =
            position(&self.file.text, offset(&self.file.text, descend(self.raw.get(), path)));
        let steps: String = path.iter().map(ToString::to_string).collect();
        Fault {
            file: self.file.name.clone(),
            line,
            column,
            place: format!("{}{steps}", self.label()),
            message,
        }
    }
}

/// The text of the value at `path`, or of the nearest value above it that is written out.
fn descend<'a>(text: &'a str, path: &[Step]) -> &'a str {
    let below: Option<&'a RawValue> = match path.first() {
        None => None,
        Some(Step::Key(key)) => serde_json::from_str::<HashMap<String, &'a RawValue>>(text)
            .ok()
            .and_then(|object| object.get(*key).copied()),
        Some(Step::Index(index)) => {
            serde_json::from_str::<Vec<&'a RawValue>>(text).ok().and_then(|array| array.get(*index).copied())
        }
    };
    below.map_or(text, |value| descend(value.get(), &path[1..]))
}

/// Where in `text` its part `part` begins.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// Line and column, from 1, of a byte in `text`.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => message,
    }
}

impl<'a> Parsed<'a> {
    /// Puts what was read over what `current` holds and judges the whole: what to store, or every fault.
    pub fn over(self, current: Catalogue) -> Result<Change, Vec<Fault>> {
        fn older<'a, T>(items: Vec<T>) -> Vec<Found<'a, T>> {
            items.into_iter().map(|item| (item, None)).collect()
        }
        let mut faults = self.faults;
        let has_agencies = self.agencies.is_some();
        let has = [
            ("fields", self.fields.is_some()),
            ("units", self.units.is_some()),
            ("days_off", self.days_off.is_some()),
            ("search", self.search.is_some()),
        ];
        let codes: Vec<String> =
            self.procedures.iter().map(|(procedure, _)| procedure.code.clone()).collect();
        let mut procedures = self.procedures;
        procedures
            .extend(older(current.procedures).into_iter().filter(|(older, _)| !codes.contains(&older.code)));

        let (fields, field_origins) = apart(self.fields.unwrap_or_else(|| older(current.fields)));
        let (procedures, procedure_origins) = apart(procedures);
        let (agencies, agency_origins) = apart(self.agencies.unwrap_or_else(|| older(current.agencies)));
        let (units, unit_origins) = apart(self.units.unwrap_or_else(|| older(current.units)));
        let (days_off, days_off_origin) = self.days_off.unwrap_or((current.days_off, None));
        let (search, search_origin) = self.search.unwrap_or((current.search, None));
        let catalogue = Catalogue { fields, procedures, agencies, units, days_off, search };

        let unread = !faults.is_empty();
        for fault in catalogue::check(&catalogue) {
            if unread && refers(&fault.mistake) {
                continue; // What it refers to may be among what could not be read.
            }
            let (origin, place) = match fault.item {
                Item::Field(index) => (&field_origins[index], format!("fields[{index}]")),
                Item::Procedure(index) => {
                    (&procedure_origins[index], format!("procedure {}", catalogue.procedures[index].code))
                }
                Item::Agency(index) => {
                    (&agency_origins[index], format!("agency {}", catalogue.agencies[index].code))
                }
                Item::Province(index) => {
                    (&unit_origins[index], format!("province {}", catalogue.units[index].code))
                }
                Item::DaysOff => (&days_off_origin, "days_off".to_owned()),
                Item::Search => (&search_origin, "search".to_owned()),
            };
            faults.push(match origin {
                Some(origin) => origin.fault(&fault.path, fault.mistake.to_string()),
                None => Fault {
                    file: String::new(),
                    line: 0,
                    column: 0,
                    place: place + &fault.path.iter().map(ToString::to_string).collect::<String>(),
                    message: fault.mistake.to_string(),
                },
            });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Change { catalogue, procedures: codes.len(), agencies: has_agencies, references: has })
    }
}

fn apart<'a, T>(found: Vec<Found<'a, T>>) -> (Vec<T>, Vec<Option<Origin<'a>>>) {
    found.into_iter().unzip()
}

fn refers(mistake: &Mistake) -> bool {
    matches!(
        mistake,
        Mistake::NoSuchField(_)
            | Mistake::NoSuchProcedure(_)
            | Mistake::NoSuchAgency(_)
            | Mistake::NoSuchCommune(_)
    )
}

/// A faultless catalogue, and what of it the files brought.
#[derive(Debug)]
pub struct Change {
    /// The whole.
    pub catalogue: Catalogue,
    /// How many procedures the files held: the first ones of the whole.
    pub procedures: usize,
    /// Whether the files held agencies.
    pub agencies: bool,
    /// Which reference documents the files held.
    pub references: [(&'static str, bool); 4],
}

#[cfg(test)]
mod tests;
