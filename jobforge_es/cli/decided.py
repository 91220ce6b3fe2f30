"""Decisions about rows, as they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
        screen.line("it takes effect when a second person agrees")
    screen.hint(f"{following}{'   (somebody else)' if decided.waits else ''}")


def _sentence(decided: Decided) -> str:
    rows = f"{decided.rows:,} {'row' if decided.rows == 1 else 'rows'}"
    done, kept = ("taken back", "that it held stays recorded") if decided.is_end else ("recorded", "what came is kept")
    return f"{decided.kind} {decided.decision} {done} at position {decided.position}, for {rows}; {kept}"


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
        screen.line(f"{fate.batch_id}, record {fate.record}: {_fate(fate)}")
    if len(found.fates) > SHOWN:
        screen.line(f"{len(found.fates) - SHOWN:,} more; --json tells all")
    for outcome in found.outcomes:
        for line in told(outcome):
            screen.line(line)
    accepted = sum(fate.outcome == "accepted" for fate in found.fates)
    screen.line(f"{accepted:,} of {len(found.fates):,} would be accepted; nothing was written")
    return code


def _fate(fate: Fate) -> str:
    match fate.outcome:
        case "accepted":
            return f"would stand in {fate.table}"
        case "left out":
            return f"would be left out of {fate.table}: an equal row stands"
        case "set aside":
            return f"would be set aside on the way into {fate.table}: {plain(', '.join(fate.rules))}"
        case _:
            return "would wait"


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
