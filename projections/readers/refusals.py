"""Why a whole file is refused, and why a source cannot read any file.

FileRefused                 no row of the file is read
├── EmptyFile               P-001  not a single byte of text
├── NoHeader                P-008  the file ends before its header
├── TooFewLines             P-009  fewer lines than the preamble and the footer need
├── HeaderUnreadable        P-010  the header is not a record
├── FileChanged             P-011  the file became shorter while it was read
├── WrongByteOrderMark      D-001  the file says itself that it has another encoding
├── OddUtf16                D-004  half a character at the end
├── MissingByteOrderMark    D-005  ``utf-16`` needs one
├── HeaderMismatch          S-020  not the columns that the source expects
└── HeaderClash             S-022  two columns would get one name
UnusableDialect             S-029  the source contradicts itself

``what`` never holds text of the file, so that it may stand in an event; ``why`` may show headers as found.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import attrs

from ledger.errors import JobForgeError


@attrs.frozen
class Likely:
    """A new column that is likely a missing one under another header, by the share of its values that both have."""

    new: str
    former: str
    share: Decimal


class FileRefused(JobForgeError):
    """A file is refused whole, before any of its records is read."""

    code = "P-000"


class EmptyFile(FileRefused):
    """The file holds no text."""

    code = "P-001"

    def __init__(self) -> None:
        super().__init__(
            "the file is empty",
            why="not even a header: an interrupted copy looks like this",
            mend=("fetch the file again",),
        )


class NoHeader(FileRefused):
    """The file ends before the header."""

    code = "P-008"

    def __init__(self) -> None:
        super().__init__(
            "the file has no header record",
            why="after the preamble come only blank lines, comments and the footer",
            mend=("check `skip_lines` and `skip_footer` of the source", "fetch the file again"),
        )


class TooFewLines(FileRefused):
    """The file has fewer lines than its preamble and footer together."""

    code = "P-009"

    def __init__(self, part: str, lines: int) -> None:
        super().__init__(
            f"the file ends inside its {part} of {lines} lines",
            why="the source declares lines that the file does not have",
            mend=("check `skip_lines`, `skip_footer` and `lines` of the source", "fetch the file again"),
        )


class HeaderUnreadable(FileRefused):
    """The header breaks a rule that a record must keep.

    Attributes:
        record_code: the code that a record with the same fault gets.
    """

    code = "P-010"

    def __init__(self, record_code: str, reason: str) -> None:
        super().__init__(
            "the header of the file cannot be read",
            why=f"{reason} ({record_code})",
            mend=("check `encoding`, `delimiter`, `quote` and `skip_lines` of the source",),
        )
        self.record_code = record_code


class FileChanged(FileRefused):
    """The file became shorter while it was read."""

    code = "P-011"

    def __init__(self) -> None:
        super().__init__(
            "the file became shorter while it was read",
            why="another program writes to it",
            mend=("wait until the file is complete, then try again",),
        )


class WrongByteOrderMark(FileRefused):
    """The byte-order mark of the file names another encoding than its source."""

    code = "D-001"

    def __init__(self, declared: str, found: str) -> None:
        super().__init__(
            f"the file begins with the byte-order mark of {found}, its source declares {declared}",
            why="read as declared, every text of the file could be wrong",
            mend=(f"if the file is right: set `encoding: {found}` in the source",),
        )


class OddUtf16(FileRefused):
    """A UTF-16 file has an odd number of bytes."""

    code = "D-004"

    def __init__(self) -> None:
        super().__init__(
            "the file ends in the middle of a UTF-16 character",
            why="UTF-16 takes two bytes or four for each character, and the file has an odd number of bytes",
            mend=("fetch the file again", "check `encoding` of the source"),
        )


class MissingByteOrderMark(FileRefused):
    """A source declares ``utf-16`` and the file does not say in which byte order."""

    code = "D-005"

    def __init__(self) -> None:
        super().__init__(
            "the file has no byte-order mark, which utf-16 needs",
            why="without it the order of the bytes would be a guess",
            mend=("set `encoding: utf-16-le` or `encoding: utf-16-be` in the source",),
        )


class HeaderMismatch(FileRefused):
    """The header is not the one that the source expects.

    Attributes:
        missing: expected columns that the file does not have.
        new: columns of the file that are not expected.
        moved: columns that both have, in another order.
        likely: new columns that are likely missing ones under another header.
        findings: the same, as they are recorded (``drift.Finding``).
    """

    code = "S-020"

    def __init__(
        self,
        missing: tuple[str, ...],
        new: tuple[str, ...],
        moved: tuple[str, ...],
        likely: tuple[Likely, ...] = (),
        findings: Sequence[object] = (),
    ) -> None:
        parts = (("missing", missing), ("new", new), ("moved", moved))
        super().__init__(
            "the header is not the one that the source expects: "
            + ", ".join(f"{len(names)} {kind}" for kind, names in parts if names),
            why="; ".join([f"{kind}: {', '.join(map(repr, names))}" for kind, names in parts if names] + _said(likely)),
            mend=(
                "if the publisher changed the file: revise `columns` in the source and run `jobforge apply`",
                "or say in the source what is done then: drift: {new: keep, missing: null, renamed: map}",
                "if it is another file: ingest it with its own source",
            ),
        )
        self.missing = missing
        self.new = new
        self.moved = moved
        self.likely = likely
        self.findings = tuple(findings)


def _said(likely: Sequence[Likely]) -> list[str]:
    return [f"{e.former!r} is likely {e.new!r} now ({e.share:.0%} of its values are the same)" for e in likely]


class HeaderClash(FileRefused):
    """Two headers lead to one column name.

    Attributes:
        first, second: the two headers as they stood.
        name: the name that both would get.
    """

    code = "S-022"

    def __init__(self, places: tuple[int, int], first: str, second: str, name: str) -> None:
        super().__init__(
            f"columns {places[0]} and {places[1]} of the file would get the same name",
            why=f"{first!r} and {second!r} both become {name!r}",
            mend=(
                "ask the publisher for headers that differ",
                "or declare distinct `columns` in the source, with `header: false` and `skip_lines` past the header",
            ),
        )
        self.first = first
        self.second = second
        self.name = name


class UnusableDialect(JobForgeError):
    """The settings of a source contradict each other, whatever the file."""

    code = "S-029"
    exit_code = 2

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what, why="how a file is read is never guessed", mend=(mend,))
