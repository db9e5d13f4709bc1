//! What was filed.

use sea_orm::entity::prelude::*;

/// A row of `dossier`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dossier")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Mã hồ sơ, `{agency}-{yymmdd}-{sequence}`.
    #[sea_orm(unique)]
    pub code: String,
    /// The draft it was made of; a draft becomes at most one dossier.
    #[sea_orm(unique)]
    pub draft_id: Uuid,
    /// Who filed it.
    pub account_id: Uuid,
    /// National code of the procedure.
    pub procedure_code: String,
    /// The version of the procedure it was filed under.
    pub procedure_version: Uuid,
    /// Code of the receiving desk.
    pub agency_code: String,
    /// `submitted`, …
    pub status: String,
    /// Sealed answers.
    pub answers: Vec<u8>,
    /// Keyed hashes of the second facts by which it can be looked up, separated by spaces.
    pub second_facts: String,
    /// When it was filed.
    pub submitted_at: DateTimeUtc,
    /// Until when the receiving desk must answer.
    pub answer_by: DateTimeUtc,
    /// Day of the result by law if the desk receives it in time, where the law says one.
    pub result_by: Option<Date>,
    /// Grows with every event.
    pub revision: i64,
    /// With whom it is: `intake`, `desk`, `unit`, `handover` or `closed`.
    pub stage: String,
    /// What was last asked for has been answered.
    pub answered: bool,
    /// How often supplements were asked for.
    pub rounds: i32,
    /// How often the limit was extended.
    pub extensions: i32,
    /// Code of the processing unit, once one has it.
    pub unit_code: Option<String>,
    /// Account of the officer whose work it is, if somebody took it.
    pub assignee_id: Option<Uuid>,
    /// In which list of the inbox it waits: `intake`, `desk`, `unit`, `handover`, `paused` or `closed`.
    pub queue: String,
    /// Code of the agency in whose inbox it waits: the desk, or the unit.
    pub queue_code: String,
    /// When the fee is taken: `never`, `at_receipt` or `at_return`.
    pub fee_moment: String,
    /// How its payment stands.
    pub payment: String,
    /// What is to be paid, in whole đồng.
    pub amount_vnd: i64,
    /// Where the result is.
    pub delivery: String,
    /// Whether the national system knows what the portal knows.
    pub synchronisation: String,
    /// When the desk took it.
    pub received_at: Option<DateTimeUtc>,
    /// The end of the limit that runs, of intake or by law; the last day of the year 9999 where none runs.
    pub due_at: DateTimeUtc,
    /// The end may still move, because days off near it are not announced.
    pub due_provisional: bool,
    /// Something must be verified, so the longer limit holds.
    pub needs_verification: bool,
    /// When the result was ready.
    pub finished_at: Option<DateTimeUtc>,
    /// When nothing more could follow.
    pub closed_at: Option<DateTimeUtc>,
    /// How it came: `online` or `counter`.
    pub channel: String,
    /// The circular whose forms it gets.
    pub circular: String,
    /// Language in which its applicant is told of it.
    pub language: String,
    /// Name of its owner, as it was written.
    pub owner_name: String,
    /// The same without diacritics, in small letters.
    pub owner_folded: String,
    /// The same with its words in reverse order, so that given names are found.
    pub owner_reversed: String,
}

impl ActiveModelBehavior for ActiveModel {}
