"""Both digests of Arrow tables, by hashlib: what another engine's answer is compared with."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs
import pyarrow as pa

from projections.engines.comparing.forms import Form, form_of, schema_text

MODULUS: Final = 1 << 64
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen
class OrderFree:
    """Digests of the rows of a table in whatever order.

    Attributes:
        rows: how many.
        d1: four sums in hexadecimal, 64 digits.
        d2: in hexadecimal, 64 digits.
    """

    rows: int
    d1: str
    d2: str


def order_free(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> OrderFree:
    """Give both digests of a table; of one without rows too.

    Raises:
        TypeError: values of a column have no form that can be compared.
    """
    rows, sums, buckets = 0, [0, 0, 0, 0], defaultdict(list)
    for row in encoded(batches, schema):
        rows += 1
        short, whole = hashlib.md5(row, usedforsecurity=False).hexdigest(), hashlib.sha256(row).hexdigest()
        sums = [total + int(short[8 * n : 8 * n + 8], 16) for n, total in enumerate(sums)]
        buckets[whole[:3]].append(whole)
    parts = (b + _sha256("".join(sorted(hashes))) for b, hashes in sorted(buckets.items()))
    return OrderFree(rows, lanes(sums), _sha256(schema_text(schema) + "".join(parts) + str(rows)))


def lanes(sums: Iterable[int]) -> str:
    """Write the four sums of D1."""
    return "".join(f"{total % MODULUS:016x}" for total in sums)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[bytes]:
    """Give the encoded rows of a table."""
    forms = [form_of(field.type) for field in schema]
    for batch in batches:
        columns = [[cell(form, value) for value in _values(c)] for form, c in zip(forms, batch.columns, strict=True)]
        for row in zip(*columns, strict=True):
            yield "".join(f"{each};" for each in row).encode()


def _values(column: pa.Array) -> list[Any]:
    """Give the values of a column; timestamps as microseconds, for Python's clock cannot hold all of them."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    return list(column.to_pylist())


def cell(form: Form, value: Any) -> str:
    """Encode a value, None for a missing one."""
    return "~" if value is None else _written(form, value)


def _written(form: Form, value: Any) -> str:
    plain = PLAIN.get(form.name)
    return _nested(form, value) if plain is None else plain(value)


def _nested(form: Form, value: Any) -> str:
    parts = dict(form.parts)
    if form.name == "struct":
        return "{" + "".join(f"{cell(part, value[name])};" for name, part in form.parts) + "}"
    if form.name == "map":
        pairs = (f"{_written(parts['key'], k)}={cell(parts['value'], v)};" for k, v in value)
        return f"<{len(value)}:{''.join(sorted(pairs, key=str.encode))}>"
    cells = "".join(f"{cell(parts['cell'], each)};" for each in value)
    return f"[{len(value)}:{cells}]"


def _double(value: float) -> str:
    if math.isnan(value):
        return "nan"
    head, at, power = (float(value) + 0.0).hex().partition("p")  # zero has no sign
    whole, _, digits = head.partition(".")
    digits = digits.rstrip("0")
    return f"{whole}{'.' if digits else ''}{digits}{at}{power}"


def _micros(value: datetime) -> int:
    """Give the microseconds of a timestamp inside of another value."""
    return (value.replace(tzinfo=value.tzinfo or UTC) - _EPOCH) // timedelta(microseconds=1)


PLAIN: Final[dict[str, Callable[[Any], str]]] = {
    "integer": str,
    "decimal": lambda value: format(value, "f"),
    "boolean": lambda value: str(int(value)),
    "date": lambda value: str((value - _EPOCH.date()).days),
    "timestamp": lambda value: str(value if isinstance(value, int) else _micros(value)),
    "text": lambda value: f"{len(value.encode())}:{value}",
    "binary": lambda value: value.hex(),
    "double": _double,
}
"""How values that hold no others are encoded."""
