"""What a model says in French: a culture beside the English of its objects. What has no French is left out."""

from __future__ import annotations

from projections.exports.powerbi.model import Named
from projections.exports.powerbi.tmdl import Node, Value, in_line
from projections.exports.tables import Said, TableTold, text

CULTURE = "fr-CA"


def culture(known: Named) -> Node:
    """Give the French captions and descriptions."""
    tables = tuple(found for told in known.tables if (found := _table(known, told)))
    model = Node("model", "Model", children=tables)
    return Node("cultureInfo", CULTURE, children=(Node("translations", children=(model,)),) if tables else ())


def _table(known: Named, told: TableTold) -> Node | None:
    name = told.row.table_name
    columns = tuple(
        Node("column", known.of_columns[name][f"{name}.{column.name}"], properties=found)
        for column in told.columns
        if (found := _texts(told.of_columns[column.name]))
    )
    own = _texts(told.said)
    return Node("table", known.of_tables[name], properties=own, children=columns) if own or columns else None


def _texts(said: Said) -> tuple[tuple[str, Value], ...]:
    asked = (("caption", "title"), ("description", "description"))
    return tuple((word, in_line(found)) for word, about in asked if (found := text(said, about, "fr")))
