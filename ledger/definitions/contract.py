"""A contract: what a table promises."""

from __future__ import annotations

from typing import Literal

import attrs

ColumnType = Literal["string", "integer", "decimal", "date", "timestamp", "boolean", "double"]
RuleKind = Literal["type", "required", "pattern", "length", "range", "allowed", "row", "key", "unique", "reference"]
Severity = Literal["error", "warning"]


@attrs.frozen
class Column:
    """One promised column.

    Attributes:
        name: in the table.
        header: in the source file; None: the staged column has the same name.
        type: logical type; an integer is 64 bits wide, a timestamp counts microseconds.
        precision, scale: of a decimal.
        format: of a date or timestamp, with yyyy MM dd HH mm ss SSS and XXX (an offset); None for other types.
        decimal_mark, thousands: how numbers are written.
        true_words, false_words: the only texts that are booleans.
        null_words: texts that mean a missing value, beside those of the source.
        trim: whether spaces around the value are cut before anything else.
        key: place in the primary key from 1, or None.
        titles, descriptions: by language code.
    """

    name: str
    type: ColumnType
    header: str | None = None
    precision: int | None = None
    scale: int | None = None
    format: str | None = None
    decimal_mark: str = "."
    thousands: str = ""
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ()
    null_words: tuple[str, ...] = ()
    trim: bool = False
    key: int | None = None
    titles: dict[str, str] = attrs.field(factory=dict)
    descriptions: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Rule:
    """One check. The fields beside ``kind`` that do not belong to it are empty.

    Attributes:
        id: unique in the contract, such as ``noc_code.pattern``.
        kind: ``type`` (the cast), ``required``, ``pattern``, ``length``, ``range`` and ``allowed`` look at one value,
            ``row`` at one row; they are checked at bronze. ``key``, ``unique`` and ``reference`` look across rows and
            are checked at silver. All are checked on the output of a model.
        columns: what it looks at; for ``row`` the columns that the SQL names.
        severity: ``error`` sets the row aside, ``warning`` counts it.
        pattern: a regular expression that the whole value matches (DuckDB, RE2 syntax).
        minimum, maximum: bounds as text in the column's own canonical form; for ``length`` in characters.
        exclusive_minimum, exclusive_maximum: whether the bound itself is outside.
        values: the allowed values, as text in canonical form.
        sql: a condition that is true for a good row; an unknown (NULL) is good, as in SQL's CHECK.
        reference, reference_columns: the table and columns in which the values must occur; NULL needs no partner.
        description: what its author wrote.
    """

    id: str
    kind: RuleKind
    columns: tuple[str, ...]
    severity: Severity = "error"
    pattern: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    values: tuple[str, ...] = ()
    sql: str | None = None
    reference: str | None = None
    reference_columns: tuple[str, ...] = ()
    description: str = ""


@attrs.frozen
class Contract:
    """A contract as adopted.

    Attributes:
        table: ``silver.t`` for a source (its bronze table has the same name), else the model's table.
        source: the source that feeds it, or None where a model makes the table.
        version: as its author wrote it.
        mode: ``append`` adds each batch, ``replace`` shows only the newest delivery, ``upsert`` the newest row of each
            key, ``history`` every version of a key with the time for which it held.
        on_conflict: rows with the key of an accepted row but other content: set aside, or the first or last wins.
        quarantine_limit: highest share of quarantined rows, as a decimal; None refuses nothing.
        domain: the folder of its tables; None: that of the source.
        order_by: in upsert and history the column that tells which row of a key is newer; None: the later delivery is.
        titles, descriptions: by language code.
        about: team, status, tags and other metadata for the catalog.
    """

    table: str
    version: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    source: str | None = None
    mode: Literal["append", "replace", "upsert", "history"] = "append"
    on_conflict: Literal["quarantine", "first", "last"] = "quarantine"
    quarantine_limit: str | None = "0.05"
    domain: str | None = None
    order_by: str | None = None
    titles: dict[str, str] = attrs.field(factory=dict)
    descriptions: dict[str, str] = attrs.field(factory=dict)
    about: dict[str, str] = attrs.field(factory=dict)

    @property
    def merges(self) -> bool:
        """Tell whether a row takes the place of the row that stands with its key."""
        return self.mode in ("upsert", "history")

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the primary key in their order; empty without one."""
        parts = [c for c in self.columns if c.key is not None]
        return tuple(c.name for c in sorted(parts, key=lambda c: c.key or 0))
