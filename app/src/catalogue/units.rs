//! Provinces and communes, for choosing an address.

use domain::catalogue::Commune;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Codes and names of all provinces.
#[server(input = GetUrl, endpoint = "catalogue/provinces")]
pub async fn provinces() -> Result<Vec<Commune>, AppError> {
    let unit = |province: &domain::catalogue::Province| Commune {
        code: province.code.clone(),
        name: province.name.clone(),
    };
    Ok(crate::request::portal()?.catalogue().provinces().iter().map(unit).collect())
}

/// The communes of a province; none if there is no such province.
#[server(input = GetUrl, endpoint = "catalogue/communes")]
pub async fn communes(
    /// Two digits.
    province: String,
) -> Result<Vec<Commune>, AppError> {
    let catalogue = crate::request::portal()?.catalogue();
    Ok(catalogue.province(&province).map(|province| province.communes.clone()).unwrap_or_default())
}
