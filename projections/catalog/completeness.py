"""Completeness: how much of what should be said of a subject is said, and what is missing.

What should be said stands in the vocabulary; what need not be, and is said in one language, should be in the other. A
text that one language lacks is missing: the other never stands in for it. A French text that is older than its English
one is stale, for nobody has looked at it since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from projections.catalog import datasets
from projections.catalog.carried import holding
from projections.catalog.people import holders
from projections.catalog.vocabulary import KINDS, LANGUAGES, Kind, Property

if TYPE_CHECKING:
    from sqlite3 import Connection

    from projections.catalog.datasets import DatasetRow
    from projections.catalog.statements import StatementRow

ANSWERING = ("owner", "steward")
"""Roles that somebody should hold for every table above staged."""

Said = dict[tuple[str, str], "StatementRow"]


@attrs.frozen
class Gap:
    """Something that should be said.

    Attributes:
        kind, subject: of whom.
        name: the property, or the role that nobody holds.
        language: of the text; None where it has no meaning.
        state: nothing is said, or the French text is older than the English.
    """

    kind: str
    subject: str
    name: str
    language: str | None
    state: Literal["missing", "stale"] = "missing"

    @property
    def path(self) -> str:
        """The property as commands name it, such as ``title.fr``."""
        return self.name if self.language is None else f"{self.name}.{self.language}"

    @property
    def is_role(self) -> bool:
        """Whether it is a role that nobody holds."""
        return self.kind == "table" and self.name in ANSWERING


@attrs.frozen
class Completeness:
    """How much of what should be said of a subject is said.

    Attributes:
        subject: with its kind, as in ``table:gold.dim_noc``.
        wanted: how many statements there should be; of a table those of its columns too, and of a staged table those
            of its source.
        gaps: what is missing or stale, in the order of the columns and of the vocabulary.
    """

    subject: str
    wanted: int
    gaps: tuple[Gap, ...]

    @property
    def percent(self) -> int | None:
        """What is said in per cent, rounded down; None where nothing should be."""
        return None if not self.wanted else 100 * (self.wanted - len(self.gaps)) // self.wanted


def completeness_of_table(db: Connection, row: DatasetRow, day: date) -> Completeness:
    """Tell how complete a table is, with its columns and the people who answer for it.

    Args:
        db: the read models, at the position that is asked about.
        row: of the table.
        day: on which somebody should hold each role.
    """
    table, layer = row.table_name, row.layer
    asked = [(KINDS["table"], table)]
    asked += [(KINDS["column"], f"{table}.{column.name}") for column in datasets.own_columns(db, table)]
    if layer == "staged":
        asked.append((KINDS["source"], table.partition(".")[2]))
    found = [_of_subject(db, kind, subject, layer) for kind, subject in asked]
    wanted, gaps = sum(count for count, _ in found), [gap for _, some in found for gap in some]
    if layer != "staged":
        wanted += len(ANSWERING)
        gaps += _nobody(db, table, day)
    return Completeness(f"table:{table}", wanted, tuple(gaps))


def completeness_of(db: Connection, kind: Kind, subject: str) -> Completeness:
    """Tell how complete one subject is by itself; a column is asked for what its layer asks of columns."""
    layer = subject.partition(".")[0] if kind.name in ("table", "column") else ""
    wanted, gaps = _of_subject(db, kind, subject, layer)
    return Completeness(f"{kind.name}:{subject}", wanted, tuple(gaps))


def together(found: Iterable[Completeness], subject: str) -> Completeness:
    """Give several as one."""
    several = list(found)
    return Completeness(subject, sum(each.wanted for each in several), tuple(g for each in several for g in each.gaps))


def _of_subject(db: Connection, kind: Kind, subject: str, layer: str) -> tuple[int, list[Gap]]:
    said = holding(db, kind.name, subject)
    wanted, gaps = 0, []
    for what in kind.properties.values():
        if not _is_wanted(what, layer, said):
            continue
        for language in LANGUAGES if what.bilingual else ("",):
            wanted += 1
            state = _state(said, what.name, language)
            if state is not None:
                gaps.append(Gap(kind.name, subject, what.name, language or None, state))
    return wanted, gaps


def _is_wanted(what: Property, layer: str, said: Said) -> bool:
    match what.expected:
        case "always":
            return True
        case "above_staged":
            return layer not in ("", "staged")
        case "gold":
            return layer == "gold"
        case "personal":
            row = said.get(("personal", ""))
            return row is not None and row.values == ("true",)
        case _:
            return what.bilingual and any((what.name, language) in said for language in LANGUAGES)


def _state(said: Said, name: str, language: str) -> Literal["missing", "stale"] | None:
    row = said.get((name, language))
    if row is None:
        return "missing"
    english = said.get((name, "en")) if language == "fr" else None
    return "stale" if english is not None and english.position > row.position else None


def _nobody(db: Connection, table: str, day: date) -> Iterator[Gap]:
    for role in ANSWERING:
        if not any(not each.is_vacant for each in holders(db, role, "table", table, day)):
            yield Gap("table", table, role, None)
