"""Compile one property of a contract: the column, and the rules that look at it alone."""

from __future__ import annotations

from typing import Any

from jobforge_es.definitions.about import keep, keep_rest
from jobforge_es.definitions.code_lists import read_code_list
from jobforge_es.definitions.constraints import add_constraints
from jobforge_es.definitions.custom import COLUMN_KEYS, SEVERITIES, own_properties, translations
from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.named import check_name
from jobforge_es.definitions.nodes import Many, Map
from jobforge_es.definitions.spelling import read_spelling
from jobforge_es.definitions.types import read_type
from ledger.definitions import Column, Rule

USED = (
    "name",
    "businessName",
    "description",
    "logicalType",
    "logicalTypeOptions",
    "physicalType",
    "physicalName",
    "required",
    "unique",
    "primaryKey",
    "primaryKeyPosition",
    "enum",
    "quality",
    "relationships",
    "customProperties",
)
PERSONAL = "jobforge.personal"
NOT_DONE = {
    "partitioned": "column {} is not partitioned by",
    "partitionKeyPosition": "column {} is not partitioned by",
    "encryptedName": "column {} is not encrypted",
}
"""Standard keys that ask for something that is not done, and what is recorded instead."""


def read_column(draft: Draft, node: Map) -> None:
    """Compile a property and add its column and rules to the draft."""
    fields = Fields.of(node, draft.findings)
    name = fields.text("name") or ""
    if name in draft.columns:
        why = f"it stands first in line {draft.marks[name].line}"
        fields.wrong("name", f"the column {quoted(name)} stands twice", "rename or remove one", why)
        return
    check_name(name, "column", draft.findings, fields.mark_of("name"))
    prefix = f"column.{name}."
    own = Fields(own_properties(fields, COLUMN_KEYS | SEVERITIES, draft.about, prefix), node.mark, draft.findings)
    column = _column(draft, name, fields, own)
    draft.columns[name] = column
    draft.marks[name] = fields.mark_of("name")
    draft.add(Rule(f"{name}.type", "type", (name,)), node.mark)
    add_constraints(draft, column, fields, own)
    _check_meaning(draft, name, fields)
    if PERSONAL in own:
        draft.about[f"{prefix}{PERSONAL}"] = str(own.flag(PERSONAL, default=False)).lower()
    read_code_list(draft, own, prefix)
    keep_rest(draft.about, prefix, node, USED)
    _keep_labels(draft, name, fields)


def _column(draft: Draft, name: str, fields: Fields, own: Fields) -> Column:
    kind, precision, scale = read_type(fields, draft, name)
    spelling: dict[str, Any] = read_spelling(draft, kind, fields, own)
    return Column(
        name=name,
        type=kind,
        precision=precision,
        scale=scale,
        titles=translations(fields, own, "businessName", "title"),
        descriptions=translations(fields, own, "description", "description"),
        **spelling,
    )


def _check_meaning(draft: Draft, name: str, fields: Fields) -> None:
    """Refuse or record what the standard can say of a column and is not done."""
    physical = fields.text("physicalName")
    if physical is not None and physical != name:
        fields.wrong(
            "physicalName",
            f"the column is called {quoted(name)} and {quoted(physical)}",
            ("leave physicalName out", f"the header in the file: {{property: jobforge.header, value: {physical}}}"),
            why="a column is stored under its `name`",
        )
    if fields.text("semanticType") == "measure":
        fields.wrong(
            "semanticType",
            f"{quoted(name)} is a measure, and a measure is no column",
            "compute it in a model in models/gold/, or leave semanticType out",
        )
    for key, said in NOT_DONE.items():
        scalar = fields.scalar(key) if key in fields else None
        if scalar is not None and scalar.value not in (False, -1):
            draft.leave_unchecked(f"{key} of column {name}: {said.format(name)}")


def _keep_labels(draft: Draft, name: str, fields: Fields) -> None:
    """Keep the labels and descriptions of allowed values for the catalog."""
    node = fields.node("enum")
    if isinstance(node, Many) and any(isinstance(item, Map) and len(item.pairs) > 1 for item in node.items):
        keep(draft.about, f"column.{name}.enum", node)
