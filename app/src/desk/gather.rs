//! What the pages of one dossier show, from what the backend reads. Server only.

use backend::Portal;
use backend::desk::{self, Happening, Offer, Sheet, SheetPaper};
use backend::printed;
use backend::staff::Officer;
use domain::catalogue::Agency;
use domain::check::summary;
use domain::date;
use domain::dossier::axes::Payment;
use domain::dossier::judgement::{Change, Item, Outcome, Reason, Verdict};
use domain::dossier::moves::{Demand, Move};

use super::model::*;
use super::words::{self, reason_with};
use crate::dossier::words::{moment, say};
use crate::error::AppError;
use crate::i18n::{Language, fill, t, text::desk as d};
use crate::verify;

/// The dossier with this code, if the officer may read it.
pub async fn sheet(
    portal: &Portal,
    officer: &Officer,
    code: &str,
    language: Language,
) -> Result<Option<SheetPage>, AppError> {
    let Some(sheet) = desk::read(portal, officer, code).await? else { return Ok(None) };
    let catalogue = portal.catalogue();
    let name = |agency: &Agency| agency.name.get(language.into()).to_owned();
    let unjudged = sheet.items.iter().filter(|item| sheet.judgement.of(item).is_none()).count();
    let is_refused = |item: &&Item| matches!(sheet.judgement.of(item), Some(Verdict::Refused(_)));
    let refused = sheet.items.iter().filter(is_refused).count();
    let sections = sheet.sections.iter().map(|section| {
        let rows = summary(section, &sheet.answers, language.into(), catalogue.units());
        let rows = rows.into_iter().filter(|row| !row.value.is_empty()).map(|row| AnswerRow {
            item: item(&sheet, &Item::Answer(row.path)),
            label: match row.entry {
                Some((group, number)) => format!("{group} {number} · {}", row.label),
                None => row.label,
            },
            value: row.value,
        });
        (section.title.get(language.into()).to_owned(), rows.collect::<Vec<_>>())
    });
    let sections = sections.filter(|(_, rows)| !rows.is_empty()).collect();
    Ok(Some(SheetPage {
        code: sheet.code.clone(),
        revision: sheet.revision,
        judgement_revision: sheet.judgement_revision,
        status: sheet.status,
        is_late: sheet.course.due.is_some_and(|due| due < portal.clock.now())
            && sheet.course.finished_at.is_none(),
        facts: facts(&sheet, name),
        others: sheet.others.join(", "),
        papers: sheet.papers.iter().map(|paper| card(portal, &sheet, paper, language)).collect(),
        sections,
        unjudged,
        refused,
        may_judge: sheet.may.judge,
        may_note: sheet.may.note,
        takes_fee: fee(&sheet),
        may_give_word: sheet.may.give_word,
        offers: sheet.offers.iter().map(|offer| form(&sheet, offer)).collect(),
        adds: adds(&sheet),
        units: sheet.units.iter().map(|unit| (unit.code.clone(), name(unit))).collect(),
        documents: sheet
            .documents
            .iter()
            .map(|one| (one.id, one.name.clone(), words::document(&one.kind).to_owned()))
            .collect(),
        forms: printed::given_out(portal, sheet.dossier_id)
            .await?
            .into_iter()
            .map(|one| {
                let name = format!("{} · {}", t(verify::name(one.form)), one.number);
                (one.id, name, moment(one.issued_at))
            })
            .collect(),
        receipts: sheet
            .receipts
            .iter()
            .map(|one| {
                let amount = domain::money::display(one.amount_vnd);
                fill(d::FEE_TAKEN, &[("number", &one.number), ("amount", &amount)])
            })
            .collect(),
        requests: sheet.requests.iter().map(|request| asked(&sheet, request, portal, language)).collect(),
        notes: sheet
            .notes
            .iter()
            .map(|note| (format!("{} · {}", note.author, moment(note.written_at)), note.text.clone()))
            .collect(),
        events: sheet.events.iter().rev().map(|one| event(portal, one, language)).collect(),
        tried: None,
        meanwhile: Vec::new(),
    }))
}

/// What happened after the revision that a lost move saw.
pub fn since(page: &SheetPage, revision: i64) -> Vec<EventRow> {
    let new = usize::try_from(page.revision.saturating_sub(revision)).unwrap_or_default();
    page.events.iter().take(new).cloned().collect()
}

