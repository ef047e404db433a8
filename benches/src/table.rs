//! Rows: what was measured, against what, and what it should be. Nothing fails here.

use std::io::{self, Write};

use anyhow::Result;

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Shown for the sake of the others.
    None,
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    /// The figure, with its unit.
    pub(crate) measured: String,
    /// The peer's, with its unit.
    pub(crate) peer: String,
    /// What is held against the target: a ratio, or the figure itself.
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) target: Target,
}

/// All rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    skipped: Vec<String>,
}

impl Table {
    /// A ratio of two rates or two times.
    pub(crate) fn ratio(
        &mut self,
        what: impl Into<String>,
        measured: String,
        peer: String,
        value: f64,
        target: Target,
    ) {
        self.rows.push(Row { what: what.into(), measured, peer, value, unit: "x", target });
    }

    /// A figure that stands alone.
    pub(crate) fn figure(&mut self, what: impl Into<String>, value: f64, unit: &'static str, target: Target) {
        let (measured, peer) = (String::new(), String::new());
        self.rows.push(Row { what: what.into(), measured, peer, value, unit, target });
    }

    /// What was not measured, and why.
    pub(crate) fn skip(&mut self, what: impl Into<String>) {
        self.skipped.push(what.into());
    }

    pub(crate) fn print(&self, head: &str) -> Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{head}\n")?;
        writeln!(out, "{:<44} {:>14} {:>14} {:>13} {:>13}", "", "measured", "peer", "figure", "target")?;
        for row in &self.rows {
            let Row { what, measured, peer, .. } = row;
            let (figure, target) = (row.figure(), row.target());
            writeln!(out, "{what:<44} {measured:>14} {peer:>14} {figure:>13} {target:>13} {}", row.remark())?;
        }
        for what in &self.skipped {
            writeln!(out, "skipped: {what}")?;
        }
        let missed = self.rows.iter().filter(|row| !row.is_met()).count();
        writeln!(out, "\n{} figures, {missed} beside their target", self.rows.len())?;
        Ok(())
    }
}

impl Row {
    fn is_met(&self) -> bool {
        match self.target {
            Target::AtLeast(least) => self.value >= least,
            Target::AtMost(most) => self.value <= most,
            Target::None => true,
        }
    }

    fn remark(&self) -> &'static str {
        match self.target {
            Target::None => "",
            _ if self.is_met() => "met",
            _ => "MISSED",
        }
    }

    fn figure(&self) -> String {
        with_unit(self.value, self.unit)
    }

    fn target(&self) -> String {
        match self.target {
            Target::AtLeast(least) => format!(">= {}", with_unit(least, self.unit)),
            Target::AtMost(most) => format!("<= {}", with_unit(most, self.unit)),
            Target::None => String::new(),
        }
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "x" => format!("{value:.2} x"),
        _ if value < 100.0 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

/// Nanoseconds, readable.
pub(crate) fn time(nanoseconds: f64) -> String {
    if nanoseconds < 1000.0 {
        format!("{nanoseconds:.1} ns")
    } else {
        format!("{:.2} us", nanoseconds / 1000.0)
    }
}

/// Something a second, readable.
pub(crate) fn rate(per_second: f64) -> String {
    format!("{per_second:.0} /s")
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, target: Target) -> Row {
        let (measured, peer) = (String::new(), String::new());
        Row { what: "figure".to_owned(), measured, peer, value, unit: "x", target }
    }

    #[test]
    fn a_target_is_met_up_to_its_bound() {
        assert!(row(0.8, Target::AtLeast(0.8)).is_met());
        assert!(!row(0.79, Target::AtLeast(0.8)).is_met());
        assert!(row(1.25, Target::AtMost(1.25)).is_met());
        assert!(!row(1.26, Target::AtMost(1.25)).is_met());
        assert!(!row(f64::NAN, Target::AtMost(1.25)).is_met(), "what was not measured is not met");
        assert!(row(f64::NAN, Target::None).is_met());
    }

    #[test]
    fn the_median_is_no_mean() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]).total_cmp(&2.0), std::cmp::Ordering::Equal);
    }
}
