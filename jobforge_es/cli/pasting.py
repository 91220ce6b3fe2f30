"""Commands that can be pasted into a shell, whatever stands in names and values."""

from __future__ import annotations

import os
from shlex import quote
from typing import Final

from jobforge_es.cli.plain import plain

ESCAPED: Final = frozenset(b"\\'")


def pasted(*words: str) -> str:
    """Give a command of these words."""
    return " ".join(map(word, words))


def word(text: str) -> str:
    r"""Give one word; what could drive a terminal is written in escapes that a shell takes back (``$'\x1b'``)."""
    if plain(text) == text:
        return quote(text)
    shown = (chr(b) if 0x20 <= b < 0x7F and b not in ESCAPED else f"\\x{b:02x}" for b in os.fsencode(text))
    return f"$'{''.join(shown)}'"
