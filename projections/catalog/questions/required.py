"""Which columns questions and consumers need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import attrs

from ledger.definitions import Statement
from projections.catalog.rows import rows_of
from projections.catalog.statements import StatementRow

if TYPE_CHECKING:
    from sqlite3 import Connection

KINDS = ("question", "consumer")


@attrs.frozen(order=True)
class Requirement:
    """A question or a consumer needs a column.

    Attributes:
        column: ``layer.table.column``.
        kind, subject: who needs it.
        through: the question by which a consumer needs it; empty where it says so itself.
    """

    column: str
    kind: Literal["question", "consumer"]
    subject: str
    through: str = ""

    @property
    def table(self) -> str:
        """The table of the column."""
        return self.column.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Who needs it, as people name it."""
        return f"{self.kind}:{self.subject}"


def saying_so(db: Connection) -> list[Statement]:
    """Give the statements of questions and consumers that tell what they need, as they hold."""
    return [row.statement for row in rows_saying_so(db)]


def rows_saying_so(db: Connection) -> list[StatementRow]:
    """Give the same with who said it when."""
    where = "kind IN ('question', 'consumer') AND name IN ('requires', 'questions') AND until IS NULL"
    return rows_of(db, StatementRow, "statements", f"{where} ORDER BY kind, subject")


def requirements(statements: Iterable[Statement]) -> list[Requirement]:
    """Give who needs which column, sorted; a consumer also needs what its questions do."""
    said = {(each.kind, each.subject, each.name): each.values for each in statements}
    return sorted(set(_required(said)))


def _required(said: dict[tuple[str, str, str], tuple[str, ...]]) -> Iterator[Requirement]:
    for (kind, subject, name), values in said.items():
        if name == "requires":
            yield from (Requirement(v, "question" if kind == "question" else "consumer", subject) for v in values)
        else:
            for question in values:
                needed = said.get(("question", question, "requires"), ())
                yield from (Requirement(column, "consumer", subject, question) for column in needed)
