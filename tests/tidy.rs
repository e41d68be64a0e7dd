//! The house rules that a machine can hold, each with a message that says what to do.
//!
//! Reads files and runs nothing. What a rule is for stands beside it; what needs a reader's
//! judgement is not here.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/files.rs"]
mod files;
#[cfg(test)]
#[path = "support/triggers.rs"]
mod triggers;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::files::{Source, exists, push_fields, read, sources, sources_under};

    const MAX_LINES: usize = 400;
    const MAX_README_LINES: usize = 200;

    #[test]
    fn the_engine_knows_no_browser() {
        let foreign = [
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "crate::browser",
            "Instant::now",
            "SystemTime::now",
        ];
        for Source { path, text } in sources_under(&["src/engine"], &["rs"]) {
            for word in foreign {
                assert!(
                    !text.contains(word),
                    "{path}: \"{word}\" belongs into src/browser; hand it in as data"
                );
            }
        }
    }

    #[test]
    fn every_module_opens_with_a_page_that_says_what_it_is_for() {
        let rust = sources_under(&["src", "collector/src", "xtask/src", "tests"], &["rs"]);
        assert!(
            rust.iter().any(|source| source.path == "src/lib.rs"),
            "src/lib.rs was not found"
        );
        for Source { path, text } in rust {
            assert!(
                text.starts_with("//! "),
                "{path}: open with \"//! \" and what the module is for"
            );
        }
        for Source { path, text } in
            sources_under(&["pkg-template", "www", "tests", "xtask"], &["js", "mjs"])
        {
            let first = text
                .lines()
                .find(|line| !line.starts_with("#!"))
                .unwrap_or_default();
            let is_page = ["/**", "/*", "//"]
                .iter()
                .any(|comment| first.starts_with(comment));
            assert!(
                is_page,
                "{path}: open with a comment that says what the module is for"
            );
        }
    }

    #[test]
    fn no_file_is_longer_than_400_lines() {
        for Source { path, text } in sources(&["rs", "js", "mjs", "ts", "css", "html"]) {
            let lines = text.lines().count();
            assert!(
                lines <= MAX_LINES,
                "{path}: {lines} lines; a file is one thing, so make it two files"
            );
        }
    }

    #[test]
    fn every_path_named_in_architecture_exists() {
        let page = read("ARCHITECTURE.md");
        let in_ticks = page.split('`').skip(1).step_by(2);
        let mut checked = 0;
        for path in in_ticks {
            let is_path = path
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
            let has_ending = [".rs", ".js", ".mjs", ".json", ".toml", ".md", ".ts"]
                .iter()
                .any(|it| path.ends_with(it));
            if is_path && (has_ending || path.contains('/')) {
                checked += 1;
                assert!(
                    exists(path),
                    "ARCHITECTURE.md names \"{path}\", which does not exist"
                );
            }
        }
        assert!(
            10 < checked,
            "only {checked} paths in ARCHITECTURE.md: name the files in backticks"
        );
    }

    #[test]
    fn every_test_that_the_page_on_delivery_names_is_there() {
        let page = read("docs/delivery.md");
        let mut named = 0;
        for (place, _) in page.match_indices("` \"") {
            let (before, after) = page.split_at(place);
            let file = before.rsplit('`').next().unwrap();
            let name = after[3..].split('"').next().unwrap();
            assert!(read(file).contains(name), "{file} has no test \"{name}\"");
            named += 1;
        }
        assert!(60 < named, "{named} tests");
        for path in page.split('`').filter(|it| it.starts_with("tests/")) {
            assert!(exists(path), "docs/delivery.md names {path}");
        }
    }

    #[test]
    fn versions_agree() {
        let manifest = read("Cargo.toml");
        let workspace = manifest
            .split_once("[workspace.package]")
            .expect("[workspace.package]")
            .1;
        let version = quoted(workspace, "version = ");
        let changelog = read("CHANGELOG.md");
        let mut headings = changelog
            .lines()
            .filter_map(|line| line.strip_prefix("## "));
        assert_eq!(
            headings.next(),
            Some("Unreleased"),
            "CHANGELOG.md: \"Unreleased\" stands on top"
        );
        let newest = headings
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .next();
        assert_eq!(
            newest,
            Some(version),
            "CHANGELOG.md: the newest version is that of Cargo.toml"
        );
        let lock = read("Cargo.lock");
        let package = lock
            .split_once("name = \"tallymark\"\n")
            .expect("tallymark in Cargo.lock")
            .1;
        assert_eq!(
            quoted(package, "version = "),
            version,
            "Cargo.lock: build once, and commit it"
        );
    }

    /// The text in quotes behind the first `key`.
    fn quoted<'a>(text: &'a str, key: &str) -> &'a str {
        text.split_once(key)
            .and_then(|(_, rest)| rest.split('"').nth(1))
            .unwrap_or_default()
    }

    #[test]
    fn the_readme_shows_the_smallest_shop_as_it_is_and_stays_short() {
        let readme = read("README.md");
        let example = format!("```html\n{}\n```", read("www/smallest.html").trim_end());
        assert!(
            readme.contains(&example),
            "README.md: copy www/smallest.html as it is"
        );
        let lines = readme.lines().count();
        assert!(
            lines <= MAX_README_LINES,
            "README.md: {lines} lines; it is read for two minutes"
        );
    }

    #[test]
    fn a_shop_calls_seven_functions_and_no_more() {
        let types = read("pkg-template/index.d.ts");
        let mut names: Vec<&str> = types
            .lines()
            .filter_map(|line| {
                line.strip_prefix("export function ")
                    .or_else(|| line.strip_prefix("export const "))
            })
            .filter_map(|line| line.split(['(', ':', '<']).next())
            .collect();
        let tally = types
            .split_once("export interface Tally {")
            .expect("interface Tally")
            .1;
        let tally = tally.split_once("\n}").expect("the end of Tally").0;
        let is_member =
            |line: &&str| line.starts_with("  ") && !line.trim_start().starts_with(['/', '*']);
        let members = tally.lines().filter(is_member);
        names.extend(
            members.filter_map(|line| line.trim_start().split(['(', ':', '<', '?']).next()),
        );
        let seven = ["init", "on", "track", "consent", "status", "flush", "stop"];
        assert_eq!(
            names, seven,
            "pkg-template/index.d.ts: the public names are these seven"
        );
    }

    #[test]
    fn the_privacy_table_lists_exactly_what_is_sent() {
        let page = read("docs/privacy.md");
        let table = page
            .split_once("## Everything that is sent")
            .expect("a section \"Everything that is sent\"")
            .1;
        let rows = table
            .lines()
            .skip_while(|line| !line.starts_with('|'))
            .take_while(|line| line.starts_with('|'));
        let mut listed: Vec<String> = rows
            .filter_map(|row| {
                row.strip_prefix("| `")?
                    .split('`')
                    .next()
                    .map(str::to_owned)
            })
            .collect();
        let mut sent = Vec::new();
        let bodies = ["every_field", "arm"].map(|case| read(&format!("tests/golden/{case}.body")));
        for line in bodies.iter().flat_map(|body| body.lines()) {
            let body: Value = serde_json::from_str(line).unwrap();
            push_fields(&body, "", &mut sent);
        }
        sent.sort();
        listed.sort();
        assert_eq!(
            listed, sent,
            "docs/privacy.md: one row for each field that is sent"
        );
    }

    #[test]
    fn the_privacy_page_knows_all_reasons_of_a_loss() {
        use tallymark::engine::outcome::DROP_REASONS;
        let page = read("docs/wire-format.md");
        for (_, name) in DROP_REASONS {
            // Nothing is reported once consent was withdrawn.
            let is_told = name != "consent";
            assert_eq!(
                page.contains(&format!("| `{name}` |")),
                is_told,
                "docs/wire-format.md: the reason {name}"
            );
        }
    }

    #[test]
    fn every_problem_is_a_line_to_paste_in_lower_case_without_a_full_stop() {
        for Source { path, text } in sources_under(&["src/engine"], &["rs"]) {
            let calls = text.split("reader.problem").skip(1);
            for call in calls {
                let call = call.split(';').next().unwrap_or_default();
                let Some((_, list)) = call.split_once("&[") else {
                    continue;
                };
                let first = list
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.chars().next());
                assert!(
                    first.is_none_or(|first| !first.is_uppercase()),
                    "{path}: a problem begins in lower case: {list}"
                );
                assert!(
                    !list.contains(".\"]"),
                    "{path}: a problem has no full stop: {list}"
                );
            }
        }
    }

    #[test]
    fn no_test_is_skipped_and_no_work_is_left_open() {
        // Put together here, so that this file doesn't find itself.
        let (open, wrong) = (["TO", "DO"].concat(), ["FIX", "ME"].concat());
        let (ignored, only) = (["#[ign", "ore"].concat(), [".on", "ly("].concat());
        for Source { path, text } in
            sources(&["rs", "js", "mjs", "ts", "css", "html", "json", "toml", "md"])
        {
            for (index, line) in text.lines().enumerate() {
                let place = format!("{path}:{}", index + 1);
                assert!(!line.contains(&open), "{place}: do it, or leave it");
                let is_explained = line.contains("because");
                assert!(
                    !line.contains(&wrong) || is_explained,
                    "{place}: write \"{wrong}: because …\""
                );
                assert!(
                    !line.contains(&ignored),
                    "{place}: a test that doesn't run is none"
                );
                let is_script = path.ends_with("js");
                assert!(
                    !is_script || !line.contains(&only),
                    "{place}: the other tests have to run too"
                );
            }
        }
    }

    #[test]
    fn everything_that_real_shops_do_is_shown_by_tests_that_are_there() {
        let page = read("docs/storefronts.md");
        let rows: Vec<&str> = page
            .lines()
            .filter(|line| line.starts_with("| ") && line.contains("`tests/"))
            .collect();
        assert!(
            30 <= rows.len(),
            "docs/storefronts.md: only {} lines",
            rows.len()
        );
        for row in rows {
            let (_, shown) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
            for test in shown.split("<br>") {
                let (path, title) = test.split_once("` (").unwrap();
                let title = title.strip_suffix(')').unwrap();
                let text = read(path.trim_start_matches('`'));
                assert!(
                    text.contains(&format!("'{title}'"))
                        || text.contains(&format!("\"says\": \"{title}\"")),
                    "docs/storefronts.md: {path} has no test \"{title}\""
                );
            }
        }
    }

    #[test]
    fn every_recipe_is_seen_in_a_real_browser_too() {
        let page = read("docs/recipes.md");
        let e2e: String = sources_under(&["tests/e2e"], &["mjs"])
            .into_iter()
            .map(|Source { text, .. }| text)
            .collect();
        let names = page.lines().filter_map(|line| {
            let (_, name) = line.trim().split_once("\"name\": \"")?;
            line.starts_with("  \"name\"")
                .then(|| name.trim_end_matches("\","))
        });
        let mut count = 0;
        for name in names {
            count += 1;
            assert!(
                e2e.contains(&format!("'{name}'")),
                "tests/e2e: write a scenario of the recipe \"{name}\""
            );
        }
        assert!(50 < count, "docs/recipes.md: only {count} recipes");
    }
}
