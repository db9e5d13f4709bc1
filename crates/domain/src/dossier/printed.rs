//! The national forms that a receiving desk gives out or keeps.

use super::moves::Move;
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

    /// The moves after which what the form says holds no more: an appointment that was moved, a request that was answered.
    /// Decisions that end a dossier hold for ever.
    pub fn ended_by(self) -> &'static [Move] {
        use Move::*;
        match self {
            Self::Receipt | Self::Apology => {
                &[RequestSupplement, RequestPayment, Extend, Withdraw, Stop, HandOver]
            }
            Self::SupplementRequest => &[AnswerSupplement, RequestSupplement, Accept, Refuse, Withdraw, Stop],
            Self::Refusal | Self::Stop | Self::ControlSheet | Self::Register => &[],
        }
    }

    /// The first of the moves after the form was given out that ended it; `None` where it is in force.
    pub fn ended(self, later: impl IntoIterator<Item = Move>) -> Option<Move> {
        later.into_iter().find(|name| self.ended_by().contains(name))
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
    fn a_form_is_in_force_until_a_move_ends_it() {
        use Move::*;
        let receipt = PrintedForm::Receipt;
        assert_eq!(receipt.ended([]), None);
        assert_eq!(receipt.ended([StartProcessing, Transfer, Finish]), None, "the appointment stands");
        assert_eq!(receipt.ended([StartProcessing, Extend, Finish, HandOver]), Some(Extend));
        assert_eq!(receipt.ended([RequestSupplement, AnswerSupplement]), Some(RequestSupplement), "it moves");
        assert_eq!(PrintedForm::SupplementRequest.ended([AnswerSupplement, Accept]), Some(AnswerSupplement));
        assert_eq!(PrintedForm::Apology.ended([Finish, HandOver]), Some(HandOver));
        for form in PrintedForm::ALL.iter().copied() {
            // Whatever is asked of the applicant, or promised, ends with the dossier.
            let promises = !form.is_kept() && !matches!(form, PrintedForm::Refusal | PrintedForm::Stop);
            for end in [Withdraw, Stop] {
                assert_eq!(form.ended([end]).is_some(), promises, "{form:?} {end:?}");
            }
        }
    }

    #[test]
    fn forms_have_the_numbers_of_their_circular() {
        let numbers =
            |circular| PrintedForm::ALL.iter().map(|form| form.number(circular)).collect::<Vec<_>>();
        assert_eq!(numbers(Circular::Of2025), [1, 2, 3, 4, 5, 6, 7].map(Some));
        assert_eq!(numbers(Circular::Of2018), [Some(1), Some(2), Some(3), Some(4), None, Some(5), Some(6)]);
        assert_names_lead_back!(PrintedForm, Circular);
    }
}
