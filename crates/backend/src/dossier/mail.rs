//! The mail that says what the receipt says.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Language, date};

use crate::Portal;
use crate::message::{Mail, letter};

/// What the receipt says, but for the code.
#[derive(Clone)]
pub(super) struct Receipt {
    pub to: String,
    pub procedure: String,
    pub desk: String,
    pub submitted_at: DateTime<Utc>,
    pub answer_by: DateTime<Utc>,
    pub result_by: Option<NaiveDate>,
    pub language: Language,
}

impl Receipt {
    /// The mail for the dossier that got this code.
    pub fn written(&self, portal: &Portal, code: &str) -> Mail {
        let (template, path, by_law) = match self.language {
            Language::Vi => {
                (include_str!("letters/receipt.vi.txt"), "/tra-cuu?ma=", "theo quy định của thủ tục")
            }
            Language::En => {
                (include_str!("letters/receipt.en.txt"), "/en/tra-cuu?ma=", "as the procedure provides")
            }
        };
        let link = [&portal.settings.public_url, path, code].concat();
        let result_by = self.result_by.map_or_else(|| by_law.to_owned(), date::display);
        let values = [
            ("code", code),
            ("procedure", &self.procedure),
            ("desk", &self.desk),
            ("submitted_at", &date::display_time(self.submitted_at)),
            ("answer_by", &date::display_time(self.answer_by)),
            ("result_by", &result_by),
            ("link", &link),
        ];
        letter::write(&portal.settings, template, self.language, &self.to, &values)
    }
}
