//! People who do not exist.

use domain::address::Address;
use domain::identity::{IdentityNumber, Sex};
use domain::phone::Phone;

use crate::account::Person;

/// Numbers that look random and are the same for the same seed (SplitMix64, Steele and others 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Those of a seed; `stream` tells several of one seed apart.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// One from 0 to 1.
    pub fn share(&mut self) -> f64 {
        self.below(1 << 32) as f64 / (1u64 << 32) as f64
    }

    /// Whether something happens that does so many times in a thousand.
    pub fn happens(&mut self, in_a_thousand: u64) -> bool {
        self.below(1000) < in_a_thousand
    }

    /// One of several; `None` of none.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(several.len() as u64)).ok()?;
        several.get(at)
    }

    fn word(&mut self, words: &'static [&'static str]) -> &'static str {
        self.pick(words).copied().unwrap_or_default()
    }
}

/// The commoner first, and more than once.
const SURNAMES: &[&str] = &[
    "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Phạm", "Huỳnh",
    "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Mai", "Trương", "Lương", "Hà",
    "Tô", "Châu",
];
const WOMEN: &[&str] =
    &["Thị", "Thị", "Thị", "Thị Kim", "Thị Mỹ", "Thị Thanh", "Ngọc", "Thị Hồng", "Minh", "Bích"];
const MEN: &[&str] = &["Văn", "Văn", "Văn", "Đức", "Hữu", "Minh", "Quốc", "Thanh", "Công", "Xuân"];
const WOMENS_NAMES: &[&str] = &[
    "Hoa",
    "Lan",
    "Hương",
    "Nga",
    "Hạnh",
    "Thảo",
    "Trang",
    "Linh",
    "Duyên",
    "Phượng",
    "Yến",
    "Ánh",
    "Nhung",
    "Mai",
    "Hằng",
    "Thúy",
    "Loan",
    "Vy",
    "Quyên",
    "Diễm",
];
const MENS_NAMES: &[&str] = &[
    "Bình", "Hùng", "Dũng", "Tuấn", "Nam", "Sơn", "Phúc", "Khoa", "Long", "Hải", "Thắng", "Vinh", "Đạt",
    "Toàn", "Quý", "Tài", "An", "Bảo", "Lộc", "Tín",
];
/// Of the Jrai and Bahnar, whose given names begin with the sign of a woman or a man.
const HIGHLANDS: &[&str] = &["Rơ Châm", "Siu", "Ksor", "Kpă", "Nay", "Rah Lan", "Đinh", "Rmah"];
const HIGHLAND_WOMEN: &[&str] = &["H'Lan", "H'Nga", "H'Bia", "H'Rin", "H'Yuin", "H'Mlơi"];
const HIGHLAND_MEN: &[&str] = &["Blơ", "Y Thên", "Hiao", "Klah", "Nut", "Y Bhăm"];

/// Somebody who does not exist; the same one for the same number.
pub fn person(seed: u64, number: u64) -> Option<Person> {
    let mut random = Random::new(seed, number.wrapping_add(1 << 40));
    let is_woman = random.happens(500);
    let name = match (random.happens(120), is_woman) {
        (true, true) => format!("{} {}", random.word(HIGHLANDS), random.word(HIGHLAND_WOMEN)),
        (true, false) => format!("{} {}", random.word(HIGHLANDS), random.word(HIGHLAND_MEN)),
        (false, true) => {
            format!("{} {} {}", random.word(SURNAMES), random.word(WOMEN), random.word(WOMENS_NAMES))
        }
        (false, false) => {
            format!("{} {} {}", random.word(SURNAMES), random.word(MEN), random.word(MENS_NAMES))
        }
    };
    let year = 1950 + random.below(55);
    let century = if year >= 2000 { 2 } else { 0 };
    let sex = century + u64::from(is_woman);
    let identity =
        format!("0{}{sex}{:02}{:06}", 52 + 12 * random.below(2), year % 100, random.below(1_000_000));
    let mobile = ["90", "91", "93", "97", "98", "35", "38", "86"];
    let phone = format!("0{}{:07}", random.pick(&mobile)?, random.below(10_000_000));
    Some(Person {
        name,
        identity_number: IdentityNumber::parse(&identity, 2026).ok()?,
        birth_date: chrono::NaiveDate::from_ymd_opt(
            i32::try_from(year).ok()?,
            u32::try_from(1 + random.below(12)).ok()?,
            u32::try_from(1 + random.below(28)).ok()?,
        )?,
        sex: if is_woman { Sex::Female } else { Sex::Male },
        phone: Phone::parse(&phone).ok()?.e164().to_owned(),
        email: String::new(),
        address: Address { province: "52".into(), commune: "23575".into(), detail: "Tổ 1".into() },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use domain::person_name::PersonName;

    use super::*;

    #[test]
    fn everybody_has_a_name_and_numbers_that_can_be() {
        for number in 0..2000 {
            let person = person(7, number).unwrap();
            assert!(PersonName::parse(&person.name).is_ok(), "{}", person.name);
            assert_eq!(super::person(7, number).unwrap(), person);
        }
        assert_ne!(person(7, 1), person(8, 1));
    }
}
