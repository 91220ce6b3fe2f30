"""The gate: what may be a model at all, decided from its text, before any engine sees it.

It lets through what is listed in ``projections.engines.allowed`` and asks for an order where the answer depends on
one. What it cannot see in the text is checked later: the types of what is summed, and whether an order has ties.
"""

from __future__ import annotations

import re
from typing import Final

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from projections.engines.gate_rules import complaints
from projections.engines.refused import NameIsOurs, NotAllowed, NotOneSelect, Place

DIALECT: Final = DuckDB()

_STARTS: Final = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.FROM, TokenType.L_PAREN})
_NAMES: Final = frozenset({TokenType.VAR, TokenType.IDENTIFIER})
_UNITS: Final = frozenset({"date_trunc", "datetrunc", "date_diff", "datediff"})
_ONE_SELECT: Final = "a model is exactly one SELECT: it makes one table and changes nothing else"


def parse_model(sql: str) -> exp.Query:
    """Parse the SQL of a model and let it pass the gate.

    Raises:
        NotOneSelect: it is no SQL, or something else than one SELECT.
        ModelRefused: another of its kinds, for the first word in the text that is not allowed.
    """
    tokens = _tokens(sql)
    select = _parse(sql, tokens)
    for token in tokens:
        if token.token_type in _NAMES and token.text.startswith("_"):
            raise NameIsOurs(
                f"the name `{token.text}` begins with an underscore",
                place=Place.at(sql, token.start),
                why="names with a leading underscore are for the columns that say where a row comes from",
                mend=(f"call it `{token.text.lstrip('_') or 'value'}`",),
            )
    _check_units(sql, tokens)
    check(select, sql)
    return select


def parse_query(sql: str) -> exp.Query:
    """Parse one SELECT without asking what is in it.

    Raises:
        NotOneSelect: it is no SQL, or something else than one SELECT.
    """
    return _parse(sql, _tokens(sql))


def check(select: exp.Query, sql: str = "", only: type[exp.Expr] = exp.Expr) -> None:
    """Refuse what is not allowed in a model.

    Args:
        select: as parsed.
        sql: the text, to show the place.
        only: looks at syntax of this kind alone.

    Raises:
        ModelRefused: of one of its kinds, for the first word that is not allowed.
    """
    found = [complaint for node in select.find_all(only) for complaint in complaints(node, sql)]
    if found:
        raise min(found, key=lambda complaint: _reading_order(complaint.place(sql))).error(sql)


def _reading_order(place: Place | None) -> tuple[int, int]:
    return (0, 0) if place is None else (place.line, place.column)


def _check_units(sql: str, tokens: list[Token]) -> None:
    """Refuse a unit of time that is not a text: the parser would take the name of a column for the unit itself."""
    for function, bracket, unit in zip(tokens, tokens[1:], tokens[2:], strict=False):
        called = function.text.lower()
        if called in _UNITS and bracket.token_type == TokenType.L_PAREN and unit.token_type != TokenType.STRING:
            raise NotAllowed(
                f"{called}() begins with something else than a unit in single quotes",
                place=Place.at(sql, unit.start),
                why="a unit that is computed from rows cannot be checked",
                mend=(f"write {called}('month', ...)",),
            )


def _tokens(sql: str) -> list[Token]:
    try:
        return DIALECT.tokenize(sql)
    except TokenError as error:
        raise NotOneSelect(
            "the text is not SQL: a quote, a comment or a name has no end",
            why=str(error).splitlines()[0],
            mend=("look for a quote or a bracket that is not closed",),
        ) from error


def _parse(sql: str, tokens: list[Token]) -> exp.Query:
    statements = [t for t in tokens if t.token_type == TokenType.SEMICOLON]
    if not tokens or tokens[0].token_type not in _STARTS:
        place = Place.at(sql, tokens[0].start) if tokens else None
        what = f"the model begins with `{tokens[0].text}`" if tokens else "the model is empty"
        raise NotOneSelect(what, place=place, why=_ONE_SELECT, mend=("begin it with SELECT or WITH",))
    if statements and statements[0] is not tokens[-1]:
        place = Place.at(sql, statements[0].end + 1)
        raise NotOneSelect("there is more than one statement", place=place, why=_ONE_SELECT, mend=("keep one of them",))
    try:
        (parsed,) = DIALECT.parser().parse(tokens[:-1] if statements else tokens, sql)
    except ParseError as error:
        raise _unreadable(sql, error) from error
    except RecursionError as error:
        raise NotOneSelect("the SQL is nested too deep to be read", mend=("use a WITH for each step",)) from error
    if not isinstance(parsed, exp.Query):
        place = Place.at(sql, tokens[0].start)
        raise NotOneSelect("the statement is not a SELECT", place=place, why=_ONE_SELECT, mend=("write one SELECT",))
    return parsed


def _unreadable(sql: str, error: ParseError) -> NotOneSelect:
    first = error.errors[0] if error.errors else {}
    line, column = first.get("line"), first.get("col")
    lines = sql.split("\n")
    place = None
    if isinstance(line, int) and isinstance(column, int) and 0 < line <= len(lines):
        word = first.get("highlight") or ""
        place = Place(line, max(1, column - len(word) + 1), lines[line - 1])
    said = _in_words(str(first.get("description") or "it cannot be read").rstrip("."))
    return NotOneSelect(
        f"the SQL cannot be read: {said[:1].lower()}{said[1:]}", place=place, mend=("correct it at the mark",)
    )


def _in_words(said: str) -> str:
    """Say what the parser said without the names of its classes."""
    lacks = re.match(r"Required keyword: .* missing for <class '.*\.(\w+)'>", said)
    if lacks is not None:
        return f"something is missing in {lacks[1].upper()}, or after it"
    return re.sub(r"but got <Token .*>", "but the text ends", said)
