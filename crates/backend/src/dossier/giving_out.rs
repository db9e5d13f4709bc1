//! The forms that go with a move, printed for the applicant. Those that are kept (control sheet, register) are drawn of what
//! is known when somebody looks.

use ::entity::dossier;
use domain::catalogue::Procedure;
use domain::dossier::moves::Stage;
use domain::dossier::printed::PrintedForm;
use sea_orm::ConnectionTrait;

use super::event::{By, Words};
use super::{deadline, submit, telling};
use crate::printed::{self, Point, Says};
use crate::{Error, Portal, Result, account};

/// A move as its forms say it.
pub(super) struct Given<'a> {
    /// The dossier before it.
    pub before: &'a dossier::Model,
    /// The dossier after it.
    pub after: &'a dossier::Model,
    /// The number of its event.
    pub event: i64,
    /// Who made it.
    pub by: &'a By,
    /// Why.
    pub words: &'a Words,
    /// The procedure.
    pub procedure: &'a Procedure,
}

impl Given<'_> {
    /// Gives out, in the transaction of the move, the forms that go with it.
    pub async fn give_out(
        &self,
        portal: &Portal,
        connection: &impl ConnectionTrait,
        forms: &[PrintedForm],
    ) -> Result<()> {
        let By::Staff { account, .. } = self.by else { return Ok(()) };
        let mut said = Vec::new();
        for form in forms.iter().filter(|form| !form.is_kept()) {
            said.extend(self.says(portal, connection, *form).await?);
        }
        if said.is_empty() {
            return Ok(());
        }
        let officer = account::name_of(portal, connection, *account).await?.unwrap_or_default();
        let particulars = printed::particulars(portal, self.after).await?;
        for says in said {
            printed::issue(portal, connection, self.after, self.event, &particulars, &officer, says).await?;
        }
        Ok(())
    }

    async fn says(
        &self,
        portal: &Portal,
        connection: &impl ConnectionTrait,
        form: PrintedForm,
    ) -> Result<Option<Says>> {
        let reasons = || vec![self.words.text.clone()];
        Ok(match form {
            PrintedForm::Receipt => Some(Says::Receipt),
            PrintedForm::SupplementRequest => {
                let answers = portal.keys.open_value(submit::ANSWERS, &self.after.answers)?;
                // The forms are the law's, in its language.
                let language = domain::Language::Vi;
                let asked =
                    telling::asked(portal, connection, self.after, self.procedure, &answers, language)
                        .await?;
                let points = asked.into_iter().map(|(what, why)| Point { what, why, basis: None }).collect();
                let answer_by = match self.words.until {
                    Some(day) => deadline::close_of(portal, &self.after.agency_code, day)?,
                    None => None,
                };
                Some(Says::SupplementRequest { points, answer_by })
            }
            PrintedForm::Refusal => Some(Says::Refusal { reasons: reasons(), basis: None }),
            PrintedForm::Apology => deadline::due(self.before)
                .map(|due_before| Says::Apology { due_before, reason: self.words.text.clone() }),
            PrintedForm::Stop => Some(Says::Stop {
                reasons: reasons(),
                basis: None,
                settlement: None,
                stage: Stage::from_name(&self.before.stage).ok_or(Error::Unreadable("dossier.stage"))?,
            }),
            PrintedForm::ControlSheet | PrintedForm::Register => None,
        })
    }
}