fn facts(sheet: &Sheet, name: impl Fn(&Agency) -> String) -> Vec<(String, String)> {
    let unit = sheet.unit.as_ref().map(&name).unwrap_or_default();
    let course = &sheet.course;
    let due = match course.due {
        Some(due) if course.is_provisional => fill(d::DUE_PROVISIONAL, &[("moment", &moment(due))]),
        Some(due) => moment(due),
        None if course.is_paused => t(d::DUE_PAUSED).to_owned(),
        None => t(d::DUE_NONE).to_owned(),
    };
    let due = if course.extensions > 0 {
        format!("{due} · {}", fill(d::EXTENDED, &[("count", &course.extensions.to_string())]))
    } else {
        due
    };
    [
        (d::OWNER, sheet.owner.clone()),
        (d::PROCEDURE, say(&sheet.version.procedure.name)),
        (d::STAGE, words::stage(sheet.stage, &unit)),
        (d::DUE, due),
        (d::FILED_AT, moment(sheet.submitted_at)),
        (d::ASSIGNEE, sheet.assignee.clone().unwrap_or_else(|| t(d::NOBODY).to_owned())),
        (d::FEE, words::payment(sheet.payment, sheet.amount_vnd)),
        (d::DELIVERY, words::delivery(sheet.delivery).to_owned()),
    ]
    .map(|(term, value)| (t(term).to_owned(), value))
    .to_vec()
}

/// How an item is judged; none for what is not judged at all.
fn item(sheet: &Sheet, item: &Item) -> Option<ItemView> {
    if !sheet.items.contains(item) {
        return None;
    }
    let verdict = sheet.judgement.of(item);
    // Of an answer with parts, such as an address, each part changes by itself.
    let change = sheet.changes.iter().find(|(changed, _)| match (item, changed) {
        (Item::Answer(path), Item::Answer(part)) => {
            part.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }
        (item, changed) => item == *changed,
    });
    let change = change.map(|(_, change)| {
        t(match change {
            Change::Added => d::ADDED,
            Change::Changed => d::CHANGED,
            Change::Removed => d::REMOVED,
        })
        .to_owned()
    });
    Some(ItemView {
        key: match item {
            Item::Paper(id) => ["paper:", id].concat(),
            Item::Answer(path) => ["answer:", path].concat(),
        },
        will_do: verdict.map(|verdict| *verdict == Verdict::Accepted),
        why: match verdict {
            Some(Verdict::Refused(refusal)) => reason_with(refusal.reason, &refusal.words),
            _ => String::new(),
        },
        change,
        reasons: Reason::for_item(item)
            .map(|one| (one.as_str().to_owned(), words::reason(one).to_owned()))
            .collect(),
    })
}

fn card(portal: &Portal, sheet: &Sheet, paper: &SheetPaper, language: Language) -> PaperCard {
    let files = |files: &[backend::attachment::Paper]| {
        let row = |file: &backend::attachment::Paper| FileRow {
            id: file.id,
            name: file.name.clone(),
            withheld: file.withheld.and_then(|scan| crate::dossier::withheld(portal, scan)),
        };
        files.iter().map(row).collect()
    };
    PaperCard {
        item: item(sheet, &Item::Paper(paper.requirement.id.clone())),
        name: paper.requirement.name.get(language.into()).to_owned(),
        files: files(&paper.files),
        earlier: files(&paper.earlier),
    }
}

/// What the desk may take; 0 where nothing says how much.
fn fee(sheet: &Sheet) -> Option<i64> {
    match sheet.payment {
        Payment::Due | Payment::Pending if sheet.may.take_fee => Some(sheet.amount_vnd),
        Payment::NotDue if sheet.may.take_fee => Some(0),
        _ => None,
    }
}

