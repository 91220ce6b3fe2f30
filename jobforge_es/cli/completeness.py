"""``jobforge catalog completeness``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import headings, spoken
from jobforge_es.cli.names import TABLE

if TYPE_CHECKING:
    from projections.catalog.completeness import Completeness


@click.command()
@click.argument("table", required=False, shell_complete=TABLE)
@click.option("--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="End with 3 below it.")
@as_of
@common
@pass_asked
def completeness(asked: Asked, table: str | None, fail_under: int | None, as_of: str | None) -> int:
    """Tell how much of what should be said of each table is said, or of one what is missing and what mends it."""
    from jobforge_es.cli.card import complete
    from jobforge_es.commands.complete import mend
    from projections.catalog.completeness import together

    found = asked.workspace().completeness(table, as_of)
    whole = together(found, "project:")
    tables = [
        {
            "table": each.subject.partition(":")[2],
            "percent": each.percent,
            "wanted": each.wanted,
            "gaps": [
                {"subject": f"{gap.kind}:{gap.subject}", "property": gap.path, "state": gap.state, "mend": mend(gap)}
                for gap in each.gaps
            ],
        }
        for each in found
    ]
    asked.screen.object("catalog-completeness", {"percent": whole.percent, "tables": tables})
    if table is not None:
        for line in complete(found[0], len(found[0].gaps)):
            asked.screen.line(line)
    else:
        _list(asked, [*found, whole] if found else [])
        if not found:
            asked.screen.line(spoken("there is no table yet of which anything could be said"))
            asked.screen.hint("jobforge run")
    return 3 if fail_under is not None and (whole.percent or 0) < fail_under else 0


def _list(asked: Asked, found: list[Completeness]) -> None:
    rows = [
        (
            each.subject.partition(":")[2] or spoken("together"),
            "" if each.percent is None else f"{each.percent} %",
            f"{each.wanted - len(each.gaps):,}",
            f"{each.wanted:,}",
            str(sum(gap.state == "stale" for gap in each.gaps) or ""),
        )
        for each in found
    ]
    header = headings("table", "complete", "said", "wanted", "stale")
    asked.screen.table(header, rows, right=header[1:])
    worst = min(found[:-1], key=lambda each: 100 if each.percent is None else each.percent, default=None)
    if worst is not None and worst.gaps:
        asked.screen.hint(f"jobforge catalog completeness {worst.subject.partition(':')[2]}")
