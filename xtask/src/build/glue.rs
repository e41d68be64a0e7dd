//! wasm-bindgen's module → a factory: `export default (setTimeout) => { …; return { initSync, Engine, … } }`.
//!
//! wasm-bindgen keeps one instance in module-level variables. A trap leaves that instance unusable, and a module is
//! loaded once a page; so all of it moves into a function, and each call gives a fresh engine with its own memory.
//! Nothing calls into that engine but what the loader guards: timers (gloo-timers') are set by the loader's own
//! `setTimeout`, and nothing is finalized, since an engine goes with its memory.
//! On the way the asynchronous start (the loader fetches and compiles by itself) and its console warnings go, and
//! the names shared with the module become short. Anything unexpected in the glue fails the build.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::split::Part;

/// The start that is left: it takes a compiled module, which the loader has ready.
const START: &str = "\
function initSync({ module }) {
    return __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);
}
";

/// Where the glue's own starts begin: all behind it goes, but the list of exports at the end is checked.
const STARTS_BEGIN: &str = "async function __wbg_load(";
const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// Old and new names, as wasm-opt's renaming pass prints them.
pub(super) struct Names {
    module: (String, String),
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// Makes the factory module from the glue and wasm-opt's list of names.
///
/// # Errors
/// If the glue doesn't have the shape that wasm-bindgen 0.2.130 gives it.
pub(super) fn factory(glue: &str, names: &Names, parts: &[Part]) -> Result<String> {
    let glue = without_comments(glue);
    let (body, starts) = glue
        .split_once(STARTS_BEGIN)
        .with_context(|| unexpected("no `__wbg_load`"))?;
    ensure!(
        starts.trim_end().ends_with(EXPORTS),
        unexpected("its list of exports has changed")
    );

    let (body, public) = unexported(body)?;
    let body = names.shorten(&body)?;
    let public = public.join(", ");
    // Bundlers find and copy files by exactly this form.
    let urls = parts
        .iter()
        .map(|part| format!("() => new URL('./{}', import.meta.url)", part.file()));
    let urls = urls.collect::<Vec<_>>().join(", ");
    Ok(format!(
        "export default (setTimeout) => {{\nconst FinalizationRegistry = undefined;\n{body}\n{START}\n\
         return {{ initSync, {public}, parts: [{urls}] }};\n}};\n"
    ))
}

/// Drops comments on lines of their own: they are the only place where Rust's doc texts stand.
fn without_comments(glue: &str) -> String {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !["/*", "* ", "*/", "//"]
            .iter()
            .any(|start| line.starts_with(start))
            && line != "*"
    };
    glue.lines()
        .filter(is_code)
        .fold(String::new(), |text, line| text + line + "\n")
}

/// Takes `export` from classes and functions, and lists their names.
fn unexported(body: &str) -> Result<(String, Vec<&str>)> {
    let mut text = String::new();
    let mut public = Vec::new();
    for line in body.lines() {
        let declaration = line.strip_prefix("export ");
        if let Some(declaration) = declaration {
            let mut words = declaration.split(|c: char| !is_name(c));
            let (kind, name) = (words.next(), words.next());
            let (Some("class" | "function" | "const"), Some(name)) = (kind, name) else {
                bail!(unexpected(line));
            };
            public.push(name);
        }
        // A snippet of JavaScript in Rust would be imported here; it has no place in a factory.
        ensure!(!line.starts_with("import "), unexpected(line));
        text.push_str(declaration.unwrap_or(line));
        text.push('\n');
    }
    ensure!(!public.is_empty(), unexpected("nothing is exported"));
    Ok((text, public))
}

