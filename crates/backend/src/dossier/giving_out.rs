//! The forms that go with a move: printed for the applicant, or kept and given a line.

use ::entity::dossier;
use domain::dossier::printed::PrintedForm;
use sea_orm::ConnectionTrait;

use crate::{Portal, Result};

/// Gives out, in the transaction of the move, the forms that go with the event of this number.
pub(super) async fn give_out(
    _portal: &Portal,
    _connection: &impl ConnectionTrait,
    _dossier: &dossier::Model,
    _event: i64,
    _forms: &[PrintedForm],
) -> Result<()> {
    Ok(())
}
