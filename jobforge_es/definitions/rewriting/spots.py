"""Write single words into a contract or a source, where they stand already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from jobforge_es.definitions.rewriting.edits import Edits, decoded, encoded
from jobforge_es.definitions.rewriting.tree import composed, is_block, pairs
from ledger.definitions import Statement

Spot: TypeAlias = tuple[MappingNode, str, SequenceNode | None]
"""A mapping, a key in it, and the list of which the whole mapping is an item that only says this."""

STANDARD: dict[tuple[str, str | None], str] = {
    ("title", "en"): "businessName",
    ("description", "en"): "description",
    ("security", None): "classification",
    ("critical", None): "criticalDataElement",
}
OF_WHOLE = {"purpose": "purpose", "usage": "usage", "limits": "limitations"}
CUSTOM: dict[tuple[str, str | None], str] = {("personal", None): "jobforge.personal"} | {
    (name, language): f"jobforge.{name}.{language}" for name in ("title", "description") for language in ("en", "fr")
}


def in_contract(raw: bytes, said: Sequence[Statement]) -> tuple[bytes, list[Statement]]:
    """Let a contract say something else where it says it already.

    Args:
        raw: of its file, which was read without a mistake.
        said: what it is to say, each place once; without values it says it no more.

    Returns:
        Its bytes, and what it does not say, or in a way that is not known here.
    """
    return _changed(raw, said, lambda root, each: next(_in_contract(root, each), None))


def in_source(raw: bytes, said: Sequence[Statement]) -> tuple[bytes, list[Statement]]:
    """Let a source say something else where it says it already; else as ``in_contract``."""
    return _changed(raw, said, _in_source)


def _changed(
    raw: bytes, said: Sequence[Statement], find: Callable[[MappingNode, Statement], Spot | None]
) -> tuple[bytes, list[Statement]]:
    """Change all values at once, then take away one after the other: each may leave the list that it stood in short."""
    groups = [[each for each in said if each.values], *([each] for each in said if not each.values)]
    unsaid: list[Statement] = []
    for some in filter(None, groups):
        text, ending, mark = decoded(raw)
        root, edits = composed(text), Edits(text)
        unsaid += [each for each in some if not _edit(edits, find(root, each), each)]
        raw = encoded(edits.result, ending, mark) if edits.made else raw
    return raw, unsaid


def _edit(edits: Edits, spot: Spot | None, said: Statement) -> bool:
    """Change one place; tell whether it could be."""
    if spot is None:
        return False
    node, name, items = spot
    if said.values:
        key, value = pairs(node)[name]
        edits.replace(key, value, said.values[0], flow=not is_block(node))
    elif items is not None and len(items.value) > 1:
        edits.remove(items, [each is node for each in items.value])
    elif items is None and len(node.value) > 1:
        edits.remove(node, [key.value == name for key, _ in node.value])
    else:
        return False
    return True


def _in_source(root: MappingNode, said: Statement) -> Spot | None:
    node, language = _at(root, said.name), said.language or ""
    if isinstance(node, MappingNode):
        return (node, language, None) if language in pairs(node) else None
    return (root, said.name, None) if isinstance(node, ScalarNode) and language != "fr" else None


def _in_contract(root: MappingNode, said: Statement) -> Iterator[Spot]:
    """Give the places where a contract says something, the one that counts first."""
    tables = _mappings(_at(root, "schema"))
    where = (said.name, said.language)
    if said.kind == "table" and said.name in OF_WHOLE and said.language == "en":
        whole = _at(root, "description")
        if isinstance(whole, MappingNode) and isinstance(_at(whole, OF_WHOLE[said.name]), ScalarNode):
            yield whole, OF_WHOLE[said.name], None
    if said.kind not in ("table", "column") or len(tables) != 1:
        return
    node = tables[0] if said.kind == "table" else _column(tables[0], said.subject.rpartition(".")[2])
    if node is None:
        return
    if isinstance(_at(node, STANDARD.get(where, "")), ScalarNode):
        yield node, STANDARD[where], None
    for place in (node, root) if said.kind == "table" else (node,):
        items = _at(place, "customProperties")
        for each in _mappings(items) if where in CUSTOM else ():
            if _text(each, "property") == CUSTOM[where] and "value" in pairs(each):
                yield each, "value", items if isinstance(items, SequenceNode) else None


def _column(table: MappingNode, name: str) -> MappingNode | None:
    return next((each for each in _mappings(_at(table, "properties")) if _text(each, "name") == name), None)


def _mappings(node: Node | None) -> list[MappingNode]:
    items = node.value if isinstance(node, SequenceNode) else []
    return [each for each in items if isinstance(each, MappingNode)]


def _at(node: MappingNode, key: str) -> Node | None:
    return pairs(node).get(key, (None, None))[1]


def _text(node: MappingNode, key: str) -> str:
    found = _at(node, key)
    return found.value if isinstance(found, ScalarNode) else ""
