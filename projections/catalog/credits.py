"""Where the content of a table comes from, and under which licence and with which attribution it is passed on.

Both follow from lineage: a table carries those of every source that it is made from. What is only compared with (a
reference) is no content of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from projections.catalog.statements import about
from projections.catalog.vocabulary import KINDS

if TYPE_CHECKING:
    from sqlite3 import Connection

ABOVE = """
WITH RECURSIVE above(name) AS (
  SELECT ?1
  UNION
  SELECT e.upstream FROM edges e JOIN above a ON a.name = e.downstream
  WHERE e.until IS NULL AND e.kind IN ('ingest', 'promotion', 'model')
)
SELECT substr(name, 8) FROM above WHERE name LIKE 'source:%' ORDER BY name
"""


@attrs.frozen
class Credit:
    """What is said of a source that a table is made from.

    Attributes:
        source: its name.
        texts: property to language to text; the language is None where it has no meaning.
        unsaid: what should be said of every source and is not, such as ``licence.fr``.
    """

    source: str
    texts: Mapping[str, Mapping[str | None, str]]
    unsaid: tuple[str, ...]

    def text(self, name: str, language: str | None = None) -> str:
        """Give what is said; empty where nothing is, for no language stands in for the other."""
        return self.texts.get(name, {}).get(language, "")


def credits_of(db: Connection, table: str) -> list[Credit]:
    """Give what is said of each source that the content of a table comes from, by name; none for an unknown table.

    Args:
        db: the read models, as of the position that is asked for.
        table: ``layer.table``, or ``source:name`` for a source itself.
    """
    return [credit_of(db, name) for (name,) in db.execute(ABOVE, (table,))]


def credit_of(db: Connection, source: str) -> Credit:
    """Give what is said of a source."""
    texts: dict[str, dict[str | None, str]] = {}
    for row in about(db, "source", source):
        texts.setdefault(row.name, {})[row.language or None] = "; ".join(row.values)
    return Credit(source, texts, tuple(_unsaid(texts)))


def _unsaid(texts: Mapping[str, Mapping[str | None, str]]) -> list[str]:
    lacking = ((name, at) for name, at in KINDS["source"].always if not texts.get(name, {}).get(at))
    return [f"{name}.{at}" if at else name for name, at in lacking]
