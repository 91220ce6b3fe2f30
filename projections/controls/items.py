"""What a control says of each member of its population. It names no status: that is derived, by ``engine``."""

from __future__ import annotations

from enum import Enum, auto

import attrs


class Found(Enum):
    """What became of looking at one thing."""

    HOLDS = auto()
    BREAKS = auto()
    LACKS = auto()
    AGED = auto()
    SAID = auto()
    OUTSIDE = auto()


@attrs.frozen
class Item:
    """One member of a population.

    Attributes:
        subject: with its kind, as in ``table:gold.dim_noc`` or ``file:layers/...``.
        found: whether the statement holds of it.
        what: what is wrong, as a template; empty where it holds.
        values: for the template; never a value of a data row.
        mend: the words of the command that mends it; three dots are for a person.
    """

    subject: str
    found: Found
    what: str = ""
    values: dict[str, str | int] = attrs.field(factory=dict)
    mend: tuple[str, ...] = ()


def holds(subject: str) -> Item:
    """Say that the statement holds of a subject."""
    return Item(subject, Found.HOLDS)


def breaks(subject: str, what: str, *mend: str, **values: str | int) -> Item:
    """Say that the statement does not hold of a subject."""
    return Item(subject, Found.BREAKS, what, values, mend)


def lacks(subject: str, what: str, *mend: str, **values: str | int) -> Item:
    """Say that nothing was found by which the statement could be judged."""
    return Item(subject, Found.LACKS, what, values, mend)


def aged(subject: str, what: str, *mend: str, **values: str | int) -> Item:
    """Say that what was found is too old."""
    return Item(subject, Found.AGED, what, values, mend)


def said(subject: str) -> Item:
    """Say that a person vouches for it, with evidence that was handed in."""
    return Item(subject, Found.SAID)


def outside(subject: str) -> Item:
    """Say that a person decided that the statement is not about a subject."""
    return Item(subject, Found.OUTSIDE)


def judged(subject: str, what: str, *mend: str, **values: str | int) -> Item:
    """Say that the statement holds where nothing is wrong with a subject, else that it does not."""
    return breaks(subject, what, *mend, **values) if what else holds(subject)
