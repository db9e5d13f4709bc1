//! Telling the applicant of a move, in the transaction that makes it: a mail, and where they have something to do or to
//! know at once a text message.

use ::entity::dossier;
use chrono::{DateTime, Utc};
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
use crate::template::{DUE_CHANGED, Kind, Template};
use crate::{Portal, Result};

/// A move of which the applicant is told.
pub(super) struct Told<'a> {
    pub wish: &'a Wish<'a>,
    pub words: &'a Words,
    pub by: Mover<'a>,
    pub procedure: &'a Procedure,
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
        let template = |kind| Template { name: self.wish.name.as_str(), kind, language };
        let mut jobs = Vec::new();
        let mailbox = answers.get("dossier_email");
        if !mailbox.is_empty()
            && let Some(words) = template(Kind::Mail).words(connection).await?
        {
            let mail = letter::write(&portal.settings, &words, language, mailbox, &values);
            jobs.push(job::prepared(portal, &Job::Mail(mail), None)?);
        }
        if let Some(text) = template(Kind::Sms).words(connection).await?
            && let Ok(phone) = Phone::parse_mobile(answers.get("dossier_phone"))
        {
            let text = sms::plain(&letter::filled(&portal.settings, &text, &values));
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

/// Tells the applicant that days off moved the end of the dossier's limit, which was `before`.
pub(super) async fn tell_due(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    row: &dossier::Model,
    before: DateTime<Utc>,
) -> Result<()> {
    let language = Language::of_tag(&row.language);
    let answers: Answers = portal.keys.open_value(ANSWERS, &row.answers)?;
    let mailbox = answers.get("dossier_email");
    if mailbox.is_empty() {
        return Ok(());
    }
    let version = super::draft::version(portal, row.procedure_version).await?;
    let template = Template { name: DUE_CHANGED, kind: Kind::Mail, language };
    let Some(words) = template.words(connection).await? else { return Ok(()) };
    let (path, what) = match (language, row.received_at.is_some()) {
        (Language::Vi, true) => ("/ho-so/", "Hẹn trả kết quả"),
        (Language::Vi, false) => ("/ho-so/", "Bộ phận một cửa trả lời trước"),
        (Language::En, true) => ("/en/ho-so/", "The result is due"),
        (Language::En, false) => ("/en/ho-so/", "The desk answers by"),
    };
    let values = [
        ("code", row.code.as_str()),
        ("procedure", version.procedure.name.get(language)),
        ("link", &[&portal.settings.public_url, path, &row.code].concat()),
        ("what", what),
        ("due", &date::display_time(row.due_at)),
        ("before", &date::display_time(before)),
    ];
    let mail = letter::write(&portal.settings, &words, language, mailbox, &values);
    job::enqueue(portal, connection, &Job::Mail(mail), None).await
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
    fn every_reason_has_its_words() {
        for language in [Language::Vi, Language::En] {
            for one in Reason::ALL {
                assert!(!reason(*one, language).is_empty(), "{one:?} {language:?}");
            }
        }
    }
}
