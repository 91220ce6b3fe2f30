"""Compare an answer with what is expected of it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

import attrs
import pyarrow as pa

from projections.catalog.questions.expectation import Part, Wanted

_COMPARING: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@attrs.frozen
class Unmet:
    """A part of an expectation that does not hold.

    Attributes:
        text: of the part.
        found: why, in words for the person at the keyboard.
        value: what the answer is instead; it may be a value of a row, so it never stands in an event.
    """

    text: str
    found: str
    value: str = ""


def unmet(expected: Iterable[Part], answer: pa.Table) -> list[Unmet]:
    """Give the parts that do not hold for an answer, in their order."""
    wrong = ((part, found) for part in expected if (found := _found(part, answer)))
    return [Unmet(part.text, found, _shown(part, answer)) for part, found in wrong]


def _shown(part: Part, answer: pa.Table) -> str:
    is_one = part.about == "value" and (answer.num_rows, answer.num_columns) == (1, 1)
    return str(answer.column(0)[0].as_py()) if is_one else ""


def _found(part: Part, answer: pa.Table) -> str:
    missing = [name for name in part.columns if name not in answer.column_names]
    if missing:
        return f"the answer has no column {', '.join(missing)}"
    match part.about:
        case "rows":
            return "" if _holds(part, answer.num_rows) else f"the answer has {_rows(answer.num_rows)}"
        case "value":
            return _of_value(part, answer)
        case "column":
            return _of_column(part, answer)
        case "nulls":
            counts = {name: answer[name].null_count for name in part.columns}
            return ", ".join(f"{name} is missing in {_rows(count)}" for name, count in counts.items() if count)
        case "repeats":
            different = answer.group_by(list(part.columns)).aggregate([]).num_rows
            again = answer.num_rows - different
            return f"the answer has {_rows(again)} that others repeat" if again else ""


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _of_value(part: Part, answer: pa.Table) -> str:
    if (answer.num_rows, answer.num_columns) != (1, 1):
        return f"the answer has {_rows(answer.num_rows)} and {answer.num_columns} columns, not one value"
    value = answer.column(0)[0].as_py()
    return "" if _holds(part, value) else "it is another"


def _of_column(part: Part, answer: pa.Table) -> str:
    others = sum(1 for value in _values(answer, part.columns[0]) if not _holds(part, value))
    return f"it does not hold in {_rows(others)}" if others else ""


def _values(answer: pa.Table, name: str) -> Iterator[Any]:
    for chunk in answer[name].chunks:
        yield from chunk.to_pylist()


def _holds(part: Part, value: Any) -> bool:
    found = _alike(value, part.wanted)
    return found is not None and _COMPARING[part.compare or "="](found, part.wanted)


def _alike(value: Any, wanted: Wanted) -> Wanted | None:
    """Give a value in the kind of what is wanted; None where it is missing or of another kind."""
    if value is None or isinstance(wanted, bool) != isinstance(value, bool):
        return None
    if isinstance(wanted, bool):
        return bool(value)
    if isinstance(wanted, Decimal):
        return _number(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _number(value: Any) -> Decimal | None:
    if not isinstance(value, int | float | Decimal):
        return None
    found = Decimal(str(value))
    return None if found.is_nan() else found
