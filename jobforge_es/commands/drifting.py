"""Columns that changed: how a file is landed all the same, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.handed import Handed
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.session import Session
from ledger.definitions import Layout, Source
from ledger.definitions.formats import KEYED
from ledger.names import Position
from projections.catalog import batches, drifts
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow

if TYPE_CHECKING:
    from pathlib import Path

    from projections.layers.staged import Staged
    from projections.readers.drift import Finding, Likeness

SHOWN = 5
"""Headers that people are told."""


@attrs.define
class Fitting:
    """Fits one file to the rule of its source.

    Attributes:
        session: of the command.
        handed: the file.
        row, source: as adopted.
        findings: what was found to have changed so far.
    """

    session: Session
    handed: Handed
    row: SourceRow
    source: Source
    findings: list[Finding] = attrs.field(factory=list)

    def fit(self, header: tuple[str, ...]) -> Layout:
        """Decide the columns under which the file is landed.

        Raises:
            HeaderMismatch: the source refuses what changed.
            HeaderClash: two columns would get one name.
        """
        from projections.readers.drift import fit  # loads the readers
        from projections.readers.refusals import HeaderMismatch

        self.findings.clear()  # of a try before
        try:
            rule = rule_of(self.session, self.row, self.source)
            ordered = not isinstance(self.source.form, KEYED)
            fitted = fit(header, rule, self.source.drift, self._look, ordered=ordered)
        except HeaderMismatch as error:
            self.findings += error.findings  # type: ignore[arg-type] # the findings of ``fit``
            raise
        self.findings += fitted.findings
        return fitted.layout

    def compare_types(self, staged: Staged) -> None:
        """Find columns whose values look otherwise than in the file before."""
        former = self._former()
        if former is None or self.source.drift.changed_type == "ignore":
            return
        from projections.layers.likeness import classes  # loads the data libraries
        from projections.readers.drift import Finding

        headers = {c.name: c.header for c in staged.layout.columns}
        shared = [c.name for c in self._layout(former).columns if c.name in headers]
        file = next(file for file in staged.files if file.kind == "data")
        now = classes(self.session.lake.find(file.path), shared, self.source.null_words)
        before = classes(self._file(former), shared, self.source.null_words)
        changed = [name for name in shared if now[name] and before[name] and now[name] != before[name]]
        if changed:
            columns = tuple(headers[name] for name in changed)
            was, found = tuple(before[n] for n in changed), tuple(now[n] for n in changed)
            self.findings.append(Finding("changed-type", "report", columns, was, found))

    def _look(self, new: Sequence[str], missing: Sequence[str]) -> Mapping[tuple[str, str], Likeness]:
        former = self._former()
        if former is None:
            return {}
        from projections.layers.likeness import alike  # loads the data libraries

        names = {c.header: c.name for c in self._layout(former).columns if c.header in missing}
        raw, work = self.session.vault.path(self.handed.sha256), self.session.lake.work
        return alike(raw, self.source, self.handed.part, work, new, self._file(former), names)

    def _former(self) -> BatchRow | None:
        landed = batches.in_effect(self.session.db, self.row.name)
        return max(landed, key=lambda b: b.position, default=None)

    def _layout(self, batch: BatchRow) -> Layout:
        return self.session.recall(batch.layout, Layout)

    def _file(self, batch: BatchRow) -> Path:
        found = self.session.manifest.of_batch(batch.table_name, batch.batch_id, at=Position(batch.position))
        return self.session.workshop.path(found.file)


def rule_of(session: Session, row: SourceRow, source: Source) -> tuple[str, ...]:
    """Give the header that files of a source are expected to have; empty before the first.

    It is the one that the source declares, else that of the first file that was landed, and the columns that came
    since and were adopted by ``drift: {new: evolve}``. A new declaration of columns begins anew.
    """
    declared = source.form.columns
    landed = {b.batch_id: b for b in batches.in_effect(session.db, row.name)}
    if not declared and not landed:
        return ()
    found = dict.fromkeys(declared or _headers(session, min(landed.values(), key=lambda b: b.position)))
    for batch_id in drifts.adopting(session.db, row.name, Position(row.position if declared else 0)):
        found |= dict.fromkeys(_headers(session, landed[batch_id]))
    return tuple(found)


def _headers(session: Session, batch: BatchRow) -> tuple[str, ...]:
    return tuple(c.header for c in session.recall(batch.layout, Layout).columns)


def in_words(finding: Finding) -> str:
    """Say of columns that they changed, for people."""
    headers = ", ".join(map(quoted, finding.columns[:SHOWN])) + (", ..." if len(finding.columns) > SHOWN else "")
    match finding.kind:
        case "renamed":
            return f"column {headers} was taken for {quoted(finding.former[0])}"
        case "changed-type":
            pairs = zip(finding.columns[:SHOWN], finding.former, finding.found, strict=False)
            return ", ".join(f"column {quoted(h)} was {was}, is {now}" for h, was, now in pairs)
        case kind:
            return f"{kind} column{'s' if len(finding.columns) > 1 else ''} {headers}"
