"""JSON, NDJSON and XML with deliberate dirt, from the inbox to silver by contract, and back by replay."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import zipfile

import pytest

from tests.jobforge_es.cli.offices import environment

pytestmark = pytest.mark.journey

SOURCES = {
    "people": 'format: json\nfiles: ["people*.json"]\nrecords: data.items\nquarantine_limit: 60%\n',
    "log": 'format: ndjson\nfiles: ["*.ndjson.gz"]\npacking: gzip\nquarantine_limit: 60%\n',
    "posts": 'format: xml\nfiles: ["posts*.zip"]\npacking: zip\nrecords: feed/posts/post\nquarantine_limit: 60%\n',
    "strict": 'format: json\nfiles: ["strict*.json"]\n',
}

PEOPLE = """{"ok": true, "data": {"total": 6, "items": [
 {"id": 1, "name": "Zo\\u00e9", "rate": 1.50, "left": null, "tags": ["a", {"b": 1.0}]},
 {"rate": 1e3, "id": 2, "name": ""},
 {"id": 3, "name": "twice", "name": "again"},
 {"id": 4, "name": "half \\ud83d"},
 [5],
 {"id": 12345678901234567890, "name": "null", "left": "2024-01-31", "rate": 0.10}
]}, "next": {"items": []}}
"""

LOG = b"""{"day": "2024-01-01", "level": "info"}\r
\r
{"day": "2024-01-02", "level": NaN}\r
{"day": "2024-01-03", "lev\r
{"day": "2024-01-04", "level": "\xe9"}\r
{"day": "2024-01-05", "level": "warn", "n": -0}"""

POSTS = """<?xml version="1.0" encoding="windows-1252"?>
<feed xmlns="urn:a" xmlns:b="urn:b"><posts>
  <post id="1"><title>Été &amp; après</title><pay currency="CAD">10.50</pay><skill>a</skill><skill>b</skill></post>
  <post id="2"><title/><b:title>other</b:title></post>
  <post id="3"><title></title></post>
</posts><posts/></feed>
""".encode("cp1252")

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: people
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: people}
schema:
  - name: people
    physicalName: silver.people
    properties:
      - {name: id, logicalType: string, primaryKey: true, primaryKeyPosition: 1, required: true}
      - {name: name, logicalType: string}
      - {name: left, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd}}
      - {name: tags, logicalType: string}
"""


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


INBOX = {
    "people.json": PEOPLE.encode(),
    "a.ndjson.gz": gzip.compress(LOG),
    "posts.zip": zipped(
        {"one.xml": POSTS, "two.xml": POSTS[:-9], "bomb.xml": b'<!DOCTYPE f [<!ENTITY a "b">]><f>&a;</f>'}
    ),
    "strict.json": b'[{"a": 1},\n {"a": 01}]',
}


@pytest.fixture
def run(tmp_path, console):
    for folder in ("sources", "inbox", "contracts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "jobforge.toml").write_text('[project]\nname = "keyed"\n')
    for name, text in SOURCES.items():
        (tmp_path / f"sources/{name}.yaml").write_text(text)
    for name, data in INBOX.items():
        (tmp_path / "inbox" / name).write_bytes(data)
    (tmp_path / "contracts/people.yaml").write_text(CONTRACT)

    def run(*args, code=0):
        how = {"capture_output": True, "text": True, "cwd": tmp_path, "env": environment(), "timeout": 120}
        done = subprocess.run([*console, *args], check=False, **how)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout

    return run


def rows(run, sql: str) -> list[list]:
    return [list(json.loads(line)["row"].values()) for line in run("query", "--json", sql).splitlines()]


def test_records_that_name_their_fields_go_to_silver_with_their_dirt_told(run, tmp_path):
    outcomes = json.loads(run("run", "--json", code=1))["outcomes"]
    found = {o["subject"]: o for o in outcomes if o["step"] == "ingest"}
    assert {name: (o["status"], (o["error"] or {}).get("code")) for name, o in found.items()} == {
        "people.json": ("done", None),
        "a.ndjson.gz": ("done", None),
        "posts.zip!one.xml": ("done", None),
        "posts.zip!two.xml": ("rejected", "P-100"),
        "posts.zip!bomb.xml": ("rejected", "P-102"),
        "strict.json": ("rejected", "P-056"),
    }
    books = {name: o["balance"] for name, o in found.items() if o["balance"]}
    counts = {name: (b["read"], b["accepted"], b["quarantined"], b["skipped"]["blank"]) for name, b in books.items()}
    assert counts["people.json"] == (6, 3, 3, 0)
    assert counts["a.ndjson.gz"] == (6, 2, 3, 1)
    assert counts["posts.zip!one.xml"] == (3, 2, 1, 0)

    people = 'SELECT id, name, rate, "left", tags, _source_row FROM staged.people ORDER BY _source_row'
    assert rows(run, people) == [
        ["1", "Zoé", "1.50", "null", '["a", {"b": 1.0}]', 1],
        ["2", "", "1e3", None, None, 2],
        ["12345678901234567890", "null", "0.10", "2024-01-31", None, 6],
    ]
    silver = 'SELECT id, name, CAST("left" AS VARCHAR) FROM silver.people ORDER BY _source_row'
    assert rows(run, silver) == [["1", "Zoé", None], ["2", "", None], ["12345678901234567890", None, "2024-01-31"]]
    log = "SELECT day, level, n, _source_row FROM staged.log ORDER BY 4"
    assert rows(run, log) == [["2024-01-01", "info", None, 1], ["2024-01-05", "warn", "-0", 5]]
    assert rows(run, "SELECT id, title, pay, pay_currency, skill FROM staged.posts ORDER BY 1") == [
        ["1", "Été & après", "10.50", "CAD", "<skill>a</skill><skill>b</skill>"],
        ["3", "", None, None, None],
    ]
    listed = run("quarantine", "list", "--json")
    assert all(code in listed for code in ("P-050", "P-051", "P-052", "P-053", "P-055", "P-101", "D-002"))

    before = {p.name for p in (tmp_path / "lake/layers").rglob("*.parquet")}
    shutil.rmtree(tmp_path / "lake/layers")
    run("replay", "--check")
    assert {p.name for p in (tmp_path / "lake/layers").rglob("*.parquet")} == before
    run("verify")


def test_the_order_of_keys_is_no_change_and_a_new_key_is(run, tmp_path):
    run("run", code=1)
    reordered = '{"data": {"items": [{"tags": [], "left": null, "rate": 1, "name": "x", "id": 7}]}}'
    (tmp_path / "inbox/people_2.json").write_text(reordered)
    (tmp_path / "inbox/people_3.json").write_text(reordered.replace('"tags"', '"new": 1, "tags"'))
    found = {o["subject"]: o for o in json.loads(run("run", "--json", code=1))["outcomes"] if o["step"] == "ingest"}
    assert found["people_2.json"]["status"] == "done"
    assert found["people_3.json"]["error"]["code"] == "S-020"
    assert rows(run, "SELECT id, name FROM staged.people WHERE _source_file = 'people_2.json'") == [["7", "x"]]


def test_unknown_files_become_tables_without_an_editor(run, tmp_path):
    (tmp_path / "staff.json").write_text('{"n": 2, "staff": [{"id": 1, "rate": 1.50}, {"id": 2, "rate": null}]}')
    (tmp_path / "feed.xml").write_text('<f><t/><e id="1"><n>1.5</n></e><e id="2"><n>2.5</n></e></f>')
    run("init", "new", "--from", "staff.json", "feed.xml", "--yes")
    shown = (tmp_path / "new/sources/staff.yaml").read_text() + (tmp_path / "new/sources/feed.yaml").read_text()
    assert "format: json " in shown
    assert "records: staff" in shown
    assert 'records: "f/e"' in shown
    assert (tmp_path / "new/contracts/feed.yaml").exists()
