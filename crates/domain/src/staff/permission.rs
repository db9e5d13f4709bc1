//! Who may do what: one table for everything beside the moves, which have their own ([`crate::dossier::moves::TABLE`]), and
//! one function that asks both. What is in neither is not allowed.

use super::{Membership, Role};
use crate::dossier::Status;
use crate::dossier::moves::{Actor, Move, Stage, TABLE};
use crate::named::named;

named! {
    /// Something that staff do, other than a move of a dossier.
    pub enum Deed {
        /// Reads a dossier with its answers and papers.
        Read = "read",
        /// Writes a private note on a dossier.
        Note = "note",
        /// Accepts or refuses its papers and answers.
        Judge = "judge",
        /// Takes it as one's own work.
        Claim = "claim",
        /// Gives one's own work to a colleague of the same agency.
        HandOn = "hand_on",
        /// Says whose work it is.
        Assign = "assign",
        /// Agrees to a further round of supplements.
        GiveWord = "give_word",
        /// Takes a fee in cash, with a receipt.
        TakeFee = "take_fee",

        /// Receives a dossier on paper: finds or creates the person, scans the papers.
        ReceiveAtCounter = "receive_at_counter",
        /// Helps somebody who was seen with their card: an account confirmed, recovered, or its number changed.
        HelpAtCounter = "help_at_counter",
        /// Lets somebody stand in for oneself.
        Delegate = "delegate",
        /// Reads how an agency does: received, on time, late, by whom.
        ReadFigures = "read_figures",

        /// Writes procedures and search words.
        EditCatalogue = "edit_catalogue",
        /// Puts a version of a procedure in force.
        PublishCatalogue = "publish_catalogue",
        /// Writes the mails and messages that citizens get.
        EditTemplates = "edit_templates",
        /// Sets agencies, office hours and days off.
        EditAgencies = "edit_agencies",
        /// Lets people in, gives and takes roles.
        InviteStaff = "invite_staff",
        /// Gives other systems access.
        ManageTokens = "manage_tokens",
        /// Looks at the audit and checks its chains.
        ReadAudit = "read_audit",
    }
}

/// For which agency of a dossier somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The receiving desk.
    Desk,
    /// The processing unit. May be the same agency.
    Unit,
    /// No dossier: the agency that the deed is about.
    Agency,
    /// No dossier and no agency: the whole portal.
    Portal,
}

/// A line of the table: who in this role and for this side does it, at these stages of a dossier.
#[derive(Clone, Copy, Debug)]
pub struct Permission {
    /// What is done.
    pub deed: Deed,
    /// In which role.
    pub role: Role,
    /// For which side.
    pub side: Side,
    /// At which stages of a dossier; none where there is no dossier.
    pub stages: &'static [Stage],
}

const fn line(deed: Deed, role: Role, side: Side, stages: &'static [Stage]) -> Permission {
    Permission { deed, role, side, stages }
}

/// While the work is the desk's.
const WITH_DESK: &[Stage] = &[Stage::Intake, Stage::Desk, Stage::Handover];
/// While it is the desk's to judge.
const JUDGED_BY_DESK: &[Stage] = &[Stage::Intake, Stage::Desk];
/// While the work is the unit's.
const WITH_UNIT: &[Stage] = &[Stage::Unit];
/// From when the unit has it. What never came to it is none of its business.
const SEEN_BY_UNIT: &[Stage] = &[Stage::Unit, Stage::Handover, Stage::Closed];
/// While something may be paid.
const OPEN: &[Stage] = &[Stage::Intake, Stage::Desk, Stage::Unit, Stage::Handover];

use Deed::*;
use Role::{Administrator, CatalogueEditor, DeskOfficer, Leader, Specialist};
use Side::{Agency, Desk, Portal, Unit};

