//! What stands beside the business status of a dossier, each with a table of moves of its own: payment, delivery of the
//! result, and synchronisation with the national system. None of them is ever derived from another.

mod delivery;
mod payment;
mod synchronisation;

pub use delivery::{Delivery, DeliveryMove};
pub use payment::{Payment, PaymentMove};
pub use synchronisation::{Synchronisation, SynchronisationMove};

/// The state that a table of moves leads to.
fn after<M: PartialEq, S: Copy + PartialEq>(table: &[(M, &[S], S)], name: M, from: S) -> Option<S> {
    table.iter().find(|(known, states, _)| *known == name && states.contains(&from)).map(|(.., to)| *to)
}
