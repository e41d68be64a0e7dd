//! Writes JSON the way a person would: on one line what fits, and broken what doesn't.
//!
//! For the files that `UPDATE_EXPECT=1` rewrites. Keeps the order of keys.

use serde_json::Value;

/// Longest line, in characters.
const WIDTH: usize = 116;

/// The value as text, with a line break at the end.
pub(crate) fn lay_out(value: &Value) -> String {
    let mut out = String::new();
    push(&mut out, value, 0, 0);
    out.push('\n');
    out
}

/// Writes a value that begins at column `column` of a line indented by `indent`.
fn push(out: &mut String, value: &Value, indent: usize, column: usize) {
    let line = on_one_line(value);
    let is_outer = indent == 0;
    if !is_outer && column + line.chars().count() < WIDTH {
        out.push_str(&line);
        return;
    }
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                begin(out, index, indent + 2);
                push(out, item, indent + 2, indent + 2);
            }
            end(out, indent, ']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push_str("{\n");
            for (index, (key, item)) in members.iter().enumerate() {
                begin(out, index, indent + 2);
                let key = [&Value::from(key.as_str()).to_string(), ": "].concat();
                out.push_str(&key);
                push(out, item, indent + 2, indent + 2 + key.chars().count());
            }
            end(out, indent, '}');
        }
        Value::Array(_)
        | Value::Object(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => out.push_str(&line),
    }
}

fn begin(out: &mut String, index: usize, indent: usize) {
    if 0 < index {
        out.push_str(",\n");
    }
    out.push_str(&" ".repeat(indent));
}

fn end(out: &mut String, indent: usize, bracket: char) {
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(bracket);
}

/// The value on one line, with a space inside of braces.
pub(crate) fn on_one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(on_one_line).collect();
            ["[", &items.join(", "), "]"].concat()
        }
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, item)| format!("{}: {}", Value::from(key.as_str()), on_one_line(item)))
                .collect();
            ["{ ", &members.join(", "), " }"].concat()
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            value.to_string()
        }
    }
}
