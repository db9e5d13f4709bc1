//! How long one stays logged in, and what a browser says about its device.

use chrono::{DateTime, TimeDelta, Utc};

/// Whoever changes what the account is kept safe with has proved that long ago at most who they are (OWASP ASVS 7.5.1).
pub const FRESH: TimeDelta = TimeDelta::minutes(10);

/// Whether a proof made at `proved_at` is fresh enough for such a change.
pub fn is_fresh(proved_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - proved_at < FRESH
}

/// What one is logged in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A phone or tablet: mostly one person's own.
    Phone,
    /// A computer, which others may use too.
    Computer,
    /// The portal's own screen in a public place. Its browser says so itself; whoever pretends to only shortens the
    /// session.
    Kiosk,
}

/// When a session runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// After so long without use.
    pub idle: TimeDelta,
    /// So long before that its pages say so.
    pub warning: TimeDelta,
    /// So long after the login, however much it is used.
    pub length: TimeDelta,
    /// For so long after it ran out, what was typed before is still kept in drafts of its account.
    pub lapse: TimeDelta,
}

impl Device {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Computer, Self::Kiosk];

    /// `phone`, `computer`, `kiosk`: as tables keep it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Computer => "computer",
            Self::Kiosk => "kiosk",
        }
    }

    /// Reads what [`Self::as_str`] writes; anything else is a computer.
    pub fn from_stored(stored: &str) -> Self {
        Self::ALL.into_iter().find(|device| device.as_str() == stored).unwrap_or(Self::Computer)
    }

    /// The kind of device whose browser sends `user_agent`.
    pub fn of_user_agent(user_agent: &str) -> Self {
        if user_agent.contains(KIOSK) {
            Self::Kiosk
        } else if ["Android", "iPhone", "iPad", "Mobile"].iter().any(|name| user_agent.contains(name)) {
            Self::Phone
        } else {
            Self::Computer
        }
    }

    /// How long one stays logged in on it.
    pub fn limits(self) -> Limits {
        let length = match self {
            Self::Phone => TimeDelta::hours(24),
            Self::Computer => TimeDelta::hours(12),
            // The next person is waiting, and must find nothing of the one before.
            Self::Kiosk => {
                return Limits {
                    idle: TimeDelta::minutes(5),
                    warning: TimeDelta::minutes(1),
                    length: TimeDelta::minutes(45),
                    lapse: TimeDelta::zero(),
                };
            }
        };
        let (idle, warning) = (TimeDelta::minutes(60), TimeDelta::minutes(5));
        Limits { idle, warning, length, lapse: TimeDelta::hours(24) }
    }
}

/// What the browser of a kiosk has in its name.
pub const KIOSK: &str = "MotCuaKiosk";

/// Browsers by what they are known by. The order counts: most of them name others too.
const BROWSERS: [(&str, &str); 12] = [
    (KIOSK, "Một Cửa"),
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by what they are known by, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// What people call the browser that sends `user_agent`, and its system: "Chrome, Android". Empty where neither is known.
pub fn browser_name(user_agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    [known(&BROWSERS), known(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        for (user_agent, device, name) in [
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile \
                 Safari/537.36",
                Device::Phone,
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.1 Mobile/15E148 Safari/604.1",
                Device::Phone,
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 \
                 Safari/537.36 Edg/147.0.0.0",
                Device::Computer,
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                Device::Computer,
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0 Safari/537.36 MotCuaKiosk/1",
                Device::Kiosk,
                "Một Cửa, Linux",
            ),
            ("curl/8", Device::Computer, ""),
            ("", Device::Computer, ""),
        ] {
            assert_eq!(Device::of_user_agent(user_agent), device, "{user_agent}");
            assert_eq!(browser_name(user_agent), name, "{user_agent}");
        }
    }

    #[test]
    fn devices_are_stored_and_read() {
        for device in Device::ALL {
            assert_eq!(Device::from_stored(device.as_str()), device);
        }
        assert_eq!(Device::from_stored("something newer"), Device::Computer);
    }

    #[test]
    fn a_public_screen_forgets_soonest() {
        let kiosk = Device::Kiosk.limits();
        for own in [Device::Phone, Device::Computer].map(Device::limits) {
            assert!(kiosk.idle < own.idle && kiosk.length < own.length && kiosk.lapse < own.lapse);
        }
        assert!(Device::ALL.map(Device::limits).iter().all(|limits| limits.warning < limits.idle));
    }

    #[test]
    fn a_proof_is_fresh_for_ten_minutes() {
        let proved_at = DateTime::UNIX_EPOCH;
        assert!(is_fresh(proved_at, proved_at + FRESH - TimeDelta::seconds(1)));
        assert!(!is_fresh(proved_at, proved_at + FRESH));
    }
}
