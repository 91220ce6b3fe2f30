"""Hear who needs a column before a changed definition takes it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from jobforge_es.commands.schemas import contract_schema, table_schema
from jobforge_es.definitions.project import Definitions
from jobforge_es.session import Session
from ledger.definitions import Contract, Model, Statement
from ledger.definitions.statements import Key
from ledger.errors import JobForgeError
from ledger.names import split_table
from projections.catalog import datasets, definitions, statements
from projections.catalog.questions.required import Requirement, requirements, saying_so
from projections.lineage.schema import TableSchema


class StillNeeded(JobForgeError):
    """A changed definition takes away a column that a question or a consumer needs."""

    code = "C-030"
    exit_code = 2


def check_needed(session: Session, found: Definitions, retired: Iterable[str]) -> None:
    """Refuse definitions that take away columns which somebody needs, unless what they need is changed too.

    Costs nothing where nobody needs anything; models are compiled only where a needed table stands above a change.

    Args:
        session: of the command.
        found: the files of the project.
        retired: origins whose files are gone.

    Raises:
        StillNeeded: naming each column and who needs it; nothing was recorded.
    """
    needed = requirements(_saying_so_then(session, found, set(retired)))
    after = _After(session, found)
    gone = [each for each in needed if after.loses(each)]
    if gone:
        raise _refused(gone)


def _refused(gone: list[Requirement]) -> StillNeeded:
    columns: dict[str, list[str]] = {}
    for each in gone:
        through = f" (through question:{each.through})" if each.through else ""
        columns.setdefault(each.column, []).append(f"{each.name}{through}")
    first = next((each for each in gone if not each.through), gone[0])
    whom = first.subject if first.kind == "question" else first.name
    return StillNeeded(
        f"{', '.join(columns)} would go, and {'is' if len(columns) == 1 else 'are'} needed",
        why="; ".join(f"{column} is needed by {', '.join(who)}" for column, who in columns.items()),
        mend=(
            "keep the column in the contract and in the model",
            f'jobforge question link {whom} {first.column} --remove --reason "..."',
            "or change what is required in the file that says so",
        ),
    )


def _saying_so_then(session: Session, found: Definitions, retired: set[str]) -> list[Statement]:
    """Give what questions and consumers will say that they need, once the files are applied."""
    then: dict[Key, Statement] = {each.key: each for each in saying_so(session.db)}
    now: dict[str, Mapping[Key, Statement]] = {
        f"file:{path}": {each.key: each for each in file.value.statements}
        for path, file in found.files.items()
        if file.value is not None
    }
    for origin in {*now, *(o for o in retired if o.startswith("file:"))}:
        said = now.get(origin, {})
        base = statements.said(session.db, origin)
        for key in base.keys() - said.keys():
            then.pop(key, None)
        then |= {key: each for key, each in said.items() if base.get(key) != each and _asks(key)}
    return list(then.values())


def _asks(key: Key) -> bool:
    return key[0] in ("question", "consumer") and key[2] in ("requires", "questions")


@attrs.define
class _After:
    """The columns of tables once the files are applied, each found once."""

    session: Session
    found: Definitions
    known: dict[str, TableSchema | None] = attrs.field(factory=dict)

    def loses(self, needed: Requirement) -> bool:
        """Tell whether a column that is there will be gone."""
        name = needed.column.rpartition(".")[2]
        if name not in {each.name for each in datasets.columns(self.session.db, needed.table)}:
            return False
        if not self._touched(needed.table, set()):
            return False
        schema = self.schema(needed.table)
        return schema is None or name not in {column.name for column in schema.columns}

    def schema(self, table: str) -> TableSchema | None:
        """Give the columns of a table; None where nothing makes it."""
        if table not in self.known:
            self.known[table] = None  # models that read each other are refused elsewhere
            self.known[table] = self._schema(table)
        return self.known[table]

    def _schema(self, table: str) -> TableSchema | None:
        layer, name = split_table(table)
        if layer == "staged":
            return table_schema(self.session, table) if name in self.found.sources else None
        promised = self._contract(f"silver.{name}" if layer == "bronze" else table)
        if promised is not None and (layer != "bronze" or promised.source):
            return contract_schema(promised, layer)
        return self._of_model(table) if table in self.found.models else None

    def _contract(self, table: str) -> Contract | None:
        loaded = self.found.contracts.get(table)
        if loaded is None or loaded.value is not None:
            return loaded.value if loaded else None
        row = definitions.contract(self.session.db, table)
        return self.session.recall(row.definition, Contract) if row else None

    def _of_model(self, table: str) -> TableSchema | None:
        from projections.engines.refused import ModelRefused  # loads the SQL parser
        from projections.lineage.compiling import compile_model, referenced_tables

        sql, about = self._text(table)
        try:
            inputs = {each: self.schema(each) for each in referenced_tables(sql)}
            known = {each: schema for each, schema in inputs.items() if schema is not None}
            return TableSchema(compile_model(table, sql, about, known).columns, counted=True)
        except ModelRefused:
            if self.found.models[table].value is not None:
                return table_schema(self.session, table)  # its own mistake, which its adoption tells
            return None  # it lost a column that it reads, and nothing will make its table any more

    def _text(self, table: str) -> tuple[str, dict[str, str]]:
        value = self.found.models[table].value
        if value is not None:
            return value.sql, value.about
        row = next(row for row in definitions.models(self.session.db) if row.table_name == table)
        model = self.session.recall(row.definition, Model)
        return model.sql, model.about

    def _touched(self, table: str, seen: set[str]) -> bool:
        """Tell whether the definition of a table, or of one that it is made from, has changed or is gone."""
        if table in seen:
            return False
        seen.add(table)
        return self._changed(table) or any(self._touched(each, seen) for each in self._inputs(table))

    def _changed(self, table: str) -> bool:
        layer, name = split_table(table)
        if layer == "staged":
            return name not in self.found.sources
        promised = f"silver.{name}" if layer == "bronze" else table
        there = [kind[promised] for kind in (self.found.contracts, self.found.models) if promised in kind]
        was = definitions.contract(self.session.db, promised) is not None
        return not there or any(x.value is not None for x in there) or (was and promised not in self.found.contracts)

    def _inputs(self, table: str) -> Iterator[str]:
        layer, name = split_table(table)
        for row in definitions.models(self.session.db):
            if row.table_name == table:
                yield from row.input_tables
                return
        if layer == "silver":
            yield f"bronze.{name}"
