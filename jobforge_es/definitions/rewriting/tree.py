"""A YAML text as nodes that know where they begin and end in it."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

BLOCKS = ("|", ">")


def composed(text: str) -> MappingNode:
    """Parse a text that holds one mapping; its marks count characters from 0.

    Raises:
        ValueError: it holds anything else.
    """
    found = yaml.compose(text, Loader=yaml.SafeLoader)  # not the C parser: that one counts bytes
    if not isinstance(found, MappingNode):
        raise ValueError("the text holds no mapping")  # noqa: TRY004 - the text is wrong, not its type
    return found


def pairs(node: MappingNode) -> dict[str, tuple[ScalarNode, Node]]:
    """Give the pairs of a mapping by their keys."""
    return {key.value: (key, value) for key, value in node.value}


def start(node: Node) -> int:
    """Tell where a node begins."""
    return int(node.start_mark.index)


def end(text: str, node: Node) -> int:
    """Tell where the last character of a node stands, plus one: no blank line and no comment behind it counts."""
    if isinstance(node, ScalarNode) and node.style in BLOCKS:
        return start(node) + len(text[start(node) : int(node.end_mark.index)].rstrip())
    if not is_block(node) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end(text, last[1] if isinstance(node, MappingNode) else last)


def is_block(node: Node) -> bool:
    """Tell whether the parts of a mapping or list stand on lines of their own."""
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def values(node: Node) -> tuple[str, ...]:
    """Give the texts of a scalar or of a list of scalars."""
    if isinstance(node, ScalarNode):
        return (node.value,)
    return tuple(each.value for each in node.value if isinstance(each, ScalarNode))


def holds_any(node: Node) -> bool:
    """Tell whether anything is said in a node."""
    return any(True for _ in _scalars(node))


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    else:
        for _, value in node.value:
            yield from _scalars(value)
