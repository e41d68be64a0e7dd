//! The browsers and their drivers for the tests.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::debian;
use crate::command;

/// An engine in which the end-to-end tests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox ESR.
    Firefox,
    /// WebKitGTK's MiniBrowser, through WebKitWebDriver and a virtual screen.
    Webkit,
}

impl Browser {
    /// All engines, in the order in which they are tested.
    pub(crate) const ALL: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::Webkit];

    /// The word on the command line and in BROWSER.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
            Browser::Webkit => "webkit",
        }
    }

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Browser> {
        Browser::ALL
            .into_iter()
            .find(|browser| browser.name() == word)
    }

    /// The Debian packages, and whether what is used of them is there.
    fn packages(self) -> Vec<(&'static str, bool)> {
        match self {
            Browser::Chromium => vec![
                ("chromium", command::exists("chromium")),
                ("chromium-driver", command::exists("chromedriver")),
            ],
            Browser::Firefox => vec![("firefox-esr", command::exists("firefox-esr"))],
            Browser::Webkit => vec![
                (
                    "webkit2gtk-driver",
                    command::exists("WebKitWebDriver") && mini_browser().is_some(),
                ),
                ("xvfb", command::exists("Xvfb")),
            ],
        }
    }
}

/// Scripts that old shops load, which no npm package has: the end-to-end tests run beside them.
const LIBRARIES: [(&str, &str); 2] = [
    (
        "libjs-prototype",
        "/usr/share/javascript/prototype/prototype.js",
    ),
    (
        "libjs-mootools",
        "/usr/share/javascript/mootools/mootools.js",
    ),
];

/// Installs the Debian packages that are missing for these engines.
///
/// # Errors
/// As [`debian::install`].
pub(crate) fn install(browsers: &[Browser]) -> Result<()> {
    debian::install(&|| missing(browsers))
}

fn missing(browsers: &[Browser]) -> Vec<&'static str> {
    let packages = browsers.iter().flat_map(|browser| browser.packages());
    let libraries = LIBRARIES.map(|(package, file)| (package, Path::new(file).is_file()));
    packages
        .chain(libraries)
        .filter(|(_, is_there)| !is_there)
        .map(|(package, _)| package)
        .collect()
}

/// Debian keeps MiniBrowser in the library's directory, which is named after the machine.
fn mini_browser() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").ok()?;
    libraries
        .flatten()
        .map(|entry| entry.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|path| path.is_file())
}
