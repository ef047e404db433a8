//! What differs between the languages of skeletons.

use crate::model::operation::{Choice, Feature};

/// A language that `taut new` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    JavaScript,
    Python,
    Rust,
}

impl Language {
    /// Files of the skeleton, and the templates that they are written from.
    pub(super) fn templates(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::JavaScript => {
                &[("adapter.mjs", "javascript/adapter.mjs.in"), ("README.md", "javascript/README.md.in")]
            }
            Self::Python => &[("adapter.py", "python/adapter.py.in"), ("README.md", "python/README.md.in")],
            Self::Rust => &[
                ("Cargo.toml", "rust/Cargo.toml.in"),
                ("src/main.rs", "rust/main.rs.in"),
                ("README.md", "rust/README.md.in"),
            ],
        }
    }

    /// The file that speaks the line protocol.
    pub(super) fn library(self) -> (&'static str, &'static str) {
        match self {
            Self::JavaScript => {
                ("taut_adapter.mjs", include_str!("../../adapters/javascript/taut_adapter.mjs"))
            }
            Self::Python => ("taut_adapter.py", include_str!("../../adapters/python/taut_adapter.py")),
            Self::Rust => ("src/taut_adapter.rs", include_str!("../../adapters/rust/taut_adapter.rs")),
        }
    }

    /// How to check the skeleton in this folder.
    pub(super) fn commands(self, path: &str) -> Vec<String> {
        match self {
            Self::JavaScript => vec![format!("taut doctor -- node {path}/adapter.mjs")],
            Self::Python => vec![format!("taut doctor -- python3 {path}/adapter.py")],
            Self::Rust => vec![
                format!("cargo build --release --manifest-path {path}/Cargo.toml"),
                format!("taut doctor -- {path}/target/release/my-adapter"),
            ],
        }
    }

    /// The function of an operation, to be filled in.
    pub(super) fn function(self, operation: &str, description: &[String]) -> String {
        let name = self.name(operation);
        match self {
            Self::JavaScript => {
                let lines = description.iter().map(|line| format!(" * {line}").trim_end().to_owned());
                let doc = lines.collect::<Vec<_>>().join("\n");
                format!(
                    "/**\n{doc}\n */\nfunction {name}(call) {{\n  throw new Error(\"not implemented\");\n}}\n"
                )
            }
            Self::Python => {
                let doc = description.join("\n    ").replace("\n    \n", "\n\n");
                format!(
                    "def {name}(call: Call) -> Union[Accept, Ignore]:\n    \"\"\"{doc}\n    \"\"\"\n    \
                     raise NotImplementedError\n"
                )
            }
            Self::Rust => {
                let lines = description.iter().map(|line| format!("/// {line}").trim_end().to_owned());
                let doc = lines.collect::<Vec<_>>().join("\n");
                format!(
                    "{doc}\nfn {name}(call: &mut Call<'_, State>) -> Result<Answer, Failure> {{\n    todo!()\n}}\n"
                )
            }
        }
    }

    pub(super) fn between_functions(self) -> &'static str {
        match self {
            Self::Python => "\n\n",
            Self::JavaScript | Self::Rust => "\n",
        }
    }

    /// The line of an operation in the table of those that are offered.
    pub(super) fn entry(self, operation: &str) -> String {
        let name = self.name(operation);
        match self {
            Self::JavaScript => format!("  // \"{operation}\": {name},"),
            Self::Python => format!("    # \"{operation}\": {name},"),
            Self::Rust => format!("    // (\"{operation}\", {name}),"),
        }
    }

    pub(super) fn choice(self, choice: &Choice) -> String {
        let Choice { name, about, .. } = choice;
        let answers = format!("\"{}\"", choice.answers.join("\" or \""));
        match self {
            Self::JavaScript => format!("    // {about}\n    // \"{name}\": {answers},"),
            Self::Python => format!("        # {about}\n        # \"{name}\": {answers},"),
            Self::Rust => format!("        // {about}\n        // (\"{name}\", {answers}),"),
        }
    }

    pub(super) fn feature(self, feature: &Feature) -> String {
        let Feature { name, about, .. } = feature;
        match self {
            Self::JavaScript => format!("    // \"{name}\", // {about}"),
            Self::Python => format!("        # \"{name}\",  # {about}"),
            Self::Rust => format!("        // \"{name}\", // {about}"),
        }
    }

    /// `stringphone.topic.new` -> `stringphone_topic_new`, `stringphoneTopicNew`
    fn name(self, operation: &str) -> String {
        let words = operation.split(['.', '-', '_']);
        match self {
            Self::Python | Self::Rust => words.collect::<Vec<_>>().join("_"),
            Self::JavaScript => words.enumerate().map(|(index, word)| camel(index, word)).collect(),
        }
    }
}

/// A word of a name in camel case.
fn camel(index: usize, word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if index > 0 => first.to_ascii_uppercase().to_string() + letters.as_str(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_language() {
        for (operation, snake, camel) in [
            ("stringphone.topic.new", "stringphone_topic_new", "stringphoneTopicNew"),
            ("pebble.open-all", "pebble_open_all", "pebbleOpenAll"),
            ("pebble.accept_reply", "pebble_accept_reply", "pebbleAcceptReply"),
        ] {
            assert_eq!(Language::Python.name(operation), snake);
            assert_eq!(Language::Rust.name(operation), snake);
            assert_eq!(Language::JavaScript.name(operation), camel);
        }
    }
}
