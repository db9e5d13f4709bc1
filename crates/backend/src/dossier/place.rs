//! Where the row of a dossier says that it stands.

use ::entity::dossier;
use domain::dossier::Status;
use domain::dossier::axes::{
    Delivery, DeliveryMove, Payment, PaymentMove, Synchronisation, SynchronisationMove,
};
use domain::dossier::moves::{FeeMoment, Moved, Stage};
use domain::staff::Target;

use crate::{Error, Result};

/// Where a dossier stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub status: Status,
    pub stage: Stage,
    pub fee: FeeMoment,
    pub axes: Axes,
}

impl Place {
    pub fn of(row: &dossier::Model) -> Result<Self> {
        Ok(Self {
            status: Status::from_name(&row.status).ok_or(Error::Unreadable("dossier.status"))?,
            stage: Stage::from_name(&row.stage).ok_or(Error::Unreadable("dossier.stage"))?,
            fee: FeeMoment::from_name(&row.fee_moment).ok_or(Error::Unreadable("dossier.fee_moment"))?,
            axes: Axes::of(row)?,
        })
    }
}

/// A dossier as permissions know it.
pub(crate) fn target(row: &dossier::Model) -> Result<Target<'_>> {
    let place = Place::of(row)?;
    Ok(Target {
        desk: &row.agency_code,
        unit: row.unit_code.as_deref(),
        status: place.status,
        stage: place.stage,
    })
}

/// In which list of which agency's inbox a dossier waits after a move.
pub(super) fn queue(moved: &Moved, row: &dossier::Model) -> (String, String) {
    let with_unit = moved.stage == Stage::Unit;
    let code = row.unit_code.as_ref().filter(|_| with_unit).unwrap_or(&row.agency_code);
    let stands = moved.status.clock_stands(moved.answered);
    let queue = if stands { "paused" } else { moved.stage.as_str() };
    (queue.to_owned(), code.clone())
}

/// What stands beside the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axes {
    pub payment: Payment,
    pub delivery: Delivery,
    pub synchronisation: Synchronisation,
}

impl Axes {
    pub fn of(row: &dossier::Model) -> Result<Self> {
        Ok(Self {
            payment: Payment::from_name(&row.payment).ok_or(Error::Unreadable("dossier.payment"))?,
            delivery: Delivery::from_name(&row.delivery).ok_or(Error::Unreadable("dossier.delivery"))?,
            synchronisation: Synchronisation::from_name(&row.synchronisation)
                .ok_or(Error::Unreadable("dossier.synchronisation"))?,
        })
    }

    /// Moves the payment where there is such a move.
    pub fn pay(&mut self, name: PaymentMove) {
        self.payment = self.payment.after(name).unwrap_or(self.payment);
    }

    /// The same, where something is to be paid.
    pub fn pay_if_due(&mut self, name: PaymentMove) {
        if self.payment == Payment::Due {
            self.pay(name);
        }
    }

    /// Moves the delivery where there is such a move.
    pub fn deliver(&mut self, name: DeliveryMove) {
        self.delivery = self.delivery.after(name).unwrap_or(self.delivery);
    }

    /// Moves the synchronisation where there is such a move.
    pub fn synchronise(&mut self, name: SynchronisationMove) {
        self.synchronisation = self.synchronisation.after(name).unwrap_or(self.synchronisation);
    }

    pub fn write(&self, row: &mut dossier::Model) {
        row.payment = self.payment.as_str().to_owned();
        row.delivery = self.delivery.as_str().to_owned();
        row.synchronisation = self.synchronisation.as_str().to_owned();
    }
}
