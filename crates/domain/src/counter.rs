//! Whoever stands at a counter: what an officer reads from their card or types, and the code by which they later take what
//! was filed there into their account.

use chrono::NaiveDate;

use crate::address::Address;
use crate::answers::Answers;
use crate::card::Card;
use crate::check::Known;
use crate::crockford;
use crate::date;
use crate::email::Email;
use crate::form::{Choice, Field, FieldKind, Section};
use crate::identity::{IdentityNumber, Sex};
use crate::person_name::PersonName;
use crate::phone::Phone;
use crate::text::Text;

/// Path of the identity number.
pub const NUMBER: &str = "person_number";
/// Path of the name.
pub const NAME: &str = "person_name";
/// Path of the day of birth.
pub const BIRTH_DATE: &str = "person_birth_date";
/// Path of the sex.
pub const SEX: &str = "person_sex";
/// Path of the phone.
pub const PHONE: &str = "person_phone";
/// Path of the mailbox.
pub const EMAIL: &str = "person_email";
/// Path of the address.
pub const ADDRESS: &str = "person_address";

/// Random bytes of a claim code: 80 bits, which nobody guesses.
pub const CLAIM_BYTES: usize = 10;

/// What is asked of whoever stands at the counter. Many have neither phone nor mailbox.
pub fn person_section() -> Section {
    let sexes = vec![Choice::new("male", "Nam", "Male"), Choice::new("female", "Nữ", "Female")];
    Section::new(
        "person",
        Text::new("Người đến nộp", "The person at the counter"),
        vec![
            Field::new(NUMBER, FieldKind::IdentityNumber, "Số định danh cá nhân", "Identity number"),
            Field::new(NAME, FieldKind::PersonName, "Họ, chữ đệm và tên", "Full name"),
            Field::new(BIRTH_DATE, FieldKind::Date { past: true }, "Ngày sinh", "Date of birth"),
            Field::new(SEX, FieldKind::Choice { choices: sexes }, "Giới tính", "Sex"),
            Field::new(PHONE, FieldKind::Phone, "Số điện thoại", "Phone number").optional(),
            Field::new(EMAIL, FieldKind::Email, "Email nhận thông báo", "E-mail for notices").optional(),
            Field::new(ADDRESS, FieldKind::Address { detailed: false }, "Nơi cư trú", "Residence"),
        ],
    )
}

/// What a card answers of it. The address is in words, often of units before 2025, so the officer chooses the commune.
pub fn answers_of(card: &Card) -> Answers {
    let mut answers = of_number(&card.number);
    answers.set(NAME, card.name.as_str());
    answers.set(BIRTH_DATE, date::display(card.birth_date));
    answers.set(SEX, card.sex.as_str());
    answers.set([ADDRESS, ".detail"].concat(), card.address.as_str());
    answers
}

/// What a number alone answers of it.
pub fn of_number(number: &IdentityNumber) -> Answers {
    let mut answers = Answers::default();
    answers.set(NUMBER, number.as_str());
    answers.set(SEX, number.sex().as_str());
    answers
}

/// Somebody at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtCounter {
    /// Họ, chữ đệm và tên.
    pub name: String,
    /// Số định danh cá nhân.
    pub identity_number: IdentityNumber,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// Phone, where there is one.
    pub phone: Option<Phone>,
    /// Mailbox, where there is one.
    pub email: Option<Email>,
    /// Where the person lives.
    pub address: Address,
}

impl AtCounter {
    /// Reads answers in which nothing is wrong; `None` where something is.
    pub fn read(answers: &Answers, this_year: i32) -> Option<Self> {
        Some(Self {
            name: PersonName::parse(answers.get(NAME)).ok()?.as_str().to_owned(),
            identity_number: IdentityNumber::parse(answers.get(NUMBER), this_year).ok()?,
            birth_date: date::parse(answers.get(BIRTH_DATE)).ok()?,
            sex: Sex::from_answer(answers.get(SEX))?,
            phone: Phone::parse(answers.get(PHONE)).ok(),
            email: Email::parse(answers.get(EMAIL)).ok(),
            address: Address::read(answers, ADDRESS),
        })
    }

    /// First answers for what is filed.
    pub fn known(&self) -> Known {
        Known {
            name: Some(self.name.clone()),
            identity_number: Some(self.identity_number.as_str().to_owned()),
            birth_date: Some(self.birth_date),
            sex: Some(self.sex),
            phone: self.phone.clone(),
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
            address: Some(self.address.clone()).filter(|address| !address.is_empty()),
            ..Known::default()
        }
    }
}

/// A claim code as it is printed: groups of four signs.
pub fn write_claim(bytes: &[u8; CLAIM_BYTES]) -> String {
    let signs: Vec<char> = crockford::encode(bytes).chars().collect();
    signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// The bytes of a claim code as somebody typed it; `None` where it can be none.
pub fn read_claim(typed: &str) -> Option<[u8; CLAIM_BYTES]> {
    if typed.len() > 64 {
        return None;
    }
    crockford::decode(typed)?.try_into().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::check_section;

    const CARD: &str =
        "064190001234||Nguyễn Thị Hoa|07031990|Nữ|Tổ 3, Phường Diên Hồng, Pleiku, Gia Lai|15082021";

    #[test]
    fn of_a_card_only_the_commune_is_left_to_choose() {
        let mut answers = answers_of(&Card::parse(CARD, 2026).unwrap());
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let lacks = check_section(&person_section(), &answers, today, None).problems;
        assert!(lacks.iter().all(|found| found.path.starts_with(ADDRESS)), "{lacks:?}");
        answers.set([ADDRESS, ".province"].concat(), "52");
        answers.set([ADDRESS, ".commune"].concat(), "23563");
        assert!(check_section(&person_section(), &answers, today, None).is_fine());
        let person = AtCounter::read(&answers, 2026).unwrap();
        assert_eq!((person.name.as_str(), person.sex), ("Nguyễn Thị Hoa", Sex::Female));
        assert_eq!((person.phone, person.email), (None, None));
        assert_eq!(AtCounter::read(&of_number(&person.identity_number), 2026), None);
    }

    #[test]
    fn a_claim_code_is_read_as_it_is_typed() {
        let bytes = [0, 1, 2, 3, 4, 250, 251, 252, 253, 255];
        let code = write_claim(&bytes);
        assert_eq!(code.len(), 19, "{code}");
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " "), code.replace('0', "o")] {
            assert_eq!(read_claim(&typed), Some(bytes), "{typed}");
        }
        for typed in ["", "0000", &code[1..], &code.repeat(9)] {
            assert_eq!(read_claim(typed), None, "{typed}");
        }
    }
}
