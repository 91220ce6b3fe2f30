"""Strict casts: the text of a cell to the value of its column, or to nothing.

DuckDB's own casts read ``1.6``, ``1e3``, ``0x1F``, ``1_000`` and `` 7`` as integers. Here a pattern guards each cast,
so that only one spelling of a value passes, the one that the contract declares.
"""

from __future__ import annotations

import re
from typing import Final

from ledger.definitions import Column
from ledger.errors import JobForgeError
from projections.engines.quoting import identifier, literal, literals
from projections.layers.columns import digits, fraction, sql_type
from projections.layers.formats import DATE_FORMAT, TIMESTAMP_FORMAT, compile_format

NO_BREAK_SPACE: Final = "\u00a0"
NARROW_SPACE: Final = "\u202f"
SPACES: Final = f" {NO_BREAK_SPACE}{NARROW_SPACE}"
"""What a declared space between thousands may be: French texts use all three."""

TRIMMED: Final = f"{SPACES}\t"
"""What is cut around a value where the contract says ``trim``."""

MARKS: Final = (".", ",")
THOUSANDS: Final = ("", " ", NO_BREAK_SPACE, NARROW_SPACE, "'", ",", ".")
WIDEST: Final = 38
FIRST_INSTANT: Final = "TIMESTAMP '0001-01-01 00:00:00'"
LAST_INSTANT: Final = "TIMESTAMP '9999-12-31 23:59:59.999999'"


class UnfitColumn(JobForgeError):
    """A column is declared in a way that no text could be read by."""

    code = "S-032"
    exit_code = 2


def cleaned(column: Column, null_words: tuple[str, ...] = (), text: str | None = None) -> str:
    """Give SQL for the text after trimming, NULL where it is missing or a null word.

    Args:
        column: what is promised.
        null_words: those of the source; the column's own are added.
        text: SQL of the text, a column reference; the column's own name when None.
    """
    clean = identifier(column.name) if text is None else text
    if column.trim:
        clean = f"trim({clean}, {literal(TRIMMED)})"
    words = tuple(dict.fromkeys((*null_words, *column.null_words)))
    if words:
        clean = f"CASE WHEN {clean} IN ({literals(words)}) THEN NULL ELSE {clean} END"
    return clean if clean.startswith('"') else f"({clean})"


def typed(column: Column, clean: str) -> str:
    """Give SQL for the value of a cleaned text, NULL where it is not castable."""
    match column.type:
        case "string":
            return clean
        case "integer" | "decimal":
            plain = _plain_number(column, clean)
            return (
                f"CASE WHEN {_matches(clean, number_pattern(column))} THEN TRY_CAST({plain} AS {sql_type(column)}) END"
            )
        case "double":  # one zero: -0.0 equals 0.0, and a group would keep whichever comes first
            value = f"TRY_CAST({_plain_number(column, clean)} AS DOUBLE)"
            return f"CASE WHEN {_matches(clean, number_pattern(column))} AND isfinite({value}) THEN {value} + 0.0 END"
        case "boolean":
            return (
                f"CASE WHEN {clean} IN ({literals(column.true_words)}) THEN TRUE "
                f"WHEN {clean} IN ({literals(column.false_words)}) THEN FALSE END"
            )
        case "date":
            return _date(column, clean)
        case "timestamp":
            return _timestamp(column, clean)


def number_pattern(column: Column) -> str:
    """Give the pattern (RE2) of a number: a sign, digits in one run or in groups of three, a fraction."""
    gap = _gap(column.thousands)
    whole = f"(?:[0-9]+|[0-9]{{1,3}}(?:[{gap}][0-9]{{3}})+)" if gap else "[0-9]+"
    mark = re.escape(column.decimal_mark)
    match column.type:
        case "decimal" if fraction(column):
            return f"[+-]?{whole}(?:{mark}[0-9]{{1,{fraction(column)}}})?"
        case "double":
            return f"[+-]?{whole}(?:{mark}[0-9]+)?(?:[eE][+-]?[0-9]+)?"
        case _:
            return f"[+-]?{whole}"


