//! The national forms that a receiving desk gives out or keeps.

use crate::named::named;

named! {
    /// A form by what it is; its number depends on the circular.
    pub enum PrintedForm {
        /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
        Receipt = "receipt",
        /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
        SupplementRequest = "supplement_request",
        /// Phiếu từ chối tiếp nhận giải quyết hồ sơ.
        Refusal = "refusal",
        /// Văn bản xin lỗi và đề nghị gia hạn; in 2018 Phiếu xin lỗi và hẹn lại ngày trả kết quả.
        Apology = "apology",
        /// Thông báo dừng giải quyết hồ sơ, new in 2025.
        Stop = "stop",
        /// Phiếu kiểm soát quá trình giải quyết hồ sơ.
        ControlSheet = "control_sheet",
        /// Sổ theo dõi hồ sơ.
        Register = "register",
    }
}

named! {
    /// The circular whose numbering a form carries. A dossier keeps the one it was received under.
    pub enum Circular {
        /// Thông tư 01/2018/TT-VPCP: six forms.
        Of2018 = "01/2018/TT-VPCP",
        /// Thông tư 03/2025/TT-VPCP, Annex I: seven forms.
        Of2025 = "03/2025/TT-VPCP",
    }
}

impl PrintedForm {
    /// Its number under a circular, printed with two digits; `None` where the circular has no such form.
    pub fn number(self, circular: Circular) -> Option<u8> {
        let number = match self {
            Self::Receipt => 1,
            Self::SupplementRequest => 2,
            Self::Refusal => 3,
            Self::Apology => 4,
            Self::Stop if circular == Circular::Of2018 => return None,
            Self::Stop => 5,
            Self::ControlSheet => 6,
            Self::Register => 7,
        };
        Some(if circular == Circular::Of2018 && number > 5 { number - 1 } else { number })
    }

    /// Travels with the dossier or lies at the desk, and gets a line with each move, instead of being given to the applicant.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::ControlSheet | Self::Register)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::named::assert_names_lead_back;

    #[test]
    fn forms_have_the_numbers_of_their_circular() {
        let numbers =
            |circular| PrintedForm::ALL.iter().map(|form| form.number(circular)).collect::<Vec<_>>();
        assert_eq!(numbers(Circular::Of2025), [1, 2, 3, 4, 5, 6, 7].map(Some));
        assert_eq!(numbers(Circular::Of2018), [Some(1), Some(2), Some(3), Some(4), None, Some(5), Some(6)]);
        assert_names_lead_back!(PrintedForm, Circular);
    }
}
