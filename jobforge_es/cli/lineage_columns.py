"""Draws the lineage of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jobforge_es.commands.lineage import Lineage
    from projections.lineage.column_edges import ColumnAt, ColumnEdge
    from projections.lineage.column_ways import Ways

HOW = {
    "identity": "as it is",
    "transformation": "computed",
    "aggregation": "put together from rows",
    "conditional": "chooses the value",
    "distinct": "which rows are alike",
    "filter": "which rows stay",
    "group": "which rows go together",
    "join": "which rows meet",
    "rows": "how many rows there are",
    "sort": "which rows come first",
    "window": "which rows are looked at",
}


def text(found: Lineage) -> Iterator[str]:
    """Draw the ways of values as trees; what only decides on rows is listed by table."""
    ways = found.columns
    assert ways is not None, "a column was asked for"  # noqa: S101 - for the type checker
    yield f"{_name(ways.column)}, {spoken('as of position {position}', position=found.position)}"
    into = [edge for edge in ways.up if edge.downstream.column != "*"]
    if into:
        yield spoken("made from")
        yield from _branch(into, ways.column, up=True, depth=1, seen=set())
    deciding = [edge for edge in ways.up if edge.downstream.column == "*" and edge.how != "rows"]
    if deciding:
        yield spoken("which rows there are is decided by")
        yield from _by_table(deciding)
    if ways.down:
        yield spoken("goes into")
        yield from _branch(list(ways.down), ways.column, up=False, depth=1, seen=set())
        yield from _reached(ways)
    if not ways.up and not ways.down:
        yield spoken("nothing leads to it or from it")
    elif ways.up and not into:
        yield spoken("its value is the same in every row, whatever its inputs hold")


def _branch(edges: list[ColumnEdge], node: ColumnAt, *, up: bool, depth: int, seen: set[ColumnAt]) -> Iterator[str]:
    """Draw the ways from a column as a tree; what was drawn before is named and not drawn again."""
    for edge in edges:
        near, far = (edge.downstream, edge.upstream) if up else (edge.upstream, edge.downstream)
        if near != node and not (not up and edge.why and near.table == node.table):
            continue
        more = far not in seen and any(_near(other, up=up) == far for other in edges)
        yield f"{'  ' * depth}{_end(edge, up=up)}  ({_how(edge)}){' ...' if far in seen else ''}"
        seen.add(far)
        if more:
            yield from _branch(edges, far, up=up, depth=depth + 1, seen=seen)


def _near(edge: ColumnEdge, *, up: bool) -> ColumnAt:
    return edge.downstream if up else edge.upstream


def _end(edge: ColumnEdge, *, up: bool) -> str:
    if up and edge.why:
        return spoken("any column of {table}", table=edge.upstream.table)
    return _name(edge.upstream if up else edge.downstream)


def _how(edge: ColumnEdge) -> str:
    how = named(HOW[edge.how])
    return spoken("{how}, because {why}", how=how, why=plain(edge.why)) if edge.why else how


def _name(at: ColumnAt) -> str:
    return plain(str(at))


def _by_table(edges: list[ColumnEdge]) -> Iterator[str]:
    for table in dict.fromkeys(edge.downstream.table for edge in edges):
        yield f"  {spoken('in {table}', table=table)}"
        mine = [edge for edge in edges if edge.downstream.table == table]
        for how in dict.fromkeys(_how(edge) for edge in mine):
            columns = ", ".join(_end(edge, up=True) for edge in mine if _how(edge) == how)
            yield "    " + spoken("{how}: {columns}", how=how, columns=columns)


def _reached(ways: Ways) -> Iterator[str]:
    columns = [at for at in ways.reached if at.column != "*"]
    rows = [at for at in ways.reached if at.column == "*"]
    reached = counted(len(columns), "{n:,} column", "{n:,} columns"), counted(len(rows), "{n:,} table", "{n:,} tables")
    yield spoken(
        "a change of it reaches {columns}, and which rows stand in {tables}", columns=reached[0], tables=reached[1]
    )


def mermaid(found: Lineage) -> Iterator[str]:
    """Draw a Mermaid flowchart; what only decides is dashed."""
    yield "flowchart LR"
    numbers = _numbers(found)
    for at, number in numbers.items():
        yield f'  n{number}["{_quoted(at)}"]'
    for edge in found.column_edges:
        arrow = "-->" if edge.direct else "-.->"
        yield f"  n{numbers[edge.upstream]} {arrow}|{edge.how}| n{numbers[edge.downstream]}"


def dot(found: Lineage) -> Iterator[str]:
    """Draw a graph in the language of Graphviz."""
    yield "digraph lineage {"
    yield "  rankdir=LR;"
    for edge in found.column_edges:
        style = "" if edge.direct else ", style=dashed"
        up, down = _escaped(edge.upstream), _escaped(edge.downstream)
        yield f'  "{up}" -> "{down}" [label="{edge.how}"{style}];'
    yield "}"


def _numbers(found: Lineage) -> dict[ColumnAt, int]:
    assert found.columns is not None, "a column was asked for"  # noqa: S101 - for the type checker
    ends = (at for edge in found.column_edges for at in (edge.upstream, edge.downstream))
    return {at: number for number, at in enumerate(dict.fromkeys([found.columns.column, *ends]), 1)}


def _quoted(at: ColumnAt) -> str:
    return _name(at).replace("#", "#35;").replace('"', "#quot;")


def _escaped(at: ColumnAt) -> str:
    return _name(at).replace("\\", "\\\\").replace('"', '\\"')


DRAWN: dict[str, Callable[[Lineage], Iterator[str]]] = {"text": text, "mermaid": mermaid, "dot": dot}
