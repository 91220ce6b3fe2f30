"""What the texts of one column can mean: every reading that holds for all of them, the most probable first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import product
from typing import Final

import attrs

from ledger.definitions import Column
from ledger.definitions.contract import ColumnType
from projections.layers.casting import NO_BREAK_SPACE, SPACES, TRIMMED, number_pattern
from projections.layers.formats import compile_format
from projections.proposing.cells import NULL_WORDS

WORDS: Final = (
    ("true", "false"),
    ("yes", "no"),
    ("oui", "non"),
    ("vrai", "faux"),
    ("y", "n"),
    ("o", "n"),
    ("t", "f"),
)
DAYS: Final = (
    "yyyy-MM-dd",
    "yyyy/MM/dd",
    "yyyyMMdd",
    "dd/MM/yyyy",
    "MM/dd/yyyy",
    "d/M/yyyy",
    "M/d/yyyy",
    "dd-MM-yyyy",
    "MM-dd-yyyy",
    "dd.MM.yyyy",
    "d.M.yyyy",
    "yyyy-MM",
    "yyyy/MM",
)
TIMES: Final = ("HH:mm", "HH:mm:ss", "HH:mm:ss.SSS", "HH:mm:ss.SSSSSS")
ROOM: Final = 2
"""Digits before the mark beyond the widest seen."""

PLAIN: Final = re.compile("[+-]?[0-9]+")
WIDEST_INTEGER: Final = 18
CODES: Final = re.compile(r"(?:^|_)(?:codes?|noc|cnp|naics|scian|postal|zip|phone|telephone|sin|nas|isbn|cas)(?:_|$)")
"""Names of columns whose numbers are names."""


@attrs.frozen
class Shape:
    """A reading of a column.

    Attributes:
        column: how its text is read; its name is to be set.
        why: for people.
        meaning: of several readings, in a word.
        example: a value that the readings take for different things; empty where there is but one.
    """

    column: Column
    why: str
    meaning: str = ""
    example: str = ""


def shapes_of(values: Collection[str], name: str = "c") -> tuple[Shape, ...]:
    """Give the readings of a column that hold for all its texts; the last is always that they are texts.

    Several readings of one type differ in meaning, such as day or month first: which one holds is a question.

    Args:
        values: distinct texts, without missing ones.
        name: of the column, which may tell that its numbers are codes.
    """
    texts = {value.strip(TRIMMED) for value in values} - {""}
    nulls = tuple(sorted(texts & NULL_WORDS))
    texts -= NULL_WORDS
    trim = any(value != value.strip(TRIMMED) for value in values)
    said = Column(name, "string", trim=trim)
    if texts:
        for found in (_booleans, _dates, _numbers):
            readings = tuple(found(texts, name))
            if readings:
                typed = attrs.evolve(said, null_words=nulls)
                shown = max(texts, key=lambda t: (len(set(re.findall("[0-9]+", t))), t)) if readings[1:] else ""
                return tuple(attrs.evolve(s, column=_with(typed, s.column), example=shown) for s in readings)
    return (Shape(said, _why_text(texts)),)


def _with(spelling: Column, column: Column) -> Column:
    return attrs.evolve(column, trim=spelling.trim, null_words=spelling.null_words)


def _why_text(texts: set[str]) -> str:
    if texts and all(re.fullmatch("[0-9]+(?:[.,-][0-9]+)*", text) for text in texts):
        if any(re.match("0[0-9]", text) for text in texts):
            return "leading zeros would be lost in numbers"
        return "texts of digits" if not _is_even(texts) else "named as a code, or too long: a code is no number"
    return "texts"


def _booleans(texts: set[str], name: str) -> Iterator[Shape]:
    folded = {text.casefold() for text in texts}
    for true, false in WORDS:
        if folded == {true, false}:
            yes = tuple(sorted(t for t in texts if t.casefold() == true))
            no = tuple(sorted(t for t in texts if t.casefold() == false))
            yield Shape(Column(name, "boolean", true_words=yes, false_words=no), f"only {yes[0]!r} and {no[0]!r}")


def _dates(texts: set[str], name: str) -> Iterator[Shape]:
    if not all(text[0].isdigit() and 6 <= len(text) <= 32 for text in texts):
        return
    seen: set[str] = set()
    forms: list[tuple[ColumnType, str]] = [("date", day) for day in DAYS]
    days = [day for day in DAYS if "d" in day]
    forms += [("timestamp", "".join(each)) for each in product(days, " T", TIMES, ("", "XXX"))]
    for kind, form in forms:
        meaning = _order(form)
        if meaning not in seen and _holds(texts, kind, form):
            seen.add(meaning)
            yield Shape(Column(name, kind, format=form), f"all values are read by {form}", meaning)


def _order(form: str) -> str:
    """Tell the order of day, month and year: 1/2 and 01/02 mean the same in one order."""
    return "".join(c for c in form.replace("MM", "M").replace("dd", "d") if c in "yMd").replace("yyyy", "y")


def _holds(texts: set[str], kind: ColumnType, form: str) -> bool:
    compiled = compile_format(form, "date" if kind == "date" else "timestamp")
    pattern = re.compile(compiled.pattern)
    if not all(pattern.fullmatch(text) for text in texts):
        return False
    try:
        years = {_day(text, form).year for text in texts}
    except ValueError:
        return False
    return form not in ("yyyyMMdd", "yyyy-MM", "yyyy/MM") or all(1900 <= year <= 2100 for year in years)


def _day(text: str, form: str) -> datetime:
    """Read the date of a text that matches its format; ValueError where the month has no such day."""
    order = re.findall(r"yyyy|MM?|dd?", form)
    numbers = re.findall("[0-9]+", text) if re.search("[-/.]", form[:7]) else [text[:4], text[4:6], text[6:8]]
    parts = {token[0]: int(number) for token, number in zip(order, numbers, strict=False)}
    return datetime(parts["y"], parts["M"], parts.get("d", 1))  # noqa: DTZ001 - a day of the calendar, no instant


def _numbers(texts: set[str], name: str) -> Iterator[Shape]:
    if not all(text[-1].isdigit() and (text[0].isdigit() or text[0] in "+-") for text in texts):
        return
    if any(re.match(r"[+-]?0[0-9]", text) for text in texts) or (CODES.search(name) and _is_even(texts)):
        return
    if all(map(PLAIN.fullmatch, texts)):  # most are, and no mark can be read in two ways
        whole = max(len(text.lstrip("+-")) for text in texts)
        if whole <= WIDEST_INTEGER:
            yield Shape(Column(name, "integer"), "whole numbers", "plain")
        return
    found: list[Shape] = []
    for mark, gap in ((".", ""), (",", ""), (".", " "), (",", " "), (".", ","), (",", "."), (".", "'")):
        shape = _number(texts, name, mark, gap)
        if shape is not None and all(_means(texts, shape) != _means(texts, known) for known in found):
            found.append(shape)
    yield from found


def _is_even(texts: set[str]) -> bool:
    """Tell whether all are runs of digits: a code, where its name says so."""
    return all(text.isdecimal() for text in texts)


def _number(texts: set[str], name: str, mark: str, gap: str) -> Shape | None:
    whole, after = _widths(texts, mark)
    if any(mark in text for text in texts):
        precision = min(38, whole + ROOM + after)
        column = Column(name, "decimal", None, precision, after, decimal_mark=mark, thousands=gap)
        why = f"at most {whole} digits before and {after} after the mark"
    else:
        if whole > WIDEST_INTEGER:
            return None
        column = Column(name, "integer", thousands=gap)
        why = "whole numbers"
    if whole + after > 38 or (gap and not any(_gap(gap) & set(text) for text in texts)):
        return None
    if gap and any(re.match(rf"[+-]?0{re.escape(gap)}", text) for text in texts):
        return None  # 0,125 is no number of thousands
    pattern = re.compile(number_pattern(column))
    if not all(pattern.fullmatch(text) for text in texts):
        return None
    said = f", thousands parted by {'a space' if gap == ' ' else gap}" if gap else ""
    said += ", with a decimal comma" if column.type == "decimal" and mark == "," else ""
    return Shape(column, why + said, _way(column, gap))


def _way(column: Column, gap: str) -> str:
    """Say in a word how numbers are written."""
    if column.type == "decimal" and not gap:
        return "decimal-comma" if column.decimal_mark == "," else "decimal-point"
    return {",": "thousands-comma", ".": "thousands-point"}.get(gap, "plain")


def _gap(gap: str) -> set[str]:
    return set(SPACES) if gap in (" ", NO_BREAK_SPACE) else {gap}


def _widths(texts: set[str], mark: str) -> tuple[int, int]:
    parts = [text.partition(mark) for text in texts]
    return max(sum(map(str.isdigit, left)) for left, _, _ in parts), max(len(right) for _, _, right in parts)


def _means(texts: set[str], shape: Shape) -> frozenset[tuple[str, float]]:
    """Give the numbers that the texts are in a reading."""
    mark = shape.column.decimal_mark
    plain = ((text, re.sub(rf"[^0-9{re.escape(mark)}+-]", "", text).replace(mark, ".")) for text in texts)
    return frozenset((text, float(number)) for text, number in plain)
