//! The seal of a printed form: its essential facts in few bytes, to be signed (Ed25519) and put into a QR code, and a short
//! code that can be typed instead. Who checks the paper compares it with what the seal says; it holds no personal data.

mod typed_code;

use chrono::{DateTime, Utc};

pub use typed_code::{NotTyped, TypedCode};

use super::printed::{Circular, PrintedForm};
use super::{DossierCode, Status};

/// Stands before what is signed, so that a signature of a seal is none of anything else.
const CONTEXT: &[u8] = b"motcua seal\n";
/// The layout of the bytes below.
const VERSION: u8 = 1;
/// Bits that say which facts follow.
const HAS_DUE: u8 = 1;
const HAS_AMOUNT: u8 = 2;

/// The essential facts of one printed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Number of the key that signs; public keys are published with their numbers.
    pub key: u16,
    /// Which form.
    pub form: PrintedForm,
    /// By whose numbering.
    pub circular: Circular,
    /// The dossier.
    pub dossier: DossierCode,
    /// Number of the event that the form belongs to: a later event can put the form out of force.
    pub event: u32,
    /// Code of the agency that gave it out.
    pub agency: String,
    /// When, to the minute.
    pub issued_at: DateTime<Utc>,
    /// Where the dossier stood after it.
    pub status: Status,
    /// The due time that the form names, to the minute.
    pub due: Option<DateTime<Utc>>,
    /// The amount that the form names, in whole đồng.
    pub amount_vnd: Option<u64>,
}

/// Why bytes are no seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotASeal {
    /// A layout that came later than this program, or never.
    Version,
    /// Too few or too many bytes, or a value that is never written.
    Bytes,
}

impl Seal {
    /// The facts as bytes: one way of writing for each. `None` where a fact does not fit: an agency's code of more than 255
    /// bytes, a time before 1970.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let flags = if self.due.is_some() { HAS_DUE } else { 0 }
            | if self.amount_vnd.is_some() { HAS_AMOUNT } else { 0 };
        let mut bytes =
            vec![VERSION, flags, place(PrintedForm::ALL, self.form)?, place(Circular::ALL, self.circular)?];
        bytes.push(self.status.code());
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.event.to_be_bytes());
        bytes.extend(minutes(self.issued_at)?.to_be_bytes());
        for code in [&self.dossier.to_string(), &self.agency] {
            bytes.push(u8::try_from(code.len()).ok()?);
            bytes.extend(code.as_bytes());
        }
        if let Some(due) = self.due {
            bytes.extend(minutes(due)?.to_be_bytes());
        }
        if let Some(amount) = self.amount_vnd {
            bytes.extend(amount.to_be_bytes());
        }
        Some(bytes)
    }

    /// The bytes that are signed for encoded facts.
    pub fn signed_bytes(encoded: &[u8]) -> Vec<u8> {
        [CONTEXT, encoded].concat()
    }

    /// Reads what [`Self::encode`] wrote. Whether the seal is genuine is for its signature to say.
    ///
    /// # Errors
    ///
    /// It was not written so.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotASeal> {
        if bytes.first() != Some(&VERSION) {
            return Err(NotASeal::Version);
        }
        read(bytes)
            // Whatever could be written in two ways is refused here.
            .filter(|seal| seal.encode().as_deref() == Some(bytes))
            .ok_or(NotASeal::Bytes)
    }
}

fn read(bytes: &[u8]) -> Option<Seal> {
    let mut rest = bytes.get(1..)?;
    let flags = byte(&mut rest)?;
    let form = *PrintedForm::ALL.get(usize::from(byte(&mut rest)?))?;
    let circular = *Circular::ALL.get(usize::from(byte(&mut rest)?))?;
    let status = Status::from_code(byte(&mut rest)?)?;
    let key = u16::from_be_bytes(take(&mut rest)?);
    let event = u32::from_be_bytes(take(&mut rest)?);
    let issued_at = moment(u32::from_be_bytes(take(&mut rest)?))?;
    let dossier = DossierCode::parse(&text(&mut rest)?).ok()?;
    let agency = text(&mut rest)?;
    let due = match flags & HAS_DUE {
        0 => None,
        _ => Some(moment(u32::from_be_bytes(take(&mut rest)?))?),
    };
    let amount_vnd = match flags & HAS_AMOUNT {
        0 => None,
        _ => Some(u64::from_be_bytes(take(&mut rest)?)),
    };
    Some(Seal { key, form, circular, dossier, event, agency, issued_at, status, due, amount_vnd })
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    take::<1>(rest).map(|[byte]| byte)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, others) = rest.split_first_chunk::<N>()?;
    *rest = others;
    Some(*first)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::from(byte(rest)?);
    let (text, others) = rest.split_at_checked(length)?;
    *rest = others;
    String::from_utf8(text.to_vec()).ok()
}

