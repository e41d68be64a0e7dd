//! The dashboard's files, as a browser gets them.

use crate::support::{Answer, Server, agent};

#[test]
fn the_page_may_run_scripts_from_here_only() {
    let server = Server::start();
    let page = server.get("/");
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    // So nothing in it may be inline.
    assert!(page.body.contains(r#"src="/assets/dashboard.js""#));
    assert!(
        !page.body.contains("<style")
            && !page.body.contains(" style=")
            && !page.body.contains("<script>")
    );
}

#[test]
fn an_asset_is_asked_for_again_but_not_sent_again() {
    let server = Server::start();
    let asset = server.get("/assets/dashboard.js");
    assert_eq!((asset.status, asset.body.as_str()), (200, "export {};\n"));
    assert_eq!(asset.header("cache-control"), "no-cache");
    let again = agent()
        .get(server.url("/assets/dashboard.js"))
        .header("if-modified-since", asset.header("last-modified"))
        .call();
    assert_eq!(Answer::of(again).status, 304);
    assert_eq!(
        server.get("/api/summary").header("cache-control"),
        "no-store"
    );
}

#[test]
fn no_path_leads_out_of_the_assets() {
    let server = Server::start();
    for path in [
        "/assets/../tallymark.json",
        "/assets/%2e%2e/tallymark.json",
        "/assets/..%2ftallymark.json",
        "/assets/",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn health_is_ok_when_the_database_can_be_read() {
    let server = Server::start();
    assert_eq!(server.get("/health").json()["status"], "ok");
    let nowhere = Server::start_with(
        tallymark_collector::Limits::default(),
        "nowhere/tally.sqlite",
    );
    assert_eq!(nowhere.get("/health").status, 503);
}
