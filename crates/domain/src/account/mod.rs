//! Accounts: what kinds there are, how one registers, what a password must be, how long one stays logged in.

pub mod guessing;
pub mod password;
pub mod proofing;
pub mod recovery_code;
pub mod registration;
pub mod session;

use serde::{Deserialize, Serialize};

/// Who registers. An organisation's account is that of its representative, who then acts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Công dân.
    Citizen,
    /// Doanh nghiệp, hộ kinh doanh, tổ chức khác.
    Organisation(OrganisationKind),
}

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// Doanh nghiệp.
    Enterprise,
    /// Hộ kinh doanh.
    HouseholdBusiness,
    /// Hợp tác xã, đơn vị sự nghiệp, hội, …
    Other,
}

impl OrganisationKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Enterprise, Self::HouseholdBusiness, Self::Other];

    /// `enterprise`, `household_business`, `other`: as answers and tables keep it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::HouseholdBusiness => "household_business",
            Self::Other => "other",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_answer(answer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == answer)
    }
}
