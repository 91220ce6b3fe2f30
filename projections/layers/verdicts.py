"""What is known of the rows of one batch at silver; rows of which nothing is said are accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ledger.definitions import Rule


@attrs.frozen
class Breach:
    """A rule that a row broke, and how."""

    rule: Rule
    reason: str


@attrs.define
class Verdicts:
    """What is known of the rows of one batch.

    Attributes:
        aside: rows that go to quarantine.
        left_out: rows that are deduplicated.
        rows: how many broke each rule, by its id.
    """

    aside: dict[int, list[Breach]] = attrs.field(factory=dict)
    left_out: set[int] = attrs.field(factory=set)
    rows: Counter[str] = attrs.field(factory=Counter)

    def knows(self, row: int) -> bool:
        """Tell whether the row is decided: it is neither accepted nor compared with."""
        return row in self.aside or row in self.left_out

    def breaks(self, row: int, rule: Rule, reason: str) -> None:
        """Note that a row broke a rule; an error sets it aside, a warning counts it."""
        self.rows[rule.id] += 1
        if rule.severity == "error":
            self.aside.setdefault(row, []).append(Breach(rule, reason))

    def all_break(self, rows: Iterable[int], rule: Rule, reason: str) -> None:
        """Note that several rows broke a rule in the same way."""
        for row in rows:
            self.breaks(row, rule, reason)

    def arrange(self, rules: Sequence[Rule]) -> None:
        """Put what each row broke into the order of the rules."""
        places = {rule.id: place for place, rule in enumerate(rules)}
        for breaches in self.aside.values():
            breaches.sort(key=lambda breach: places[breach.rule.id])

    def ascending(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Give the rows that are set aside and those that are left out, each in ascending order."""
        aside = np.fromiter(self.aside, np.int64, len(self.aside))
        left_out = np.fromiter(self.left_out, np.int64, len(self.left_out))
        return np.sort(aside), np.sort(left_out)
