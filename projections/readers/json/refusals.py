"""Why a JSON file is refused.

FileRefused
└── JsonBroken  P-056  it is no JSON, or not all of it
"""

from __future__ import annotations

from projections.readers.refusals import FileRefused


class JsonBroken(FileRefused):
    """The document is no JSON from some place on, so that nothing tells where its records end.

    Attributes:
        line, column: of that place, from 1.
        offset: its byte in the file, from 0.
    """

    code = "P-056"

    def __init__(self, line: int, column: int, offset: int, *, at_end: bool) -> None:
        place = f"line {line:,}, column {column:,}"
        super().__init__(
            f"the file {'ends too early' if at_end else 'is no JSON'}: {place}",
            why="how a record ends that is no JSON would be a guess, and with it all that follows",
            mend=(
                "fetch the file again",
                "if each line is a record: `format: ndjson` sets single lines aside",
            ),
        )
        self.line = line
        self.column = column
        self.offset = offset
