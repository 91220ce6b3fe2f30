"""The past of a ledger: its tables and views as they were at a position, over a connection that reads."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from ledger.driver import sqlite3
from ledger.identity import statements
from ledger.names import Position

_FILTERS: Final[Mapping[str, str]] = {"events": "seq", "request": "last_seq"}
"""The tables that grow, and the column that tells since which position a row is there."""

_VIEW: Final = "CREATE VIEW "
_TOKEN: Final = re.compile(
    r"(?P<blank>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|\w+|.",
    re.DOTALL,
)
"""The tokens of SQLite, as far as it takes to tell names from texts and comments (sqlite.org, "The Tokenizer")."""


def show_past(db: sqlite3.Connection, position: Position) -> frozenset[str]:
    """Put views before the tables and views of a ledger that show nothing after a position.

    A name with ``main.`` before it still means all of it: refuse what ``is_later_shown`` and ``names_all`` find.

    Args:
        db: a connection to the ledger; it stays one that only reads.
        position: the last that is seen.

    Returns:
        The views through which alone the tables may be read; their names are new every time.
    """
    db.execute("PRAGMA query_only = OFF")  # the file itself is open to be read only
    through = {table: f"until_{secrets.token_hex(8)}" for table in _FILTERS}
    for table, column in _FILTERS.items():
        db.execute(f"CREATE TEMP VIEW {through[table]} AS SELECT * FROM main.{table} WHERE {column} <= {int(position)}")
        db.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM temp.{through[table]}")
    for statement in statements():
        _, view, definition = statement.partition(_VIEW)
        if view:
            db.execute(f"CREATE TEMP VIEW {definition}")
    db.execute("PRAGMA query_only = ON")
    return frozenset(through.values())


def is_later_shown(
    table: str | None, column: str | None, database: str | None, through: str | None, views: frozenset[str]
) -> bool:
    """Tell whether reading a column would show what came later: of a table of the ledger, not through the views.

    A table is also read without a column, by whom SQLite does not say: ``names_all`` looks for those who count it.
    """
    return database == "main" and table in _FILTERS and bool(column) and through not in views


def names_all(sql: str) -> bool:
    """Tell whether a query names tables with ``main.``, all of the ledger whatever the moment.

    SQLite takes a name in any of its quotes, single ones among them; inside a text or a comment it is no name.
    """
    tokens = [found.group() for found in _TOKEN.finditer(sql) if not found["blank"]]
    return any(token.strip("'\"`[]").lower() == "main" and after == "." for token, after in pairwise(tokens))
