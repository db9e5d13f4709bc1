//! Inviting somebody to work for an agency: a link that works once, within a week, and for one person only, whose account
//! has the identity number that was named.

use ::entity::staff_invitation;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Language;
use domain::email::Email;
use domain::identity::IdentityNumber;
use domain::staff::{Membership, Role};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{StaffAdministrator, members, repo, role};
use crate::account::{self, Citizen, factor};
use crate::audit;
use crate::job::{self, Job};
use crate::message::{Mail, letter};
use crate::secret::{self, Purpose};
use crate::{Error, Portal, Result};

const INVITED: &str = "staff_invitation.invited";

/// How long an invitation can be accepted.
pub const LIFE: TimeDelta = TimeDelta::days(7);

/// Whom to invite as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The agency and the role.
    pub membership: Membership,
    /// Who is meant: nobody else can accept.
    pub identity_number: IdentityNumber,
    /// Where the link is sent to; without one whoever invites hands it over.
    pub email: Option<Email>,
    /// The language of the mail.
    pub language: Language,
}

/// An invitation that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The secret of the link, which is kept nowhere else.
    pub token: String,
    /// Until when it can be accepted.
    pub until: DateTime<Utc>,
}

/// An invitation that waits, for administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// The agency and the role.
    pub membership: Membership,
    /// Who is meant.
    pub identity_number: IdentityNumber,
    /// Where the link was sent to; may be empty.
    pub email: String,
    /// Until when it can be accepted.
    pub until: DateTime<Utc>,
}

/// What an invitation is to whoever has its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They can accept it.
    Open(Membership),
    /// They can once they have shown a second factor in this session.
    NeedsFactor(Membership),
    /// It is for somebody else.
    NotTheirs,
    /// There is none: used, too old, taken back or never made.
    Over,
}

#[derive(Serialize, Deserialize)]
struct Invited {
    identity_number: IdentityNumber,
    email: String,
}

/// Invites somebody; an earlier invitation to the same is worth nothing then. Nothing where there is no such agency.
pub async fn invite(portal: &Portal, by: StaffAdministrator, asked: Invitation) -> Result<Option<Made>> {
    let catalogue = portal.catalogue();
    let code = &asked.membership.agency;
    let Some(agency) = catalogue.agencies().iter().find(|agency| agency.code == *code) else {
        return Ok(None);
    };
    let now = portal.clock.now();
    let (token, until) = (secret::token(), now + LIFE);
    let email = asked.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default();
    let invited = Invited { identity_number: asked.identity_number, email };
    let id = Uuid::now_v7();
    let number_hash = account::hash_number(portal, invited.identity_number.as_str());
    let row = staff_invitation::ActiveModel {
        id: Set(id),
        agency_code: Set(code.clone()),
        role: Set(asked.membership.role.as_str().to_owned()),
        identity_number_hash: Set(number_hash.clone()),
        invited: Set(portal.keys.seal(INVITED, &invited)?),
        token_hash: Set(portal.keys.hash(Purpose::Confirmation, &token)),
        invited_by: Set(by.account_id()),
        created_at: Set(now),
        expires_at: Set(until),
        used_at: Set(None),
    };
    let transaction = portal.database.write().await?;
    repo::forget_same_invitations(&*transaction, &number_hash, &asked.membership).await?;
    repo::insert_invitation(&*transaction, row).await?;
    if let Some(email) = &asked.email {
        let mail = mail(portal, asked.language, email, &agency.name.vi, &token, until);
        job::enqueue(portal, &*transaction, &Job::Mail(mail), Some(until)).await?;
    }
    let subject = Some(("staff_invitation", id.to_string()));
    audit::record(portal, &*transaction, by.actor(), "staff.invite", subject).await?;
    transaction.commit().await?;
    job::ring(portal);
    Ok(Some(Made { token, until }))
}

