"""A second reading of the law of CSV files: one character after the other, nothing shared with the reader.

It cuts a file into spans that follow each other without a gap, so that their bytes together are the file.
"""

from __future__ import annotations

import codecs

import attrs

from ledger.definitions.formats import Csv

LF, CR = 10, 13


@attrs.frozen
class Span:
    """A piece of a file: ``start`` to ``stop`` is its content, ``stop`` to ``after`` its line end (byte offsets)."""

    kind: str
    start: int
    stop: int
    after: int
    code: str | None = None
    fields: tuple[str | None, ...] = ()


class Refusal(Exception):
    """The whole file is refused."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cut(data: bytes, settings: Csv) -> tuple[tuple[str, ...], list[Span]]:
    """Cut a file into spans; give the header as well."""
    return _Cutter(data, settings).cut()


class _Cutter:
    def __init__(self, data: bytes, settings: Csv) -> None:
        self.data = data
        self.settings = settings
        self.bom, self.codec, self.width = self._recognise()
        order = "big" if self.codec == "utf-16-be" else "little"
        body = data[self.bom :]
        self.mark = [ord(c) for c in settings.record_delimiter or ""]
        self.delimiter = [ord(c) for c in settings.delimiter]
        self.widest = max(len(self.mark), len(self.delimiter))
        self.units = [int.from_bytes(body[i : i + self.width], order) for i in range(0, len(body), self.width)]

    def _recognise(self) -> tuple[int, str, int]:
        data, declared = self.data, self.settings.encoding
        found, mark = None, b""
        for name, candidate in (
            ("utf-32", codecs.BOM_UTF32_LE),
            ("utf-32", codecs.BOM_UTF32_BE),
            ("utf-8", codecs.BOM_UTF8),
            ("utf-16-le", codecs.BOM_UTF16_LE),
            ("utf-16-be", codecs.BOM_UTF16_BE),
        ):
            if data.startswith(candidate):
                found, mark = name, candidate
                break
        if found is not None and found != declared and not (declared == "utf-16" and found.startswith("utf-16")):
            raise Refusal("D-001")
        if len(data) == len(mark):
            raise Refusal("P-001")
        if not declared.startswith("utf-16"):
            return len(mark), declared, 1
        if len(data) % 2:
            raise Refusal("D-004")
        if declared == "utf-16" and found is None:
            raise Refusal("D-005")
        return len(mark), found or declared, 2

    def offset(self, unit: int) -> int:
        return self.bom + unit * self.width

    def span(self, kind: str, start: int, stop: int, after: int, code: str | None = None, fields=()) -> Span:
        return Span(kind, self.offset(start), self.offset(stop), self.offset(after), code, tuple(fields))

    def ends_at(self, at: int, end: int) -> bool:
        if self.mark:
            return at + len(self.mark) <= end and self.units[at : at + len(self.mark)] == self.mark
        return at < end and self.units[at] in (LF, CR)

    def line(self, at: int, end: int) -> tuple[int, int]:
        stop = at
        while stop < end and not self.ends_at(stop, end):
            stop += 1
        return stop, self.step(stop, end)

    def step(self, stop: int, end: int) -> int:
        if stop == end:
            return stop
        if self.mark:
            return stop + len(self.mark)
        if self.units[stop] == CR and stop + 1 < end and self.units[stop + 1] == LF:
            return stop + 2
        return stop + 1

    def cut(self) -> tuple[tuple[str, ...], list[Span]]:
        settings, size = self.settings, len(self.units)
        lines, at = [], 0
        while at < size:
            stop, after = self.line(at, size)
            lines.append((at, stop, after))
            at = after
        last = len(lines) - settings.skip_footer if settings.last_line is None else settings.last_line
        if not 0 <= last <= len(lines) or settings.skip_lines > last:
            raise Refusal("P-009")
        footer = [self.span("footer", *line) for line in lines[last:]]
        spans = [self.span("preamble", *line) for line in lines[: settings.skip_lines]]
        at = lines[settings.skip_lines][0] if settings.skip_lines < len(lines) else size
        end = lines[last][0] if last < len(lines) else size
        heads, left = [], settings.header_lines if settings.header else 0
        header = settings.columns
        while at < end:
            span, at = self.one(at, end, None if left else len(header))
            if span.kind == "record" and left:
                if span.code is not None or (heads and len(heads[0]) != len(span.fields)):
                    raise Refusal("P-010")
                heads.append([field or "" for field in span.fields])
                header, left = joined(heads), left - 1
                span = attrs.evolve(span, kind="header", fields=())
            spans.append(span)
        if left:
            raise Refusal("P-008")
        return header, [*spans, *footer]

    def one(self, at: int, end: int, width: int | None) -> tuple[Span, int]:
        if self.ends_at(at, end):
            after = self.step(at, end)
            return self.span("blank", at, at, after), after
        comment = self.settings.comment
        if comment is not None and self.data.startswith(comment.encode(self.codec), self.offset(at)):
            stop, after = self.line(at, end)
            return self.span("comment", at, stop, after), after
        stop, raw, code = self.fields(at, end)
        if code is not None:
            stop, after = self.line(at, end)
            return self.span("record", at, stop, after, code), after
        after = self.step(stop, end)
        texts, code = self.judge(raw, width)
        if 0 in self.units[at:stop]:
            code = "D-003"
        return self.span("record", at, stop, after, code, () if code else texts), after

    def judge(self, raw, width: int | None):
        try:
            texts = [self.text(units) if quoted or units else None for units, quoted in raw]
        except UnicodeDecodeError:
            return (), "D-002"
        if width is not None and self.settings.short_records == "fill":
            texts += [None] * (width - len(texts))
        if width is not None and self.settings.long_records == "trim_empty" and not any(texts[width:]):
            texts = texts[:width]
        if width is not None and len(texts) != width:
            return (), "P-002" if len(texts) < width else "P-003"
        return texts, None

    def text(self, units: list[int]) -> str:
        order = "big" if self.codec == "utf-16-be" else "little"
        return b"".join(unit.to_bytes(self.width, order) for unit in units).decode(self.codec)

    def weight(self, unit: int) -> int:
        """Count the bytes of a code unit as the limit does; in UTF-16 those of its character in UTF-8."""
        if self.width == 1:
            return 1
        value, after = self.units[unit], self.units[unit + 1 : unit + 2]
        if 0xDC00 <= value < 0xE000 and unit and 0xD800 <= self.units[unit - 1] < 0xDC00:
            return 0
        if 0xD800 <= value < 0xDC00 and after and 0xDC00 <= after[0] < 0xE000:
            return 4
        return 1 if value < 0x80 else 2 if value < 0x800 else 3

    def fields(self, at: int, end: int):  # noqa: C901, PLR0912 - one loop, to be read against the law
        """Walk through a record; give where it stops, its fields, and the code of a fault of form."""
        settings, limit = self.settings, self.settings.max_record_bytes
        quote = None if settings.quote is None else ord(settings.quote)
        escape = None if settings.escape is None else ord(settings.escape)
        done, field, state, i, length = [], [], "start", at, 0
        while True:
            if length > limit + self.widest - 1 if self.widest > 1 else length > limit:
                return i, [], "P-006" if state in ("inside", "escaping") else "P-007"
            unit = self.units[i] if i < end else None
            seen = min(end, i + limit + max(1, self.widest) - length)
            is_delimiter = i + len(self.delimiter) <= seen and self.units[i:][: len(self.delimiter)] == self.delimiter
            is_end = unit is None or self.ends_at(i, seen)
            if state in ("inside", "escaping"):
                if unit is None:
                    return i, [], "P-006"
                if state == "escaping":
                    field.append(unit)
                    state = "inside"
                elif unit == escape:
                    state = "escaping"
                elif unit == quote:
                    state = "closed"
                else:
                    field.append(unit)
            elif is_end or is_delimiter:
                done.append((field, state == "closed"))
                if is_end:
                    return i, done, "P-007" if length > limit else None
                field, state = [], "start"
                i, length = i + len(self.delimiter), length + len(self.delimiter)
                continue
            elif state == "closed":
                if unit != quote or escape is not None:
                    return i, [], "P-004"
                field.append(unit)
                state = "inside"
            elif quote is not None and unit == quote:
                if state == "plain":
                    return i, [], "P-005"
                state = "inside"
            else:
                field.append(unit)
                state = "plain"
            length += self.weight(i)
            i += 1


def joined(heads: list[list[str]]) -> tuple[str, ...]:
    """Join header lines column by column, each blank cell looked for further and further to the left."""
    names = []
    for column in range(len(heads[0])):
        parts = []
        for row, cells in enumerate(heads):
            place = column
            if row < len(heads) - 1 and any(under[column].strip() for under in heads[row + 1 :]):
                while place > 0 and not cells[place].strip():
                    place -= 1
            parts.append(cells[place])
        names.append(parts[0] if len(heads) == 1 else " ".join(part for part in parts if part.strip()))
    return tuple(names)
