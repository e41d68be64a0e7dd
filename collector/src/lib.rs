//! The embedded collector: takes batches of the wire format `tallymark`, keeps them in
//! SQLite, and shows them on a live dashboard. It can serve the demo shop beside it.
//!
//! A request goes `server` → `routes` → `intake` → `batch` → `store`, and is answered when
//! the batch is on the disk. The dashboard reads through `summary`, `recent` and `stream`.
//! `forward` sends on what was kept; `chores` deletes what is too old.
//! No address, header or user agent of a sender is kept or logged anywhere.

mod access;
mod batch;
mod chores;
mod clock;
mod config;
mod dashboard;
mod export;
mod figures;
mod forward;
mod intake;
mod log;
mod options;
mod recent;
mod routes;
mod server;
mod shop;
mod store;
mod stream;
mod summary;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use figures::figures;
pub use options::{Limits, Options};

/// Whether the dashboard's assets are in the program, so that it needs no folder with them.
pub fn has_built_in_dashboard() -> bool {
    dashboard::is_built_in()
}

/// A collector that serves until it is stopped.
#[derive(Debug)]
pub struct Running {
    collector: SocketAddr,
    shop: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    servers: JoinSet<()>,
    writer: JoinHandle<()>,
}

/// Binds the sockets and starts to serve.
///
/// # Errors
/// A sentence that says which option can't be followed, and why.
pub async fn start(options: Options, limits: Limits) -> Result<Running, String> {
    options.check()?;
    let config = config::Config::read(&options.config)?;
    let target = forward::Target::read(&options)?;
    let (store, writer) = store::Store::open(options.database.clone())?;
    let answers = Arc::new(log::Answers::default());
    let (stop, stopped) = watch::channel(false);
    let mut servers = JoinSet::new();

    let listener = bind(options.listen).await?;
    let collector = address(&listener)?;
    let routes = routes::Collector {
        store: store.clone(),
        limits,
        stop: stopped.clone(),
        config: Arc::new((options.config.clone(), config)),
        answers: Arc::clone(&answers),
        token: options.token.as_deref().map(Arc::from),
        min_group: options.min_group,
        forwards: target.is_some(),
    };
    let router = routes::router(routes, options.dashboard.clone());
    servers.spawn(server::serve(listener, router, limits, stopped.clone()));
    servers.spawn(chores::report(answers, limits, stopped.clone()));
    if let Some(days) = options.keep_days {
        servers.spawn(chores::expire(store.clone(), days, limits, stopped.clone()));
    }
    if let Some(target) = target {
        servers.spawn(forward::run(store, target, limits, stopped.clone()));
    }
    log::line(
        "started",
        json!({ "version": env!("CARGO_PKG_VERSION"), "listen": collector.to_string(),
            "database": options.database.display().to_string() }),
    );

    let mut shop = None;
    if let (Some(listen), Some(assets)) = (options.shop_listen, options.shop_assets) {
        let listener = bind(listen).await?;
        shop = Some(address(&listener)?);
        let origin = options
            .public_url
            .unwrap_or_else(|| format!("http://{collector}"));
        let collector_url = format!("{}/v1/events", origin.trim_end_matches('/'));
        let shop_options = shop::ShopOptions {
            assets,
            config: options.config,
            collector_url,
        };
        servers.spawn(server::serve(
            listener,
            shop::router(shop_options),
            limits,
            stopped,
        ));
    }
    Ok(Running {
        collector,
        shop,
        stop,
        servers,
        writer,
    })
}

impl Running {
    /// Where batches are taken and the dashboard is shown.
    pub fn collector(&self) -> SocketAddr {
        self.collector
    }

    /// Where the demo shop is, if there is one.
    pub fn shop(&self) -> Option<SocketAddr> {
        self.shop
    }

    /// Lets the requests under way finish, and closes the database.
    pub async fn stop(mut self) {
        // Nobody hears it only if all servers have ended already.
        let _unheard = self.stop.send(true);
        while self.servers.join_next().await.is_some() {}
        // The writer ends with its last sender, which a connection that was cut off may still
        // hold for a moment: it isn't waited for longer than that.
        let writer = self.writer;
        let ended = tokio::task::spawn_blocking(move || writer.join());
        let _elapsed = tokio::time::timeout(std::time::Duration::from_secs(1), ended).await;
        log::line("stopped", json!({}));
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address}: {error}"))
}

fn address(listener: &TcpListener) -> Result<SocketAddr, String> {
    listener.local_addr().map_err(|error| error.to_string())
}
