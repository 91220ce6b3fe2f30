"""From files that nobody has described to answered questions, with the real command and no editor."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import subprocess

import pytest

from tests.jobforge_es.cli.offices import environment
from tests.projections.readers.spreadsheet.books import by_openpyxl

pytestmark = pytest.mark.journey

FORECAST = (
    "Prévisions d'emploi du Bas-Tamarac \N{EN DASH} édition fictive;;;;\r\n"
    "Unité : milliers d'emplois;;;;\r\n"
    "\r\n"
    "Région;Code;Année;Emplois prévus;Mis à jour\r\n"
    '"Baie-du-Héron";0160;2026;1 798,4;01/02/2026\r\n'
    '"Baie-du-Héron";0160;2027;796,8;28/02/2026\r\n'
    "Haute-Érable;0160;2026;..;03/02/2026\r\n"
    "Haute-Érable;0210;2027;12,5;04/02/2026\r\n"
    "Haute-Érable;0210;2028;too;many;fields\r\n"
    "\r\n"
    "Source : Bureau des prévisions (inventé)\r\n"
    "Note : chiffres fictifs; ne pas citer\r\n"
).encode("cp1252")


@pytest.fixture
def run(console, tmp_path):
    def run(*args, cwd=tmp_path, code=0):
        done = subprocess.run(
            [*console, *args],
            capture_output=True,
            text=True,
            cwd=cwd,
            env=environment(),
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    return run


@pytest.fixture
def typing(console):
    """Run a command at a terminal of its own, with what somebody types; gives the exit code and what was shown."""

    def typing(typed, *args, cwd):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*console, *args], stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=environment(TERM="dumb")
        ) as process:
            os.close(theirs)
            os.write(ours, typed.encode())
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 65_536)
                except OSError:  # the other end is closed
                    break
                if not piece:
                    break
                shown += piece
        os.close(ours)
        return process.returncode, shown.decode()

    return typing


def answer(run, sql, cwd):
    return [json.loads(line)["row"] for line in run("query", "--json", sql, cwd=cwd).splitlines()]


def test_a_messy_file_becomes_a_table_that_answers_questions(run, typing, tmp_path):
    (tmp_path / "previsions_2026.csv").write_bytes(FORECAST)
    run("init", "mine")
    mine = tmp_path / "mine"
    code, shown = typing("1\n2\ny\n", "source", "propose", "../previsions_2026.csv", cwd=mine)
    assert code == 0, shown
    assert "Which encoding" in shown
    assert "Write sources/previsions.yaml?" in shown
    assert "next  jobforge ingest ../previsions_2026.csv --source previsions" in shown

    assert "How many unreadable records" in shown
    run("ingest", "../previsions_2026.csv", "--source", "previsions", cwd=mine)

    code, shown = typing("y\n", "contract", "propose", "previsions", cwd=mine)
    assert code == 0, shown
    assert "it would set aside 0" in shown
    planned = json.loads(run("plan", "--json", cwd=mine))
    assert sum(layer["quarantined"] for layer in planned["balance"].values()) == 0
    run("run", cwd=mine)
    assert answer(run, "SELECT sum(emplois_prevus) AS jobs FROM silver.previsions", mine) == [{"jobs": "2607.7"}]
    last = 'SELECT region, max(mis_a_jour) AS last FROM silver.previsions GROUP BY region ORDER BY "last"'
    assert answer(run, last, mine)[-1] == {"region": "Baie-du-Héron", "last": "2026-02-28"}
    run("verify", cwd=mine)
    run("replay", "--check", cwd=mine)


def test_one_command_makes_a_project_of_unknown_files(run, tmp_path):
    (tmp_path / "previsions_2026.csv").write_bytes(
        FORECAST.replace(b"Haute-\xc9rable;0210;2028;too;many;fields\r\n", b"")
    )
    (tmp_path / "offices.tsv").write_text("code\tname\tstaff\n007\tNorth\t12\n008\tSouth\t3\n", encoding="utf-8")
    files = ("previsions_2026.csv", "offices.tsv")
    made = json.loads(run("init", "mine", "--from", *files, "--yes", "--json"))
    assert made["next"] == "cd mine && jobforge run"
    mine = tmp_path / "mine"
    run("run", cwd=mine)
    assert answer(run, "SELECT code FROM silver.offices WHERE staff > 10", mine) == [{"code": "007"}]
    assert answer(run, "SELECT count(*) AS n FROM silver.previsions", mine) == [{"n": 4}]
    run("verify", cwd=mine)


def test_a_large_file_is_read_to_its_end_before_anything_is_written(run, tmp_path):
    rows = "".join(f"{n};{n % 97},{n % 10};text {n}\n" for n in range(60_000))
    (tmp_path / "large.txt").write_text(f'id;rate;said\n{rows}60000;1,2;late "quote\n', encoding="utf-8")
    run("init", "mine")
    found = json.loads(run("source", "propose", "../large.txt", "--yes", "--json", cwd=tmp_path / "mine"))
    assert (found["balance"]["accepted"] + found["balance"]["quarantined"], found["header"]) == (
        60_001,
        ["id", "rate", "said"],
    )


def workbook() -> bytes:
    """What offices send: a title, a header over two rows, decimal commas typed as text, a total, notes, an old sheet."""

    def prepare(book):
        for cells in ("A1:E1", "A4:A5", "B4:B5", "C4:D4", "E4:E5"):
            book["Prévisions"].merge_cells(cells)
        book.create_sheet("Ancienne version").append(["ne pas lire"])
        book["Ancienne version"].sheet_state = "hidden"

    rows = [
        ["Prévisions d'emploi, édition fictive"],
        ["Publié le", dt.date(2026, 1, 31)],
        [],
        ["Région", "Code", "Emplois prévus", None, "Mis à jour"],
        [None, None, 2026, 2027, None],
        ["Baie-du-Héron", "0160", "1798,4", "1801,5", dt.date(2026, 2, 1)],
        ["Baie-du-Héron", "0210", "12,5", "..", dt.date(2026, 2, 28)],
        ["Haute-Érable", "0160", "796,8", "800,2", dt.date(2026, 3, 1)],
        ["Total", None, "2607,7", "2601,7", None],
        [],
        ["Source : Bureau des prévisions (inventé)"],
    ]
    return by_openpyxl(rows, "Prévisions", prepare=prepare)


def test_a_workbook_and_a_text_become_tables_that_answer_questions_without_an_editor(run, tmp_path):
    (tmp_path / "emplois_2026.xlsx").write_bytes(workbook())
    (tmp_path / "previsions_2026.csv").write_bytes(
        FORECAST.replace(b"Haute-\xc9rable;0210;2028;too;many;fields\r\n", b"")
    )
    run("init", "mine")
    mine = tmp_path / "mine"
    found = json.loads(run("source", "propose", "../emplois_2026.xlsx", "--yes", "--json", cwd=mine))
    assert found["open"] == ["skip_footer"]
    assert "Ancienne version" in found["text"]
    assert found["header"][2:4] == ["Emplois prévus 2026", "Emplois prévus 2027"]
    run("source", "propose", "../previsions_2026.csv", "--yes", cwd=mine)
    run("ingest", "../emplois_2026.xlsx", "--source", "emplois", cwd=mine)
    run("ingest", "../previsions_2026.csv", "--source", "previsions", cwd=mine)
    for table in ("emplois", "previsions"):
        run("contract", "propose", table, "--yes", cwd=mine)
    run("run", cwd=mine)
    total = "SELECT sum(emplois_prevus_2026) AS jobs, max(mis_a_jour) AS last FROM silver.emplois"
    assert answer(run, total, mine) == [{"jobs": "2607.7", "last": "2026-03-01"}]
    both = (
        "SELECT count(*) AS n FROM silver.emplois e JOIN silver.previsions p USING (region, code) WHERE p.annee = 2026"
    )
    assert answer(run, both, mine) == [{"n": 2}]
    run("verify", cwd=mine)
    run("replay", "--check", cwd=mine)
