"""``jobforge explain``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from jobforge_es.cli.asked import Asked, common, pass_asked
from jobforge_es.cli.codes import CODES, codes, families
from jobforge_es.cli.language import FRENCH, language

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen

WIDTH = 100
CLOSING = {"en": "Codes with {} are about {}.", "fr": "Les codes en {} concernent {}."}
ALLOWED = "M-002"
"""The code whose text ends with a list."""

IN_DUCKDB = {"str_to_time": "strptime", "time_to_str": "strftime", "group_concat": "string_agg"}
"""Functions that the SQL parser calls otherwise than the engine."""


def _codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [
        CompletionItem(c, help=title) for c, (title, _) in codes(language()).items() if c.startswith(incomplete.upper())
    ]


@click.command()
@click.argument("code", required=False, shell_complete=_codes)
@common
@pass_asked
def explain(asked: Asked, code: str | None) -> None:
    """Tell what an error code means and what helps; without a code, list all of them."""
    screen, spoken = asked.screen, language()
    told = codes(spoken)
    if code is None:
        screen.object("explain", {"lang": spoken, "codes": {each: title for each, (title, _) in told.items()}})
        for letter, family in families(spoken).items():
            screen.line(f"{letter}  {family}")
            for each in (each for each in told if each.startswith(letter)):
                screen.line(f"   {each}  {told[each][0]}")
        return
    wanted = code.strip().upper()
    if wanted not in CODES:
        from jobforge_es.errors import UnknownName

        raise UnknownName("code", code, CODES, ("jobforge explain",))
    title, text = told[wanted]
    family = families(spoken)[wanted[0]]
    fields = {"code": wanted, "title": title, "text": text, "family": family}
    screen.object("explain", {"lang": spoken, **fields})
    screen.line(f"{wanted}  {title}")
    for line in textwrap.wrap(text, WIDTH):
        screen.line(f"       {line}")
    if wanted == ALLOWED:
        _list_functions(screen)
    about = CLOSING[spoken].format(wanted[0], family)
    screen.line(f"       {about}")


def _list_functions(screen: Screen) -> None:
    """Print the functions that a model may use; loads the SQL parser."""
    from projections.engines import allowed

    titles = ("fonctions", "agrégats", "fenêtres") if language() == FRENCH else ("functions", "aggregates", "windows")
    for title, found in zip(titles, (allowed.SCALARS, allowed.AGGREGATES, allowed.WINDOWED), strict=True):
        names = {IN_DUCKDB.get(name := each.sql_names()[0].lower(), name) for each in found}
        names |= set(allowed.NAMED) if found is allowed.SCALARS else set()
        for line in textwrap.wrap(f"{title}: {', '.join(sorted(names))}", WIDTH):
            screen.line(f"       {line}")
