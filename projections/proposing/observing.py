"""What is seen in the columns of a file: null words, and what a contract will have to say."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from projections.proposing.asking import Finding
from projections.proposing.cells import NULL_WORDS
from projections.proposing.shapes import Shape, shapes_of

MOST = 5_000
"""Records that are looked at."""


@attrs.frozen
class Seen:
    """What is seen in one column.

    Attributes:
        header: of the column.
        type: of its values, as far as they were looked at.
        says: for people, empty where there is nothing to say.
    """

    header: str
    type: str
    says: str


def observe(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> tuple[tuple[Seen, ...], Finding | None]:
    """Look at the first values of every column.

    Null words are those that stand among numbers, dates or booleans, and in no column of texts: a source has them for
    all its columns.
    """
    seen: list[Seen] = []
    words: dict[str, str] = {}
    texts: set[str] = set()
    for place, name in enumerate(header):
        values = {value for row in rows[:MOST] if (value := row[place])}
        shapes = shapes_of(values)
        column = shapes[0].column
        if column.type == "string":
            texts |= {value.strip() for value in values} & NULL_WORDS
        else:
            words |= dict.fromkeys(column.null_words, name)
        seen.append(Seen(name, column.type, "" if column.type == "string" else _says(shapes)))
    words = {word: name for word, name in words.items() if word not in texts}
    if not words:
        return tuple(seen), None
    why = ", ".join(f"{word} among {name.strip()}" for word, name in words.items())
    return tuple(seen), Finding("null_words", tuple(words), f"stand where numbers or dates do: {why}")


def _says(shapes: Sequence[Shape]) -> str:
    readings = [f"{s.column.type}, {s.why}" for s in shapes]
    return readings[0] if len(readings) == 1 else f"open, {' or '.join(readings)}"
