"""From the bytes of a definition file to its text."""

from __future__ import annotations

import re
import shlex

from jobforge_es.definitions.broken import DefinitionUnreadable, Place
from jobforge_es.definitions.excerpt import excerpt, lines_of

LARGEST = 4_194_304
"""Bytes of the largest definition file that is read; the largest sensible one has a tenth of it."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 and a terminal do not take."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decode(path: str, raw: bytes) -> str:
    """Decode UTF-8, with or without a byte-order mark.

    Raises:
        DefinitionUnreadable: too large, empty, not UTF-8, or with control characters.
    """
    if len(raw) > LARGEST:
        raise DefinitionUnreadable(
            f"the file has {len(raw)} bytes; a definition has at most {LARGEST}",
            Place(path),
            mend=("move data out of it: a list of allowed values can be a table, checked by a relationship",),
        )
    if raw.startswith(UTF_16):
        raise DefinitionUnreadable("the file is UTF-16, not UTF-8", Place(path), mend=("save it as UTF-8",))
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, raw, error.start) from error
    if not text.strip():
        raise DefinitionUnreadable("the file is empty", Place(path), mend=("write the definition, or remove the file",))
    found = UNPRINTABLE.search(text)
    if found:
        raise _unprintable(path, text, found.start())
    return text


def _not_utf8(path: str, raw: bytes, offset: int) -> DefinitionUnreadable:
    before = raw[:offset].decode("utf-8").removeprefix("\ufeff")
    lines = lines_of(before)
    line, column = len(lines), len(lines[-1]) + 1
    end = re.compile(rb"[\r\n]").search(raw, offset)
    shown = lines[-1] + raw[offset : end.start() if end else len(raw)].decode("utf-8", "backslashreplace")
    return DefinitionUnreadable(
        f"the file is not UTF-8: byte 0x{raw[offset]:02X} at offset {offset}",
        Place(path, line, column, excerpt([""] * (line - 1) + [shown], line, column, 4)),
        why=f"in cp1252 this byte reads {bytes([raw[offset]]).decode('cp1252', 'replace')!r}",
        mend=(f"iconv -f cp1252 -t utf-8 {shlex.quote(path)} > utf8.txt   (look at it, then put it in place)",),
    )


def _unprintable(path: str, text: str, offset: int) -> DefinitionUnreadable:
    lines = lines_of(text)
    before = lines_of(text[:offset])
    line, column = len(before), len(before[-1]) + 1
    return DefinitionUnreadable(
        f"the file holds a control character, U+{ord(text[offset]):04X}",
        Place(path, line, column, excerpt(lines, line, column)),
        mend=("remove it",),
    )
