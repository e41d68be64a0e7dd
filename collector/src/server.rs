//! Serves a router on a socket, within limits: slow headers, many connections, and an end.
//!
//! `axum::serve` has no limit on how long a client takes to send its headers, so the
//! connections are served by hyper here.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::options::Limits;

/// How long to wait when the machine has no socket left to accept with.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is true, then lets the requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_read);
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(limits.max_connections));
    loop {
        let accepting = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            accepted = accepting => accepted,
            _stopped = stop.wait_for(|stop| *stop) => break,
        };
        let Ok((stream, _address)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // How a connection ends is the client's affair, and says where it came from.
            let _ended = connection.await;
            drop(seat);
        });
    }
    drop(listener);
    // Whoever takes longer is cut off; an unacknowledged batch will be sent again.
    let _elapsed = tokio::time::timeout(limits.shutdown, graceful.shutdown()).await;
}
