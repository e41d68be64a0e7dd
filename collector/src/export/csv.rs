//! Events as CSV that a spreadsheet shows and never runs.
//!
//! RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front:
//! https://owasp.org/www-community/attacks/CSV_Injection

use serde_json::Value;

use crate::clock;
use crate::store::KeptEvent;

const COLUMNS: [&str; 12] = [
    "id",
    "occurred",
    "site",
    "name",
    "seq",
    "page_type",
    "page_path",
    "nth",
    "from",
    "channel",
    "device",
    "arm",
];

/// The first line; properties without a column of their own stand in the last one.
pub(super) fn push_head(text: &mut String, columns: &[String]) {
    let own = columns.iter().map(String::as_str);
    let names: Vec<&str> = COLUMNS
        .into_iter()
        .chain(own)
        .chain(["properties"])
        .collect();
    push_line(text, names.into_iter().map(|name| neutral(name.to_owned())));
}

/// A line for an event.
pub(super) fn push_row(text: &mut String, event: &KeptEvent, columns: &[String]) {
    let plain = |text: &str| neutral(text.to_owned());
    let json = |map: &Option<serde_json::Map<String, Value>>| {
        let map = map.as_ref().filter(|map| !map.is_empty());
        map.and_then(|map| serde_json::to_string(map).ok())
            .unwrap_or_default()
    };
    let fixed = [
        event.id.to_string(),
        clock::iso(event.occurred_ms),
        plain(&event.site),
        plain(&event.name),
        event.seq.to_string(),
        plain(event.page.page_type.as_deref().unwrap_or_default()),
        plain(&event.page.path),
        event.nth.map(|nth| nth.to_string()).unwrap_or_default(),
        plain(event.from.as_deref().unwrap_or_default()),
        plain(&event.channel),
        plain(&event.device),
        json(&event.arm),
    ];
    let mut rest = event.properties.clone();
    let own: Vec<String> = columns
        .iter()
        .map(
            |name| match rest.as_mut().and_then(|rest| rest.shift_remove(name)) {
                // A number is a number, with its sign: nothing in it can be run.
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::String(text)) => neutral(text),
                Some(other) => neutral(other.to_string()),
                None => String::new(),
            },
        )
        .collect();
    push_line(text, fixed.into_iter().chain(own).chain([json(&rest)]));
}

/// A text that no spreadsheet runs.
fn neutral(text: String) -> String {
    // Tabs and line ends are cut off before a cell is read, white space is skipped by some.
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}') => {
            format!("'{text}")
        }
        Some(_) | None => text,
    }
}

fn push_line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if 0 < place {
            text.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            text.push('"');
            *text += &cell.replace('"', "\"\"");
            text.push('"');
        } else {
            *text += &cell;
        }
    }
    *text += "\r\n";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_captured_runs_in_a_spreadsheet() {
        for (captured, written) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\n=1", "'\n=1"),
            ("＝1", "'＝1"),
            ("tent = warm", "tent = warm"),
            ("", ""),
        ] {
            assert_eq!(neutral(captured.to_owned()), written);
        }
    }

    #[test]
    fn a_cell_with_commas_quotes_or_lines_stays_one_cell() {
        let mut text = String::new();
        push_line(
            &mut text,
            ["a", "b,c", "say \"hi\"", "two\nlines"]
                .into_iter()
                .map(str::to_owned),
        );
        assert_eq!(text, "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
    }
}
