"""``jobforge explain``."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from jobforge_es.cli.asked import Asked, common, pass_asked
from jobforge_es.cli.codes import CODES, FAMILIES

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen

WIDTH = 100
ALLOWED = "M-002"
"""The code whose text ends with a list."""

IN_DUCKDB = {"str_to_time": "strptime", "time_to_str": "strftime", "group_concat": "string_agg"}
"""Functions that the SQL parser calls otherwise than the engine."""


def _codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(c, help=title) for c, (title, _) in CODES.items() if c.startswith(incomplete.upper())]


@click.command()
@click.argument("code", required=False, shell_complete=_codes)
@common
@pass_asked
def explain(asked: Asked, code: str | None) -> None:
    """Tell what an error code means and what helps; without a code, list all of them."""
    screen = asked.screen
    if code is None:
        screen.object("explain", {"codes": {each: title for each, (title, _) in CODES.items()}})
        for letter, family in FAMILIES.items():
            screen.line(f"{letter}  {family}")
            for each in (each for each in CODES if each.startswith(letter)):
                screen.line(f"   {each}  {CODES[each][0]}")
        return
    wanted = code.strip().upper()
    if wanted not in CODES:
        from jobforge_es.errors import UnknownName

        raise UnknownName("code", code, CODES, ("jobforge explain",))
    title, text = CODES[wanted]
    family = FAMILIES[wanted[0]]
    screen.object("explain", {"code": wanted, "title": title, "text": text, "family": family})
    screen.line(f"{wanted}  {title}")
    for line in textwrap.wrap(text, WIDTH):
        screen.line(f"       {line}")
    if wanted == ALLOWED:
        _list_functions(screen)
    screen.line(f"       Codes with {wanted[0]} are about {family}.")


def _list_functions(screen: Screen) -> None:
    """Print the functions that a model may use; loads the SQL parser."""
    from projections.engines import allowed

    for title, found in (
        ("functions", allowed.SCALARS),
        ("aggregates", allowed.AGGREGATES),
        ("windows", allowed.WINDOWED),
    ):
        names = {IN_DUCKDB.get(name := each.sql_names()[0].lower(), name) for each in found}
        names |= set(allowed.NAMED) if title == "functions" else set()
        for line in textwrap.wrap(f"{title}: {', '.join(sorted(names))}", WIDTH):
            screen.line(f"       {line}")
