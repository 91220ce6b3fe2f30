"""The shared strings of an XLSX workbook: which of them are empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from projections.readers.spreadsheet.markup import local, new_parser, parse

SIGNS: Final = (b"></t>", b"<t/>", b"<t />", b"<si/>", b"<si />", b"<si></si>", b":si", b"<!")
"""One of these stands in every file with an empty string."""

OVERLAP: Final = 16


def empty_strings(blocks: Callable[[], Iterator[bytes]]) -> frozenset[int]:
    """Give the places of the empty strings, from 0.

    Args:
        blocks: gives the XML, as often as it is called.

    Raises:
        WorkbookBroken: it is not whole.
    """
    if not _has_sign(blocks()):
        return frozenset()
    places: set[int] = set()
    count = -1
    is_text = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal count, is_text
        match local(name):
            case "si":
                count += 1
                places.add(count)
            case "t":
                is_text = True

    def take(text: str) -> None:
        if is_text and text:
            places.discard(count)

    def end(name: str) -> None:
        nonlocal is_text
        if local(name) == "t":
            is_text = False

    parser = new_parser()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, take, end
    parse(parser, blocks())
    return frozenset(places)


def _has_sign(blocks: Iterator[bytes]) -> bool:
    """Look at all blocks, so that their checksum is compared, even where a sign was found."""
    found, window = False, b""
    for block in blocks:
        window = window[-OVERLAP:] + block
        found = found or any(sign in window for sign in SIGNS)
    return found
