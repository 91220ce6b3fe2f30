"""Write statements into a file of the catalog, the glossary or the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from jobforge_es.definitions.rewriting.edits import Edits, decoded, encoded
from jobforge_es.definitions.rewriting.tree import composed, holds_any, is_block, pairs, values
from jobforge_es.definitions.rewriting.wording import Want, pair
from ledger.definitions import Statement
from projections.catalog.vocabulary import KINDS
from projections.catalog.vocabulary.people import ASSIGNMENT, assignment_key

COLUMNS, ASSIGNMENTS = KINDS["column"].section, ASSIGNMENT.section
KEYED = ("role", "for", "party", "from")


def rewritten(raw: bytes | None, said: Iterable[Statement]) -> bytes:
    """Let a file say just these statements.

    Args:
        raw: of the file, which was read without a mistake; None for a new one.
        said: each key once.

    Returns:
        Its bytes; where it says them already, the same ones.
    """
    want = document(said)
    if raw is None:
        return "".join(f"{line}\n" for key, each in want.items() for line in pair(key, each, 0)).encode()
    text, ending, mark = decoded(raw)
    edits = Edits(text)
    _mapping(edits, composed(text), want)
    return encoded(edits.result, ending, mark) if edits.made else raw


def document(said: Iterable[Statement]) -> dict[str, Want]:
    """Give statements as the mapping that a file of the catalog holds, sections and properties in their usual order."""
    found: dict[str, Any] = {}
    for each in sorted(said, key=_place):
        kind = KINDS[each.kind]
        if kind.name == "assignment":
            home = found.setdefault(ASSIGNMENTS, {}).setdefault(each.subject, {})
        elif kind.name == "column":
            table, _, column = each.subject.rpartition(".")
            tables = found.setdefault(KINDS["table"].section, {})
            home = tables.setdefault(table, {}).setdefault(COLUMNS, {}).setdefault(column, {})
        else:
            home = found.setdefault(kind.section, {}).setdefault(each.subject, {})
        worded = each.values if kind.properties[each.name].many else each.values[0]
        if each.language is None:
            home[each.name] = worded
        else:
            home.setdefault(each.name, {})[each.language] = worded
    if ASSIGNMENTS in found:
        found[ASSIGNMENTS] = [*found[ASSIGNMENTS].values()]
    return found


def _place(statement: Statement) -> tuple[int, str, int, str]:
    kind = KINDS[statement.kind]
    order = [*kind.properties].index(statement.name)
    return [*KINDS].index(kind.name), statement.subject, order, statement.language or ""


def assignment(of: Mapping[str, str]) -> str:
    """Give the key of an assignment by what a file says of it."""
    return assignment_key(of.get("role", ""), of.get("for", ""), of.get("party", ""), of.get("from"))


def _mapping(edits: Edits, node: MappingNode, want: Mapping[str, Want]) -> None:
    found = pairs(node)
    gone = [key not in want and holds_any(value) for key, (_, value) in found.items()]
    if all(gone):
        if want or gone:
            edits.rewrite(node, dict(want))
        return
    for key, (name, value) in found.items():
        if key in want:
            _value(edits, name, value, want[key], flow=not is_block(node))
    if any(gone):
        edits.remove(node, gone)
    for key, each in want.items():
        if key not in found:
            edits.add(node, key, each)


def _value(edits: Edits, key: ScalarNode, node: Node, want: Want, *, flow: bool) -> None:
    match want:
        case str() if values(node) == (want,):
            pass
        case tuple() if values(node) == want:
            pass
        case Mapping() if isinstance(node, MappingNode) and node.value:
            _mapping(edits, node, want)
        case list() if isinstance(node, SequenceNode) and node.value:
            _list(edits, key, node, want, flow=flow)
        case _:
            edits.replace(key, node, want, flow=flow)


def _list(edits: Edits, key: ScalarNode, node: SequenceNode, want: list[Mapping[str, Want]], *, flow: bool) -> None:
    """Let a list of mappings hold those that are wanted, each known by what makes its key."""
    wanted = {_key(each): each for each in want}
    found = [assignment({name: at.value for name, (_, at) in pairs(item).items() if name in KEYED})
             for item in node.value]  # fmt: skip
    gone = [each not in wanted for each in found]
    if all(gone):
        edits.replace(key, node, want, flow=flow)
        return
    for each, item in zip(found, node.value, strict=True):
        if each in wanted:
            _mapping(edits, item, wanted[each])
    if any(gone):
        edits.remove(node, gone)
    for each in [each for each in wanted if each not in found]:
        edits.append(node, wanted[each])


def _key(item: Mapping[str, Want]) -> str:
    return assignment({name: str(item[name]) for name in KEYED if name in item})
