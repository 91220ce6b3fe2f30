"""``jobforge lineage``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import named, spoken
from jobforge_es.cli.names import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jobforge_es.commands.lineage import Lineage
    from projections.lineage.graph import Edge

HOW = {"ingest": "files of", "promotion": "batches of", "model": "SQL over", "reference": "compared with"}
NEEDED = {"reference": "compares with it", "model": "by SQL", "question": "asks it", "consumer": "shows it"}
WAYS = ("made from", "goes into")


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--up", "direction", flag_value="up", help="Only what it is made from.")
@click.option("--down", "direction", flag_value="down", help="Only what is made from it.")
@click.option("--both", "direction", flag_value="both", default=True, help="Both (default).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "mermaid", "dot", "json"]),
    default="text",
    show_default=True,
    help="How it is drawn.",
)
@as_of
@common
@pass_asked
def lineage(asked: Asked, table: str, direction: str, form: str, as_of: str | None) -> None:
    """Tell what a table or a column is made from, and what is made from it.

    TABLE is written layer.table, a column of it layer.table.column; a source source:NAME, a header of its files
    source:NAME.HEADER. What is made from a column is what a change of it would reach.
    """
    found = asked.workspace().lineage(table, direction or "both", as_of)  # type: ignore[arg-type] # one of the three
    if form == "json":
        asked.json = asked.screen.json = True
    told = {"table": found.table, "position": found.position, "edges": found.edges}
    drawn = DRAWN
    if found.columns is not None:
        from jobforge_es.cli.lineage_columns import DRAWN as OF_COLUMNS

        drawn = OF_COLUMNS
        told |= {"column": found.columns.column.column, "column_edges": found.column_edges}
        told |= {"reached": found.columns.reached}
    asked.screen.object("lineage", told)
    for line in drawn.get(form, drawn["text"])(found):
        asked.screen.line(line)
    if form == "text":
        name = found.table
        asked.screen.hint(f"jobforge catalog show {name}" if "." in name else f"jobforge source show {name[7:]}")


def _text(found: Lineage) -> Iterator[str]:
    yield f"{found.table}, {spoken('as of position {position}', position=found.position)}"
    for title, edges, up in ((WAYS[0], found.up, True), (WAYS[1], found.down, False)):
        if edges:
            yield named(title)
            yield from _branch(edges, found.table, up=up, depth=1, seen=set())
    if not found.edges:
        yield spoken("nothing leads to it or from it")


def _branch(edges: tuple[Edge, ...], table: str, *, up: bool, depth: int, seen: set[str]) -> Iterator[str]:
    """Draw the ways from a table as a tree; what was drawn before is named and not drawn again."""
    for edge in edges:
        near, far = (edge.downstream, edge.upstream) if up else (edge.upstream, edge.downstream)
        if near != table:
            continue
        again = far in seen
        yield f"{'  ' * depth}{far}  ({_how(edge, up=up)}){' ...' if again else ''}"
        if not again:
            seen.add(far)
            yield from _branch(edges, far, up=up, depth=depth + 1, seen=seen)


def _how(edge: Edge, *, up: bool) -> str:
    return named((HOW if up else NEEDED).get(edge.kind, edge.kind))


def _mermaid(found: Lineage) -> Iterator[str]:
    yield "flowchart LR"
    numbers = _numbered(found)
    for name, number in numbers.items():
        yield f'  n{number}["{name}"]'
    for edge in found.edges:
        arrow = "-.->" if edge.kind == "reference" else "-->"
        yield f"  n{numbers[edge.upstream]} {arrow}|{edge.kind}| n{numbers[edge.downstream]}"


def _dot(found: Lineage) -> Iterator[str]:
    yield "digraph lineage {"
    yield "  rankdir=LR;"
    for edge in found.edges:
        style = ", style=dashed" if edge.kind == "reference" else ""
        yield f'  "{edge.upstream}" -> "{edge.downstream}" [label="{edge.kind}"{style}];'
    yield "}"


def _numbered(found: Lineage) -> dict[str, int]:
    names = dict.fromkeys([found.table, *(name for e in found.edges for name in (e.upstream, e.downstream))])
    return {name: number for number, name in enumerate(names, 1)}


DRAWN: dict[str, Callable[[Lineage], Iterator[str]]] = {"text": _text, "mermaid": _mermaid, "dot": _dot}
