//! Papers (thành phần hồ sơ): which are needed, and which files are taken for them.

use crate::answers::Answers;
use crate::attachment::FileKind;
use crate::catalogue::{PaperKind, PaperNeed, PaperRequirement, Procedure};
use crate::check::{Scope, holds};
use crate::dossier::sections::{FiledFor, filed_for};
use crate::text::Text;

/// Id of the paper by which somebody is authorised to file for somebody else.
pub const AUTHORISATION: &str = "authorisation";

/// Whether a paper is needed for the answers given so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Must be there.
    Required,
    /// May be added.
    Optional,
    /// Not for this case.
    NotNeeded,
    /// Depends on a question that was not answered yet.
    Unanswered,
}

/// A paper of the procedure and whether it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededPaper {
    /// The paper.
    pub paper: PaperRequirement,
    /// Whether it is needed.
    pub need: Need,
}

impl NeededPaper {
    /// Handed in with the dossier, so a file is uploaded for it when filing online.
    pub fn is_uploaded(&self) -> bool {
        self.paper.kind == PaperKind::Submit
    }

    /// Path of the answer to its question.
    pub fn question_path(&self) -> String {
        question_path(&self.paper.id)
    }
}

/// Path of the answer (`yes` or `no`) to the question that a paper asks.
pub fn question_path(paper: &str) -> String {
    ["paper.", paper].concat()
}

/// Whether the procedure has a question at this path, and `typed` may be kept there.
pub fn accepts(procedure: &Procedure, path: &str, typed: &str) -> bool {
    matches!(typed, "yes" | "no" | "")
        && path.strip_prefix("paper.").is_some_and(|id| {
            procedure
                .papers
                .iter()
                .any(|paper| paper.id == id && matches!(paper.needed, PaperNeed::Asked { .. }))
        })
}

/// The papers of the procedure in order. Filing on someone's behalf requires their authorisation, also where the
/// procedure does not list it.
pub fn needed_papers(procedure: &Procedure, answers: &Answers) -> Vec<NeededPaper> {
    let on_behalf = filed_for(answers) == Some(FiledFor::Other);
    let mut papers: Vec<NeededPaper> = procedure
        .papers
        .iter()
        .map(|paper| NeededPaper {
            need: if on_behalf && paper.id == AUTHORISATION { Need::Required } else { need(paper, answers) },
            paper: paper.clone(),
        })
        .collect();
    if on_behalf && papers.iter().all(|needed| needed.paper.id != AUTHORISATION) {
        papers.push(NeededPaper { paper: authorisation(), need: Need::Required });
    }
    papers
}

fn need(paper: &PaperRequirement, answers: &Answers) -> Need {
    match &paper.needed {
        PaperNeed::Always => Need::Required,
        PaperNeed::Optional => Need::Optional,
        PaperNeed::When { condition, .. } if holds(condition, answers, Scope::form()) => Need::Required,
        PaperNeed::When { .. } => Need::NotNeeded,
        PaperNeed::Asked { .. } => match answers.get(&question_path(&paper.id)) {
            "yes" => Need::Required,
            "no" => Need::NotNeeded,
            _ => Need::Unanswered,
        },
    }
}

fn authorisation() -> PaperRequirement {
    PaperRequirement {
        id: AUTHORISATION.to_owned(),
        name: Text::new("Giấy ủy quyền", "Authorisation"),
        hint: Some(Text::new(
            "Chủ hồ sơ ký, có chứng thực chữ ký.",
            "Signed by the dossier owner, with the signature certified.",
        )),
        kind: PaperKind::Submit,
        needed: PaperNeed::Always,
        originals: 1,
        copies: 0,
        accepts: FileKind::ALL.to_vec(),
    }
}
