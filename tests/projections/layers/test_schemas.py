from __future__ import annotations

import pytest

from ledger.definitions import ModelColumn
from projections.layers.schemas import TypesDiffer, together


def columns(**types: str) -> tuple[ModelColumn, ...]:
    return tuple(ModelColumn(name, kind) for name, kind in types.items())


def test_the_newest_file_decides_and_the_older_ones_add_what_it_lacks():
    held = [("new", columns(b="DECIMAL(9,2)", a="VARCHAR")), ("old", columns(a="BIGINT", c="DATE", b="DECIMAL(7,2)"))]
    assert together(held) == columns(b="DECIMAL(9,2)", a="VARCHAR", c="DATE")
    assert together([]) == ()


@pytest.mark.parametrize(
    ("older", "newer", "fits"),
    [
        ("BIGINT", "VARCHAR", True),
        ("DATE", "TIMESTAMP", True),
        ("TIMESTAMP", "DATE", False),
        ("VARCHAR", "BIGINT", False),
        ("DECIMAL(9,2)", "DECIMAL(9,3)", False),
        ("DECIMAL(9,2)", "DECIMAL(10,3)", True),
        ("BIGINT", "DECIMAL(18,0)", False),
    ],
)
def test_a_type_that_cannot_take_every_value_of_an_older_one_is_refused(older: str, newer: str, fits: bool):
    held = [("new.parquet", columns(a=newer)), ("old.parquet", columns(a=older))]
    if fits:
        assert together(held) == columns(a=newer)
        return
    with pytest.raises(TypesDiffer, match=r"'a' is .* in a batch of an older contract") as caught:
        together(held)
    assert (caught.value.code, caught.value.where) == ("S-023", "old.parquet")
