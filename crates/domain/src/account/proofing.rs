//! How well the portal knows who somebody is: a level derived from what was seen.
//!
//! The names are those of NIST SP 800-63-3 that the guide uses. What each asks for is written at
//! [`ProofingLevel`].

use crate::catalogue::ProofingLevel;

/// Something that shows that a person is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The mailbox was confirmed.
    Mail,
    /// The phone was confirmed by a one-time password.
    Phone,
    /// An officer saw the person with the identity card.
    Desk,
    /// VNeID vouches, level 1: registered online.
    Vneid1,
    /// VNeID vouches, level 2: seen by the police, with fingerprints.
    Vneid2,
}

impl Evidence {
    /// All there is.
    pub const ALL: [Self; 5] = [Self::Mail, Self::Phone, Self::Desk, Self::Vneid1, Self::Vneid2];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Desk => "desk",
            Self::Vneid1 => "vneid_1",
            Self::Vneid2 => "vneid_2",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.as_str() == name)
    }
}

/// The level that evidence reaches; the lowest where there is none.
pub fn level(seen: &[Evidence]) -> ProofingLevel {
    let has = |evidence| seen.contains(&evidence);
    if has(Evidence::Desk) || has(Evidence::Vneid2) {
        ProofingLevel::Ial3
    } else if has(Evidence::Vneid1) || has(Evidence::Mail) && has(Evidence::Phone) {
        // VNeID level 1 comes with a phone of the person's own.
        ProofingLevel::Ial2
    } else {
        ProofingLevel::Ial1
    }
}

/// What would reach `wanted`, each by itself, the easiest first; nothing where it is reached.
pub fn ways_to(wanted: ProofingLevel, seen: &[Evidence]) -> Vec<Evidence> {
    let reaches = |one: &Evidence| level(&[seen, &[*one]].concat()) >= wanted;
    let ways = [Evidence::Phone, Evidence::Vneid1, Evidence::Vneid2, Evidence::Desk];
    if level(seen) >= wanted { Vec::new() } else { ways.into_iter().filter(reaches).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Evidence::{Desk, Mail, Phone, Vneid1, Vneid2};
    use ProofingLevel::{Ial1, Ial2, Ial3};

    #[test]
    fn each_evidence_reaches_its_level() {
        for (seen, reached) in [
            (&[][..], Ial1),
            (&[Mail], Ial1),
            (&[Phone], Ial1),
            (&[Mail, Phone], Ial2),
            (&[Vneid1], Ial2),
            (&[Mail, Desk], Ial3),
            (&[Vneid2], Ial3),
        ] {
            assert_eq!(level(seen), reached, "{seen:?}");
        }
    }

    #[test]
    fn more_evidence_is_never_less() {
        for set in 0..1_u32 << Evidence::ALL.len() {
            let of = |set: u32| -> Vec<_> {
                Evidence::ALL
                    .into_iter()
                    .enumerate()
                    .filter(|(at, _)| set >> at & 1 == 1)
                    .map(|(_, one)| one)
                    .collect()
            };
            for more in 0..Evidence::ALL.len() {
                assert!(level(&of(set | 1 << more)) >= level(&of(set)), "{set:b} {more}");
            }
        }
    }

    #[test]
    fn every_level_can_be_reached_and_the_ways_reach_it() {
        for wanted in [Ial2, Ial3] {
            let ways = ways_to(wanted, &[Mail]);
            assert!(!ways.is_empty());
            assert!(ways.iter().all(|way| level(&[Mail, *way]) >= wanted));
        }
        assert_eq!(ways_to(Ial2, &[Mail]), [Phone, Vneid1, Vneid2, Desk]);
        assert_eq!(ways_to(Ial3, &[Mail, Phone]), [Vneid2, Desk]);
        assert_eq!(ways_to(Ial2, &[Vneid2]), []);
    }

    #[test]
    fn names_lead_back() {
        for evidence in Evidence::ALL {
            assert_eq!(Evidence::named(evidence.as_str()), Some(evidence));
        }
        assert_eq!(Evidence::named("x"), None);
    }
}
