"""Silver and gold by SQL: run a compiled model in the sandbox, cast and order its rows, check its contract.

Does: joins, aggregates, models for business questions. Never reads a layer below silver unless the model declares it.
"""

from __future__ import annotations

import attrs

from ledger.definitions import Contract, Model, Rule
from ledger.errors import JobForgeError
from ledger.events.parts import FileRecord, RuleCount, TableAt
from projections.engines.limits import EngineFailed
from projections.engines.sandbox import Relation, Sandbox
from projections.layers.checks import broken_rows
from projections.layers.proving import Proof, Run, prove
from projections.layers.running import run_into
from projections.layers.schemas import columns_of_file
from projections.layers.workshop import Workshop
from projections.lineage.output import CHANGED, changed_select, final_select, promised_columns


class ContractBroken(JobForgeError):
    """The output of a model breaks its contract: nothing of it is kept."""

    code = "M-020"


class OrderHasTies(JobForgeError):
    """A window or a limit depends on the order of rows that the order does not tell apart."""

    code = "M-022"


@attrs.frozen
class Made:
    """What a model gave.

    Attributes:
        rows: rows of the table.
        changed: False when they are those of the version before.
        rules: rows per broken rule of severity warning.
        files: in effect from now on.
        proof: of its determinism, where that was asked for and there are rows.
    """

    rows: int
    changed: bool
    rules: tuple[RuleCount, ...]
    files: tuple[FileRecord, ...]
    proof: Proof | None = None


def build_model(
    workshop: Workshop,
    model: Model,
    contract: Contract | None,
    inputs: tuple[TableAt, ...],
    version_id: str,
    former: FileRecord | None = None,
    *,
    proving: bool = False,
) -> Made:
    """Build one version of a model's table.

    Args:
        workshop: files and limits.
        model: as compiled when it was adopted.
        contract: what the output is cast to and checked by; None while drafting.
        inputs: the tables that it reads, pinned.
        version_id: of the new version.
        former: the file in effect, to which the new rows are compared; None to keep the new file in any case.
        proving: whether it is run again in another way, to see whether it gives the same rows.

    Raises:
        OrderHasTies: rows tie in an order that the result depends on.
        ContractBroken: a rule of severity error is broken, or a promised type cannot hold a value as it is.
        AnswersDiffer: run again, it gave other rows.
        EngineFailed, EngineLimit: the engine gave up.
    """
    relations = {at.table: workshop.relation(at) for at in inputs}
    domain = (contract.domain if contract else None) or model.about.get("domain") or "main"
    draft = workshop.lake.draft(model.table, domain, version_id, "data")
    with Sandbox(relations, workshop.limits) as sandbox:
        _refuse_ties(sandbox, model)
        select = final_select(model, contract)
        try:
            written = run_into(draft, sandbox, select)
        except EngineFailed as error:
            if contract is not None and CHANGED in error.detail:
                raise _changed(sandbox, model, contract) from error
            raise
    output = Relation((draft,), columns_of_file(draft))
    try:
        rules = _check(workshop, contract, output, inputs, written.rows) if contract else ()
        whole = Run(draft, written)
        proof = prove(model, select, relations, workshop.limits, whole) if proving else None
    except BaseException:
        draft.unlink()
        raise
    if former is not None and former.digest == written.digest:
        draft.unlink()
        return Made(written.rows, changed=False, rules=rules, files=(former,), proof=proof)
    file = workshop.lake.settle(draft, model.table, domain, version_id, "data", written)
    return Made(written.rows, changed=True, rules=rules, files=(file,), proof=proof)


def _refuse_ties(sandbox: Sandbox, model: Model) -> None:
    for check in model.ties:
        (ties,) = sandbox.one(check.sql)
        if ties:
            raise OrderHasTies(
                f"{check.what}: {ties} rows tie in its order",
                where=f"model {model.table}",
                why="rows that tie can change places from run to run, and with them the result",
                mend=("add columns to its ORDER BY until no two rows are equal in it",),
            )


def _changed(sandbox: Sandbox, model: Model, contract: Contract) -> ContractBroken:
    """Say which columns hold values that the contract's types cannot hold as they are, and how many."""
    rows, *counts = sandbox.one(changed_select(model, contract))
    made = {column.name: column.type for column in model.columns}
    said = [
        f"{count} would change in `{column.name}`, which is {made[column.name]} and promised as {column.type}"
        for column, count in zip(promised_columns(model, contract), counts, strict=True)
        if count
    ]
    return ContractBroken(
        f"of {rows} rows that the model of {contract.table} gave, {'; '.join(said)}",
        where=f"model {contract.table}, contract version {contract.version}",
        why="a value is stored as it was worked out: nothing is rounded or cut in silence",
        written=f"{contract.table} is as it was",
        mend=("round or cast it in the SQL, for example CAST(round(x, 2) AS DECIMAL(18, 2))", "or widen the contract"),
    )


def _check(
    workshop: Workshop, contract: Contract, output: Relation, inputs: tuple[TableAt, ...], rows: int
) -> tuple[RuleCount, ...]:
    counts = tuple(broken_rows(workshop, contract, output, inputs))
    errors = [c for c in counts if c.severity == "error"]
    if errors:
        raise _broken(contract.table, contract, errors, rows)
    return counts


def _broken(table: str, contract: Contract, errors: list[RuleCount], rows: int) -> ContractBroken:
    rules: dict[str, Rule] = {rule.id: rule for rule in contract.rules}
    said = "; ".join(f"{c.rows} break {c.rule} ({rules[c.rule].kind})" for c in errors)
    return ContractBroken(
        f"of {rows} rows that the model of {table} gave, {said}",
        where=f"model {table}, contract version {contract.version}",
        why="a model's output is kept whole or not at all: gold has no quarantine",
        written=f"{table} is as it was",
        mend=("mend the SQL or the contract, then jobforge run",),
    )
