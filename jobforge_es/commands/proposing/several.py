"""Several unknown files at once: those that one source reads share it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from jobforge_es.commands.ingest import remembered_name
from jobforge_es.commands.proposing.answering import Answers
from jobforge_es.commands.proposing.file_names import source_name
from jobforge_es.commands.proposing.proof import prove
from jobforge_es.commands.proposing.propose_source import ProposedSource, propose_source
from jobforge_es.session import Progress


@attrs.define
class Group:
    """A proposed source and the files that it reads, the first of which it was made from."""

    found: ProposedSource
    files: list[Path]


def propose_sources(files: Iterable[Path], answers: Answers, progress: Progress | None = None) -> Iterator[Group]:
    """Propose a source for each file whose name no earlier one matches; each group is given when it is begun.

    A later file that an earlier source matches has to be readable by it; it is added to the files of its group.

    Raises:
        FileRefused: a file cannot be read.
    """
    groups: list[Group] = []
    for file in files:
        group = next((g for g in groups if _matches(g, file)), None)
        if group is not None:
            prove(file, group.found.source)
            group.files.append(file)
            continue
        name = _free(source_name(remembered_name(file)), {g.found.source.name for g in groups})
        groups.append(Group(propose_source(file, answers, name, progress), [file]))
        yield groups[-1]


def _matches(group: Group, file: Path) -> bool:
    return any(fnmatch.fnmatchcase(file.name, glob) for glob in group.found.source.files)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name[:60]}_{number}", number + 1
    return free
