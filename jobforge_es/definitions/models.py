"""Read ``models/{silver,gold}/TABLE.sql``: one SELECT, named after the table that it makes."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import attrs

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionUnreadable, Place, UnknownKey, together
from jobforge_es.definitions.decoding import decode
from jobforge_es.definitions.excerpt import excerpt, lines_of, quoted
from jobforge_es.definitions.nearest import nearest
from ledger.names import GOLD_PREFIXES, LAYERS, is_name

ABOUT = re.compile(r"--\s*([a-z][a-z0-9_.]*)[ \t]*:[ \t]+(\S.*)")
KEYS = (
    "title",
    "title_fr",
    "question",
    "question_fr",
    "description",
    "description_fr",
    "reads",
    "owner",
    "steward",
    "domain",
    "tags",
)
"""Keys that something is done with; others are kept for the catalog."""

LIKENESS = 0.75
"""From here on, an unknown key is taken for a slip of a known one."""


@attrs.frozen
class ModelText:
    """A model as it was written.

    Attributes:
        table: ``silver.t`` or ``gold.dim_t``.
        sql: the whole text of the file, comments included.
        about: what the comment lines at its head say, ``-- key: value``.
    """

    table: str
    sql: str
    about: dict[str, str] = attrs.field(factory=dict)


def table_of(path: str) -> str:
    """Give the table that a path stands for: ``models/gold/dim_noc.sql`` makes ``gold.dim_noc``.

    Raises:
        DefinitionBroken: the file's name cannot name such a table.
    """
    pure = PurePosixPath(path)
    layer, name = pure.parent.name, pure.stem
    if not is_name(name):
        raise DefinitionBroken(
            f"{quoted(name)} cannot name a table",
            Place(path),
            why="a name begins with a letter a-z and has at most 63 of a-z, 0-9 and _; a model is named by its file",
            mend=("rename the file",),
        )
    if layer == "gold" and not name.startswith(GOLD_PREFIXES):
        raise DefinitionBroken(
            f"the gold table {quoted(name)} does not say of which kind it is",
            Place(path),
            why=f"names of gold tables begin with {', '.join(GOLD_PREFIXES)}",
            mend=(f"rename the file to dim_{name}.sql",),
        )
    return f"{layer}.{name}"


def read_model(path: str, raw: bytes) -> ModelText:
    """Read a model without looking at its SQL.

    Args:
        path: of the file below the project.
        raw: its bytes.

    Raises:
        DefinitionBroken: not UTF-8, empty, only comments, an unfit name, or a mistake at its head.
        DefinitionsBroken: several mistakes at its head.
    """
    table = table_of(path)
    sql = decode(path, raw)
    lines = lines_of(sql)
    about, broken = _about(path, lines)
    if broken:
        raise together(broken)
    if not re.sub(r"--[^\r\n]*|/\*.*?\*/", "", sql, flags=re.DOTALL).strip("; \t\r\n"):
        raise DefinitionUnreadable("the model holds no SQL", Place(path), mend=("write one SELECT",))
    return ModelText(table, sql, about)


def _about(path: str, lines: list[str]) -> tuple[dict[str, str], list[DefinitionBroken]]:
    about: dict[str, str] = {}
    broken: list[DefinitionBroken] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and not text.startswith("--"):
            break
        match = ABOUT.fullmatch(text)
        if not match:
            continue
        key, value = match[1], match[2].strip()
        mistake = _mistake(key, value, about, Place(path, number, 1, excerpt(lines, number, 1, len(line))))
        if mistake:
            broken.append(mistake)
        about[key] = value
    return about, broken


def _mistake(key: str, value: str, about: dict[str, str], place: Place) -> DefinitionBroken | None:
    meant = nearest(key, KEYS, LIKENESS)
    if key in about:
        return DefinitionBroken(f"{quoted(key)} stands twice", place, mend=("keep one of them",))
    if key not in KEYS and meant:
        return UnknownKey(f"unknown key {quoted(key)} (did you mean `{meant}`?)", place, mend=(f"-- {meant}: {value}",))
    if key == "reads":
        unknown = [word for word in re.split(r"[,\s]+", value) if word not in LAYERS]
        if unknown:
            why = f"`reads` names the layers that the model may read besides silver and gold: {', '.join(LAYERS)}"
            return DefinitionBroken(f"{quoted(unknown[0])} is no layer", place, why=why, mend=("-- reads: bronze",))
    return None
