"""``jobforge why-not``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, pass_asked, showing_rows
from jobforge_es.cli.language import named, spoken
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.tracing.findings import Finding

WORDS = {
    "present": "it is there",
    "filtered": "left out by the model",
    "no_partner": "no partner in a join",
    "other_values": "other values",
    "quarantined": "set aside",
    "deduplicated": "the same as another",
    "superseded": "a newer row took its place",
    "replaced": "a newer delivery took its place",
    "withdrawn": "withdrawn",
    "not_promoted": "not promoted",
    "not_built": "not built",
    "refused": "refused",
    "never_received": "never received",
    "not_together": "no combination fits",
}
"""What each kind of reason is called."""

NEXT = {
    "quarantined": "jobforge quarantine list",
    "not_promoted": "jobforge run",
    "not_built": "jobforge run",
    "refused": "jobforge status",
    "never_received": "jobforge source show",
}


@click.command("why-not")
@click.argument("table", shell_complete=TABLE)
@click.option("--where", metavar="COND", required=True, help="Which row: a condition on the columns of the table.")
@as_of
@showing_rows
@pass_asked
def why_not(asked: Asked, table: str, where: str, as_of: str | None, *, reveal: bool) -> None:
    """Tell why a table has no such row: where it was lost, by which rule, and the rows that show it."""
    from jobforge_es.cli.masked import tell_masked
    from jobforge_es.cli.screen import value_of

    workspace = asked.workspace()
    found = workspace.why_not(table, where, as_of=as_of, reveal=reveal)
    asked.screen.object("why-not", value_of(found) | {"masked": workspace.masked})
    said = {"table": table, "where": plain(where), "position": found.position}
    asked.screen.line(spoken("{table} where {where}, as of position {position}", **said))
    for finding in found.findings:
        for line in _told(finding):
            asked.screen.line(line)
    tell_masked(asked.screen, workspace.masked)
    kinds = [finding.kind for finding in found.findings]
    asked.screen.hint(next((NEXT[kind] for kind in kinds if kind in NEXT), f'jobforge trace {table} --where "..."'))


def _told(finding: Finding) -> Iterator[str]:
    from jobforge_es.cli.traced import values

    at = "" if finding.position is None else spoken(" (position {position})", position=finding.position)
    yield spoken("{kind}: {said}", kind=named(WORDS[finding.kind]), said=plain(finding.said)) + at
    if finding.rule:
        yield "  " + spoken("by    {rule}", rule=plain(finding.rule))
    if finding.looked_for:
        yield "  " + spoken("asked {table}: {what}", table=finding.table, what=plain(finding.looked_for))
    for seen in finding.evidence:
        yield f"  {seen.table}  {plain(seen.id)}  {values(seen.values)}"
