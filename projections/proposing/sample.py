"""The beginning and the end of a text, in the codec that the scanners work in."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from ledger.definitions.formats import Csv, Encoding
from projections.readers.csv import exact
from projections.readers.csv.dialect import make_dialect
from projections.readers.csv.encoding import HEAD, recognise

SIZE = 2**20
"""Bytes of each end that are looked at."""

ENDS = re.compile(rb"\r\n|\r|\n")


@attrs.frozen
class Sample:
    """The two ends of a text.

    Attributes:
        head: from its beginning to a line end.
        tail: from a line start to its end; the same as ``head`` where that is all there is.
        codec: in which they are written.
    """

    head: bytes
    tail: bytes
    codec: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the head is all there is."""
        return self.head is self.tail


@attrs.frozen
class Record:
    """A record of a sample, or a line that is none.

    Attributes:
        start, after: where it and the next one begin.
        fields: None where it could not be read.
        kind: ``record``, ``blank`` or ``comment``.
        fault: code of what is wrong with it, or None.
    """

    start: int
    after: int
    fields: tuple[str | None, ...] | None
    kind: str
    fault: str | None

    @property
    def width(self) -> int:
        """How many fields it has; 0 for what is no good record."""
        return len(self.fields or ())

    @property
    def filled(self) -> int:
        """How many of its fields hold more than spaces."""
        return sum(1 for field in self.fields or () if field and not field.isspace())


def take_sample(path: Path, encoding: Encoding, size: int = SIZE) -> Sample:
    """Read the two ends of a text."""
    total = path.stat().st_size
    with path.open("rb") as file:
        text = recognise(file.read(HEAD), total, encoding)
        file.seek(text.bom)
        raw = file.read(size)
        if text.bom + len(raw) >= total:
            head = _scanned(raw, text.wide)
            return Sample(head, head, text.codec)
        start = max(text.bom, total - size)
        file.seek(start + (start - text.bom) % text.unit.itemsize)
        last = file.read()
    head, tail = _scanned(raw, text.wide), _scanned(last, text.wide)
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    begin = ENDS.search(tail)
    return Sample(head[: end or None], tail[begin.end() if begin else 0 :], text.codec)


def records_of(data: bytes, settings: Csv, codec: str, most: int | None = None) -> list[Record]:
    """Take a sample apart with the parser that decides in the end.

    Args:
        data: the sample.
        settings: how it may be written; header, preamble and footer do not count here.
        codec: of the sample.
        most: records that are enough; None takes all.
    """
    dialect = make_dialect(attrs.evolve(settings, header=True, columns=()), codec)
    found: list[Record] = []
    at = 0
    while at < len(data) and (most is None or len(found) < most):
        line = exact.read_line(data, at, dialect, final=True)
        if line is None:
            break
        fault = None if line.fault is None else line.fault.code
        fields = tuple(line.fields) if line.kind == "record" and fault is None else None
        found.append(Record(at, line.after, fields, line.kind, fault))
        at = line.after
    return found


def lines_in(data: bytes) -> int:
    """Count the physical lines of a piece that ends with a line end, or with the file."""
    ends = len(ENDS.findall(data))
    return ends + (bool(data) and not data.endswith((b"\n", b"\r")))


def _scanned(raw: bytes, wide: str | None) -> bytes:
    return raw if wide is None else raw[: len(raw) & ~1].decode(wide, "replace").encode()
