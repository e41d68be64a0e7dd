//! `tallymark-collector`: starts the collector, says where it is, and ends it on a signal.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tallymark_collector::{Limits, Options, has_built_in_dashboard, start};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    let served = runtime.block_on(serve(options));
    // A reader of the database that still runs is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => failed(&problem),
    }
}

fn failed(problem: &str) -> ExitCode {
    eprintln!("tallymark-collector: {problem}");
    ExitCode::FAILURE
}

async fn serve(options: Options) -> Result<(), String> {
    let listen = |kind| signal(kind).map_err(|error| format!("signals: {error}"));
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    let has_dashboard = options.dashboard.is_some() || has_built_in_dashboard();
    let running = start(options, Limits::default()).await?;
    let collector = running.collector();
    let mut lines = format!("collector http://{collector}\n");
    if let Some(shop) = running.shop() {
        lines += &format!("shop http://{shop}\n");
    }
    if has_dashboard {
        lines += &format!("dashboard http://{collector}/\n");
    }
    let mut output = std::io::stdout();
    let written = output
        .write_all(lines.as_bytes())
        .and_then(|()| output.flush());
    written.map_err(|error| format!("standard output: {error}"))?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    running.stop().await;
    Ok(())
}
