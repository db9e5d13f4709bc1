//! Which officer sent the request, and the agencies by name. Server only.

use backend::Portal;
use backend::account::Citizen;
use backend::staff::{self, Officer, Staff, StaffAdministrator};
use domain::staff::{Action, Deed};

use crate::account::server::citizen;
use crate::error::AppError;
use crate::i18n::{Language, use_language};
use crate::request;
use crate::routes;

/// The officer who sent the request. Who is not logged in is led to the login, who has not shown a second factor to the page
/// about it, and both from there back to the page they came from. To anybody else there is no such page.
pub async fn officer() -> Result<(Portal, Officer), AppError> {
    let (portal, _, officer) = officer_in_session().await?;
    Ok((portal, officer))
}

/// The same with the session, in which a refused form is kept.
pub async fn officer_in_session() -> Result<(Portal, Citizen, Officer), AppError> {
    let (portal, citizen) = (request::portal()?, citizen().await?);
    match staff::recognise(&portal, &citizen).await? {
        Staff::Officer(officer) => Ok((portal, citizen, officer)),
        Staff::NeedsFactor => {
            let back = request::page_address().filter(|page| request::is_local(page));
            request::redirect(&routes::officer_factor_then(use_language(), &back.unwrap_or_default()));
            Err(AppError::LoggedOut)
        }
        Staff::None => Err(AppError::NotFound),
    }
}

/// The officer who sent the request, if they let people in and out.
pub async fn administrator() -> Result<(Portal, Citizen, Officer, StaffAdministrator), AppError> {
    let (portal, citizen, officer) = officer_in_session().await?;
    let administrator = StaffAdministrator::of(&officer).ok_or(AppError::NotFound)?;
    Ok((portal, citizen, officer, administrator))
}

/// The name of the agency with this code; the code where it is not known.
pub fn agency_name(portal: &Portal, code: &str) -> String {
    let catalogue = portal.catalogue();
    catalogue
        .agency(code)
        .map_or_else(|| code.to_owned(), |agency| agency.name.get(use_language().into()).to_owned())
}

/// Where this officer begins.
pub fn first_page_of(language: Language, officer: &Officer) -> String {
    let works = officer.works_on_dossiers();
    let writes = officer.may(Action::InPortal(Deed::EditCatalogue)).is_some();
    if writes && !works { routes::procedures(language) } else { first_page(language, works) }
}

/// Where an officer begins: the inbox, or the people where that is all that they do.
pub fn first_page(language: Language, works_on_dossiers: bool) -> String {
    if works_on_dossiers { routes::inbox(language) } else { routes::members(language) }
}
