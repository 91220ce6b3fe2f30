"""``jobforge catalog search``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import headings, spoken
from jobforge_es.cli.plain import plain


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", help="Only subjects of this kind, such as term.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="So many; 0 for all.")
@as_of
@common
@pass_asked
def search(asked: Asked, words: tuple[str, ...], kind: str | None, limit: int, as_of: str | None) -> None:
    """Find tables, columns, terms, questions, sources and people by words in English or French, the best first."""
    found = asked.workspace().search(" ".join(words), kind, limit, as_of)
    asked.screen.object("catalog-search", {"found": found})
    rows = [
        (each.kind, plain(each.subject), plain(each.titles.get("en", "")), plain(each.titles.get("fr", "")))
        for each in found
    ]
    if not rows:
        asked.screen.line(spoken("nothing has these words"))
        asked.screen.hint("jobforge catalog show")
        return
    asked.screen.table((*headings("kind", "subject"), "English", "français"), rows)
    first = found[0]
    named = first.subject if first.kind in ("table", "column") else f"{first.kind}:{first.subject}"
    asked.screen.hint(f"jobforge catalog show {named}")
