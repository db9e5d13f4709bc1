//! The table of what was measured.

/// One line: a figure of the portal, what it is held against, and the goal.
pub struct Line {
    /// What was measured.
    pub what: String,
    /// The portal's figure.
    pub ours: String,
    /// The other figure.
    pub against: String,
    /// The figure that is judged.
    pub value: f64,
    /// The goal in words.
    pub goal: String,
    /// Whether the goal is met.
    pub met: bool,
}

impl Line {
    /// Requests or commits per second beside the baseline's; at least `goal` of it.
    pub fn ratio(what: &str, ours: f64, against: f64, goal: f64) -> Self {
        let value = ours / against;
        Self {
            what: what.into(),
            ours: format!("{ours:.0}/s"),
            against: format!("{against:.0}/s"),
            value,
            goal: format!("at least {goal}"),
            met: value >= goal,
        }
    }

    /// Bytes per second beside the baseline's; at least `goal` times as many.
    pub fn throughput(what: &str, ours: f64, against: f64, goal: f64) -> Self {
        let megabytes = |bytes: f64| format!("{:.0} MB/s", bytes / 1e6);
        Self { ours: megabytes(ours), against: megabytes(against), ..Self::ratio(what, ours, against, goal) }
    }

    /// Seconds of a processor for each gigabyte, beside the baseline's; there is no goal.
    pub fn processor(what: &str, ours: f64, against: f64) -> Self {
        let seconds = |seconds: f64| format!("{seconds:.2} s/GB");
        Self {
            what: what.into(),
            ours: seconds(ours),
            against: seconds(against),
            value: ours / against,
            goal: String::new(),
            met: true,
        }
    }

    /// Megabytes of memory beside the baseline's; the portal's must be less than `goal`.
    pub fn memory(what: &str, ours: f64, against: f64, goal: f64) -> Self {
        Self {
            what: what.into(),
            ours: format!("{ours:.1} MB"),
            against: format!("{against:.1} MB"),
            value: ours,
            goal: format!("below {goal} MB"),
            met: ours < goal,
        }
    }

    /// A time in milliseconds under load, at most `goal`, beside the same without.
    pub fn slower(what: &str, busy: f64, quiet: f64, goal: f64) -> Self {
        let milliseconds = |time: f64| format!("{time:.1} ms");
        Self {
            what: what.into(),
            ours: milliseconds(busy),
            against: milliseconds(quiet),
            value: busy / quiet,
            goal: format!("at most {goal} ms"),
            met: busy <= goal,
        }
    }

    /// A chance that should be even, as far as `apart` from it at most.
    pub fn chance(what: &str, likely: f64, apart: f64) -> Self {
        Self {
            what: what.into(),
            ours: format!("{likely:.3}"),
            against: "0.500".into(),
            value: likely,
            goal: format!("0.5 ± {apart}"),
            met: (likely - 0.5).abs() <= apart,
        }
    }

    /// A time in milliseconds, at most `goal`.
    pub fn time(what: &str, ours: f64, goal: f64) -> Self {
        Self {
            what: what.into(),
            ours: format!("{ours:.3} ms"),
            against: String::new(),
            value: ours,
            goal: format!("at most {goal} ms"),
            met: ours <= goal,
        }
    }
}

/// Prints `lines`; says whether all goals are met.
pub fn print(lines: &[Line]) -> bool {
    println!("\n{:<44} {:>12} {:>12} {:>8}  {:<14} met", "measured", "portal", "baseline", "value", "goal");
    for line in lines {
        let met = if line.met { "yes" } else { "NO" };
        println!(
            "{:<44} {:>12} {:>12} {:>8.2}  {:<14} {met}",
            line.what, line.ours, line.against, line.value, line.goal
        );
    }
    lines.iter().all(|line| line.met)
}
