"""Why an XML file is refused.

FileRefused
├── XmlBroken       P-100  it is no XML from some place on
└── EntityDeclared  P-102  it declares entities, or uses some that are declared elsewhere
"""

from __future__ import annotations

from projections.readers.refusals import FileRefused


class XmlBroken(FileRefused):
    """The file is not well formed, so that nothing tells where its records end.

    Attributes:
        line, column: where, from 1; None where it is the encoding of the whole file.
    """

    code = "P-100"

    def __init__(self, why: str, line: int | None = None, column: int | None = None) -> None:
        place = "" if line is None else f": line {line:,}, column {column:,}"
        super().__init__(
            f"the file is no XML that can be read{place}",
            why=f"{why}; nothing of a file is loaded that cannot be read whole",
            mend=("fetch the file again", "ask the publisher to write it again"),
        )
        self.line = line
        self.column = column


class EntityDeclared(FileRefused):
    """The file uses entities of its own."""

    code = "P-102"

    def __init__(self) -> None:
        super().__init__(
            "the file declares or uses entities of its own",
            why="a small file can become a huge text by them, or read other files",
            mend=("ask the publisher for a file without a document type",),
        )
