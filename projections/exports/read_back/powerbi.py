"""Columns of a semantic model (TMDL)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from projections.exports.powerbi.tmdl import Node
from projections.exports.read_back.column import ColumnRead
from projections.exports.read_back.tmdl import read, text_of


def columns(files: Mapping[str, bytes]) -> dict[str, ColumnRead]:
    """Read the columns of all tables of a model; the annotation ``JobForge_Table`` tells which table that is."""
    return {
        f"{_noted(table, 'Table')}.{properties['sourceColumn']}": ColumnRead(
            str(properties["dataType"]), column.description, _noted(column, "Security"), "isKey" in properties
        )
        for path, data in files.items()
        if path.endswith(".tmdl")
        for table in _all(read(data), "table")
        for column in _all(table.children, "column")
        for properties in [dict(column.properties)]
    }


def _all(nodes: Iterator[Node] | list[Node] | tuple[Node, ...], keyword: str) -> Iterator[Node]:
    return (each for each in nodes if each.keyword == keyword)


def _noted(node: Node, word: str) -> str:
    notes = {each.name: each.value or "" for each in _all(node.children, "annotation")}
    return text_of(notes.get(f"JobForge_{word}", ""))
