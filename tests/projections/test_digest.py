from __future__ import annotations

import hashlib
import json
import math
import struct
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.digest import BLOCK, digest_of, type_name

TYPES = {
    "text": pa.string(),
    "number": pa.int64(),
    "money": pa.decimal128(12, 2),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),
    "flag": pa.bool_(),
    "ratio": pa.float64(),
    "bytes": pa.binary(),
}
VALUES = {
    "text": st.text(max_size=8),
    "number": st.integers(-(2**63), 2**63 - 1),
    "money": st.decimals(-9999999999, 9999999999, places=2).map(lambda d: d.quantize(Decimal("0.01"))),
    "day": st.dates(),
    "moment": st.datetimes(),
    "flag": st.booleans(),
    "ratio": st.floats(),
    "bytes": st.binary(max_size=8),
}
SCHEMA = pa.schema(list(TYPES.items()))
ROWS = st.lists(st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}), max_size=12)


def cell(value, kind):  # noqa: PLR0911 - one line a type
    """Encode one value as the module's docstring says, by other means."""
    if value is None:
        return {"text": b"", "bytes": b"", "flag": b"\0", "day": b"\0" * 4, "money": b"\0" * 16}.get(kind, b"\0" * 8)
    match kind:
        case "text":
            return value.encode()
        case "bytes":
            return value
        case "number":
            return struct.pack("<q", value)
        case "money":
            return int(value.scaleb(2)).to_bytes(16, "little", signed=True)
        case "day":
            return struct.pack("<i", (value - date(1970, 1, 1)).days)
        case "moment":
            delta = value - datetime(1970, 1, 1)
            return struct.pack("<q", (delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds)
        case "flag":
            return b"\1" if value else b"\0"
        case _:
            if math.isnan(value):
                return struct.pack("<d", np.nan)
            return struct.pack("<d", value + 0.0)


def encoded(values, kind):
    pieces = [cell(v, kind) for v in values]
    valid = b"\0"
    if any(v is None for v in values):
        bits = [0] * ((len(values) + 7) // 8)
        for i, v in enumerate(values):
            bits[i // 8] |= (v is not None) << (i % 8)
        valid = b"\1" + bytes(bits)
    lengths = b"".join(struct.pack("<I", len(p)) for p in pieces) if kind in ("text", "bytes") else b""
    return valid + lengths + b"".join(pieces)


def oracle(rows):
    """The published format, value by value, without Arrow."""
    names = {"text": "string", "number": "integer", "money": "decimal(12,2)", "day": "date"}
    names |= {"moment": "timestamp", "flag": "boolean", "ratio": "double", "bytes": "binary"}
    head = json.dumps([[n, names[n]] for n in TYPES], separators=(",", ":")).encode()
    out = b"JFDIGEST1\n" + head + b"\n"
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        out += b"B" + struct.pack("<I", len(block))
        for kind in TYPES:
            values = [row[kind] for row in block]
            same = all(v is None for v in values) or (
                None not in values
                and len({cell(v, kind) for v in values}) == 1
                and not (kind == "ratio" and math.isnan(values[0]))
            )
            out += b"C" + encoded(values[:1], kind) if same else b"V" + encoded(values, kind)
    return hashlib.sha256(out + b"E" + struct.pack("<Q", len(rows))).hexdigest()


@given(ROWS)
def test_the_digest_is_what_the_published_format_says(rows):
    assert digest_of(pa.Table.from_pylist(rows, SCHEMA)) == oracle(rows)


@given(ROWS, st.lists(st.integers(0, 12), max_size=3))
def test_the_digest_does_not_depend_on_chunks_or_slices(rows, cuts):
    table = pa.Table.from_pylist(rows, SCHEMA)
    edges = sorted({0, len(rows), *(min(c, len(rows)) for c in cuts)})
    pieces = [table.slice(a, b - a) for a, b in pairwise(edges)] or [table]
    padded = pa.concat_tables([table, table]).slice(len(rows))
    assert digest_of(pa.concat_tables(pieces)) == digest_of(table) == digest_of(padded)


@given(ROWS.filter(bool), st.data())
def test_another_row_gives_another_digest(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    other = [*rows[:index], {**rows[index], "text": (rows[index]["text"] or "") + "x"}, *rows[index + 1 :]]
    assert digest_of(pa.Table.from_pylist(rows, SCHEMA)) != digest_of(pa.Table.from_pylist(other, SCHEMA))


def test_blocks_are_cut_by_rows_alone():
    table = pa.table({"n": pa.array(range(2 * BLOCK + 5)), "same": pa.array(["x"] * (2 * BLOCK + 5))})
    ragged = pa.concat_tables([table.slice(0, 7), table.slice(7, BLOCK), table.slice(BLOCK + 7)])
    assert digest_of(table) == digest_of(ragged)


def test_a_dictionary_column_has_the_digest_of_its_values():
    plain = pa.table({"t": pa.array(["a", None, "b", "a"])})
    assert digest_of(plain) == digest_of(pa.table({"t": plain["t"].dictionary_encode()}))


def test_missing_and_empty_text_differ():
    assert digest_of(pa.table({"t": pa.array(["", "a"])})) != digest_of(pa.table({"t": pa.array([None, "a"])}))


def test_a_type_without_canonical_form_is_refused():
    with pytest.raises(TypeError, match="no canonical form"):
        type_name(pa.list_(pa.int64()))


def test_published_vectors():
    empty = digest_of(SCHEMA.empty_table())
    assert empty == oracle([])
    one = pa.table({"n": pa.array([1, 2, None], pa.int64()), "t": pa.array(["é", "", None])})
    assert digest_of(one) == "66de1c26bcfdbfb381a70ecede4d83403f4529c8e73a220f0a349df880caab95"
