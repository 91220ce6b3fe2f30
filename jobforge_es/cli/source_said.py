"""``jobforge source revise`` and ``jobforge source credits``: what is said of sources, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.names import SOURCE, TABLE
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.plain import plain
from jobforge_es.cli.properties_named import property_named
from jobforge_es.cli.saying import said_in

if TYPE_CHECKING:
    from jobforge_es.commands.sources import SourceShown
    from projections.catalog.credits import Credit


@click.command()
@click.argument("name", shell_complete=SOURCE)
@click.option("--set", "sets", metavar="PROPERTY=VALUE", multiple=True, help="Say it, such as licence.fr=...")
@click.option("--unset", "unsets", metavar="PROPERTY", multiple=True, help="Take it away.")
@dry_run
@writing
@pass_asked
def revise(asked: Asked, name: str, sets: tuple[str, ...], unsets: tuple[str, ...], dry_run: bool) -> int:
    """Say who publishes a source, how often, under which licence, and whom to ask; --reason has to say why.

    How its files are read is changed in sources/NAME.yaml. jobforge catalog words source lists what can be said.
    """
    report = Report(asked, "source revise", dry=dry_run)
    said = said_in(sets, unsets)
    return report.end(asked.workspace().describe(f"source:{name}", said, report.tell, dry=dry_run))


@click.command("credits")
@click.argument("table", shell_complete=TABLE)
@as_of
@common
@pass_asked
def credits_(asked: Asked, table: str, as_of: str | None) -> None:
    """Tell which sources a table is made from, and the licences and attributions that it passes on with them."""
    found = asked.workspace().credits(table, as_of)
    asked.screen.object("source-credits", {"table": table, "sources": list(map(_fields, found))})
    for credit in found:
        asked.screen.line(credit.source)
        for line in _said(credit, ("title", "publisher", "licence", "attribution", "url")):
            asked.screen.line(line)
    none = spoken("it is made from no source")
    asked.screen.line(counted(len(found), "{n:,} source", "{n:,} sources") if found else none)
    asked.screen.hint(f"jobforge lineage {table} --up")


def texts(credit: Credit) -> dict[str, Any]:
    """Give what is said as a program reads it: a text, or one for each language."""
    return {
        name: by[None] if None in by else {str(language): text for language, text in by.items()}
        for name, by in credit.texts.items()
    }


def lines(found: SourceShown) -> Iterator[str]:
    """Tell what is said of a source, what is not, and of how many of its files a fact is not known."""
    yield from _said(found.credit, tuple(found.credit.texts))
    for fact, count in found.unknown.items():
        without, of = spoken("without {fact}", fact=named(fact)), len(found.in_effect)
        yield f"  {without:<18} {counted(count, '{n:,} file of {of:,}', '{n:,} files of {of:,}', of=of)}"
    yield ""


def _said(credit: Credit, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for language, text in credit.texts.get(name, {}).items():
            called = property_named("source", name)
            yield f"  {f'{called} ({language})' if language else called:<18} {plain(text)}"
    if credit.unsaid:
        yield f"  {spoken('not said yet'):<18} {', '.join(credit.unsaid)}"


def _fields(credit: Credit) -> dict[str, Any]:
    return {"source": credit.source, "said": texts(credit), "missing": credit.unsaid}
