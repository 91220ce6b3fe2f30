"""Why not: the reason why a table has no such row, with the rows that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import datasets
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from projections.tracing.findings import Finding


@attrs.frozen
class WhyNot:
    """Why rows are absent.

    Attributes:
        table: that was asked about.
        where: the condition.
        position: of the state that is told.
        findings: reasons; one of kind ``present`` where there are such rows.
    """

    table: str
    where: str
    position: Position
    findings: tuple[Finding, ...]


def why_not(session: Session, table: str, where: str) -> WhyNot:
    """Tell why a table has no row that a condition means.

    Raises:
        UnknownName: there is no such table.
        ConditionRefused: the condition cannot be used.
    """
    from projections.lineage.absence.relaxing import conditions  # loads the engine
    from projections.tracing.absent import SHOWN, Absence
    from projections.tracing.findings import Finding, seen
    from projections.tracing.rows import opened
    from projections.tracing.wanted import ConditionRefused, condition, wanted_rows

    known = {*session.manifest.tables(), *(row.table_name for row in datasets.datasets(session.db))}
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge catalog show",))
    at = checkpoint(session.db)
    here = opened(session.workshop, table, at)
    if not where.strip():
        raise ConditionRefused(
            "no row is named", why="one asks why a row is absent", mend=("say which row: --where \"key = 'x'\"",)
        )
    meant = condition(where, table, [column.name for column in here.relation.columns])
    total, rows = wanted_rows(session.workshop, here, meant, SHOWN)
    if total:
        said = f"{total:,} such row{' is' if total == 1 else 's are'} there"
        return WhyNot(table, where, at, (Finding("present", table, said, evidence=tuple(map(seen, rows))),))
    found = Absence(session.workshop).findings(table, at, conditions(meant.tree))
    return WhyNot(table, where, at, tuple(found))
