//! Bank transfers as QR codes that every banking app of Viet Nam reads: VietQR by NAPAS, after the merchant-presented codes
//! of EMVCo. Fields are a number of two digits, a length of two digits, and the value.

/// CRC-16 with the polynomial 0x1021, begun with 0xFFFF, nothing reflected, as EMVCo's codes end with it.
const CHECK: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_IBM_3740);

/// The most characters of a purpose that banks carry along.
pub const LONGEST_PURPOSE: usize = 25;

/// Money that is to go to an account, for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// The bank's number with NAPAS (BIN), six digits.
    pub bank: &'a str,
    /// The account, up to nineteen letters and digits.
    pub account: &'a str,
    /// Whole đồng.
    pub amount_vnd: u64,
    /// What it is for: by these letters and digits the payment is found again.
    pub purpose: &'a str,
}

impl Transfer<'_> {
    /// What the QR code says; `None` where a part is not what it must be.
    pub fn payload(&self) -> Option<String> {
        let plain = |text: &str, longest| {
            let fits = (1..=longest).contains(&text.len());
            fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let is_bank = self.bank.len() == 6 && self.bank.bytes().all(|byte| byte.is_ascii_digit());
        if !is_bank
            || !plain(self.account, 19)
            || !plain(self.purpose, LONGEST_PURPOSE)
            || self.amount_vnd == 0
        {
            return None;
        }
        let to = [field(0, self.bank), field(1, self.account)].concat();
        let napas = [field(0, "A000000727"), field(1, &to), field(2, "QRIBFTTA")].concat();
        let mut payload = [
            field(0, "01"),
            // For one payment, not for many.
            field(1, "12"),
            field(38, &napas),
            field(53, "704"),
            field(54, &self.amount_vnd.to_string()),
            field(58, "VN"),
            field(62, &field(8, self.purpose)),
            "6304".to_owned(),
        ]
        .concat();
        payload += &format!("{:04X}", CHECK.checksum(payload.as_bytes()));
        Some(payload)
    }
}

fn field(number: u8, value: &str) -> String {
    format!("{number:02}{:02}{value}", value.len())
}

/// The letters and digits of a dossier's code, which is how a transfer names it: `H21.01-261123-0001` is
/// `H21012611230001`.
pub fn purpose(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TRANSFER: Transfer<'_> =
        Transfer { bank: "970436", account: "1234567890", amount_vnd: 8000, purpose: "H21152610080001" };

    /// A code that a bank's app read.
    #[test]
    fn a_transfer_is_written_as_banks_read_it() {
        assert_eq!(
            TRANSFER.payload().unwrap(),
            "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5303704540480005802VN\
             62190815H2115261008000163048E4F"
        );
    }

    #[test]
    fn what_no_bank_reads_is_not_written() {
        for wrong in [
            Transfer { bank: "97043", ..TRANSFER },
            Transfer { bank: "97043A", ..TRANSFER },
            Transfer { account: "", ..TRANSFER },
            Transfer { account: "12345678901234567890", ..TRANSFER },
            Transfer { amount_vnd: 0, ..TRANSFER },
            Transfer { purpose: "lệ phí", ..TRANSFER },
            Transfer { purpose: "H2115261008000112345678901", ..TRANSFER },
        ] {
            assert_eq!(wrong.payload(), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_code_is_a_purpose() {
        assert_eq!(purpose("H21.01-261123-0001"), "H21012611230001");
    }

    proptest! {
        /// Fields can be read back, one after the other, and the check is over all before it.
        #[test]
        fn fields_follow_one_another(amount_vnd in 1..u64::MAX, account in "[0-9A-Z]{1,19}", purpose in "[0-9A-Z]{1,25}") {
            let payload = Transfer { bank: "970436", account: &account, amount_vnd, purpose: &purpose }.payload().unwrap();
            let (mut rest, mut numbers) = (payload.as_str(), Vec::new());
            while !rest.is_empty() {
                let length: usize = rest[2..4].parse().unwrap();
                numbers.push(rest[..2].parse::<u8>().unwrap());
                rest = &rest[4 + length..];
            }
            prop_assert_eq!(numbers, [0, 1, 38, 53, 54, 58, 62, 63]);
            let (checked, check) = payload.split_at(payload.len() - 4);
            prop_assert_eq!(format!("{:04X}", CHECK.checksum(checked.as_bytes())), check);
        }
    }
}
