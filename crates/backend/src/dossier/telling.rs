//! Telling the applicant of a move, in the transaction that makes it: a mail, and where they have something to do or to
//! know at once a text message.


use ::entity::dossier;
use domain::catalogue::Procedure;
use domain::check::summary;
use domain::dossier::judgement::Item;
use domain::dossier::moves::{HandOver, Move};
use domain::dossier::paper::needed_papers;
use domain::dossier::sections::DELIVERY;
use domain::phone::Phone;
use domain::{Answers, Language, date, money};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::event::Words;
use super::moving::{Mover, Wish};
use super::submit::ANSWERS;
use super::{deadline, judging, supplement};
use crate::job::{self, Job};
use crate::message::{Sms, letter, sms};
use crate::{Portal, Result};

/// A move of which the applicant is told.
pub(super) struct Told<'a> {
    pub wish: &'a Wish<'a>,
    pub words: &'a Words,
    pub by: Mover<'a>,
    pub procedure: &'a Procedure,
}

macro_rules! letters {
    ($($name:ident => $file:literal),+ $(,)?) => {
        fn template(name: Move, language: Language) -> &'static str {
            match (name, language) {
                $(
                    (Move::$name, Language::Vi) => include_str!(concat!("letters/moves/", $file, ".vi.txt")),
                    (Move::$name, Language::En) => include_str!(concat!("letters/moves/", $file, ".en.txt")),
                )+
            }
        }
    };
}

letters! {
    Accept => "accept",
    Refuse => "refuse",
    RequestSupplement => "request_supplement",
    AnswerSupplement => "answer_supplement",
    StartProcessing => "start_processing",
    RequestPayment => "request_payment",
    ConfirmPayment => "confirm_payment",
    Withdraw => "withdraw",
    Stop => "stop",
    Transfer => "transfer",
    Extend => "extend",
    Finish => "finish",
    HandOver => "hand_over",
}

/// The text message of a move, a line of `name: text`; none for moves that ask nothing of the applicant.
fn message(name: Move, language: Language) -> Option<&'static str> {
    let lines = match language {
        Language::Vi => include_str!("letters/moves/messages.vi.txt"),
        Language::En => include_str!("letters/moves/messages.en.txt"),
    };
    lines.lines().find_map(|line| line.strip_prefix(name.as_str())?.strip_prefix(": "))
}

