"""Both digests of Arrow tables, by hashlib: what another engine's answer is compared with."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import attrs
import pyarrow as pa

MODULUS: Final = 1 << 64
_EPOCH: Final = date(1970, 1, 1)

Encode = Callable[[Any], str]


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
    return OrderFree(rows, lanes(sums), _sha256("".join(parts) + str(rows)))


def lanes(sums: Iterable[int]) -> str:
    """Write the four sums of D1."""
    return "".join(f"{total % MODULUS:016x}" for total in sums)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[bytes]:
    """Give the encoded rows of a table."""
    cells = [_cell(field.type) for field in schema]
    for batch in batches:
        columns = [list(map(_cell_of(c, cell), values(c))) for c, cell in zip(batch.columns, cells, strict=True)]
        for row in zip(*columns, strict=True):
            yield "".join(f"{each};" for each in row).encode("utf-8", "surrogatepass")


def _cell_of(column: pa.Array, cell: Encode) -> Encode:
    return _stamp if pa.types.is_timestamp(column.type) else cell


def values(column: pa.Array) -> list[Any]:
    """Give the values of a column; timestamps as microseconds, which Python's clock cannot always hold."""
    if pa.types.is_timestamp(column.type):
        found: list[Any] = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).to_pylist()
        return found
    return list(column.to_pylist(maps_as_pydicts=None))


def _stamp(value: int | None) -> str:
    return "~" if value is None else str(value)


def _cell(kind: pa.DataType) -> Encode:
    encode = _encoding(kind)
    return lambda value: "~" if value is None else encode(value)


def _encoding(kind: pa.DataType) -> Encode:
    types = pa.types
    if types.is_dictionary(kind):
        return _encoding(kind.value_type)
    for fits, encode in _PLAIN:
        if fits(kind):
            return encode
    if types.is_map(kind):
        key, value = _encoding(kind.key_type), _cell(kind.item_type)
        return lambda pairs: _listed(sorted((f"{key(k)}={value(v)}" for k, v in pairs), key=str.encode), "<", ">")
    if types.is_list(kind) or types.is_large_list(kind):
        each = _cell(kind.value_type)
        return lambda found: _listed(map(each, found), "[", "]")
    if types.is_struct(kind):
        fields = [(field.name, _cell(field.type)) for field in kind]
        return lambda found: "{" + "".join(f"{each(found[name])};" for name, each in fields) + "}"
    msg = f"values of type {kind} have no form that can be compared"
    raise TypeError(msg)


def _listed(cells: Iterable[str], opening: str, closing: str) -> str:
    found = list(cells)
    return f"{opening}{len(found)}:{''.join(f'{each};' for each in found)}{closing}"


def _double(value: float) -> str:
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return "nan"
    text = (float(value) + 0.0).hex()
    head, at, power = text.partition("p")
    whole, _, digits = head.partition(".")
    digits = digits.rstrip("0")
    return f"{whole}{'.' if digits else ''}{digits}{at}{power}"


def _moment(value: datetime) -> str:
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    since = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return str((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


_PLAIN: Final[tuple[tuple[Callable[[pa.DataType], bool], Encode], ...]] = (
    (pa.types.is_integer, str),
    (pa.types.is_decimal, lambda value: format(value, "f")),
    (pa.types.is_boolean, lambda value: str(int(value))),
    (pa.types.is_date, lambda value: str((value - _EPOCH).days)),
    (pa.types.is_timestamp, _moment),
    (
        lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
        lambda value: f"{len(value.encode('utf-8', 'surrogatepass'))}:{value}",
    ),
    (lambda kind: pa.types.is_binary(kind) or pa.types.is_large_binary(kind), lambda value: value.hex()),
    (pa.types.is_floating, _double),
)
