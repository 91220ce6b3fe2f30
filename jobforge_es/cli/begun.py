"""A project from files that nobody has described: sources, what they land, contracts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobforge_es.cli import asking, drafted, proposed
from jobforge_es.cli.outcomes import fields_of, told
from jobforge_es.cli.plain import plain
from jobforge_es.commands.init import init
from jobforge_es.commands.outcome import Outcome, exit_code
from jobforge_es.commands.proposing.propose_source import write_source
from jobforge_es.commands.proposing.several import Group, propose_sources
from ledger.errors import JobForgeError

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked


def begin(asked: Asked, folder: Path, files: tuple[Path, ...], given: dict[str, str], *, yes: bool, dry: bool) -> int:
    """Look at the files; where somebody agrees, make the project, land them, and draft contracts.

    Gives the exit code.

    Raises:
        Unanswered: nobody agrees; nothing was written.
        JobForgeError: a file cannot be read, or no project can be made there; nothing was written.
    """
    init(folder, dry=True)
    answers = asking.answers(asked, given, quiet=yes or dry)
    groups: list[Group] = []
    for group in propose_sources(files, answers):
        proposed.show_source(asked.screen, group.found)
        asked.screen.line()
        groups.append(group)
    made: tuple[str, ...] = ()
    outcomes: list[Outcome] = []
    contracts: list[dict[str, Any]] = []
    if not dry:
        again = ("jobforge", "init", str(folder), *(part for file in files for part in ("--from", str(file))))
        proposed.require_agreement(asked, str(folder), tuple(answers.open), again, yes=yes)
        made = _make(folder, groups)
        asked.project = str(folder)
        for group in groups:
            outcomes += _land(asked, group)
            contracts += _draft(asked, group, given, yes=yes)
    _close(asked, folder, groups, made, outcomes, contracts, dry=dry)
    return exit_code(outcomes)


def _make(folder: Path, groups: list[Group]) -> tuple[str, ...]:
    made = init(folder).files
    for group in groups:
        write_source(folder, group.found)
    return made


def _land(asked: Asked, group: Group) -> list[Outcome]:
    def tell(outcome: Outcome) -> None:
        for line in told(outcome, asked.screen.paint):
            asked.screen.work_line(line)

    return asked.workspace(progress=True).ingest(group.files, group.found.source.name, tell)


def _draft(asked: Asked, group: Group, given: dict[str, str], *, yes: bool) -> list[dict[str, Any]]:
    """Draft the contract of a source; one that cannot be drafted does not stop the others."""
    workspace = asked.workspace(progress=True)
    answers = asking.answers(asked, given, quiet=yes)
    try:
        found = workspace.propose_contract(group.found.source.name, answers=answers)
    except JobForgeError as error:
        asked.screen.say(f"no contract for {group.found.source.name}: {error.what}")
        return []
    drafted.show_contract(asked.screen, found)
    asked.screen.line()
    return [drafted.fields(found)]


def _close(
    asked: Asked,
    folder: Path,
    groups: list[Group],
    made: tuple[str, ...],
    outcomes: list[Outcome],
    contracts: list[dict[str, Any]],
    *,
    dry: bool,
) -> None:
    from jobforge_es.cli.pasting import pasted

    sources = [group.found for group in groups]
    paths = [*made, *(found.path for found in sources), *(contract["path"] for contract in contracts)]
    following = f"{pasted('cd', str(folder))} && jobforge run"
    fields: dict[str, Any] = {"folder": str(folder.absolute()), "dry_run": dry, "files": sorted(paths)}
    fields |= {"sources": [proposed.source_fields(found) for found in sources], "contracts": contracts}
    fields |= {"outcomes": [fields_of(outcome) for outcome in outcomes], "next": following}
    asked.screen.object("init", fields)
    if dry:
        asked.screen.line("nothing was written: contracts are drafted once the files are landed")
        return
    for path in sorted(paths):
        asked.screen.line(f"  {path}")
    asked.screen.line(f"made: {plain(str(folder.absolute()))}, {len(paths)} files")
    asked.screen.hint(following)
