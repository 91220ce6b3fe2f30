"""How what was decided about the records behind a row is told to people, and what became of rows that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from projections.tracing.decided import Decided, Said
    from projections.tracing.way import Gone, Trace

_WHAT = {"correction": "corrected", "release": "released as it is", "rejection": "refused for good"}


def decisions(found: Trace, zone: str) -> Iterator[str]:
    """Give the lines that tell of the decisions about the same records."""
    if found.decided:
        yield "decided about these records"
        for decided in found.decided:
            yield from (f"  {line}" for line in _decided(decided, zone))


def _decided(decided: Decided, zone: str) -> Iterator[str]:
    rules = f" from {', '.join(decided.rules)}" if decided.rules else ""
    until = f" until {decided.until}" if decided.until else ""
    ticket = f", {plain(decided.ticket)}" if decided.ticket else ""
    heeded = "" if decided.applied else "; these rows were made without it"
    yield f"{decided.id}  {_WHAT[decided.kind]}{rules}{until}, {_said(decided.said, zone)}{ticket}{heeded}"
    for change in decided.changes:
        now = "(the value was disposed of)" if decided.disposed else _value(change.now)
        yield f"  {change.column}: {_value(change.was)} -> {now}, by word of the {decided.basis}"
    if decided.agreed is not None:
        yield f"  agreed to {_said(decided.agreed, zone)}"
    if decided.ended is not None:
        yield f"  {decided.ended_why} {_said(decided.ended, zone)}"


def _said(said: Said, zone: str) -> str:
    why = f" because {plain(said.reason)}" if said.reason else ""
    return f"at position {said.position}, {shown_time(said.at, zone)}, by {plain(said.actor)}{why}"


def _value(value: str | None) -> str:
    return "NULL" if value is None else f"`{plain(value)}`"


def withdrawn(said: Said, zone: str) -> str:
    """Tell that a batch was withdrawn."""
    return f"withdrawn {_said(said, zone)}"


def absent(gone: Gone, table: str, where: str | None, zone: str) -> Iterator[str]:
    """Give the lines that tell of rows that were withdrawn, and how they are asked for."""
    rows = f"{gone.rows:,} row{'' if gone.rows == 1 else 's'}"
    yield f"  {rows} of {plain(gone.source_file)} ({gone.batch_id}) stood here; {withdrawn(gone.withdrawn, zone)}"
    asked = () if where is None else ("--where", where)
    yield f"    {pasted('jobforge', 'trace', table, *asked, '--as-of', str(gone.as_of))}"
