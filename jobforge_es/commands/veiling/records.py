"""Masks the personal fields in the text of a record, and all of it where they cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jobforge_es.commands.veiling.veil import MASK, Veil
from jobforge_es.session import Session
from ledger.definitions import Csv, FixedWidth, Layout

if TYPE_CHECKING:
    from projections.catalog.batches import BatchRow
    from projections.readers.marks import Mark


def masked_text(
    session: Session, veil: Veil, batch: BatchRow, text: str, landed: Mapping[str, Any], marks: Sequence[Mark] = ()
) -> tuple[str, tuple[Mark, ...]]:
    """Mask a record as it stands in a delivered file.

    Args:
        session: to read.
        veil: what is masked.
        batch: of the record.
        text: of the record.
        landed: its cells as they were landed, by staged column; empty where it could not be read.
        marks: parts of the text that are pointed at; ascending, apart.

    Returns:
        The text, and the marks where they stand in it; marks that touch what is masked lie on the mask.
    """
    staged = batch.table_name
    if not veil.personal.any_of([staged]):
        return text, tuple(marks)
    fields = _fields(session, veil, batch, text, landed)
    if fields is None:
        veil.text([staged], text)
        return MASK, ()
    return _without(text, fields, marks)


def _fields(session: Session, veil: Veil, batch: BatchRow, text: str, landed: Mapping[str, Any]) -> list[Mark] | None:
    """Give where the personal fields stand, in their order; None where one of them is not found."""
    from projections.readers.marks import of_value  # loads the data libraries

    form = session.workshop.source_of(batch).form
    if not landed or not isinstance(form, Csv | FixedWidth):
        return None
    found = []
    for place, column in enumerate(session.recall(batch.layout, Layout).columns):
        value = landed.get(column.name)
        if value and veil.hides(batch.table_name, column.name):
            mark = of_value(text, form, place, value)
            if mark is None:
                return None
            found.append(mark)
    return sorted(found)


def _without(text: str, fields: Sequence[Mark], marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    shown, at = "", 0
    for start, stop in fields:
        shown, at = shown + text[at:start] + MASK, stop
    moved = ((_moved(start, fields, 0), _moved(stop, fields, len(MASK))) for start, stop in marks)
    return shown + text[at:], tuple(moved)


def _moved(place: int, fields: Sequence[Mark], inside: int) -> int:
    """Give where a place of the text is now; one inside a field goes so far into its mask."""
    now = place
    for start, stop in fields:
        if place >= stop:
            now += len(MASK) - (stop - start)
        elif place > start:
            now += start - place + inside
    return now
