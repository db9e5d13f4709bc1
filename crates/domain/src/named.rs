//! Closed lists whose members have a name in tables, events and translation keys.

/// Makes an enum of members with names: `ALL` in order, `as_str`, `from_name`, and serde by the same names.
macro_rules! named {
    ($(#[$about:meta])* $visible:vis enum $list:ident { $($(#[$meaning:meta])* $member:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $visible enum $list {
            $($(#[$meaning])* #[serde(rename = $name)] $member,)+
        }

        impl $list {
            /// All of them in order.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// As tables and translation keys write it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $name),+ }
            }

            /// Reads what [`Self::as_str`] writes.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == name)
            }
        }
    };
}

pub(crate) use named;

/// Fails where a list has a name twice, or a name does not lead back to its member.
#[cfg(test)]
macro_rules! assert_names_lead_back {
    ($($list:ty),+ $(,)?) => {
        $(for (at, member) in <$list>::ALL.iter().enumerate() {
            assert_eq!(<$list>::from_name(member.as_str()), Some(*member));
            assert_eq!(serde_json::to_string(member).unwrap(), format!("\"{}\"", member.as_str()));
            assert!(<$list>::ALL[at + 1..].iter().all(|other| other.as_str() != member.as_str()));
        })+
    };
}

#[cfg(test)]
pub(crate) use assert_names_lead_back;
