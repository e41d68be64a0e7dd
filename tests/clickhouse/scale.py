"""The scale path, tried in the real ClickHouse engine (the PyPI package chdb-core).

Makes the table and the view of collector/clickhouse, generates events, and compares the figures
that ClickHouse works out with those of the embedded collector for the same 100,000 events. Each
check is a line `ok` or `not ok`; the last lines count them as node's test runner does.

    scale.py --collector BINARY --events 100000        in the normal test run
    scale.py --collector BINARY --events 10000000      TALLYMARK_EVENTS=10000000 cargo xtask test scale
"""
import argparse
import http.client
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

from chdb.session import Session

ROOT = pathlib.Path(__file__).resolve().parents[2]
SQL = ROOT / "collector" / "clickhouse"
SITE = "waystone"
STEPS = ["view_item", "add_to_cart", "begin_checkout", "purchase"]
POPUP = "offer"
FAILED = "add_to_cart_failed"
COMPARED = 100_000
BATCH = 100
# Events of the others are in batches of this many, as a page view has them.
PAGE_VIEW = 8
CHUNK = 1_000_000
# The last 30 days before this hold all generated events.
END = 1_790_000_000

passed = failed = 0


def check(says, found, expected):
    """One comparison, told as a line."""
    global passed, failed
    if found == expected:
        passed += 1
        print(f"ok - {says}")
    else:
        failed += 1
        print(f"not ok - {says}\n  found    {str(found)[:2000]}\n  expected {str(expected)[:2000]}")


class ClickHouse:
    """A ClickHouse in this process, with its data in a folder."""

    def __init__(self, folder):
        self.session = Session(str(folder))

    def run(self, sql):
        return str(self.session.query(sql))

    def ask(self, sql, **parameters):
        """Rows of a query as dicts; `{name:Type}` in it stands for a parameter."""
        for name, value in parameters.items():
            self.run(f"SET param_{name} = '{literal(value)}'")
        text = self.run(sql.strip().rstrip(";") + "\nFORMAT JSONEachRow")
        return [json.loads(line) for line in text.splitlines()]

    def statements(self, file, **parameters):
        for name, value in parameters.items():
            self.run(f"SET param_{name} = '{literal(value)}'")
        code = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("--"))
        for statement in code.split(";\n"):
            if statement.strip():
                self.run(statement)


def literal(value):
    if isinstance(value, list):
        return "[" + ",".join(f"\\'{item}\\'" for item in value) + "]"
    return str(value)


def timed(what, act):
    begin = time.perf_counter()
    result = act()
    print(f"  {what}: {time.perf_counter() - begin:.2f} s")
    return result


def figures(clickhouse, since="2020-01-01 00:00:00"):
    """The dashboard's figures, from the queries of the repository."""
    ask = lambda file, **more: timed(
        file,
        lambda: clickhouse.ask((SQL / "queries" / f"{file}.sql").read_text(), site=SITE, since=since, **more),
    )
    return {
        "totals": ask("totals"),
        "funnel": ask("funnel", steps=STEPS),
        "over_time": ask("over_time"),
        "transitions": ask("transitions", steps=STEPS),
        "channels": ask("channels", steps=STEPS),
        "reasons": ask("reasons", name=FAILED),
        "uplift": ask("uplift", definition=POPUP, steps=STEPS),
    }


def refresh(clickhouse):
    """What ClickHouse does by itself every five minutes."""
    for view in ("by_hour", "arms_by_hour"):
        clickhouse.run(f"SYSTEM REFRESH VIEW tallymark.{view}")
        clickhouse.run(f"SYSTEM WAIT VIEW tallymark.{view}")


def batches(rows):
    """The rows as the SDK's batches: the last one of each page of 100 decides how old the others are."""
    for at in range(0, len(rows), BATCH):
        part = rows[at : at + BATCH]
        yield {
            "v": 1, "site": SITE, "sdk": "generated", "batch": part[0]["batch"].replace("-", ""), "waited_ms": 0,
            "events": [event(row) for row in part],
        }


def event(row):
    made = {
        "name": row["name"], "seq": row["seq"], "age_ms": (END - row["unix"]) * 1000,
        "page": {"type": row["page_type"], "path": row["page_path"]},
        "channel": row["channel"], "device": row["device"],
    }
    for name in ("nth", "from"):
        if row[name]:
            made[name] = row[name]
    for name in ("arm", "properties"):
        if row[name]:
            made[name] = json.loads(row[name])
    return made


