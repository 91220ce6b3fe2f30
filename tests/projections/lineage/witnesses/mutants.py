"""Mistakes put into the rewriting on purpose; the deletion oracle has to find them.

``python -m tests.projections.lineage.witnesses.mutants [DATABASES]`` runs all of them and tells which were found.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Final

import attrs

from ledger.definitions import Model
from tests.projections.lineage.witnesses.databases import database
from tests.projections.lineage.witnesses.deletion import Behind, violations

ROOM: Final = "projections.lineage.witnesses"
MODULES: Final = ("columns", "tested", "rewriting", "members", "values", "matching")
"""In the order in which one imports another."""


@attrs.frozen
class Mutant:
    """A mistake: in a module one text stands in place of another."""

    module: str
    right: str
    wrong: str


MUTANTS: Final = tuple(
    Mutant(*parts)
    for parts in (
        ("columns", "CASE WHEN {side.row} IS NULL THEN {NOTHING} ELSE [{side.row}] END", "{NOTHING}"),
        ("columns", "ELSE [{side.row}] END", "ELSE [{side.row}, {side.row} + 1] END"),
        ("columns", "ELSE [{side.row}] END", "ELSE [0] END"),
        ("columns", 'parts.append(f"COALESCE({side.rows(place)}, {NOTHING})")', "pass"),
        ("columns", "COALESCE(flatten(list({rows}) FILTER (WHERE {rows} IS NOT NULL)), {NOTHING})", "{NOTHING}"),
        ("columns", "COALESCE(flatten(list({rows})", "COALESCE(flatten(list({rows}[1:1])"),
        ("columns", "flatten(list({rows}) FILTER (WHERE {rows} IS NOT NULL))", "any_value({rows})"),
        ("columns", "COALESCE(list({side.row}) FILTER", "COALESCE([min({side.row})], list({side.row}) FILTER"),
        ("columns", "COALESCE(list({side.row}) FILTER", "COALESCE([max({side.row})], list({side.row}) FILTER"),
        ("columns", "WHERE {side.row} IS NOT NULL)", "WHERE {side.row} > 0)"),
        ("columns", "COALESCE(list({side.row}) FILTER (WHERE {side.row} IS NOT NULL), {NOTHING})", "{NOTHING}"),
        ("columns", "part if not number else", "part if number else"),
        ("columns", 'found = part if not number else f"list_concat({found}, {part})"', "found = part"),
        ("columns", "list_concat({found}, {part})", "{found}"),
        ("columns", 'elif side.place == place:\n            parts.append(f"CASE', 'elif True:\n            parts.append(f"CASE'),
        ("columns", 'elif side.place == place:\n            parts.append(f"COALESCE', 'elif True:\n            parts.append(f"COALESCE'),
        ("columns", "{identifier(self.name)}.{ROW}", "{identifier(self.name)}.{ROW} + 1"),
        ("columns", "{identifier(self.name)}.{ROW}", "{identifier(self.name)}.{ROW} % 2"),
        ("rewriting", "for place in self._places.values():\n            rows = gathered", "for place in list(self._places.values())[:1]:\n            rows = gathered"),
        ("rewriting", "gathered(sides, place) if groups else carried(sides, place)", "gathered(sides[:1], place) if groups else carried(sides, place)"),
        ("rewriting", "gathered(sides, place) if groups else carried(sides, place)", "gathered(sides, place) if groups else carried(sides[:1], place)"),
        ("rewriting", "gathered(sides, place) if groups else carried(sides, place)", "gathered(sides[-1:], place) if groups else carried(sides, place)"),
        ("rewriting", "gathered(sides, place) if groups else carried(sides, place)", "gathered(sides, place) if groups else carried(sides[-1:], place)"),
        ("rewriting", "gathered(sides, place) if groups else carried(sides, place)", "carried(sides, place)"),
        ("rewriting", "for one in tested:\n                rows =", "for one in tested[:0]:\n                rows ="),
        ("rewriting", 'flatten(list({rows}))" if groups', 'any_value({rows})" if groups'),
        ("rewriting", "self.query(query.expression, members)", "self.query(query.expression, members) if isinstance(query.expression, exp.Select) else self.query(query.this, members)"),
        ("rewriting", 'if join is not None and join.kind in ("SEMI", "ANTI")', "if join is not None and join.kind"),
        ("rewriting", 'if join is not None and join.kind in ("SEMI", "ANTI")', "if join is not None and join.side"),
        ("rewriting", 'if join is not None and join.kind in ("SEMI", "ANTI")', "if join is not None"),
        ("rewriting", 'self._places[f"{layer}.{table.name}".lower()]', "min(self._places.values())"),
        ("rewriting", 'self._places[f"{layer}.{table.name}".lower()]', "max(self._places.values())"),
        ("rewriting", 'names = ["limit", "offset"]', 'names = ["limit", "offset", "where"]'),
        ("tested", '= {as_sql(value)}"', '<> {as_sql(value)}"'),
        ("tested", "yield from _required(condition.left)", "pass"),
        ("tested", 'where = f" WHERE', 'where = "" and f" WHERE'),
        ("tested", "case exp.Exists() if", "case exp.Exists() if False and"),
        ("tested", 'case exp.In() if condition.args.get("query") is not None', "case exp.In() if False"),
        ("tested", "flatten(list({EACH}.{column_of(place)}))", "any_value({EACH}.{column_of(place)})"),
        ("tested", "if not scopes.is_aggregating(select):", "if False:"),
        ("members", 'f"{side.row} AS {name}"', 'f"{side.row} + 1 AS {name}"'),
        ("members", "if side.place == place]", "if side.place == place][:1]"),
        ("members", "parts += [one.rows(place) for one in tested]", "pass"),
        ("matching", "IS NOT DISTINCT FROM {WANTED}.v{at}", "= {WANTED}.v{at}"),
        ("matching", "IS NOT DISTINCT FROM {WANTED}.v{at}", "IS DISTINCT FROM {WANTED}.v{at}"),
        ("matching", "for at, value in pairs]\n    narrow", "for at, value in pairs[:0]]\n    narrow"),
        ("matching", "for at, value in pairs]\n    narrow", "for at, value in pairs[:1]]\n    narrow"),
        ("matching", "else [])])})", "else [])][:1])})"),
        ("matching", "{row[at] for row in stored.rows}", "{row[at] for row in stored.rows[:1]}"),
        ("matching", "if value is not None)", "if value is not None)[:1]"),
        ("matching", "{place} AS _place", "0 AS _place"),
        ("matching", "SELECT DISTINCT _n, unnest({column_of(place)})", "SELECT DISTINCT _n, {column_of(place)}[1]"),
        ("matching", "list_sort(list(_r))", "list_sort(list(_r))[2:]"),
        ("values", 'return f"CAST(NULL AS {kind})"', "return \"''\" if kind == 'VARCHAR' else '0'"),
        ("values", "str(value)\n    return", "str(value)[:1]\n    return"),
    )
)  # fmt: skip


def _source(name: str) -> str:
    spec = importlib.util.find_spec(f"{ROOM}.{name}")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


SOURCES: Final = {name: _source(name) for name in MODULES}
"""As they were when this module was loaded."""


def load(mutant: Mutant | None) -> Mapping[str, ModuleType]:
    """Load the modules of the rewriting anew, with a mistake in one of them; others keep theirs."""
    loaded: dict[str, ModuleType] = {}
    with _aside():
        for name in MODULES:
            spec = importlib.util.find_spec(f"{ROOM}.{name}")
            assert spec is not None
            source = SOURCES[name]
            if mutant is not None and mutant.module == name:
                assert mutant.right in source, f"{name} has no {mutant.right!r}"
                source = source.replace(mutant.right, mutant.wrong)
            module = importlib.util.module_from_spec(spec)
            sys.modules[module.__name__] = loaded[name] = module
            exec(compile(source, f"{name}.py", "exec"), module.__dict__)
    return loaded


@contextmanager
def _aside() -> Iterator[None]:
    names = [f"{ROOM}.{name}" for name in MODULES]
    former = {name: importlib.import_module(name) for name in names}
    try:
        yield
    finally:
        sys.modules.update(former)


def is_found(
    mutant: Mutant | None, models: Mapping[str, Model], asked: Callable[[str], dict[str, bool]], databases: int
) -> bool:
    """Tell whether the oracle finds a mistake: a wrong claim, or SQL that cannot be run."""
    behind: Behind = load(mutant)["matching"].behind
    for seed in range(databases):
        for name, model in models.items():
            try:
                if any(True for _ in violations(model, database(seed + 7), behind, **asked(name))):
                    return True
            except Exception:  # noqa: BLE001 - the mistake shows
                return True
    return False


def main(databases: int) -> int:
    """Run all mutants and print those that live."""
    from tests.projections.lineage.rewriting.compiled import compiled
    from tests.projections.lineage.witnesses.test_deletion import QUERIES, asked

    models = {name: compiled(sql) for name, sql in QUERIES.items()}
    assert not is_found(None, models, asked, 1), "the rewriting as it is passes"
    living = [mutant for mutant in MUTANTS if not is_found(mutant, models, asked, databases)]
    for mutant in living:
        print("lives:", mutant)
    found = len(MUTANTS) - len(living)
    print(f"{found} of {len(MUTANTS)} mutants found ({found / len(MUTANTS):.1%})")
    return 0 if found >= 0.95 * len(MUTANTS) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
