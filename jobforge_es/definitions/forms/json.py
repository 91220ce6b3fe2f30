"""Read how the JSON files of a source are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms import csv
from jobforge_es.definitions.forms.columns import expected_columns
from jobforge_es.definitions.nodes import Many
from ledger.definitions import Json

LINE_KEYS = ("encoding", "columns", "max_depth", "max_record_bytes")
KEYS = ("records", *LINE_KEYS)
NULL_WORDS = ("null",)
"""What JSON calls a missing value; in staged it is told apart from a key that a record lacks."""

DEFAULT = Json()
DEEPEST = 500


def reader(kind: Literal["json", "ndjson"]) -> Callable[[Fields], Json]:
    """Give what compiles the keys of one of the two formats."""

    def read(fields: Fields) -> Json:
        return Json(
            kind=kind,
            records=_path(fields) if kind == "json" else (),
            encoding=csv.read_encoding(fields),
            columns=expected_columns(fields),
            max_depth=fields.whole("max_depth", DEFAULT.max_depth, 1, DEEPEST),
            max_record_bytes=csv.read_record_bytes(fields),
        )

    return read


def _path(fields: Fields) -> tuple[str, ...]:
    """Read the keys that lead to the records: a text with dots, or a list where keys have dots themselves."""
    if isinstance(fields.node("records"), Many):
        return fields.words("records")
    text = fields.text("records")
    if text is None:
        return ()
    keys = tuple(text.split("."))
    if "" in keys:
        fields.wrong(
            "records",
            f"`records` is {quoted(text)}, which is no path of keys",
            "records: data.items   or, where a key has a dot, records: [data, v1.items]",
            why="leave it out where the document itself is the array",
        )
    return keys