/// Everything staff may do beside moves. Editors and administrators see no dossier.
pub const PERMISSIONS: &[Permission] = &[
    line(Read, DeskOfficer, Desk, Stage::ALL),
    line(Read, Leader, Desk, Stage::ALL),
    line(Read, Specialist, Unit, SEEN_BY_UNIT),
    line(Read, Leader, Unit, SEEN_BY_UNIT),
    line(Note, DeskOfficer, Desk, Stage::ALL),
    line(Note, Leader, Desk, Stage::ALL),
    line(Note, Specialist, Unit, SEEN_BY_UNIT),
    line(Note, Leader, Unit, SEEN_BY_UNIT),
    line(Judge, DeskOfficer, Desk, JUDGED_BY_DESK),
    line(Judge, Specialist, Unit, WITH_UNIT),
    line(Judge, Leader, Unit, WITH_UNIT),
    line(Claim, DeskOfficer, Desk, WITH_DESK),
    line(Claim, Specialist, Unit, WITH_UNIT),
    line(HandOn, DeskOfficer, Desk, WITH_DESK),
    line(HandOn, Specialist, Unit, WITH_UNIT),
    line(Assign, Leader, Desk, WITH_DESK),
    line(Assign, Leader, Unit, WITH_UNIT),
    line(GiveWord, Leader, Desk, JUDGED_BY_DESK),
    line(GiveWord, Leader, Unit, WITH_UNIT),
    line(TakeFee, DeskOfficer, Desk, OPEN),
    line(ReceiveAtCounter, DeskOfficer, Agency, &[]),
    line(HelpAtCounter, DeskOfficer, Agency, &[]),
    line(Delegate, DeskOfficer, Agency, &[]),
    line(Delegate, Specialist, Agency, &[]),
    line(Delegate, Leader, Agency, &[]),
    line(ReadFigures, Leader, Agency, &[]),
    line(EditCatalogue, CatalogueEditor, Portal, &[]),
    line(PublishCatalogue, CatalogueEditor, Portal, &[]),
    line(EditTemplates, Administrator, Portal, &[]),
    line(EditAgencies, Administrator, Portal, &[]),
    line(InviteStaff, Administrator, Portal, &[]),
    line(ManageTokens, Administrator, Portal, &[]),
    line(ReadAudit, Administrator, Portal, &[]),
];

/// The dossier that something is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// Code of the receiving desk.
    pub desk: &'a str,
    /// Code of the processing unit, once it has one.
    pub unit: Option<&'a str>,
    /// Where it stands.
    pub status: Status,
    /// With whom it is.
    pub stage: Stage,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// A move of a dossier. Whether it can be made is for [`crate::dossier::moves::judge`] to say.
    Move(Move, Target<'a>),
    /// A deed upon a dossier.
    OnDossier(Deed, Target<'a>),
    /// A deed for the agency with this code.
    ForAgency(Deed, &'a str),
    /// A deed for the whole portal.
    InPortal(Deed),
}

/// By which of these memberships the action is allowed; `None` where it is not.
pub fn may<'m>(memberships: &'m [Membership], action: Action<'_>) -> Option<&'m Membership> {
    memberships.iter().find(|membership| allows(membership, action))
}

fn allows(membership: &Membership, action: Action<'_>) -> bool {
    let Membership { agency, role } = membership;
    let permits = |deed, fits: &dyn Fn(&Permission) -> bool| {
        PERMISSIONS.iter().any(|line| line.deed == deed && line.role == *role && fits(line))
    };
    match action {
        Action::Move(name, target) => {
            works_for(agency, side_of_moves(*role), target)
                && TABLE.iter().any(|rule| {
                    rule.name == name
                        && rule.from.contains(&(target.status, target.stage))
                        && rule.by.contains(&Actor::Staff(*role))
                })
        }
        Action::OnDossier(deed, target) => {
            permits(deed, &|line| line.stages.contains(&target.stage) && works_for(agency, line.side, target))
        }
        Action::ForAgency(deed, code) => permits(deed, &|line| line.side == Agency && agency == code),
        Action::InPortal(deed) => permits(deed, &|line| line.side == Portal),
    }
}

/// The desk's moves are its officers', all others the unit's.
fn side_of_moves(role: Role) -> Side {
    if role == DeskOfficer { Desk } else { Unit }
}

fn works_for(agency: &str, side: Side, target: Target<'_>) -> bool {
    match side {
        Desk => agency == target.desk,
        Unit => target.unit == Some(agency),
        Agency | Portal => false,
    }
}
