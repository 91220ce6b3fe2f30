"""Read how the XML files of a source are read."""

from __future__ import annotations

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms import csv
from jobforge_es.definitions.forms.columns import expected_columns
from ledger.definitions import Xml

KEYS = ("records", "columns", "max_depth", "max_record_bytes")
EXAMPLE = "records: root/row"
DEFAULT = Xml(("root", "row"))
DEEPEST = 100_000


def read(fields: Fields) -> Xml:
    """Compile the keys; the file says its encoding itself."""
    return Xml(
        records=_path(fields),
        columns=expected_columns(fields),
        max_depth=fields.whole("max_depth", DEFAULT.max_depth, 1, DEEPEST),
        max_record_bytes=csv.read_record_bytes(fields),
    )


def _path(fields: Fields) -> tuple[str, ...]:
    """Read the names of the elements from the root to the record."""
    if "records" not in fields:
        fields.findings.add(fields.mark, "`records` is missing", why="XML may hold anything", mend=EXAMPLE)
        return DEFAULT.records
    text = fields.text("records")
    if text is None:
        return DEFAULT.records
    names = tuple(text.strip("/").split("/"))
    if not all(names) or any(mark in text for mark in "*[]@ :"):
        fields.wrong(
            "records",
            f"`records` is {quoted(text)}, which is no path of elements",
            EXAMPLE,
            why="it names the elements from the root to the record, without namespaces",
        )
        return DEFAULT.records
    return names
