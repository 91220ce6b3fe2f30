"""How texts, lists and mappings are written in YAML, so that the reader of definitions reads them as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, Union

from jobforge_es.definitions.nodes import NULL

Want: TypeAlias = Union[str, tuple[str, ...], Mapping[str, "Want"], Sequence[Mapping[str, "Want"]]]  # noqa: UP007 - it names itself
"""What is to stand there: a text, a list of texts, a mapping, or (assignments alone) a list of mappings."""

PLAIN = re.compile(r"[^\W_](?:[\w.,;()/@+%§'«»-]| (?! |$)|:(?=[\w/]))*", re.UNICODE)
"""Texts that need no quotes; narrower than YAML. What looks like a number or a day is read as it is written."""
QUOTED = re.compile(r'["\\]')
IN_FLOW = re.compile(r"[\[\]{},:]")
ODD = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What is escaped inside quotes: what does not print, and all that some reader takes for the end of a line."""
WIDEST = 110
"""Characters of a line on which a mapping is written as one."""


def scalar(text: str, *, flow: bool = False) -> str:
    """Write a text on one line, without quotes where none are needed."""
    bare = PLAIN.fullmatch(text) and text not in NULL and not (flow and IN_FLOW.search(text))
    return text if bare else f'"{ODD.sub(_escaped, QUOTED.sub(lambda found: chr(92) + found[0], text))}"'


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\n\t":
        return "\\n" if found[0] == "\n" else "\\t"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def inline(want: Want) -> str:
    """Write a value on one line."""
    match want:
        case str():
            return scalar(want, flow=True)
        case Mapping():
            return f"{{{', '.join(f'{scalar(key, flow=True)}: {inline(each)}' for key, each in want.items())}}}"
        case _:
            return f"[{', '.join(inline(each) for each in want)}]"


def pair(key: str, want: Want, indent: int) -> list[str]:
    """Write a key and its value on lines of their own, each indented."""
    head = f"{' ' * indent}{scalar(key)}:"
    return [f"{head}{first}" if number == 0 else first for number, first in enumerate(value(want, indent))]


def value(want: Want, indent: int) -> Iterator[str]:
    """Write what stands after a key that is indented so far: the rest of its line, then lines below it.

    A mapping of texts that is short stands on the line of its key, another one below; so do long texts of many lines.
    """
    match want:
        case str():
            yield from _text(want, indent)
        case Mapping() if not _is_short(want):
            yield ""
            for key, each in want.items():
                yield from pair(key, each, indent + 2)
        case tuple() | Mapping():
            yield f" {inline(want)}"
        case _:
            yield ""
            for each in want:
                yield f"{' ' * (indent + 2)}- {inline(each)}"


def _text(text: str, indent: int) -> Iterator[str]:
    body = text.removesuffix("\n")
    lines = body.split("\n")
    literal = len(lines) > 1 and lines[0][:1].strip() and lines[-1].strip() and not ODD.search(body.replace("\n", ""))
    if not literal:
        yield f" {scalar(text)}"
        return
    yield " |" if text.endswith("\n") else " |-"
    for line in lines:
        yield f"{' ' * (indent + 2)}{line}" if line else ""


def _is_short(want: Mapping[str, Want]) -> bool:
    flat = all(isinstance(each, str | tuple) for each in want.values())
    return flat and len(inline(want)) <= WIDEST
