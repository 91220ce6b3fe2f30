"""Canonical JSON: the one spelling of a value, equal to RFC 8785 in the domain that is let in.

That domain is: objects with text keys inside the basic multilingual plane, arrays, text, booleans, null and integers
below 2^53. Numbers with a fraction are written as text, so that no reader in any language rounds them.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from ledger.errors import InvalidEvent

MAX_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785, appendix D)."""

_LAST_BMP: Final = "\uffff"


def canonical(value: object) -> bytes:
    """Write a value made of plain JSON types.

    Raises:
        InvalidEvent: something in it has no canonical form; the message gives its path, never the value.
    """
    if not _is_plain(value):
        _refuse(value, "$")
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InvalidEvent(
            "a text cannot be written as UTF-8, or is nested too deep",
            why="half of a surrogate pair is no character; undecodable file names are percent-encoded",
        ) from error


def parse(data: bytes) -> Any:
    """Read a canonical value.

    Raises:
        InvalidEvent: the bytes are no JSON, or not the canonical spelling of what they say: a key twice, other
            spacing, another order of keys, a float.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidEvent("the stored bytes are not JSON", why=error.msg) from error
    if canonical(value) != data:
        raise InvalidEvent(
            "the stored bytes are not canonical JSON",
            why="a key stands twice, or keys, spaces or numbers are not written in the one way",
        )
    return value


def _is_plain(value: object) -> bool:
    """Tell whether everything in the value has a canonical form; kept lean, every read event passes here."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return -MAX_INTEGER <= value <= MAX_INTEGER  # type: ignore[operator]  # its type was just compared
    if kind is dict:
        return all(
            type(key) is str and (key.isascii() or max(key) <= _LAST_BMP) and _is_plain(item)
            for key, item in value.items()  # type: ignore[attr-defined]  # its type was just compared
        )
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))  # type: ignore[call-overload]  # its type was just compared
    return False


def _refuse(value: object, path: str) -> None:
    """Say what in a value that is not plain is to blame."""
    if type(value) is dict:
        for key, item in value.items():
            _refuse_key(key, path)
            _refuse(item, f"{path}.{key}")
    elif type(value) in (list, tuple):
        for index, item in enumerate(value):  # type: ignore[arg-type]  # its type was just compared
            _refuse(item, f"{path}[{index}]")
    elif not _is_plain(value):
        big = type(value) is int
        raise InvalidEvent(
            "an integer is not below 2^53" if big else f"a {type(value).__name__} may not stand in an event",
            where=path,
            why="JSON readers would round it"
            if big
            else "only text, integers, booleans, null, lists and objects are stored; decimals and moments are text",
        )


def _refuse_key(key: object, path: str) -> None:
    if type(key) is not str:
        raise InvalidEvent(f"a key of type {type(key).__name__} may not stand in an object", where=path)
    if not _is_plain({key: None}):
        raise InvalidEvent("a key has a character beyond U+FFFF", where=path, why="readers would sort it differently")
