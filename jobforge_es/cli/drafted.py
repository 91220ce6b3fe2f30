"""A drafted contract, shown before it is written: columns with their reasons, keys, and what would be set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobforge_es.cli import asking
from jobforge_es.cli.outcomes import fields_of
from jobforge_es.cli.plain import cut, plain
from jobforge_es.cli.proposed import require_agreement
from jobforge_es.commands.proposing.propose_contract import ProposedContract, write_contract

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.cli.screen import Screen
    from jobforge_es.workspace import Workspace
    from ledger.definitions import Column

REASON = 60


def contract_of(
    asked: Asked, workspace: Workspace, table: str, given: dict[str, str], *, yes: bool, dry: bool
) -> ProposedContract:
    """Draft a contract, show it, and write it where somebody agrees.

    Raises:
        Unanswered: nobody does; nothing was written.
    """
    answers = asking.answers(asked, given, quiet=yes or dry)
    found = workspace.propose_contract(table, answers=answers, dry=True)
    answers.check_used()
    show_contract(asked.screen, found)
    if not dry:
        options = [f"--set={key}={answer}" for key, answer in given.items()]
        again = ("jobforge", "contract", "propose", table, *options)
        require_agreement(asked, found.path, found.open, again, yes=yes)
        write_contract(workspace.config.root, found)
    return found


def show_contract(screen: Screen, found: ProposedContract) -> None:
    """Show the columns, the key, and how many rows would be set aside."""
    screen.line(f"{found.table}, version {found.contract.version}, a draft:")
    promised = {column.name: column for column in found.contract.columns}
    rows = (
        (
            measured.name,
            _type(promised[measured.name]),
            "key" if promised[measured.name].key else ("required" if not measured.missing else ""),
            f"{measured.missing / measured.rows:.1%}" if measured.missing else "",
            cut(plain(measured.shapes[0].why), REASON),
        )
        for measured in found.columns
    )
    screen.table(("column", "type", "", "missing", "because"), rows)
    screen.line()
    whole, nearly = found.keys.whole, found.keys.nearly
    none = f"none; {nearly}" if nearly else "none: no few columns tell all rows apart"
    screen.line(f"key: {', '.join(whole[0])} tells all rows apart" if whole else f"key: {none}")
    read = sum(o.balance.read for o in found.outcomes if o.balance is not None and o.subject.startswith("bronze."))
    screen.line(f"of {read:,} landed rows it would set aside {found.set_aside:,}")
    for outcome in found.outcomes:
        if outcome.error is not None:
            screen.line(f"  {plain(outcome.subject)}: {outcome.error.what}")


def fields(found: ProposedContract) -> dict[str, Any]:
    """Give a drafted contract as a program reads it."""
    return {
        "table": found.table,
        "path": found.path,
        "text": found.text,
        "contract": found.contract,
        "columns": [
            {
                "name": c.name,
                "header": c.header,
                "why": c.shapes[0].why,
                "rows": c.rows,
                "missing": c.missing,
                "distinct": c.distinct,
            }
            for c in found.columns
        ],
        "keys": found.keys.whole,
        "nearly_key": found.keys.nearly,
        "set_aside": found.set_aside,
        "outcomes": [fields_of(outcome) for outcome in found.outcomes],
        "questions": [{"question": question, "answer": answer} for question, answer in found.answered],
        "open": [question.key for question in found.open],
    }


def _type(column: Column) -> str:
    return f"decimal({column.precision},{column.scale})" if column.type == "decimal" else column.type
