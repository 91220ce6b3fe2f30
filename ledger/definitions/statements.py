"""What is said about the subjects of the catalog, in the form that files and commands share."""

from __future__ import annotations

from typing import TypeAlias

import attrs

Key: TypeAlias = tuple[str, str, str, str | None]
"""Kind, subject, property and language: what one statement speaks of."""


@attrs.frozen
class Statement:
    """One property of one subject.

    Attributes:
        kind: of the subject, such as ``term``, ``table`` or ``column``.
        subject: its key, such as ``noc-code``, ``gold.dim_noc`` or ``gold.dim_noc.noc_code``.
        name: of the property, a word of the vocabulary of its kind.
        language: ``en`` or ``fr``; None where a language has no meaning.
        values: one text; several where the property is a list; none where it is taken away.
    """

    kind: str
    subject: str
    name: str
    language: str | None
    values: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What it speaks of."""
        return self.kind, self.subject, self.name, self.language


@attrs.frozen
class Statements:
    """Everything that one file says, each key once, sorted by key."""

    statements: tuple[Statement, ...]
