"""Writes names and texts as SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Quote a name of a table or column, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text."""
    return "'" + text.replace("'", "''") + "'"
