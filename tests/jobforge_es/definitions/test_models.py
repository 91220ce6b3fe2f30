from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken, UnknownKey, parts
from jobforge_es.definitions.models import ModelText, read_model
from ledger.errors import JobForgeError

PATH = "models/gold/dim_noc.sql"


def mistakes(raw: bytes | str, path: str = PATH) -> list[DefinitionBroken]:
    with pytest.raises((DefinitionBroken, DefinitionsBroken)) as caught:
        read_model(path, raw if isinstance(raw, bytes) else raw.encode())
    return list(parts(caught.value))


def test_the_head_says_what_the_model_is_about_and_the_text_stays_as_it_was_written():
    text = "-- question: How many?\n--   question_fr:  Combien de « postes »?\n\n-- A free remark: with a colon\n--\n-- reads: bronze, staged\nSELECT 1 -- title: no\n"
    assert read_model(PATH, text.encode()) == ModelText(
        "gold.dim_noc",
        text,
        {"question": "How many?", "question_fr": "Combien de « postes »?", "reads": "bronze, staged"},
    )


def test_a_model_without_a_head_is_about_nothing():
    assert read_model("models/silver/noc.sql", b"SELECT 1") == ModelText("silver.noc", "SELECT 1", {})


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read_model(PATH, b"\xef\xbb\xbf-- title: T\r\nSELECT 1") == ModelText(
        "gold.dim_noc", "-- title: T\r\nSELECT 1", {"title": "T"}
    )


def test_any_other_key_is_kept_for_the_catalog():
    assert read_model(PATH, b"-- reviewed_by: Alix\nSELECT 1").about == {"reviewed_by": "Alix"}


@pytest.mark.parametrize("raw", [b"", b" \n", b"-- title: x\n", b"/* SELECT 1 */\n;\n-- a", b"\xef\xbb\xbf"])
def test_a_model_without_sql_is_refused(raw):
    error = mistakes(raw)[0]
    assert error.code == "C-003"
    assert "empty" in error.what or "no SQL" in error.what


def test_a_model_that_is_not_utf_8_is_refused_at_the_byte():
    error = mistakes("SELECT 1 AS x,\n  'Québec'".encode("latin-1"))[0]
    assert (error.place.line, error.place.column) == (2, 6)
    assert "0xE9" in error.what


def test_a_model_with_a_nul_byte_is_refused():
    assert mistakes(b"SELECT \x00")[0].what == "the file holds a control character, U+0000"


@pytest.mark.parametrize(
    "name", ["Dim_Noc", "dim noc", "dim-noc", "_dim", "1dim", "dim_é", "d" * 300, "dim_a;drop", "", "dim.noc"]
)
def test_a_name_that_cannot_be_a_table_is_refused(name):
    error = mistakes("SELECT 1", f"models/gold/{name}.sql")[0]
    assert "cannot name a table" in error.what
    assert len(error.what) < 100


def test_a_gold_model_says_of_which_kind_its_table_is():
    error = mistakes("SELECT 1", "models/gold/noc.sql")[0]
    assert error.mend == ("rename the file to dim_noc.sql",)


@pytest.mark.parametrize(
    ("head", "what"),
    [
        ("-- qestion: Q", "unknown key `qestion` (did you mean `question`?)"),
        ("-- raeds: bronze", "unknown key `raeds` (did you mean `reads`?)"),
        ("-- title: a\n-- title: b", "`title` stands twice"),
        ("-- reads: bronce", "`bronce` is no layer"),
    ],
)
def test_a_slip_in_the_head_is_told_at_its_line(head, what):
    found = mistakes(f"\n{head}\nSELECT 1")
    assert [error.what for error in found] == [what]
    assert found[0].place.line == head.count("\n") + 2
    assert isinstance(found[0], UnknownKey) == what.startswith("unknown")


def test_all_slips_are_told():
    assert [e.place.line for e in mistakes("-- qestion: a\n-- reads: x\nSELECT 1")] == [1, 2]


@given(st.binary(max_size=60) | st.text(alphabet="-: \nabcS/*;'é", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_in_our_own_words(raw):
    said = ""
    try:
        read_model(PATH, raw)
    except JobForgeError as error:
        said = error.what
    assert said.isprintable()
