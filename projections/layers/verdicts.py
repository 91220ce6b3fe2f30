"""What is known of the rows of one batch at silver; rows of which nothing is said are accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ledger.definitions import Rule

Rows = npt.NDArray[np.int64]


def among(rows: Rows, some: Rows) -> npt.NDArray[np.bool_]:
    """Tell which rows of a piece are among some others; both are ascending."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    near = some[slice(*np.searchsorted(some, (rows[0], rows[-1] + 1)))]
    return np.isin(rows, near, kind="sort") if len(near) else np.zeros(len(rows), np.bool_)


@attrs.frozen
class Breaches:
    """Rules that rows broke, by column, ordered by row and then by rule.

    Attributes:
        rows: the rows; one stands here as often as it broke rules.
        rules: places of the rules.
        reasons: how each was broken.
    """

    rows: Rows
    rules: Rows
    reasons: Sequence[str]


class Verdicts:
    """What is known of the rows of one batch. There can be a million of them, so that nothing here is kept by row.

    Args:
        rules: what rows can break.
        waivers: row to the rules that are waived for it.

    Attributes:
        aside: rows that go to quarantine.
        left_out: rows that are deduplicated.
        rows: how many broke each rule, by its id; what is waived is not counted.
        released: rows for which a rule was waived that they break.
        spoken_of: rows of the batch of which a person decided something.
    """

    def __init__(self, rules: Sequence[Rule], waivers: Mapping[int, Container[str]] | None = None) -> None:
        self._waivers = waivers or {}
        self.released: set[int] = set()
        self.spoken_of: set[int] = set()
        self._places = {rule.id: place for place, rule in enumerate(rules)}
        self._broke: tuple[list[int], list[int], list[str]] = ([], [], [])
        self.aside: set[int] = set()
        self.left_out: set[int] = set()
        self.rows: Counter[str] = Counter()

    def knows(self, row: int) -> bool:
        """Tell whether the row is decided: it is neither accepted nor compared with."""
        return row in self.aside or row in self.left_out

    def breaks(self, row: int, rule: Rule, reason: str) -> None:
        """Note that a row broke a rule; an error sets it aside, a warning counts it, a waiver lets it pass."""
        if self.waives(row, rule):
            self.released.add(row)
            return
        self.rows[rule.id] += 1
        if rule.severity == "error":
            self.aside.add(row)
            for column, value in zip(self._broke, (row, self._places[rule.id], reason), strict=True):
                column.append(value)  # type: ignore[attr-defined]  # each value is of its column

    def waives(self, row: int, rule: Rule) -> bool:
        """Tell whether a rule is waived for a row."""
        return row in self._waivers and rule.id in self._waivers[row]

    def all_break(self, rows: Iterable[int], rule: Rule, reason: str) -> None:
        """Note that several rows broke a rule in the same way."""
        for row in rows:
            self.breaks(row, rule, reason)

    def breaches(self) -> Breaches:
        """Give all that set rows aside."""
        rows, rules = (np.array(column, np.int64) for column in self._broke[:2])
        order = np.lexsort((rules, rows))
        return Breaches(rows[order], rules[order], [self._broke[2][place] for place in order.tolist()])

    def dropped(self) -> Rows:
        """Give the rows that are deduplicated, ascending."""
        return np.sort(np.fromiter(self.left_out, np.int64, len(self.left_out)))

    def decided(self) -> Rows:
        """Give the rows that are not accepted, in no order."""
        return np.fromiter((*self.aside, *self.left_out), np.int64, len(self.aside) + len(self.left_out))
