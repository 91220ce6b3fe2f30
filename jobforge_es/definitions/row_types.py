"""The means of a row rule and their types: what may be compared and combined with what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import attrs
from sqlglot import exp

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.nearest import did_you_mean
from jobforge_es.definitions.row_means import (
    ARITHMETIC,
    COMPARISONS,
    EXAMPLES,
    FUNCTIONS,
    KINDS,
    LOGIC,
    MOMENTS,
    PARTS_OF_DATES,
    SAME_IN_AND_OUT,
    SIGNATURES,
    Kind,
)
from jobforge_es.definitions.row_refused import RowRuleRefused
from ledger.definitions.contract import ColumnType
from ledger.errors import JobForgeError


def check_condition(expression: exp.Expression, columns: Mapping[str, ColumnType]) -> None:
    """Refuse what is no condition over the columns by the listed means.

    Raises:
        RowRuleRefused: with the part at fault.
    """
    try:
        kind = _Checker(columns).kind(expression)
    except RecursionError as error:
        raise RowRuleRefused("it is nested too deeply", "split it into rules") from error
    if kind not in ("boolean", "null"):
        raise RowRuleRefused(f"it gives a {kind}, not true or false", "compare it with something")


@attrs.frozen
class _Checker:
    columns: Mapping[str, ColumnType]

    def kind(self, node: exp.Expression) -> Kind:
        """Give the kind of a value."""
        for classes, kind_of in MEANS:
            if type(node) in classes:
                return kind_of(self, node)
        raise _unknown(node)

    def column(self, node: Any) -> Kind:
        if node.table or node.name not in self.columns:
            name = node.sql(dialect="duckdb").replace('"', "")
            hint = did_you_mean(node.name, self.columns)
            raise RowRuleRefused(
                f"{quoted(name)} is no column of this contract{hint}",
                "text stands in single quotes; columns are written without their table",
                f"columns: {', '.join(self.columns)}",
            )
        return KINDS[self.columns[node.name]]

    def comparison(self, node: Any) -> Kind:
        self._same(node, node.this, node.expression)
        return "boolean"

    def part_of_date(self, node: Any) -> Kind:
        self._one_of(node, node.this, ("date", "timestamp"))
        return "number"

    def all_alike(self, node: Any) -> Kind:
        return self._same(node, *_values(node))

    def of_booleans(self, node: Any) -> Kind:
        for value in _values(node):
            self._one_of(node, value, ("boolean",))
        return "boolean"

    def of_numbers(self, node: Any) -> Kind:
        for value in _values(node):
            self._one_of(node, value, ("number",))
        return "number"

    def cast(self, node: Any) -> Kind:
        """Only ``DATE '...'`` and ``TIMESTAMP '...'`` with a text that is one."""
        kind = node.to.sql(dialect="duckdb").lower()
        if kind not in ("date", "timestamp") or not isinstance(node.this, exp.Literal) or not node.this.is_string:
            why = "a cast may fail in the middle of a run"
            raise RowRuleRefused("a cast is not allowed", "declare the type of the column instead", why)
        _check_moment(node.this.name, kind)
        return "date" if kind == "date" else "timestamp"

    def is_test(self, node: Any) -> Kind:
        if isinstance(node.expression, exp.Null):
            self.kind(node.this)
        elif isinstance(node.expression, exp.Boolean):
            self._one_of(node, node.this, ("boolean",))
        else:
            raise _unknown(node)
        return "boolean"

    def in_list(self, node: Any) -> Kind:
        if any(node.args.get(key) for key in ("query", "unnest", "field", "is_global")) or not node.expressions:
            raise RowRuleRefused("IN needs a list of values", "write column IN ('a', 'b')")
        self._same(node, node.this, *node.expressions)
        return "boolean"

    def between(self, node: Any) -> Kind:
        if node.args.get("symmetric"):
            raise _unknown(node)
        self._same(node, node.this, node.args["low"], node.args["high"])
        return "boolean"

    def case(self, node: Any) -> Kind:
        branches = node.args.get("ifs") or [node]
        for branch in branches:
            if node.this is not None and isinstance(node, exp.Case):
                self._same(branch, node.this, branch.this)
            else:
                self._one_of(branch, branch.this, ("boolean",))
        ends = [branch.args["true"] for branch in branches]
        ends += [end for end in (node.args.get("default"), node.args.get("false")) if end is not None]
        return self._same(node, *ends)

    def function(self, node: exp.Expression) -> Kind:
        wanted, gives = SIGNATURES[type(node)]
        if isinstance(node, exp.RegexpFullMatch):
            _check_pattern(node)
        values = _values(node)
        if len(values) > len(wanted) or any(value is None for value in values):
            raise _unknown(node)
        for value, kind in zip(values, wanted, strict=False):
            self._one_of(node, value, (kind,))
        return gives

    def _one_of(self, node: exp.Expression, value: exp.Expression, wanted: tuple[Kind, ...]) -> None:
        kind = self.kind(value)
        if kind not in (*wanted, "null"):
            raise RowRuleRefused(
                f"{_shown(value)} is a {kind}, not a {' or '.join(wanted)}", f"change it in {_shown(node)}"
            )

    def _same(self, node: exp.Expression, *values: exp.Expression) -> Kind:
        """Require values of one kind; a text that is a date may stand beside a date."""
        kinds = [self.kind(value) for value in values]
        known = [each for each in kinds if each != "null"]
        moments = [each for each in known if each in ("date", "timestamp")]
        kind: Kind = (moments or known or kinds)[0]
        for value, each in zip(values, kinds, strict=True):
            if each in (kind, "null"):
                continue
            if each == "text" and isinstance(value, exp.Literal) and kind in ("date", "timestamp"):
                _check_moment(value.name, kind)
            elif {each, kind} != {"date", "timestamp"}:
                other = values[kinds.index(kind)]
                raise RowRuleRefused(
                    f"{_shown(value)} is a {each}, and {_shown(other)} is a {kind}",
                    f"let both sides of {_shown(node)} be of one type",
                    "DuckDB would convert one of them row by row, and stop at the first that it cannot",
                )
        return kind


MEANS: tuple[tuple[Collection[type[exp.Expression]], Callable[[_Checker, Any], Kind]], ...] = (
    ((exp.Column,), _Checker.column),
    ((exp.Literal,), lambda _, node: "text" if node.is_string else "number"),
    ((exp.Boolean,), lambda _, __: "boolean"),
    ((exp.Null,), lambda _, __: "null"),
    ((exp.Paren,), lambda checker, node: checker.kind(node.this)),
    ((exp.Cast,), _Checker.cast),
    ((exp.Is,), _Checker.is_test),
    ((exp.In,), _Checker.in_list),
    ((exp.Between,), _Checker.between),
    ((exp.Case, exp.If), _Checker.case),
    (COMPARISONS, _Checker.comparison),
    (LOGIC, _Checker.of_booleans),
    (ARITHMETIC, _Checker.of_numbers),
    (SAME_IN_AND_OUT, _Checker.all_alike),
    (PARTS_OF_DATES, _Checker.part_of_date),
    (SIGNATURES, _Checker.function),
)
"""What may stand in a condition, and how its kind is found."""


def _values(node: exp.Expression) -> list[Any]:
    """Give the operands of an operator or function, in order."""
    found: list[Any] = []
    for value in node.args.values():
        if isinstance(value, list):
            found += value
        elif isinstance(value, exp.Expression):
            found.append(value)
        elif isinstance(value, str):
            raise _unknown(node)
    return found


def _check_moment(text: str, kind: str) -> None:
    if not MOMENTS[kind].fullmatch(text) or not _is_moment(text):
        raise RowRuleRefused(f"{quoted(text)} is no {kind}", f"write it as {kind.upper()} {EXAMPLES[kind]!r}")


def _check_pattern(node: exp.RegexpFullMatch) -> None:
    from projections.layers.rules import check_pattern  # loads the data libraries

    pattern = node.expression
    if not isinstance(pattern, exp.Literal) or not pattern.is_string:
        raise RowRuleRefused(f"the pattern in {_shown(node)} is no text", "write the pattern in single quotes")
    try:
        check_pattern(pattern.name, "row")
    except JobForgeError as error:
        raise RowRuleRefused(f"{quoted(pattern.name)} is no pattern", "correct it", error.why) from error


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _unknown(node: exp.Expression) -> RowRuleRefused:
    name = node.name if isinstance(node, exp.Anonymous) else type(node).__name__
    return RowRuleRefused(
        f"{quoted(name.upper())} in {_shown(node)} is not allowed",
        f"allowed functions: {', '.join(FUNCTIONS)}; anything more belongs into a model",
        "a rule looks at one row, and gives the same answer on every machine",
    )


def _shown(node: exp.Expression) -> str:
    return quoted(node.sql(dialect="duckdb", identify=False, comments=False).replace('"', ""))