fn place<T: PartialEq>(all: &[T], one: T) -> Option<u8> {
    all.iter().position(|known| *known == one).and_then(|place| u8::try_from(place).ok())
}

/// Whole minutes since 1970.
fn minutes(at: DateTime<Utc>) -> Option<u32> {
    u32::try_from(at.timestamp().div_euclid(60)).ok()
}

fn moment(minutes: u32) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::from(minutes) * 60, 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crockford;

    fn seal() -> Seal {
        Seal {
            key: 1,
            form: PrintedForm::Receipt,
            circular: Circular::Of2025,
            dossier: DossierCode::parse("H21.15-261123-0011").unwrap(),
            event: 2,
            agency: "H21.15".to_owned(),
            issued_at: "2026-11-23T02:00:00Z".parse().unwrap(),
            status: Status::Accepted,
            due: Some("2026-11-25T02:00:00Z".parse().unwrap()),
            amount_vnd: Some(8000),
        }
    }

    /// What other programs read: changes of it need another version.
    #[test]
    fn the_bytes_of_a_seal_stay_as_they_are() {
        let encoded = seal().encode().unwrap();
        let expected = [
            &[1, 3, 0, 1, 2, 0, 1, 0, 0, 0, 2][..],
            &29_923_320u32.to_be_bytes(),
            &[18],
            b"H21.15-261123-0011",
            &[6],
            b"H21.15",
            &(29_923_320u32 + 2880).to_be_bytes(),
            &8000u64.to_be_bytes(),
        ]
        .concat();
        assert_eq!(encoded, expected);
        assert_eq!(Seal::signed_bytes(&encoded), [b"motcua seal\n", encoded.as_slice()].concat());
        // With a signature of 64 bytes it fits a QR code of letters and digits (version 9, error correction M).
        assert!(crockford::encode(&[encoded, vec![0; 64]].concat()).len() <= 262);
    }

    #[test]
    fn what_is_no_seal_is_not_read() {
        let encoded = seal().encode().unwrap();
        assert_eq!(Seal::decode(&encoded), Ok(seal()));
        assert_eq!(Seal::decode(&[]), Err(NotASeal::Version));
        assert_eq!(Seal::decode(&[2]), Err(NotASeal::Version));
        for length in 1..encoded.len() {
            assert_eq!(Seal::decode(&encoded[..length]), Err(NotASeal::Bytes), "{length}");
        }
        assert_eq!(Seal::decode(&[encoded.clone(), vec![0]].concat()), Err(NotASeal::Bytes));
        let mut lower = encoded.clone();
        lower[16] = b'h';
        assert_eq!(Seal::decode(&lower), Err(NotASeal::Bytes), "one way of writing a code");
        let mut flags = encoded;
        flags[1] |= 128;
        assert_eq!(Seal::decode(&flags), Err(NotASeal::Bytes), "a flag that says nothing");
        let before_1970 = Seal { issued_at: DateTime::from_timestamp(-60, 0).unwrap(), ..seal() };
        assert_eq!(before_1970.encode(), None);
        assert_eq!(Seal { agency: "H".repeat(256), ..seal() }.encode(), None);
    }

    prop_compose! {
        fn any_seal()(
            key: u16, form in 0..7usize, circular in 0..2usize, event: u32, sequence in 1u32..10_000_000,
            agency in "[A-Z][0-9]{2}(\\.[0-9]{1,3}){0,3}", issued: u32, status in 1u8..=10, due: Option<u32>,
            amount_vnd: Option<u64>,
        ) -> Seal {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
            Seal {
                key,
                form: PrintedForm::ALL[form],
                circular: Circular::ALL[circular],
                dossier: DossierCode::new(&agency, day, sequence),
                event,
                agency,
                issued_at: moment(issued).unwrap(),
                status: Status::from_code(status).unwrap(),
                due: due.and_then(moment),
                amount_vnd,
            }
        }
    }

    proptest! {
        #[test]
        fn sealed_and_read_again(seal in any_seal()) {
            prop_assert_eq!(Seal::decode(&seal.encode().unwrap()), Ok(seal));
        }

        #[test]
        fn other_bytes_are_another_seal_or_none(seal in any_seal(), at: prop::sample::Index, by in 1u8..=255) {
            let mut bytes = seal.encode().unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= by;
            prop_assert_ne!(Seal::decode(&bytes), Ok(seal));
        }

        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Ok(seal) = Seal::decode(&bytes) {
                prop_assert_eq!(seal.encode(), Some(bytes));
            }
        }
    }
}
