"""The form in which values of a type are compared: one name for every width, engine and container of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

import attrs
import pyarrow as pa

_PLAIN: Final[tuple[tuple[Callable[[pa.DataType], bool], str], ...]] = (
    (pa.types.is_integer, "integer"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
    (pa.types.is_binary, "binary"),
    (pa.types.is_large_binary, "binary"),
    (pa.types.is_floating, "double"),
)


@attrs.frozen
class Form:
    """How values of a type are compared.

    Attributes:
        name: integer, decimal, boolean, date, timestamp, text, binary, double, list, struct or map.
        parts: of a list its cells, of a struct its fields by name, of a map key and value.
        scale: of a decimal.
    """

    name: str
    parts: tuple[tuple[str, Form], ...] = ()
    scale: int = 0

    def __str__(self) -> str:
        """Write it: ``integer``, ``decimal(2)``, ``list(cell text)``."""
        if self.name == "decimal":
            return f"decimal({self.scale})"
        inner = ", ".join(f"{name} {form}" for name, form in self.parts)
        return f"{self.name}({inner})" if inner else self.name


def form_of(kind: pa.DataType) -> Form:
    """Give the form of a type.

    Raises:
        TypeError: values of the type have none.
    """
    types = pa.types
    if types.is_dictionary(kind):
        return form_of(kind.value_type)
    if types.is_decimal(kind):
        return Form("decimal", scale=kind.scale)
    if types.is_map(kind):
        return Form("map", (("key", form_of(kind.key_type)), ("value", form_of(kind.item_type))))
    if types.is_list(kind) or types.is_large_list(kind):
        return Form("list", (("cell", form_of(kind.value_type)),))
    if types.is_struct(kind):
        return Form("struct", tuple((field.name, form_of(field.type)) for field in kind))
    for fits, name in _PLAIN:
        if fits(kind):
            return Form(name)
    msg = f"values of type {kind} have no form that can be compared"
    raise TypeError(msg)


def schema_text(schema: pa.Schema) -> str:
    """Write the names and forms of the columns of a table, which D2 holds too."""
    columns = [[field.name, str(form_of(field.type))] for field in schema]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
