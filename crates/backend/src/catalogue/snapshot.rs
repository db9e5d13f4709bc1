//! The catalogue in memory, as it is in force on one day.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domain::address::Units;
use domain::catalogue::{
    Agency, AgencyKind, AgencyLevel, Catalogue, Commune, DaysOff, LifeEvent, Procedure, ProcedureField,
    Province, SearchWords,
};
use domain::holidays;
use domain::search::{SearchAnswer, SearchIndex};
use uuid::Uuid;

/// Years after the present one for which days off are computed where nobody has announced any.
const YEARS_AHEAD: i32 = 5;

/// A procedure in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// By which a dossier remembers it.
    pub id: Uuid,
    /// 1, 2, … for each procedure.
    pub number: i32,
    /// First day in force.
    pub in_force_from: NaiveDate,
    /// Last day in force, once known.
    pub in_force_to: Option<NaiveDate>,
    /// What it says.
    pub procedure: Procedure,
}

impl Version {
    fn is_in_force(&self, day: NaiveDate) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }
}

/// All that is stored.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub revision: Option<String>,
    pub fields: Vec<ProcedureField>,
    pub units: Units,
    pub days_off: DaysOff,
    pub search: SearchWords,
    pub agencies: Vec<Agency>,
    pub closed_agencies: Vec<Agency>,
    /// Oldest first.
    pub versions: Vec<Arc<Version>>,
}

/// The catalogue as it is in force on one day.
#[derive(Debug, Default)]
pub struct Snapshot {
    day: NaiveDate,
    stored: Arc<Stored>,
    communes: Arc<HashMap<String, (usize, usize)>>,
    days_off: DaysOff,
    in_force: Vec<Arc<Version>>,
    by_code: HashMap<String, usize>,
    index: Option<SearchIndex>,
}

impl Snapshot {
    pub(super) fn new(stored: Stored, day: NaiveDate) -> Self {
        let communes = stored.units.0.iter().enumerate().flat_map(|(province, unit)| {
            unit.communes
                .iter()
                .enumerate()
                .map(move |(commune, unit)| (unit.code.clone(), (province, commune)))
        });
        let communes = Arc::new(communes.collect());
        Self { communes, stored: Arc::new(stored), ..Self::default() }.on(day)
    }

    /// A catalogue that is in no database, for measuring and for tests.
    pub fn of(catalogue: Catalogue, day: NaiveDate) -> Self {
        let versions = catalogue.procedures.into_iter().map(|procedure| {
            Arc::new(Version {
                id: Uuid::now_v7(),
                number: 1,
                in_force_from: procedure.in_force_from,
                in_force_to: procedure.in_force_to,
                procedure,
            })
        });
        let stored = Stored {
            revision: None,
            fields: catalogue.fields,
            units: Units(catalogue.units),
            days_off: catalogue.days_off,
            search: catalogue.search,
            agencies: catalogue.agencies,
            closed_agencies: Vec::new(),
            versions: versions.collect(),
        };
        Self::new(stored, day)
    }

    /// The same catalogue on another day.
    pub(super) fn on(&self, day: NaiveDate) -> Self {
        let mut in_force: Vec<Arc<Version>> = Vec::new();
        let mut by_code: HashMap<String, usize> = HashMap::new();
        for version in self.stored.versions.iter().filter(|version| version.is_in_force(day)) {
            match by_code.get(&version.procedure.code) {
                Some(place) => in_force[*place] = version.clone(),
                None => {
                    by_code.insert(version.procedure.code.clone(), in_force.len());
                    in_force.push(version.clone());
                }
            }
        }
        let rank = |id: &str| self.stored.fields.iter().position(|field| field.id == id);
        in_force.sort_by_key(|version| rank(&version.procedure.field));
        let by_code = in_force
            .iter()
            .enumerate()
            .map(|(place, version)| (version.procedure.code.clone(), place))
            .collect();
        let procedures: Vec<Procedure> = in_force.iter().map(|version| version.procedure.clone()).collect();
        let index = SearchIndex::build(&procedures, &self.stored.fields, &self.stored.search);
        Self {
            day,
            stored: self.stored.clone(),
            communes: self.communes.clone(),
            days_off: holidays::completed(&self.stored.days_off, day.year() + YEARS_AHEAD),
            in_force,
            by_code,
            index: Some(index),
        }
    }

