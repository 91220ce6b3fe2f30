"""Compile relationships into references: values that must occur in another table."""

from __future__ import annotations

from jobforge_es.definitions.custom import RELATIONSHIP_KEYS, own_properties
from jobforge_es.definitions.draft import SEVERITIES, Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Many, Map, Text
from ledger.definitions import Column, Rule
from ledger.names import is_name

MAY_REFER = {"silver": ("silver",), "gold": ("silver", "gold")}
"""Layers that a table of a layer may refer to: nothing waits for what is made from it."""


def column_references(draft: Draft, column: Column, fields: Fields) -> list[Rule]:
    """Compile the relationships of one column; rule ``<column>.reference``, or with the relationship's id behind it."""
    node = fields.node("relationships")
    rules = []
    for item in node.items if isinstance(node, Many) else ():
        if isinstance(item, Map):
            rule = _reference(draft, Fields.of(item, draft.findings), (column.name,), f"{column.name}.reference")
            rules += [rule] if rule else []
    return rules


def table_references(draft: Draft, fields: Fields, own_name: str) -> None:
    """Add the relationships of the table; rule ``reference.<table>``, or ``reference.<id>`` with the relationship's id.

    Args:
        draft: with all columns.
        fields: of the table.
        own_name: the table's ``name`` in the contract, which ``from`` may use.
    """
    node = fields.node("relationships")
    for item in node.items if isinstance(node, Many) else ():
        if not isinstance(item, Map):
            continue
        relation = Fields.of(item, draft.findings)
        columns = _own_columns(draft, relation, own_name)
        rule = _reference(draft, relation, columns, None) if columns else None
        if rule:
            draft.add(rule, item.mark)


def _reference(draft: Draft, fields: Fields, columns: tuple[str, ...], rule_id: str | None) -> Rule | None:
    target = _target(draft, fields)
    if target is None:
        return None
    table, names = target
    if len(names) != len(columns):
        fields.wrong("to", f"{len(columns)} column(s) refer to {len(names)}", "name as many in `to` as in `from`")
    own = Fields(own_properties(fields, RELATIONSHIP_KEYS, {}, ""), fields.mark, draft.findings)
    given = fields.text("id")
    if rule_id is None:
        rule_id = f"reference.{given or table}"
    elif given:
        rule_id = f"{rule_id}.{given}"
    weight = own.choice("jobforge.severity", SEVERITIES, "error")
    return Rule(rule_id, "reference", columns, weight, reference=table, reference_columns=names)


def _target(draft: Draft, fields: Fields) -> tuple[str, tuple[str, ...]] | None:
    """Give the table and columns that ``to`` names."""
    texts = _texts(fields, "to")
    parts = [text.split(".") for text in texts]
    layers = MAY_REFER.get(draft.table.partition(".")[0], ("silver", "gold"))
    for text, part in zip(texts, parts, strict=True):
        if len(part) != 3 or part[0] not in layers or not all(map(is_name, part[1:])):
            fields.wrong(
                "to",
                f"{quoted(text)} names no column that can be referred to",
                f"write {layers[0]}.table.column",
                why=f"the layer is {' or '.join(layers)}: a table is checked before what is made from it",
            )
            return None
    tables = {f"{part[0]}.{part[1]}" for part in parts}
    if len(tables) > 1:
        fields.wrong("to", f"one relationship leads to {len(tables)} tables", "write a relationship for each")
    return (tables.pop(), tuple(part[2] for part in parts)) if len(tables) == 1 else None


def _own_columns(draft: Draft, fields: Fields, own_name: str) -> tuple[str, ...]:
    """Give the columns that ``from`` names: ``table.column`` or ``layer.table.column`` of this contract."""
    columns = []
    for text in _texts(fields, "from"):
        table, _, column = text.rpartition(".")
        if table not in (own_name, draft.table) or column not in draft.columns:
            fields.wrong("from", f"{quoted(text)} is no column of this contract", f"write {own_name}.<column>")
            return ()
        columns.append(column)
    return tuple(columns)


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    node = fields.node(key)
    if isinstance(node, Many):
        return tuple(item.text for item in node.items if isinstance(item, Text))
    return (node.text,) if isinstance(node, Text) else ()
