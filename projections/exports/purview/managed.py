"""Managed attributes, as the catalog says them: ``group.attribute=value``."""

from __future__ import annotations

from collections.abc import Iterable

from projections.exports.changed import Changed
from projections.exports.purview.definitions import LONGEST
from projections.exports.tables import Said, TableTold

GROUP = "jobforge"
"""Of an attribute that names none."""


def managed(subject: str, said: Said, changed: list[Changed]) -> dict[str, dict[str, str]]:
    """Give group to attribute to value.

    Args:
        subject: of the catalog.
        said: of it.
        changed: takes what is left out.
    """
    found: dict[str, dict[str, str]] = {}
    for each in said.get(("purview.attributes", None), ()):
        called, equals, value = each.partition("=")
        group, _, name = called.strip().rpartition(".")
        if not (equals and name) or len(value) > LONGEST:
            why = f"a managed attribute is group.attribute=value with a value of at most {LONGEST} characters"
            changed.append(Changed(subject, each, "", why))
            continue
        found.setdefault(group or GROUP, {})[name] = value.strip()
    return found


def groups(tables: Iterable[TableTold]) -> dict[str, set[str]]:
    """Give the names of all managed attributes, by group."""
    found: dict[str, set[str]] = {}
    for table in tables:
        for said in (table.said, *table.of_columns.values()):
            for group, values in managed("", said, []).items():
                found.setdefault(group, set()).update(values)
    return found
