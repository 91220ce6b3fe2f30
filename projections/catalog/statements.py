"""What is said in the catalog, by whom and from when until when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

import attrs

from ledger.definitions import Contract, Model, Source, Statement, Statements
from ledger.definitions.statements import Key
from ledger.events import (
    CatalogFileAdopted,
    ContractAdopted,
    DefinitionRetired,
    ModelAdopted,
    PropertySet,
    SourceAdopted,
)
from ledger.names import Position
from projections.catalog.rows import columns_of, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

NO_LANGUAGE = ""
WORDED = "language = '' AND until IS NULL"
"""What can be looked for by its value: links, flags and words; a text is long and nobody asks for just it."""


@attrs.frozen
class StatementRow:
    """A statement with its time: ``until`` is the position that ended it, None while it holds; ``ended_by`` did so.

    ``words`` is a JSON list. ``origin`` is ``file:<path>``, ``contract:<table>``, ``source:<name>`` or
    ``model:<table>`` where a definition said it, and empty where a command did.
    """

    kind: str
    subject: str
    name: str
    language: str
    words: str
    origin: str
    position: Position
    until: int | None
    actor: str
    reason: str
    recorded_at: str
    ended_by: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values."""
        return tuple(json.loads(self.words))

    @property
    def statement(self) -> Statement:
        """What was said."""
        return Statement(self.kind, self.subject, self.name, self.language or None, self.values)


SAID = (
    "CREATE TABLE said (origin TEXT, kind TEXT, subject TEXT, name TEXT, language TEXT, words TEXT,"
    " PRIMARY KEY (origin, kind, subject, name, language)) STRICT, WITHOUT ROWID"
)


class StatementsProjection:
    """Keeps ``statements``, with all that ever held, and ``said``: what each definition says as last adopted."""

    name = "statements"

    def create(self, db: Database) -> None:
        """Make the tables."""
        made = db.table("statements").create(columns_of(StatementRow), strict=True)
        made.create_index(["kind", "subject", "name", "language", "until"])
        made.create_index(["position"])
        db.execute(f"CREATE INDEX worded ON statements (name, words) WHERE {WORDED}")
        db.execute("CREATE INDEX ended ON statements (until) WHERE until IS NOT NULL")
        db.execute(SAID)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:
        """Let what is new or different in a definition, or what a command said, hold from here."""
        match event.data:
            case PropertySet() as e:
                said = Statement(e.kind, e.subject, e.name, e.language, e.values)
                _hold(db, event, "", [said])
            case DefinitionRetired(kind=kind, name=name):
                _adopt(db, event, f"{kind}:{name}", [])
            case CatalogFileAdopted() | ContractAdopted() | SourceAdopted() | ModelAdopted() as e:
                origin, statements = _said(e, vault)
                _adopt(db, event, origin, statements)
            case _:
                pass


def _said(
    event: CatalogFileAdopted | ContractAdopted | SourceAdopted | ModelAdopted, vault: Vault
) -> tuple[str, Iterable[Statement]]:
    """Give what a definition says, and the name by which it is known."""
    from ledger.codec import from_json  # reading the tables must not load the codec
    from projections.catalog.said.contract import said_by_contract
    from projections.catalog.said.model import said_by_model
    from projections.catalog.said.source import said_by_source

    raw = vault.read(event.definition)
    match event:
        case CatalogFileAdopted(path=path):
            return f"file:{path}", from_json(raw, Statements).statements
        case ContractAdopted(table=table):
            return f"contract:{table}", said_by_contract(from_json(raw, Contract))
        case SourceAdopted(source=source):
            return f"source:{source}", said_by_source(from_json(raw, Source))
        case ModelAdopted(table=table, draft=draft):
            return f"model:{table}", said_by_model(from_json(raw, Model)) if draft else ()


def _adopt(db: Connection, event: RecordedEvent, origin: str, statements: Iterable[Statement]) -> None:
    """Let hold what differs from what the same definition said before."""
    before, now = said(db, origin), {each.key: each for each in statements}
    changed = [each for key, each in now.items() if before.get(key) != each]
    gone = [_said_elsewhere(db, origin, each) for key, each in before.items() if key not in now]
    _hold(db, event, origin, [*changed, *gone])
    db.execute("DELETE FROM said WHERE origin = ?", (origin,))
    rows = ((origin, *_columns(each.key), _words(each.values)) for each in now.values())
    db.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", rows)


def _said_elsewhere(db: Connection, origin: str, statement: Statement) -> Statement:
    """Give what another definition says of the same, without values where none does."""
    where = "kind = ? AND subject = ? AND name = ? AND language = ? AND origin != ?"
    found = db.execute(f"SELECT words FROM said WHERE {where}", (*_columns(statement.key), origin)).fetchone()
    return attrs.evolve(statement, values=tuple(json.loads(found[0])) if found else ())