impl Told<'_> {
    /// Enqueues the messages about the dossier as it is after the move.
    pub async fn tell(
        &self,
        portal: &Portal,
        connection: &impl ConnectionTrait,
        row: &dossier::Model,
    ) -> Result<()> {
        let language = Language::of_tag(&row.language);
        let answers: Answers = portal.keys.open_value(ANSWERS, &row.answers)?;
        let values = self.values(portal, connection, row, &answers, language).await?;
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut jobs = Vec::new();
        let mailbox = answers.get("dossier_email");
        if !mailbox.is_empty() {
            let template = template(self.wish.name, language);
            let mail = letter::write(&portal.settings, template, language, mailbox, &values);
            jobs.push(job::prepared(portal, &Job::Mail(mail), None)?);
        }
        if let Some(text) = message(self.wish.name, language)
            && let Ok(phone) = Phone::parse_mobile(answers.get("dossier_phone"))
        {
            let text = sms::plain(&letter::filled(&portal.settings, text, &values));
            let message = Sms { id: Uuid::now_v7(), to: phone.e164().to_owned(), text };
            jobs.push(job::prepared(portal, &Job::Sms(message), None)?);
        }
        if !jobs.is_empty() {
            job::enqueue_all(connection, jobs).await?;
        }
        Ok(())
    }

    async fn values(
        &self,
        portal: &Portal,
        connection: &impl ConnectionTrait,
        row: &dossier::Model,
        answers: &Answers,
        language: Language,
    ) -> Result<Vec<(&'static str, String)>> {
        let catalogue = portal.catalogue();
        let agency = |code: &str| {
            catalogue.agency(code).map(|agency| agency.name.get(language).to_owned()).unwrap_or_default()
        };
        let says = |vi: &'static str, en: &'static str| match language {
            Language::Vi => vi,
            Language::En => en,
        };
        let path = says("/ho-so/", "/en/ho-so/");
        let due = deadline::due(row).map_or_else(
            || says("theo quy định của thủ tục", "as the procedure provides").to_owned(),
            date::display_time,
        );
        let until = self.words.until.map(|day| {
            let day = date::display(day);
            match language {
                Language::Vi => format!("Hạn: hết ngày {day}."),
                Language::En => format!("By the end of {day}."),
            }
        });
        let officer = match self.by {
            Mover::Officer(officer, _) => officer.name().to_owned(),
            Mover::Applicant(_) | Mover::System => String::new(),
        };
        let way = match self.wish.hand_over {
            Some(HandOver::Online) => says("đã tải trên cổng", "downloaded from the portal").to_owned(),
            Some(HandOver::Signed) => {
                says("đã nhận và ký tại bộ phận một cửa", "received and signed for at the desk").to_owned()
            }
            Some(HandOver::Posted(number)) => {
                format!("{} {number}", says("gửi bưu chính, số hiệu", "posted, tracking number"))
            }
            None => String::new(),
        };
        let fetch = match answers.get(DELIVERY) {
            "online" => says(
                "Bạn tải kết quả ở trang của hồ sơ trên cổng.",
                "Download the result on the dossier's page of the portal.",
            )
            .to_owned(),
            "post" => says(
                "Kết quả sẽ được gửi qua bưu chính đến địa chỉ bạn đã ghi.",
                "The result will be sent by post to the address that you gave.",
            )
            .to_owned(),
            _ => format!(
                "{} {}.",
                says("Bạn đến nhận kết quả tại", "Fetch the result at"),
                agency(&row.agency_code)
            ),
        };
        let pays = row.payment == "due" && row.amount_vnd > 0;
        let fee = if pays {
            format!(
                "{} {}, {} {}.",
                says("Số tiền phải nộp:", "To be paid:"),
                money::display(row.amount_vnd),
                says("nộp tại", "at"),
                agency(&row.agency_code)
            )
        } else {
            String::new()
        };
        let refund = if row.payment == "refund_due" {
            says("Số tiền bạn đã nộp sẽ được hoàn trả.", "What you paid will be paid back.").to_owned()
        } else {
            String::new()
        };
        let items = if self.wish.name == Move::RequestSupplement {
            let asked = asked(portal, connection, row, self.procedure, answers, language).await?;
            let lines: Vec<_> = asked.into_iter().map(|(what, why)| format!("– {what} ({why})")).collect();
            lines.join("\n")
        } else {
            String::new()
        };
        Ok(vec![
            ("code", row.code.clone()),
            ("procedure", self.procedure.name.get(language).to_owned()),
            ("desk", agency(&row.agency_code)),
            ("unit", row.unit_code.as_deref().map(agency).unwrap_or_default()),
            ("link", [&portal.settings.public_url, path, &row.code].concat()),
            ("reason", self.words.text.clone()),
            ("until", until.unwrap_or_default()),
            ("due", due),
            ("answer_by", date::display_time(row.answer_by)),
            ("amount", money::display(row.amount_vnd)),
            ("officer", officer),
            ("way", way),
            ("fetch", fetch),
            ("fee", fee),
            ("refund", refund),
            ("items", items),
        ])
    }
}

/// What the last request asks for, each with why.
pub(super) async fn asked(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
    procedure: &Procedure,
    answers: &Answers,
    language: Language,
) -> Result<Vec<(String, String)>> {
    let Some(last) = supplement::requests(portal, connection, row.id).await?.pop() else {
        return Ok(Vec::new());
    };
    let papers = needed_papers(procedure, answers);
    let catalogue = portal.catalogue();
    let rows: Vec<_> = judging::sections_of(procedure, answers)
        .iter()
        .flat_map(|section| summary(section, answers, language, catalogue.units()))
        .collect();
    let said = last.request.asked.iter().map(|(item, refusal)| {
        let name = match item {
            Item::Paper(id) => papers
                .iter()
                .find(|needed| needed.paper.id == *id)
                .map(|needed| needed.paper.name.get(language).to_owned()),
            Item::Answer(path) => rows.iter().find(|row| row.path == *path).map(|row| row.label.clone()),
        };
        let why = reason(refusal.reason, language);
        let between = if refusal.words.is_empty() { "" } else { ": " };
        (name.unwrap_or_default(), format!("{why}{between}{}", refusal.words))
    });
    Ok(said.collect())
}

/// A reason from the list, in a few words.
fn reason(reason: domain::dossier::judgement::Reason, language: Language) -> &'static str {
    let lines = match language {
        Language::Vi => include_str!("letters/moves/reasons.vi.txt"),
        Language::En => include_str!("letters/moves/reasons.en.txt"),
    };
    lines.lines().find_map(|line| line.strip_prefix(reason.as_str())?.strip_prefix(": ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::dossier::judgement::Reason;

    use super::*;

    #[test]
    fn every_move_and_reason_has_its_words() {
        for language in [Language::Vi, Language::En] {
            for name in Move::ALL {
                let words = template(*name, language);
                assert!(words.contains("{code}") && words.contains("]({link})"), "{name:?} {language:?}");
            }
            for one in Reason::ALL {
                assert!(!reason(*one, language).is_empty(), "{one:?} {language:?}");
            }
            for name in [Move::RequestSupplement, Move::Accept, Move::Finish, Move::RequestPayment] {
                assert!(message(name, language).is_some_and(|text| text.contains("{code}")), "{name:?}");
            }
        }
    }
}
