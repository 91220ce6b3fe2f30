"""What the gate has to say about one piece of a SELECT."""

from __future__ import annotations

import attrs
from sqlglot import exp

from projections.engines.refused import ModelRefused, Place, place_of

MATTERS = "without an order, which rows are meant differs from run to run"


@attrs.frozen
class Complaint:
    """A reason to refuse.

    Attributes:
        node: the piece that it is about.
        kind: of the error.
        what: is wrong.
        why: it is.
        mend: what to write instead.
    """

    node: exp.Expr
    kind: type[ModelRefused]
    what: str
    why: str
    mend: tuple[str, ...]

    def place(self, sql: str) -> Place | None:
        """Find the piece in the text."""
        return place_of(self.node, sql)

    def error(self, sql: str) -> ModelRefused:
        """Make the error."""
        return self.kind(self.what, place=self.place(sql), why=self.why, mend=self.mend)


def call(node: exp.Expr) -> str:
    """Name a function as it is called."""
    return f"{node.sql_name().lower()}()" if isinstance(node, exp.Func) else type(node).__name__
