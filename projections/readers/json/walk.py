"""Steps over a JSON value byte by byte, however long it is: where it ends, how deep it is, and where it is no JSON.

The arbiter of all that the standard library's parser refuses: that one does not tell how a record ends which it cannot
read, and has to hold a record whole.
"""

from __future__ import annotations

import re
from typing import Final

BLANK: Final = re.compile(rb"[ \t\n\r]*")
WORD: Final = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity")
"""NaN and Infinity are no JSON, but programs write them, and where they end is plain."""

OPEN_WORD: Final = re.compile(rb"[-+.0-9a-zA-Z]*")
TEXT: Final = re.compile(rb'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
"""What stands between the quotes of a string (RFC 8259, section 7)."""

LONGEST_ESCAPE: Final = 6
DEEPEST: Final = 1_000_000
"""Beyond it nothing is JSON that anybody wrote."""

LONGEST_WORD: Final = 1_000_000
CLOSES: Final = {ord("{"): ord("}"), ord("["): ord("]")}

VALUE, FIRST_VALUE, KEY, FIRST_KEY, COLON, AFTER, TEXT_OF_VALUE, TEXT_OF_KEY, DONE = range(9)


class NotJson(Exception):
    """What is read is no JSON.

    Attributes:
        at: the position in the window of the first byte that cannot stand where it does.
    """

    def __init__(self, at: int) -> None:
        super().__init__("no JSON")
        self.at = at


class Walk:
    """A walk over one value, which may go over many windows.

    Attributes:
        deepest: arrays and objects that were open at once.
        odd: whether NaN or Infinity stands in it.
    """

    def __init__(self) -> None:
        self._open = bytearray()
        self._next = VALUE
        self.deepest = 0
        self.odd = False

    @property
    def is_done(self) -> bool:
        """Whether the value has ended."""
        return self._next == DONE

    def advance(self, data: bytes, at: int, *, final: bool) -> int:
        """Go on from a position, as far as the window tells; give where to go on from, or where the value ended.

        Raises:
            NotJson: the value cannot go on like this, or the file ends within it.
        """
        while self._next != DONE:
            before = (at, self._next)
            at = (
                self._text(data, at, final=final)
                if self._next in (TEXT_OF_VALUE, TEXT_OF_KEY)
                else self._token(data, at, final=final)
            )
            if (at, self._next) == before:
                if final:
                    raise NotJson(at)
                return at
        return at

    def _token(self, data: bytes, at: int, *, final: bool) -> int:
        """Take blanks and what follows them; stay before what the window may have cut."""
        at = BLANK.match(data, at).end()  # type: ignore[union-attr] # it matches anything
        if at == len(data):
            return at
        byte, state = data[at], self._next
        if state in (KEY, FIRST_KEY) and byte == ord('"'):
            self._next = TEXT_OF_KEY
        elif state == COLON and byte == ord(":"):
            self._next = VALUE
        elif state == AFTER and byte == ord(","):
            self._next = KEY if self._open[-1] == ord("{") else VALUE
        elif state in (AFTER, FIRST_KEY, FIRST_VALUE) and byte == CLOSES[self._open[-1]]:
            self._open.pop()
            self._after_value()
        elif state in (VALUE, FIRST_VALUE):
            return self._value(data, at, final=final)
        else:
            raise NotJson(at)
        return at + 1

    def _value(self, data: bytes, at: int, *, final: bool) -> int:
        byte = data[at]
        if byte == ord('"'):
            self._next = TEXT_OF_VALUE
            return at + 1
        if byte in CLOSES:
            self._open.append(byte)
            self.deepest = max(self.deepest, len(self._open))
            if len(self._open) > DEEPEST:
                raise NotJson(at)
            self._next = FIRST_KEY if byte == ord("{") else FIRST_VALUE
            return at + 1
        stop = OPEN_WORD.match(data, at).end()  # type: ignore[union-attr] # it matches anything
        if stop == len(data) and not final and stop - at <= LONGEST_WORD:
            return at
        if WORD.fullmatch(data, at, stop) is None:
            raise NotJson(at)
        self.odd = self.odd or data[at] == ord("N") or data[stop - 1] == ord("y")
        self._after_value()
        return stop

    def _text(self, data: bytes, at: int, *, final: bool) -> int:
        """Take what the window has of a string."""
        at = TEXT.match(data, at).end()  # type: ignore[union-attr] # it matches anything
        if at == len(data):
            return at
        if data[at] == ord('"'):
            if self._next == TEXT_OF_KEY:
                self._next = COLON
            else:
                self._after_value()
            return at + 1
        if data[at] == ord("\\") and not final and len(data) - at < LONGEST_ESCAPE:
            return at
        raise NotJson(at)

    def _after_value(self) -> None:
        self._next = AFTER if self._open else DONE