fn form(sheet: &Sheet, offer: &Offer) -> OfferForm {
    let name = offer.rule.name;
    let mut asks = Vec::new();
    let demands = |demand| offer.demands(demand);
    if demands(Demand::Reason) {
        asks.push(Ask::Reason);
    }
    if name == Move::RequestSupplement {
        asks.push(Ask::Word);
    }
    if matches!(name, Move::RequestSupplement | Move::RequestPayment) {
        asks.push(Ask::Until);
    }
    if demands(Demand::LaterDue) {
        asks.push(Ask::NewDue);
    }
    if demands(Demand::Unit) {
        asks.push(Ask::Unit);
    }
    if demands(Demand::Amount) {
        asks.push(Ask::Amount);
    }
    if demands(Demand::RefundDecision) && sheet.payment == Payment::Paid {
        asks.push(Ask::Refund);
    }
    if demands(Demand::HandedOver) {
        asks.push(Ask::HandOver);
    }
    if name == Move::Accept && sheet.version.procedure.time_limit.with_verification.is_some() {
        asks.push(Ask::Verify);
    }
    let has = |kind: &str| sheet.documents.iter().any(|document| document.kind == kind);
    let lacks_document =
        demands(Demand::Document) && !has(if name == Move::Finish { "result" } else { "request" });
    let judged = match sheet.outcome {
        Outcome::Unfinished if demands(Demand::AllAccepted) || demands(Demand::SomeRefused) => {
            Some(d::UNJUDGED)
        }
        Outcome::SomeRefused if demands(Demand::AllAccepted) => Some(d::SOMETHING_REFUSED),
        Outcome::AllAccepted if demands(Demand::SomeRefused) => Some(d::NOTHING_REFUSED),
        _ => None,
    };
    let lacks = if lacks_document {
        Some(d::NEEDS_DOCUMENT)
    } else if offer.lacks_word {
        Some(d::NEEDS_WORD)
    } else {
        judged
    };
    OfferForm {
        name: name.as_str().to_owned(),
        label: t(words::move_name(name)).to_owned(),
        asks,
        lacks: lacks.map(|key| t(key).to_owned()),
    }
}

/// The kinds of documents that belong to the moves that can be made.
fn adds(sheet: &Sheet) -> Vec<String> {
    let of = |name| sheet.offers.iter().any(|offer| offer.rule.name == name);
    [(Move::Finish, "result"), (Move::Withdraw, "request"), (Move::HandOver, "signature")]
        .into_iter()
        .filter(|(name, _)| of(*name))
        .map(|(_, kind)| kind.to_owned())
        .collect()
}

fn asked(
    sheet: &Sheet,
    request: &backend::dossier::Requested,
    portal: &Portal,
    language: Language,
) -> RequestRow {
    let names = item_names(portal, &sheet.version.procedure, &sheet.answers, &sheet.sections, language);
    let items = request.request.asked.iter().map(|(item, refusal)| {
        let why = reason_with(refusal.reason, &refusal.words);
        format!("{} ({why})", names(item))
    });
    let by = [("name", request.asked_by.as_str()), ("moment", &moment(request.asked_at))];
    RequestRow {
        title: fill(d::ASKED, &[("number", &request.number.to_string())]),
        asked: fill(d::ASKED_BY, &by),
        answered: match request.answered_at {
            Some(at) => fill(d::ANSWERED_AT, &[("moment", &moment(at))]),
            None => t(d::NOT_ANSWERED).to_owned(),
        },
        items: items.collect(),
    }
}

/// What an item is called.
pub fn item_names<'a>(
    portal: &'a Portal,
    procedure: &'a domain::catalogue::Procedure,
    answers: &'a domain::Answers,
    sections: &'a [domain::form::Section],
    language: Language,
) -> impl Fn(&Item) -> String + use<'a> {
    let papers = domain::dossier::paper::needed_papers(procedure, answers);
    let catalogue = portal.catalogue();
    let rows: Vec<_> = sections
        .iter()
        .flat_map(|section| summary(section, answers, language.into(), catalogue.units()))
        .collect();
    move |item| match item {
        Item::Paper(id) => papers
            .iter()
            .find(|needed| needed.paper.id == *id)
            .map(|needed| needed.paper.name.get(language.into()).to_owned())
            .unwrap_or_default(),
        Item::Answer(path) => {
            rows.iter().find(|row| row.path == *path).map(|row| row.label.clone()).unwrap_or_default()
        }
    }
}

fn event(portal: &Portal, one: &Happening, language: Language) -> EventRow {
    let catalogue = portal.catalogue();
    let agency = catalogue.agency(&one.agency).map(|agency| agency.name.get(language.into()).to_owned());
    let who = match (&one.who, &one.stood_in_for) {
        (Some(name), Some(other)) => fill(d::STOOD_IN, &[("name", name), ("other", other)]),
        (Some(name), None) => name.clone(),
        (None, _) => String::new(),
    };
    let parts = [words::role(&one.actor).to_owned(), who, agency.unwrap_or_default()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let until = one.words.until.map(|day| format!(" ({})", date::display(day))).unwrap_or_default();
    EventRow {
        what: words::event_name(&one.name).to_owned(),
        at: moment(one.at),
        who: parts.join(", "),
        words: [one.words.text.as_str(), &until].concat(),
    }
}
