"""Conditions of definition files.

DefinitionBroken              a value breaks a rule; the root of those below
├── DefinitionUnreadable      not a file, not UTF-8, empty, or not YAML
├── UnknownKey                a key that has no meaning
├── NameClash                 two files define the same name
└── OutsideProject            a link that leads out of the project
DefinitionsBroken             several of them at once
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ledger.errors import JobForgeError

MOST = 50
"""Mistakes that are told in full."""


@attrs.frozen
class Place:
    """A place in a definition file.

    Attributes:
        path: below the project, with ``/``.
        line, column: from 1, in characters; 0 where the whole file is meant.
        shown: the line with a caret under the place; empty where the whole file is meant.
    """

    path: str
    line: int = 0
    column: int = 0
    shown: str = ""

    def __str__(self) -> str:
        spot = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{spot}\n{self.shown}" if self.shown else spot


class DefinitionBroken(JobForgeError):
    """A definition file says something that cannot be adopted.

    Attributes:
        place: where in which file.
    """

    code = "C-005"
    exit_code = 2

    def __init__(self, what: str, place: Place, *, why: str | None = None, mend: tuple[str, ...] = ()) -> None:
        super().__init__(what, where=str(place), why=why, mend=mend)
        self.place = place


class DefinitionUnreadable(DefinitionBroken):
    """A definition file is not a file, not UTF-8, empty, or not YAML."""

    code = "C-003"


class UnknownKey(DefinitionBroken):
    """A definition file has a key that has no meaning there."""

    code = "C-004"


class NameClash(DefinitionBroken):
    """Two definition files define the same name."""

    code = "C-006"


class OutsideProject(DefinitionBroken):
    """A definition file is a link that leads out of the project."""

    code = "C-007"


class DefinitionsBroken(JobForgeError):
    """Several things in definition files cannot be adopted; all are told, so that they can be mended at once.

    Attributes:
        broken: each of them, by file and line; the code is that of the first.
    """

    exit_code = 2

    def __init__(self, broken: Sequence[DefinitionBroken]) -> None:
        files = len({each.place.path for each in broken})
        super().__init__(
            f"{len(broken)} mistakes in {files} definition file{'s' if files > 1 else ''}",
            where="\n\n".join([*(_told(each) for each in broken[:MOST]), *_rest(len(broken) - MOST)]),
            mend=("mend them and run the command again",),
        )
        self.broken = tuple(broken)
        self.code = broken[0].code  # type: ignore[misc] # a group has the code of its first part


def together(broken: Sequence[DefinitionBroken]) -> DefinitionBroken | DefinitionsBroken:
    """Give the only error, or one error with all of them in the order of files and lines."""
    ordered = sorted(broken, key=lambda each: (each.place.path, each.place.line, each.place.column))
    return ordered[0] if len(ordered) == 1 else DefinitionsBroken(ordered)


def parts(error: DefinitionBroken | DefinitionsBroken) -> tuple[DefinitionBroken, ...]:
    """Give the single errors of an error."""
    return error.broken if isinstance(error, DefinitionsBroken) else (error,)


def _rest(count: int) -> list[str]:
    return [f"and {count} more"] if count > 0 else []


def _told(error: DefinitionBroken) -> str:
    lines = [f"{error.code}  {error.what}", str(error.place)]
    if error.why:
        lines.append(f"why: {error.why}")
    lines += [f"mend: {each}" for each in error.mend]
    return "\n".join(lines)
