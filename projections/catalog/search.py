"""Search over everything that has a name: its words, folded, each with a weight for where it stands.

The words of a subject are one text, which a search looks through: a row for each word took longer to write than all the
rest of the catalog, and reading 36,000 such texts takes less than people notice.
"""

from __future__ import annotations

import json
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

SHORTEST: Final = 2
"""Letters of a word that may be the beginning of another."""

WORD: Final = re.compile(r"[^\W_]+")
LAYER: Final = (
    "CASE substr(subject, 1, instr(subject, '.')) WHEN 'gold.' THEN 1 WHEN 'silver.' THEN 2"
    " WHEN 'bronze.' THEN 4 WHEN 'staged.' THEN 5 ELSE 3 END"
)
"""What is nearest to readers comes first among equals."""

FITTING: Final = f"""
  SELECT kind, subject, max(
    CAST(substr(words, begun + instr(substr(words, begun), '='), 1) AS INTEGER),
    iif(whole, {WHOLE} * substr(words, whole + length(word) + 2, 1), 0)
  ) AS score
  FROM (
    SELECT kind, subject, words, w.value AS word,
      instr(words, ' ' || w.value || iif(length(w.value) < {SHORTEST}, '=', '')) AS begun,
      instr(words, ' ' || w.value || '=') AS whole
    FROM search_texts, json_each(?1) w WHERE ?2 IS NULL OR kind = ?2
  )
  WHERE begun
"""
"""Who has a word, or one that begins with it, and how well: the first of them is the weightiest."""

SEARCH: Final = (
    f"SELECT kind, subject, count(*) AS fitting, sum(score) AS score FROM ({FITTING}) GROUP BY kind, subject"
    f" ORDER BY fitting DESC, score DESC, {LAYER}, length(subject), kind, subject LIMIT ?3"
)

COLUMNS: Final = "SELECT kind, subject FROM search_texts WHERE kind = 'column' AND subject > ? AND subject < ?"
"""What is found of the columns of a table; a slash comes after the dot."""

THERE: Final = {
    "source": "SELECT NOT retired FROM sources WHERE name = :name",
    "table": "SELECT NOT retired FROM datasets WHERE table_name = :name",
    "column": "SELECT NOT retired AND EXISTS (SELECT 1 FROM columns c WHERE c.table_name = :name AND c.name = :column)"
    " FROM datasets WHERE table_name = :name",
}
"""Whether a subject is there, of the kinds that definitions make; no row where none ever did."""

SAID: Final = "SELECT name, words FROM statements WHERE kind = ? AND subject = ? AND until IS NULL"
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
    """Keeps ``search_texts``; it follows those projections that tell names and texts."""

    name = "search"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.execute(
            "CREATE TABLE search_texts (kind TEXT, subject TEXT, words TEXT, PRIMARY KEY (kind, subject))"
            " STRICT, WITHOUT ROWID"
        )

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
    """Give the source, the tables and the columns that a definition or a file brings with it or takes away."""
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
        case DefinitionRetired(kind="source", name=name):
            yield "source", name
            tables = (f"staged.{name}",)
        case DefinitionRetired(kind="contract" | "model", name=table):
            tables = (f"bronze.{table.partition('.')[2]}", table)
        case _:
            pass
    for table in tables:
        yield "table", table
        yield from db.execute(COLUMNS, (f"{table}.", f"{table}/"))
        yield from (("column", f"{table}.{column.name}") for column in datasets.columns(db, table))


def _index(db: Connection, kind: str, subject: str) -> None:
    wanted = _words_of(db, kind, subject)
    if wanted:
        words = "".join(f" {word}={weight}" for word, weight in sorted(wanted.items(), key=_weightiest))
        db.execute("INSERT OR REPLACE INTO search_texts VALUES (?, ?, ?)", (kind, subject, words))
    else:
        db.execute("DELETE FROM search_texts WHERE kind = ? AND subject = ?", (kind, subject))


def _weightiest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _words_of(db: Connection, kind: str, subject: str) -> dict[str, int]:
    said = db.execute(SAID, (kind, subject)).fetchall()
    there = _is_there(db, kind, subject) if KINDS[kind].derived else None
    if not (said if there is None else there):
        return {}
    found: dict[str, int] = {}
    texts = [(WEIGHTS[name], " ".join(json.loads(words))) for name, words in said if name in WEIGHTS]
    for weight, text in sorted([(NAME, subject), *texts]):
        found |= dict.fromkeys(folded(text), weight)  # the weightiest comes last, and stays
    return found


def _is_there(db: Connection, kind: str, subject: str) -> bool | None:
    """Tell whether something makes a subject still; None where nothing ever did, of which people may speak before."""
    table, _, column = subject.rpartition(".") if kind == "column" else (subject, "", "")
    found = db.execute(THERE[kind], {"name": table, "column": column}).fetchone()
    return None if found is None else bool(found[0])


def folded(text: str) -> Iterator[str]:
    """Give the words of a text without accents and capitals; a name is parted at its dots and underscores."""
    plain = text.casefold()
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", plain).replace("œ", "oe").replace("æ", "ae")
        plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    yield from WORD.findall(plain)


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
    rows = db.execute(SEARCH, (json.dumps(words), kind, limit or -1)).fetchall()
    return [Found(k, subject, _titles(db, k, subject), n, score) for k, subject, n, score in rows]


def _titles(db: Connection, kind: str, subject: str) -> dict[str, str]:
    names: Iterable[str] = [name for name in TITLES if name in KINDS[kind].properties]
    rows = {(row.name, row.language): row.values[0] for row in statements.about(db, kind, subject)}
    return {language: rows[name, language] for name in names for language in ("en", "fr") if (name, language) in rows}
