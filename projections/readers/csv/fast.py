"""Regular bytes go to pyarrow, and what it returns is counted against the proof."""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa
from pyarrow import csv

from projections.readers.csv.dialect import Dialect
from projections.readers.csv.parts import Part
from projections.readers.csv.scan import Regular, prove


def parse(data: bytes, start: int, stop: int, dialect: Dialect, *, final: bool) -> Part | None:
    """Read the regular beginning of a piece; None when it has none, or pyarrow sees other records.

    Args:
        data: the window.
        start: where the piece begins, at a line start.
        stop: where it ends.
        dialect: how the records are written, with the names of the columns.
        final: whether nothing follows the piece.
    """
    regular = prove(data, start, stop, dialect, final=final)
    if regular.end == start:
        return None
    table = _read(data[regular.first : regular.end], regular, dialect) if regular.records else dialect.empty_table()
    if table is None or table.num_rows != regular.records:
        return None
    return Part(
        end=regular.end,
        first=regular.first,
        records=regular.records,
        accepted=np.arange(regular.records),
        table=table,
        blank=regular.blank,
    )


def _read(piece: bytes, regular: Regular, dialect: Dialect) -> pa.Table | None:
    if piece.startswith(codecs.BOM_UTF8):
        return None  # pyarrow would take a U+FEFF that is data for a byte-order mark and drop it
    if not piece.endswith((b"\n", b"\r")):
        piece += b"\n"  # without it pyarrow 26 reads the missing last field of `"",` as a quoted empty one
    try:
        text = piece if dialect.codec == "utf-8" or piece.isascii() else piece.decode(dialect.codec).encode()
        return csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(use_threads=True, block_size=len(text) + 1, column_names=dialect.names),
            _parse_options(dialect, quoted=regular.quoted),
            csv.ConvertOptions(
                column_types=dict.fromkeys(dialect.names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None


def _parse_options(dialect: Dialect, *, quoted: bool) -> csv.ParseOptions:
    return csv.ParseOptions(
        delimiter=dialect.delimiter.decode(),
        quote_char=dialect.quote.decode() if quoted and dialect.quote is not None else False,
        double_quote=dialect.escape is None,
        newlines_in_values=quoted,
        ignore_empty_lines=True,
    )
