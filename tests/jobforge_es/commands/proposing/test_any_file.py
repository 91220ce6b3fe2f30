from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobforge_es.cli.codes import CODES
from jobforge_es.commands.proposing.answering import Answers
from jobforge_es.commands.proposing.propose_source import propose_source
from jobforge_es.definitions.sources import read_source
from ledger.errors import JobForgeError

CELLS = st.sampled_from(
    ["", "1", "2,5", "1 234,50", "été", "a b", '"q"', '"a;b"', "'x'", "#", "2026-01-02", "..", "Source: x", "x\x85"]
)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12)


def check(path, *codes):
    """A source that reads the whole file with even books and comes back from its text, or one of these errors."""
    try:
        found = propose_source(path, Answers())
    except JobForgeError as error:
        if error.code not in codes:
            raise
        return
    assert found.proof.balance.is_balanced
    assert read_source(found.path, found.text.encode()) == found.source


@given(
    LINES,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
@settings(max_examples=150, deadline=None)
def test_every_text_has_a_source_that_balances_or_one_clear_error(tmp_path_factory, lines, delimiter, end, encoding):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    text = end.join(delimiter.join(line) for line in lines)
    path.write_bytes(text.encode(encoding, "replace"))
    check(path, "P-001", "P-008", "P-090")


@given(st.binary(min_size=1, max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_have_a_source_that_balances_or_one_clear_error(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(raw)
    check(path, *(code for code in CODES if code.startswith("P-")), "D-004")


@pytest.mark.parametrize("raw", [b"PAR1", b"PAR1PAR1", b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"])
def test_what_begins_like_a_container_and_is_none_is_one_clear_error(tmp_path, raw):
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    with pytest.raises(JobForgeError) as refused:
        propose_source(path, Answers())
    assert refused.value.code[:2] in ("P-", "D-")
