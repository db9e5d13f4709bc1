//! What other systems may do, and what they are told.

use crate::named::named;

named! {
    /// What a token of another system is good for. As what it does it, its role says.
    pub enum Scope {
        /// Looks up dossiers, what changed, and papers.
        Read = "read",
        /// Files dossiers for people.
        Create = "create",
        /// Moves dossiers.
        Move = "move",
        /// Hands in papers and documents.
        Attach = "attach",
    }
}

named! {
    /// What a system is told of by a webhook.
    pub enum Topic {
        /// A dossier was filed.
        Submitted = "dossier.submitted",
        /// A dossier moved.
        Moved = "dossier.moved",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        crate::named::assert_names_lead_back!(Scope, Topic);
    }
}
