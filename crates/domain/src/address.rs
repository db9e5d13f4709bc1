//! Addresses: a province and a commune by their codes (Quyết định 19/2025/QĐ-TTg) and the rest in words.

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::catalogue::{Commune, Province};
use crate::check::clean_line;
use crate::problem::{FieldProblem, Problem};

/// All provinces with their communes, for looking up codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Units(pub Vec<Province>);

impl Units {
    /// The province with this code.
    pub fn province(&self, code: &str) -> Option<&Province> {
        self.0.iter().find(|province| province.code == code)
    }

    /// The commune with this code and its province.
    pub fn commune(&self, code: &str) -> Option<(&Province, &Commune)> {
        self.0.iter().find_map(|province| {
            let commune = province.communes.iter().find(|commune| commune.code == code)?;
            Some((province, commune))
        })
    }
}

/// An address as its three inputs hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Two-digit code of the province.
    pub province: String,
    /// Five-digit code of the commune.
    pub commune: String,
    /// House, street, hamlet in words.
    pub detail: String,
}

/// Most characters of the part in words.
pub const MAX_DETAIL: usize = 200;

impl Address {
    /// What stands at `path.province`, `path.commune` and `path.detail`.
    pub fn read(answers: &Answers, path: &str) -> Self {
        Self {
            province: answers.get(&[path, ".province"].concat()).to_owned(),
            commune: answers.get(&[path, ".commune"].concat()).to_owned(),
            detail: clean_line(answers.get(&[path, ".detail"].concat())),
        }
    }

    /// Keeps it at `path`.
    pub fn write(&self, answers: &mut Answers, path: &str) {
        answers.set([path, ".province"].concat(), self.province.as_str());
        answers.set([path, ".commune"].concat(), self.commune.as_str());
        answers.set([path, ".detail"].concat(), self.detail.as_str());
    }

    /// Whether nothing was given at all.
    pub fn is_empty(&self) -> bool {
        self.province.is_empty() && self.commune.is_empty() && self.detail.is_empty()
    }

    /// In words, from the smallest to the largest: "12 Lê Lợi, Phường Quy Nhơn, Tỉnh Gia Lai". Codes that are not
    /// known are left out.
    pub fn display(&self, units: &Units) -> String {
        let commune = units.commune(&self.commune).map(|(_, commune)| commune.name.as_str());
        let province = units.province(&self.province).map(|province| province.name.as_str());
        let parts: Vec<&str> = [Some(self.detail.as_str()), commune, province]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    }

    /// What is wrong with it. Without `units` (in the browser, which does not hold them all) only the shape of the
    /// codes is looked at.
    pub fn problems(
        &self,
        path: &str,
        required: bool,
        detailed: bool,
        units: Option<&Units>,
    ) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.is_empty() && !required {
            return problems;
        }
        let mut add =
            |part: &str, problem| problems.push(FieldProblem { path: [path, part].concat(), problem });
        let digits = |code: &str, length| code.len() == length && code.bytes().all(|b| b.is_ascii_digit());
        let known_province =
            digits(&self.province, 2) && units.is_none_or(|units| units.province(&self.province).is_some());
        let commune_in = units.and_then(|units| units.commune(&self.commune));
        let known_commune = digits(&self.commune, 5) && (units.is_none() || commune_in.is_some());
        if self.province.is_empty() {
            add(".province", Problem::ProvinceMissing);
        } else if !known_province {
            add(".province", Problem::NotOffered);
        }
        if self.commune.is_empty() {
            add(".commune", Problem::CommuneMissing);
        } else if !known_commune {
            add(".commune", Problem::NotOffered);
        } else if known_province && commune_in.is_some_and(|(province, _)| province.code != self.province) {
            add(".commune", Problem::CommuneElsewhere);
        }
        let length = self.detail.chars().count();
        if self.detail.chars().any(char::is_control) {
            add(".detail", Problem::ControlCharacter);
        } else if length > MAX_DETAIL {
            add(".detail", Problem::TooLong { max: MAX_DETAIL, typed: length });
        } else if detailed && length == 0 {
            add(".detail", Problem::StreetMissing);
        }
        problems
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn units() -> Units {
        let commune = |code: &str, name: &str| Commune { code: code.into(), name: name.into() };
        Units(vec![
            Province {
                code: "52".into(),
                name: "Tỉnh Gia Lai".into(),
                communes: vec![commune("21583", "Phường Quy Nhơn")],
            },
            Province {
                code: "48".into(),
                name: "Thành phố Đà Nẵng".into(),
                communes: vec![commune("20194", "Phường Hải Châu")],
            },
        ])
    }

    fn address(province: &str, commune: &str, detail: &str) -> Address {
        Address { province: province.into(), commune: commune.into(), detail: detail.into() }
    }

    fn problems(
        address: &Address,
        required: bool,
        detailed: bool,
        units: Option<&Units>,
    ) -> Vec<(String, Problem)> {
        address.problems("home", required, detailed, units).into_iter().map(|p| (p.path, p.problem)).collect()
    }

    #[test]
    fn reads_writes_and_displays() {
        let mut answers = Answers::default();
        address("52", "21583", "12  Lê Lợi").write(&mut answers, "home");
        let read = Address::read(&answers, "home");
        assert_eq!(read.display(&units()), "12 Lê Lợi, Phường Quy Nhơn, Tỉnh Gia Lai");
        assert_eq!(address("52", "", "").display(&units()), "Tỉnh Gia Lai");
        assert_eq!(address("99", "99999", "x").display(&units()), "x");
    }

    #[test]
    fn judges() {
        let units = units();
        let known = Some(&units);
        assert_eq!(problems(&address("52", "21583", ""), true, false, known), []);
        assert_eq!(problems(&address("", "", ""), false, true, known), []);
        assert_eq!(
            problems(&address("", "", ""), true, false, known),
            [
                ("home.province".into(), Problem::ProvinceMissing),
                ("home.commune".into(), Problem::CommuneMissing)
            ]
        );
        assert_eq!(
            problems(&address("52", "", "a"), false, false, known),
            [("home.commune".into(), Problem::CommuneMissing)]
        );
        assert_eq!(
            problems(&address("52", "20194", ""), true, false, known),
            [("home.commune".into(), Problem::CommuneElsewhere)]
        );
        assert_eq!(
            problems(&address("52", "00000", ""), true, false, known),
            [("home.commune".into(), Problem::NotOffered)]
        );
        assert_eq!(problems(&address("52", "00000", ""), true, false, None), []);
        assert_eq!(
            problems(&address("5x", "21583", ""), true, false, None),
            [("home.province".into(), Problem::NotOffered)]
        );
        assert_eq!(
            problems(&address("52", "21583", ""), true, true, known),
            [("home.detail".into(), Problem::StreetMissing)]
        );
        let long = address("52", "21583", &"a".repeat(201));
        assert_eq!(
            problems(&long, true, true, known),
            [("home.detail".into(), Problem::TooLong { max: 200, typed: 201 })]
        );
    }
}