    /// The day on which this is in force.
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    pub(super) fn revision(&self) -> Option<&str> {
        self.stored.revision.as_deref()
    }

    /// All procedures in force, by field and then in the order of import.
    pub fn procedures(&self) -> &[Arc<Version>] {
        &self.in_force
    }

    /// The procedure in force with this code; an agency suffix as in `1.001193.000.00.00.H21` is allowed.
    pub fn procedure(&self, code: &str) -> Option<&Arc<Version>> {
        self.by_code.get(national_code(code)).map(|place| &self.in_force[*place])
    }

    /// A version by its id, also one no longer in force.
    pub fn version(&self, id: Uuid) -> Option<&Arc<Version>> {
        self.stored.versions.iter().find(|version| version.id == id)
    }

    /// All versions of a procedure, the newest first.
    pub fn versions(&self, code: &str) -> Vec<&Arc<Version>> {
        let code = national_code(code);
        let mut versions: Vec<_> =
            self.stored.versions.iter().filter(|version| version.procedure.code == code).collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        versions
    }

    /// What the words somebody typed find: at most `limit` procedures in force.
    pub fn search(&self, typed: &str, limit: usize) -> SearchAnswer {
        self.index.as_ref().map(|index| index.search(typed, limit)).unwrap_or_default()
    }

    /// Fields of administration, in order.
    pub fn fields(&self) -> &[ProcedureField] {
        &self.stored.fields
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&ProcedureField> {
        self.stored.fields.iter().find(|field| field.id == id)
    }

    /// Agencies that work today.
    pub fn agencies(&self) -> &[Agency] {
        &self.stored.agencies
    }

    /// The agency with this code, also a closed one.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.stored.agencies.iter().chain(&self.stored.closed_agencies).find(|agency| agency.code == code)
    }

    /// The receiving desks.
    pub fn desks(&self) -> impl Iterator<Item = &Agency> {
        self.stored.agencies.iter().filter(|agency| agency.kind == AgencyKind::ReceivingDesk)
    }

    /// The desk to suggest for a procedure of this level to somebody who lives in `commune`: the commune's own, for
    /// the province's business the province's.
    pub fn suggested_desk(&self, level: AgencyLevel, commune: &str) -> Option<&Agency> {
        self.desks().find(|desk| match level {
            AgencyLevel::Commune => desk.commune.as_deref() == Some(commune),
            AgencyLevel::Province => desk.level == AgencyLevel::Province,
        })
    }

    /// All provinces with their communes, as rules take them.
    pub fn units(&self) -> &Units {
        &self.stored.units
    }

    /// All provinces with their communes.
    pub fn provinces(&self) -> &[Province] {
        &self.stored.units.0
    }

    /// The province with this code of two digits.
    pub fn province(&self, code: &str) -> Option<&Province> {
        self.stored.units.0.iter().find(|province| province.code == code)
    }

    /// The commune with this code of five digits, and its province.
    pub fn commune(&self, code: &str) -> Option<(&Province, &Commune)> {
        let (province, commune) = *self.communes.get(code)?;
        let province = self.stored.units.0.get(province)?;
        Some((province, province.communes.get(commune)?))
    }

    /// Closed days and working Saturdays, those of the next years computed where they are not known.
    pub fn days_off(&self) -> &DaysOff {
        &self.days_off
    }

    /// The words people search by.
    pub fn search_words(&self) -> &SearchWords {
        &self.stored.search
    }

    /// Entries by events of life.
    pub fn life_events(&self) -> &[LifeEvent] {
        &self.stored.search.life_events
    }
}

/// The national code of `code`: without an agency suffix such as `.H21` or `.000.00.00.H21`.
pub fn national_code(code: &str) -> &str {
    let end =
        code.char_indices().filter(|(_, letter)| *letter == '.').nth(1).map_or(code.len(), |(dot, _)| dot);
    &code[..end]
}
