"""What of a text is records: preamble, comments, header and footer around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, count
from statistics import median

import attrs

from ledger.definitions.formats import Csv
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.cells import is_heading, look_of
from projections.proposing.sample import Record, Sample, lines_in, records_of
from projections.readers.naming import name_columns
from projections.readers.refusals import HeaderClash

COMMENTS = ("#", "//", "--", "%")
NOTE = re.compile(
    r"\W*(?:sources?|notes?|remarques?|footnotes?|symbols?|légende|legend|how to cite|date|generated|produced|exported"
    r"|end of|fin du)\b|[*©]|\(?[0-9]{1,2}\)",
    re.IGNORECASE,
)
MOST_FOOTER = 100
COMPARED = 500
"""Records below the first that it is compared with."""


@attrs.frozen
class Layout:
    """Where the records of a text are.

    Attributes:
        settings: with everything that was found.
        findings: the keys, in the order of a source file.
        header: names of the columns.
        rows: the first records, and the last where the text is longer than its sample.
    """

    settings: Csv
    findings: tuple[Finding, ...]
    header: tuple[str, ...]
    rows: list[tuple[str | None, ...]]


def find_layout(sample: Sample, settings: Csv, ask: Ask) -> Layout:
    """Tell where the records begin and end, and whether the first names the columns.

    Args:
        sample: of the text.
        settings: delimiter, quote and escape.
        ask: where the first record may be a header or not.
    """
    findings: list[Finding] = []
    records = records_of(sample.head, settings, sample.codec)
    width = prevailing(records)
    comment = _comment(sample.head, records, width, settings)
    if comment is not None:
        settings = attrs.evolve(settings, comment=comment)
        records = records_of(sample.head, settings, sample.codec)
        findings.append(Finding("comment", comment, "lines that begin with it have none of the columns"))
    body = _Body.of(records, width)
    first = next((at for at, record in enumerate(records) if body.has(record)), 0)
    skipped = _preamble(sample.head, records[:first])
    if skipped:
        findings.append(
            Finding("skip_lines", skipped, f"lines before the first record of {width} fields that is filled")
        )
    rows = [r.fields for r in records[first:] if body.has(r) and r.fields is not None]
    last = records if sample.is_whole else records_of(sample.tail, settings, sample.codec)
    footer = _footer(sample.tail, last, body)
    if footer:
        findings.append(Finding("skip_footer", footer, f"lines after the last record of {width} fields: notes"))
    settings = attrs.evolve(settings, skip_lines=skipped, skip_footer=footer)
    settings, named, rows = _header(sample, settings, records[first:], rows, ask)
    header = settings.columns or tuple(field or "" for field in rows[0])
    if settings.header:
        rows = rows[1:]
    if not sample.is_whole:
        rows += [r.fields for r in last if body.has(r) and r.fields is not None]
    return Layout(settings, (*findings, *named), header, rows)


def prevailing(records: list[Record]) -> int:
    """Tell how many fields most records have; several are preferred to one."""
    widths = Counter(r.width for r in records if r.width)
    several = {width: count for width, count in widths.items() if width > 1}
    total = sum(widths.values())
    if several and max(several.values()) > total * 0.2:
        return max(several, key=lambda width: (several[width], width))
    return 1


@attrs.frozen
class _Body:
    """What tells a record of the table from a line around it: its fields, and that enough of them are filled."""

    width: int
    least: int

    @classmethod
    def of(cls, records: list[Record], width: int) -> _Body:
        filled = [r.filled for r in records if r.width == width]
        usual = median(filled) if filled else 1
        return cls(width, 2 if usual >= 2 and width > 1 else 1)

    def has(self, record: Record) -> bool:
        return record.width == self.width and record.filled >= self.least


def _comment(data: bytes, records: list[Record], width: int, settings: Csv) -> str | None:
    for mark in COMMENTS:
        if mark[0] in (settings.delimiter, settings.quote):
            continue
        begin = mark.encode()
        lines = [record for record in records if data.startswith(begin, record.start)]
        odd = sum(1 for record in lines if record.width != width or width == 1)
        if odd and len(lines) <= len(records) / 2 and (odd == len(lines) or len(lines) > 1):
            return mark
    return None


def _preamble(data: bytes, records: list[Record]) -> int:
    """Count the lines to skip; blank ones and comments alone need no skipping."""
    if not any(record.kind == "record" for record in records):
        return 0
    return lines_in(data[: records[-1].after])


def _footer(data: bytes, records: list[Record], body: _Body) -> int:
    """Count the lines after the last record of the table that are notes, and no broken record."""
    place = next((at for at in range(len(records) - 1, -1, -1) if body.has(records[at])), len(records) - 1)
    rest = records[place + 1 :]
    begin = next((at for at in range(len(rest)) if _begins_notes(data, rest, at, body.width)), len(rest))
    notes = rest[begin:]
    if not any(r.kind == "record" for r in notes) or len(notes) > MOST_FOOTER:
        return 0
    return lines_in(data[notes[0].start :])


def _begins_notes(data: bytes, rest: list[Record], at: int, width: int) -> bool:
    record = rest[at]
    if record.kind != "record":
        return False
    text = data[record.start : record.after].decode("utf-8", "replace").strip().strip("\"';,\t|")
    if NOTE.match(text):
        return True
    alone = record.filled == 1 and width > 1 and " " in text
    return alone or (at > 0 and rest[at - 1].kind == "blank" and record.width != width)


def _header(
    sample: Sample, settings: Csv, records: list[Record], rows: list[tuple[str | None, ...]], ask: Ask
) -> tuple[Csv, list[Finding], list[tuple[str | None, ...]]]:
    if not rows:  # then the first record that can be read is all there is to name columns
        rows = [r.fields for r in records if r.fields is not None][:1]
    if not rows:
        return settings, [Finding("header", value=True, why="there is only one record")], [("",)]
    has, sure, why = _judge(rows[0], rows[1 : 1 + COMPARED])
    if not sure:
        shown = " / ".join((field or "")[:20] for field in rows[0][:4])
        choices = (Choice("true", f"columns are named: {shown}"), Choice("false", f"a record: {shown}"))
        question = Question("header", "Does the first record name the columns?", why, choices if has else choices[::-1])
        has = ask(question) == "true"
    if not has:
        columns = tuple(f"column {place}" for place in range(1, len(rows[0]) + 1))
        findings = [
            Finding("header", value=False, why=why),
            Finding("columns", columns, "the file has no names; give better ones"),
        ]
        return attrs.evolve(settings, header=False, columns=columns), findings, rows
    try:
        name_columns([field or "" for field in rows[0]])
    except HeaderClash as clash:
        return _renamed(sample, settings, records, rows, f"{clash.what}: {clash.why}")
    return settings, [Finding("header", value=True, why=why)], rows


def _judge(first: tuple[str | None, ...], below: list[tuple[str | None, ...]]) -> tuple[bool, bool, str]:
    """Tell whether the first record is a header, whether that is sure, and why."""
    if not below:
        return True, is_heading(first), "there is no other record to compare it with"
    over = [(look_of(cell), _usual(column)) for cell, column in zip(first, zip(*below, strict=True), strict=True)]
    named = sum(1 for head, body in over if head == "text" and body in ("number", "date"))
    like = sum(1 for head, body in over if head == body and body in ("number", "date"))
    if is_heading(first):
        if named:
            return True, True, f"its first record has texts over columns of numbers or dates ({named})"
        if like and len({(cell or "") for cell in first}) == len(first):
            return True, True, "its first record has years over columns of numbers"
        repeated = any(cell in column for cell, column in zip(first, zip(*below, strict=True), strict=True) if cell)
        return not repeated, False, "all columns are texts, so that the first record looks like the others"
    if named > like:
        return (
            True,
            False,
            f"its first record has texts over {named} columns of numbers or dates, and numbers or dates over {like}",
        )
    return False, False, "its first record looks like those below it"


def _usual(column: tuple[str | None, ...]) -> str:
    looks = Counter(look_of(cell) for cell in column)
    del looks["missing"]
    look, count = max(looks.items(), key=lambda item: item[1], default=("missing", 1))
    return look if count >= 0.9 * max(1, sum(looks.values())) else "text"


def _renamed(
    sample: Sample, settings: Csv, records: list[Record], rows: list[tuple[str | None, ...]], why: str
) -> tuple[Csv, list[Finding], list[tuple[str | None, ...]]]:
    """Give columns distinct names where the file's own would clash, and step over its header."""
    columns = distinct([field or "" for field in rows[0]])
    lines = lines_in(sample.head[: records[0].after])
    findings = [
        Finding("skip_lines", lines, "up to and with the header of the file, whose names clash"),
        Finding("header", value=False, why=why),
        Finding("columns", columns, "the names of the file, made distinct"),
    ]
    settings = attrs.evolve(settings, header=False, columns=columns, skip_lines=lines)
    return settings, findings, rows[1:]


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Give names that no two columns share, as near to these as can be."""
    columns: list[str] = []
    for place, name in enumerate(names, 1):
        columns.append(_distinct(columns, name or f"column {place}", place))
    return tuple(columns)


def _distinct(before: list[str], name: str, place: int) -> str:
    numbered = (way for n in count(place) for way in (f"{name} ({n})", f"{n} {name}"))  # long ones are cut
    ways = chain([name], numbered)
    return next(way for way in ways if way not in before and _apart([*before, way]))


def _apart(names: list[str]) -> bool:
    try:
        name_columns(names)
    except HeaderClash:
        return False
    return True
