"""Both digests as SQL for DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pyarrow as pa

from projections.engines.quoting import identifier

Written = Callable[[str], str]


def written(kind: pa.DataType) -> Written:
    """Give what writes the SQL that encodes a value of a type; the value is not NULL.

    Raises:
        TypeError: values of the type have no form.
    """
    types = pa.types
    if types.is_dictionary(kind):
        return written(kind.value_type)
    for fits, write in _PLAIN:
        if fits(kind):
            return write
    if types.is_map(kind):
        key, value = written(kind.key_type), cell(kind.item_type)
        return lambda sql: _listed(f"map_entries({sql})", f"{key('_e.key')} || '=' || {value('_e.value')}", "<", ">")
    if types.is_list(kind) or types.is_large_list(kind):
        value = cell(kind.value_type)
        return lambda sql: _listed(sql, value("_e"), "[", "]")
    if types.is_struct(kind):
        fields = [(identifier(field.name), cell(field.type)) for field in kind]
        return lambda sql: f"CASE WHEN {sql} IS NOT NULL THEN {_struct(sql, fields)} END"
    msg = f"values of type {kind} have no form that can be compared"
    raise TypeError(msg)


def cell(kind: pa.DataType) -> Written:
    """Give what writes the SQL that encodes a value of a type, NULL too."""
    write = written(kind)
    return lambda sql: f"coalesce({write(sql)}, '~')"


def _text(sql: str) -> str:
    return f"strlen({sql}) || ':' || {sql}"


def _plain(sql: str) -> str:
    return f"CAST({sql} AS VARCHAR)"


def _double(sql: str) -> str:
    return f"CASE WHEN isnan({sql}) THEN 'nan' ELSE format('{{:a}}', CAST({sql} AS DOUBLE) + 0.0::DOUBLE) END"


_PLAIN: Final[tuple[tuple[Callable[[pa.DataType], bool], Written], ...]] = (
    (pa.types.is_integer, _plain),
    (pa.types.is_decimal, _plain),
    (pa.types.is_boolean, lambda sql: f"CASE WHEN {sql} THEN '1' WHEN NOT {sql} THEN '0' END"),
    (pa.types.is_date, lambda sql: f"CAST(CAST({sql} AS DATE) - DATE '1970-01-01' AS VARCHAR)"),
    (pa.types.is_timestamp, lambda sql: f"CAST(epoch_us({sql}) AS VARCHAR)"),
    (lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind), _text),
    (lambda kind: pa.types.is_binary(kind) or pa.types.is_large_binary(kind), lambda sql: f"lower(hex({sql}))"),
    (pa.types.is_floating, _double),
)


def _struct(sql: str, fields: Sequence[tuple[str, Written]]) -> str:
    return "'{' || " + "".join(f"{write(f'({sql}).{name}')} || ';' || " for name, write in fields) + "'}'"


def _listed(sql: str, each: str, opening: str, closing: str) -> str:
    cells = f"list_transform({sql}, lambda _e: {each} || ';')"
    ordered = f"list_sort({cells})" if opening == "<" else cells
    return f"'{opening}' || len({sql}) || ':' || array_to_string({ordered}, '') || '{closing}'"


def rows_of(schema: pa.Schema, source: str) -> str:
    """Write the SELECT that gives the encoded rows of a table, as the column ``e``."""
    cells = " || ".join(f"{cell(field.type)(identifier(field.name))} || ';'" for field in schema) or "''"
    return f"SELECT {cells} AS e FROM {source}"


def d1(schema: pa.Schema, source: str) -> str:
    """Write the SELECT whose one row is the number of rows and the four sums of D1, before the modulus."""
    lanes = ", ".join(
        f"coalesce(sum(CAST('0x' || substr(h, {place}, 8) AS UINTEGER)), 0)::HUGEINT" for place in (1, 9, 17, 25)
    )
    return f"SELECT count(*), {lanes} FROM (SELECT md5(e) AS h FROM ({rows_of(schema, source)}))"


def d2(schema: pa.Schema, source: str) -> str:
    """Write the SELECT whose one row is the number of rows and D2 in hexadecimal."""
    hashes = f"SELECT sha256(e) AS h FROM ({rows_of(schema, source)})"
    buckets = (
        "SELECT substr(h, 1, 3) AS b, sha256(string_agg(h, '' ORDER BY h)) AS s, count(*) AS n"
        f" FROM ({hashes}) GROUP BY b"
    )
    whole = "sha256(coalesce(string_agg(b || s, '' ORDER BY b), '') || coalesce(sum(n), 0))"
    return f"SELECT coalesce(sum(n), 0)::BIGINT, {whole} FROM ({buckets})"
