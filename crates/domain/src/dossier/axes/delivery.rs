//! Where the result is.

use crate::named::named;

named! {
    /// Where the result is, on the way that the applicant chose ([`crate::catalogue::Delivery`]).
    pub enum Delivery {
        /// There is none yet.
        Waiting = "waiting",
        /// At the desk or in the portal, to be fetched.
        Ready = "ready",
        /// With the post.
        Posted = "posted",
        /// The applicant has it.
        Delivered = "delivered",
    }
}

named! {
    /// What changes it.
    pub enum DeliveryMove {
        /// The result is there.
        Prepare = "prepare",
        /// It was given to the post, with a tracking number.
        Post = "post",
        /// The applicant downloaded it, signed for it, or the post says so.
        Deliver = "deliver",
        /// The post brought it back.
        ComeBack = "come_back",
    }
}

use Delivery::*;

const TABLE: &[(DeliveryMove, &[Delivery], Delivery)] = &[
    (DeliveryMove::Prepare, &[Waiting], Ready),
    (DeliveryMove::Post, &[Ready], Posted),
    (DeliveryMove::Deliver, &[Ready, Posted], Delivered),
    (DeliveryMove::ComeBack, &[Posted], Ready),
];

impl Delivery {
    /// The state after a move; `None` where there is no such move from here.
    pub fn after(self, name: DeliveryMove) -> Option<Self> {
        super::after(TABLE, name, self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::named::assert_names_lead_back;

    #[test]
    fn delivery_moves_exactly_so() {
        use DeliveryMove::*;
        let expected = [
            (Prepare, Waiting, Ready),
            (Post, Ready, Posted),
            (Deliver, Ready, Delivered),
            (Deliver, Posted, Delivered),
            (ComeBack, Posted, Ready),
        ];
        for name in DeliveryMove::ALL {
            for from in Delivery::ALL {
                let to =
                    expected.iter().find(|(known, at, _)| known == name && at == from).map(|(.., to)| *to);
                assert_eq!(from.after(*name), to, "{name:?} from {from:?}");
            }
        }
        assert_names_lead_back!(Delivery, DeliveryMove);
    }
}
