//! The QR code of the citizen card (thẻ căn cước, căn cước công dân): fields between bars, of which each layout has some
//! more than the one before. So they are told apart by their shape, not by their place. The code is not signed: it saves
//! typing, and proves nothing.

use chrono::NaiveDate;

use crate::identity::{IdentityNumber, Sex};
use crate::unicode::{lowercase, nfc};

/// More bytes than any card holds.
const LONGEST: usize = 2000;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Số định danh cá nhân.
    pub number: IdentityNumber,
    /// Nine digits of the identity card of before, where there was one.
    pub old_number: Option<String>,
    /// Họ, chữ đệm và tên.
    pub name: String,
    /// Ngày sinh.
    pub birth_date: NaiveDate,
    /// Giới tính; what the number says where the card does not.
    pub sex: Sex,
    /// Nơi thường trú, often in units of before 2025; may be empty.
    pub address: String,
    /// Ngày cấp.
    pub issued_on: Option<NaiveDate>,
}

/// Why what was scanned is not a card that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACard {
    /// Another code: no bars, or far too long.
    OtherCode,
    /// No identity number of twelve digits.
    NoNumber,
    /// No name, or signs that no name has: the scanner types through an input method, or with another set of characters.
    NoName,
    /// No date of birth.
    NoBirthDate,
}

impl Card {
    /// Reads what a scanner or camera took from a card. `this_year` bounds the years of birth.
    ///
    /// # Errors
    ///
    /// It is none, or was garbled on its way.
    pub fn parse(scanned: &str, this_year: i32) -> Result<Self, NotACard> {
        if scanned.len() > LONGEST || scanned.matches('|').count() < 4 {
            return Err(NotACard::OtherCode);
        }
        let whole =
            nfc(scanned.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}'));
        let mut card = Found::default();
        for field in whole.split('|').map(str::trim).filter(|field| !field.is_empty()) {
            card.take(field, this_year);
        }
        let number = card.number.ok_or(NotACard::NoNumber)?;
        let mut texts = card.texts.into_iter();
        let name = texts.next().filter(|name| is_name(name)).ok_or(NotACard::NoName)?;
        let mut dates = card.dates.into_iter();
        Ok(Self {
            birth_date: dates.next().flatten().ok_or(NotACard::NoBirthDate)?,
            issued_on: dates.next().flatten(),
            sex: card.sex.unwrap_or_else(|| number.sex()),
            old_number: card.old_number,
            address: texts.next().unwrap_or_default(),
            name,
            number,
        })
    }
}

#[derive(Default)]
struct Found {
    number: Option<IdentityNumber>,
    old_number: Option<String>,
    /// In order; one that is no date keeps its place.
    dates: Vec<Option<NaiveDate>>,
    sex: Option<Sex>,
    texts: Vec<String>,
}

impl Found {
    fn take(&mut self, field: &str, this_year: i32) {
        let is_number = field.bytes().all(|byte| byte.is_ascii_digit());
        match field.len() {
            IdentityNumber::LENGTH if is_number && self.number.is_none() => {
                self.number = IdentityNumber::parse(field, this_year).ok();
            }
            9 if is_number && self.old_number.is_none() => self.old_number = Some(field.to_owned()),
            8 if is_number => self.dates.push(NaiveDate::parse_from_str(field, "%d%m%Y").ok()),
            _ if is_number => {}
            _ => match lowercase(field).as_str() {
                "nam" if self.sex.is_none() => self.sex = Some(Sex::Male),
                "nữ" if self.sex.is_none() => self.sex = Some(Sex::Female),
                _ => self.texts.push(field.to_owned()),
            },
        }
    }
}

/// Letters, and what may stand between them: digits and question marks come from a scanner that knows no Vietnamese.
fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CARD: &str =
        "064190001234|231234567|Nguyễn Thị Hoa|07031990|Nữ|Tổ 3, Phường Diên Hồng, Pleiku, Gia Lai|15082021";

    #[test]
    fn a_card_is_read() {
        let card = Card::parse(CARD, 2026).unwrap();
        assert_eq!(card.number.as_str(), "064190001234");
        assert_eq!(card.old_number.as_deref(), Some("231234567"));
        assert_eq!(card.name, "Nguyễn Thị Hoa");
        assert_eq!(card.birth_date.to_string(), "1990-03-07");
        assert_eq!(card.sex, Sex::Female);
        assert_eq!(card.address, "Tổ 3, Phường Diên Hồng, Pleiku, Gia Lai");
        assert_eq!(card.issued_on.unwrap().to_string(), "2021-08-15");
    }

    #[test]
    fn every_layout_is_read() {
        let whole = Card::parse(CARD, 2026).unwrap();
        let without_old = Card { old_number: None, ..whole.clone() };
        for (layout, expected) in [
            (CARD.replace("231234567", ""), &without_old),
            (CARD.replace("|231234567", ""), &without_old),
            (format!("\u{feff}{CARD}\r\n"), &whole),
            (CARD.replace('|', " | "), &whole),
            (CARD.replace("Nữ", "NỮ"), &whole),
            // Decomposed, as some keyboards type.
            (CARD.replace("Nữ", "Nu\u{31b}\u{303}").replace("ễ", "e\u{302}\u{303}"), &whole),
            // The card of 2024 may say more behind.
            (format!("{CARD}|Nguyễn Văn Ba|Trần Thị Bảy|12345"), &whole),
            (CARD.replace("|Nữ", ""), &whole),
        ] {
            assert_eq!(Card::parse(&layout, 2026).as_ref(), Ok(expected), "{layout}");
        }
    }

    #[test]
    fn what_is_no_card_says_why() {
        for (scanned, why) in [
            ("", NotACard::OtherCode),
            ("https://motcua.test/tra-cuu?ma=H21.01-261123-0001", NotACard::OtherCode),
            (&CARD.replace("064190001234", "06419000123"), NotACard::NoNumber),
            (&CARD.replace("064190001234", "064390001234"), NotACard::NoNumber),
            (&CARD.replace("Nguyễn Thị Hoa", "Nguy?n Th? Hoa"), NotACard::NoName),
            (&CARD.replace("Nguyễn Thị Hoa", "Nguye64n Thi5 Hoa"), NotACard::NoName),
            (&CARD.replace("07031990", "07131990"), NotACard::NoBirthDate),
            (&"|".repeat(LONGEST + 1), NotACard::OtherCode),
        ] {
            assert_eq!(Card::parse(scanned, 2026), Err(why), "{scanned:.80}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(scanned in "\\PC{0,60}(\\|\\PC{0,20}){0,9}") {
            let _ = Card::parse(&scanned, 2026);
        }
    }
}