fn mail(
    portal: &Portal,
    language: Language,
    to: &Email,
    agency: &str,
    token: &str,
    until: DateTime<Utc>,
) -> Mail {
    let (template, path) = match language {
        Language::Vi => (include_str!("letters/invitation.vi.txt"), "/tiep-nhan/moi/"),
        Language::En => (include_str!("letters/invitation.en.txt"), "/en/tiep-nhan/moi/"),
    };
    let link = [&portal.settings.public_url, path, token].concat();
    let until = domain::date::display_time(until);
    let values = [("agency", agency), ("link", &link), ("until", &until)];
    letter::write(&portal.settings, template, language, to.as_str(), &values)
}

/// The invitations that wait, the newest first.
pub async fn waiting(portal: &Portal, _by: StaffAdministrator) -> Result<Vec<Waiting>> {
    let rows = repo::open_invitations(portal.database.read(), portal.clock.now()).await?;
    let waiting = |row: staff_invitation::Model| {
        let invited: Invited = portal.keys.open_value(INVITED, &row.invited)?;
        Ok(Waiting {
            id: row.id,
            membership: membership(&row)?,
            identity_number: invited.identity_number,
            email: invited.email,
            until: row.expires_at,
        })
    };
    rows.into_iter().map(waiting).collect()
}

/// Takes an invitation back; says whether it waited.
pub async fn take_back(portal: &Portal, by: StaffAdministrator, id: Uuid) -> Result<bool> {
    let transaction = portal.database.write().await?;
    let taken_back = repo::delete_invitation(&*transaction, id).await?;
    if taken_back {
        let subject = Some(("staff_invitation", id.to_string()));
        audit::record(portal, &*transaction, by.actor(), "staff.invite_take_back", subject).await?;
    }
    transaction.commit().await?;
    Ok(taken_back)
}

/// What the link with this secret is to `citizen`; changes nothing.
pub async fn look(portal: &Portal, citizen: &Citizen, token: &str) -> Result<Standing> {
    Ok(find(portal, portal.database.read(), citizen, token).await?.1)
}

/// Accepts the invitation with this secret. Where it is open, `citizen` is an officer from then on.
pub async fn accept(portal: &Portal, citizen: &Citizen, token: &str) -> Result<Standing> {
    let account_id = citizen.account_id();
    let transaction = portal.database.write().await?;
    // Held, so that the last second factor is not taken off at the same time.
    account::hold_account(&*transaction, account_id).await?;
    let (id, standing) = find(portal, &*transaction, citizen, token).await?;
    let Standing::Open(membership) = standing else { return Ok(standing) };
    if !factor::of(&*transaction, account_id).await?.any() {
        return Ok(Standing::NeedsFactor(membership));
    }
    if !repo::use_invitation(&*transaction, id, portal.clock.now()).await? {
        return Ok(Standing::Over);
    }
    members::let_in(portal, &*transaction, account_id, &membership).await?;
    let subject = Some(("staff_invitation", id.to_string()));
    audit::record(portal, &*transaction, citizen.actor(), "staff.accept", subject).await?;
    transaction.commit().await?;
    Ok(Standing::Open(membership))
}

async fn find(
    portal: &Portal,
    connection: &impl ConnectionTrait,
    citizen: &Citizen,
    token: &str,
) -> Result<(Uuid, Standing)> {
    let hash = portal.keys.hash(Purpose::Confirmation, token);
    let Some(row) = repo::open_invitation(connection, &hash, portal.clock.now()).await? else {
        return Ok((Uuid::nil(), Standing::Over));
    };
    let owner = account::row(connection, citizen.account_id()).await?.ok_or(Error::Unreadable("account"))?;
    let standing = if owner.identity_number_hash != row.identity_number_hash {
        Standing::NotTheirs
    } else if citizen.has_shown_second_factor() {
        Standing::Open(membership(&row)?)
    } else {
        Standing::NeedsFactor(membership(&row)?)
    };
    Ok((row.id, standing))
}

fn membership(row: &staff_invitation::Model) -> Result<Membership> {
    Ok(Membership { agency: row.agency_code.clone(), role: role(&row.role)? })
}

/// The roles in the order in which one chooses from them.
pub const ROLES: [Role; 5] =
    [Role::DeskOfficer, Role::Specialist, Role::Leader, Role::CatalogueEditor, Role::Administrator];
