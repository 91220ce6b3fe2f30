"""Tells of rows that silver sets aside: the row and the rules that it broke, as texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa

from ledger.definitions import Contract, Rule
from ledger.names import SOURCE_ROW
from projections.layers.quarantine import SetAside, Telling, row_json
from projections.layers.verdicts import Breaches


class Teller:
    """Tells of rows that are set aside.

    Attributes:
        names: of the contract's columns.
        rows: those that are set aside, ascending; some several times.
    """

    def __init__(self, contract: Contract, breaches: Breaches, rules: Sequence[Rule]) -> None:
        self.names = [column.name for column in contract.columns]
        self.rows = breaches.rows
        self._breaches = breaches
        self._tellings = [Telling(rule.id, contract.version, rule.columns) for rule in rules]
        self._places = [[self.names.index(name) for name in rule.columns] for rule in rules]

    def told(self, piece: pa.Table) -> SetAside:
        """Tell of the rows of a piece, which are all set aside."""
        texts = list(zip(*(as_texts(piece[name]) for name in self.names), strict=True))
        numbers = piece[SOURCE_ROW].to_numpy()
        some = slice(*np.searchsorted(self.rows, (numbers[0], numbers[-1] + 1)))
        places = np.searchsorted(numbers, self.rows[some])
        told = [""] * len(texts)
        rules = self._breaches.rules[some].tolist()
        for row, rule, reason in zip(places.tolist(), rules, self._breaches.reasons[some], strict=True):
            values = [texts[row][place] for place in self._places[rule]]
            told[row] += f",{self._tellings[rule].json(values, reason)}"
        rows = [row_json(self.names, some) for some in texts]
        return SetAside(numbers.tolist(), rows, [f"[{some[1:]}]" for some in told])


def as_texts(column: pa.ChunkedArray) -> list[str | None]:
    """Give the canonical texts of typed values: decimals at their scale, dates as ISO 8601, doubles that round-trip."""
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        texts: list[str | None] = column.cast(pa.string()).to_pylist()
        return texts
    return [None if value is None else _as_text(value) for value in column.to_pylist()]


def _as_text(value: float | Decimal | date | datetime) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return repr(value)
