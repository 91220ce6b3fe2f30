from __future__ import annotations

import pytest

from projections.layers.likeness import classes
from tests.projections.layers.making import staged


def class_of(folder, values, null_words=()):
    path = staged(folder, {"c": values}).files[0]
    return classes(path, ["c"], null_words)["c"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("007", "integer"),
        ("-12", "integer"),
        ("1 234", "integer"),
        ("12,50", "decimal"),
        ("1.5e3", "decimal"),
        ("1\u202f204,50", "decimal"),
        ("2026-03-31", "date"),
        ("31/03/2026", "date"),
        ("2026-03-31T12:00:00Z", "date"),
        ("12 rue X", "text"),
        ("1-2", "text"),
    ],
)
def test_values_have_a_class(tmp_path, value, expected):
    assert class_of(tmp_path, [value] * 10) == expected


def test_a_few_wrong_values_do_not_change_a_class_and_few_values_have_none(tmp_path):
    assert class_of(tmp_path, ["1"] * 18 + ["many", "n.d."]) == "integer"
    assert class_of(tmp_path, ["1"] * 10 + ["n.d."] * 9, ("n.d.",)) == "integer"
    assert class_of(tmp_path, ["1"] * 9) == ""
    assert class_of(tmp_path, [None] * 30 + [" "] * 10) == ""
