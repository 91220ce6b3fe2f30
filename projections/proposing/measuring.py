"""What holds for all values of a landed table: readings, keys and counts, by the casts that bronze uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from ledger.definitions import Column
from projections.engines.quoting import identifier, literal
from projections.engines.sandbox import Sandbox
from projections.layers.casting import TRIMMED, cleaned, typed
from projections.proposing.cells import NULL_WORDS
from projections.proposing.shapes import Shape, shapes_of

FIRST: Final = 5_000
"""Distinct values that are looked at before all are."""

AT_ONCE: Final = 500
"""Values that contradict a reading and are looked at in the next round."""

ROUNDS: Final = 12
MOST_ALLOWED: Final = 20
LONGEST_CODE: Final = 20
BLOCK: Final = 64
"""Columns to measure at once: the engine takes longer to begin a query on a wide table than to run it."""


@attrs.frozen
class Measured:
    """What holds for a column.

    Attributes:
        name, header: of the column.
        shapes: readings that hold for every value; several of them are a question.
        rows: of the table.
        missing: rows without a value, null words counted as missing.
        distinct: different values.
        longest: characters of the longest value.
        shape: of a short code, such as ``99A9``, where all values have one; else None.
        allowed: the values, where they are few.
        nearly: a reading that holds for most values, in words; empty where there is none.
    """

    name: str
    header: str
    shapes: tuple[Shape, ...]
    rows: int
    missing: int
    distinct: int
    longest: int
    shape: str | None = None
    allowed: tuple[str, ...] = ()
    nearly: str = ""

    @property
    def is_unique(self) -> bool:
        """Tell whether every row has a value of its own."""
        return self.rows > 0 and self.missing == 0 and self.distinct == self.rows


class Measuring:
    """Measures the columns of a table.

    Args:
        engine: that holds the table.
        table: its name.
        columns: staged name to header.
        null_words: those of the source.
    """

    def __init__(self, engine: Sandbox, table: str, columns: Mapping[str, str], null_words: tuple[str, ...]) -> None:
        self._engine = engine
        self._table = table
        self._columns = columns
        self._null_words = null_words

    def measure(self) -> list[Measured]:
        """Give what holds for every column, in their order."""
        names = list(self._columns)
        values = self._first(names)
        shapes = self._shapes(names, {name: set(texts) for name, texts in values.items()})
        told = {name: cleaned(shapes[name][0].column, self._null_words) for name in names}
        counts = self._counts(names, told)
        found = []
        for name in names:
            rows, missing, distinct, longest, low, high = counts[name]
            measured = Measured(name, self._columns[name], shapes[name], rows, missing, distinct, longest)
            if shapes[name][0].column.type == "string":
                code = low if low == high and longest <= LONGEST_CODE and _is_code(low) else None
                allowed, nearly = self._allowed(measured, told[name]), self._nearly(name, values[name])
                measured = attrs.evolve(measured, shape=code, allowed=allowed, nearly=nearly)
            found.append(measured)
        return found

    def _first(self, names: list[str]) -> dict[str, list[str]]:
        """Give the first values of columns, without missing ones."""
        table = self._engine.table(f"SELECT {', '.join(map(identifier, names))} FROM {self._table} LIMIT {FIRST}")
        skip = {None, *self._null_words}
        return {name: [v for v in table[place].to_pylist() if v not in skip] for place, name in enumerate(names)}

    def _shapes(self, names: list[str], values: dict[str, set[str]]) -> dict[str, tuple[Shape, ...]]:
        """Try the readings of some values on all, and look at what contradicts them, until nothing does."""
        found: dict[str, tuple[Shape, ...]] = {}
        open_ = list(names)
        for _ in range(ROUNDS):
            for name in open_:
                found[name] = shapes_of(values[name], name)
            open_ = [name for name in open_ if found[name][0].column.type != "string"]
            fails = {name: [self._fails(shape) for shape in found[name]] for name in open_}
            against = self._ask({name: f"count(*) FILTER ({' OR '.join(some)})" for name, some in fails.items()})
            open_ = [name for name in open_ if against[name]]
            for name in open_:
                values[name] |= self._contradicting(name, fails[name])
        for name in open_:
            found[name] = (_as_text(found[name][0]),)
        return self._trimmed(found)

    def _fails(self, shape: Shape) -> str:
        clean = cleaned(shape.column, self._null_words)
        return f"({clean} IS NOT NULL AND {typed(shape.column, clean)} IS NULL)"

    def _contradicting(self, name: str, fails: list[str]) -> set[str]:
        sql = f"SELECT DISTINCT {identifier(name)} AS v FROM {self._table} WHERE {' OR '.join(fails)}"
        return set(self._texts(f"{sql} ORDER BY length(v) DESC, v LIMIT {AT_ONCE}"))

    def _trimmed(self, found: dict[str, tuple[Shape, ...]]) -> dict[str, tuple[Shape, ...]]:
        """Find the texts that have spaces around them; of typed columns the readings know."""
        texts = [name for name, shapes in found.items() if shapes[0].column.type == "string"]
        spaces = self._ask(
            {n: f"count(*) FILTER ({identifier(n)} <> trim({identifier(n)}, {literal(TRIMMED)}))" for n in texts}
        )
        for name in texts:
            shape = found[name][0]
            trim = spaces[name] > 0
            found[name] = (attrs.evolve(shape, column=attrs.evolve(shape.column, trim=trim)),)
        return found

    def _counts(self, names: list[str], told: dict[str, str]) -> dict[str, list[Any]]:
        """Count rows, missing and different values; tell the longest, and the first and last shape of a code."""
        asked: dict[str, str] = {}
        for name in names:
            text = told[name]
            parts = ("count(*)", f"count(*) FILTER ({text} IS NULL)", f"count(DISTINCT {text})")
            longest = f"coalesce(max(length({text})), 0)"
            for place, sql in enumerate((*parts, longest, f"min({_form(text)})", f"max({_form(text)})")):
                asked[f"{name} {place}"] = sql
        answers = self._ask(asked)
        return {name: [answers[f"{name} {place}"] for place in range(6)] for name in names}

    def _ask(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Ask for several values of the whole table at once."""
        if not asked:
            return {}
        answer = self._engine.one(f"SELECT {', '.join(asked.values())} FROM {self._table}")
        return dict(zip(asked, answer, strict=True))

    def _texts(self, sql: str) -> list[str]:
        found: list[str] = self._engine.table(sql).column(0).to_pylist()
        return found

    def _allowed(self, measured: Measured, text: str) -> tuple[str, ...]:
        few = 1 < measured.distinct <= MOST_ALLOWED and measured.distinct < 0.01 * measured.rows
        sql = f"SELECT DISTINCT {text} AS v FROM {self._table} WHERE {text} IS NOT NULL ORDER BY v"
        return tuple(self._texts(sql)) if few else ()

    def _nearly(self, name: str, texts: list[str]) -> str:
        """Tell of a reading that most values have: what is wrong with the others is worth a look."""
        usual = {t for t in texts if t in NULL_WORDS or not any(c.isalpha() and c not in "TZ" for c in t)}
        shape = shapes_of(usual or set(texts), name)[0]
        if shape.column.type == "string":
            return ""
        clean = cleaned(shape.column, self._null_words)
        asked = {"read": f"count({typed(shape.column, clean)})", "given": f"count({clean})"}
        answer = self._ask(asked)
        if not answer["given"] or not 0.9 <= answer["read"] / answer["given"] < 1:
            return ""
        return f"{answer['read']:,} of {answer['given']:,} values could be {shape.column.type}: {shape.why}"


def _as_text(shape: Shape) -> Shape:
    """Give up on a reading that was contradicted round after round."""
    return Shape(Column(shape.column.name, "string"), "texts")


def _form(text: str) -> str:
    """Give SQL for the shape of a short text: 9 for a digit, A and a for letters, other signs as they are."""
    form = f"left({text}, {LONGEST_CODE + 1})"
    for letters, sign in (("[0-9]", "9"), ("[A-Z]", "A"), ("[a-z]", "a")):
        form = f"regexp_replace({form}, '{letters}', '{sign}', 'g')"
    return form


def _is_code(form: str | None) -> bool:
    return bool(form) and form is not None and form.isascii() and ("9" in form or set(form) == {"A"})
