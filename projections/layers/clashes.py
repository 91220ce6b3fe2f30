"""Which of the rows that share a key or a unique value stay: decided row by row, in one order.

Only rows that share something come here, so that a batch without duplicates costs nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final, Literal, NamedTuple

import attrs

Policy = Literal["quarantine", "first", "last"]

KEY: Final = -1
"""Stands for the key where a clash names what was shared; else the place of a unique rule."""


@attrs.frozen
class Candidates:
    """Rows that share their key or a unique value with another row of the batch, in source order, by column.

    Numbers rather than values: rows have the same number where they have the same values, and 0 where a value is
    missing and nothing is to be compared.

    Attributes:
        source_rows: the rows.
        keys: of the keys.
        contents: of all columns together.
        unique: of the columns of each unique rule.
    """

    source_rows: Sequence[int]
    keys: Sequence[int]
    contents: Sequence[int]
    unique: tuple[Sequence[int], ...] = ()


class Clash(NamedTuple):
    """What a row shares, and may not share, with a row that stays.

    Attributes:
        row: the row.
        rule: place of the unique rule, or KEY.
        partner: the row that stays.
    """

    row: int
    rule: int
    partner: int


@attrs.define
class Settled:
    """What became of the candidates; those in neither set stay.

    Attributes:
        deduplicated: rows that are left out, an equal or preferred row being accepted.
        aside: rows that are set aside, the barred ones among them.
        clashes: of rows that are set aside, and of rows that stay in spite of them.
    """

    deduplicated: set[int] = attrs.field(factory=set)
    aside: set[int] = attrs.field(factory=set)
    clashes: list[Clash] = attrs.field(factory=list)


def settle(
    candidates: Candidates,
    policy: Policy,
    lenient: frozenset[int] = frozenset(),
    barred: Container[int] = frozenset(),
    excused: Container[tuple[int, int]] = frozenset(),
) -> Settled:
    """Decide which rows stay.

    Args:
        candidates: each is compared with those that stayed before it, in source order, or from the end where the last
            one wins.
        policy: what happens to a row with the key of a row that stays but other content.
        lenient: rules, or KEY, that only warn.
        barred: rows that cannot stay for another reason; they are deduplicated or set aside.
        excused: rows, each with a rule that is waived for it.
    """
    settled = Settled()
    kept_contents: set[int] = set()
    kept_by_key: dict[int, int] = {}
    kept_by_value: list[dict[int, int]] = [{} for _ in candidates.unique]
    for row, key, content, values in _in_order(candidates, backwards=policy == "last"):
        partner = kept_by_key.get(key) if key else None
        if partner is not None and (policy != "quarantine" or content in kept_contents):
            settled.deduplicated.add(row)
            continue
        clashes = [] if partner is None else [Clash(row, KEY, partner)]
        for place, (kept, value) in enumerate(zip(kept_by_value, values, strict=True)):
            if value in kept:
                clashes.append(Clash(row, place, kept[value]))
        settled.clashes += clashes
        if row in barred or any(c.rule not in lenient and (row, c.rule) not in excused for c in clashes):
            settled.aside.add(row)
            continue
        if key:
            kept_by_key.setdefault(key, row)
            kept_contents.add(content)
        for kept, value in zip(kept_by_value, values, strict=True):
            if value:
                kept.setdefault(value, row)
    return settled


def _in_order(candidates: Candidates, *, backwards: bool) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    step = -1 if backwards else 1
    columns = (candidates.source_rows, candidates.keys, candidates.contents)
    values = zip(*(column[::step] for column in candidates.unique), strict=True) if candidates.unique else None
    for row, key, content in zip(*(column[::step] for column in columns), strict=True):
        yield row, key, content, () if values is None else next(values)
