"""Derived properties of a table and of its columns."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ledger.definitions import Statement
from ledger.names import split_table
from projections.catalog.derived.column import of_column, of_provenance
from projections.catalog.derived.subject import Derived, Subject

TYPE = "jobforge_table"


def derived_properties(about: Subject) -> list[Derived]:
    """Derive what nobody said of a table, of its columns and of its provenance columns, sorted by key."""
    found = [*_of_table(about)]
    taken: set[str] = set()
    for column in about.columns:
        found += [_told_apart(each, column.name, taken) for each in of_column(about, column)]
    found += of_provenance(about)
    free = [each for each in found if each.statement.key not in about.said]
    return sorted(free, key=lambda each: (*each.statement.key[:3], each.statement.key[3] or ""))


def _told_apart(found: Derived, column: str, taken: set[str]) -> Derived:
    """Call a column by its own name where another of the table has its title: case does not count in Power BI."""
    if found.statement.name != "powerbi.name":
        return found
    name = found.statement.values[0].casefold()
    if name in taken:
        return Derived(attrs.evolve(found.statement, values=(column,)), "its name: another has its title")
    taken.add(name)
    return found


def qualified_name(project: str, table: str) -> str:
    """Name a table among all that a Purview account knows."""
    layer, name = split_table(table)
    return f"jobforge://{project}/{layer}/{name}"


def _of_table(about: Subject) -> Iterator[Derived]:
    layer, name = split_table(about.name)
    yield _say(about, "purview.type", TYPE, "the type of tables of this project")
    yield _say(about, "purview.qualified_name", qualified_name(about.project, about.name), "project, layer and name")
    yield _say(about, "purview.attributes", tuple(_attributes(about, layer)), "its layer and how it is protected")
    title = about.of_table("title", "en")
    yield _say(about, "powerbi.name", title or in_words(name), "its English title" if title else "its name")
    if layer != "gold":
        yield _say(about, "powerbi.hidden", "true", "reports read gold")
    related = tuple(_relationships(about, layer))
    if related:
        yield _say(about, "powerbi.relationships", related, "references of its contract")


def _attributes(about: Subject, layer: str) -> Iterator[str]:
    yield f"jobforge.layer={layer}"
    if security := about.of_table("security"):
        yield f"jobforge.security={security}"
    if about.of_table("personal") == "true":
        yield "jobforge.personal=true"


def _relationships(about: Subject, layer: str) -> Iterator[str]:
    """Give the references of one column to a table of the same layer: only those can be relationships."""
    for rule in about.contract.rules if about.contract else ():
        if rule.kind == "reference" and rule.reference and len(rule.columns) == len(rule.reference_columns) == 1:
            other, _ = split_table(rule.reference)
            if other == layer and rule.reference != about.name:
                yield f"{rule.columns[0]} -> {rule.reference}.{rule.reference_columns[0]}"


def in_words(name: str) -> str:
    """Write a name as a title: ``dim_job_title`` is ``Job title``."""
    for prefix in ("dim_", "fact_", "agg_", "bridge_"):
        name = name.removeprefix(prefix)
    return name.replace("_", " ").strip().capitalize()


def _say(about: Subject, name: str, value: str | tuple[str, ...], why: str) -> Derived:
    values = (value,) if isinstance(value, str) else value
    return Derived(Statement("table", about.name, name, None, values), why)
