"""XML inside workbooks, read as a stream and without entities of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from projections.readers.spreadsheet.refusals import WorkbookBroken


def new_parser(separator: str | None = None) -> expat.XMLParserType:
    """Make a parser that refuses document types, in which entities could be declared.

    Args:
        separator: between namespace and name; None leaves names as they are written.
    """
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def parse(parser: expat.XMLParserType, blocks: Iterable[bytes]) -> None:
    """Parse to the end.

    Raises:
        WorkbookBroken: it is no XML, or has a document type.
    """
    with broken_xml():
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)


@contextmanager
def broken_xml() -> Iterator[None]:
    """Tell what is no XML."""
    try:
        yield
    except (expat.ExpatError, LookupError, UnicodeDecodeError) as error:
        raise WorkbookBroken("a part of it is no XML") from error


def local(name: str) -> str:
    """Give a name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_document_type(*_: object) -> None:
    raise WorkbookBroken("a part of it declares a document type, which none does")
