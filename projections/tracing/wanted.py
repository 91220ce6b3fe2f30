"""Which rows are meant: a condition that somebody wrote, parsed and looked through before any engine sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from ledger.errors import JobForgeError
from ledger.names import PROVENANCE, SOURCE_ROWS
from projections.engines.gate import DIALECT, check
from projections.engines.limits import EngineFailed
from projections.engines.quoting import identifier
from projections.engines.refused import ModelRefused
from projections.engines.relation import ROW
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.rewriting.surroundings import as_sql
from projections.tracing.rows import Opened, Row

_MEND: Final = ("write a condition such as \"code = 'A1' AND year = 2026\"",)


class ConditionRefused(JobForgeError):
    """A condition on rows cannot be used."""

    code = "U-021"
    exit_code = 2


@attrs.frozen
class Condition:
    """A condition on the rows of one table.

    Attributes:
        written: as somebody wrote it; empty for every row.
        tree: as parsed, each column in lower case and quoted.
    """

    written: str
    tree: exp.Expr

    @property
    def sql(self) -> str:
        """Write it as SQL; no word of it is pasted."""
        return as_sql(self.tree)

    @property
    def columns(self) -> frozenset[str]:
        """Name the columns that it speaks of."""
        return frozenset(column.name for column in self.tree.find_all(exp.Column))


def condition(written: str | None, table: str, columns: Iterable[str]) -> Condition:
    """Read a condition on the rows of a table.

    Args:
        written: such as ``code = 'A1'``; None or empty means every row.
        table: the table.
        columns: that it may speak of.

    Raises:
        ConditionRefused: it is no condition, uses what is not allowed in a model, reads something else, or names a
            column that the table has not.
    """
    if not (written or "").strip():
        return Condition("", exp.true())
    assert written is not None  # noqa: S101 - for the type checker
    tree = _parsed(written)
    _check(tree, written)
    known = {*columns, *PROVENANCE, SOURCE_ROWS} & {*columns}
    for column in tree.find_all(exp.Column):
        name = column.name.lower()
        if column.table or name not in known:
            why = f"{table} has: {', '.join(name for name in columns if not name.startswith('_'))}"
            raise ConditionRefused(f"{table} has no column `{column.sql()}`", where=written, why=why, mend=_MEND)
        column.set("this", exp.to_identifier(name, quoted=True))
    return Condition(written, tree)


def _parsed(written: str) -> exp.Expr:
    try:
        tokens = DIALECT.tokenize(written)
        (tree,) = DIALECT.parser().parse_into(exp.Condition, tokens, written)
    except (ParseError, TokenError, RecursionError, ValueError) as error:
        raise ConditionRefused("the condition cannot be read", where=written, why=_reason(error), mend=_MEND) from error
    if tree is None:
        raise ConditionRefused("the condition is empty", where=written, mend=_MEND)
    found: exp.Expr = tree
    return found


def _reason(error: Exception) -> str:
    described = error.errors[0].get("description") if isinstance(error, ParseError) and error.errors else None
    said = str(described or str(error).splitlines()[0])
    return "a part of it is missing" if said.startswith("Required keyword") else said


def _check(tree: exp.Expr, written: str) -> None:
    query = exp.Select(expressions=[tree.copy()])
    inner = next(tree.find_all(exp.Query, exp.Window, exp.AggFunc, exp.Star), None)
    if inner is not None:
        raise ConditionRefused(
            "the condition looks at more than one row", where=written, why="it is asked of each row alone", mend=_MEND
        )
    try:
        check(query)
    except ModelRefused as refused:
        raise ConditionRefused(refused.what, where=written, why=refused.why, mend=_MEND) from refused


def wanted_rows(workshop: Workshop, table: Opened, meant: Condition, most: int | None) -> tuple[int, list[Row]]:
    """Find the rows that a condition means.

    Args:
        workshop: files and limits.
        table: where.
        meant: the condition.
        most: how many are read, the first in the order of the table; None for all.

    Returns:
        How many there are, and those that were read.

    Raises:
        ConditionRefused: the engine cannot ask it of these columns.
    """
    schema, _, name = table.table.partition(".")
    source = f"{identifier(schema)}.{identifier(name)}"
    numbers = f"list_sort(list({ROW}))" if most is None else f"min({ROW}, {int(most)})"
    asked = f"SELECT count(*), COALESCE({numbers}, CAST([] AS BIGINT[])) FROM {source} WHERE {meant.sql}"
    try:
        with Sandbox({table.table: table.relation}, workshop.limits) as sandbox:
            total, found = sandbox.one(asked)
    except EngineFailed as error:
        raise ConditionRefused(
            "the condition cannot be asked", where=meant.written, why=error.detail or error.what, mend=_MEND
        ) from error
    rows = table.rows(workshop, found)
    return total, [rows[number] for number in found]
