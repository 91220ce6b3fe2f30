"""The gold tables as objects of a semantic model."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

import attrs

from ledger.names import INGESTED_AT, SOURCE_ROW, SOURCE_ROWS, split_table
from projections.exports.changed import Changed
from projections.exports.powerbi.names import names
from projections.exports.powerbi.tmdl import Expression, Node, Value, in_line, quoted
from projections.exports.powerbi.types import data_type
from projections.exports.tables import Said, TableTold, is_set, text

ROOT: Final = "LakeRoot"
PROVENANCE_TYPES: Final = {SOURCE_ROW: "bigint", SOURCE_ROWS: "bigint", INGESTED_AT: "timestamp"}
ANNOTATED: Final = (("Security", "security"), ("Terms", "terms"), ("Retention", "retention"), ("Unit", "unit"))


@attrs.frozen
class Named:
    """Every table with what it and its columns are called, and what had to change on the way."""

    tables: tuple[TableTold, ...]
    of_tables: dict[str, str]
    of_columns: dict[str, dict[str, str]]
    changed: list[Changed]


def named(tables: Sequence[TableTold], provenance: Sequence[str]) -> Named:
    """Name all; the provenance columns, which are no columns of the catalog, keep their names."""
    changed: list[Changed] = []
    plain = [(each.row.table_name, split_table(each.row.table_name)[1], each.said) for each in tables]
    of_tables = names(((table, short, text(said, "powerbi.name") or short) for table, short, said in plain), changed)
    of_columns = {
        each.row.table_name: names(
            (
                *((f"{each.row.table_name}.{name}", name, name) for name in provenance),
                *(
                    (
                        f"{each.row.table_name}.{column.name}",
                        column.name,
                        text(each.of_columns[column.name], "powerbi.name") or column.name,
                    )
                    for column in each.columns
                ),
            ),
            changed,
        )
        for each in tables
    }
    return Named(tuple(tables), of_tables, of_columns, changed)


def tag(*parts: str) -> str:
    """Give the lasting id of a thing: the same in every export."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "#".join(parts)))


def table(known: Named, told: TableTold, provenance: Sequence[str]) -> Node:
    """Give a table with its columns and where its rows are read."""
    name = told.row.table_name
    qualified = text(told.said, "purview.qualified_name") or name
    properties: list[tuple[str, Value]] = [("isHidden", True)] if is_set(told.said, "powerbi.hidden") else []
    keys = [column.name for column in told.columns if column.in_key]
    columns = []
    for column in told.columns:
        said = told.of_columns[column.name]
        columns.append(_column(known, name, column.name, column.type, said, qualified, key=keys == [column.name]))
    for each in provenance:
        kind = PROVENANCE_TYPES.get(each, "string")
        columns.append(_column(known, name, each, kind, {("powerbi.hidden", None): ("true",)}, qualified, key=False))
    stewards = "; ".join(f"{each.role}: {each.name()}" for each in told.holders if not each.is_vacant)
    notes = [_note("Table", name), *_notes(told.said), *([_note("People", stewards)] if stewards else [])]
    return Node(
        "table",
        known.of_tables[name],
        description=text(told.said, "description", "en") or "",
        properties=(*properties, ("lineageTag", tag(qualified))),
        children=(*columns, _partition(known.of_tables[name], name), *notes),
    )


def _column(known: Named, table: str, name: str, kind: str, said: Said, qualified: str, *, key: bool) -> Node:
    called, subject = known.of_columns[table], f"{table}.{name}"
    of_model, lost = data_type(kind)
    if lost:
        known.changed.append(Changed(subject, kind, of_model, lost))
    properties: list[tuple[str, Value]] = [("dataType", of_model)]
    properties += [("isKey", True)] if key else []
    properties += [("isHidden", True)] if is_set(said, "powerbi.hidden") else []
    asked = (
        ("formatString", "powerbi.format"),
        ("displayFolder", "powerbi.folder"),
        ("dataCategory", "powerbi.category"),
    )
    properties += [(word, in_line(found)) for word, about in asked if (found := text(said, about))]
    properties += [
        ("lineageTag", tag(qualified, name)),
        ("summarizeBy", text(said, "powerbi.summarize_by") or "none"),
        ("sourceColumn", name),
    ]
    if order := text(said, "powerbi.sort_by"):
        if by := called.get(f"{table}.{order}"):
            properties.append(("sortByColumn", quoted(by)))
        else:
            known.changed.append(Changed(subject, order, "", "it cannot be sorted by a column that is not there"))
    return Node(
        "column",
        called[subject],
        description=text(said, "description", "en") or "",
        properties=tuple(properties),
        children=tuple(_notes(said)),
    )


def _partition(called: str, table: str) -> Node:
    layer, short = split_table(table)
    lines = (
        "let",
        f'    Files = Folder.Files({ROOT} & "\\published\\{layer}\\{short}"),',
        '    Rows = Table.SelectRows(Files, each Text.EndsWith([Name], ".parquet")),',
        "    Source = Table.Combine(List.Transform(Rows[Content], Parquet.Document))",
        "in",
        "    Source",
    )
    return Node("partition", called, "m", properties=(("mode", "import"), ("source", Expression(lines))))


def _notes(said: Said) -> list[Node]:
    return [_note(word, found) for word, about in ANNOTATED if (found := text(said, about))]


def _note(word: str, value: str) -> Node:
    return Node("annotation", f"JobForge_{word}", in_line(value))
