"""Metadata of a contract that no step acts on: kept for the catalog, under dotted keys."""

from __future__ import annotations

import json
from collections.abc import Collection

from jobforge_es.definitions.nodes import Many, Map, Node, Text


def keep(about: dict[str, str], key: str, node: Node) -> None:
    """Keep a value: a mapping key by key, a list as JSON, a scalar as it was written; an empty one is left out."""
    match node:
        case Text():
            if node.value is not None:
                about[key] = node.text
        case Map():
            for inner, pair in node.pairs.items():
                keep(about, f"{key}.{inner}", pair.node)
        case Many():
            about[key] = json.dumps(as_written(node), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keep_rest(about: dict[str, str], prefix: str, node: Map, used: Collection[str]) -> None:
    """Keep every key of a mapping that was not put to use."""
    for key, pair in node.pairs.items():
        if key not in used:
            keep(about, f"{prefix}{key}", pair.node)


def as_written(node: Node) -> object:
    """Give a value as plain lists, mappings and texts; numbers keep the text that they were written as."""
    match node:
        case Text():
            return node.text if isinstance(node.value, int | float) and not isinstance(node.value, bool) else node.value
        case Many():
            return [as_written(item) for item in node.items]
        case Map():
            return {key: as_written(pair.node) for key, pair in node.pairs.items()}
