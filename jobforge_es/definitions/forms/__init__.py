"""How the files of a source are read: a module for each format, with the keys that it knows and what compiles them."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms import csv, fixed_width, json, parquet, spreadsheet, xml
from ledger.definitions import Form


@attrs.frozen
class FormReader:
    """What a format brings to ``sources/*.yaml``.

    Attributes:
        keys: that it knows, beside those of every source.
        read: compiles them.
        null_words: texts that mean a missing value where the source names none.
    """

    keys: tuple[str, ...]
    read: Callable[[Fields], Form]
    null_words: tuple[str, ...] = ()


FORMATS: dict[str, FormReader] = {
    "csv": FormReader(csv.KEYS, csv.read),
    "xlsx": FormReader(spreadsheet.KEYS, spreadsheet.reader("xlsx")),
    "xls": FormReader(spreadsheet.KEYS, spreadsheet.reader("xls")),
    "ods": FormReader(spreadsheet.KEYS, spreadsheet.reader("ods")),
    "fixed-width": FormReader(fixed_width.KEYS, fixed_width.read),
    "parquet": FormReader(parquet.KEYS, parquet.read),
    "json": FormReader(json.KEYS, json.reader("json"), json.NULL_WORDS),
    "ndjson": FormReader(json.LINE_KEYS, json.reader("ndjson"), json.NULL_WORDS),
    "xml": FormReader(xml.KEYS, xml.read),
}
"""What can be read, by the word that stands in ``format:``."""

KEYS = tuple(dict.fromkeys(key for reader in FORMATS.values() for key in reader.keys))
"""Those of all formats: a key of another format is told as such."""
