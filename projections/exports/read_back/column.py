"""What an export tells of a column."""

from __future__ import annotations

import attrs


class Unreadable(ValueError):
    """A file is not what its kind of file is; the text may hold a part of it."""


@attrs.frozen
class ColumnRead:
    """What is told of a column, in the words of that kind of export.

    Attributes:
        type: of its values.
        description: in English; empty without one.
        security: its category; empty where none is told.
        is_key: whether it is the key, or a part of it.
    """

    type: str
    description: str
    security: str
    is_key: bool
