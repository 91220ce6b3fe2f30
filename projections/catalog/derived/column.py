"""Derived properties of a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ledger.definitions import Statement
from ledger.names import GOLD_PROVENANCE, PROVENANCE, split_table
from projections.catalog.datasets import ColumnRow
from projections.catalog.derived.subject import Derived, Subject

TYPE: Final = "jobforge_column"

CATEGORIES: Final = {
    "address": "Address",
    "city": "City",
    "continent": "Continent",
    "country": "Country",
    "county": "County",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "postal_code": "PostalCode",
    "province": "StateOrProvince",
    "url": "WebUrl",
    "image_url": "ImageUrl",
}
"""Last words of a column's name to the data category of Power BI."""

_DECIMAL: Final = re.compile(r"decimal\((\d+),\s*(\d+)\)", re.IGNORECASE)
_WHOLE: Final = ("integer", "bigint", "hugeint", "smallint", "tinyint")
_FORMATS: Final = {"date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:nn:ss", "double": "#,0.00", "float": "#,0.00"}
_ORDERS: Final = ("order", "sort", "rank", "number")


def of_column(about: Subject, column: ColumnRow) -> Iterator[Derived]:
    """Derive the properties of a column; a property of no use to it is not given."""
    name = column.name
    yield _say(about, name, "purview.type", TYPE, "the type of columns of this project")
    yield _say(about, name, "purview.qualified_name", _qualified(about, name), "that of its table, and its name")
    attributes = tuple(_attributes(about, name))
    if attributes:
        yield _say(about, name, "purview.attributes", attributes, "how it is protected")
    title = about.of_column(name, "title", "en") or column.title_en
    shown = title or name.replace("_", " ").capitalize()
    yield _say(about, name, "powerbi.name", shown, "its English title" if title else "its name")
    yield _summary(about, name)
    if form := _format(about, column):
        yield _say(about, name, "powerbi.format", form, f"its type {column.type}")
    if category := _category(name):
        yield _say(about, name, "powerbi.category", category, "its name")
    if order := _order(about, column):
        yield _say(about, name, "powerbi.sort_by", order, "a column beside it that gives its order")


def of_provenance(about: Subject) -> Iterator[Derived]:
    """Hide the provenance columns: they are there to be traced, not to be reported on."""
    layer, _ = split_table(about.name)
    for name in GOLD_PROVENANCE if layer == "gold" else PROVENANCE:
        yield _say(about, name, "powerbi.hidden", "true", "it tells where a row came from")
        yield _say(about, name, "powerbi.summarize_by", "none", "it tells where a row came from")


def _summary(about: Subject, name: str) -> Derived:
    measure = about.of_column(name, "role") == "measure"
    if measure and about.of_column(name, "additive") == "true":
        return _say(about, name, "powerbi.summarize_by", "sum", "it is a measure that may be added up")
    why = "nobody said that it may be added up" if measure else "it is no measure"
    return _say(about, name, "powerbi.summarize_by", "none", why)


def _qualified(about: Subject, name: str) -> str:
    layer, table = split_table(about.name)
    return f"jobforge://{about.project}/{layer}/{table}#{name}"


def _attributes(about: Subject, name: str) -> Iterator[str]:
    if security := about.of_column(name, "security"):
        yield f"jobforge.security={security}"
    if about.of_column(name, "personal") == "true":
        yield "jobforge.personal=true"


def _format(about: Subject, column: ColumnRow) -> str:
    """Give a format string: thousands apart in measures only, so that a year or a code is not torn."""
    kind = column.type.lower()
    apart = "#,0" if about.of_column(column.name, "role") == "measure" else "0"
    if kind in _WHOLE:
        return apart
    if decimal := _DECIMAL.fullmatch(kind):
        places = int(decimal[2])
        return f"{apart}.{'0' * places}" if places else apart
    return _FORMATS.get(kind, "")


def _category(name: str) -> str:
    return next((category for word, category in CATEGORIES.items() if f"_{name}".endswith(f"_{word}")), "")


def _order(about: Subject, column: ColumnRow) -> str:
    """Find the column of whole numbers that orders this one, as ``month`` does ``month_name``; empty without one."""
    if column.type.lower() not in ("string", "varchar"):
        return ""
    whole = {each.name for each in about.columns if each.type.lower() in _WHOLE}
    stem = column.name.removesuffix("_name").removesuffix("_label")
    names = [f"{column.name}_{word}" for word in _ORDERS] + [f"{stem}_{word}" for word in _ORDERS]
    names += [stem] if stem != column.name else []
    return next((name for name in names if name in whole), "")


def _say(about: Subject, column: str, name: str, value: str | tuple[str, ...], why: str) -> Derived:
    values = (value,) if isinstance(value, str) else value
    return Derived(Statement("column", f"{about.name}.{column}", name, None, values), why)
