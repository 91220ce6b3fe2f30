"""Where the fields of lines of fixed width stand: columns of blanks, in every line, part them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from ledger.definitions.formats import Encoding, FixedField, FixedWidth
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.cells import is_heading, look_of
from projections.proposing.layout import distinct
from projections.proposing.sample import Sample

FEWEST: Final = 4
"""Lines below which columns of blanks are chance."""

ALIKE: Final = 0.95
"""Share of the lines that have one length."""

MOST: Final = 2_000
RULE: Final = frozenset("-=_ +|")
MARKS: Final = "\t;|,"
"""Characters that part fields where they stand in nearly every line."""

Places = tuple[tuple[int, int], ...]


@attrs.frozen
class Ruled:
    """Lines of one length.

    Attributes:
        lines: those that are looked at, without what stands above them.
        above: lines of the text before them.
        narrow, wide: the fields, parted by one blank at least, and by two.
    """

    lines: tuple[str, ...]
    above: int
    narrow: Places
    wide: Places


def find_ruled(sample: Sample) -> Ruled | None:
    """Tell whether lines have one length and columns of blanks; None where they do not."""
    every = sample.head.decode(sample.codec, "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST]
    while every and not every[-1]:
        every.pop()
    if len(every) < FEWEST or any(_is_parted(every, mark) for mark in MARKS):
        return None
    length = max((len(line) for line in every), key=[len(line) for line in every].count)
    begin = next(at for at, line in enumerate(every) if len(line) == length)
    lines = every[begin:]
    good = [line for line in lines if len(line) == length]
    if len(good) < max(FEWEST, ALIKE * len([line for line in lines if line])):
        return None
    data = [line for line in good if set(line) - RULE]
    narrow, wide = _places(data, length, 1), _places(data, length, 2)
    return Ruled(tuple(good), begin, narrow, wide) if len(narrow) > 1 else None


def _is_parted(lines: Sequence[str], mark: str) -> bool:
    return sum(mark in line for line in lines) >= ALIKE * len(lines)


def choose_fields(ruled: Ruled, encoding: Encoding, ask: Ask) -> tuple[FixedWidth, tuple[Finding, ...]] | None:
    """Ask how the lines are cut; None where they are no lines of fixed width."""
    ways = {_in_words(places): places for places in (ruled.narrow, ruled.wide) if len(places) > 1}
    shown = ruled.lines[min(2, len(ruled.lines) - 1)]
    choices = [Choice(str(len(p)), f"{words}: {' / '.join(_cut(shown, p))}") for words, p in ways.items()]
    choices.append(Choice("none", "the lines are not cut: delimited text with one column"))
    why = f"{len(ruled.lines):,} lines of {len(shown)} characters, blank in the same columns"
    answer = ask(Question("fields", "How is a line cut into fields?", why, tuple(choices)))
    if answer == "none":
        return None
    places = next(p for p in ways.values() if str(len(p)) == answer)
    names, head = _names(ruled.lines, places)
    fields = tuple(FixedField(name, start + 1, stop - start) for name, (start, stop) in zip(names, places, strict=True))
    skipped = ruled.above + head
    said = "named by the first line" if head else "the file has no names; give better ones"
    found = [Finding("format", "fixed-width", why), Finding("fields", fields, f"blank columns part them; {said}")]
    if skipped:
        found.append(Finding("skip_lines", skipped, "lines before the first record"))
    return FixedWidth(fields, encoding, skip_lines=skipped), tuple(found)


def _places(lines: Sequence[str], length: int, gap: int) -> Places:
    """Give the fields: each reaches from where it begins to where the next one does."""
    blank = [all(line[at] == " " for line in lines) for at in range(length)]
    starts: list[int] = []
    since = gap
    for at, is_blank in enumerate(blank):
        if not is_blank and since >= gap:
            starts.append(at)
        since = since + 1 if is_blank else 0
    ends = [*starts[1:], length]
    return tuple(zip([0, *starts[1:]] if starts else [], ends, strict=False))


def _names(lines: Sequence[str], places: Places) -> tuple[tuple[str, ...], int]:
    """Give the names of the fields, and how many lines at the beginning hold them."""
    first = _cut(lines[0], places)
    rule = 1 if len(lines) > 1 and not set(lines[1]) - RULE else 0
    body = [_cut(line, places) for line in lines[1 + rule : 200]]
    typed = [place for place, column in enumerate(zip(*body, strict=True)) if _is_typed(column)]
    is_head = is_heading(first) and (rule or any(look_of(first[place]) == "text" for place in typed))
    if not is_head:
        return tuple(f"field {place}" for place in range(1, len(places) + 1)), 0
    return distinct(first), 1 + rule


def _is_typed(column: Sequence[str]) -> bool:
    looks = [look_of(cell) for cell in column]
    given = [look for look in looks if look != "missing"]
    return bool(given) and all(look in ("number", "date") for look in given)


def _cut(line: str, places: Places) -> tuple[str, ...]:
    return tuple(line[start:stop].strip() for start, stop in places)


def _in_words(places: Places) -> str:
    return "cut before " + ", ".join(str(start + 1) for start, _ in places[1:8]) + (" ..." if len(places) > 8 else "")