impl Names {
    /// Reads what `--minify-imports-and-exports-and-modules` prints.
    ///
    /// # Errors
    /// If it isn't what Binaryen 132 prints.
    pub(super) fn parse(json: &str) -> Result<Names> {
        let json: Value =
            serde_json::from_str(json).context("wasm-opt's list of names isn't JSON")?;
        let rows = |list: &str| {
            let rows = json.get(list).and_then(Value::as_array);
            rows.into_iter().flatten().map(|row| {
                let row = row.as_array().into_iter().flatten();
                row.filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
        };
        let mut module = None;
        let mut imports = HashMap::new();
        for row in rows("imports") {
            let [from, old, new] = <[String; 3]>::try_from(row)
                .map_err(|row| anyhow::anyhow!("wasm-opt lists an odd import: {row:?}"))?;
            imports.insert(old, new);
            module = Some(from);
        }
        let mut exports = HashMap::new();
        for row in rows("exports") {
            let [old, new] = <[String; 2]>::try_from(row)
                .map_err(|row| anyhow::anyhow!("wasm-opt lists an odd export: {row:?}"))?;
            exports.insert(old, new);
        }
        let module = module.context("wasm-opt lists no imports")?;
        // What `--minify-imports-and-exports-and-modules` calls the one module that it allows.
        Ok(Names {
            module: (module, "a".into()),
            imports,
            exports,
        })
    }

    /// What an export is called now.
    pub(super) fn export(&self, old: &str) -> Option<String> {
        self.exports.get(old).cloned()
    }

    fn shorten(&self, body: &str) -> Result<String> {
        let body = self.shorten_imports(body)?;
        self.shorten_exports(&body)
    }

    /// Renames the import object and its keys.
    fn shorten_imports(&self, body: &str) -> Result<String> {
        let (old, new) = &self.module;
        let mut body = replace_once(
            body,
            &format!("\"{old}\": import0"),
            &format!("{new}: import0"),
        )?;
        for (old, new) in &self.imports {
            body = replace_once(
                &body,
                &format!("\n        {old}: "),
                &format!("\n        {new}: "),
            )?;
        }
        Ok(body)
    }

    /// Renames each `wasm.name`.
    fn shorten_exports(&self, body: &str) -> Result<String> {
        ensure!(
            !body.contains("wasm["),
            unexpected("an export is read by index")
        );
        let mut pieces = body.split("wasm.");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            text.push_str("wasm.");
            let end = piece.find(|c: char| !is_name(c)).unwrap_or(piece.len());
            let (name, rest) = piece.split_at(end);
            let new = self.exports.get(name);
            text.push_str(new.with_context(|| unexpected(&format!("`wasm.{name}` is no export")))?);
            text.push_str(rest);
        }
        Ok(text)
    }
}

fn replace_once(text: &str, old: &str, new: &str) -> Result<String> {
    let found = text.matches(old).count();
    ensure!(
        found == 1,
        unexpected(&format!("{} stands there {found} times", old.trim()))
    );
    Ok(text.replacen(old, new, 1))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn unexpected(what: &str) -> String {
    format!("wasm-bindgen's glue has another shape than xtask/src/build/glue.rs knows: {what}")
}

#[cfg(test)]
mod tests {
    use anyhow::Result;

    use super::super::split::Part;
    use super::Names;

    const NAMES: &str = r#"{ "imports": [["./tallymark_bg.js", "__wbg_call_a4", "b"]],
        "exports": [["memory", "v"], ["engine_new", "x"]] }"#;

    fn factory(glue: &str, names: &str) -> Result<String> {
        let part = Part {
            name: "exit".into(),
            holds: Vec::new(),
            gates: Vec::new(),
        };
        super::factory(glue, &Names::parse(names)?, &[part])
    }

    fn glue(body: &str) -> String {
        let imports = "const import0 = {\n        __wbg_call_a4: function() {},\n    };\n    \
            return { \"./tallymark_bg.js\": import0 };";
        format!(
            "{body}\n{imports}\nfunction __wbg_finalize_init(instance, module) {{}}\n\
             async function __wbg_load(module, imports) {{}}\nfunction initSync(module) {{}}\n\
             export {{ initSync, __wbg_init as default }};\n"
        )
    }

    #[test]
    fn each_call_of_the_factory_has_its_own_state() {
        let made = factory(
            &glue("/**\n * Reads wasm.nothing.\n */\nexport class Engine {\n}\nlet wasm;"),
            NAMES,
        );
        let made = made.unwrap();
        assert!(
            made.starts_with(
                "export default (setTimeout) => {\nconst FinalizationRegistry = undefined;\n\
                 class Engine {\n}\nlet wasm;\n"
            ),
            "{made}"
        );
        let end = "return { initSync, Engine, \
            parts: [() => new URL('./tallymark.exit.wasm', import.meta.url)] };\n};\n";
        assert!(made.ends_with(end), "{made}");
        assert!(!made.contains("__wbg_load"), "{made}");
    }

    #[test]
    fn names_shared_with_the_module_become_short() {
        let made = factory(
            &glue("export function a() { wasm.engine_new(wasm.memory.buffer); }"),
            NAMES,
        );
        let made = made.unwrap();
        assert!(made.contains("wasm.x(wasm.v.buffer)"), "{made}");
        assert!(made.contains("        b: function() {}"), "{made}");
        assert!(made.contains("{ a: import0 }"), "{made}");
    }

    #[test]
    fn glue_of_another_shape_fails_the_build() {
        let failures = [
            (
                "import { f } from './snippets/f.js';\nexport class Engine {}",
                "snippets",
            ),
            ("export default 1;", "export default"),
            ("let a;", "nothing is exported"),
            (
                "export class A { b() { wasm.gone(); } }",
                "`wasm.gone` is no export",
            ),
        ];
        for (body, expected) in failures {
            let error = factory(&glue(body), NAMES).unwrap_err().to_string();
            assert!(error.contains(expected), "{body}: {error}");
        }
    }
}
