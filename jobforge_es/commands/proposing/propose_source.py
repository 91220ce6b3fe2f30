"""Propose a source: look at an unknown file, prove what was found on all of it, write ``sources/NAME.yaml``."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from math import ceil
from pathlib import Path

import attrs

from jobforge_es.commands.ingest import remembered_name
from jobforge_es.commands.proposing import yaml_text
from jobforge_es.commands.proposing.answering import Answers
from jobforge_es.commands.proposing.file_names import patterns, source_name
from jobforge_es.commands.proposing.looking import Look, look_at
from jobforge_es.commands.proposing.proof import Proof, prove
from jobforge_es.commands.proposing.refused import AlreadyThere
from jobforge_es.definitions.sources import KEYS, read_source
from jobforge_es.errors import UnknownName
from jobforge_es.session import Progress
from ledger.definitions import Source
from ledger.errors import JobForgeError
from ledger.intake import opened as checked
from ledger.names import is_name
from projections.proposing.asking import Choice, Finding, Question
from projections.proposing.observing import Seen

TO_SAY = ("title", "publisher", "licence", "steward")
"""Keys of a source that no file can tell."""


@attrs.frozen
class ProposedSource:
    """A source for a file that nobody had described.

    Attributes:
        file: that was looked at.
        source: as the project's own reader compiles ``text``.
        path: below the project, where it goes.
        text: of the file.
        findings: every key with its reason.
        seen: in the columns.
        proof: what it reads in the whole file.
        answered: the questions with their answers.
        open: those to which nobody gave one, so that what was proposed stands.
    """

    file: Path
    source: Source
    path: str
    text: str
    findings: tuple[Finding, ...]
    seen: tuple[Seen, ...]
    proof: Proof
    answered: tuple[tuple[Question, str], ...]
    open: tuple[Question, ...]

    @property
    def refused_share(self) -> float:
        """Share of the records that would be set aside."""
        books = self.proof.balance
        return books.quarantined / max(1, books.accepted + books.quarantined)


def propose_source(
    file: Path, answers: Answers, name: str | None = None, progress: Progress | None = None
) -> ProposedSource:
    """Look at a file and prove what was found; nothing is written.

    Args:
        file: of any format.
        answers: to what only a person can tell.
        name: of the source; None makes one from the name of the file.
        progress: is told what is going on.

    Raises:
        SourceFileMissing, NotAFile, SourceFileUnreadable: there is no such file.
        NotRecognised, EmptyFile: it is nothing that can be read.
        FileRefused: what was found does not read it.
    """
    with checked(file):
        pass
    tell = progress or Progress()
    chosen = name if name is not None else source_name(remembered_name(file))
    if not is_name(chosen):
        mend = f"--name {source_name(chosen)}"
        raise UnknownName("name of a source like", chosen, (), (mend,))
    size = file.stat().st_size
    tell.step(f"look at {file.name}", size)
    look = look_at(file, answers, _Steps(tell))
    found = (patterns(remembered_name(file)), *look.findings)
    text = _text(file, chosen, found, look)
    path = f"sources/{chosen}.yaml"
    source = read_source(path, text.encode())
    tell.step(f"read {file.name} to its end", size)
    try:
        proof = prove(file, source, tell.advance)
    finally:
        tell.done()
    limited = _limit(source, proof, answers)
    if limited is not None:
        found = (*found, limited)
        text = _text(file, chosen, found, look)
        source = read_source(path, text.encode())
    return ProposedSource(
        file, source, path, text, found, look.seen, proof, tuple(answers.answered), tuple(answers.open)
    )


def _limit(source: Source, proof: Proof, answers: Answers) -> Finding | None:
    """Ask what is to become of a file with more unreadable records than a source allows by default."""
    books = proof.balance
    share = books.quarantined / max(1, books.accepted + books.quarantined)
    if source.quarantine_limit is None or share <= float(source.quarantine_limit):
        return None
    usual = f"{float(source.quarantine_limit):.0%}"
    higher = f"{min(100, ceil(share * 100) + 1)}%"
    codes = ", ".join(f"{count:,} of {code}" for code, count in sorted(proof.refused.items()))
    why = f"{books.quarantined:,} records, {share:.1%}, cannot be read: {codes}"
    choices = (
        Choice(usual, "the file is refused whole when it is ingested"),
        Choice(higher, "these records are set aside, the others go on"),
    )
    question = Question("quarantine_limit", "How many unreadable records may a file have?", why, choices)
    answer = answers(question)
    return None if answer == usual else Finding("quarantine_limit", answer, why)


class _Steps:
    """Turns how far a piece of work is into how much further it went."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0

    def __call__(self, done: int) -> None:
        self._progress.advance(done - self._done)
        self._done = done


def check_free(root: Path, proposed: ProposedSource) -> None:
    """Refuse to write over a source, or to write a second one that would take the same files.

    Raises:
        AlreadyThere: there is one.
    """
    if (root / proposed.path).exists():
        raise AlreadyThere(
            f"there is a source {proposed.source.name!r} already",
            where=proposed.path,
            why="what is written there is not thrown away",
            mend=(f"jobforge source propose {proposed.file} --name another",),
        )
    for path, other in _sources(root):
        if any(fnmatch.fnmatchcase(proposed.file.name, glob) for glob in other.files):
            raise AlreadyThere(
                f"the source {other.name!r} reads files named like {proposed.file.name}",
                where=path,
                why="two sources that match one file stop a run",
                mend=(f"jobforge ingest {proposed.file} --source {other.name}", f"or narrow `files:` in {path}"),
            )


def _sources(root: Path) -> Sequence[tuple[str, Source]]:
    from jobforge_es.definitions.project import read_definitions  # only where there is a project

    try:
        found = read_definitions(root)
    except JobForgeError:
        return ()  # what is wrong elsewhere is told by plan and run
    return [(loaded.path, loaded.value) for loaded in found.sources.values() if loaded.value is not None]


def write_source(root: Path, proposed: ProposedSource) -> None:
    """Write the file of a source."""
    place = root / proposed.path
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("x", encoding="utf-8") as file:
        file.write(proposed.text)


def _text(file: Path, name: str, found: Sequence[Finding], look: Look) -> str:
    lines = [
        yaml_text.comment(f"How files like {remembered_name(file)} are read, as `jobforge source propose` found it.")
    ]
    lines += yaml_text.line("name", name)
    for finding in found:
        if finding.key in KEYS or finding.key in _form_keys():
            shown = "tab" if finding.value == "\t" else finding.value
            lines += yaml_text.line(finding.key, shown, finding.why)
    lines += ["", *(f"# {key}: ..." for key in TO_SAY)]
    typed = [seen for seen in look.seen if seen.says]
    if typed:
        lines += ["", "# What the columns seem to be; a contract says so: jobforge contract propose " + name]
        lines += [yaml_text.comment(f"  {seen.header.strip()}: {seen.says}") for seen in typed]
    return yaml_text.joined(lines)


def _form_keys() -> tuple[str, ...]:
    from jobforge_es.definitions.forms import KEYS as OF_FORMS  # the formats are many

    return OF_FORMS
