//! What the collector is started with: the command line or the environment, and the limits that
//! tests shorten.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// Shortest token, in characters: a random one of this length can't be guessed over the network.
const MIN_TOKEN_CHARS: usize = 16;
/// Longest that events can be kept, ten years.
const MAX_KEEP_DAYS: i64 = 3650;
/// Largest group that rows are merged into.
const MAX_GROUP: i64 = 1000;

/// Takes tallymark's batches, keeps them in SQLite and shows them on a live dashboard.
///
/// Each flag can also be given as an environment variable; the flag wins.
#[derive(Debug, Clone, Parser)]
#[command(name = "tallymark-collector", version, args_override_self = true)]
pub struct Options {
    /// Where batches are taken and the dashboard is shown; port 0 takes a free one
    #[arg(
        long,
        env = "TALLYMARK_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8081"
    )]
    pub listen: SocketAddr,
    /// The SQLite file; made when it isn't there
    #[arg(
        long,
        env = "TALLYMARK_DATABASE",
        value_name = "FILE",
        default_value = "tallymark.sqlite"
    )]
    pub database: PathBuf,
    /// The shop's tallymark.json: its site, its funnel and its definitions shape the dashboard
    #[arg(long, env = "TALLYMARK_CONFIG", value_name = "FILE")]
    pub config: PathBuf,
    /// The built assets (dashboard.js, dashboard.css), if they aren't in the program itself;
    /// without any no dashboard is shown
    #[arg(long, env = "TALLYMARK_DASHBOARD", value_name = "DIR")]
    pub dashboard: Option<PathBuf>,
    /// Who reads figures, events and exports needs this text, as bearer token or as password
    /// with any name; required when others than this machine can reach the port
    #[arg(long, env = "TALLYMARK_TOKEN", value_name = "TEXT", hide_env_values = true, value_parser = token)]
    pub token: Option<String>,
    /// Delete events and batches this many days after they happened or arrived; without it they
    /// stay
    #[arg(long, env = "TALLYMARK_KEEP_DAYS", value_name = "DAYS",
        value_parser = clap::value_parser!(i64).range(1..=MAX_KEEP_DAYS))]
    pub keep_days: Option<i64>,
    /// Merge rows of fewer events than this into `<other>`, and show no event alone
    #[arg(long, env = "TALLYMARK_MIN_GROUP", value_name = "EVENTS",
        value_parser = clap::value_parser!(i64).range(2..=MAX_GROUP))]
    pub min_group: Option<i64>,
    /// Send every accepted batch on to this address, until it is acknowledged there
    #[arg(long, env = "TALLYMARK_FORWARD_TO", value_name = "URL", value_parser = address)]
    pub forward_to: Option<String>,
    /// Send them on in another wire format: a JSON file with a `collector` block as in formats/*.json
    /// or as `npx tallymark init --collector NAME` writes it; its address counts without --forward-to
    #[arg(long, env = "TALLYMARK_FORWARD_FORMAT", value_name = "FILE")]
    pub forward_format: Option<PathBuf>,
    /// The host of the shop's pages, such as shop.example, for formats that name their addresses
    #[arg(
        long,
        env = "TALLYMARK_FORWARD_SHOP",
        value_name = "HOST",
        requires = "forward_format"
    )]
    pub forward_shop: Option<String>,
    /// Trust only these certificates (PEM) at an https address that batches are sent on to, instead
    /// of the public authorities: for a receiver in one's own network
    #[arg(long, env = "TALLYMARK_FORWARD_CA", value_name = "FILE")]
    pub forward_ca: Option<PathBuf>,
    /// Where the demo shop listens; without it there is none
    #[arg(long, value_name = "ADDRESS", requires = "shop_assets")]
    pub shop_listen: Option<SocketAddr>,
    /// Origin at which the demo shop's pages reach the collector, if it isn't its own address
    #[arg(long, value_name = "URL", requires = "shop_listen")]
    pub public_url: Option<String>,
    /// The demo shop's built assets
    #[arg(long, value_name = "DIR", requires = "shop_listen")]
    pub shop_assets: Option<PathBuf>,
}

impl Options {
    /// Refuses to show the figures to everybody by mistake.
    ///
    /// # Errors
    /// A sentence that says what to add.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() || self.token.is_some() {
            return Ok(());
        }
        Err(format!(
            "--listen {}: others can reach it and would see the dashboard; give --token, or listen on 127.0.0.1",
            self.listen
        ))
    }
}

fn token(text: &str) -> Result<String, String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.len() < MIN_TOKEN_CHARS || !is_plain {
        return Err(format!(
            "expected at least {MIN_TOKEN_CHARS} characters of ASCII without spaces, such as from `openssl rand -hex 16`"
        ));
    }
    Ok(text.to_owned())
}

pub(crate) fn address(text: &str) -> Result<String, String> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Err("expected an address that begins with https:// or http://".to_owned());
    }
    Ok(text.to_owned())
}

/// How long and how much the collector takes from one client, and how it waits for others.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a request's headers, and for an open connection's next request.
    pub header_read: Duration,
    /// For a whole body.
    pub body_read: Duration,
    /// Between two comments that keep an event stream open.
    pub heartbeat: Duration,
    /// For requests under way when the collector is asked to stop.
    pub shutdown: Duration,
    /// Open connections to one server; further ones wait to be accepted.
    pub max_connections: usize,
    /// The first wait after a batch could not be sent on; each further one is twice as long.
    pub forward_retry: Duration,
    /// Between two looks for what is too old to keep.
    pub expiry: Duration,
    /// Between two lines in the log that count answers.
    pub report: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            header_read: Duration::from_secs(10),
            body_read: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
            shutdown: Duration::from_secs(5),
            max_connections: 1024,
            forward_retry: Duration::from_secs(1),
            expiry: Duration::from_secs(3600),
            report: Duration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &[&str]) -> Result<Options, String> {
        let words = ["tallymark-collector", "--config", "tallymark.json"];
        let options = Options::try_parse_from(words.iter().chain(more));
        let options = options.map_err(|error| error.to_string())?;
        options.check().map(|()| options)
    }

    #[test]
    fn who_listens_to_the_world_needs_a_token() {
        assert_eq!(read(&[]).unwrap().listen.to_string(), "127.0.0.1:8081");
        assert!(read(&["--listen", "[::1]:0"]).is_ok());
        let open = ["--listen", "0.0.0.0:8081"];
        let problem = read(&open).unwrap_err();
        assert!(problem.contains("give --token"), "{problem}");
        assert!(read(&[&open[..], &["--token", "0123456789abcdef"]].concat()).is_ok());
    }

    #[test]
    fn wrong_values_are_named_with_what_to_write() {
        for (words, told) in [
            (["--token", "short"], "expected at least 16 characters"),
            (["--token", "0123456789 abcdef"], "without spaces"),
            (["--keep-days", "0"], "0 is not in 1..=3650"),
            (["--min-group", "1"], "1 is not in 2..=1000"),
            (["--forward-to", "collect.example"], "begins with https://"),
        ] {
            let problem = read(&words).unwrap_err();
            assert!(problem.contains(told), "{words:?}: {problem}");
        }
    }
}
