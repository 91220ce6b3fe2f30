"""``jobforge catalog export | import``: the catalog as a workbook."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report


@click.command("export")
@click.option("--xlsx", "file", metavar="FILE", type=click.Path(), required=True, help="The workbook that is written.")
@dry_run
@as_of
@common
@pass_asked
def export_workbook(asked: Asked, file: str, as_of: str | None, dry_run: bool) -> int:
    """Write the catalog, and the rows that are set aside, into a workbook to work in; import takes in what was changed.

    A sheet a kind of subject, a column a property, with one for each language. Personal values are masked.
    """
    report = Report(asked, "catalog export", dry=dry_run)
    outcome = asked.workspace().export_workbook(file, as_of, dry=dry_run)
    report.tell(outcome)
    return report.end([outcome])


@click.command("import")
@click.argument("file", type=click.Path())
@dry_run
@writing
@pass_asked
def import_workbook(asked: Asked, file: str, dry_run: bool) -> int:
    """Record what was changed in a workbook since it was exported: all of it, or nothing where a cell cannot be taken.

    Cells whose words were changed elsewhere meanwhile are shown side by side. --reason has to say why.
    """
    report = Report(asked, "catalog import", dry=dry_run)
    return report.end(asked.workspace().import_workbook(file, report.tell, dry=dry_run))
