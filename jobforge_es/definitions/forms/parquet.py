"""Read how the Parquet files of a source are read."""

from __future__ import annotations

from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms.columns import expected_columns
from ledger.definitions import ParquetFile

KEYS = ("columns",)


def read(fields: Fields) -> ParquetFile:
    """Compile the keys; a Parquet file says all else itself."""
    return ParquetFile(columns=expected_columns(fields))
