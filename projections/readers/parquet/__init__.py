"""Parquet, read row group by row group: every value as the canonical text of its type."""

from projections.readers.parquet.reading import ParquetReading, open_parquet
from projections.readers.parquet.refusals import DamagedParquet, EncryptedParquet, NotParquet

__all__ = ["DamagedParquet", "EncryptedParquet", "NotParquet", "ParquetReading", "open_parquet"]
