"""Workbooks, Parquet and packed files with deliberate dirt, from the inbox to a query and back by replay."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import shutil
import subprocess
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from tests.jobforge_es.cli.offices import environment
from tests.projections.readers.spreadsheet.books import by_openpyxl, by_xlwt, ods, ods_row

pytestmark = pytest.mark.journey

SOURCES = {
    "staff": 'format: xlsx\nfiles: ["staff*.xlsx"]\nsheet: "20*"\nskip_rows: 2\nskip_footer: 1\nheader_rows: 2\nquarantine_limit: 40%\n',
    "old": 'format: xls\nfiles: ["*.xls"]\nquarantine_limit: 40%\n',
    "open": 'format: ods\nfiles: ["*.ods"]\n',
    "lake": 'format: parquet\nfiles: ["*.parquet"]\nquarantine_limit: 40%\n',
    "portal": 'format: csv\nfiles: ["portal*.zip"]\npacking: zip\nmembers: ["*.csv"]\nquarantine_limit: 40%\n',
    "books": 'format: xlsx\nfiles: ["books*.zip"]\npacking: zip\nmembers: ["*.xlsx"]\nsheet: "*"\n',
    "logs": 'format: csv\nfiles: ["*.csv.gz"]\npacking: gzip\n',
    "packed": 'format: parquet\nfiles: ["*.zst"]\npacking: zstd\nmax_unpacked: 1 MiB\n',
}


def staff() -> bytes:
    def prepare(book):
        book.create_sheet("Notes").append(["not this one"])
        hidden = book.create_sheet("2023 draft")
        hidden.append(["never"])
        hidden.sheet_state = "hidden"
        later = book.create_sheet("2025")
        for row in [["Staff 2025"], [], ["Code", "Count", None], [None, "Men", "Women"], ["z", 9, 8], ["Source: x"]]:
            later.append(row)
        for sheet in (book["2024"], later):
            sheet.merge_cells("A3:A4")
            sheet.merge_cells("B3:C3")

    rows = [
        ["Staff 2024"],
        ["as of", dt.date(2024, 1, 1)],
        ["Code", "Count", None],
        [None, "Men", "Women"],
        ["007", 1, 0.1],
        ["1e3", "#N/A", None],
        [],
        ["c", dt.datetime(2024, 2, 29, 1, 2, 3), True, "too long"],
        ["d", 10**12, -1.5],
        [None, None, "x"],
        ["Source: Bureau"],
    ]
    return by_openpyxl(rows, "2024", prepare=prepare)


def not_utf8() -> pa.Array:
    raw = pa.array([b"a", b"\xff", None])
    return pa.Array.from_buffers(pa.string(), 3, raw.buffers())


def parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def inbox() -> dict[str, bytes]:
    table = pa.table({"name": not_utf8(), "parts": [[1, 2], [], None]})
    return {
        "staff.xlsx": staff(),
        "old.xls": by_xlwt([["Code", "Rate"], ["a", 1.25], ["b", 2, "beyond"], ["c", True]]),
        "open.ods": ods(ods_row("Code", "Rate") + ods_row("ä", 0.5, attributes='table:number-rows-repeated="2"')),
        "lake.parquet": parquet(table),
        "portal_1.zip": zipped(
            {
                "2024/a.csv": b"id,v\n1,x\n2,y,z\n3,w\n",
                "b.csv": b"id,v\n4,q\n",
                "about.txt": b"?",
                "bad.csv": b"id,v,w\n1,2,3\n",
            }
        ),
        "books.zip": zipped({"one.xlsx": by_openpyxl([["k"], [1]]), "two.xlsx": b"no workbook"}),
        "log.csv.gz": gzip.compress(b"id\n1\n") + gzip.compress(b"2\n"),
        "bomb.zst": zstd.compress(bytes(5_000_000)),
        "broken.xls": b"<html><table><tr><td>Code</td></tr></table></html>",
    }


@pytest.fixture
def project(tmp_path, console):
    folder = tmp_path / "formats"
    for name, text in SOURCES.items():
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / f"sources/{name}.yaml").write_text(text)
    (folder / "jobforge.toml").write_text('[project]\nname = "formats"\n')
    (folder / "inbox").mkdir()
    for name, data in inbox().items():
        (folder / "inbox" / name).write_bytes(data)
    return folder


@pytest.fixture
def run(console, project):
    def run(*args, code=0):
        done = subprocess.run(
            [*console, *args], capture_output=True, text=True, cwd=project, env=environment(), timeout=120, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout

    return run


def rows(run, sql: str) -> list[list]:
    return [list(json.loads(line)["row"].values()) for line in run("query", "--json", sql).splitlines()]


def test_every_format_lands_with_its_dirt_told_and_comes_back_by_replay(run, project):
    found = {o["subject"]: o for o in json.loads(run("run", "--json", code=1))["outcomes"] if o["step"] == "ingest"}
    status = {name: (o["status"], (o["error"] or {}).get("code")) for name, o in found.items()}
    assert status == {
        "staff.xlsx#2024": ("done", None),
        "staff.xlsx#2025": ("done", None),
        "old.xls#Data": ("done", None),
        "broken.xls": ("rejected", "P-070"),
        "open.ods#Data": ("done", None),
        "lake.parquet": ("done", None),
        "portal_1.zip!2024/a.csv": ("done", None),
        "portal_1.zip!b.csv": ("done", None),
        "portal_1.zip!bad.csv": ("rejected", "S-020"),
        "books.zip!one.xlsx#Data": ("done", None),
        "books.zip!two.xlsx": ("rejected", "P-070"),
        "log.csv.gz": ("done", None),
        "bomb.zst": ("rejected", "P-062"),
    }
    assert "'2023 draft'" in found["staff.xlsx#2024"]["note"]
    books = {name: o["balance"] for name, o in found.items() if o["balance"]}
    assert books["staff.xlsx#2024"]["read"] == 5 + 1 + 2 + 1
    assert books["staff.xlsx#2024"]["quarantined"] == 1
    assert books["staff.xlsx#2024"]["skipped"] == {"preamble": 2, "blank": 1, "comment": 0, "footer": 1}
    assert [books[name]["quarantined"] for name in ("old.xls#Data", "lake.parquet", "portal_1.zip!2024/a.csv")] == [
        1,
        1,
        1,
    ]

    staff = "SELECT code, count_men, count_women, _source_row FROM staged.staff ORDER BY _source_file, _source_row"
    assert rows(run, staff) == [
        ["007", "1", "0.1", 1],
        ["1e3", "#N/A", None, 2],
        ["d", "1000000000000", "-1.5", 4],
        [None, None, "x", 5],
        ["z", "9", "8", 1],
    ]
    assert rows(run, "SELECT code, rate FROM staged.old ORDER BY 1") == [["a", "1.25"], ["c", "true"]]
    assert rows(run, "SELECT code, rate, _source_row FROM staged.open ORDER BY 3") == [["ä", "0.5", 1], ["ä", "0.5", 2]]
    assert rows(run, "SELECT name, parts FROM staged.lake ORDER BY 1") == [["a", "[1,2]"], [None, None]]
    portal = rows(run, "SELECT _source_file, id FROM staged.portal ORDER BY id")
    assert portal == [["portal_1.zip!2024/a.csv", "1"], ["portal_1.zip!2024/a.csv", "3"], ["portal_1.zip!b.csv", "4"]]
    assert rows(run, "SELECT id FROM staged.logs ORDER BY id") == [["1"], ["2"]]

    run("verify")
    before = {p.name for p in (project / "lake/layers").rglob("*.parquet")}
    shutil.rmtree(project / "lake/layers")
    run("replay", "--check")
    assert {p.name for p in (project / "lake/layers").rglob("*.parquet")} == before
    assert not list((project / "lake/work").iterdir())
    run("verify")

    assert json.loads(run("run", "--json"))["outcomes"] == []
    listed = run("quarantine", "list", "--json")
    assert "P-003" in listed
    assert "D-002" in listed
    assert "HTML" in run("explain", "P-070")
