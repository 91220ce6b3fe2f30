"""Decisions about rows, as they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobforge_es.cli.language import counted, named, spoken
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.deciding.fate import Fate
    from jobforge_es.commands.deciding.preview import Preview
    from jobforge_es.commands.deciding.recording import Decided

SHOWN = 20


def tell_decided(screen: Screen, decided: Decided) -> None:
    """Tell a decision that was recorded, and what comes next."""
    following = f"jobforge review approve {decided.decision}" if decided.waits else "jobforge quarantine retry"
    screen.object("decision", fields_of(decided) | {"dry_run": False, "next": following})
    screen.line(_sentence(decided))
    if decided.waits:
        screen.line(spoken("it takes effect when a second person agrees"))
    screen.hint(f"{following}{spoken('   (somebody else)') if decided.waits else ''}")


def _sentence(decided: Decided) -> str:
    rows = counted(decided.rows, "for {n:,} row", "for {n:,} rows")
    facts = {"what": f"{named(decided.kind)} {decided.decision}", "position": decided.position, "rows": rows}
    if decided.is_end:
        return spoken("{what} taken back at position {position}, {rows}; that it held stays recorded", **facts)
    return spoken("{what} recorded at position {position}, {rows}; what came is kept", **facts)


def tell_preview(screen: Screen, found: Preview) -> int:
    """Tell what a decision would do, row by row; give the exit code of what would follow."""
    from jobforge_es.cli.outcomes import fields_of as outcome_fields
    from jobforge_es.cli.outcomes import told
    from jobforge_es.commands.outcome import exit_code

    code = exit_code(found.outcomes)
    outcomes = [outcome_fields(each) for each in found.outcomes]
    fields: dict[str, Any] = {"dry_run": True, "fates": found.fates, "outcomes": outcomes, "exit_code": code}
    screen.object("decision", fields_of(found.decided) | fields)
    for fate in found.fates[:SHOWN]:
        screen.line(f"{fate.batch_id}, {spoken('record {record}', record=fate.record)}: {_fate(fate)}")
    if len(found.fates) > SHOWN:
        screen.line(spoken("{n:,} more; --json tells all", n=len(found.fates) - SHOWN))
    for outcome in found.outcomes:
        for line in told(outcome):
            screen.line(line)
    accepted = sum(fate.outcome == "accepted" for fate in found.fates)
    facts = {"n": accepted, "of": len(found.fates)}
    screen.line(spoken("{n:,} of {of:,} would be accepted; nothing was written", **facts))
    return code


def _fate(fate: Fate) -> str:
    match fate.outcome:
        case "accepted":
            return spoken("would stand in {table}", table=fate.table)
        case "left out":
            return spoken("would be left out of {table}: an equal row stands", table=fate.table)
        case "set aside":
            rules = plain(", ".join(fate.rules))
            return spoken("would be set aside on the way into {table}: {rules}", table=fate.table, rules=rules)
        case _:
            return spoken("would wait")


def fields_of(decided: Decided) -> dict[str, Any]:
    """Give a decision as a program reads it."""
    return {
        "decision": decided.decision,
        "kind": decided.kind,
        "position": decided.position,
        "rows": decided.rows,
        "batches": decided.batches,
        "waits": decided.waits,
        "taken_back": decided.is_end,
    }
