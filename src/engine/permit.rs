//! What the shop's code may send with `track()`, where the config lists it.
//!
//! ```json
//! "track": { "gift_wrap_chosen": ["kind"], "chat_opened": [] }
//! ```
//!
//! Without the key any name and any property may be tracked. Another name is dropped and counted,
//! another property is left out.

use super::event::Properties;
use super::json::Json;
use super::reader::{Reader, is_name};
use super::text::has_name;

/// Most names that can be listed, and most properties of one.
const MAX_NAMES: usize = 100;
const MAX_PROPERTIES: usize = 20;

/// The names that may be tracked, each with its properties.
#[derive(Debug)]
pub(crate) struct Permit(pub(crate) Vec<(String, Vec<String>)>);

impl Permit {
    /// The properties that an event of this name may be tracked with; none if it may not be tracked.
    pub(crate) fn listed(&self, name: &str) -> Option<&[String]> {
        let entry = self.0.iter().find(|(other, _)| other == name);
        entry.map(|(_, listed)| listed.as_slice())
    }

    /// Whether an event of this name may be tracked; properties that may not are taken out.
    #[inline(never)]
    pub(crate) fn allows(&self, name: &str, properties: &mut Properties) -> bool {
        let Some(listed) = self.listed(name) else {
            return false;
        };
        let mut place = 0;
        while let Some((property, _)) = properties.get(place) {
            if has_name(listed, property) {
                place += 1;
            } else {
                properties.remove(place);
            }
        }
        true
    }
}

/// Reads `"track"`; what is wrong in it is not allowed.
#[inline(never)]
pub(crate) fn read_permit(reader: &mut Reader, config: &Json) -> Option<Permit> {
    let json = config.get("track")?;
    let mark = reader.enter("track");
    let mut names = Vec::new();
    match json.as_object() {
        None => reader.expected("an object", json),
        Some(members) if MAX_NAMES < members.len() => {
            reader.problem(&["too many; write at most 100"]);
        }
        Some(members) => {
            for (name, _) in members {
                if !is_name(name) {
                    reader.problem_at(
                        name,
                        &["expected a name of lower case letters, digits and _"],
                    );
                    continue;
                }
                let mut listed = Vec::new();
                for property in reader.items(json, name, MAX_PROPERTIES) {
                    match property.as_text() {
                        Some(property) if is_name(property) => listed.push(property.to_owned()),
                        _ => reader.problem_at(name, &["expected names of properties"]),
                    }
                }
                names.push((name.clone(), listed));
            }
        }
    }
    reader.leave(mark);
    Some(Permit(names))
}
