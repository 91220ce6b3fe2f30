"""The encoding of a text, by strict decoding in a fixed order: mark, UTF-8, UTF-16, cp1252, latin-1. No statistics."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.content import byte_order
from projections.proposing.unrecognised import NotRecognised
from projections.readers.csv.encoding import HEAD, MARKS

BLOCK = 2**20
UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes that cp1252 gives no character."""

SHOWN = 48
"""Characters of a sample."""


@attrs.define
class _Seen:
    """What one pass over a file has seen.

    Attributes:
        counts: of each byte.
        bad: offset of the first byte that is not UTF-8, or None.
        around: the line of that byte, as far as its block holds it.
        others: characters outside ASCII that are valid UTF-8, in the first block and the one that is not.
    """

    counts: npt.NDArray[np.int64]
    bad: int | None = None
    around: bytes = b""
    others: int = 0


def find_encoding(path: Path, ask: Ask, progress: Callable[[int], None] | None = None) -> Finding:
    """Tell how the characters of a text are written; every byte is looked at.

    Args:
        path: of the file.
        ask: where the bytes can be read in two ways that differ.
        progress: is told how many bytes are done.

    Raises:
        NotRecognised: UTF-32, which nobody reads.
    """
    with path.open("rb") as file:
        head = file.read(BLOCK)
    name = next((name for name, mark in MARKS if head[:HEAD].startswith(mark)), None)
    if name is not None and name.startswith("utf-32"):
        raise NotRecognised(f"{path.name} is text in UTF-32", f"iconv -f UTF-32 -t UTF-8 {path.name}")
    if name is not None and name != "utf-8":
        return Finding("encoding", "utf-16", f"it begins with the byte-order mark of {name}")
    wide = byte_order(head)
    if wide is not None and _decodes(head, wide):
        return Finding("encoding", wide, "every second byte is NUL, and there is no byte-order mark")
    seen = _look(path, progress)
    if seen.bad is None:
        return Finding("encoding", "utf-8", _why_utf8(seen, marked=name == "utf-8"))
    if name == "utf-8" or seen.others > 0:
        return _mixed(seen, ask, marked=name == "utf-8")
    return _one_byte(seen, ask)


def _look(path: Path, progress: Callable[[int], None] | None) -> _Seen:
    seen = _Seen(np.zeros(256, np.int64))
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen.counts += np.bincount(np.frombuffer(block, np.uint8), minlength=256)
            if seen.bad is None:
                pending = decoder.getstate()[0]
                _decode(seen, decoder, pending + block, done - len(pending))
            done += len(block)
            if progress is not None:
                progress(done)
    if seen.bad is None and decoder.getstate()[0]:
        seen.bad, seen.around = done - len(decoder.getstate()[0]), decoder.getstate()[0]
    return seen


def _decode(seen: _Seen, decoder: codecs.IncrementalDecoder, block: bytes, start: int) -> None:
    decoder.reset()
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        seen.bad = start + error.start
        begin = max(block.rfind(b"\n", 0, error.start) + 1, error.start - SHOWN)
        seen.around = block[begin:].split(b"\n", 1)[0][: 2 * SHOWN]
        valid = block.decode("utf-8", "ignore")
        seen.others = len(valid) - sum(map(valid.count, map(chr, range(128)))) if not valid.isascii() else 0


def _why_utf8(seen: _Seen, *, marked: bool) -> str:
    if marked:
        return "it begins with the byte-order mark of utf-8"
    if not seen.counts[128:].any():
        return "every byte is ASCII, which all encodings read alike"
    return "the whole file is valid utf-8, which other encodings hardly ever are by chance"


def _mixed(seen: _Seen, ask: Ask, *, marked: bool) -> Finding:
    """Decide where most of a text is UTF-8 and some of it is not: a damaged record, or chance."""
    why = f"byte {seen.bad:,} is not utf-8, and {'its mark' if marked else f'{seen.others:,} other characters'} are"
    shown = tuple(
        Choice(encoding, sample)
        for encoding, sample in (
            ("utf-8", "records that are not utf-8 are set aside"),
            ("cp1252", _sample(seen.around, "cp1252")),
        )
    )
    if marked:
        return Finding("encoding", "utf-8", f"{why}; what is not is set aside")
    answer = ask(Question("encoding", "Which encoding is the text written in?", why, shown))
    return Finding("encoding", answer, why)


def _one_byte(seen: _Seen, ask: Ask) -> Finding:
    undefined = [byte for byte in UNDEFINED if seen.counts[byte]]
    why = f"byte {seen.bad:,} is not utf-8"
    if undefined:
        names = ", ".join(f"0x{byte:02X}" for byte in undefined)
        return Finding("encoding", "latin-1", f"{why}, and cp1252 has no character for {names}")
    if not seen.counts[0x80:0xA0].any():
        return Finding("encoding", "cp1252", f"{why}; latin-1 would read every byte of it alike")
    why += ", and bytes 0x80 to 0x9F are letters and signs in cp1252, control characters in latin-1"
    if _looks_older(seen.around):
        why += "; inside words they may be cp850 or Mac Roman, which are not read: look at the samples"
    shown = tuple(Choice(encoding, _sample(seen.around, encoding)) for encoding in ("cp1252", "latin-1"))
    answer = ask(Question("encoding", "Which encoding is the text written in?", why, shown))
    return Finding("encoding", answer, why)


def _looks_older(around: bytes) -> bool:
    return re.search(rb"[a-z][\x80-\x90\x95-\x98][a-z]", around) is not None


def _sample(line: bytes, encoding: str) -> str:
    return line.decode(encoding, "replace").strip("\r\n")[:SHOWN]


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        head[: len(head) & ~3].decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 8
    return True
