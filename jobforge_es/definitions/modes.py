"""What a contract says of its load mode, and what then has no meaning."""

from __future__ import annotations

from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from ledger.names import VALID_FROM, VALID_TO

MERGING = ("upsert", "history")
"""The modes in which a row takes the place of the row that stands with its key."""


def check_mode(draft: Draft, own: Fields, mode: str) -> None:
    """Note what is at odds with the mode: a key that is missing, an order or a policy that would decide nothing.

    Args:
        draft: the table, with its columns and rules.
        own: our properties of the contract and its table.
        mode: how batches come into the table.
    """
    if not draft.fed:
        return
    if mode not in MERGING:
        if "jobforge.orderBy" in own:
            own.wrong(
                "jobforge.orderBy",
                f"`jobforge.orderBy` has no meaning in mode {mode}",
                ("set jobforge.mode: upsert or history", "or remove jobforge.orderBy"),
                why="it tells which row of a key is newer, where the newer takes the place of the older",
            )
        return
    if "key" not in draft.rules:
        own.wrong(
            "jobforge.mode",
            f"mode {mode} needs a primary key",
            "add primaryKey: true to the columns of the key, or set jobforge.mode: append",
            why="a row takes the place of the row with the same key",
        )
    elif "jobforge.onConflict" in own:
        own.wrong(
            "jobforge.onConflict",
            f"`jobforge.onConflict` has no meaning in mode {mode}",
            "remove jobforge.onConflict",
            why="the newer row of a key takes the place of the older one",
        )
    _check_order(draft, own)
    if mode == "history":
        _check_times(draft, own)


def _check_order(draft: Draft, own: Fields) -> None:
    column = own.text("jobforge.orderBy")
    if column is not None and column not in draft.columns:
        own.wrong(
            "jobforge.orderBy",
            f"{quoted(column)} is no column of the table",
            f"jobforge.orderBy: one of {', '.join(draft.columns)}",
        )


def _check_times(draft: Draft, own: Fields) -> None:
    for name in (VALID_FROM, VALID_TO):
        if name in draft.columns:
            own.wrong(
                "jobforge.mode",
                f"mode history gives the table a column {quoted(name)}, and the contract promises one",
                f"name the promised column otherwise, such as declared_{name}, with jobforge.header: {name}",
                why="from when until when a row counted stands in valid_from and valid_to",
            )
