//! What the collector is started with: the command line, and the limits that tests shorten.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// Takes tallymark's batches, keeps them in SQLite and shows them on a live dashboard.
#[derive(Debug, Clone, Parser)]
#[command(name = "tallymark-collector", version)]
pub struct Options {
    /// Where batches are taken and the dashboard is shown; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// The SQLite file; made when it isn't there
    #[arg(long, value_name = "FILE", default_value = "tallymark.sqlite")]
    pub database: PathBuf,
    /// The shop's tallymark.json: its site, its funnel and its definitions shape the dashboard
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// The built assets (dashboard.js, dashboard.css); without it no dashboard is shown
    #[arg(long, value_name = "DIR")]
    pub dashboard: Option<PathBuf>,
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

/// How long and how much the collector takes from one client.
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
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            header_read: Duration::from_secs(10),
            body_read: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
            shutdown: Duration::from_secs(5),
            max_connections: 1024,
        }
    }
}
