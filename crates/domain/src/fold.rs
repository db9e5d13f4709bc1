//! Folding: what makes two ways of writing the same words equal when people search.

use crate::unicode::{lowercase, nfd};

/// Folds words for searching: no diacritics (so no matter where the tone is placed), đ as d, lower case, no
/// apostrophes, every other sign a space, single spaces. `Đắk Lắk`, `dak  lak` and `ĐẮK-LẮK` fold to one text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in nfd(&lowercase(&nfd(text))).chars() {
        let plain = match c {
            'a'..='z' | '0'..='9' => c,
            'đ' => 'd',
            'ƀ' => 'b',
            'ı' => 'i',
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => continue,
            c if crate::person_name::is_invisible(c) => continue,
            c if c.is_alphanumeric() => c,
            _ => {
                gap = true;
                continue;
            }
        };
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        folded.push(plain);
    }
    folded
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use proptest::prelude::*;

    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn ways_of_writing_are_one() {
        for (written, folded) in [
            ("Đăng ký khai sinh", "dang ky khai sinh"),
            ("  ĐĂNG   KÝ\tKHAI SINH ", "dang ky khai sinh"),
            ("hòa", "hoa"),
            ("hoà", "hoa"),
            ("Thuỷ", "thuy"),
            ("Thủy", "thuy"),
            ("Ea H'Leo", "ea hleo"),
            ("Ea H’Leo", "ea hleo"),
            ("Bà Rịa–Vũng Tàu", "ba ria vung tau"),
            ("1.001193", "1 001193"),
            ("ƀ č ñ ŏ̆", "b c n o"),
            ("Phường QUY NHƠN, Đắk Đoa", "phuong quy nhon dak doa"),
            ("Quy Nho\u{31b}n", "quy nhon"),
            ("", ""),
            ("…!", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.clone());
            prop_assert_eq!(folded.trim(), folded.as_str());
            prop_assert!(!folded.contains("  "));
        }

        #[test]
        fn composed_decomposed_and_capitals_are_one(text in "[a-zA-ZđĐăắằẳẵặâấầẩẫậêếềểễệôốồổỗộơớờởỡợưứừửữựỳýỷỹỵ ]{0,40}") {
            let nfd: String = text.nfd().collect();
            let nfc: String = text.nfc().collect();
            prop_assert_eq!(fold(&nfd), fold(&nfc));
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            prop_assert!(fold(&text).bytes().all(|b| b.is_ascii_lowercase() || b == b' '));
        }
    }
}