def collected(binary, folder, rows):
    """The same events in the embedded collector: its summary, the bytes on the wire and on the disk."""
    config = {
        "version": 1, "site": SITE, "collector": {"url": "https://collect.example/"}, "funnel": STEPS,
        "definitions": [
            {"name": "add_to_cart", "trigger": {"click": {"selector": "b"}}, "otherwise": FAILED},
            {"name": POPUP, "trigger": {"exit_intent": {}}, "holdout": 0.5},
        ],
    }
    (folder / "tallymark.json").write_text(json.dumps(config))
    database = folder / "tally.sqlite"
    process = subprocess.Popen(
        [binary, "--listen", "127.0.0.1:0", "--config", folder / "tallymark.json", "--database", database],
        stdout=subprocess.PIPE, text=True,
    )
    try:
        address = process.stdout.readline().strip().removeprefix("collector http://")
        connection = http.client.HTTPConnection(address)
        bytes_sent = 0
        for number, batch in enumerate(batches(rows)):
            body = json.dumps(batch, separators=(",", ":")).encode()
            bytes_sent += len(body)
            # Every tenth comes twice, as after a lost answer.
            for _ in range(2 if number % 10 == 0 else 1):
                connection.request("POST", "/v1/events", body, {"content-type": "text/plain"})
                answer = connection.getresponse()
                text = answer.read()
                assert answer.status == 204, text
        connection.request("GET", "/api/summary")
        summary = timed("the collector's summary", lambda: json.loads(connection.getresponse().read()))
    finally:
        process.terminate()
        process.wait()
    return summary, bytes_sent, database.stat().st_size


def compare(found, summary):
    """Figure by figure."""
    check("totals agree", found["totals"], [{
        "events": summary["totals"]["events"],
        "sessions_with_an_add": summary["totals"]["sessions_with_an_add"],
    }])
    check("the funnel agrees", found["funnel"], [
        {"name": step["name"], "sessions": step["sessions"], "events": step["events"]}
        for step in summary["funnel"]["steps"]
    ])
    order = lambda rows: sorted(rows, key=str)
    check("transitions agree", order(found["transitions"]), order(
        {"from": row["from"] or "", "name": row["name"], "count": row["count"]} for row in summary["transitions"]
    ))
    check("channels agree", order(found["channels"]), order(
        {"channel": row["channel"], "events": row["events"], "sessions": row["sessions"]}
        for row in summary["channels"]
    ))
    by_name = {}
    for row in found["over_time"]:
        by_name[row["name"]] = by_name.get(row["name"], 0) + row["events"]
    check("events over time agree", by_name, {row["name"]: row["total"] for row in summary["counts"]["series"]})
    check("reasons of failed attempts agree", found["reasons"], summary["attempts"][0]["reasons"])
    sides = lambda row: [row["step"], row["shown"], row["shown_reached"], row["held_out"], row["held_out_reached"]]
    uplift = summary["popups"][0]["uplift"]
    check("both sides of the uplift agree", [sides(row) for row in found["uplift"]], [
        [row["step"], row["shown"]["sessions"], row["shown"]["reached"], row["held_out"]["sessions"],
         row["held_out"]["reached"]]
        for row in uplift
    ])
    near = all(
        math.isclose(mine[name], theirs[name], abs_tol=1e-9)
        for mine, theirs in zip(found["uplift"], uplift) for name in ("difference", "low", "high")
    )
    check("differences and their intervals agree", near, True)


def columns_of_format():
    """The columns that the shipped format fills, if it is shipped yet."""
    file = ROOT / "formats" / "clickhouse.json"
    return set(json.loads(file.read_text())["collector"]["format"]["event"]) if file.exists() else set()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--collector", required=True)
    parser.add_argument("--events", type=int, default=COMPARED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        clickhouse = ClickHouse(folder / "clickhouse")
        print(f"ClickHouse {clickhouse.run('SELECT version()').strip()}")
        clickhouse.statements(SQL / "schema.sql")
        columns = {row["name"] for row in clickhouse.ask("DESCRIBE tallymark.events")}
        check("the table has a column for all that the format clickhouse sends", columns_of_format() - columns, set())

        def generate(first, count, batch_events):
            clickhouse.statements(SQL / "generate.sql", first=first, count=count, batch_events=batch_events, end=END)

        generate(0, COMPARED, BATCH)
        # As after a lost answer: the same batches again.
        generate(0, COMPARED // 10, BATCH)
        refresh(clickhouse)
        print(f"{COMPARED} events, figures of ClickHouse")
        found = figures(clickhouse)
        rows = clickhouse.ask("SELECT *, toUnixTimestamp(time) AS unix FROM tallymark.events FINAL ORDER BY batch, seq")
        check("a batch that came twice is there once", len(rows), COMPARED)
        summary, wire, stored = collected(options.collector, folder, rows)
        compare(found, summary)

        if COMPARED < options.events:
            print(f"{options.events} events")
            chunks = range(COMPARED, options.events, CHUNK)
            timed("inserting", lambda: [generate(at, min(CHUNK, options.events - at), PAGE_VIEW) for at in chunks])
            timed("refreshing both views", lambda: refresh(clickhouse))
            found = figures(clickhouse)
            check("all generated events are counted", found["totals"][0]["events"], options.events)
        timed("merging", lambda: clickhouse.run("OPTIMIZE TABLE tallymark.events FINAL"))
        size = clickhouse.ask(
            "SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS events FROM system.parts"
            " WHERE active AND database = 'tallymark' AND table = 'events'"
        )[0]
        print(f"bytes an event: {wire / COMPARED:.0f} in bodies, {stored / COMPARED:.0f} in SQLite, "
              f"{int(size['bytes']) / int(size['events']):.1f} in ClickHouse")
        clickhouse.session.close()
    print(f"# pass {passed}\n# fail {failed}")
    sys.exit(1 if failed else 0)


main()
