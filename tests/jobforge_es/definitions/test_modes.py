"""Load modes in contracts: what they need, and what has no meaning beside them."""

from __future__ import annotations

import pytest

from jobforge_es.definitions.broken import DefinitionBroken
from jobforge_es.definitions.contracts import read_contract
from jobforge_es.definitions.scope import settled_scope
from tests.laws.test_load_modes import CONTRACT


def contract(mode, *more, key=True):
    text = CONTRACT.replace("MODE", mode).replace("LIMIT", "none")
    own = "".join(f"  - {{property: jobforge.{one}}}\n" for one in more)
    text = text.replace("schema:", f"{own}schema:", 1)
    return text if key else text.replace(", primaryKey: true, primaryKeyPosition: 1", "")


def read(text):
    return read_contract("contracts/items.yaml", text.encode())


def test_upsert_and_history_are_read_with_their_order():
    found = read(contract("upsert", "orderBy, value: seq"))
    assert (found.mode, found.order_by, found.merges) == ("upsert", "seq", True)
    assert read(contract("history")).order_by is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (contract("upsert", key=False), "mode upsert needs a primary key"),
        (contract("history", "onConflict, value: first"), "`jobforge.onConflict` has no meaning in mode history"),
        (contract("upsert", "orderBy, value: when"), "`when` is no column of the table"),
        (contract("append", "orderBy, value: seq"), "`jobforge.orderBy` has no meaning in mode append"),
        (contract("history").replace("name: seq", "name: valid_to"), "gives the table a column `valid_to`"),
    ],
)
def test_what_contradicts_the_mode_is_told(text, said):
    with pytest.raises(DefinitionBroken, match=said):
        read(text)


def test_a_column_may_be_called_valid_from_where_the_table_keeps_no_time():
    assert read(contract("upsert").replace("name: seq", "name: valid_from")).columns[2].name == "valid_from"


def test_another_mode_or_order_is_a_rebuild_whatever_the_file_says():
    old = read(contract("append"))
    for text in (contract("upsert"), contract("upsert", "orderBy, value: seq")):
        assert settled_scope(old, read(text), "from_now") == "rebuild"
        old = read(text)
    assert settled_scope(old, old, None) == "from_now"
    assert settled_scope(old, old, "rebuild") == "rebuild"
