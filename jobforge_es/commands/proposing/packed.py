"""Look into a packed file: which of its members are the table, and one of them unpacked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Literal

import attrs

from jobforge_es.commands.proposing.file_names import patterns
from ledger.definitions import Packing
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.readers.packing import sizes_of, unpacked

SHOWN = 3


@attrs.frozen
class Group:
    """Members whose names differ in date, version or number only.

    Attributes:
        pattern: that asks for them, or the name of the only one.
        members: their names, the largest first.
        size: bytes of all of them, unpacked.
    """

    pattern: str
    members: tuple[str, ...]
    size: int


@contextmanager
def packed(path: Path, kind: Literal["gzip", "zip", "zstd"], ask: Ask) -> Iterator[tuple[Path, tuple[Finding, ...]]]:
    """Give one unpacked file for the length of a ``with`` block, and how it was packed.

    Args:
        path: of the packed file.
        kind: how it is packed.
        ask: which members are meant, where they are not alike.

    Raises:
        FileRefused: it is not whole, unsafe, or passes a limit.
    """
    packing, member = Packing(kind), None
    findings = [Finding("packing", kind, "so it begins")]
    if kind == "zip":
        group, why = _chosen(_groups(sizes_of(path, packing)), ask)
        packing, member = attrs.evolve(packing, members=(group.pattern,)), group.members[0]
        findings.append(Finding("members", (group.pattern,), why))
    with tempfile.TemporaryDirectory(prefix="jobforge-") as folder, unpacked(path, packing, member, Path(folder)) as it:
        yield it, tuple(findings)


def _groups(sizes: dict[str, int]) -> list[Group]:
    """Put alike names together, the largest group first; a pattern that takes others as well is given up."""
    alike: dict[str, list[str]] = {}
    for name in sizes:
        alike.setdefault(_pattern(name), []).append(name)
    found: list[Group] = []
    for pattern, names in alike.items():
        taken = [name for name in sizes if _matches(name, pattern)]
        if len(taken) == len(names):
            found.append(_group(pattern, names, sizes))
        else:
            found += [_group(_literal(name), [name], sizes) for name in names]
    return sorted(found, key=lambda group: -group.size)


def _group(pattern: str, names: list[str], sizes: dict[str, int]) -> Group:
    return Group(pattern, tuple(sorted(names, key=lambda name: -sizes[name])), sum(sizes[name] for name in names))


def _chosen(groups: Sequence[Group], ask: Ask) -> tuple[Group, str]:
    if len(groups) == 1:
        return groups[0], "its only member" if len(groups[0].members) == 1 else "its members are named alike"
    why = f"{len(groups)} kinds of members are in the archive, the largest first"
    choices = tuple(Choice(group.pattern, _in_words(group)) for group in groups)
    answer = ask(Question("members", "Which members hold the table?", why, choices))
    others = ", ".join(group.pattern for group in groups if group.pattern != answer)
    return next(group for group in groups if group.pattern == answer), f"not read: {others}"


def _in_words(group: Group) -> str:
    names = ", ".join(group.members[:SHOWN]) + (" ..." if len(group.members) > SHOWN else "")
    return f"{group.size:,} bytes in {len(group.members)}: {names}"


def _pattern(name: str) -> str:
    pattern = patterns(PurePosixPath(name).name).value
    return pattern[0] if isinstance(pattern, tuple) and isinstance(pattern[0], str) else name


def _literal(name: str) -> str:
    """Ask for one member by its whole name."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(PurePosixPath(name).name, pattern)
