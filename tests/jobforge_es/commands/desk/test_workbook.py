"""The workbook that stewards edit: what stands in it, and what comes back of it."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from jobforge_es.commands.describe import say
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only
from tests.jobforge_es.definitions.rewriting.saying import sayings

WHY = ("--reason", "desk")


@pytest.fixture(scope="module")
def said(ran_once, tmp_path_factory):
    """A project of which something is said, and its workbook."""
    root = tmp_path_factory.mktemp("desk") / "offices"
    shutil.copytree(ran_once, root)
    sets = ("--set", "definition.en=+1 is no formula", "--set", "label.en=Office", "--set", "label.fr=  Bureau ")
    more = ("--set", "synonyms.en=@desk", "--set", "synonyms.en=-room", "--set", "citation=_x0041_ \ufffe end\nof it")
    assert call(root, "catalog", "describe", "term:office", *sets, *more, *WHY).exit_code == 0
    assert call(root, "catalog", "describe", "term:place", "--set", "label.en=Place", *WHY).exit_code == 0
    assert call(root, "catalog", "export", "--xlsx", str(root / "book.xlsx")).exit_code == 0
    return root


@pytest.fixture
def desk(said, tmp_path):
    shutil.copytree(said, tmp_path / "offices")
    return tmp_path / "offices"


def edit(root, *changes, then=lambda book: None):
    """Change cells: sheet, key (or a number of a row), header, value."""
    book = openpyxl.load_workbook(root / "book.xlsx")
    for sheet, key, header, value in changes:
        cells = book[sheet]
        column = next(cell.column for cell in cells[1] if cell.value == header)
        rows = [row[0].row for row in cells.iter_rows() if row[0].value == key] or [cells.max_row + 1]
        if len(rows) == 1 and rows[0] > cells.max_row:
            cells.cell(rows[0], 1).value = key
        cells.cell(rows[0], column).value = value
    then(book)
    book.save(root / "book.xlsx")


def take_in(root, *args):
    return call(root, "catalog", "import", str(root / "book.xlsx"), *args)


def outcomes(result):
    assert result.exit_code == 0, result.stderr
    return {each["subject"]: each["status"] for each in only(result)["outcomes"]}


def head(root):
    return only(call(root, "status", "--json"))["position"]


def test_a_workbook_that_nobody_touched_changes_nothing(desk):
    assert outcomes(take_in(desk, *WHY, "--json")) == {}
    edit(desk)
    assert outcomes(take_in(desk, *WHY, "--json")) == {}


def test_every_cell_is_text_and_none_a_formula(said):
    book = openpyxl.load_workbook(said / "book.xlsx")
    (row,) = [row for row in book["terms"].iter_rows() if row[0].value == "office"]
    texts = [cell.value for cell in row if cell.value is not None]
    assert "+1 is no formula" in texts
    assert "@desk\n-room" in texts
    assert "  Bureau " in texts
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_the_same_state_gives_the_same_bytes_and_no_other_file_is_overwritten(desk):
    first = (desk / "book.xlsx").read_bytes()
    assert call(desk, "catalog", "export", "--xlsx", str(desk / "again.xlsx")).exit_code == 0
    assert (desk / "again.xlsx").read_bytes() == first
    told = only(call(desk, "catalog", "export", "--xlsx", str(desk / "again.xlsx"), "--json"))
    assert told["outcomes"][0]["status"] == "unchanged"
    edit(desk, ("terms", "office", "label.en", "mine"))
    assert call(desk, "catalog", "export", "--xlsx", str(desk / "book.xlsx")).stderr.startswith("U-051")
    assert call(desk, "catalog", "export", "--xlsx", str(desk / "c.xlsx"), "--dry-run").exit_code == 0
    assert not (desk / "c.xlsx").exists()
    early = desk / "early.xlsx"
    assert call(desk, "catalog", "export", "--xlsx", str(early), "--as-of", "1").exit_code == 0
    assert [row[0].value for row in openpyxl.load_workbook(early)["terms"].iter_rows()] == ["key", "(key / clé)"]


def test_each_changed_cell_is_one_event_and_all_of_them_are_one_append(desk):
    before = head(desk)
    edit(
        desk,
        ("terms", "office", "label.fr", "Le bureau"),
        ("terms", "office", "synonyms.en", "desk\n\n room \ndesk"),
        ("terms", "office", "definition.en", None),
        ("terms", "new-term", "label.en", "=New"),
        ("terms", "new-term", "review_by", dt.date(2027, 1, 2)),
        ("columns", "silver.offices.code", "critical", True),
        ("tables", "silver.offices", "grain.fr", "un bureau"),
    )
    book = openpyxl.load_workbook(desk / "book.xlsx")
    new = next(cell for row in book["terms"].iter_rows() for cell in row if cell.value == "=New")
    new.data_type = "s"
    book.save(desk / "book.xlsx")
    tried = outcomes(take_in(desk, "--dry-run", "--json"))
    assert head(desk) == before
    assert take_in(desk).stderr.startswith("U-060")
    assert outcomes(take_in(desk, *WHY, "--json")) == tried
    events = only(call(desk, "log", "--since", "2020-01-01", "--type", "property-set", "--limit", "7", "--json"))[
        "events"
    ]
    assert [each["position"] for each in events] == list(range(before + 1, before + 8))
    assert len({each["stream"] for each in events}) == 1
    said = {(e["data"]["subject"], e["data"]["name"], e["data"]["language"]): e["data"]["values"] for e in events}
    assert said == {
        ("office", "label", "fr"): ["Le bureau"],
        ("office", "synonyms", "en"): ["desk", "room"],
        ("office", "definition", "en"): [],
        ("new-term", "label", "en"): ["=New"],
        ("new-term", "review_by", None): ["2027-01-02"],
        ("silver.offices.code", "critical", None): ["true"],
        ("silver.offices", "grain", "fr"): ["un bureau"],
    }
    assert set(outcomes(take_in(desk, *WHY, "--json")).values()) == {"unchanged"}
    assert head(desk) == before + 7


def test_words_that_were_changed_elsewhere_are_shown_side_by_side_and_nothing_is_recorded(desk):
    call(desk, "catalog", "describe", "term:office", "--set", "label.en=Bureau of the Crown", *WHY, "--actor", "lee")
    before = head(desk)
    edit(desk, ("terms", "office", "label.en", "Room"), ("terms", "place", "label.en", "Spot"))
    result = take_in(desk, *WHY)
    assert result.stderr.startswith("C-019")
    for part in ("terms!B3", "exported 'Office'", "workbook says 'Room'", "catalog says 'Bureau of the Crown', by lee"):
        assert part in result.stderr
    assert (result.exit_code, head(desk)) == (2, before)
    edit(desk, ("terms", "office", "label.en", "Bureau of the Crown"))
    assert set(outcomes(take_in(desk, *WHY, "--json")).values()) == {"unchanged", "done"}


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda b: b.remove(b["terms"]), "C-017", "'terms' is missing"),
        (lambda b: b["tables"].cell(1, 2, "titel"), "C-017", "tables!B1"),
        (lambda b: b["about"].cell(5, 2, "4000"), "C-017", "another project"),
        (lambda b: b["about"].cell(6, 2, "ab"), "C-017", "another project"),
        (lambda b: b["about"].cell(3, 2, "jobforge/workbook/0"), "C-017", "about"),
        (lambda b: b["terms"].cell(3, 1, "offices"), "C-018", "terms!A3: 'offices' is new and 'office' is missing"),
        (lambda b: setattr(b["terms"].cell(3, 1), "value", None), "C-018", "terms!A3"),
        (lambda b: b["terms"].cell(4, 1, "office"), "C-018", "terms!A4: 'office' stands twice"),
        (lambda b: b["terms"].cell(9, 1, "A B"), "C-018", "terms!A9"),
        (lambda b: b["tables"].cell(99, 1, "gold.none"), "C-018", "tables!A99: there is no table 'gold.none'"),
        (lambda b: b["tables"].cell(3, 6, "Top"), "C-018", "tables!F3: 'Top': it is none of"),
        (lambda b: b["terms"].cell(3, 2, "=A1"), "C-018", "terms!B3: it is a formula"),
        (lambda b: b["corrections"].cell(99, 8, "x"), "C-018", "corrections!H99: a value needs the id of its row"),
    ],
)
def test_what_is_not_as_it_was_exported_is_refused_with_its_sheet_and_cell(desk, change, code, told):
    before = head(desk)
    edit(desk, then=change)
    result = take_in(desk, *WHY)
    assert result.stderr.startswith(code), result.stderr
    assert told in result.stderr
    assert head(desk) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"a,b\n1,2\n"])
def test_a_file_that_is_no_workbook_is_refused(ran, tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert call(ran, "catalog", "import", str(tmp_path / "a.xlsx"), "--dry-run").stderr.startswith("C-017")


def test_a_file_that_is_not_there_is_told_as_such(ran, tmp_path):
    result = call(ran, "catalog", "import", str(tmp_path / "none.xlsx"), "--dry-run")
    assert (result.stderr[:5], str(tmp_path / "none.xlsx") in result.stderr) == ("F-013", True)


def test_rows_that_were_set_aside_are_corrected_in_the_same_workbook(desk):
    rows = [
        [c.value for c in row] for row in openpyxl.load_workbook(desk / "book.xlsx")["corrections"].iter_rows(min_row=3)
    ]
    (row,) = [row for row in rows if row[5] == "code.pattern"][:1]
    edit(desk, ("corrections", row[0], "value", "B77"), ("terms", "office", "label.fr", "Bureau"))
    tried = only(take_in(desk, "--dry-run", "--json"))["outcomes"]
    assert {each["step"] for each in tried} >= {"import", "promote"}
    done = only(take_in(desk, *WHY, "--json"))["outcomes"]
    assert (done[0]["subject"], done[0]["status"]) == ("1 row set aside", "done")
    assert done[1]["subject"] == "label.fr of term office"
    shown = only(call(desk, "quarantine", "show", row[0], "--json"))
    assert shown["rows"][0]["state"] == "decided"


def test_a_correction_that_does_not_fit_leaves_everything_as_it_was(desk):
    rows = [
        [c.value for c in row] for row in openpyxl.load_workbook(desk / "book.xlsx")["corrections"].iter_rows(min_row=3)
    ]
    (row,) = [row for row in rows if row[5] == "code.pattern"][:1]
    before = head(desk)
    edit(desk, ("corrections", row[0], "value", "nonsense"), ("terms", "office", "label.fr", "Bureau"))
    assert take_in(desk, *WHY).exit_code == 2
    assert head(desk) == before


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sayings(25))
def test_whatever_is_said_comes_back_as_it_was(tmp_path_factory, said):
    root = tmp_path_factory.mktemp("p")
    (root / "jobforge.toml").write_text('[project]\nname = "p"\n')
    workspace = Workspace.open(root, reason="why")
    workspace._record(lambda session: [*say(session, said)])
    workspace.export_workbook(root / "book.xlsx")
    assert workspace.import_workbook(root / "book.xlsx") == []
    edit(root)
    assert workspace.import_workbook(root / "book.xlsx") == []
