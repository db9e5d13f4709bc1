//! How the payment of a dossier stands.

use crate::named::named;

named! {
    /// How the payment of a dossier stands: its fee, or the duty it was last asked for.
    pub enum Payment {
        /// Nothing is to be paid, as far as is known.
        NotDue = "not_due",
        /// To be paid.
        Due = "due",
        /// On its way at a payment provider or a bank, which has not said how it ended.
        Pending = "pending",
        /// Paid, with a receipt.
        Paid = "paid",
        /// Miễn: somebody with the right to it pays nothing.
        Waived = "waived",
        /// To be paid back.
        RefundDue = "refund_due",
        /// Paid back.
        Refunded = "refunded",
    }
}

named! {
    /// What changes it.
    pub enum PaymentMove {
        /// Something is to be paid, also once more for a duty after the fee.
        Ask = "ask",
        /// A payment was begun.
        Begin = "begin",
        /// The money is there: the provider's own word, the bank's statement, or cash at the desk.
        Confirm = "confirm",
        /// The payment failed, was given up or ran out.
        Fail = "fail",
        /// Nothing is to be paid after all.
        Waive = "waive",
        /// It is to be paid back.
        OweBack = "owe_back",
        /// It was paid back.
        PayBack = "pay_back",
    }
}

use Payment::*;

const TABLE: &[(PaymentMove, &[Payment], Payment)] = &[
    (PaymentMove::Ask, &[NotDue, Paid, Waived], Due),
    (PaymentMove::Begin, &[Due], Pending),
    // Money can come though the payment was thought to have failed, or by another way.
    (PaymentMove::Confirm, &[Due, Pending], Paid),
    (PaymentMove::Fail, &[Pending], Due),
    (PaymentMove::Waive, &[NotDue, Due], Waived),
    (PaymentMove::OweBack, &[Paid], RefundDue),
    (PaymentMove::PayBack, &[RefundDue], Refunded),
];

impl Payment {
    /// The state after a move; `None` where there is no such move from here.
    pub fn after(self, name: PaymentMove) -> Option<Self> {
        super::after(TABLE, name, self)
    }

    /// What was asked for is paid or waived. Where nothing was asked for, nothing is settled.
    pub fn is_settled(self) -> bool {
        matches!(self, Paid | Waived)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::named::assert_names_lead_back;

    /// All moves there are, written once more.
    #[test]
    fn payment_moves_exactly_so() {
        use PaymentMove::*;
        let expected = [
            (Ask, NotDue, Due),
            (Ask, Paid, Due),
            (Ask, Waived, Due),
            (Begin, Due, Pending),
            (Confirm, Due, Paid),
            (Confirm, Pending, Paid),
            (Fail, Pending, Due),
            (Waive, NotDue, Waived),
            (Waive, Due, Waived),
            (OweBack, Paid, RefundDue),
            (PayBack, RefundDue, Refunded),
        ];
        for name in PaymentMove::ALL {
            for from in Payment::ALL {
                let to =
                    expected.iter().find(|(known, at, _)| known == name && at == from).map(|(.., to)| *to);
                assert_eq!(from.after(*name), to, "{name:?} from {from:?}");
            }
        }
        assert_names_lead_back!(Payment, PaymentMove);
    }

    #[test]
    fn only_what_is_paid_or_waived_is_settled() {
        let settled: Vec<_> = Payment::ALL.iter().filter(|state| state.is_settled()).collect();
        assert_eq!(settled, [&Paid, &Waived]);
    }
}
