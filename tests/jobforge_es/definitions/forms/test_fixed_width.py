from __future__ import annotations

import pytest

from jobforge_es.definitions.sources import read_source
from ledger.definitions import FixedField, FixedWidth
from ledger.errors import JobForgeError

GOOD = b"""\
format: fixed-width
encoding: cp1252
skip_lines: 1
fields:
  - {name: Code, start: 1, width: 5}
  - {name: Titre, start: 7, width: 40}
"""


def test_fields_of_a_line_are_compiled():
    assert read_source("sources/a.yaml", GOOD).form == FixedWidth(
        (FixedField("Code", 1, 5), FixedField("Titre", 7, 40)), "cp1252", skip_lines=1
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "`fields` does not list where each field stands"),
        ("fields: [a]", "a field is not a mapping"),
        ("fields: [{name: a, start: 1}]", "a field has no `width`"),
        ("fields: [{name: a, start: 0, width: 2}]", "`start` is `0`, not a whole number"),
        ("fields: [{name: a, start: 1, width: 2, kind: x}]", "unknown key `kind` of a field"),
    ],
)
def test_fields_that_cannot_be_cut_are_refused(text, what):
    with pytest.raises(JobForgeError) as caught:
        read_source("sources/a.yaml", f"format: fixed-width\n{text}\n".encode())
    assert what in caught.value.what


@pytest.mark.parametrize("second", ["{name: b, start: 3, width: 4}", "{name: A, start: 9, width: 4}"])
def test_fields_that_overlap_or_share_a_name_are_refused(second):
    text = f"format: fixed-width\nfields: [{{name: a, start: 1, width: 5}}, {second}]\n"
    with pytest.raises(JobForgeError):
        read_source("sources/a.yaml", text.encode())
