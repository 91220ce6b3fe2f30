"""Which of the rows that share a key or a unique value stay: decided row by row, in one order.

Only rows that share something come here, so that a batch without duplicates costs nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final, Literal

import attrs

Policy = Literal["quarantine", "first", "last"]

KEY: Final = -1
"""Stands for the key where a clash names what was shared; else the place of a unique rule."""


@attrs.frozen
class Candidate:
    """A row that shares its key or a unique value with another row of the batch.

    Attributes:
        source_row: the row.
        key: equal for rows with the same key; None when the key is not to be compared.
        content: equal for rows that are equal in all columns.
        unique: for each unique rule what is equal for rows with the same values; None where a value is missing.
    """

    source_row: int
    key: int | None
    content: int
    unique: tuple[int | None, ...] = ()


@attrs.frozen
class Clash:
    """A row that shares something it may not share with a row that stays.

    Attributes:
        rule: place of the unique rule, or KEY.
        partner: the row that stays.
    """

    rule: int
    partner: int


@attrs.define
class Settled:
    """What became of the candidates.

    Attributes:
        deduplicated: rows that are left out, an equal or preferred row being accepted.
        aside: rows that are set aside.
        warned: rows that are accepted in spite of a clash.
    """

    deduplicated: set[int] = attrs.field(factory=set)
    aside: dict[int, tuple[Clash, ...]] = attrs.field(factory=dict)
    warned: dict[int, tuple[Clash, ...]] = attrs.field(factory=dict)

    def clashes(self) -> Iterator[tuple[int, Clash]]:
        """Give every clash with the row that has it."""
        for found in (self.aside, self.warned):
            for row, clashes in found.items():
                yield from ((row, clash) for clash in clashes)


def settle(
    candidates: Iterable[Candidate],
    policy: Policy,
    lenient: frozenset[int] = frozenset(),
    barred: Container[int] = frozenset(),
) -> Settled:
    """Decide which rows stay.

    Args:
        candidates: in any order; each is compared with those that stayed before it, in source order, or from the end
            where the last one wins.
        policy: what happens to a row with the key of a row that stays but other content.
        lenient: rules, or KEY, that only warn.
        barred: rows that cannot stay for another reason; they are deduplicated or set aside.
    """
    ordered = sorted(candidates, key=lambda c: c.source_row, reverse=policy == "last")
    settled = Settled()
    contents: set[int] = set()
    keys: dict[int, int] = {}
    values: list[dict[int, int]] = [{} for _ in (ordered[0].unique if ordered else ())]
    for row in ordered:
        partner = None if row.key is None else keys.get(row.key)
        if partner is not None and (policy != "quarantine" or row.content in contents):
            settled.deduplicated.add(row.source_row)
            continue
        clashes = _clashes(row, partner, values)
        if row.source_row in barred or any(clash.rule not in lenient for clash in clashes):
            settled.aside[row.source_row] = clashes
            continue
        if clashes:
            settled.warned[row.source_row] = clashes
        if row.key is not None:
            keys.setdefault(row.key, row.source_row)
            contents.add(row.content)
        for seen, value in zip(values, row.unique, strict=True):
            if value is not None:
                seen.setdefault(value, row.source_row)
    return settled


def _clashes(row: Candidate, partner: int | None, values: Sequence[dict[int, int]]) -> tuple[Clash, ...]:
    """Give everything that a row shares with rows that stay."""
    found = [] if partner is None else [Clash(KEY, partner)]
    for place, (seen, value) in enumerate(zip(values, row.unique, strict=True)):
        if value is not None and value in seen:
            found.append(Clash(place, seen[value]))
    return tuple(found)