def check_column(column: Column) -> None:
    """Refuse a column that no text could be read by, before it is adopted.

    Raises:
        UnfitColumn: a decimal wider than 38 digits, a decimal mark that also parts thousands, a boolean without words
            or with a word for both.
        UnfitFormat: the format of a date or timestamp.
    """
    match column.type:
        case "decimal" if not (1 <= digits(column) <= WIDEST and 0 <= fraction(column) <= digits(column)):
            raise _unfit(
                column, f"decimal({digits(column)},{fraction(column)})", "at most 38 digits, no more after the mark"
            )
        case "integer" | "decimal" | "double" if column.decimal_mark not in MARKS:
            raise _unfit(column, f"decimal mark {column.decimal_mark!r}", "it is a point or a comma")
        case "integer" | "decimal" | "double" if column.thousands not in THOUSANDS:
            raise _unfit(column, f"thousands {column.thousands!r}", "they are parted by a space, ' , . or nothing")
        case "decimal" | "double" if column.decimal_mark == column.thousands:
            raise _unfit(column, f"{column.decimal_mark!r}", "it cannot be the decimal mark and part thousands")
        case "boolean" if not column.true_words or not column.false_words:
            raise _unfit(column, "a boolean", "its true and false words are not declared")
        case "boolean" if set(column.true_words) & set(column.false_words):
            raise _unfit(column, "a boolean", "a word means both true and false")
        case "date":
            compile_format(column.format or DATE_FORMAT, "date")
        case "timestamp":
            compile_format(column.format or TIMESTAMP_FORMAT, "timestamp")
        case _:
            return


def _unfit(column: Column, what: str, why: str) -> UnfitColumn:
    return UnfitColumn(f"column {column.name!r} cannot be {what}: {why}")


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {literal(pattern)})"


def _gap(thousands: str) -> str:
    """Give the characters that may stand between thousands."""
    return SPACES if thousands and thousands in SPACES else thousands


def _plain_number(column: Column, text: str) -> str:
    """Give SQL for a number without gaps and with a point."""
    for gap in _gap(column.thousands):
        text = f"replace({text}, {literal(gap)}, '')"
    if column.decimal_mark != "." and column.type != "integer":
        text = f"replace({text}, {literal(column.decimal_mark)}, '.')"
    return text


def _date(column: Column, clean: str) -> str:
    written = column.format or DATE_FORMAT
    form = compile_format(written, "date")
    value = f"CAST(try_strptime({clean}, {literal(form.parser)}) AS DATE)"
    if written == DATE_FORMAT:  # a third faster
        value = f"TRY_CAST({clean} AS DATE)"
    return f"CASE WHEN {_matches(clean, form.pattern)} THEN {value} END"


def _timestamp(column: Column, clean: str) -> str:
    form = compile_format(column.format or TIMESTAMP_FORMAT, "timestamp")
    guard = _matches(clean, form.pattern)
    if not form.has_offset:
        return f"CASE WHEN {guard} THEN try_strptime({clean}, {literal(form.parser)}) END"
    utc = f"(try_strptime({_without_offset(clean)}, {literal(form.parser)}) - to_minutes({_offset_minutes(clean)}))"
    return f"CASE WHEN {guard} AND {utc} BETWEEN {FIRST_INSTANT} AND {LAST_INSTANT} THEN {utc} END"


def _without_offset(text: str) -> str:
    return f"left({text}, CASE WHEN suffix({text}, 'Z') THEN -1 ELSE -6 END)"


def _offset_minutes(text: str) -> str:
    """Give SQL for the minutes by which ``Z`` or ``+hh:mm`` is ahead of UTC."""
    sign = f"CASE WHEN left(right({text}, 6), 1) = '-' THEN -1 ELSE 1 END"
    hours = f"TRY_CAST(left(right({text}, 5), 2) AS INTEGER)"
    minutes = f"TRY_CAST(right({text}, 2) AS INTEGER)"
    return f"CASE WHEN suffix({text}, 'Z') THEN 0 ELSE ({sign}) * ({hours} * 60 + {minutes}) END"
