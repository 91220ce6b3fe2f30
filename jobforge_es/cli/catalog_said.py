"""``jobforge catalog categorize``, ``link`` and ``map``: what is said most of tables and columns, without its names."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.saying import said_in


@click.command()
@click.argument("subject", shell_complete=TABLE)
@click.argument("category", required=False)
@click.option("--personal/--not-personal", default=None, help="Whether it is personal information.")
@click.option("--purpose", metavar="TEXT", help="Why that is collected, in English.")
@click.option("--purpose-fr", metavar="TEXT", help="Why that is collected, in French.")
@click.option("--authority", metavar="TEXT", help="The law under which it is collected.")
@dry_run
@writing
@pass_asked
def categorize(
    asked: Asked,
    subject: str,
    category: str | None,
    personal: bool | None,
    purpose: str | None,
    purpose_fr: str | None,
    authority: str | None,
    dry_run: bool,
) -> int:
    """Say the security category of a table or a column, such as "Protected B", and whether it is personal information.

    --reason has to say why.
    """
    told = {
        "security": category,
        "personal": None if personal is None else str(personal).lower(),
        "personal_purpose.en": purpose,
        "personal_purpose.fr": purpose_fr,
        "legal_authority": authority,
    }
    said = {path: [value] for path, value in told.items() if value is not None}
    if not said:
        raise click.UsageError('say a category, such as "Protected B", or --personal or --not-personal')
    report = Report(asked, "catalog categorize", dry=dry_run)
    return report.end(asked.workspace().describe(subject, said, report.tell, dry=dry_run))


@click.command()
@click.argument("subject", shell_complete=TABLE)
@click.argument("to", nargs=-1, required=True, metavar="TO...")
@click.option("--remove", is_flag=True, help="Take the links away.")
@dry_run
@writing
@pass_asked
def link(asked: Asked, subject: str, to: tuple[str, ...], remove: bool, dry_run: bool) -> int:
    """Link a table or a column to glossary terms (term:KEY), a column also to its code list (source:KEY).

    --reason has to say why.
    """
    report = Report(asked, "catalog link", dry=dry_run)
    return report.end(asked.workspace().link(subject, to, report.tell, remove=remove, dry=dry_run))


@click.command("map")
@click.argument("subject", shell_complete=TABLE)
@click.option("--purview", metavar="PROPERTY=VALUE", multiple=True, help="Say it, such as qualified_name=...")
@click.option("--powerbi", metavar="PROPERTY=VALUE", multiple=True, help="Say it, such as format=0.0 or hidden=true.")
@click.option("--unset", "unsets", metavar="PROPERTY", multiple=True, help="Take it away, such as powerbi.format.")
@dry_run
@writing
@pass_asked
def map_(
    asked: Asked,
    subject: str,
    purview: tuple[str, ...],
    powerbi: tuple[str, ...],
    unsets: tuple[str, ...],
    dry_run: bool,
) -> int:
    """Say what a table or a column is in Purview and in Power BI; the rest is derived.

    catalog properties shows what is derived. --reason has to say why.
    """
    said = said_in([*(f"purview.{each}" for each in purview), *(f"powerbi.{each}" for each in powerbi)], unsets)
    report = Report(asked, "catalog map", dry=dry_run)
    return report.end(asked.workspace().describe(subject, said, report.tell, dry=dry_run))
