"""Mappings below a key of a definition, and what stands in them."""

from __future__ import annotations

from typing import overload

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Map, Text
from jobforge_es.definitions.patience import PatienceWrong, seconds_of


def part_of(fields: Fields, key: str, known: tuple[str, ...]) -> Fields | None:
    """Give the fields of a mapping below the source; None where there is none."""
    node = fields.node(key)
    if node is None or is_empty(fields, key):
        return None
    if not isinstance(node, Map):
        fields.wrong(key, f"{quoted(key)} is no mapping", f"{key}: {{{known[0]}: ...}}")
        return None
    found = Fields.of(node, fields.findings)
    found.refuse_unknown(known, f" in {quoted(key)}")
    return found


def is_empty(fields: Fields, key: str) -> bool:
    """Tell whether a key stands there without a value, and note that."""
    node = fields.node(key)
    return isinstance(node, Text) and node.value is None and fields.scalar(key) is None


@overload
def seconds_in(part: Fields, key: str, usual: int, least: int = 0) -> int: ...


@overload
def seconds_in(part: Fields, key: str, usual: int | None, least: int = 0) -> int | None: ...


def seconds_in(part: Fields, key: str, usual: int | None, least: int = 0) -> int | None:
    """Give a duration in seconds, at least so many; note what is none."""
    text = part.text(key)
    try:
        found = usual if text is None else seconds_of(text)
    except PatienceWrong as error:
        part.wrong(key, f"{quoted(key)} is {quoted(text or '')}", f"{key}: 1d", why=str(error))
        return usual
    return None if found is None else max(found, least)
