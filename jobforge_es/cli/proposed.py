"""What is proposed, shown before it is written: the settings with their reasons, the first records, the books."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobforge_es.cli import asking
from jobforge_es.cli.outcomes import in_words
from jobforge_es.cli.plain import cut, plain, width
from jobforge_es.commands.proposing.propose_source import ProposedSource, check_free, propose_source, write_source
from jobforge_es.commands.proposing.refused import Unanswered
from jobforge_es.commands.proposing.yaml_text import value

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.cli.screen import Screen
    from jobforge_es.workspace import Workspace
    from projections.proposing.asking import Question

COLUMNS = 6
"""Columns of the first records that are shown."""

CELL = 24
"""Cells of the terminal that a value may take."""

REASON = 84


def source_of(
    asked: Asked, workspace: Workspace, file: Path, name: str | None, given: dict[str, str], *, yes: bool, dry: bool
) -> ProposedSource:
    """Propose a source, show it, and write it where somebody agrees.

    Raises:
        Unanswered: nobody does; nothing was written.
    """
    root = workspace.config.root
    answers = asking.answers(asked, given, quiet=yes or dry)
    found = propose_source(file, answers, name, workspace.progress)
    answers.check_used()
    check_free(root, found)
    show_source(asked.screen, found)
    if not dry:
        options = [*(("--name", name) if name else ()), *(f"--set={key}={answer}" for key, answer in given.items())]
        again = ("jobforge", "source", "propose", str(file), *options)
        require_agreement(asked, found.path, found.open, again, yes=yes)
        write_source(root, found)
    return found


def require_agreement(
    asked: Asked, target: str, questions: tuple[Question, ...], command: tuple[str, ...], *, yes: bool
) -> None:
    """Ask whether something is to be written.

    Raises:
        Unanswered: nobody is there, or the answer is no.
    """
    if yes:
        return
    if not asking.is_answered(asked):
        raise Unanswered(target, questions, command)
    if not asking.agree(f"Write {target}?"):
        raise Unanswered(target, (), command)


def show_source(screen: Screen, found: ProposedSource) -> None:
    """Show the settings with their reasons, the first records as they would be read, and the books."""
    screen.line(f"{plain(found.file.name)}, as source {found.source.name}:")
    wide = max(width(_setting(f.key, f.value)) for f in found.findings)
    for finding in found.findings:
        setting = _setting(finding.key, finding.value)
        screen.line(f"  {setting}{' ' * (wide - width(setting))}  {cut(plain(finding.why), REASON)}")
    for seen in found.seen:
        if seen.says.startswith("open"):
            screen.line(f"  column {plain(seen.header.strip())}: {plain(seen.says)}; contract propose will ask")
    screen.line()
    header = found.proof.header[:COLUMNS]
    rows = [[cut(plain(cell or ""), CELL) for cell in row[:COLUMNS]] for row in found.proof.rows]
    screen.table([plain(name) for name in header], rows, empty=True)
    more = len(found.proof.header) - len(header)
    if more > 0:
        screen.line(f"  and {more} more columns")
    screen.line()
    screen.line(f"the whole file: {in_words(found.proof.balance)}")
    _tell_refused(screen, found)


def _tell_refused(screen: Screen, found: ProposedSource) -> None:
    from jobforge_es.cli.codes import title_of

    for code, count in sorted(found.proof.refused.items()):
        screen.line(f"  {count:,} of {code}: {title_of(code)}")
    limit = found.source.quarantine_limit
    if limit is not None and found.refused_share > float(limit):
        screen.line("  more than the source allows, so that ingest would refuse the file: look at these records first")
        screen.line("  or, where they are to be set aside, write a higher quarantine_limit")


def source_fields(found: ProposedSource) -> dict[str, Any]:
    """Give a proposed source as a program reads it."""
    return {
        "file": str(found.file),
        "source": found.source.name,
        "path": found.path,
        "text": found.text,
        "findings": found.findings,
        "columns": found.seen,
        "header": found.proof.header,
        "records": found.proof.rows,
        "parts": found.proof.parts,
        "balance": found.proof.balance,
        "refused": found.proof.refused,
        "questions": [{"question": question, "answer": answer} for question, answer in found.answered],
        "open": [question.key for question in found.open],
    }


def _setting(key: str, found: object) -> str:
    shown = "tab" if found == "\t" else value(found)
    return cut(plain(f"{key}: {shown}"), 40)
