"""Init: scaffold a project."""

from __future__ import annotations

import shutil
import unicodedata
from importlib import resources
from pathlib import Path, PurePosixPath

import attrs

from jobforge_es.commands.scaffold import FILES, FOLDERS
from ledger.errors import JobForgeError

LONGEST = 200
FORBIDDEN = '<>:"|?*\\'
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for itself; a project may be shared with it."""


class NoProjectThere(JobForgeError):
    """A project cannot be made in this place."""

    code = "U-003"
    exit_code = 2


@attrs.frozen
class Made:
    """What was made.

    Attributes:
        folder: of the project, absolute.
        files: below it, with ``/``, sorted.
    """

    folder: Path
    files: tuple[str, ...]


def init(folder: Path, *, sample: bool = False, dry: bool = False) -> Made:
    """Make a project in a new or empty folder.

    Args:
        folder: where.
        sample: fill it with the bundled sample.
        dry: only tell which files there would be.

    Raises:
        NoProjectThere: the folder is not empty, is a file, or has a name that does no good.
    """
    _check(folder)
    content = _sample() if sample else {}
    filled = {path.rpartition("/")[0] for path in content}
    content |= {path: text.encode() for path, text in FILES.items() if path not in content and not _idle(path, filled)}
    if not sample:
        content["jobforge.toml"] = content["jobforge.toml"].replace(b"PROJECT", _quotable(folder).encode())
    if not dry:
        _write(folder, content)
    return Made(folder.absolute(), tuple(sorted(content)))


def _idle(path: str, filled: set[str]) -> bool:
    """Tell whether a file only keeps a folder in git that holds others."""
    folder, _, name = path.rpartition("/")
    return name == ".gitkeep" and folder in filled


def _check(folder: Path) -> None:
    path = str(folder)
    name = folder.name or folder.resolve().name
    problem = _problem_of(name)
    if problem is not None:
        raise NoProjectThere(
            f"a project cannot be named {name!r}",
            where=path,
            why=problem,
            mend=("jobforge init myproject",),
        )
    try:
        entries = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else None
        in_the_way = entries is None and (folder.exists() or folder.is_symlink())
    except OSError as error:
        raise NoProjectThere("the folder cannot be looked at", where=path, why=error.strerror) from error
    if in_the_way:
        raise NoProjectThere("there is something of that name already", where=path, mend=("choose another name",))
    if entries:
        raise NoProjectThere(
            "the folder is not empty",
            where=path,
            why=f"it holds {', '.join(entries[:3])}{' and more' if len(entries) > 3 else ''}",
            mend=("name a new folder, such as jobforge init myproject",),
        )


def _problem_of(name: str) -> str | None:
    if not name:
        return "the root of a disk is no project"
    if len(name.encode("utf-8", "surrogateescape")) > LONGEST:
        return f"names of folders are at most {LONGEST} bytes long here"
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name) or set(name) & set(FORBIDDEN):
        return f"it holds control characters or one of {' '.join(FORBIDDEN)}, which not every system can keep"
    if name.startswith("-") or name != name.strip() or name.endswith("."):
        return "it begins with a dash, or begins or ends with a space or a dot"
    if name.partition(".")[0].lower() in RESERVED:
        return "Windows keeps that name for itself"
    return None


def _quotable(folder: Path) -> str:
    """Give the folder's name for a TOML string: what could end the string was refused before."""
    return unicodedata.normalize("NFC", folder.name or folder.resolve().name)


def _sample() -> dict[str, bytes]:
    """Read the bundled sample: path below the project, with ``/``, to bytes."""
    root = sample_root()
    found: dict[str, bytes] = {}
    _collect(root, PurePosixPath(), found)
    return found


def _collect(folder: resources.abc.Traversable, below: PurePosixPath, found: dict[str, bytes]) -> None:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        path = below / entry.name
        if entry.name in ("__pycache__", "lake"):
            continue
        if entry.is_dir():
            _collect(entry, path, found)
        else:
            found[str(path)] = entry.read_bytes()


def sample_root() -> resources.abc.Traversable:
    """Find the sample: in the installed package, else beside it in a checkout.

    Raises:
        NoProjectThere: it was not installed.
    """
    packed = resources.files("jobforge_es") / "_sample"
    if packed.is_dir():
        return packed
    beside = Path(__file__).parents[2] / "data"
    if (beside / "jobforge.toml").is_file():
        return beside
    raise NoProjectThere(
        "the sample is not installed", why="the package came without it", mend=("pip install jobforge-es",)
    )


def _write(folder: Path, content: dict[str, bytes]) -> None:
    """Write all files, or none: what was begun is taken away again."""
    is_new = not folder.exists()
    try:
        for name in FOLDERS:
            folder.joinpath(*PurePosixPath(name).parts).mkdir(parents=True, exist_ok=True)
        for path, data in content.items():
            place = folder.joinpath(*PurePosixPath(path).parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    except OSError as error:
        _take_away(folder, is_new=is_new)
        why = error.strerror or str(error)
        raise NoProjectThere("the project cannot be written", where=str(folder), why=why) from error


def _take_away(folder: Path, *, is_new: bool) -> None:
    if is_new:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
