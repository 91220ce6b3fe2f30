"""The cells of a record that are meant: each with the raw field as it stands in the delivered file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from ledger.definitions import Csv, FixedWidth, Layout
from projections.layers.workshop import Workshop
from projections.readers.marks import of_value


@attrs.frozen
class Field:
    """A cell of a record.

    Attributes:
        column: of staged.
        header: what the file calls it.
        raw: the field as it stands in the file, quotes included; in formats without lines, or where it cannot be told
            from the others, the value.
        value: as it was landed.
    """

    column: str
    header: str
    raw: str
    value: Any


def fields(
    workshop: Workshop, batch_id: str, raw: str | None, values: dict[str, Any], cells: Sequence[str]
) -> tuple[Field, ...]:
    """Give some cells of a record, in the order of the file.

    Args:
        workshop: with the definitions.
        batch_id: of the record.
        raw: its text; None in formats without lines, and where the bytes are gone.
        values: its cells as they were landed.
        cells: the staged columns that are meant.
    """
    batch = workshop.batch(batch_id)
    form = workshop.source_of(batch).form
    found = []
    for place, column in enumerate(workshop.recall(batch.layout, Layout).columns):
        if column.name in cells:
            value = values.get(column.name)
            shown = "" if value is None else str(value)
            mark = None
            if raw is not None and isinstance(form, Csv | FixedWidth):
                mark = of_value(raw, form, place, value)
            found.append(
                Field(column.name, column.header, shown if mark is None or raw is None else raw[slice(*mark)], value)
            )
    return tuple(found)
