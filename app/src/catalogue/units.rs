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
    Ok(known::units().0.iter().map(unit).collect())
}

/// The communes of a province; none if there is no such province.
#[server(input = GetUrl, endpoint = "catalogue/communes")]
pub async fn communes(
    /// Two digits.
    province: String,
) -> Result<Vec<Commune>, AppError> {
    Ok(known::units().province(&province).map(|province| province.communes.clone()).unwrap_or_default())
}

/// The units that come with the catalogue.
#[cfg(feature = "ssr")]
mod known {
    use std::sync::LazyLock;

    use domain::address::Units;

    #[derive(serde::Deserialize)]
    struct File {
        units: Units,
    }

    static UNITS: LazyLock<Units> = LazyLock::new(|| {
        serde_json::from_str::<File>(include_str!("../../../catalogue/units.json"))
            .map(|file| file.units)
            .unwrap_or_default()
    });

    pub fn units() -> &'static Units {
        &UNITS
    }
}
