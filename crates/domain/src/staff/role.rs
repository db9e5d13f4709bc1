//! What somebody who works for an agency is there.

use crate::named::named;

named! {
    /// A role within one agency. Who has several has several memberships.
    pub enum Role {
        /// Cán bộ bộ phận một cửa: receives, judges and hands over.
        DeskOfficer = "desk_officer",
        /// Chuyên viên: works on dossiers in a processing unit.
        Specialist = "specialist",
        /// Lãnh đạo đơn vị: assigns, signs, and answers for what is late.
        Leader = "leader",
        /// Biên tập danh mục: writes procedures; sees no dossier.
        CatalogueEditor = "catalogue_editor",
        /// Quản trị: lets people in; sees no dossier.
        Administrator = "administrator",
    }
}

impl Role {
    /// Whether somebody with this role works on dossiers, day by day.
    pub fn works_on_dossiers(self) -> bool {
        matches!(self, Self::DeskOfficer | Self::Specialist | Self::Leader)
    }
}
