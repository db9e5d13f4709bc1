//! Base 32 for codes that people read and type (Douglas Crockford, <https://www.crockford.com/base32.html>): digits and capital
//! letters without I, L, O and U. Read as O for 0, I and L for 1, small letters, with dashes and spaces anywhere.

/// The signs by their value.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The sign of a value, of which five bits count.
pub(crate) fn sign(value: u8) -> char {
    char::from(SIGNS[usize::from(value & 31)])
}

/// The values of what was typed; `None` where a sign is none of ours.
pub(crate) fn values(typed: &str) -> Option<Vec<u8>> {
    let is_between = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
    typed.chars().filter(|c| !is_between(c)).map(value).collect()
}

fn value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        sign => sign,
    };
    SIGNS.iter().position(|known| char::from(*known) == sign).map(|value| value as u8)
}

/// Bytes as signs, five bits each, the last ones filled up with zeros.
pub fn encode(bytes: &[u8]) -> String {
    let mut written = String::with_capacity(bytes.len().saturating_mul(8).div_ceil(5));
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            written.push(sign((held >> bits) as u8));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        written.push(sign((held << (5 - bits)) as u8));
    }
    written
}

/// The bytes that [`encode`] wrote; `None` where it could not have written that.
pub fn decode(typed: &str) -> Option<Vec<u8>> {
    let values = values(typed)?;
    let mut bytes = Vec::with_capacity(values.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0);
    for value in &values {
        held = held << 5 | u32::from(*value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
        held &= (1 << bits) - 1;
    }
    (bits < 5 && held == 0).then_some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The test vectors of RFC 4648, in these signs.
    #[test]
    fn known_answers() {
        for (bytes, written) in [
            ("", ""),
            ("f", "CR"),
            ("fo", "CSQG"),
            ("foo", "CSQPY"),
            ("foob", "CSQPYRG"),
            ("fooba", "CSQPYRK1"),
            ("foobar", "CSQPYRK1E8"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), written);
            assert_eq!(decode(written).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode("csqp–yrki e8"), Some(b"foobar".to_vec()));
        for nothing in ["C", "CSQH", "CSU", "CS*", "ế", "CSQ", "0", "000"] {
            assert_eq!(decode(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn written_and_read_again(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn one_text_for_what_is_read(typed in "[0-9A-Za-z -]{0,20}") {
            if let Some(bytes) = decode(&typed) {
                prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            }
        }
    }
}
