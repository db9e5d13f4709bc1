//! What is shown of prices: an unknown price is never 0 đ, and never a saving.

use crate::catalogue::{Fee, Procedure};
use crate::money;

/// What can be said of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// Nothing is paid.
    Free,
    /// So much, in whole đồng.
    Amount(i64),
    /// Set by a resolution that is not at hand: "theo nghị quyết của HĐND tỉnh".
    Unknown,
}

/// What can be said of a fee.
pub fn price(fee: &Fee) -> Price {
    match fee.amount_vnd {
        None => Price::Unknown,
        Some(0) => Price::Free,
        Some(amount) => Price::Amount(amount),
    }
}

/// Whether the amounts are a reference ("mức tham khảo"), because the provincial council sets them.
pub fn is_reference(fee: &Fee) -> bool {
    fee.set_by_provincial_council && (fee.amount_vnd.is_some() || !fee.tiers.is_empty())
}

/// What filing online saves, in whole đồng. Only where both prices are known, for the same thing, and online is less.
pub fn saving(at_desk: &Fee, online: &Fee) -> Option<i64> {
    let saved = at_desk.amount_vnd? - online.amount_vnd?;
    let same = at_desk.per == online.per || online.amount_vnd == Some(0);
    (saved > 0 && same).then_some(saved)
}

/// What filing this procedure online saves.
pub fn saving_online(procedure: &Procedure) -> Option<i64> {
    saving(&procedure.fee_at_desk, &procedure.fee_online)
}

/// A known amount as it is shown, `8.000 đ`.
pub fn display(amount_vnd: i64) -> String {
    money::display(amount_vnd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn fee(amount_vnd: Option<i64>) -> Fee {
        Fee { amount_vnd, ..Fee::default() }
    }

    #[test]
    fn unknown_is_neither_free_nor_a_saving() {
        assert_eq!(price(&fee(None)), Price::Unknown);
        assert_eq!(price(&fee(Some(0))), Price::Free);
        assert_eq!(price(&fee(Some(8000))), Price::Amount(8000));
        for (desk, online, expected) in [
            (None, None, None),
            (None, Some(0), None),
            (Some(8000), None, None),
            (Some(20_000), Some(10_000), Some(10_000)),
            (Some(8000), Some(0), Some(8000)),
            (Some(0), Some(0), None),
            (Some(5000), Some(8000), None),
        ] {
            assert_eq!(saving(&fee(desk), &fee(online)), expected, "{desk:?} {online:?}");
        }
    }

    #[test]
    fn prices_for_different_things_are_not_compared() {
        let per = |per: &str, amount| Fee { per: Some(Text::new(per, "")), ..fee(Some(amount)) };
        assert_eq!(saving(&per("trang", 2000), &per("bản", 1000)), None);
        assert_eq!(saving(&per("trang", 2000), &per("trang", 1000)), Some(1000));
        assert_eq!(saving(&per("trang", 2000), &fee(Some(0))), Some(2000));
    }

    #[test]
    fn references() {
        let set = |amount_vnd| Fee { set_by_provincial_council: true, ..fee(amount_vnd) };
        assert!(is_reference(&set(Some(5000))));
        assert!(!is_reference(&set(None)), "there is no amount to refer to");
        assert!(!is_reference(&fee(Some(5000))));
    }
}
