"""``jobforge quarantine correct | release | reject | retry``: what stewards do with single rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.asking import pairs
from jobforge_es.cli.decided import tell_decided, tell_preview

if TYPE_CHECKING:
    from jobforge_es.commands.deciding.recording import Decided
    from jobforge_es.session import Session
    from jobforge_es.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])
BASES = ("steward", "publisher", "privacy")


def about(command: F) -> F:
    """Give a command that decides about rows its ticket."""
    return click.option("--ticket", metavar="T", help="Where it is written about, such as INC-4471.")(command)


def set_values(command: F) -> F:
    """Give a command the values that rows get, as the arguments ``given`` and ``basis``."""
    given = click.option(
        "--set",
        "given",
        multiple=True,
        metavar="COLUMN=VALUE",
        callback=pairs,
        help="A value as it would stand in the source file; nothing after the = takes it away.",
    )
    basis = click.option(
        "--basis",
        type=click.Choice(BASES),
        default="steward",
        show_default=True,
        help="Who says that the value is right; privacy: a person asked for it.",
    )
    return given(basis(command))


@click.command()
@click.argument("wanted", metavar="[ID]", required=False)
@set_values
@click.option("--from", "file", metavar="FILE", type=click.Path(), help="Many: a CSV file with id,column,value.")
@click.option("--undo", is_flag=True, help="Take a correction back: of the row ID, or all of a decision (d-...).")
@about
@dry_run
@writing
@pass_asked
def correct(
    asked: Asked,
    wanted: str | None,
    given: dict[str, str],
    basis: Any,
    file: str | None,
    undo: bool,
    ticket: str | None,
    dry_run: bool,
) -> int:
    """Say what a row that was set aside should have said; what came is kept.

    The correction is applied at bronze, now and whenever the table is built again. --dry-run tells what would become
    of the rows.
    """
    from pathlib import Path

    from jobforge_es.commands.deciding.bulk import read_changes
    from jobforge_es.commands.deciding.correct import Change, correct

    if undo:
        return taken_back(asked, "correction", wanted, dry=dry_run)
    if (wanted is None) == (file is None) or (wanted is None) == bool(given):
        raise click.UsageError("name one row and --set COLUMN=VALUE for it, or many rows with --from FILE")
    values: dict[str, str | None] = {name: text or None for name, text in given.items()}
    changes = [Change(wanted, values)] if wanted is not None else read_changes(Path(file or ""))
    return decided(asked, lambda session: correct(session, changes, ticket=ticket, basis=basis), dry=dry_run)


@click.command()
@click.argument("wanted", metavar="ID...", nargs=-1, required=True)
@click.option("--until", metavar="DAY", help="The last day on which it holds (2026-12-31).")
@click.option("--undo", is_flag=True, help="Take a release back: of the row ID, or all of a decision (d-...).")
@about
@dry_run
@writing
@pass_asked
def release(
    asked: Asked, wanted: tuple[str, ...], until: str | None, undo: bool, ticket: str | None, dry_run: bool
) -> int:
    """Accept rows that were set aside as they are, until a day; after it they are judged again.

    Types and keys are never waived.
    """
    from jobforge_es.commands.deciding.release import release

    if undo:
        return taken_back(asked, "release", *wanted, dry=dry_run)
    if until is None:
        raise click.UsageError("say until when: --until YYYY-MM-DD")
    return decided(asked, lambda session: release(session, wanted, until, ticket=ticket), dry=dry_run)


@click.command()
@click.argument("wanted", metavar="ID...", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Take a refusal back: of the row ID, or all of a decision (d-...).")
@about
@dry_run
@writing
@pass_asked
def reject(asked: Asked, wanted: tuple[str, ...], undo: bool, ticket: str | None, dry_run: bool) -> int:
    """Refuse rows that were set aside for good, whatever their contract says later; their bytes are kept."""
    from jobforge_es.commands.deciding.reject import reject

    if undo:
        return taken_back(asked, "rejection", *wanted, dry=dry_run)
    return decided(asked, lambda session: reject(session, wanted, ticket=ticket), dry=dry_run)


@click.command()
@click.argument("wanted", metavar="[ID|BATCH|TABLE]...", nargs=-1)
@dry_run
@writing
@pass_asked
def retry(asked: Asked, wanted: tuple[str, ...], dry_run: bool) -> int:
    """Take rows that were set aside through the rules again, after a decision or a changed contract, up to gold.

    Without a name: all rows about which something was decided. Other rows of their files come out unchanged.
    """
    from jobforge_es.cli.outcomes import Report

    report = Report(asked, "quarantine retry", dry=dry_run, again=wanted)
    return report.end(asked.workspace(progress=True).retry(wanted, report.tell, dry=dry_run))


def decided(asked: Asked, decide: Callable[[Session], Decided], *, dry: bool) -> int:
    """Record a decision and tell it, or tell what it would do."""
    workspace: Workspace = asked.workspace(progress=dry)
    if dry:
        return tell_preview(asked.screen, workspace.preview(decide))
    tell_decided(asked.screen, workspace.decide(decide))
    return 0


def taken_back(asked: Asked, kind: str, *wanted: str | None, dry: bool) -> int:
    """Take decisions back."""
    from jobforge_es.commands.deciding.undo import undo

    names: Sequence[str] = [name for name in wanted if name is not None]
    if len(names) != 1:
        raise click.UsageError("name one row or one decision (d-...) that is taken back")
    return decided(asked, lambda session: undo(session, kind, names[0]), dry=dry)
