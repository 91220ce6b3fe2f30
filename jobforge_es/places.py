"""Where a project keeps things: places that can be used, and in which nothing else lies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.settings import SettingWrong

if TYPE_CHECKING:
    from jobforge_es.config import Config


def check_places(config: Config, raw: Mapping[str, tuple[Any, str]], file: str) -> None:
    """Refuse a lake that can be no folder, or in whose folder other things lie.

    Args:
        config: of the project.
        raw: the settings as they were given, with where.
        file: where the others are.

    Raises:
        SettingWrong: the first thing that is wrong.
    """
    places = {key: raw[key][1] if key in raw else file for key in ("lake", "inbox")}
    lake = _folder(config.lake_path, "lake", places["lake"])
    inbox = _folder(config.inbox_path, "inbox", places["inbox"])
    if config.root.is_relative_to(lake) or lake == inbox or inbox.is_relative_to(lake):
        raise SettingWrong(
            f"the lake would be {quoted(str(lake))}, where other things lie",
            where=places["lake" if "lake" in raw else "inbox"],
            why="JobForge sweeps its lake; the project and the inbox must lie outside it",
            mend=('lake = "lake"', 'inbox = "inbox"'),
        )


def _folder(path: Path, key: str, where: str) -> Path:
    """Give the folder that a path leads to, there or not.

    Raises:
        SettingWrong: something else is there or on the way, or the path cannot be followed.
    """
    found, why = path, None
    try:
        found = path.resolve()
        there = next(place for place in (found, *found.parents) if place.exists())
        why = None if there.is_dir() else f"{quoted(str(there))} is no folder"
    except PermissionError:  # told when the lake is used: reading may need less
        pass
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        why = f"the path cannot be followed: {getattr(error, 'strerror', None) or 'its links lead in a circle'}"
    if why is not None:
        raise SettingWrong(f"the {key} cannot be {quoted(str(path))}", where=where, why=why, mend=(f'{key} = "{key}"',))
    return found
