"""Both digests as SQL for DuckDB."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from projections.engines.comparing.forms import Form, form_of, schema_text
from projections.engines.quoting import identifier, literal

PLAIN: Final = {
    "integer": "CAST({0} AS VARCHAR)",
    "decimal": "CAST({0} AS VARCHAR)",
    "boolean": "CASE WHEN {0} THEN '1' WHEN NOT {0} THEN '0' END",
    "date": "CAST(CAST({0} AS DATE) - DATE '1970-01-01' AS VARCHAR)",
    "timestamp": "CAST(epoch_us({0}) AS VARCHAR)",
    "text": "strlen({0}) || ':' || {0}",
    "binary": "lower(hex({0}))",
    "double": "CASE WHEN isnan({0}) THEN 'nan' ELSE format('{{:a}}', CAST({0} AS DOUBLE) + 0.0::DOUBLE) END",
}
"""How values that hold no others are encoded; zero has no sign."""


def written(form: Form, sql: str) -> str:
    """Write the SQL that encodes a value; it gives NULL for a missing one."""
    plain = PLAIN.get(form.name)
    return _nested(form, sql) if plain is None else plain.format(sql)


def cell(form: Form, sql: str) -> str:
    """Write the SQL that encodes a value, a missing one too."""
    return f"coalesce({written(form, sql)}, '~')"


def _nested(form: Form, sql: str) -> str:
    parts = dict(form.parts)
    if form.name == "struct":
        fields = "".join(f"{cell(part, f'({sql}).{identifier(name)}')} || ';' || " for name, part in form.parts)
        return f"CASE WHEN {sql} IS NOT NULL THEN '{{' || {fields}'}}' END"
    if form.name == "map":
        pair = f"{written(parts['key'], '_e.key')} || '=' || {cell(parts['value'], '_e.value')}"
        return _listed(
            f"map_entries({sql})", f"list_sort(list_transform(map_entries({sql}), lambda _e: {pair} || ';'))", "<", ">"
        )
    return _listed(sql, f"list_transform({sql}, lambda _e: {cell(parts['cell'], '_e')} || ';')", "[", "]")


def _listed(sql: str, cells: str, opening: str, closing: str) -> str:
    return f"'{opening}' || len({sql}) || ':' || array_to_string({cells}, '') || '{closing}'"


def rows_of(schema: pa.Schema, source: str) -> str:
    """Write the SELECT that gives the encoded rows of a table, as the column ``e``."""
    cells = " || ".join(f"{cell(form_of(field.type), identifier(field.name))} || ';'" for field in schema) or "''"
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
    parts = "coalesce(string_agg(b || s, '' ORDER BY b), '') || coalesce(sum(n), 0)"
    whole = f"sha256({literal(schema_text(schema))} || {parts})"
    return f"SELECT coalesce(sum(n), 0)::BIGINT, {whole} FROM ({buckets})"
