"""Say in plain words what a JSON schema finds wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.nearest import did_you_mean
from jobforge_es.definitions.nodes import Many, Node, Text

Path: TypeAlias = tuple[str | int, ...]
"""Keys and places in lists, from the root."""

KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "nothing",
}


def sentence(error: Any, path: Path, node: Node) -> tuple[str, str]:
    """Say what is wrong, and how it is mended.

    Args:
        error: of the JSON schema library.
        path: of the value.
        node: the value, or what holds it where it is missing.
    """
    return SENTENCES.get(error.validator, _other)(error, path, node)


def within(path: Path) -> str:
    """Say where: `` in `properties[2]```; nothing at the root."""
    return f" in {quoted(_name(path))}" if path else ""


def is_choice_of_keys(error: Any) -> bool:
    """Tell whether every choice of a failed choice asks for a key that is missing."""
    return all(inner.validator == "required" and not inner.relative_path for inner in error.context)


def _required(error: Any, path: Path, _: Node) -> tuple[str, str]:
    missing = next((key for key in error.validator_value if key not in error.instance), "a key")
    return f"`{missing}` is missing{within(path)}", f"add `{missing}: ...`"


def _type(error: Any, path: Path, node: Node) -> tuple[str, str]:
    wanted = error.validator_value
    kinds = " or ".join(KINDS[kind] for kind in (wanted if isinstance(wanted, list) else [wanted]))
    if error.instance is None:
        return f"{_subject(path)} has no value", f"give it {kinds}, or leave the key out"
    mend = f"write {kinds}"
    if wanted == "string":
        mend += "; put quotes around it"
    if wanted == "object" and len(path) > 1 and path[-2] == "enum" and isinstance(node, Text):
        mend = f"write {{value: {node.text}}}"
    return f"{_subject(path)} is {_written(node)}, not {kinds}", mend


def _enum(error: Any, path: Path, node: Node) -> tuple[str, str]:
    allowed = [str(v) for v in (error.validator_value if error.validator == "enum" else [error.validator_value])]
    hint = did_you_mean(node.text, allowed) if isinstance(node, Text) else ""
    return f"{_subject(path)} is {_written(node)}{hint}", f"write one of: {', '.join(allowed)}"


def _pattern(error: Any, path: Path, node: Node) -> tuple[str, str]:
    is_reference = "to" in path or "from" in path
    mend = "write silver.table.column" if is_reference else f"its form is {error.validator_value}"
    return f"{_subject(path)} is {_written(node)}, which has not the form of such a value", mend


def _not(_: Any, path: Path, __: Node) -> tuple[str, str]:
    return f"`from` does not belong{within(path)}", "leave it out: it is the column itself"


def _choice(error: Any, path: Path, node: Node) -> tuple[str, str]:
    if not error.context:
        return f"{_subject(path)} says several things of which only one may stand", "keep one of them"
    if is_choice_of_keys(error):
        keys = ", ".join(dict.fromkeys(key for inner in error.context for key in inner.validator_value))
        return f"{_subject(path)} says too little", f"add one of: {keys}"
    wanted = [inner.validator_value for inner in error.context if inner.validator == "type"]
    kinds = " or ".join(dict.fromkeys(KINDS[kind] for kind in wanted if isinstance(kind, str)))
    return f"{_subject(path)} is {_written(node)}, not {kinds}", f"write {kinds}"


def _unique(_: Any, path: Path, __: Node) -> tuple[str, str]:
    return f"{_subject(path)} holds the same twice", "keep one of them"


def _other(error: Any, path: Path, node: Node) -> tuple[str, str]:
    limit = f"{error.validator}: {error.validator_value}"
    return f"{_subject(path)} is {_written(node)}, which breaks {limit}", "compare it with the standard"


SENTENCES: dict[str, Callable[[Any, Path, Node], tuple[str, str]]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "pattern": _pattern,
    "not": _not,
    "oneOf": _choice,
    "anyOf": _choice,
    "uniqueItems": _unique,
}


def _subject(path: Path) -> str:
    return quoted(_name(path)) if path else "the contract"


def _written(node: Node) -> str:
    return quoted(node.text) if isinstance(node, Text) else "a list" if isinstance(node, Many) else "a mapping"


def _name(path: Path) -> str:
    """Give the last key of a path, and the place in its list."""
    place = "" if isinstance(path[-1], str) else f"[{path[-1]}]"
    return str(next((part for part in reversed(path) if isinstance(part, str)), "")) + place
