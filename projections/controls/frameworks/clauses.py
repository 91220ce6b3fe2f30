"""Frameworks and their clauses, read from the tables beside this file: a further instrument is one more file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

FOLDER: Final = Path(__file__).parent
ASKED: Final = "dadm"
"""The framework whose clauses ask people for evidence before production."""


@attrs.frozen
class Clause:
    """A clause of an instrument.

    Attributes:
        clause: its number or name there.
        en, fr: what it asks for, in our words.
        sha256: of its text in the instrument, blanks made single, without the clauses below it; None where the
            text is not free to keep.
        controls: ids of those that support it.
        evidence: whether it asks for something that only people can show.
        before_production: whether that has to be there before gold is first published.
        levels: level to what it asks for there, by language; at a level that is left out it asks for nothing. Empty:
            it asks for the same at all levels.
    """

    clause: str
    en: str
    fr: str
    sha256: str | None
    controls: tuple[str, ...]
    evidence: bool
    before_production: bool
    levels: dict[str, dict[str, str]]

    def says(self, language: str, level: str | None = None) -> str:
        """Give what it asks for in a language, at a level where one is known."""
        text = self.fr if language == "fr" else self.en
        more = self.levels.get(level or "", {}).get(language)
        return f"{text} {more}" if more else text

    def is_asked_at(self, level: str | None) -> bool:
        """Tell whether it asks for anything at a level; where none is known, it does."""
        return level is None or not self.levels or level in self.levels


@attrs.frozen
class Framework:
    """An instrument.

    Attributes:
        id: as people type it.
        en, fr: what it is called.
        version: its date or edition; a number of a clause means nothing without it.
        link: where it stands, by language.
        hashed: the language whose text the hashes are of; None where there are none.
        levels: on which its requirements depend, from the lowest; empty for none.
        clauses: in its order.
    """

    id: str
    en: str
    fr: str
    version: str
    link: dict[str, str]
    hashed: str | None
    levels: tuple[str, ...]
    clauses: tuple[Clause, ...]

    def name(self, language: str) -> str:
        """Give what it is called in a language."""
        return self.fr if language == "fr" else self.en


def names() -> list[str]:
    """Name all frameworks."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def framework(name: str) -> Framework:
    """Give a framework by its name, which is one of ``names``."""
    told: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    clauses = tuple(_clause(each) for each in told["clauses"])
    return Framework(**{**told, "levels": tuple(told["levels"]), "clauses": clauses})


def _clause(told: dict[str, Any]) -> Clause:
    return Clause(**{"levels": {}, **told, "controls": tuple(told["controls"])})
