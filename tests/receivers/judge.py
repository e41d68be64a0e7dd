"""Reads back what collectors got, by their own code: ClickHouse's engine (PyPI's chdb-core) and OpenTelemetry's schema
(opentelemetry-proto).

Takes a JSON object on standard input: bodies by kind. Gives one on standard output: events by kind, each with its name,
properties and where it stands.
"""
import base64
import json
import sys
import tempfile
from pathlib import Path

from chdb.session import Session
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

SCHEMA = Path(__file__).resolve().parents[2] / "collector" / "clickhouse" / "schema.sql"
# A table as somebody would make it for the format ndjson.
LINES = """CREATE TABLE lines (time DateTime64(3), event String, site String, batch String, seq UInt32, nth UInt32,
    `from` String, channel String, device String, page_type String, page String, properties String) ENGINE = Memory"""


def statements(text):
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return [statement for statement in code.split(";\n") if statement.strip()]


def rows(session, table, name, bodies):
    """Inserts bodies as the address of the format does, and selects them."""
    for body in bodies:
        session.query(f"INSERT INTO {table} SETTINGS input_format_skip_unknown_fields = 1, date_time_input_format = 'best_effort' FORMAT JSONEachRow {body}")
    found = session.query(f"SELECT {name} AS name, properties, nth, `from`, channel, device, page_type FROM {table} ORDER BY seq FORMAT JSONEachRow")
    for line in str(found).splitlines():
        row = json.loads(line)
        yield {**row, "properties": json.loads(row["properties"] or "{}")}


def value(any_value):
    kind = any_value.WhichOneof("value")
    return getattr(any_value, kind)


def records(request):
    for resource in request.resource_logs:
        for scope in resource.scope_logs:
            for record in scope.log_records:
                attributes = {it.key: value(it.value) for it in record.attributes}
                ours = {key: attributes.pop(key) for key in list(attributes) if "." in key}
                standing = {key: ours.get(f"tallymark.{key}", "") for key in ("nth", "from", "channel", "device")}
                assert record.event_name == ours["event.name"] == record.body.string_value
                yield {"name": record.event_name, "properties": attributes, "page_type": ours["page.type"], **standing}


def main():
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(folder)
        for statement in statements(SCHEMA.read_text()) + [LINES]:
            session.query(statement)
        found = {
            "clickhouse": list(rows(session, "tallymark.events", "name", given["clickhouse"])),
            "ndjson": list(rows(session, "lines", "event", given["ndjson"])),
        }
        # Unknown fields and wrong types are errors here.
        parsed = [json_format.Parse(body, ExportLogsServiceRequest()) for body in given["otlp"]]
        found["otlp"] = [record for request in parsed for record in records(request)]
        exported = [ExportLogsServiceRequest.FromString(base64.b64decode(body)) for body in given["exported"]]
        found["exported"] = [record for request in exported for record in records(request)]
        session.close()
    json.dump(found, sys.stdout)


main()
