"""What a contract promises, as the Open Data Contract Standard writes it: read again it is the same promise.

What the standard has no word for stands in custom properties named ``jobforge.…``, as in the files of a project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from open_data_contract_standard.model import CustomProperty, DataQuality, EnumValue, Relationship

from ledger.definitions import Column, Contract, Rule

Custom = dict[str, Any]

BELOW: Final = ("required", "pattern", "length", "range", "allowed")
"""Kinds of rules that look at one value, which a bronze table promises as well as the silver one above it."""


def of_contract(contract: Contract, layer: str) -> Custom:
    """Give how batches come into a table; of a bronze table only how many rows may be set aside."""
    if contract.source is None:
        return {}
    limit = contract.quarantine_limit
    found = {
        "source": contract.source,
        "quarantineLimit": "none" if limit is None else f"{(Decimal(limit) * 100).normalize():f}%",
    }
    if layer != "bronze":
        found["mode"] = contract.mode
        found |= {"orderBy": contract.order_by} if contract.order_by else {}
        found |= {"onConflict": contract.on_conflict} if contract.key and not contract.merges else {}
    return {f"jobforge.{name}": value for name, value in found.items()}


def of_column(column: Column, rules: Iterable[Rule], layer: str) -> tuple[dict[str, Any], Custom]:
    """Give the fields of a property that promise something of its values, and our custom properties beside them."""
    fields: dict[str, Any] = {}
    custom = _written(column)
    options: dict[str, Any] = {"format": column.format} if column.format and layer != "gold" else {}
    for rule in rules:
        if rule.columns != (column.name,) or (layer == "bronze" and rule.kind not in BELOW):
            continue
        match rule.kind:
            case "required" | "unique":
                fields[rule.kind] = True
            case "pattern":
                options["pattern"] = rule.pattern
            case "length":
                options |= _bounds(rule, "minLength", "maxLength")
            case "range":
                low, high = (
                    f"exclusive{side}" if is_open else side.lower()
                    for side, is_open in (("Minimum", rule.exclusive_minimum), ("Maximum", rule.exclusive_maximum))
                )
                options |= _bounds(rule, low, high)
            case "allowed":
                fields["enum"] = [EnumValue(value=value) for value in rule.values]
            case "reference":
                fields.setdefault("relationships", []).append(_reference(rule, column.name))
                continue
            case _:
                continue
        if rule.severity != "error":
            custom[f"jobforge.severity.{rule.kind}"] = rule.severity
    return fields | ({"logicalTypeOptions": options} if options else {}), custom


def _written(column: Column) -> Custom:
    """Give how the values of a column are written in the source file."""
    found = {
        "header": column.header if column.header != column.name else None,
        "trim": column.trim or None,
        "nullWords": list(column.null_words),
        "trueWords": list(column.true_words),
        "falseWords": list(column.false_words),
        "decimalMark": column.decimal_mark if column.decimal_mark != "." else None,
        "thousands": column.thousands,
    }
    return {f"jobforge.{name}": value for name, value in found.items() if value}


def _bounds(rule: Rule, low: str, high: str) -> dict[str, Any]:
    return {name: _number(text) for name, text in ((low, rule.minimum), (high, rule.maximum)) if text is not None}


def _number(text: str) -> int | float | str:
    """Give a bound as a number where YAML keeps just that one, else as it is: a day is a text."""
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if exact == exact.to_integral_value():
        return int(exact)
    return float(text) if Decimal(repr(float(text))) == exact else text


def _reference(rule: Rule, name: str) -> Relationship:
    to = [f"{rule.reference}.{name}" for name in rule.reference_columns]
    one = len(rule.columns) == 1
    weight = None if rule.severity == "error" else [CustomProperty(property="jobforge.severity", value=rule.severity)]
    ends = {"to": to[0]} if one else {"from": [f"{name}.{column}" for column in rule.columns], "to": to}
    return Relationship.model_validate({"type": "foreignKey", **ends, "customProperties": weight})


def across(rules: Iterable[Rule], name: str) -> list[Relationship] | None:
    """Give the references of several columns together, of a table of this name."""
    return [_reference(rule, name) for rule in rules if rule.kind == "reference" and len(rule.columns) > 1] or None


def quality(rules: Iterable[Rule]) -> list[DataQuality] | None:
    """Give the rules of rows, and of several columns that are unique together."""
    return list(_quality(rules)) or None


def _quality(rules: Iterable[Rule]) -> Iterator[DataQuality]:
    for rule in rules:
        about: dict[str, Any] = {"severity": rule.severity, "description": rule.description or None}
        if rule.kind == "row":
            name = rule.id.replace(".", "_")
            yield DataQuality(type="custom", engine="jobforge", name=name, implementation=rule.sql, **about)
        elif rule.kind == "unique" and len(rule.columns) > 1:
            arguments = {"properties": list(rule.columns)}
            yield DataQuality(type="library", metric="duplicateValues", mustBe=0, arguments=arguments, **about)
