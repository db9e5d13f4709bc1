//! The ten national statuses of a dossier and the moves between them.

use serde::{Deserialize, Serialize};

use super::moves::{TABLE, To};

/// Where a dossier stands, by the national catalogue that portals synchronise with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Mới đăng ký: filed, not yet looked at by the desk.
    Submitted,
    /// Được tiếp nhận: the desk took it (form 01).
    Accepted,
    /// Không được tiếp nhận: the desk refused it (form 03).
    Refused,
    /// Đang xử lý: with the specialist unit.
    Processing,
    /// Yêu cầu bổ sung giấy tờ (form 02): the clock stands.
    SupplementRequested,
    /// Yêu cầu thực hiện nghĩa vụ tài chính: the clock stands.
    PaymentRequested,
    /// Công dân yêu cầu rút hồ sơ.
    Withdrawn,
    /// Dừng xử lý (form 05).
    Stopped,
    /// Đã xử lý xong: the result is back at the desk.
    Finished,
    /// Đã trả kết quả.
    Returned,
}

impl Status {
    /// All statuses in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::Submitted,
        Self::Accepted,
        Self::Refused,
        Self::Processing,
        Self::SupplementRequested,
        Self::PaymentRequested,
        Self::Withdrawn,
        Self::Stopped,
        Self::Finished,
        Self::Returned,
    ];

    /// National code, 1 to 10.
    pub fn code(self) -> u8 {
        self as u8 + 1
    }

    /// The status with this national code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code.checked_sub(1)?)).copied()
    }

    /// As tables and translation keys write it: `submitted`, `supplement_requested`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Processing => "processing",
            Self::SupplementRequested => "supplement_requested",
            Self::PaymentRequested => "payment_requested",
            Self::Withdrawn => "withdrawn",
            Self::Stopped => "stopped",
            Self::Finished => "finished",
            Self::Returned => "returned",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// The statuses that may follow this one, by the table of moves.
    pub fn next(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |to| self.may_become(*to))
    }

    /// Whether `to` may follow this status.
    pub fn may_become(self, to: Self) -> bool {
        TABLE.iter().any(|rule| {
            rule.from.iter().any(|(status, _)| *status == self)
                && matches!(rule.to, To::Place(status, _) if status == to && status != self)
        })
    }

    /// Nothing follows.
    pub fn is_final(self) -> bool {
        self.next().next().is_none()
    }

    /// The time limit does not run, because the applicant has something to do. `answered` says whether that was done: what
    /// is answered before acceptance keeps its status.
    pub fn clock_stands(self, answered: bool) -> bool {
        matches!(self, Self::SupplementRequested if !answered) || self == Self::PaymentRequested
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_lead_back() {
        for (at, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(status.code()), at + 1);
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(Status::from_name(status.as_str()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.as_str()));
        }
        assert_eq!(Status::from_code(0), None);
        assert_eq!(Status::from_code(11), None);
    }

    /// The whole table: a new move must be written here too.
    #[test]
    fn exactly_these_moves() {
        let moves: Vec<(u8, Vec<u8>)> = Status::ALL
            .into_iter()
            .map(|from| (from.code(), from.next().map(Status::code).collect()))
            .collect();
        let expected: Vec<(u8, Vec<u8>)> = vec![
            (1, vec![2, 3, 5, 7]),
            (2, vec![4, 5, 6, 7, 8]),
            (3, vec![]),
            (4, vec![5, 6, 7, 8, 9]),
            (5, vec![2, 3, 4, 7, 8]),
            (6, vec![4, 7, 8]),
            (7, vec![]),
            (8, vec![]),
            (9, vec![10]),
            (10, vec![]),
        ];
        assert_eq!(moves, expected);
    }

    #[test]
    fn every_status_can_be_reached_and_left_or_is_final() {
        for status in Status::ALL.into_iter().filter(|status| *status != Status::Submitted) {
            assert!(Status::ALL.into_iter().any(|from| from.may_become(status)), "{status:?}");
        }
        for status in Status::ALL {
            assert!(!status.may_become(status), "{status:?}");
            assert!(!(status.is_final() && status.clock_stands(false)), "{status:?}");
        }
    }
}
