"""Search over everything that has a name: an index of words, folded, with a weight for where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import attrs

from ledger.events import (
    BatchIngested,
    CatalogFileAdopted,
    ContractAdopted,
    DefinitionRetired,
    ModelAdopted,
    PropertySet,
    SourceAdopted,
)
from projections.catalog import datasets, statements
from projections.catalog.vocabulary import KINDS

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

NAME: Final = 8
"""Weight of a word in the name of a subject."""

WEIGHTS: Final = {
    **dict.fromkeys(("title", "label", "name"), 6),
    **dict.fromkeys(("synonyms", "abbreviation"), 5),
    "text": 4,
    **dict.fromkeys(("definition", "description", "purpose", "grain", "usage", "tags", "publisher", "program"), 2),
    **dict.fromkeys(("limits", "example", "scope_note", "audience", "citation"), 1),
}
"""Weight of a word in a property; what is not named here is not searched."""

WHOLE: Final = 2
"""How many times more a whole word counts than the beginning of one."""

LAST: Final = chr(0x10FFFF)
"""Sorts behind every word."""

LAYER: Final = (
    "CASE substr(subject, 1, instr(subject, '.')) WHEN 'gold.' THEN 1 WHEN 'silver.' THEN 2"
    " WHEN 'bronze.' THEN 4 WHEN 'staged.' THEN 5 ELSE 3 END"
)
"""What is nearest to readers comes first among equals."""

TITLES: Final = ("title", "label", "name", "text")
CONCERNED = (
    BatchIngested,
    CatalogFileAdopted,
    ContractAdopted,
    DefinitionRetired,
    ModelAdopted,
    PropertySet,
    SourceAdopted,
)


@attrs.frozen
class Found:
    """A subject that fits.

    Attributes:
        kind, subject: of it.
        titles: what it is called, by language; empty where nobody said it.
        words: how many of the words it has.
        score: by where they stand; comparable within one answer.
    """

    kind: str
    subject: str
    titles: dict[str, str]
    words: int
    score: int


class SearchProjection:
    """Keeps ``search_words``; it follows those projections that tell names and texts."""

    name = "search"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.execute(
            "CREATE TABLE search_words (word TEXT, kind TEXT, subject TEXT, weight INTEGER,"
            " PRIMARY KEY (word, kind, subject)) STRICT, WITHOUT ROWID"
        )
        db.execute("CREATE INDEX search_subjects ON search_words (kind, subject)")

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Index anew what an event names or says something of."""
        if not isinstance(event.data, CONCERNED):
            return
        sql = (
            "SELECT kind, subject FROM statements WHERE position = ?1"
            " UNION SELECT kind, subject FROM statements WHERE until = ?1"
        )
        for kind, subject in sorted({*db.execute(sql, (event.position,)), *_named(db, event)}):
            _index(db, kind, subject)


def _named(db: Connection, event: RecordedEvent) -> Iterator[tuple[str, str]]:
    """Give the source, the tables and the columns that a definition or a file brings with it."""
    tables: tuple[str, ...] = ()
    match event.data:
        case SourceAdopted(source=name):
            yield "source", name
        case BatchIngested(table=table):
            tables = (table,)
        case ContractAdopted(table=table, source=source):
            tables = (table,) if source is None else (f"bronze.{table.partition('.')[2]}", table)
        case ModelAdopted(table=table):
            tables = (table,)
        case _:
            pass
    for table in tables:
        yield "table", table
        yield from (("column", f"{table}.{column.name}") for column in datasets.columns(db, table))


def _index(db: Connection, kind: str, subject: str) -> None:
    wanted = _words_of(db, kind, subject)
    there = dict(db.execute("SELECT word, weight FROM search_words WHERE kind = ? AND subject = ?", (kind, subject)))
    if wanted == there:
        return
    db.execute("DELETE FROM search_words WHERE kind = ? AND subject = ?", (kind, subject))
    rows = ((word, kind, subject, weight) for word, weight in wanted.items())
    db.executemany("INSERT INTO search_words VALUES (?, ?, ?, ?)", rows)


def _words_of(db: Connection, kind: str, subject: str) -> dict[str, int]:
    said = statements.about(db, kind, subject)
    if not said and not KINDS[kind].derived:
        return {}  # nothing is said of it any more, and nothing else makes it
    found = dict.fromkeys(folded(subject), NAME)
    for row in said:
        weight = WEIGHTS.get(row.name, 0)
        for word in folded(" ".join(row.values)) if weight else ():
            found[word] = max(found.get(word, 0), weight)
    return found


def folded(text: str) -> Iterator[str]:
    """Give the words of a text without accents and capitals; a name is parted at its dots and underscores."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("œ", "oe").replace("æ", "ae")
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    yield from re.findall(r"[^\W_]+", bare)


def search(db: Connection, text: str, kind: str | None = None, limit: int = 20) -> list[Found]:
    """Give the subjects that fit, the best first: those with most of the words, then by where the words stand.

    A word fits where one begins with it. The order is the same for the same catalog.

    Args:
        db: the read models, at the position that is asked about.
        text: words in any language.
        kind: of the subjects, or any.
        limit: at most so many; 0 for all.
    """
    words = list(dict.fromkeys(folded(text)))
    if not words:
        return []
    one = (
        f"SELECT kind, subject, max(weight * iif(word = ?, {WHOLE}, 1)) AS score FROM search_words"
        " WHERE word >= ? AND word < ? AND (? IS NULL OR kind = ?) GROUP BY kind, subject"
    )
    sql = (
        f"SELECT kind, subject, count(*) AS words, sum(score) AS score FROM ({' UNION ALL '.join([one] * len(words))})"
        " GROUP BY kind, subject ORDER BY words DESC, score DESC,"
        f" {LAYER}, length(subject), kind, subject LIMIT ?"
    )
    values = [value for word in words for value in (word, word, word + LAST, kind, kind)]
    rows = db.execute(sql, (*values, limit or -1)).fetchall()
    return [Found(k, subject, _titles(db, k, subject), n, score) for k, subject, n, score in rows]


def _titles(db: Connection, kind: str, subject: str) -> dict[str, str]:
    names: Iterable[str] = [name for name in TITLES if name in KINDS[kind].properties]
    rows = {(row.name, row.language): row.values[0] for row in statements.about(db, kind, subject)}
    return {language: rows[name, language] for name in names for language in ("en", "fr") if (name, language) in rows}
