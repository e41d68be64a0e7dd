//! The demo: everything built, then the shop and the collector with its dashboard, in the foreground.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Flavour, Options};
use crate::command;
use crate::project::Project;
use crate::terminal::step;

/// Where the demo listens, on 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ports {
    shop: u16,
    collector: u16,
}

impl Ports {
    /// Reads `--port N` and `--collector-port N`.
    ///
    /// # Errors
    /// If there is another word or no number.
    pub(crate) fn read(words: &[&str]) -> Result<Ports> {
        let mut ports = Ports {
            shop: 8080,
            collector: 8081,
        };
        for pair in words.chunks(2) {
            let (flag, port) = match pair {
                ["--port", port] => (&mut ports.shop, port),
                ["--collector-port", port] => (&mut ports.collector, port),
                other => bail!(
                    "demo takes --port N and --collector-port N, not \"{}\"",
                    other.join(" ")
                ),
            };
            *flag = port
                .parse()
                .with_context(|| format!("\"{port}\" is no port"))?;
        }
        Ok(ports)
    }
}

/// Builds all and becomes the collector, so that Ctrl-C or a signal to this process ends it.
///
/// # Errors
/// If the build fails or the collector cannot be started.
pub(crate) fn run(project: &Project, ports: Ports) -> Result<()> {
    build::all(
        project,
        Options {
            flavour: Flavour::Small,
        },
    )?;
    step("demo: compile the collector", || collector(project))?;

    println!(
        "\nThe shop       http://127.0.0.1:{}/   put something into the cart, look for a size, move to leave\n\
         The dashboard  http://127.0.0.1:{}/   watch it arrive\n\
         Ctrl-C stops both.\n",
        ports.shop, ports.collector
    );
    let assets = project.www().join("assets");
    let error = Command::new(project.collector())
        .current_dir(&project.root)
        .args(["--listen", &format!("127.0.0.1:{}", ports.collector)])
        .args(["--shop-listen", &format!("127.0.0.1:{}", ports.shop)])
        .arg("--shop-assets")
        .arg(&assets)
        .arg("--dashboard")
        .arg(&assets)
        .arg("--config")
        .arg(project.root.join("www/tallymark.json"))
        .arg("--database")
        .arg(project.target.join("demo.sqlite"))
        .exec();
    Err(error).context("the collector cannot be started")
}

/// Compiles the collector; tests use the same one.
///
/// # Errors
/// If cargo fails.
pub(crate) fn collector(project: &Project) -> Result<()> {
    command::run(
        project
            .cargo()
            .args(["build", "--package=tallymark-collector"]),
    )
}

#[cfg(test)]
mod tests {
    use super::Ports;

    #[test]
    fn ports_can_be_chosen_one_by_one() {
        let read = |words: &[&str]| {
            Ports::read(words)
                .ok()
                .map(|ports| (ports.shop, ports.collector))
        };
        assert_eq!(read(&[]), Some((8080, 8081)));
        assert_eq!(read(&["--collector-port", "9001"]), Some((8080, 9001)));
        assert_eq!(
            read(&["--port", "9000", "--collector-port", "9001"]),
            Some((9000, 9001))
        );
        assert_eq!(read(&["--port"]), None);
        assert_eq!(read(&["--port", "x"]), None);
        assert_eq!(read(&["9000"]), None);
    }
}
