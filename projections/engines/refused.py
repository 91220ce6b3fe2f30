"""The errors of SQL that cannot be a model."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Self

import attrs
from sqlglot import exp

from ledger.errors import JobForgeError


@attrs.frozen
class Place:
    """A word in a text.

    Attributes:
        line, column: from 1.
        text: of the line.
    """

    line: int
    column: int
    text: str

    @classmethod
    def at(cls, sql: str, start: int) -> Self:
        """Find the place of a character, counted from 0; one beyond the end is the end."""
        before = sql[:start]
        line = before.count("\n")
        return cls(line + 1, start - before.rfind("\n"), sql.split("\n")[line])

    @property
    def word(self) -> str:
        """The word that begins there; empty where none does."""
        return "".join(takewhile(lambda c: c.isalnum() or c == "_", self.text[self.column - 1 :]))

    def __str__(self) -> str:
        """Show the line with a mark under the word."""
        return f"line {self.line}, column {self.column}\n    {self.text}\n    {' ' * (self.column - 1)}^"


class ModelRefused(JobForgeError):
    """SQL that cannot be a model.

    Attributes:
        place: of the words that it is about; None where it is about the whole.
    """

    code = "M-000"
    exit_code = 2

    def __init__(
        self, what: str, *, place: Place | None = None, why: str | None = None, mend: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what, where=None if place is None else str(place), why=why, mend=mend)
        self.place = place

    def of(self, table: str) -> Self:
        """Name the model that it is about."""
        self.where = f"model {table}" if self.where is None else f"model {table}, {self.where}"
        return self


class NotOneSelect(ModelRefused):
    """The text is no SQL, or not one SELECT."""

    code = "M-001"


class NotAllowed(ModelRefused):
    """A function or a piece of syntax is not on the list of what a model may be made of."""

    code = "M-002"


class NotDeterministic(ModelRefused):
    """The answer could differ from run to run."""

    code = "M-003"


class UnknownTable(ModelRefused):
    """A table that does not exist, or is written without its layer."""

    code = "M-004"


class WrongSql(ModelRefused):
    """The engine does not understand the SQL: an unknown column, a type that does not fit."""

    code = "M-005"


class NotFollowed(ModelRefused):
    """The origin of rows cannot be followed through it."""

    code = "M-006"


class UnfitOutput(ModelRefused):
    """A column of the result has no name, a name that a table cannot have, or a type that tables do not hold."""

    code = "M-007"


class LayerNotRead(ModelRefused):
    """A model reads a layer that its own layer does not read, or only where it says so."""

    code = "M-008"


class NotExact(ModelRefused):
    """A sum or an average over binary fractions, or over a type that is not known."""

    code = "M-009"


class NameIsOurs(ModelRefused):
    """A name that begins with an underscore."""

    code = "M-013"


def place_of(node: exp.Expr, sql: str) -> Place | None:
    """Find where a parsed piece stands in the text: its own word, else the first inside it, else what is around it."""
    start = _start(node)
    if start is None and isinstance(node, exp.Func):
        start = _word(node, sql)
    if start is None:
        start = min((at for part in node.walk() if (at := _start(part)) is not None), default=None)
    if start is not None:
        return Place.at(sql, start)
    return None if node.parent is None else place_of(node.parent, sql)


def _start(node: exp.Expr) -> int | None:
    start = node.meta.get("start") if node._meta else None  # noqa: SLF001 - ``meta`` would make a dict for each node
    return start if isinstance(start, int) else None


def _word(node: exp.Func, sql: str) -> int | None:
    """Find a function that has no position of its own, such as CURRENT_DATE, by its name."""
    names = "|".join(re.escape(name) for name in node.sql_names())
    found = re.search(rf"\b({names})\b", sql, re.IGNORECASE)
    return None if found is None else found.start()