def _hold(db: Connection, event: RecordedEvent, origin: str, statements: Iterable[Statement]) -> None:
    told = {_columns(each.key): _words(each.values) if each.values else None for each in statements}
    holding = _holding(db, {key[:2] for key in told})
    changed = {key: words for key, words in told.items() if holding.get(key) != words}
    who, why, at = event.actor, event.metadata.reason or "", event.recorded_at.isoformat()
    where = "kind = ? AND subject = ? AND name = ? AND language = ? AND until IS NULL"
    ended = ((event.position, who, *key) for key in changed if key in holding)
    db.executemany(f"UPDATE statements SET until = ?, ended_by = ? WHERE {where}", ended)
    marks = ", ".join("?" * len(columns_of(StatementRow)))
    rows = ((*key, words, origin, event.position, None, who, why, at, "") for key, words in changed.items() if words)
    db.executemany(f"INSERT INTO statements VALUES ({marks})", rows)


def _holding(db: Connection, subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str, str, str], str]:
    """Give what holds of some subjects, one question a subject: asking for every key costs more than writing it."""
    sql = "SELECT name, language, words FROM statements WHERE kind = ? AND subject = ? AND until IS NULL"
    return {(*each, name, language): words for each in subjects for name, language, words in db.execute(sql, each)}


def _columns(key: Key) -> tuple[str, str, str, str]:
    return key[0], key[1], key[2], key[3] or NO_LANGUAGE


def _words(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(encode_basestring, values))}]"  # as json.dumps does, which takes ten times as long


def said(db: Connection, origin: str) -> dict[Key, Statement]:
    """Give what a definition says as last adopted, by key; empty when it is unknown."""
    rows = db.execute("SELECT kind, subject, name, language, words FROM said WHERE origin = ?", (origin,))
    found = (Statement(k, s, p, language or None, tuple(json.loads(words))) for k, s, p, language, words in rows)
    return {each.key: each for each in found}


def origins(db: Connection) -> set[str]:
    """Name every definition that says something."""
    return {origin for (origin,) in db.execute("SELECT DISTINCT origin FROM said")}


def held(db: Connection, key: Key) -> StatementRow | None:
    """Give the statement of a key that holds, or None."""
    where = "kind = ? AND subject = ? AND name = ? AND language = ? AND until IS NULL"
    return next(iter(rows_of(db, StatementRow, "statements", where, _columns(key))), None)


def values_of(db: Connection, key: Key) -> tuple[str, ...]:
    """Give the values of a key that hold; none where nothing is said."""
    row = held(db, key)
    return () if row is None else row.values


def about(db: Connection, kind: str, subject: str) -> list[StatementRow]:
    """Give all that holds of a subject, by property and language."""
    where = "kind = ? AND subject = ? AND until IS NULL ORDER BY name, language"
    return rows_of(db, StatementRow, "statements", where, (kind, subject))


def of_kind(db: Connection, kind: str) -> list[StatementRow]:
    """Give all that holds of the subjects of a kind, by subject, property and language."""
    where = "kind = ? AND until IS NULL ORDER BY subject, name, language"
    return rows_of(db, StatementRow, "statements", where, (kind,))


def saying(db: Connection, kind: str, name: str, value: str) -> list[str]:
    """Name the subjects of a kind of which a property is just this one value."""
    sql = f"SELECT subject FROM statements WHERE name = ? AND words = ? AND kind = ? AND {WORDED} ORDER BY subject"
    return [subject for (subject,) in db.execute(sql, (name, _words((value,)), kind))]


def history(db: Connection, kind: str, subject: str, name: str | None = None) -> list[StatementRow]:
    """Give all that was ever said of a subject, or of one of its properties, oldest first."""
    where = "kind = ? AND subject = ? AND (? IS NULL OR name = ?) ORDER BY position, name, language"
    return rows_of(db, StatementRow, "statements", where, (kind, subject, name, name))


def subjects(db: Connection, kind: str) -> list[str]:
    """Name the subjects of a kind of which something holds."""
    sql = "SELECT DISTINCT subject FROM statements WHERE kind = ? AND until IS NULL ORDER BY subject"
    return [subject for (subject,) in db.execute(sql, (kind,))]


def linking(db: Connection, kind: str, name: str, subject: str) -> list[str]:
    """Name the subjects of a kind whose property ``name`` leads to a subject."""
    sql = (
        "SELECT DISTINCT s.subject FROM statements s, json_each(s.words) w"
        " WHERE s.kind = ? AND s.name = ? AND s.until IS NULL AND w.value = ? ORDER BY s.subject"
    )
    return [found for (found,) in db.execute(sql, (kind, name, subject))]
