"""How what was decided about the records behind a row is told to people, and what became of rows that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.pasting import pasted
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from projections.tracing.decided import Decided, Said
    from projections.tracing.way import Gone, Trace

WHAT = {"correction": "corrected", "release": "released as it is", "rejection": "refused for good"}


def decisions(found: Trace, zone: str) -> Iterator[str]:
    """Give the lines that tell of the decisions about the same records."""
    if found.decided:
        yield spoken("decided about these records")
        for decided in found.decided:
            yield from (f"  {line}" for line in _decided(decided, zone))


def _decided(decided: Decided, zone: str) -> Iterator[str]:
    rules = spoken(" from {rules}", rules=", ".join(decided.rules)) if decided.rules else ""
    until = spoken(" until {day}", day=decided.until) if decided.until else ""
    ticket = f", {plain(decided.ticket)}" if decided.ticket else ""
    heeded = "" if decided.applied else spoken("; these rows were made without it")
    yield f"{decided.id}  {named(WHAT[decided.kind])}{rules}{until}, {_said(decided.said, zone)}{ticket}{heeded}"
    for change in decided.changes:
        now = spoken("(the value was disposed of)") if decided.disposed else _value(change.now)
        basis = spoken("by word of the {basis}", basis=named(decided.basis))
        yield f"  {change.column}: {_value(change.was)} -> {now}, {basis}"
    if decided.agreed is not None:
        yield "  " + spoken("agreed to {said}", said=_said(decided.agreed, zone))
    if decided.ended is not None:
        yield f"  {named(decided.ended_why)} {_said(decided.ended, zone)}"


def _said(said: Said, zone: str) -> str:
    why = " " + spoken("because {reason}", reason=plain(said.reason)) if said.reason else ""
    facts = {"position": said.position, "when": shown_time(said.at, zone), "who": plain(said.actor)}
    return spoken("at position {position}, {when}, by {who}", **facts) + why


def _value(value: str | None) -> str:
    return "NULL" if value is None else f"`{plain(value)}`"


def withdrawn(said: Said, zone: str) -> str:
    """Tell that a batch was withdrawn."""
    return f"{spoken('withdrawn')} {_said(said, zone)}"


def absent(gone: Gone, table: str, where: str | None, zone: str) -> Iterator[str]:
    """Give the lines that tell of rows that were withdrawn, and how they are asked for."""
    batch = {"file": plain(gone.source_file), "batch": gone.batch_id}
    if gone.rows is None:
        stood = spoken("whether rows of {file} ({batch}) stood here cannot be told", **batch)
    else:
        rows = counted(gone.rows, "{n:,} row", "{n:,} rows")
        stood = spoken("{rows} of {file} ({batch}) stood here", rows=rows, **batch)
    yield f"  {stood}; {withdrawn(gone.withdrawn, zone)}"
    if gone.unknown:
        yield "    " + plain(gone.unknown)
        return
    asked = () if where is None else ("--where", where)
    yield f"    {pasted('jobforge', 'trace', table, *asked, '--as-of', str(gone.as_of))}"
