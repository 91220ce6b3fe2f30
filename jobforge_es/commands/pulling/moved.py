"""What the catalog says and no file does, or a file otherwise: the words that a pull writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from ledger.definitions import Statement
from ledger.definitions.statements import Key

if TYPE_CHECKING:
    from sqlite3 import Connection

QUESTIONS, PEOPLE, ELSEWHERE = "questions/questions.yaml", "catalog/people.yaml", "catalog/catalog.yaml"
DEFAULTS = {
    "term": "glossary/terms.yaml",
    "question": QUESTIONS,
    "consumer": QUESTIONS,
    "party": PEOPLE,
    "assignment": PEOPLE,
}
"""The file for what is the first of its kind."""
SAME = "h.kind = s.kind AND h.subject = s.subject AND h.name = s.name AND h.language = s.language"


def held_otherwise(db: Connection) -> dict[str, dict[Key, Statement]]:
    """Give what holds in place of what definitions say, by the name of the definition; without values where nothing."""
    sql = (
        "SELECT s.origin, s.kind, s.subject, s.name, s.language, coalesce(h.words, '[]') FROM said s"
        f" LEFT JOIN statements h ON {SAME} AND h.until IS NULL WHERE h.words IS NOT s.words ORDER BY 1, 2, 3, 4, 5"
    )
    found: dict[str, dict[Key, Statement]] = {}
    for origin, *row in db.execute(sql):
        each = _statement(*row)
        found.setdefault(origin, {})[each.key] = each
    return found


def said_nowhere(db: Connection) -> list[Statement]:
    """Give what holds and no definition says, by subject."""
    sql = (
        "SELECT h.kind, h.subject, h.name, h.language, h.words FROM statements h WHERE h.until IS NULL"
        " AND (h.kind, h.subject, h.name, h.language) NOT IN (SELECT kind, subject, name, language FROM said)"
        " ORDER BY 1, 2, 3, 4"
    )
    return [_statement(*row) for row in db.execute(sql)]


def _statement(kind: str, subject: str, name: str, language: str, words: str) -> Statement:
    return Statement(kind, subject, name, language or None, tuple(json.loads(words)))


@attrs.define
class Homes:
    """Finds the file for what no file says yet: the one that speaks of the subject, else most of what is like it."""

    counts: dict[Hashable, Counter[str]] = attrs.field(factory=dict)

    def take(self, path: str, said: Mapping[Key, Statement]) -> None:
        """Learn what a file says."""
        for kind, subject, _, _ in said:
            for label in _labels(kind, subject):
                self.counts.setdefault(label, Counter())[path] += 1

    def of(self, kind: str, subject: str) -> str:
        """Give the path of the file for a subject; of a new one where no file says anything of its kind."""
        known = (self.counts[label] for label in _labels(kind, subject) if label in self.counts)
        counts = next(known, Counter({DEFAULTS.get(kind, ELSEWHERE): 1}))
        return min(counts, key=lambda path: (-counts[path], path))


def _labels(kind: str, subject: str) -> Iterator[Hashable]:
    """Give what a subject has in common with others, the nearest first."""
    yield kind, subject
    if kind in ("table", "column"):
        table = subject if kind == "table" else subject.rpartition(".")[0]
        yield "of table", table
        yield "of layer", table.partition(".")[0]
        kind = "table"
    yield "of kind", kind
