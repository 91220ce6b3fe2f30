"""What was changed on a sheet, compared with what was exported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from jobforge_es.commands.desk.contents import KEY_LABEL, Held, cell_of, paths
from jobforge_es.commands.desk.reading import Cells, Problem
from ledger.definitions import Statement
from projections.catalog.vocabulary import Kind, Property
from projections.catalog.vocabulary.values import wrong_subject, wrong_value


@attrs.frozen
class Edited:
    """A cell that was changed.

    Attributes:
        where: ``tables!D7``.
        was: the values that were exported.
        statement: what it says.
    """

    where: str
    was: tuple[str, ...]
    statement: Statement


def edited(kind: Kind, rows: Sequence[Cells], then: Held, problems: list[Problem]) -> Iterator[Edited]:
    """Give the cells of a sheet that are not as they were exported.

    Args:
        kind: of its subjects.
        rows: of the sheet.
        then: what was exported.
        problems: takes what cannot be said.
    """
    told = [row for row in rows if row.text("key") != KEY_LABEL]
    known = {row.text("key") for row in told}
    missing = next((subject for of, subject in then if of == kind.name and subject not in known), None)
    seen: set[str] = set()
    for row in told:
        key = row.text("key")
        wrong = _wrong_key(kind, key, seen, then, missing)
        seen.add(key)
        if wrong:
            problems.append(row.problem("key", wrong))
            continue
        held = then.get((kind.name, key), {})
        for path, what, language in paths(kind):
            was, text = held.get(path, ()), row.text(path)
            if text == cell_of(was):
                continue
            values = tuple(_values(what, text))
            wrong = next(filter(None, (wrong_value(what, value) for value in values)), "")
            if wrong:
                problems.append(row.problem(path, f"{text[:80]!r}: {wrong}"))
            elif values != was:
                yield Edited(row.problem(path, "").where, was, Statement(kind.name, key, what.name, language, values))


def _wrong_key(kind: Kind, key: str, seen: set[str], then: Held, missing: str | None) -> str:
    """Say why a row cannot stand under its key; empty where it can."""
    if not key:
        return "the row has no key"
    if key in seen:
        return f"{key!r} stands twice"
    if (kind.name, key) in then:
        return ""
    if missing is not None:
        return f"{key!r} is new and {missing!r} is missing: keys are not edited"
    if kind.derived:
        return f"there is no {kind.en} {key!r}"
    return wrong_subject(kind, key)


def _values(what: Property, text: str) -> Iterator[str]:
    """Give the values of a cell: of a list one a line; none where it is empty."""
    if what.many:
        yield from dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())
    elif text.strip():
        yield text.lower() if what.shape == "flag" else text
